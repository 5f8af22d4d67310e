import { insnSize } from './insn.ts';
import { callSites, placeOf } from './link.ts';
import type { BpfFunction, BpfObject } from './object.ts';
import { lineAt, lineRecordsOf, type SourceLine, sourceLine } from './source-line.ts';

/*
 * BTF has one line for an instruction: that of the code itself, wherever it was inlined from. When that is a library's
 * header or a file that a generator made up by `#line`, nobody can be sent there. The lines that can stand for it are
 * those of other files in the same function, nearest first, since inlined code lies between the lines of what it was
 * inlined into, and for a function that was not inlined, those from where it is called.
 */

export interface Frame {
	readonly line: SourceLine;
	/** `own`: of the instruction. `near`: of the code around it in its function. `caller`: where its function is called. */
	readonly relation: 'own' | 'near' | 'caller';
}

/** As deep as the kernel lets calls be nested (MAX_CALL_FRAMES). */
const deepestCall = 8;

/**
 * The lines for instruction `insn`, counted as the verifier does, best first; one for each file in each function. Empty
 * when the instruction has none.
 */
export function framesAround(object: BpfObject, program: BpfFunction, insn: number): Frame[] {
	const own = lineAt(object, program, insn);
	if (own === undefined) return [];
	const frames: Frame[] = [{ line: own, relation: 'own' }];
	const seen = new Set<BpfFunction>();
	let at: number | undefined = insn;
	for (let depth = 0; depth < deepestCall && at !== undefined; depth++) {
		const place = placeOf(object, program, at);
		if (place === undefined || seen.has(place.function)) break;
		seen.add(place.function);
		const lines = linesByFile(object, place.function, place.sectionInsn);
		const relation = depth === 0 ? 'near' : 'caller';
		frames.push(
			...lines
				.filter(({ file }) => depth > 0 || file !== own.file)
				.map((line) => ({ line, relation }) as const),
		);
		at = callSites(object, program, place.function)[0];
	}
	return frames;
}

/** Of each file the line nearest to an instruction of `code`: before it, else after it. */
function linesByFile(object: BpfObject, code: BpfFunction, sectionInsn: number): SourceLine[] {
	const records = lineRecordsOf(object, code).filter(({ line }) => line > 0);
	const offset = sectionInsn * insnSize;
	const before = records.filter((record) => record.offset <= offset).reverse();
	const after = records.filter((record) => record.offset > offset);
	const byFile = new Map<number, SourceLine>();
	for (const record of [...before, ...after]) {
		if (byFile.has(record.file)) continue;
		const line = sourceLine(object, record);
		if (line !== undefined) byFile.set(record.file, line);
	}
	return [...byFile.values()];
}
