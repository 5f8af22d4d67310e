/** A part of a text that findings are made of: words, or lines of code as they are to be written. */
export interface AdvicePart {
	readonly kind: 'prose' | 'code';
	readonly text: string;
}

const codeLines = /((?:^ {4}.*(?:\n|$)|^[ \t]*\n(?= {4}))+)/gm;

/** Advice as findings have it: prose, and code in lines that begin with four spaces, which are taken off. */
export function adviceParts(text: string): readonly AdvicePart[] {
	return text
		.split(codeLines)
		.map(
			(part, index): AdvicePart =>
				index % 2 === 1
					? { kind: 'code', text: part.replace(/^ {4}/gm, '') }
					: { kind: 'prose', text: part.trim() },
		)
		.filter((part) => part.text !== '');
}

/** A part of prose: a name, which stands in backticks there, or what is between names. */
export interface ProsePart {
	readonly kind: 'name' | 'text';
	readonly text: string;
}

export function proseParts(text: string): readonly ProsePart[] {
	return text
		.split(/`([^`\n]+)`/)
		.map((part, index): ProsePart => ({ kind: index % 2 === 1 ? 'name' : 'text', text: part }))
		.filter((part) => part.text !== '');
}
