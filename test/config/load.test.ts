import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { makeFolder, makeRepository } from './repository.ts';

const sources = { 'bpf/net.bpf.c': '', 'bpf/trace.bpf.c': '' };

async function load(text: string, overrides: { kernels?: string; build?: string } = {}) {
	const cwd = await makeRepository({ ...sources, 'core-matrix.yml': text });
	return await loadConfig({ cwd, overrides });
}

/** The lines of the error. */
async function errors(text: string, overrides: { kernels?: string; build?: string } = {}): Promise<string[]> {
	const error: unknown = await load(text, overrides).catch((caught) => caught);
	expect(error).toMatchObject({ name: 'CoreMatrixError', kind: 'usage' });
	return (error as Error).message.split('\n');
}

describe('a configuration', () => {
	test('with everything in it', async () => {
		const config = await load(`
kernels: [5.10, debian:6.1, 7, {image: ./bzImage, modules: mods}]
build: { on: debian:6.1 }
objects:
  - source: bpf/*.bpf.c
    cflags: [-Iinclude]
    programs:
      on_send: { runs: ">= 2", prints: [task_flags, "a b"] }
      on_lsm: { skip: "<5.15" }
    expect:
      - { kernels: ">=6.4", program: on_send, verdict: fail, code: core-relocation, line: 10 }
      - { verdict: pass }
`);
		const any = { text: '*', comparators: [] };
		const common = {
			kind: 'source',
			cflags: ['-Iinclude'],
			programs: {
				on_send: { runs: { operator: '>=', count: 2 }, prints: ['task_flags', 'a b'] },
				on_lsm: { prints: [], skip: { text: '<5.15', comparators: [{ operator: '<', version: '5.15' }] } },
			},
			expect: [
				{
					kernels: { text: '>=6.4', comparators: [{ operator: '>=', version: '6.4' }] },
					program: 'on_send',
					verdict: 'fail',
					code: 'core-relocation',
					line: 10,
				},
				{ kernels: any, verdict: 'pass' },
			],
		};
		expect(config).toEqual({
			allowedSplats: [],
			baselineGrowth: 10,
			root: config.root,
			kernels: [
				{ kind: 'version', text: '5.10', version: '5.10' },
				{ kind: 'version', text: 'debian:6.1', source: 'debian', version: '6.1' },
				{ kind: 'version', text: '7', version: '7' },
				{
					kind: 'path',
					text: './bzImage',
					image: join(config.root, 'bzImage'),
					modules: join(config.root, 'mods'),
				},
			],
			build: {
				on: 'kernel',
				kernel: { kind: 'version', text: 'debian:6.1', source: 'debian', version: '6.1' },
			},
			objects: [
				{ name: 'bpf/net.bpf.c', ...common },
				{ name: 'bpf/trace.bpf.c', ...common },
			],
			commands: [],
		});
	});

	test('with little in it gets defaults', async () => {
		const config = await load('kernels: 6.1\nobjects: [{ object: bpf/net.bpf.c }]');
		expect(config).toMatchObject({
			kernels: [{ text: '6.1' }],
			build: { on: 'each' },
			objects: [{ name: 'bpf/net.bpf.c', kind: 'object', cflags: [], programs: {}, expect: [] }],
		});
	});

	test('may name its kernels as words, and one twice', async () => {
		const { kernels } = await load('kernels: 5.10, 6.1  debian:7\t6.1\nobjects: [{ source: bpf/net.bpf.c }]');
		expect(kernels.map(({ text }) => text)).toEqual(['5.10', '6.1', 'debian:7']);
	});

	test('is overridden by what is given to the run', async () => {
		const text = 'kernels: 6.1\nbuild: { on: 6.1 }\nobjects: [{ source: bpf/net.bpf.c }]';
		const { kernels, build } = await load(text, { kernels: '5.10,6.12', build: 'each' });
		expect(kernels.map((kernel) => kernel.text)).toEqual(['5.10', '6.12']);
		expect(build).toEqual({ on: 'each' });
	});

	test('need not name kernels: those that are given to the run are taken, else the default', async () => {
		const text = 'objects: [{ source: bpf/net.bpf.c }]';
		expect((await load(text, { kernels: '6.1' })).kernels.map((kernel) => kernel.text)).toEqual(['6.1']);
		const matrix = (await load(text)).kernels.map((kernel) => kernel.text);
		expect(matrix).toEqual(['5.15', '6.1', '6.6', '6.12', '6.14']);
	});

	test('keeps programs apart from the members of objects', async () => {
		const text =
			'kernels: 6.1\nobjects: [{ source: bpf/net.bpf.c, programs: { toString: { prints: [x] } } }]';
		const [object] = (await load(text)).objects;
		const programs = new Map(Object.entries(object?.programs ?? {}));
		expect([...programs.keys()]).toEqual(['toString']);
		expect('constructor' in (object?.programs ?? {})).toBe(false);
	});
});

