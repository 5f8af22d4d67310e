import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { relocationsOf } from '../../src/bpf/core/relocations.ts';
import { resolveRelocation, type TargetTypes } from '../../src/bpf/core/resolve.ts';
import { openObject } from '../../src/bpf/object.ts';

/** What becomes of one relocation, as `function+instruction: value`; `-` for an instruction that is made unusable. */
export type Outcomes = readonly string[];

const decided =
	/^libbpf: prog '(\w+)': relo #(\d+): (?:patched insn #(\d+) \([\w/]+\) (?:imm|off|imm64) \d+ -> (\d+)|substituting insn #(\d+) w\/ invalid insn)$/gm;

/** By object, what libbpf said that it did with each relocation; what it did not come to is missing. */
export function outcomesSaid(output: string): ReadonlyMap<string, Outcomes> {
	const parts = output.split(/^##### /m).slice(1);
	return new Map(
		parts.map((part) => {
			const outcomes = new Map<string, string>();
			for (const [, program, number, patched, value, poisoned] of part.matchAll(decided)) {
				const outcome = value === undefined ? `${poisoned}: -` : `${patched}: ${value}`;
				// Both halves of a wide load are made unusable, the second one first; the instruction is the other.
				outcomes.set(`${program} ${number}`, `${program}+${outcome}`);
			}
			return [basename(part.slice(0, part.indexOf('\n'))), [...outcomes.values()].toSorted()];
		}),
	);
}

/** The same, as core-matrix predicts it. One that libbpf would refuse the object for has `refused`. */
export async function outcomesPredicted(path: string, kernel: TargetTypes): Promise<Outcomes> {
	const object = openObject(await readFile(path));
	const { btf } = object;
	if (btf === undefined) return [];
	return relocationsOf(object)
		.map(({ function: code, insn, request }) => {
			const resolution = resolveRelocation(btf, request, kernel);
			if (resolution.status === 'refused') return `${code}+${insn}: refused`;
			return `${code}+${insn}: ${resolution.status === 'resolved' ? resolution.value : '-'}`;
		})
		.toSorted();
}
