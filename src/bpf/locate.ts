import { accessLine, type SourceReader } from './core-line.ts';
import { type RelocatedInsn, relocationAt, relocationOf } from './core-relocation.ts';
import { FormatError } from './format-error.ts';
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
	try {
		return (
			relocationLine(object, program, log, source) ??
			referenceLine(object, program, log.facts) ??
			(log.insn === undefined ? undefined : lineAt(object, program, log.insn)) ??
			lineAt(object, program, 0)
		);
	} catch (error) {
		if (error instanceof FormatError) return undefined;
		throw error;
	}
}

function relocationLine(
	object: BpfObject,
	program: BpfFunction,
	log: LoadLog,
	source: SourceReader | undefined,
): SourceLine | undefined {
	const failed = failedRelocation(object, program, log);
	return failed && accessLine(object, program, failed.insn, failed.relocation.identifier, source);
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

/** Missing things that libbpf names and that the program's relocations refer to by the same name. */
function referenceLine(
	object: BpfObject,
	program: BpfFunction,
	facts: readonly LoadFact[],
): SourceLine | undefined {
	for (const fact of facts) {
		if (fact.kind !== 'map-not-created' && fact.kind !== 'kfunc-missing' && fact.kind !== 'ksym-missing')
			continue;
		const insn = fact.name === undefined ? undefined : firstReference(object, program, fact.name);
		if (insn !== undefined) return lineAt(object, program, insn);
	}
	return undefined;
}