describe('is found', () => {
	const text = 'kernels: 6.1\nobjects: [{ source: bpf/net.bpf.c }]';

	test('in .github, speaking for the folder above', async () => {
		const cwd = await makeRepository({ ...sources, '.github/core-matrix.yml': text });
		expect((await loadConfig({ cwd })).objects[0]?.name).toBe('bpf/net.bpf.c');
	});

	test('from a folder below, up to the repository', async () => {
		const root = await makeRepository({ ...sources, 'core-matrix.yml': text });
		expect(await loadConfig({ cwd: join(root, 'bpf') })).toMatchObject({
			root,
			objects: [{ name: 'bpf/net.bpf.c' }],
		});
	});

	test('but not outside of the repository', async () => {
		const outer = await makeFolder({ 'core-matrix.yml': text, 'inner/.git/HEAD': '' });
		const cwd = join(outer, 'inner');
		await expect(loadConfig({ cwd })).rejects.toMatchObject({
			kind: 'usage',
			message: `there is no core-matrix.yml or .github/core-matrix.yml in ${cwd}, and no file matches "bpf/**/*.bpf.c"`,
		});
	});

	test('where it is named, its paths relative to it, its root the repository', async () => {
		const root = await makeRepository({
			...sources,
			'bpf/own.yml': 'kernels: 6.1\nobjects: [{ source: net.bpf.c, cflags: [-Iinc] }]',
		});
		expect(await loadConfig({ cwd: root, file: 'bpf/own.yml' })).toMatchObject({
			root,
			objects: [{ name: 'bpf/net.bpf.c', cflags: ['-Ibpf/inc'] }],
		});
	});

	test('without a repository its folder is the root, links resolved', async () => {
		const folder = await makeFolder({ ...sources, 'core-matrix.yml': text });
		await symlink(folder, `${folder}/link`);
		expect((await loadConfig({ cwd: join(folder, 'link') })).root).toBe(folder);
	});

	test.each([
		['absent.yml', 'does not exist'],
		['bpf', 'is not a file'],
	])('or the error says that %s %s', async (file, what) => {
		const cwd = await makeRepository(sources);
		await expect(loadConfig({ cwd, file })).rejects.toThrow(`the configuration ${cwd}/${file} ${what}`);
	});
});

