import { describe, expect, test } from 'vitest';
import { assumptions } from '../../src/config/assumed.ts';
import { jobMatrix } from '../../src/config/job-matrix.ts';
import { loadConfig } from '../../src/config/load.ts';
import type { Overrides } from '../../src/config/overrides.ts';
import { makeRepository } from './repository.ts';

const files = {
	'bpf/a.bpf.c': '',
	'bpf/net/b.bpf.c': '',
	'bpf/helper.c': '',
	'build/c.o': '',
	'ci/test.sh': '',
};
const file = {
	...files,
	'core-matrix.yml': 'kernels: [debian:6.1]\nobjects: [{ source: bpf/a.bpf.c, cflags: [-DX] }]\n',
};

async function load(tree: Readonly<Record<string, string>>, overrides: Overrides = {}) {
	return await loadConfig({ cwd: await makeRepository(tree), overrides });
}

describe('without a file', () => {
	test('every bpf/**/*.bpf.c is tried on the default kernels, and that is said', async () => {
		const config = await load(files);
		expect(config.objects.map(({ name, kind }) => [name, kind])).toEqual([
			['bpf/a.bpf.c', 'source'],
			['bpf/net/b.bpf.c', 'source'],
		]);
		expect(config.kernels.map(({ text }) => text)).toEqual(['5.15', '6.1', '6.6', '6.12', '6.14']);
		expect(assumptions(config)).toEqual([
			`there is no core-matrix.yml or .github/core-matrix.yml in ${config.root}: taking bpf/**/*.bpf.c`,
			'the default is 5.15, 6.1, 6.6, 6.12, 6.14',
		]);
	});

	test('what is named is tried, and nothing is assumed', async () => {
		const config = await load(files, { sources: 'bpf/*.bpf.c', objects: 'build/*.o', kernels: 'debian:6.1' });
		expect(config.objects.map(({ name, kind }) => [name, kind])).toEqual([
			['bpf/a.bpf.c', 'source'],
			['build/c.o', 'object'],
		]);
		expect(assumptions(config)).toEqual([]);
	});

	test('commands alone will do', async () => {
		const config = await load({ 'ci/test.sh': '' }, { commands: 'self-test: ci/test.sh --all\n' });
		expect(config.objects).toEqual([]);
		expect(config.commands).toMatchObject([
			{ name: 'self-test', run: 'ci/test.sh --all', files: ['ci/test.sh'] },
		]);
	});

	test('and without sources either, the error names both', async () => {
		await expect(load({ 'src/a.bpf.c': '' })).rejects.toThrow(
			/^there is no core-matrix\.yml or \.github\/core-matrix\.yml in .*, and no file matches "bpf\/\*\*\/\*\.bpf\.c"$/,
		);
	});
});

describe('in the file’s stead', () => {
	test('sources and objects take the place of its objects', async () => {
		const { objects, kernels } = await load(file, { sources: 'bpf/net/b.bpf.c, bpf/helper.c' });
		expect(objects.map(({ name, cflags }) => [name, cflags])).toEqual([
			['bpf/net/b.bpf.c', []],
			['bpf/helper.c', []],
		]);
		expect(kernels.map(({ text }) => text)).toEqual(['debian:6.1']);
	});

	test('commands take the place of its commands', async () => {
		const { commands } = await load(file, { commands: '\n a: true \n b c: ci/test.sh: x\n' });
		expect(commands.map(({ name, run }) => [name, run])).toEqual([
			['a', 'true'],
			['b c', 'ci/test.sh: x'],
		]);
	});

	test('a kernel that it names is its kernel, modules and all', async () => {
		const tree = {
			...files,
			'boot/bzImage': '',
			'ci/core-matrix.yml':
				'kernels: [{ image: ../boot/bzImage, modules: ../boot }]\nobjects: [{ source: ../bpf/a.bpf.c }]\n',
		};
		const cwd = await makeRepository(tree);
		const config = await loadConfig({
			cwd,
			file: 'ci/core-matrix.yml',
			overrides: { kernels: '../boot/bzImage' },
		});
		expect(config.kernels).toEqual([
			{ kind: 'path', text: '../boot/bzImage', image: `${cwd}/boot/bzImage`, modules: `${cwd}/boot` },
		]);
	});

	test.each<[Overrides, string]>([
		[{ sources: 'nowhere/*.c' }, 'the option sources: no file matches "nowhere/*.c"'],
		[{ objects: '../x.o' }, 'the option objects: "../x.o" leads out of'],
		[{ objects: '/etc/passwd' }, 'the option objects: "/etc/passwd" is not a relative path'],
		[{ sources: 'bpf/a.bpf.c bpf/*.bpf.c' }, 'the option sources: bpf/a.bpf.c is listed already'],
		[{ commands: 'just words' }, 'the option commands: expected a name, a colon and what to run'],
		[{ commands: 'a: true\na: false' }, 'the option commands: the name is taken by commands[0]'],
		[{ kernels: 'debian' }, 'the option kernels: '],
		[{ build: 'nowhere' }, 'the option build: '],
	])('%j is refused by its name', async (overrides, message) => {
		await expect(load(file, overrides)).rejects.toMatchObject({
			kind: 'usage',
			message: expect.stringContaining(message),
		});
	});
});

describe('jobMatrix', () => {
	const matrixOf = async (text: string, overrides?: Overrides) =>
		jobMatrix(
			await load({ ...files, 'core-matrix.yml': `${text}\nobjects: [{ source: bpf/a.bpf.c }]\n` }, overrides),
		);

	test('has a job for each kernel, and none for one that only builds', async () => {
		expect(await matrixOf('kernels: [5.15, debian:6.12]\nbuild: { on: 6.1 }')).toEqual({
			kernel: ['5.15', 'debian:6.12'],
		});
		expect(await matrixOf('kernels: 5.15..6.1')).toEqual({ kernel: ['5.15', '6.1'] });
	});

	test('has one job where every kernel loads what all others build', async () => {
		expect(await matrixOf('kernels: [6.1, 6.6]\nbuild: { on: all }')).toEqual({ kernel: ['6.1 6.6'] });
	});

	test('gives each job what loads again as that kernel', async () => {
		const { kernel } = await matrixOf('kernels: [5.10, debian:6.1]');
		for (const kernels of kernel) {
			const again = await load({ ...file }, { kernels });
			expect(again.kernels.map(({ text }) => text)).toEqual([kernels]);
		}
	});

	test('refuses a kernel that an input cannot name', async () => {
		await expect(matrixOf('kernels: [./my kernel]')).rejects.toThrow(
			'the kernel "./my kernel" cannot be given to a job by its name',
		);
	});
});
