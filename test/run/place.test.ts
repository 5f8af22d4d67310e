import { describe, expect, test } from 'vitest';
import { readLoadLog } from '../../src/bpf/load-log.ts';
import { placeOfFailure } from '../../src/run/place.ts';
import { attempt, opened, text } from '../bpf/fixtures.ts';
import { makeRepository } from '../config/repository.ts';

/*
 * The objects name their sources under /src. A workspace maps what a guest calls its files to the repository's, so the
 * frames of the fixtures are resolved here as they are in a run.
 */
const workspaceOf = (...files: readonly string[]) =>
	new Map(files.map((file) => [`../src/${file}`, `/src/${file}`]));

const placed = (workspace: ReadonlyMap<string, string>, name: string) => {
	const { object, program } = opened('frames.o', name);
	const log = readLoadLog(attempt('6.12.117.refusals.log', 'frames.o', name).said);
	return placeOfFailure({ root: '/src', workspace }, object, program, log);
};

describe('the place of a failure in a header', () => {
	test('that is in the repository is its own', () => {
		expect(placed(workspaceOf('frames.bpf.c', 'outside/lookup.h'), 'called_in_header')).toEqual({
			place: { file: '../src/outside/lookup.h', line: 15, column: 9 },
		});
	});

	test.each([
		['inlined_from_header', 11, 8, 'near'],
		['called_in_header', 22, 15, 'caller'],
	])(
		'that is not is the nearest in the repository, and the header is named: %s',
		(name, line, own, relation) => {
			expect(placed(workspaceOf('frames.bpf.c'), name)).toEqual({
				place: { file: '../src/frames.bpf.c', line, column: expect.any(Number) },
				origin: { file: '/src/./outside/lookup.h', line: own, relation },
			});
		},
	);

	test('is missing when none of its files is in the repository', () => {
		expect(placed(workspaceOf(), 'called_in_header')).toEqual({});
	});
});

test('an object that was built where a copy of the workspace stood names its files there', () => {
	const { object, program } = opened('frames.o', 'called_in_header');
	const log = readLoadLog(attempt('6.12.117.refusals.log', 'frames.o', 'called_in_header').said);
	const workspace = new Map([['outside/lookup.h', '/repository/outside/lookup.h']]);
	const place = { file: 'outside/lookup.h', line: 15, column: 9 };
	const repository = { root: '/repository', workspace };
	expect(placeOfFailure({ ...repository, builtIn: '/src' }, object, program, log)).toEqual({ place });
	expect(placeOfFailure({ ...repository, builtIn: '/elsewhere' }, object, program, log)).toEqual({});
});

test('paths of the machine that built an object are no places in the repository', async () => {
	const root = await makeRepository({ 'frames.bpf.c': text('bpf/frames.bpf.c') });
	const { object, program } = opened('frames.o', 'macro_of_header');
	const log = readLoadLog(attempt('6.12.117.refusals.log', 'frames.o', 'macro_of_header').said);
	expect(placeOfFailure({ root }, object, program, log)).toEqual({});
});
