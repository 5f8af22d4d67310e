import { accessLine, type SourceReader } from './core-line.ts';
import { type RelocatedInsn, relocationAt, relocationOf } from './core-relocation.ts';
import { FormatError } from './format-error.ts';
import { type Frame, framesAround } from './frames.ts';
import { firstReference } from './link.ts';
import type { LoadFact } from './load-fact.ts';
import type { LoadLog } from './load-log.ts';
import type { BpfFunction, BpfObject } from './object.ts';
import { lineAt, type SourceLine } from './source-line.ts';

/**
 * The line to blame for a load that failed: of the access for a CO-RE relocation, of the first use for a map, kfunc or
 * kernel variable that is missing, of the refused instruction for what the verifier said; where nothing points into
 * the program, its first line. `undefined` when the object has no line information, or no sound one.
 * `source` gives the texts of the sources where they are known; it settles accesses to which clang gave no line.
 */
export function locateFailure(
	object: BpfObject,
	program: BpfFunction,
	log: LoadLog,
	source?: SourceReader,
): SourceLine | undefined {
	return failureFrames(object, program, log, source)[0]?.line;
}

/**
 * That line, and after it the lines that can stand for it where its file is not one of the sources under test: those of
 * {@link framesAround}. Empty when the object has no line information, or no sound one.
 */
export function failureFrames(
	object: BpfObject,
	program: BpfFunction,
	log: LoadLog,
	source?: SourceReader,
): Frame[] {
	try {
		const relocation = failedRelocation(object, program, log);
		const insn = relocation?.insn ?? referringInsn(object, program, log.facts) ?? log.insn ?? 0;
		const line =
			relocation === undefined
				? undefined
				: accessLine(object, program, insn, relocation.relocation.identifier, source);
		const [own, ...around] = framesAround(object, program, insn);
		if (own !== undefined) return [line === undefined ? own : { line, relation: 'own' }, ...around];
		const first = lineAt(object, program, 0);
		return first === undefined ? [] : [{ line: first, relation: 'own' }];
	} catch (error) {
		if (error instanceof FormatError) return [];
		throw error;
	}
}

/**
 * The CO-RE relocation that a load failed at; undefined when it failed at something else.
 * @throws FormatError when the object's relocations make no sense.
 */
export function failedRelocation(
	object: BpfObject,
	program: BpfFunction,
	{ facts, insn }: LoadLog,
): RelocatedInsn | undefined {
	const fact = facts.find(({ kind }) => kind === 'core-relocation');
	if (fact?.kind !== 'core-relocation') return undefined;
	const relocation = insn === undefined ? undefined : relocationAt(object, program, insn);
	if (insn !== undefined && relocation !== undefined) return { insn, relocation };
	const { failed } = fact;
	return failed && relocationOf(object, program, failed.typeId, failed.access ?? '0');
}

/** The first use of a missing thing that libbpf names and that the program's relocations refer to by the same name. */
function referringInsn(
	object: BpfObject,
	program: BpfFunction,
	facts: readonly LoadFact[],
): number | undefined {
	for (const fact of facts) {
		if (fact.kind !== 'map-not-created' && fact.kind !== 'kfunc-missing' && fact.kind !== 'ksym-missing')
			continue;
		const insn = fact.name === undefined ? undefined : firstReference(object, program, fact.name);
		if (insn !== undefined) return insn;
	}
	return undefined;
}
