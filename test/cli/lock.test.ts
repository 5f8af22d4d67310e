import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { changesTable, lockChanges } from '../../src/cli/lock-changes.ts';
import type { LockedKernel } from '../../src/kernels/lock-file.ts';
import { makeRepository } from '../config/repository.ts';
import { coreMatrix } from './command.ts';

// A process or more each, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

const kernel = (version: string, digit: string, source = 'debian'): LockedKernel => ({
	release: `${version}-cloud-amd64`,
	version,
	source,
	files: [{ url: `http://x/${version}.deb`, digest: `sha256:${digit.repeat(64)}`, size: 20_000_001 }],
});

const lockText = (kernels: Readonly<Record<string, LockedKernel>>) => JSON.stringify({ version: 1, kernels });

describe('the changes of a lock', () => {
	const before = new Map([
		['6.1', kernel('6.1.176', 'a')],
		['6.6', kernel('6.6.10', 'b')],
		['6.12', kernel('6.12.9', 'c')],
	]);
	const after = new Map([
		['7', kernel('7.3.4', 'd', 'ubuntu')],
		['6.1', kernel('6.1.180', 'e')],
		// The same file at another address is the same kernel.
		['6.6', { ...kernel('6.6.10', 'b'), files: [{ ...kernel('6.6.10', 'b').files[0], url: 'http://y/' }] }],
	] as [string, LockedKernel][]);

	test('are what is new, other, and gone', () => {
		expect(lockChanges(before, after)).toEqual([
			{ kernel: '7', after: after.get('7') },
			{ kernel: '6.1', before: before.get('6.1'), after: after.get('6.1') },
			{ kernel: '6.12', before: before.get('6.12') },
		]);
		expect(lockChanges(after, after)).toEqual([]);
	});

	test('are a table for a pull request', () => {
		expect(changesTable(lockChanges(before, after))).toBe(
			[
				'| kernel | before | now | from |',
				'| --- | --- | --- | --- |',
				'| `7` | — | 7.3.4 `7.3.4-cloud-amd64` | `ubuntu, 21 MB, sha256:dddddddddddd` |',
				'| `6.1` | 6.1.176 `6.1.176-cloud-amd64` | 6.1.180 `6.1.180-cloud-amd64` | `debian, 21 MB, sha256:eeeeeeeeeeee` |',
				'| `6.12` | 6.12.9 `6.12.9-cloud-amd64` | — |  |',
				'',
			].join('\n'),
		);
	});

	test('cannot break out of the table', () => {
		const hostile = new Map([['url:http://x/|`a`\n|x', kernel('6.1', 'a')]]);
		const row = changesTable(lockChanges(new Map(), hostile)).split('\n')[2] ?? '';
		expect(row).toContain('| ``url:http://x/\\|`a` \\|x`` | — |');
		expect(changesTable(lockChanges(new Map(), hostile)).split('\n')).toHaveLength(4);
	});
});

