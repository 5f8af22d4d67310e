import { explainRelocation } from '../bpf/core/explain.ts';
import type { TargetTypes } from '../bpf/core/resolve.ts';
import { FormatError } from '../bpf/format-error.ts';
import { oneLine } from '../report/neutralise.ts';
import { explanationHint, explanationText } from './core-explanation.ts';
import type { Failure, Incident } from './failure.ts';
import type { ProgramObservation } from './observation.ts';

/**
 * A program that a kernel loads although a type in it is no flavor of the kernel's, because no path leads there: it will
 * fail where one does. Undefined where the kernel has a type of that very name, or its types are not known.
 */
export function misnamedFlavor(
	program: ProgramObservation,
	kernel: { readonly name: string; readonly types: TargetTypes | undefined },
): Failure | undefined {
	const { suspect } = program;
	if (suspect === undefined || kernel.types === undefined) return undefined;
	try {
		const targets = [{ name: kernel.name, ...kernel.types }];
		const explanation = explainRelocation(suspect.types, suspect.request, targets);
		const [answer] = explanation.answers;
		if (answer?.cause?.kind !== 'no-type' || answer.cause.base === undefined) return undefined;
		const hint = explanationHint(explanation, [answer], () => true, suspect.line);
		return {
			stage: 'load',
			code: 'core-flavor-name',
			title: `\`${oneLine(program.name, 100)}\` loads because it never uses a type whose name is no flavor's`,
			message: `${explanationText(explanation, [answer])} The branch that asks for it is dead code here; where it is not, the program is refused.`,
			...(hint !== undefined && { hint }),
			...(suspect.place !== undefined && { place: suspect.place }),
			logs: [program.load.log],
		};
	} catch (error) {
		if (error instanceof FormatError) return undefined;
		throw error;
	}
}

/** Without those that a kernel of the run refuses, which says it all. */
export function withoutRefused(incidents: readonly Incident[]): Incident[] {
	const refused = new Set(
		incidents.filter(({ failure }) => failure.code === 'core-relocation').map((incident) => keyOf(incident)),
	);
	return incidents.filter(
		(incident) => incident.failure.code !== 'core-flavor-name' || !refused.has(keyOf(incident)),
	);
}

function keyOf({ object, program }: Incident): string {
	return JSON.stringify([object, program]);
}
