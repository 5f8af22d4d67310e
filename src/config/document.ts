import type { YAMLMap } from 'yaml';
import {
	isAlias,
	isMap,
	isNode,
	isScalar,
	isSeq,
	LineCounter,
	type Node,
	parseDocument,
	visit,
	type YAMLParseError,
} from 'yaml';

/** Keys and indices that lead to a value. */
export type Path = readonly (string | number)[];

export interface Position {
	/** Both counted from 1. */
	readonly line: number;
	readonly column: number;
}

/** A YAML file, read. */
export interface YamlDocument {
	/** Plain values. Numbers that would lose by it are text as written: `5.10`, not 5.1. */
	readonly value: unknown;
	/** Where a value stands, or the key before it; the nearest value around it when there is none. */
	position(path: Path, what: 'key' | 'value'): Position;
}

export interface SyntaxProblem extends Position {
	readonly message: string;
}

// Each alias may be followed this often before a document counts as one that is made to grow.
const aliasesMax = 100;
const tooDeep = 'is nested too deeply';

/** Reads a YAML text, or says all that is wrong with its form. */
export function parseYaml(text: string): YamlDocument | { readonly problems: readonly SyntaxProblem[] } {
	const lines = new LineCounter();
	const positionAt = (offset: number): Position => {
		const { line, col } = lines.linePos(offset);
		return { line: Math.max(1, line), column: Math.max(1, col) };
	};
	try {
		// The library looks for repeated keys in quadratic time; `repeatedKeys` needs one pass.
		const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
		const problems = document.errors.map((error) => ({
			...positionAt(error.pos[0]),
			message: syntaxProblem(error),
		}));
		for (const { offset, key } of repeatedKeys(document.contents)) {
			problems.push({ ...positionAt(offset), message: `the key ${JSON.stringify(key)} is given twice` });
		}
		if (problems.length > 0) return { problems: firstOfLines(problems) };
		keepTextOfNumbers(document.contents);
		const follow = (node: unknown): unknown => (isAlias(node) ? node.resolve(document) : node);
		return {
			value: document.toJS({ maxAliasCount: aliasesMax }),
			position: (path, what) => positionAt(offsetOf(document.contents, path, what, follow)),
		};
	} catch (error) {
		return { problems: [{ line: 1, column: 1, message: documentProblem(error) }] };
	}
}

/** What follows an error on its line is mostly that error again. */
function firstOfLines(problems: readonly SyntaxProblem[]): SyntaxProblem[] {
	return [...new Map(problems.toReversed().map((problem) => [problem.line, problem])).values()].reverse();
}

function syntaxProblem({ code, message }: YAMLParseError): string {
	if (code === 'MULTIPLE_DOCS') return 'a second document begins here; a configuration is one';
	return message.startsWith('Maximum call stack') ? tooDeep : sentence(message);
}

function documentProblem(error: unknown): string {
	if (error instanceof RangeError) return tooDeep;
	// What the library throws for too many aliases, and for one without an anchor.
	if (error instanceof ReferenceError) return sentence(error.message);
	throw error;
}

function sentence(message: string): string {
	return `${message.charAt(0).toLowerCase()}${message.slice(1)}`;
}

function keepTextOfNumbers(contents: Node | null): void {
	visit(contents, {
		Scalar(_, node) {
			if (typeof node.value !== 'number' || node.source === undefined) return;
			if (String(node.value) !== node.source) node.value = node.source;
		},
	});
}

function repeatedKeys(contents: Node | null): { offset: number; key: string }[] {
	const repeated: { offset: number; key: string }[] = [];
	visit(contents, {
		Map(_, map) {
			const seen = new Set<string>();
			for (const { key } of map.items) {
				if (!isScalar(key)) continue;
				const name = String(key.value);
				if (seen.has(name)) repeated.push({ offset: key.range?.[0] ?? 0, key: name });
				seen.add(name);
			}
		},
	});
	return repeated;
}

function offsetOf(
	contents: Node | null,
	path: Path,
	what: 'key' | 'value',
	follow: (node: unknown) => unknown,
): number {
	let node: unknown = contents;
	let offset = startOf(contents) ?? 0;
	for (const [index, step] of path.entries()) {
		const parent = follow(node);
		const pair = isMap(parent) ? pairOf(parent, step) : undefined;
		node = pair?.value ?? (isSeq(parent) && typeof step === 'number' ? parent.items[step] : undefined);
		const isLast = index === path.length - 1;
		const key = startOf(pair?.key);
		offset = (isLast && what === 'key' ? key : startOf(node)) ?? key ?? offset;
	}
	return offset;
}

function pairOf(map: YAMLMap, key: string | number) {
	return map.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key));
}

function startOf(node: unknown): number | undefined {
	return isNode(node) ? node.range?.[0] : undefined;
}
