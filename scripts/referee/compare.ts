import type { ProgramFigures } from '../../src/findings/figures.ts';
import type { VeristatRow } from './rows.ts';

/** One program on one kernel, by both. */
export interface Comparison {
	readonly kernel: string;
	readonly object: string;
	readonly program: string;
	/** Missing where it does not name the program. */
	readonly ours?: Seen;
	readonly veristat?: Seen;
	/** Missing where they agree. */
	readonly difference?: string;
}

export interface Seen {
	readonly loaded: boolean;
	/** 0 where the program did not come to the verifier. */
	readonly insns: number;
	readonly states: number;
	readonly peakStates: number;
}

/** Every program of an object on a kernel. `ours`: those of verifier.json. */
export function compare(
	kernel: string,
	object: string,
	ours: readonly ProgramFigures[],
	rows: readonly VeristatRow[],
): Comparison[] {
	const names = new Set([...ours.map(({ name }) => name), ...rows.map(({ program }) => program)]);
	return [...names].map((program) => {
		const own = ours.find(({ name }) => name === program);
		const row = rows.find((candidate) => candidate.program === program);
		const sides = {
			...(own !== undefined && { ours: seen(own) }),
			...(row !== undefined && { veristat: seen(row) }),
		};
		const difference = differenceOf(sides);
		return { kernel, object, program, ...sides, ...(difference !== undefined && { difference }) };
	});
}

function seen({ loaded, insns = 0, states = 0, peakStates = 0 }: Partial<Seen> & Pick<Seen, 'loaded'>): Seen {
	return { loaded, insns, states, peakStates };
}

function differenceOf({ ours, veristat }: Pick<Comparison, 'ours' | 'veristat'>): string | undefined {
	if (ours === undefined) return 'not tried here';
	if (veristat === undefined) return 'not tried by veristat';
	if (ours.loaded !== veristat.loaded) return 'verdict';
	const figures = (['insns', 'states', 'peakStates'] as const).filter(
		(name) => ours[name] !== veristat[name],
	);
	return figures.length === 0 ? undefined : figures.join(', ');
}
