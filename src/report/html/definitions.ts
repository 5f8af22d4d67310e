import { FormatError } from '../../bpf/format-error.ts';
import { openObject } from '../../bpf/object.ts';
import { lineAt } from '../../bpf/source-line.ts';

/** Where a program begins. */
export interface Definition {
	readonly file: string;
	/** From 1. */
	readonly line: number;
}

/** Where the programs of a compiled object begin, by name, as its debug information says: hostile text. Empty for what is no object. */
export function definitionsIn(bytes: Uint8Array): ReadonlyMap<string, Definition> {
	try {
		const object = openObject(bytes);
		return new Map(
			object.programs.flatMap((program) => {
				const first = lineAt(object, program, 0);
				return first === undefined ? [] : [[program.name, { file: first.file, line: first.line }]];
			}),
		);
	} catch (error) {
		if (error instanceof FormatError) return new Map();
		throw error;
	}
}
