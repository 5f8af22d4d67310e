import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { guestCommands } from '../../src/config/in-guests.ts';
import { loadConfig } from '../../src/config/load.ts';
import { makeFolder, makeRepository } from './repository.ts';

const files = {
	'bpf/a.bpf.c': '',
	'bpf/b.bpf.c': '',
	'ci/build/loader': '',
	'ci/data/x': '',
	'ci/data/y': '',
	'ci/send.sh': '',
};

/** The configuration stands in a folder of the repository. */
async function load(text: string) {
	const root = await makeRepository({ ...files, 'ci/core-matrix.yml': `kernels: 6.1\n${text}` });
	return await loadConfig({ cwd: join(root, 'ci') });
}

async function errors(text: string): Promise<string[]> {
	const error: unknown = await load(text).catch((caught) => caught);
	expect(error).toMatchObject({ name: 'CoreMatrixError', kind: 'usage' });
	return (error as Error).message.split('\n').map((line) => line.replace('core-matrix.yml:', ''));
}

const plain = { folder: 'ci', files: [], tools: [], env: {} };

describe('commands', () => {
	test('with everything', async () => {
		const { commands } = await load(`commands:
  - name: loader
    run: ./build/loader --self-test
    files: [data/*]
    tools: [bash]
    env: { MODE: quick, LEVEL: 3 }
    timeout: 20
    skip: "<5.15"
    expect: [{ kernels: ">=6.4", verdict: fail, code: core-relocation }]
`);
		expect(commands).toEqual([
			{
				name: 'loader',
				run: './build/loader --self-test',
				folder: 'ci',
				files: ['ci/build/loader', 'ci/data/x', 'ci/data/y'],
				tools: ['bash'],
				env: { MODE: 'quick', LEVEL: '3' },
				timeoutMs: 20_000,
				skip: { text: '<5.15', comparators: [{ operator: '<', version: '5.15' }] },
				expect: [
					{
						kernels: { text: '>=6.4', comparators: [{ operator: '>=', version: '6.4' }] },
						verdict: 'fail',
						code: 'core-relocation',
					},
				],
			},
		]);
	});

	test('need no objects beside them', async () => {
		const { objects, commands } = await load('commands: [{ name: version, run: [uname, -r] }]');
		expect(objects).toEqual([]);
		expect(commands).toEqual([{ ...plain, name: 'version', run: ['uname', '-r'], expect: [] }]);
	});

	test('take along what they name by a path, and nothing that is a shell’s or not there', async () => {
		const { commands } = await load(
			'commands: [{ name: c, run: "sh ./send.sh data/x ../bpf/a.bpf.c data/* /etc/passwd absent/x $(cat data/y)" }]',
		);
		expect(commands[0]?.files).toEqual(['ci/send.sh', 'ci/data/x', 'bpf/a.bpf.c']);
	});

	test('do not take along what a link leads to outside of the repository', async () => {
		const outside = await makeFolder({ secret: '' });
		const root = await makeRepository({
			...files,
			'core-matrix.yml': 'kernels: 6.1\ncommands: [{ name: c, run: ./leak/secret }]',
		});
		await symlink(outside, join(root, 'leak'));
		await expect(loadConfig({ cwd: root })).rejects.toThrow(
			`commands[0].run: "./leak/secret" leads out of ${root}`,
		);
	});
});

describe('triggers', () => {
	test('are words or keys, for an object or one of its programs', async () => {
		const config = await load(`objects:
  - source: ../bpf/*.bpf.c
    trigger: ./send.sh
    programs:
      p: { trigger: [./send.sh, "3"] }
      q: { trigger: { run: nc 127.0.0.1 80, tools: [nc], env: { A: "1" } } }
`);
		const [first, second] = config.objects;
		expect(first?.trigger).toEqual({ ...plain, run: './send.sh', files: ['ci/send.sh'] });
		expect(second?.trigger).toEqual(first?.trigger);
		expect(first?.programs.p?.trigger).toEqual({
			...plain,
			run: ['./send.sh', '3'],
			files: ['ci/send.sh'],
		});
		expect(first?.programs.q?.trigger).toEqual({
			...plain,
			run: 'nc 127.0.0.1 80',
			tools: ['nc'],
			env: { A: '1' },
		});
		expect(guestCommands(config)).toHaveLength(6);
	});
});

