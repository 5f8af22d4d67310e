import { type ConstantProblem, type Patch, patchFor } from '../bpf/constant.ts';
import { FormatError } from '../bpf/format-error.ts';
import { keyBytes } from '../bpf/map-keys.ts';
import { mapNames, type Needs, needsOf } from '../bpf/needs.ts';
import type { BpfObject } from '../bpf/object.ts';
import type { WantedEntry } from '../bpf/value-match.ts';
import { dataSections } from '../bpf/variables.ts';
import type { ObjectConfig } from '../config/config.ts';
import type { Trouble } from '../findings/observation.ts';
import type { MapSetting } from '../guest/maps.ts';
import type { TrialRequest } from '../guest/trial.ts';
import { nearest } from '../nearest.ts';
import { oneLine } from '../report/neutralise.ts';

/** What one program is loaded with. */
export type Belongings = Pick<TrialRequest, 'loadWith' | 'attachWith' | 'maps'>;

/** A request is one message, which holds some more besides. */
const mostConstantBytes = 128 * 1024;
const mostKeys = 64;
const mostProblems = 5;

/**
 * What each program of an object is loaded with: what the object itself ties to it, and what the configuration says.
 * What the configuration names and the object does not have is trouble: a setting that goes nowhere would be taken for one that works.
 */
export function belongingsOf(
	object: ObjectConfig,
	opened: BpfObject,
): ((program: string) => Belongings) | Trouble {
	try {
		return settle(object, opened);
	} catch (error) {
		if (!(error instanceof FormatError)) throw error;
		return {
			code: 'load-error',
			stage: 'load',
			message: `its maps and constants: ${error.message}`,
			logs: [],
		};
	}
}

function settle(object: ObjectConfig, opened: BpfObject): ((program: string) => Belongings) | Trouble {
	const patches = Object.entries(object.rodata ?? {}).map(([name, value]) => ({
		name,
		patch: patchFor(opened, name, value),
	}));
	const problems = [
		...unknownNames(object, opened),
		...patches.flatMap(({ name, patch }) =>
			'problem' in patch ? [`rodata.${name}: ${problemText(name, patch)}`] : [],
		),
	];
	const sound = patches.flatMap(({ patch }) => ('problem' in patch ? [] : [patch]));
	if (sound.reduce((sum, { bytes }) => sum + bytes.length, 0) > mostConstantBytes) {
		problems.push(`rodata: more than ${mostConstantBytes / 1024} KiB of constants`);
	}
	if (problems.length > 0) return notAsConfigured(problems);
	const needs = needsOf(opened);
	return (program) => {
		const attachWith = object.programs[program]?.with ?? [];
		const own = [program, ...attachWith].map((name) => needs.get(name));
		return {
			loadWith: [...new Set([...attachWith, ...own.flatMap((each) => each?.programs ?? [])])],
			attachWith,
			maps: [
				...mapSettings(object, own),
				...dataSettings(sound),
				...keySettings(opened, object.programs[program]?.maps ?? {}),
			],
		};
	};
}

function mapSettings({ maps = {} }: ObjectConfig, needs: readonly (Needs | undefined)[]): MapSetting[] {
	const [first, ...others] = needs.map((each) => each?.unused ?? []);
	const unused = (first ?? []).filter((map) => others.every((each) => each.includes(map)));
	return [
		...Object.entries(maps).map(([name, setting]) => ({ name, ...setting })),
		...unused.map((name) => ({ name, leaveOut: true }) as const),
	];
}

/** Keys that are asked for, so that none is beyond what is read of a map. */
function keySettings(
	opened: BpfObject,
	wanted: Readonly<Record<string, readonly WantedEntry[]>>,
): MapSetting[] {
	return Object.entries(wanted).flatMap(([name, entries]) => {
		const keys = entries.flatMap(({ key }) => keyBytes(opened, name, key) ?? []).slice(0, mostKeys);
		return keys.length === 0 ? [] : [{ name, keys }];
	});
}

function dataSettings(patches: readonly Patch[]): MapSetting[] {
	return patches.map(({ section, offset, bytes }) => ({ name: section, bytes: [{ offset, bytes }] }));
}

function unknownNames(object: ObjectConfig, opened: BpfObject): string[] {
	const maps = mapNames(opened);
	const readable = [...maps, ...dataSections(opened).keys()].filter((name) => name !== '.maps');
	const programs = opened.programs.map(({ name }) => name);
	const check = (path: string, kind: string, names: readonly string[], known: readonly string[]) =>
		names
			.filter((name) => !known.includes(name))
			.map(
				(name) => `${path}: the object has no ${kind} \`${oneLine(name, 100)}\`${suggestion(name, known)}`,
			);
	return [
		...check('maps', 'map', Object.keys(object.maps ?? {}), maps),
		...Object.entries(object.programs).flatMap(([name, program]) => [
			...check(`programs.${name}.maps`, 'map', Object.keys(program.maps ?? {}), readable),
			...check(`programs.${name}.with`, 'program', program.with ?? [], programs),
		]),
	];
}

function problemText(name: string, { problem, near }: ConstantProblem): string {
	return `${problem}${near === undefined ? '' : suggestion(name.split('.').at(-1) ?? name, near)}`;
}

function suggestion(name: string, known: readonly string[]): string {
	const near = nearest(name, known);
	if (near !== undefined) return `; did you mean \`${oneLine(near, 100)}\`?`;
	const some = known.slice(0, 10).map((each) => `\`${oneLine(each, 100)}\``);
	return known.length === 0
		? ''
		: `; there ${known.length === 1 ? 'is' : 'are'} ${some.join(', ')}${known.length > 10 ? ', …' : ''}`;
}

function notAsConfigured(problems: readonly string[]): Trouble {
	const more = problems.length > mostProblems ? `; and ${problems.length - mostProblems} more` : '';
	return {
		code: 'expectation',
		stage: 'expect',
		message: `${problems.slice(0, mostProblems).join('; ')}${more}`,
		remedy: 'Correct the configuration, or the object: nothing of it was loaded.',
		logs: [],
	};
}
