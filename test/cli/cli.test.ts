import { execa } from 'execa';
import { describe, expect, test, vi } from 'vitest';
import { commands } from '../../src/cli/commands.ts';
import { packageFile, toolVersion } from '../../src/package-root.ts';
import { makeRepository } from '../config/repository.ts';
import { coreMatrix } from './command.ts';

// A process or more each, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

describe('help and version', () => {
	test.each([[], ...Object.keys(commands).map((name) => [name])])('of %s', async (...command) => {
		const help = await coreMatrix([...command, '--help']);
		expect(help).toMatchObject({ exitCode: 0, stderr: '' });
		expect(help.stdout).toContain(`Usage: core-matrix ${command[0] ?? '<command>'} `);
		expect(await coreMatrix([...command, '--version'])).toEqual({
			exitCode: 0,
			stdout: toolVersion(),
			stderr: '',
		});
	});
});

describe('wrong usage is exit code 2, on standard error', () => {
	test.each([
		['', 'no command is given'],
		['rum', 'there is no command "rum"; did you mean run?'],
		['shell', 'shell needs the name of a kernel'],
		['shell 6.1 7', '"7" is one word too many; shell takes one kernel'],
		['merge --out x', 'merge needs the output folders of runs'],
		['--json run', '"--json" stands before the command; options come after it'],
		['run --kernel 6.1', 'run has no option "--kernel"; did you mean --kernels?'],
		['plan --out x', 'plan has no option "--out"'],
		['plan -j', 'plan has no option "-j"'],
		['run --config', '--config needs a value: --config FILE'],
		['run --config --json', '--config needs a value: --config FILE'],
		['run --json=yes', '--json takes no value'],
		['run core-matrix.yml', '"core-matrix.yml" is one word too many; run takes only options'],
		['kernels fetch', 'kernels knows only resolve and prune, not "fetch"'],
		['kernels prune 6.1', '"6.1" is one word too many; kernels prune takes only options'],
		['kernels --older-than 3', '--older-than is for kernels prune'],
		['kernels prune --older-than x', '--older-than: expected a whole number from 0 to 36500, found "x"'],
		['lock 6.1', '"6.1" is one word too many; lock takes only options'],
		['explain', 'explain needs an object file'],
		['explain a.o b.o', '"b.o" is one word too many; explain takes one object'],
		['kernels resolve', 'kernels resolve needs the names of kernels'],
		['kernels resolve latest', 'not the name of a kernel (kernel "latest")'],
		['kernels resolve 6.8..6.1', '"6.8..6.1" is a range without kernels: 6.8 is newer than 6.1'],
		['run --accel kmv', '--accel: expected one of auto, kvm, tcg (did you mean kvm?), found "kmv"'],
		['run --boot-timeout 0', '--boot-timeout: expected seconds above 0 and up to 86400, found "0"'],
		['run --debian-mirror ftp://x', '--debian-mirror: expected an http or https URL, found "ftp://x"'],
		[
			'kernels resolve 6.1 --registry-mirror mirror.example',
			'--registry-mirror: expected mirrors such as ghcr.io=https://mirror.example, found "mirror.example"',
		],
		['plan --config nowhere.yml', 'the configuration /nowhere.yml does not exist'],
	])('core-matrix %s', async (line, message) => {
		const { exitCode, stdout, stderr } = await coreMatrix(line.split(' ').filter(Boolean));
		expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
		expect(stderr.split('\n')[0]).toBe(`core-matrix: ${message}`);
	});

	test('every wrong value is named', async () => {
		const { stderr } = await coreMatrix(['run', '--parallel', 'x', '--memory', '1', '--accel', 'zen']);
		expect(stderr).toContain('--parallel: expected a whole number from 1 to 256, found "x"');
		expect(stderr).toContain('--memory: expected a whole number from 256 to 1048576, found "1"');
		expect(stderr).toContain('--accel: expected one of auto, kvm, tcg, found "zen"');
	});
});

describe('plan', () => {
	const text = 'kernels: [5.10, 6.1]\nobjects: [{ source: a.bpf.c }]\n';

	test('in words, with kernels given to it', async () => {
		const cwd = await makeRepository({ 'core-matrix.yml': text, 'a.bpf.c': '' });
		expect(await coreMatrix(['plan', '--kernels', '6.12', '--build=6.1'], { cwd })).toEqual({
			exitCode: 0,
			stderr: '',
			stdout: `6.1
  build  a.bpf.c
  load   nothing: this kernel only builds

6.12
  load   a.bpf.c (built on 6.1)

2 kernels, 1 build, 1 object to load.`,
		});
	});

	test('as JSON', async () => {
		const cwd = await makeRepository({ 'core-matrix.yml': text, 'a.bpf.c': '' });
		const { stdout } = await coreMatrix(['plan', '--json'], { cwd });
		expect(JSON.parse(stdout)).toEqual({
			kernels: ['5.10', '6.1'].map((kernel) => ({
				kernel,
				builds: ['a.bpf.c'],
				loads: [{ object: 'a.bpf.c', builtOn: kernel }],
				commands: [],
			})),
			matrix: { kernel: ['5.10', '6.1'] },
		});
	});
});

describe('a wrong configuration', () => {
	const text = 'kernels: 6.1\nobjcts: [{ source: a.bpf.c }]\n';

	test.each(['run', 'plan'])('ends %s with exit code 2 and its places', async (command) => {
		const cwd = await makeRepository({ 'core-matrix.yml': text });
		expect(await coreMatrix([command], { cwd })).toEqual({
			exitCode: 2,
			stdout: '',
			stderr:
				'core-matrix.yml:1:1: the key objects (or commands) is missing\ncore-matrix.yml:2:1: objcts: unknown key; did you mean objects?',
		});
	});

	test('is annotated in a workflow', async () => {
		const cwd = await makeRepository({ 'core-matrix.yml': text });
		const { exitCode, stdout } = await coreMatrix(['run'], {
			cwd,
			env: { GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: cwd },
		});
		expect(exitCode).toBe(2);
		expect(stdout.split('\n')).toContain(
			'::error title=core-matrix,file=core-matrix.yml,line=2,col=1::objcts: unknown key; did you mean objects?',
		);
	});

	test('cannot command a terminal or a runner', async () => {
		const hostile = '"\\e[2J\\n::error::x\\u0085##[error]y": 1\n';
		const cwd = await makeRepository({ 'core-matrix.yml': hostile, 'a.bpf.c': '' });
		const env = { GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: cwd };
		const { stdout, stderr } = await coreMatrix(['plan'], { cwd, env });
		expect(stderr).toContain('unknown key');
		expect(`${stdout}${stderr}`).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]|##\[|^::error::/m);
	});
});

test('a reader that closes early is no failure', async () => {
	const cwd = await makeRepository({
		'core-matrix.yml': 'kernels: 6.1\nobjects: [{ source: a.c }]\n',
		'a.c': '',
	});
	const script = `"${process.execPath}" "${packageFile('src/bin.ts')}" plan | true; exit "\${PIPESTATUS[0]}"`;
	const { exitCode, stderr } = await execa('bash', ['-c', script], { cwd, reject: false });
	expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
});
