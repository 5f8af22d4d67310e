import { relative, sep } from 'node:path';
import type { KernelSpec } from '../kernels/spec.ts';
import { parseRange, type VersionRange } from '../kernels/version.ts';
import { flagsFrom } from './cflags.ts';
import type { Expectation, ObjectConfig, ProgramConfig, RunsExpectation } from './config.ts';
import type { Path } from './document.ts';
import { fileToBe, findFiles, type Tree } from './files.ts';
import { readTrigger } from './guest-command.ts';
import { distinct, readKernels } from './kernel-list.ts';
import { readConstants, readMapExpectations, readMapSettings } from './maps.ts';
import { type Problems, pathText } from './problems.ts';
import type { RawConfig, RawObject, RawProgram } from './schema.ts';

type RawExpectation = NonNullable<RawObject['expect']>[number];

/** Each kernel of a list is read on its own, so that each that is wrong is named at its place. */
export async function readKernelsKey(
	written: RawConfig['kernels'],
	folder: string,
	problems: Problems,
): Promise<KernelSpec[]> {
	if (written === undefined) return [];
	if (!Array.isArray(written))
		return (await problems.attempt(['kernels'], () => readKernels(written, folder))) ?? [];
	const read: KernelSpec[] = [];
	for (const [index, kernel] of written.entries()) {
		read.push(...((await problems.attempt(['kernels', index], () => readKernels([kernel], folder))) ?? []));
	}
	return distinct(read);
}

/** An object's file is its name in every output, so each may be listed once. */
export async function readObjects(
	entries: readonly { readonly path: Path; readonly object: RawObject }[],
	tree: Tree,
	problems: Problems,
	buildRuns: boolean,
): Promise<ObjectConfig[]> {
	const listedAt = new Map<string, string>();
	const objects: ObjectConfig[] = [];
	for (const { path, object: raw } of entries) {
		for (const object of await readObject(raw, path, tree, problems, buildRuns)) {
			const before = listedAt.get(object.name);
			if (before === undefined) objects.push(object);
			else {
				const key = object.kind === 'source' ? 'source' : 'object';
				problems.add([...path, key], 'value', `${object.name} is listed already as ${before}`);
			}
			listedAt.set(object.name, pathText(path));
		}
	}
	return objects;
}

/** The objects that an entry of `objects` means: one for each file that its glob matches. */
async function readObject(
	raw: RawObject,
	path: Path,
	tree: Tree,
	problems: Problems,
	buildRuns: boolean,
): Promise<ObjectConfig[]> {
	const key = raw.source === undefined ? 'object' : 'source';
	const kind = key === 'object' && buildRuns ? 'built' : key;
	const written = raw.source ?? raw.object ?? '';
	const names = await problems.attempt([...path, key], () =>
		kind === 'built' ? [fileToBe(written, tree)] : findFiles(written, tree),
	);
	if (key === 'object' && raw.cflags !== undefined) {
		problems.add([...path, 'cflags'], 'key', 'an object file is compiled already; flags are for sources');
	}
	const folder = relative(tree.root, tree.folder).split(sep).join('/');
	const { trigger } = raw;
	const common = {
		kind,
		...(trigger !== undefined && {
			trigger: await readTrigger(trigger, [...path, 'trigger'], tree, problems),
		}),
		cflags: flagsFrom(folder, raw.cflags ?? []),
		programs: await readPrograms(raw.programs ?? {}, [...path, 'programs'], tree, problems),
		...(raw.maps !== undefined && { maps: readMapSettings(raw.maps) }),
		...(raw.rodata !== undefined && { rodata: readConstants(raw.rodata) }),
		expect: await readExpectations(raw.expect ?? [], kind !== 'object', [...path, 'expect'], problems),
	} as const;
	return (names ?? []).map((name) => ({ name, ...common }));
}

async function readPrograms(
	raw: Readonly<Record<string, RawProgram>>,
	path: Path,
	tree: Tree,
	problems: Problems,
): Promise<ObjectConfig['programs']> {
	// Without a prototype, since a program may have the name of one of its members.
	const programs: Record<string, ProgramConfig> = Object.create(null);
	for (const [name, { runs, prints = [], skip, autoload, trigger, with: others, maps }] of Object.entries(
		raw,
	)) {
		const range = skip === undefined ? undefined : await readRange(skip, [...path, name, 'skip'], problems);
		programs[name] = {
			prints: [prints].flat(),
			...(others !== undefined && { with: others }),
			...(maps !== undefined && { maps: readMapExpectations(maps, [...path, name, 'maps'], problems) }),
			...(runs !== undefined && { runs: readRuns(runs) }),
			...(range !== undefined && { skip: range }),
			...(autoload !== undefined && { autoload }),
			...(trigger !== undefined && {
				trigger: await readTrigger(trigger, [...path, name, 'trigger'], tree, problems),
			}),
		};
	}
	return programs;
}

export async function readExpectations(
	raw: readonly RawExpectation[],
	isBuilt: boolean,
	path: Path,
	problems: Problems,
): Promise<Expectation[]> {
	const read: Expectation[] = [];
	for (const [index, { kernels: loading = '*', builtOn: building, ...rest }] of raw.entries()) {
		if (!isBuilt && building !== undefined) {
			problems.add([...path, index, 'builtOn'], 'key', 'means nothing here: no kernel of a run builds this');
		}
		if (rest.verdict === 'pass') {
			for (const key of ['code', 'line'] as const) {
				if (rest[key] === undefined) continue;
				problems.add([...path, index, key], 'key', 'what passes has no finding; this is for verdict: fail');
			}
		}
		const kernels = await readRange(loading, [...path, index, 'kernels'], problems);
		const builtOn =
			building === undefined ? undefined : await readRange(building, [...path, index, 'builtOn'], problems);
		if (kernels !== undefined) read.push({ kernels, ...(builtOn !== undefined && { builtOn }), ...rest });
	}
	return read;
}

export async function readRange(
	written: string | number,
	path: Path,
	problems: Problems,
): Promise<VersionRange | undefined> {
	return await problems.attempt(path, () => parseRange(String(written)));
}

/** The schema has seen to the form. */
function readRuns(text: string): RunsExpectation {
	const [, operator = '', count = ''] = /^\s*(\D+?)\s*(\d+)\s*$/.exec(text) ?? [];
	return { operator: operator as RunsExpectation['operator'], count: Number(count) };
}
