import { visible } from '../neutralise.ts';

/** HTML that is ready: made by {@link html} alone, so that no text gets in unescaped. */
export interface Markup {
	readonly markup: string;
}

type Value = Markup | string | number | undefined | readonly Value[];

/** A piece of HTML. Text between its tags and in its quoted attributes is made visible and escaped; `undefined` is nothing. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Markup {
	const texts = values.map((value, index) => markupOf(value) + (parts[index + 1] ?? ''));
	return { markup: (parts[0] ?? '') + texts.join('') };
}

function markupOf(value: Value): string {
	if (value === undefined) return '';
	if (typeof value === 'number') return String(value);
	if (typeof value === 'string') return escapeText(visible(value));
	return 'markup' in value ? value.markup : value.map(markupOf).join('');
}

const references: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};

function escapeText(text: string): string {
	return text.replace(/[&<>"']/g, (character) => references[character] ?? '');
}

/**
 * A value as JSON in a script element of data. `<` would let it end the element or begin a comment in it (HTML,
 * "Restrictions for contents of script elements"), and U+2028 and U+2029 were line ends to scripts before ES2019.
 */
export function dataScript(id: string, value: unknown): Markup {
	const json = JSON.stringify(value).replace(
		/[<>&\u2028\u2029]/g,
		(character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
	);
	return { markup: `<script type="application/json" id="${id}">${json}</script>` };
}

/** The package's own style or script, which is not escaped in HTML; it must not end its element. */
export function ownElement(name: 'style' | 'script', content: string, attributes = html``): Markup {
	if (content.includes(`</${name}`)) throw new TypeError(`the ${name} ends its own element`);
	return { markup: `<${name}${attributes.markup}>${content}</${name}>` };
}
