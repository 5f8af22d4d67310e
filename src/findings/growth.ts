import type { ReportedFigures } from '../baseline/baseline.ts';
import type { Change, Comparison, ProgramOnKernel } from '../baseline/compare.ts';
import type { Config } from '../config/config.ts';
import { percentText } from '../report/format.ts';
import { shortRelease } from '../report/matrix.ts';
import { oneLine } from '../report/neutralise.ts';
import type { KernelReport } from '../report/report.ts';
import type { Failure } from './failure.ts';
import type { Finding } from './finding.ts';
import { complexityHint } from './hints.ts';
import { findingId } from './id.ts';

/** BPF_COMPLEXITY_LIMIT_INSNS of the kernel's include/linux/bpf.h, since 5.2. */
const insnsLimit = 1_000_000;
/** Nearer to the limit than this is too near: the next compiler or kernel may need so much more. */
const nearLimit = 0.9 * insnsLimit;

/** What has come to take more to verify than in the baseline, a warning for each program. */
export function growthFindings(config: Config, { baseline, changes }: Comparison): Finding[] {
	const grown = changes.filter((change) => change.grown.length > 0);
	return warnings(config, 'growth', grown, (name, same) => ({
		title: `\`${name}\` takes more to verify than in the baseline`,
		message: `In the baseline (${oneLine(baseline.name, 200)}) and now:\n${same.map(sidesText).join('\n')}`,
		hint: `${complexityHint} Where the growth is meant, take this run's report as the new baseline.`,
	}));
}

/** What is near the limit of the verifier, a warning for each program. */
export function nearLimitFindings(
	config: Config,
	kernels: readonly KernelReport[],
	comparison: Comparison | undefined,
): Finding[] {
	const near = kernels.flatMap((kernel) =>
		kernel.cells.flatMap(({ object, builtOn, programs }) =>
			programs
				.filter(({ insns = 0, jitedBytes }) => jitedBytes !== undefined && insns > nearLimit)
				.map(({ name, ...figures }) => ({
					kernel: kernel.spec,
					release: kernel.release,
					object,
					builtOn,
					program: name,
					figures,
				})),
		),
	);
	const lineOf = (each: (typeof near)[number]) => {
		const change = comparison?.changes.find((candidate) => isSame(candidate, each));
		if (change !== undefined) return sidesText(change);
		return `  ${where(each, shortRelease(each.release))}: ${figuresText(each.figures)}`;
	};
	return warnings(config, 'limit', near, (name, same) => ({
		title: `\`${name}\` is near the limit of the verifier`,
		message: `It looks at ${insnsLimit} instructions at most, over all paths. Here it looks at:\n${same.map(lineOf).join('\n')}`,
		hint: complexityHint,
	}));
}

function isSame(a: ProgramOnKernel, b: ProgramOnKernel): boolean {
	return a.kernel === b.kernel && a.builtOn === b.builtOn && a.object === b.object && a.program === b.program;
}

/** `words`: of a program's name and of the kernels and builds concerned. */
function warnings<Concerned extends ProgramOnKernel>(
	{ objects }: Config,
	subject: string,
	all: readonly Concerned[],
	words: (name: string, same: readonly Concerned[]) => Pick<Failure, 'title' | 'message' | 'hint'>,
): Finding[] {
	const perProgram = Map.groupBy(all, ({ object, program }) => JSON.stringify([object, program]));
	return [...perProgram.values()].flatMap((same) => {
		const [first] = same;
		if (first === undefined) return [];
		const { object, program } = first;
		const failure = {
			...words(oneLine(program, 100), same),
			stage: 'load',
			code: 'verifier-complexity',
		} as const;
		const source = objects.find(({ name, kind }) => name === object && kind === 'source');
		const builtOn = [...new Set(same.flatMap((each) => (each.builtOn === '' ? [] : [each.builtOn])))];
		return [
			{
				id: findingId({ failure: { ...failure, subject, logs: [] }, object, program, expected: false }),
				severity: 'warning',
				...failure,
				...(source !== undefined && { file: source.name }),
				program,
				object,
				...(builtOn.length > 0 && { builtOn }),
				kernels: [...new Set(same.map(({ kernel }) => kernel))],
				logs: [],
			},
		];
	});
}

function where({ kernel, builtOn }: ProgramOnKernel, release: string): string {
	const built = builtOn === '' || builtOn === kernel ? '' : `, built on ${oneLine(builtOn, 100)}`;
	return `${oneLine(kernel, 100)} (${oneLine(release, 100)}${built})`;
}

/** `  debian:6.1 (6.1.0-50): 1200 → 1800 instructions (+50 %), 40 → 60 states, 830 → 1240 µs, 381 → 420 bytes of machine code`. */
function sidesText(change: Change): string {
	const { before, now } = change.figures;
	const [old, young] = [shortRelease(change.releases.before), shortRelease(change.releases.now)];
	const parts = units.flatMap(([figure, unit]) => {
		const [from, to] = [before[figure], now[figure]];
		if (from === undefined || to === undefined) return [];
		return [`${from} → ${to} ${unit}${percentText(from, to)}`];
	});
	return `  ${where(change, old === young ? young : `${old} → ${young}`)}: ${parts.join(', ')}`;
}

function figuresText(figures: ReportedFigures): string {
	return units
		.flatMap(([figure, unit]) => (figures[figure] === undefined ? [] : [`${figures[figure]} ${unit}`]))
		.join(', ');
}

const units: readonly (readonly [keyof ReportedFigures, string])[] = [
	['insns', 'instructions'],
	['states', 'states'],
	['verifyUs', 'µs'],
	['jitedBytes', 'bytes of machine code'],
];
