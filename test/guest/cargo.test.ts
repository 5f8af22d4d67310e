import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { argumentsOf, folderOf, packCargo, variablesOf } from '../../src/guest/cargo.ts';
import { makeDynamic } from '../bpf/make-dynamic.ts';
import { makeFolder } from '../config/repository.ts';

const command = { run: 'true', folder: '', files: [], tools: [], env: {} };

async function pack(files: Record<string, string>, over: { files?: string[]; tools?: string[] } = {}) {
	const root = await makeFolder(files);
	for (const name of Object.keys(files)) if (!name.endsWith('.txt')) chmodSync(join(root, name), 0o750);
	const layer = await packCargo(root, [{ ...command, files: Object.keys(files), ...over }]);
	return new Map(layer.map((file) => [file.path, file]));
}

describe('what travels with commands', () => {
	it('is a shell with its applets, and the files with their modes', async () => {
		const layer = await pack({ 'bin/run.sh': '#!/bin/sh\n', 'data/x.txt': '' });
		expect(layer.get('/bin/sh')).toEqual({ path: '/bin/sh', link: '/bin/busybox' });
		expect(layer.get('/bin/busybox')).toMatchObject({ mode: 0o755 });
		expect(layer.get('/workspace/bin/run.sh')).toMatchObject({ mode: 0o750 });
		expect(layer.get('/workspace/data/x.txt')).toMatchObject({ mode: 0o644 });
		expect(layer.has('/sbin/init')).toBe(false);
	});

	it('is a tool in the applet’s place, from wherever scripts look for it, with its libraries', async () => {
		const layer = await pack({}, { tools: ['bash', 'tar'] });
		const at = (path: string) => layer.get(path);
		expect(
			[at('/bin/bash'), at('/usr/bin/bash')].filter((file) => file !== undefined && 'link' in file),
		).toHaveLength(1);
		expect(at('/bin/tar')).not.toMatchObject({ link: '/bin/busybox' });
		expect([...layer.keys()].some((path) => path.endsWith('/libc.so.6'))).toBe(true);
	});

	it.each([
		[
			'#!/bin/bash\n',
			'run is a script for /bin/bash, which is not in the guest',
			'Add bash to tools, or write it for /bin/sh.',
		],
		[
			'#! /usr/bin/env python3 \n',
			'run is a script for /usr/bin/env python3, which is not in the guest',
			'Add python3 to tools, or write it for /bin/sh.',
		],
	])('is no script %j without its interpreter', async (text, message, remedy) => {
		await expect(pack({ run: text })).rejects.toMatchObject({ kind: 'usage', message, remedy });
	});

	it('is one whose interpreter is there: a tool, an applet, or the shell', async () => {
		const files = {
			a: '#!/usr/bin/env bash\n',
			b: '#!/usr/bin/env awk\n',
			c: '#!/bin/ash -e\n',
			d: 'no script\n',
		};
		expect([...(await pack(files, { tools: ['bash'] })).keys()]).toContain('/workspace/a');
	});

	it('is no tool that the machine lacks, and none that is a script', async () => {
		await expect(pack({}, { tools: ['no-such-tool'] })).rejects.toThrow(
			'this machine has no no-such-tool, which tools names',
		);
		await expect(pack({}, { tools: ['ldd'] })).rejects.toThrow(
			'ldd, which tools names, is no program that runs by itself',
		);
	});

	it('is no executable without its libraries', async () => {
		const root = await makeFolder({});
		writeFileSync(join(root, 'app'), makeDynamic({ needed: ['libnowhere.so'] }), { mode: 0o755 });
		await expect(packCargo(root, [{ ...command, files: ['app'] }])).rejects.toThrow(
			'app needs the library "libnowhere.so"',
		);
		// One that nobody can execute is data.
		chmodSync(join(root, 'app'), 0o644);
		await expect(packCargo(root, [{ ...command, files: ['app'] }])).resolves.toBeDefined();
	});

	it('is nothing that is gone meanwhile', async () => {
		await expect(pack({}, { files: ['gone'] })).rejects.toThrow(
			'gone is gone, or leads out of the repository',
		);
	});
});

describe('a command in the guest', () => {
	it('is a text for the shell, or words', () => {
		expect(argumentsOf({ ...command, run: 'a | b' })).toEqual(['/bin/sh', '-c', 'a | b']);
		expect(argumentsOf({ ...command, run: ['a', '|', 'b'] })).toEqual(['a', '|', 'b']);
	});

	it('runs in its folder of the workspace', () => {
		expect(folderOf(command)).toBe('/workspace');
		expect(folderOf({ ...command, folder: 'ci/kernels' })).toBe('/workspace/ci/kernels');
	});

	it('has a few variables, which its own replace', () => {
		expect(variablesOf({})).toEqual([
			'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
			'HOME=/root',
			'LC_ALL=C',
			'TMPDIR=/tmp',
		]);
		expect(variablesOf({ HOME: '/workspace', toString: '1' })).toEqual([
			expect.stringMatching(/^PATH=/),
			'LC_ALL=C',
			'TMPDIR=/tmp',
			'HOME=/workspace',
			'toString=1',
		]);
	});
});
