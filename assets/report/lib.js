// What all parts of the page's script share. Texts get into the page as text nodes only.

/** @typedef {import('../../src/report/html/data.ts').PageData} PageData */

/**
 * @template {Element} T
 * @param {string} id
 * @param {new () => T} kind
 */
export const byId = (id, kind) => {
	const found = document.getElementById(id);
	if (!(found instanceof kind)) throw new TypeError(`no ${id}`);
	return found;
};

/**
 * @param {string} name
 * @param {Record<string, string>} attributes
 * @param {...(Node | string)} children
 */
export const element = (name, attributes, ...children) => {
	const made = document.createElement(name);
	for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
	made.append(...children);
	return made;
};

/** @type {PageData} */
export const data = JSON.parse(byId('data', HTMLScriptElement).text);
export const sources = new Map(Object.entries(data.sources));
export const logs = new Map(Object.entries(data.logs));

export const grid = byId('matrix', HTMLElement);
/** @type {HTMLButtonElement[]} */
export const cells = [...grid.querySelectorAll('button.cell')].filter(
	(cell) => cell instanceof HTMLButtonElement,
);
/** @type {(row: number, kernel: number) => HTMLButtonElement | undefined} */
export const cellAt = (row, kernel) =>
	data.kernels[kernel] === undefined ? undefined : cells[row * data.kernels.length + kernel];
/** @type {(cell: Element) => boolean} */
export const isShown = (cell) => cell.closest('[hidden]') === null;
