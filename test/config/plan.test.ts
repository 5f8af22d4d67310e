import { expect, test } from 'vitest';
import type { BuildMode, Config, ObjectConfig } from '../../src/config/config.ts';
import { makePlan } from '../../src/config/plan.ts';
import { planText } from '../../src/config/plan-text.ts';
import { parseSpec } from '../../src/kernels/spec.ts';

const object = (name: string, kind: ObjectConfig['kind'] = 'source'): ObjectConfig => ({
	name,
	kind,
	cflags: [],
	programs: {},
	expect: [],
});

function config(kernels: string, build: string, objects: readonly ObjectConfig[]): Config {
	const mode: BuildMode =
		build === 'each' || build === 'all' ? { on: build } : { on: 'kernel', kernel: parseSpec(build, '/') };
	return {
		root: '/',
		kernels: kernels.split(' ').map((text) => parseSpec(text, '/')),
		build: mode,
		objects,
		commands: [],
		allowedSplats: [],
		baselineGrowth: 10,
	};
}

/** A line for each kernel: `6.1 builds a.c, loads a.c@6.1`. */
function planned(...given: Parameters<typeof config>): string[] {
	return makePlan(config(...given)).kernels.map(({ spec, builds, loads }) => {
		const built = builds.map(({ name }) => name).join(' ');
		return `${spec.text} builds [${built}] loads [${loads.map((load) => `${load.object.name}@${load.builtOn}`).join(' ')}]`;
	});
}

test('each kernel builds its own objects', () => {
	expect(planned('5.10 6.1', 'each', [object('a.c'), object('b.c')])).toEqual([
		'5.10 builds [a.c b.c] loads [a.c@5.10 b.c@5.10]',
		'6.1 builds [a.c b.c] loads [a.c@6.1 b.c@6.1]',
	]);
});

test('a kernel that builds for all comes first', () => {
	expect(planned('5.10 6.1', '6.1', [object('a.c')])).toEqual([
		'6.1 builds [a.c] loads [a.c@6.1]',
		'5.10 builds [] loads [a.c@6.1]',
	]);
});

test('a kernel that only builds loads nothing', () => {
	expect(planned('5.10', '6.1', [object('a.c')])).toEqual([
		'6.1 builds [a.c] loads []',
		'5.10 builds [] loads [a.c@6.1]',
	]);
});

test('each kernel builds, and loads what each built', () => {
	expect(planned('5.10 6.1', 'all', [object('a.c'), object('b.o', 'object')])).toEqual([
		'5.10 builds [a.c] loads [a.c@5.10 a.c@6.1 b.o@5.10]',
		'6.1 builds [a.c] loads [a.c@5.10 a.c@6.1 b.o@6.1]',
	]);
	expect(planned('6.1', 'all', [object('a.c')])).toEqual(planned('6.1', 'each', [object('a.c')]));
});

test('objects that came compiled are built nowhere', () => {
	expect(planned('5.10', '6.1', [object('a.o', 'object')])).toEqual(['5.10 builds [] loads [a.o@5.10]']);
	expect(planned('5.10', 'each', [object('a.o', 'object'), object('b.c')])).toEqual([
		'5.10 builds [b.c] loads [a.o@5.10 b.c@5.10]',
	]);
});

test('in words', () => {
	expect(planText(makePlan(config('5.10', '6.1', [object('a.c'), object('b.o', 'object')])))).toBe(`6.1
  build  a.c
  load   nothing: this kernel only builds

5.10
  load   a.c (built on 6.1)
         b.o (compiled already)

2 kernels, 1 build, 2 objects to load.
`);
});
