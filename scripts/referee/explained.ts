import type { Comparison } from './compare.ts';

interface Rule {
	readonly why: string;
	readonly fits: (comparison: Comparison) => boolean;
}

const rules: readonly Rule[] = [
	{
		why: "The verifier takes it for both, with the same figures. veristat leaves out the object's other programs, and then libbpf cannot put them into the map that names them; core-matrix loads what the program needs along with it.",
		fits: ({ difference, ours, veristat }) =>
			difference === 'verdict' &&
			ours?.loaded === true &&
			ours.insns > 0 &&
			ours.insns === veristat?.insns &&
			ours.states === veristat.states,
	},
	{
		why: 'The object has a map of a type that this kernel does not know. veristat has libbpf create all maps of the object; core-matrix leaves out those that the program does not use.',
		fits: ({ difference, object, ours, veristat }) =>
			difference === 'verdict' &&
			object === 'examples/maps/optional.bpf.c' &&
			ours?.loaded === true &&
			veristat?.insns === 0,
	},
	{
		why: 'Its section begins with `?`: core-matrix leaves it out as libbpf does, unless asked for it; veristat loads every program.',
		fits: ({ difference, object }) =>
			difference === 'not tried here' && object === 'examples/tracing/tracing.bpf.c',
	},
	{
		why: 'It names a callback for exceptions, which libbpf hands to the kernel from 1.3 on: of the two, one libbpf is older.',
		fits: ({ difference, object, program }) =>
			difference === 'verdict' && /\/exceptions\.[^/]*$/.test(object) && program === 'throws',
	},
];

/** Why both do not come to the same, where that is known; docs/referee.md has it at length. */
export function explanationOf(comparison: Comparison): string | undefined {
	return rules.find(({ fits }) => fits(comparison))?.why;
}
