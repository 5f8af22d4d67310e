// The filter of the matrix, and the keys that go through it.

import { byId, cellAt, cells, data, grid, isShown } from './lib.js';

const form = byId('filter', HTMLFormElement);
const text = byId('filter-text', HTMLInputElement);
const result = byId('filter-result', HTMLOutputElement);
const chips = [...form.querySelectorAll('[data-filter-state]')];
const boxes = [...form.querySelectorAll('input[type=checkbox]')].filter(
	(box) => box instanceof HTMLInputElement,
);

const rows = [...grid.querySelectorAll('tr[data-row]')];
const states = cells.map((cell) => cell.dataset.state);
const columns = data.kernels.map((_, kernel) => [
	...grid.querySelectorAll(`th[data-kernel="${kernel}"], td[data-kernel="${kernel}"]`),
]);

const applyFilter = () => {
	const words = text.value.toLowerCase().split(/\s+/);
	const wanted = chips
		.filter((chip) => chip.getAttribute('aria-pressed') === 'true')
		.map((chip) => chip.getAttribute('data-filter-state') ?? '');
	const kernels = [...boxes.keys()].filter((kernel) => boxes[kernel]?.checked);
	let shown = 0;
	let above = '';
	for (const [row, { object, words: known }] of data.rows.entries()) {
		const stateIn = (/** @type {number} */ kernel) => states[row * data.kernels.length + kernel] ?? '';
		const fits =
			words.every((word) => known.includes(word)) &&
			(wanted.length === 0 || kernels.some((kernel) => wanted.includes(stateIn(kernel))));
		rows[row]?.toggleAttribute('hidden', !fits);
		if (!fits) continue;
		shown++;
		// An object is named in the first of its rows that is there.
		rows[row]?.classList.toggle('same', object === above);
		above = object;
	}
	const all = data.rows.length;
	result.textContent = shown === all ? '' : `${shown} of ${all} rows`;
	byId('nothing', HTMLElement).hidden = shown > 0;
};
for (const [kernel, box] of boxes.entries()) {
	box.addEventListener('change', () => {
		for (const at of columns[kernel] ?? []) at.toggleAttribute('hidden', !box.checked);
	});
}
form.addEventListener('input', applyFilter);
form.addEventListener('submit', (event) => event.preventDefault());
for (const chip of chips) {
	chip.addEventListener('click', () => {
		chip.setAttribute('aria-pressed', String(chip.getAttribute('aria-pressed') !== 'true'));
		applyFilter();
	});
}
document.addEventListener('keydown', (event) => {
	if (event.key !== '/' || event.target === text || byId('cell', HTMLDialogElement).open) return;
	event.preventDefault();
	text.focus();
});

/** @type {Readonly<Record<string, readonly [row: number, kernel: number]>>} */
const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
grid.addEventListener('keydown', (event) => {
	const step = steps[event.key];
	const from = event.target instanceof HTMLButtonElement ? cells.indexOf(event.target) : -1;
	if (step === undefined || from === -1) return;
	event.preventDefault();
	const [rows, kernels] = step;
	let row = Math.floor(from / data.kernels.length) + rows;
	let kernel = (from % data.kernels.length) + kernels;
	// Over what the filter hides, up to the edge.
	while (data.rows[row] !== undefined && data.kernels[kernel] !== undefined) {
		const cell = cellAt(row, kernel);
		if (cell !== undefined && isShown(cell)) return cell.focus();
		row += rows;
		kernel += kernels;
	}
});