describe('what is wrong is said at its place', () => {
	const objects = 'objects: [{ source: bpf/net.bpf.c }]';
	const at = (text: string) => `kernels: 6.1\nobjects:\n  - source: bpf/net.bpf.c\n    ${text}\n`;
	test.each([
		['', ['1:1: the configuration is empty; expected the key objects, and kernels']],
		['- 6.1', ['1:1: expected keys and values, found a list']],
		['kernels: 6.1', ['1:1: the key objects (or commands) is missing']],
		[`kernels: []\n${objects}`, ['1:10: kernels: empty']],
		[
			`kernels:\n${objects}`,
			[
				'1:9: kernels: expected a list, text or a number such as ["6.1","debian:6.12"] or "6.1 6.12", found nothing',
			],
		],
		[`kernels: " , "\n${objects}`, ['1:10: kernels: no kernel is named']],
		[`kernels: 6.1\nkernel: 6.1\n${objects}`, ['2:1: kernel: unknown key; did you mean kernels?']],
		[
			`kernels: 6.1\nzzz: 6.1\n${objects}`,
			['2:1: zzz: unknown key; expected kernels, build, objects, commands, baseline or splats'],
		],
		[`kernels: 6.1\nbuild: each\n${objects}`, ['2:8: build: expected keys and values, found "each"']],
		[
			`kernels: [{ image: a, module: b }]\n${objects}`,
			['1:23: kernels[0].module: unknown key; did you mean modules?'],
		],
		[
			`kernels: 6.1\nobjects: [{}]`,
			['2:11: objects[0]: the key source (a C source) or object (a compiled one) is missing'],
		],
		[
			`kernels: 6.1\nobjects: [{ source: a, object: b }]`,
			['2:11: objects[0]: both source and object are given; list them as two objects'],
		],
		[
			`kernels: 6.1\n${objects.replace(']', ', { source: bpf/*.c }]')}`,
			['2:48: objects[1].source: bpf/net.bpf.c is listed already as objects[0]'],
		],
		[at('cflags: -O2'), ['4:13: objects[0].cflags: expected a list such as ["-Iinclude"], found "-O2"']],
		[at('programs: { a-b: {} }'), ['4:17: objects[0].programs.a-b: not the name of a function in C']],
		[
			at('programs: { p: { runs: 3 } }'),
			['4:28: objects[0].programs.p.runs: expected text such as ">=1" or "==3", found 3'],
		],
		[
			at('programs: { p: { runs: often } }'),
			['4:28: objects[0].programs.p.runs: expected a text such as ">=1" or "==3", found "often"'],
		],
		[
			at('programs: { p: { skip: "<<5" } }'),
			[
				'4:28: objects[0].programs.p.skip: "<<5" is not a range of kernel versions. Write *, a version such as 6.1, or bounds that must all hold, such as ">=5.15 <6.4".',
			],
		],
		[at('expect: [{}]'), ['4:14: objects[0].expect[0]: the key verdict is missing']],
		[
			at('expect: [{ verdict: fial }]'),
			['4:25: objects[0].expect[0].verdict: found "fial"; did you mean fail?'],
		],
		[
			at('expect: [{ verdict: maybe }]'),
			['4:25: objects[0].expect[0].verdict: found "maybe"; expected pass or fail'],
		],
		[
			at('expect: [{ verdict: fail, code: core-relocations }]'),
			['4:37: objects[0].expect[0].code: found "core-relocations"; did you mean core-relocation?'],
		],
		[
			at('expect: [{ verdict: fail, line: 0 }]'),
			['4:37: objects[0].expect[0].line: expected 1 or more, found 0'],
		],
		[
			at('expect: [{ verdict: fail, line: "10" }]'),
			['4:37: objects[0].expect[0].line: expected a whole number, found "10"'],
		],
		[
			at('expect: [{ verdict: pass, line: 10 }]'),
			['4:31: objects[0].expect[0].line: what passes has no finding; this is for verdict: fail'],
		],
		[
			'kernels: 6.1\nobjects:\n  - object: bpf/net.bpf.c\n    cflags: [-O2]',
			['4:5: objects[0].cflags: an object file is compiled already; flags are for sources'],
		],
		[
			'kernels: [6.1\nobjects: []',
			['2:1: flow sequence in block collection must be sufficiently indented and end with a ]'],
		],
	])('%j', async (text, expected) => {
		expect(await errors(text)).toEqual(expected.map((line) => `core-matrix.yml:${line}`));
	});

	test('all at once, in the order of the file', async () => {
		const text = `kernels: [6.1, lst]
bild: 1
objects:
  - source: bpf/nett.bpf.c
  - source: bpf/trace.bpf.c
    programs: { p: { run: ">=1" } }
`;
		expect(await errors(text)).toEqual([
			expect.stringMatching(/^core-matrix.yml:1:16: kernels\[1\]: not the name of a kernel/),
			'core-matrix.yml:2:1: bild: unknown key; did you mean build?',
			'core-matrix.yml:4:13: objects[0].source: there is no file "bpf/nett.bpf.c". Did you mean bpf/net.bpf.c?',
			'core-matrix.yml:6:22: objects[1].programs.p.run: unknown key; did you mean runs?',
		]);
	});

	test('as places too, for annotations', async () => {
		const cwd = await makeRepository({
			'core-matrix.yml': `kernels: 6.1\n  \nbild: 1\n${objects}`,
			...sources,
		});
		await expect(loadConfig({ cwd })).rejects.toMatchObject({
			problems: [
				{
					file: join(cwd, 'core-matrix.yml'),
					line: 3,
					column: 1,
					message: 'bild: unknown key; did you mean build?',
				},
			],
		});
	});

	test('but no more than a screen of it', async () => {
		const many = Array.from({ length: 50 }, (_, index) => `k${index}: 1\n`).join('');
		const lines = await errors(`kernels: 6.1\n${objects}\n${many}`);
		expect(lines).toHaveLength(21);
		expect(lines.at(-1)).toBe('and 30 more');
	});

	test('what is given to the run is named as such', async () => {
		const text = `kernels: 6.1\n${objects}`;
		expect(await errors(text, { kernels: 'fedora:6.8' })).toEqual([
			expect.stringContaining('the option kernels: there is no source "fedora"'),
		]);
		expect(await errors(text, { build: 'fedora:6.8' })).toEqual([
			expect.stringContaining('the option build: there is no source "fedora"'),
		]);
		expect(await errors(text, { kernels: ' ' })).toEqual(['the option kernels: no kernel is named']);
	});
});

describe('is bounded', () => {
	test('in length', async () => {
		expect(await errors(`# ${'x'.repeat(256 * 1024)}`)).toEqual([
			expect.stringContaining('is longer than 256 KiB'),
		]);
	});

	test('to text', async () => {
		const cwd = await makeRepository({});
		await writeFile(join(cwd, 'core-matrix.yml'), Buffer.from([0xff, 0xfe, 0x00]));
		await expect(loadConfig({ cwd })).rejects.toThrow('is not text in UTF-8');
	});

	test('to files', async () => {
		const cwd = await makeRepository({});
		await mkdir(join(cwd, 'core-matrix.yml'));
		await expect(loadConfig({ cwd })).rejects.toThrow('there is no core-matrix.yml');
	});
});
