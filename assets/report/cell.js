// The dialog that shows a cell.

import { byId, cellAt, cells, data, element } from './lib.js';
import { logView, sourceView } from './views.js';

/** @typedef {import('../../src/report/html/data.ts').CellData} CellData */

const dialog = byId('cell', HTMLDialogElement);
const titleOf = byId('cell-title', HTMLElement);
const stateOf = byId('cell-state', HTMLElement);
const body = byId('cell-body', HTMLElement);
const previous = byId('cell-previous', HTMLButtonElement);
const next = byId('cell-next', HTMLButtonElement);
let open = { row: 0, kernel: 0 };
/** @type {Element | null} */
let opener = null;

/** @type {(tried: NonNullable<CellData['tried']>) => HTMLElement} */
const facts = (tried) => {
	const values = {
		'built on': tried.builtOn,
		section: tried.section,
		type: tried.type,
		verdict: tried.verdict,
		stage: tried.stage,
		code: tried.code,
		runs: tried.runs?.toLocaleString('en'),
		'instructions processed': tried.insns?.toLocaleString('en'),
		'states explored': tried.states?.toLocaleString('en'),
		'verification time':
			tried.verifyUs === undefined ? undefined : `${tried.verifyUs.toLocaleString('en')} µs`,
		'native code':
			tried.jitedBytes === undefined ? undefined : `${tried.jitedBytes.toLocaleString('en')} bytes`,
	};
	const pairs = Object.entries(values).filter(([, value]) => value !== undefined && value !== '');
	return element(
		'dl',
		{ class: 'facts' },
		...pairs.map(([name, value = '']) =>
			element('div', {}, element('dt', {}, name), element('dd', {}, value)),
		),
	);
};

/** @type {(index: number) => Node[]} */
const findingCopy = (index) => {
	const copy = document.getElementById(`finding-${index}`)?.cloneNode(true);
	if (!(copy instanceof Element)) return [];
	for (const named of [copy, ...copy.querySelectorAll('[id]')]) named.removeAttribute('id');
	copy.removeAttribute('aria-labelledby');
	return [copy];
};

/** @type {(row: number, kernel: number) => void} */
const show = (row, kernel) => {
	const rowData = data.rows[row];
	const cell = rowData?.cells[kernel];
	const button = cellAt(row, kernel);
	if (rowData === undefined || cell === undefined) return;
	const { object, program, definition } = rowData;
	open = { row, kernel };
	titleOf.textContent = `${program || object} on ${data.kernels[kernel]}`;
	const sign = button?.querySelector('.sign')?.textContent ?? '';
	stateOf.textContent = `${sign} ${button?.getAttribute('aria-label')?.split(': ').at(-1) ?? ''}`;
	stateOf.className = button?.getAttribute('data-state') ?? '';
	const files = [...new Set(cell.findings.flatMap((index) => data.findings[index]?.file ?? []))];
	const paths = [...new Set([...cell.logs, ...(cell.tried?.log === undefined ? [] : [cell.tried.log])])];
	body.replaceChildren(
		element(
			'div',
			{},
			...(files.length > 0 ? files : [definition?.file ?? object]).map((path) =>
				sourceView(
					path,
					rowData,
					cell.findings.filter((index) => data.findings[index]?.file === path),
				),
			),
			...paths.flatMap(logView),
		),
		element(
			'div',
			{},
			...(cell.tried === undefined ? [] : [facts(cell.tried)]),
			...cell.findings.flatMap(findingCopy),
		),
	);
	previous.disabled = cellAt(row, kernel - 1) === undefined;
	next.disabled = cellAt(row, kernel + 1) === undefined;
	if (!dialog.open) {
		opener = document.activeElement;
		dialog.showModal();
	}
	for (const target of body.querySelectorAll('[data-target], .log > .hit')) {
		const scroller = target.parentElement;
		if (target instanceof HTMLElement && scroller !== null) {
			scroller.scrollTop = target.offsetTop - scroller.clientHeight / 3;
		}
	}
	titleOf.focus();
	history.replaceState(null, '', `#cell-${row}-${kernel}`);
};

/** @type {(by: number) => void} */
const move = (by) => {
	if (cellAt(open.row, open.kernel + by) !== undefined) show(open.row, open.kernel + by);
};
for (const cell of cells) {
	cell.addEventListener('click', () => show(Number(cell.dataset.row), Number(cell.dataset.kernel)));
}
previous.addEventListener('click', () => move(-1));
next.addEventListener('click', () => move(1));
byId('cell-close', HTMLButtonElement).addEventListener('click', () => dialog.close());
dialog.addEventListener('click', (event) => {
	// Only the backdrop counts as the dialog itself: it has no padding.
	if (event.target === dialog) dialog.close();
});
dialog.addEventListener('keydown', (event) => {
	const scrolls = event.target instanceof Element && event.target.closest('[role=region]') !== null;
	if (scrolls) return;
	if (event.key === 'ArrowLeft') move(-1);
	if (event.key === 'ArrowRight') move(1);
});
dialog.addEventListener('close', () => {
	// The event comes later, and another cell may be open by then.
	if (dialog.open) return;
	history.replaceState(null, '', location.pathname + location.search);
	const isCell = opener === document.body || opener?.matches('button.cell');
	const back = isCell ? cellAt(open.row, open.kernel) : opener;
	if (back instanceof HTMLElement) back.focus();
});

const showAddressed = () => {
	const [, row, kernel] = /^#cell-(\d{1,6})-(\d{1,4})$/.exec(location.hash) ?? [];
	if (cellAt(Number(row), Number(kernel)) !== undefined) show(Number(row), Number(kernel));
};
window.addEventListener('hashchange', showAddressed);
showAddressed();