describe('core-matrix lock', () => {
	const config = 'kernels: [6.1, 6.12]\nobjects: [{ source: a.c }]\n';
	const files = { 'core-matrix.yml': config, 'a.c': '' };
	const both = { '6.1': kernel('6.1.176', 'a'), '6.12': kernel('6.12.9', 'c') };

	test('asks nobody when every kernel is locked', async () => {
		const cwd = await makeRepository({ ...files, 'core-matrix.lock.json': lockText(both) });
		expect(await coreMatrix(['lock'], { cwd })).toEqual({
			exitCode: 0,
			stdout: `${join(cwd, 'core-matrix.lock.json')} is as it should be.`,
			stderr: '',
		});
		expect(await readFile(join(cwd, 'core-matrix.lock.json'), 'utf8')).toBe(lockText(both));
	});

	test('takes out what the configuration does not name any more', async () => {
		const cwd = await makeRepository({
			...files,
			'core-matrix.lock.json': lockText({ '5.10': kernel('5.10.3', 'f'), ...both }),
		});
		expect((await coreMatrix(['lock'], { cwd })).stdout).toContain(
			'| `5.10` | 5.10.3 `5.10.3-cloud-amd64` | — |',
		);
		const written = JSON.parse(await readFile(join(cwd, 'core-matrix.lock.json'), 'utf8'));
		expect(written).toEqual({ version: 1, kernels: both });
	});

	test('locks the build kernel too, and leaves files of the user alone', async () => {
		const text = 'kernels: [./bzImage]\nbuild: { on: 6.1 }\nobjects: [{ source: a.c }]\n';
		const cwd = await makeRepository({
			'.github/core-matrix.yml': text,
			'.github/core-matrix.lock.json': lockText(both),
			'a.c': '',
			bzImage: '',
		});
		const { stdout, stderr } = await coreMatrix(['lock', '--json'], { cwd });
		expect(JSON.parse(stdout)).toEqual([{ kernel: '6.12', before: both['6.12'] }]);
		expect(stderr).toBe('./bzImage is a file of your own and is not locked');
	});

	test('leaves the lock as it was when a kernel cannot be had', async () => {
		const cwd = await makeRepository({ ...files, 'core-matrix.lock.json': lockText({ '6.1': both['6.1'] }) });
		const words = ['lock', '--kernels', '6.1 debian:6.12', '--debian-mirror', 'http://127.0.0.1:1/debian'];
		const env = {
			XDG_CACHE_HOME: await makeRepository({}),
			RUNNER_TOOL_CACHE: undefined,
			RUNNER_TEMP: undefined,
		};
		const { exitCode, stdout, stderr } = await coreMatrix(words, { cwd, env });
		expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' });
		expect(stderr).toContain(
			'core-matrix: debian:6.12 cannot be locked: cannot get kernels from http://127.0.0.1:1/debian: ',
		);
		expect(await readFile(join(cwd, 'core-matrix.lock.json'), 'utf8')).toBe(lockText({ '6.1': both['6.1'] }));
	});

	test.each(['lock', 'plan', 'run'])('a lock that is none ends %s with exit code 2', async (command) => {
		const cwd = await makeRepository(files);
		await writeFile(join(cwd, 'core-matrix.lock.json'), '<<<<<<< HEAD\n');
		const { exitCode, stderr } = await coreMatrix([command], { cwd });
		expect(exitCode).toBe(2);
		expect(stderr).toContain(`${join(cwd, 'core-matrix.lock.json')} is not a lock of kernels: `);
		expect(stderr).toContain('Restore it from your history, or remove it and run `core-matrix lock`.');
	});
});

describe('core-matrix plan', () => {
	test('tells what a range means', async () => {
		const text = 'kernels: 6.1..6.12\nobjects: [{ source: a.c }]\n';
		const cwd = await makeRepository({ 'core-matrix.yml': text, 'a.c': '' });
		const { stdout } = await coreMatrix(['plan'], { cwd });
		expect(stdout.split('\n').slice(0, 3)).toEqual(['6.1..6.12 is 6.1, 6.6, 6.8, 6.12', '', '6.1']);
	});
});

describe('core-matrix kernels resolve', () => {
	test('tells each kernel that cannot be had and gives the others', async () => {
		const cwd = await makeRepository({ 'nothing.txt': 'no kernel' });
		const words = ['kernels', 'resolve', './nothing.txt', 'debian:6.1', '--json'];
		const env = {
			XDG_CACHE_HOME: await makeRepository({}),
			RUNNER_TOOL_CACHE: undefined,
			RUNNER_TEMP: undefined,
		};
		const { exitCode, stdout } = await coreMatrix(
			[...words, '--debian-mirror', 'http://127.0.0.1:1/debian'],
			{
				cwd,
				env,
			},
		);
		expect(exitCode).toBe(2);
		expect(JSON.parse(stdout)).toEqual([
			{
				spec: './nothing.txt',
				error: {
					code: 'kernel-unavailable',
					message: `${join(cwd, 'nothing.txt')} is not a Linux bzImage: it has no boot header`,
					remedy: expect.any(String),
				},
			},
			{ spec: 'debian:6.1', error: expect.objectContaining({ code: 'kernel-unavailable' }) },
		]);
	});
});
