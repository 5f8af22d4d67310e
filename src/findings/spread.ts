import { compareVersions } from '../kernels/version.ts';
import { oneLine } from '../report/neutralise.ts';
import { type Context, releaseOf } from './context.ts';
import type { Attempt, Incident } from './failure.ts';
import { type Stage, stages } from './finding.ts';
import { type KernelName, kernelText, whereText } from './where.ts';

/** Specs of the load kernels, or of those that had the trouble. */
export function kernelsOf(incidents: readonly Incident[]): string[] {
	return incidents.flatMap(({ kernel }) => (kernel === undefined ? [] : [kernel]));
}

/** Each kernel once. */
export function oldestFirst(context: Context, specs: readonly string[]): KernelName[] {
	return [...new Set(specs)]
		.map((spec) => {
			const kernel = context.kernels.get(spec);
			return { spec, release: kernel === undefined ? '' : releaseOf(context, kernel) };
		})
		.sort((a, b) => compareVersions(a.release, b.release));
}

/**
 * On which kernels one failure happens and on which it does not: in one sentence for all, or where every kernel built for
 * every other, in a line for each set of build kernels whose objects fare alike.
 */
export function spreadText(
	context: Context,
	stage: Stage,
	same: readonly Incident[],
	attempts: readonly Attempt[],
): string {
	const [first] = same;
	const better = attempts
		.filter(({ object, program, command }) =>
			first?.command === undefined
				? object === first?.object && program === first?.program
				: command === first.command,
		)
		.filter(({ failed }) => failed === undefined || stages.indexOf(failed) > stages.indexOf(stage));
	const isPerBuild = context.config.build.on === 'all' && stage !== 'build' && first?.builtOn !== undefined;
	if (!isPerBuild) return sentence(context, stage, same, better);
	const builders = [...same, ...better].flatMap(({ builtOn }) => builtOn ?? []);
	const alike = Map.groupBy(oldestFirst(context, builders), ({ spec }) => {
		const isOfBuild = ({ builtOn }: Incident | Attempt) => builtOn === spec;
		return sentence(context, stage, same.filter(isOfBuild), better.filter(isOfBuild));
	});
	return [...alike]
		.map(([text, kernels]) => `Built on ${kernels.map(kernelText).join(', ')}: ${lowerFirst(text)}`)
		.join('\n');
}

function sentence(
	context: Context,
	stage: Stage,
	same: readonly Incident[],
	better: readonly Attempt[],
): string {
	// Only a build has its place on the kernel that builds.
	const placeOf = ({ kernel, builtOn }: Incident | Attempt) =>
		(stage === 'build' ? builtOn : kernel) ?? kernel ?? [];
	const bad = same.flatMap(placeOf);
	const expected = same.filter((incident) => incident.expected);
	return whereText({
		stage,
		bad: oldestFirst(context, bad),
		good: oldestFirst(
			context,
			better.flatMap(placeOf).filter((kernel) => !bad.includes(kernel)),
		),
		untested: same.length > 0 && same.every(({ untested }) => untested === true),
		expected: expected.length === same.length ? 'all' : oldestFirst(context, kernelsOf(expected)),
	});
}

function lowerFirst(text: string): string {
	return oneLine(text.slice(0, 1).toLowerCase() + text.slice(1), 4096);
}
