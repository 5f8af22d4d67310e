/*
 * From Linux 7.3 on the verifier explains a refusal after its sentence: `Verification failed: <category>: <title>`,
 * then blocks that are headed `Reason:`, `At:`, `Causal path:`, `Suggestion:` and indented by two spaces. Kept are the
 * words for people; the excerpts of source and instructions are the same as in the sources and the log.
 */

export interface Explanation {
	/** Such as `Register Type Safety: Invalid dereference`. */
	readonly title: string;
	/** One paragraph. */
	readonly reason?: string;
	/** Where, as the verifier knows it: `file` has no folder. */
	readonly at?: {
		readonly function: string;
		readonly file: string;
		readonly line: number;
		readonly column: number;
	};
	/** One paragraph. */
	readonly suggestion?: string;
}

const start = 'Verification failed: ';
const headings = {
	'Reason:': 'reason',
	'At:': 'at',
	'Causal path:': 'path',
	'Suggestion:': 'suggestion',
} as const;

export function beginsExplanation(line: string): boolean {
	return line.startsWith(start);
}

/** Reads the lines from the one that begins an explanation to the end of the verifier's log. */
export function explanationOf([first = '', ...rest]: readonly string[]): Explanation {
	const parts: Record<'reason' | 'at' | 'path' | 'suggestion', string[]> = {
		reason: [],
		at: [],
		path: [],
		suggestion: [],
	};
	let part: string[] | undefined;
	for (const line of rest) {
		const heading = Object.entries(headings).find(([text]) => text === line)?.[1];
		if (heading !== undefined) part = parts[heading];
		else part?.push(line.trim());
	}
	const [, name = '', file = '', row, column] =
		/^(\S+) @ (\S+):(\d{1,7}):(\d{1,7})$/.exec(parts.at[0] ?? '') ?? [];
	return {
		title: first.slice(start.length),
		...(parts.reason.length > 0 && { reason: parts.reason.join(' ') }),
		...(row !== undefined && { at: { function: name, file, line: Number(row), column: Number(column) } }),
		...(parts.suggestion.length > 0 && { suggestion: parts.suggestion.join(' ') }),
	};
}
