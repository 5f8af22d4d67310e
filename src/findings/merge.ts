import type { Context } from './context.ts';
import { explainedFailure, type KernelOfRelocation } from './core-explanation.ts';
import type { Attempt, Incident } from './failure.ts';
import type { Finding } from './finding.ts';
import { findingId } from './id.ts';
import { kernelsOf, oldestFirst, spreadText } from './spread.ts';
import { wordings } from './wording.ts';

/** One finding for each failure of a program at a place: its kernels joined, those that do better named. */
export function mergeIncidents(
	context: Context,
	incidents: readonly Incident[],
	attempts: readonly Attempt[],
): Finding[] {
	const byId = Map.groupBy(incidents, findingId);
	return [...byId].map(([id, same]) => mergedFinding(context, id, same, attempts));
}

function mergedFinding(
	context: Context,
	id: string,
	same: readonly Incident[],
	attempts: readonly Attempt[],
): Finding {
	const kernels = oldestFirst(context, kernelsOf(same));
	// Wording differs between kernels, so the oldest one speaks for all.
	const spokesman = same.find(({ kernel }) => kernel === kernels[0]?.spec) ?? same[0];
	if (spokesman === undefined) throw new TypeError('a finding without an incident');
	const { object, program, command } = spokesman;
	const failure = explainedFailure(
		spokesman,
		typesOf(context, same),
		context.btf?.(spokesman.builtOn ?? '')?.btf,
	);
	const expected = same.filter((incident) => incident.expected);
	const isExpected = expected.length === same.length;
	const builtOn = [...new Set(same.flatMap((incident) => incident.builtOn ?? []))];
	const where =
		(object === undefined && command === undefined) || kernels.length === 0
			? ''
			: `\n${spreadText(context, failure.stage, same, attempts)}`;
	const file = failure.place?.file ?? sourceOf(context, object);
	return {
		id,
		severity: isExpected ? 'notice' : 'error',
		stage: failure.stage,
		code: failure.code,
		title: failure.title,
		message: failure.message + wordings(same, kernels) + where,
		...(failure.hint !== undefined && { hint: failure.hint }),
		...(file !== undefined && { file }),
		...(failure.place !== undefined && { line: failure.place.line }),
		...(failure.place?.column !== undefined && { column: failure.place.column }),
		...(program !== undefined && { program }),
		...(object !== undefined && { object }),
		...(builtOn.length > 0 && { builtOn }),
		kernels: kernels.map(({ spec }) => spec),
		...(failure.excerpt !== undefined && { excerpt: failure.excerpt }),
		logs: [...new Set(same.flatMap((incident) => incident.failure.logs))],
	};
}

/** The types of the kernels of the run, as far as they are known. */
function typesOf(context: Context, same: readonly Incident[]): KernelOfRelocation[] {
	const bad = new Set(kernelsOf(same));
	return oldestFirst(
		context,
		context.config.kernels.map(({ text }) => text),
	).flatMap(({ spec }) => {
		const types = context.btf?.(spec);
		return types === undefined ? [] : [{ ...types, name: spec, failed: bad.has(spec) }];
	});
}

/** A source is a place in the repository even where no line is known; a prebuilt object is not. */
function sourceOf({ config }: Context, object: string | undefined): string | undefined {
	return config.objects.find(({ name, kind }) => kind === 'source' && name === object)?.name;
}
