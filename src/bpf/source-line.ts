import { btfString } from './btf.ts';
import { type CodeRange, type LineRecord, lineRecords } from './btf-ext.ts';
import { insnSize } from './insn.ts';
import { placeOf } from './link.ts';
import type { BpfFunction, BpfObject } from './object.ts';

/** A place in a source, as the compiler wrote it down. The author of the object can write any path: hostile text. */
export interface SourceLine {
	readonly file: string;
	/** From 1. */
	readonly line: number;
	/** From 1; missing when the compiler did not say. */
	readonly column?: number;
	/** The text of the line, with its indentation. */
	readonly text?: string;
}

/**
 * The line of instruction `insn`, counted as the verifier does: the last record of its function at or before it.
 * Records of line 0 mark code that belongs to no single line; the line before such code is the nearest that is known.
 */
export function lineAt(object: BpfObject, program: BpfFunction, insn: number): SourceLine | undefined {
	const place = placeOf(object, program, insn);
	if (place === undefined) return undefined;
	const record = lineRecordsOf(object, place.function)
		.filter(({ line }) => line > 0)
		.findLast(({ offset }) => offset <= place.sectionInsn * insnSize);
	return record === undefined ? undefined : sourceLine(object, record);
}

/** The line records of one function by ascending offset, also those of line 0. */
export function lineRecordsOf(object: BpfObject, code: BpfFunction): readonly LineRecord[] {
	if (object.btfExt === undefined) return [];
	return lineRecords(object.btfExt, codeRange(code)).sort((a, b) => a.offset - b.offset);
}

export function codeRange(code: BpfFunction): CodeRange {
	const start = code.insnOffset * insnSize;
	return { section: code.section.name, start, end: start + code.insnCount * insnSize };
}

export function sourceLine(object: BpfObject, record: LineRecord): SourceLine | undefined {
	const { btf } = object;
	if (btf === undefined) return undefined;
	const text = btfString(btf, record.text);
	return {
		file: btfString(btf, record.file),
		line: record.line,
		...(record.column > 0 && { column: record.column }),
		...(text !== '' && { text }),
	};
}
