/*
 * The access in a line of source, as far as it is one of libbpf's macros or a plain `->`: so that code that is proposed
 * in its place uses the program's own names. The line is hostile text and is shown again, so that only what these
 * patterns take gets out of it.
 */

export interface SourceAccess {
	/** `BPF_CORE_READ` and its like; missing for `->`. */
	readonly macro?: string;
	/** The pointer to the type where the access begins, as an expression. */
	readonly pointer: string;
	/** Members that the macro goes on to behind a pointer that it has read. */
	readonly after: readonly string[];
	/** The access as it is written. */
	readonly text: string;
	/** When the line does nothing but assign the value: to what, and with which type when it is declared there. */
	readonly assigned?: { readonly indent: string; readonly name: string; readonly declared?: string };
}

/** What clang keeps of a line has no such length unless somebody wants it. */
const longestLine = 1000;
const reading = /\b(BPF_CORE_READ(?:_USER|_BITFIELD|_BITFIELD_PROBED)?)\s*\(/g;
const plainExpression = /^[\w.\->&*()[\] ]{1,200}$/;
const assignment = /^(\s*)([A-Za-z_][\w ]*?[\s*]\s*\**)?([A-Za-z_][\w.]*(?:->\w+)*)\s*=\s*$/;

/** @param path as the relocation has it: `iov`, `msg_iter.iov`, `cb[3]` */
export function findAccess(line: string, path: string): SourceAccess | undefined {
	if (line.length > longestLine || path === '') return undefined;
	for (const match of line.matchAll(reading)) {
		const found = macroAccess(line, path, match.index, match[1] ?? '', match.index + match[0].length);
		if (found !== undefined) return found;
	}
	return arrowAccess(line, path);
}

function macroAccess(
	line: string,
	path: string,
	start: number,
	macro: string,
	open: number,
): SourceAccess | undefined {
	const { words, end } = argumentsFrom(line, open);
	const at = words.indexOf(path, 1);
	const [base] = words;
	if (base === undefined || at === -1 || !words.every((word) => plainExpression.test(word))) return undefined;
	const between = words.slice(1, at);
	const pointer = between.length === 0 ? base : `${macro}(${[base, ...between].join(', ')})`;
	return {
		macro,
		pointer,
		after: words.slice(at + 1),
		text: line.slice(start, end),
		...assignedBy(line, start, end),
	};
}

/** The words between a macro's parentheses, which open just before `open`. */
function argumentsFrom(
	line: string,
	open: number,
): { readonly words: readonly string[]; readonly end: number } {
	const words: string[] = [];
	let depth = 0;
	let from = open;
	for (let at = open; at < line.length; at++) {
		const character = line[at];
		if (character === '(' || character === '[') depth++;
		else if (character === ']' || (character === ')' && depth > 0)) depth--;
		else if ((character === ',' || character === ')') && depth === 0) {
			words.push(line.slice(from, at).trim());
			from = at + 1;
			if (character === ')') return { words, end: from };
		}
	}
	return { words: [], end: open };
}

function arrowAccess(line: string, path: string): SourceAccess | undefined {
	const arrow = line.indexOf(`->${path}`);
	const after = line[arrow + path.length + 2] ?? '';
	const pointer = /[A-Za-z_]\w*$/.exec(line.slice(0, Math.max(arrow, 0)))?.[0];
	if (arrow === -1 || pointer === undefined || /[\w.[]/.test(after)) return undefined;
	const start = arrow - pointer.length;
	// Behind another arrow or a dot, the pointer is not all of the expression.
	if (/[.>]$/.test(line.slice(0, start))) return undefined;
	const end = arrow + 2 + path.length;
	return { pointer, after: [], text: line.slice(start, end), ...assignedBy(line, start, end) };
}

function assignedBy(line: string, start: number, end: number): Pick<SourceAccess, 'assigned'> {
	if (!/^\s*;\s*$/.test(line.slice(end))) return {};
	const [, indent = '', declared, name] = assignment.exec(line.slice(0, start)) ?? [];
	if (name === undefined) return {};
	const type = declared?.trim();
	// `return x = …` is no declaration.
	if (type === 'return') return {};
	return { assigned: { indent, name, ...(type !== undefined && type !== '' && { declared: type }) } };
}
