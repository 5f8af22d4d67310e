import type { ReportedFigures } from '../baseline/baseline.ts';
import type { Change, Comparison } from '../baseline/compare.ts';
import type { Config } from '../config/config.ts';
import { percentText } from '../report/format.ts';
import { shortRelease } from '../report/matrix.ts';
import { oneLine } from '../report/neutralise.ts';
import type { KernelReport } from '../report/report.ts';
import type { Finding } from './finding.ts';
import { complexityHint } from './hints.ts';
import { findingId } from './id.ts';

/** BPF_COMPLEXITY_LIMIT_INSNS of the kernel's include/linux/bpf.h, since 5.2. */
const insnsLimit = 1_000_000;
/** Nearer to the limit than this is too near: the next compiler or kernel may need so much more. */
const nearLimit = 0.9 * insnsLimit;

const stage = 'load';
const code = 'verifier-complexity';

/** What has come to take more to verify than in the baseline, a warning for each program. */
export function growthFindings(config: Config, { baseline, changes }: Comparison): Finding[] {
	const grown = changes.filter((change) => change.grown.length > 0);
	return [...Map.groupBy(grown, keyOf).values()].flatMap((same) => {
		const [first] = same;
		if (first === undefined) return [];
		return warning(config, 'growth', same, {
			title: `\`${oneLine(first.program, 100)}\` takes more to verify than in the baseline`,
			message: `In the baseline (${oneLine(baseline.name, 200)}) and now:\n${same.map(sidesText).join('\n')}`,
			hint: `${complexityHint} Where the growth is meant, take this run's report as the new baseline.`,
		});
	});
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
	return [...Map.groupBy(near, keyOf).values()].flatMap((same) => {
		const [first] = same;
		if (first === undefined) return [];
		const lines = same.map((each) => {
			const before = comparison?.changes.find((change) => placeKey(change) === placeKey(each));
			return before === undefined
				? `  ${where(each, shortRelease(each.release))}: ${figuresText(each.figures)}`
				: sidesText(before);
		});
		return warning(config, 'limit', same, {
			title: `\`${oneLine(first.program, 100)}\` is near the limit of the verifier`,
			message: `It looks at ${insnsLimit} instructions at most, over all paths. Here it looks at:\n${lines.join('\n')}`,
			hint: complexityHint,
		});
	});
}

interface Place {
	readonly kernel: string;
	readonly object: string;
	readonly builtOn: string;
	readonly program: string;
}

const keyOf = ({ object, program }: Place) => JSON.stringify([object, program]);
const placeKey = ({ kernel, builtOn, object, program }: Place) =>
	JSON.stringify([kernel, builtOn, object, program]);

function warning(
	{ objects }: Config,
	subject: string,
	same: readonly Place[],
	words: Pick<Finding, 'title' | 'message' | 'hint'>,
): Finding[] {
	const [first] = same;
	if (first === undefined) return [];
	const { object, program } = first;
	const source = objects.find(({ name, kind }) => name === object && kind === 'source');
	const builtOn = [...new Set(same.flatMap((each) => (each.builtOn === '' ? [] : [each.builtOn])))];
	const id = findingId({
		failure: { ...words, stage, code, subject, logs: [] },
		object,
		program,
		expected: false,
	});
	return [
		{
			id,
			severity: 'warning',
			stage,
			code,
			...words,
			...(source !== undefined && { file: source.name }),
			program,
			object,
			...(builtOn.length > 0 && { builtOn }),
			kernels: [...new Set(same.map(({ kernel }) => kernel))],
			logs: [],
		},
	];
}

function where({ kernel, builtOn }: Place, release: string): string {
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
