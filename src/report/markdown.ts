import { adviceParts, proseParts } from './advice.ts';
import { neutralise, oneLine } from './neutralise.ts';

// Escapes for GitHub Flavored Markdown (https://github.github.com/gfm/): what a guest or a pull request says must
// show as it is, and must not become a link, a mention, a formula, an image or HTML.

/** Any ASCII punctuation may be escaped (§6.1); these can begin something, `$` by GitHub's formulas, `|` in a table. */
const special = /[\\`*_[\]#|~$!]/g;

/** Plain text; what its lines begin with makes no list and no heading. */
export function escapeText(text: string): string {
	return (
		neutralise(text)
			.replaceAll('&', '&amp;')
			.replaceAll('<', '&lt;')
			.replaceAll('>', '&gt;')
			.replace(special, '\\$&')
			.replace(/^[-+=]/gm, '\\$&')
			.replace(/^(\d+)(?=[.)](?:\s|$))/gm, '$1\\')
			// GitHub looks for mentions and bare links after Markdown is done; a zero-width space ends them.
			.replace(/@(?=\w)/g, '@\u200b')
			.replace(/:(?=\/\/)/g, ':\u200b')
			.replace(/www(?=\.)/gi, '$&\u200b')
	);
}

/** A code span. */
export function codeSpan(text: string): string {
	const content = oneLine(text);
	if (content === '') return '';
	const fence = '`'.repeat(longestRun(content) + 1);
	// One space inside is taken off again (§6.3), and needed where the content begins or ends with a backtick.
	const space = /^`|`$/.test(content) || /^ .* $/.test(content) ? ' ' : '';
	return `${fence}${space}${content}${space}${fence}`;
}

/** Text of ours with names in backticks, as messages have them: the names become code, the rest is escaped, lines stay lines. */
export function prose(text: string): string {
	return proseParts(neutralise(text).replace(/^[ \t]+/gm, ''))
		.map((part) => (part.kind === 'name' ? codeSpan(part.text) : escapeText(part.text)))
		.join('')
		.replace(/([^\n])\n(?=[^\n])/g, '$1\\\n');
}

/** Advice as findings have it, its code as fenced blocks. */
export function advice(text: string): string {
	return adviceParts(neutralise(text))
		.map((part) => (part.kind === 'code' ? codeBlock(part.text) : prose(part.text)))
		.join('\n\n');
}

/** A fenced block, of C unless said otherwise, its fence longer than any run of backticks inside (§4.5). */
export function codeBlock(code: string, language = 'c'): string {
	const content = neutralise(code).replace(/^\n+|\s+$/g, '');
	const fence = '`'.repeat(Math.max(3, longestRun(content) + 1));
	return `${fence}${language}\n${content}\n${fence}`;
}

function longestRun(text: string): number {
	return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}

/** A table; its cells are Markdown already. A bar ends a cell even within code, so it is escaped there too. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
	const line = (cells: readonly string[]) =>
		`| ${cells.map((cell) => cell.replace(/\\*\|/g, '\\|').replace(/\s*\n\s*/g, '<br>')).join(' | ')} |`;
	return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}
