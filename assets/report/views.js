// A source with findings at their lines, and a log folded around what failed.

import { data, element, logs, sources } from './lib.js';

/** @typedef {import('../../src/report/html/data.ts').RowData} RowData */

const token =
	/\/\*[\s\S]*?(?:\*\/|(?![\s\S]))|\/\/.*|"(?:[^"\\\n]|\\.)*"?|^[ \t]*#[ \t]*\w+|\b(?:break|case|char|const|continue|default|do|else|enum|extern|for|goto|if|inline|int|long|return|short|signed|sizeof|static|struct|switch|typedef|union|unsigned|void|volatile|while|bool|__u8|__u16|__u32|__u64|__s8|__s16|__s32|__s64|u8|u16|u32|u64)\b|\b\d\w*\b/gm;
/** @type {(text: string) => string} */
const tokenKind = (text) => {
	if (text.startsWith('/')) return 'comment';
	if (text.startsWith('"')) return 'string';
	if (/^\s*#/.test(text)) return 'directive';
	return /^\d/.test(text) ? 'literal' : 'keyword';
};

/** @type {(content: string) => HTMLElement[]} */
const sourceLines = (content) => {
	/** @type {HTMLElement[]} */
	const lines = [element('div', { class: 'line', 'data-line': '1' })];
	/** @type {(text: string, kind?: string) => void} */
	const put = (text, kind) => {
		for (const [index, part] of text.split('\n').entries()) {
			if (index > 0) lines.push(element('div', { class: 'line', 'data-line': String(lines.length + 1) }));
			if (part !== '')
				lines.at(-1)?.append(kind === undefined ? part : element('span', { class: kind }, part));
		}
	};
	let end = 0;
	for (const { 0: match, index } of content.matchAll(token)) {
		put(content.slice(end, index));
		put(match, tokenKind(match));
		end = index + match.length;
	}
	put(content.slice(end));
	return lines;
};

/** @type {(program: string, content: string) => number} */
const definition = (program, content) =>
	content.split('\n').findIndex((line) => line.includes(`${program}(`) || line.includes(`(${program},`)) + 1;

/** @type {(path: string, row: RowData, findings: readonly number[]) => HTMLElement} */
export const sourceView = (path, { program, definition: known }, findings) => {
	const heading = element('h3', {}, 'Source ', element('code', {}, path));
	const content = sources.get(path);
	if (content === undefined) {
		return element(
			'section',
			{},
			heading,
			element('p', {}, 'Not in this page: it was not found, too large, or not text.'),
		);
	}
	const lines = sourceLines(content);
	for (const index of findings) {
		const at = lines[(data.findings[index]?.line ?? 0) - 1];
		const title = document.getElementById(`finding-${index}-title`);
		if (at === undefined || title === null) continue;
		at.classList.add('hit', ...(data.findings[index]?.isNotice ? ['notice'] : []));
		at.append(element('div', { class: 'note', role: 'note' }, ...title.cloneNode(true).childNodes));
	}
	const target =
		lines.find((line) => line.matches('.hit')) ??
		lines[(known?.file === path ? known.line : definition(program, content)) - 1];
	target?.setAttribute('data-target', '');
	return element('section', {}, heading, region('source', `Source ${path}`, lines));
};

/** @type {(kind: string, label: string, children: readonly (Node | string)[]) => HTMLElement} */
const region = (kind, label, children) =>
	element('div', { class: kind, tabindex: '0', role: 'region', 'aria-label': label }, ...children);

/** @type {(path: string) => HTMLElement[]} */
export const logView = (path) => {
	const log = logs.get(path);
	if (log === undefined) return [];
	const { lines, from, to, at } = log;
	/** @type {(start: number, end: number) => HTMLElement} */
	const part = (start, end) =>
		region(
			'log',
			`Log ${path}, lines ${start + 1} to ${end}`,
			lines
				.slice(start, end)
				.map((line, index) =>
					element('div', { class: start + index === at ? 'line hit' : 'line' }, line || '\u00a0'),
				),
		);
	/** @type {(start: number, end: number, what: string) => HTMLElement[]} */
	const folded = (start, end, what) =>
		start >= end
			? []
			: [element('details', {}, element('summary', {}, `${end - start} lines ${what}`), part(start, end))];
	return [
		element(
			'section',
			{},
			element('h3', {}, 'Log ', element('code', {}, path)),
			...folded(0, from, 'before'),
			part(from, to),
			...folded(to, lines.length, 'after'),
		),
	];
};