describe('a build command', () => {
	test('makes objects that need not be there yet', async () => {
		const { build, buildCommand, objects } = await load(
			'build: { run: make -C ../bpf, files: [../bpf/*], tools: [make] }\nobjects: [{ object: ../bpf/a.bpf.o }]',
		);
		expect(build).toEqual({ on: 'each' });
		expect(buildCommand).toEqual({
			...plain,
			run: 'make -C ../bpf',
			files: ['bpf/a.bpf.c', 'bpf/b.bpf.c'],
			tools: ['make'],
		});
		expect(objects).toMatchObject([{ name: 'bpf/a.bpf.o', kind: 'built' }]);
	});
});

test.each([
	[
		'commands: [{ name: a, run: x }, { name: a, run: y }]',
		['2:41: commands[1].name: the name is taken by commands[0]'],
	],
	['commands: [{ run: x }]', ['2:12: commands[0]: the key name is missing']],
	['commands: [{ name: a }]', ['2:12: commands[0]: the key run is missing']],
	['commands: []', ['2:11: commands: empty']],
	['commands: [{ name: a, run: x, timeout: 0 }]', ['2:40: commands[0].timeout: expected 1 or more, found 0']],
	[
		'commands: [{ name: a, run: x, timeout: 99999999 }]',
		['2:40: commands[0].timeout: expected 86400 or less, found 99999999'],
	],
	[
		'commands: [{ name: a, run: x, files: [build/loder] }]',
		['2:39: commands[0].files[0]: there is no file "build/loder". Did you mean build/loader?'],
	],
	[
		'commands: [{ name: a, run: x, tools: [../bash] }]',
		['2:39: commands[0].tools[0]: expected a text such as "bpftool", found "../bash"'],
	],
	[
		'commands: [{ name: a, run: x, env: { A-B: 1 } }]',
		['2:38: commands[0].env.A-B: not the name of a variable'],
	],
	[
		'commands: [{ name: a, run: { x: 1 } }]',
		[
			'2:28: commands[0].run: expected text or a list such as "./build/loader --self-test" or ["./build/loader","--self-test"], found keys and values',
		],
	],
	[
		'commands: [{ name: a, run: x, expect: [{ verdict: fail, line: 3 }] }]',
		['2:57: commands[0].expect[0].line: unknown key; expected kernels, verdict or code'],
	],
	[
		'objects: [{ source: ../bpf/a.bpf.c, trigger: { file: x } }]',
		[
			'2:46: objects[0].trigger: the key run is missing',
			'2:48: objects[0].trigger.file: unknown key; did you mean files?',
		],
	],
	[
		'build: { files: [data/x] }\nobjects: [{ source: ../bpf/a.bpf.c }]',
		['2:10: build.files: this is for build.run, which is missing'],
	],
	[
		'build: { run: make }\nobjects: [{ source: ../bpf/a.bpf.c }]',
		['2:10: build.run: no entry of objects names, as object, what this makes'],
	],
	[
		'build: { run: make }\nobjects: [{ object: "*.o" }]',
		[
			'2:10: build.run: no entry of objects names, as object, what this makes',
			'3:21: objects[0].object: "*.o" is a glob. Name each object that build.run makes.',
		],
	],
	[
		'build: { run: make }\nobjects: [{ object: ../../a.o }]',
		[
			'2:10: build.run: no entry of objects names, as object, what this makes',
			expect.stringMatching(/^3:21: objects\[0\]\.object: "\.\.\/\.\.\/a\.o" leads out of /),
		],
	],
])('%j', async (text, expected) => {
	expect(await errors(text)).toEqual(expected);
});
