import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { makeRepository } from './repository.ts';

/** What is said of a configuration that builds on this machine; nothing where it is taken. */
async function said(
	cflags: readonly string[],
	build = 'build: { on: host }',
	overrides = {},
): Promise<string[]> {
	const objects = `objects: [{ source: a.bpf.c, cflags: ${JSON.stringify(cflags)} }]`;
	const cwd = await makeRepository({
		'a.bpf.c': '',
		'core-matrix.yml': `kernels: 6.1\n${build}\n${objects}\n`,
	});
	try {
		await loadConfig({ cwd, overrides });
		return [];
	} catch (error) {
		return (error as Error).message.split('\n');
	}
}

describe('a compiler on this machine', () => {
	test('is given what names macros, headers, warnings and the like', async () => {
		const flags = [
			'-DX=1',
			'-UY',
			'-std=gnu11',
			'-O2',
			'-g',
			'-mcpu=v3',
			'-Wall',
			'-Wno-unused-function',
			'-w',
		];
		const paths = [
			'-Iinclude',
			'-I',
			'include',
			'-include',
			'a.h',
			'-isystem',
			'/usr/include/x',
			'-I/usr/local/include',
		];
		expect(await said([...flags, '-fno-builtin', '-funroll-loops', ...paths])).toEqual([]);
	});

	test.each([
		'-fplugin=./evil.so',
		'-fpass-plugin=./evil.so',
		'-Xclang',
		'-mllvm',
		'-Wp,-MD,/tmp/x',
		'-Wl,x',
		'-Wa,x',
		'-save-temps',
		'-fcrash-diagnostics-dir=/tmp',
		'-ftime-trace=/tmp/x',
		'-o',
		'-B.',
		'--config=x',
		'@flags',
		'-gsplit-dwarf',
		'-MD',
		'other.c',
		'-I/etc',
		'-I/usr/include/../../etc',
		'-include/etc/passwd',
	])('is not given %s', async (flag) => {
		expect(await said(['-DX', flag])).toEqual([
			expect.stringContaining(
				`objects[0].cflags[1]: ${JSON.stringify(flag)} is not given to a compiler on this machine`,
			),
		]);
	});

	test('nor what stands where a path does', async () => {
		expect(await said(['-I', '/etc'])).toHaveLength(1);
		expect(await said(['-D', 'X'])).toHaveLength(2);
	});

	test('whoever asks for it; in a guest it may be anything', async () => {
		expect(await said(['-fplugin=x'], 'build: { on: each }')).toEqual([]);
		expect(await said(['-fplugin=x'], 'build: { on: each }', { build: 'host' })).toHaveLength(1);
		expect(await said(['-fplugin=x'], 'build: { on: host }', { build: 'each' })).toEqual([]);
	});

	test('runs no build command', async () => {
		const cwd = await makeRepository({
			'core-matrix.yml': 'kernels: 6.1\nbuild: { on: host, run: make }\nobjects: [{ object: a.o }]\n',
		});
		await expect(loadConfig({ cwd })).rejects.toThrow(
			'2:20: build.run: a build command runs in guests, not on host',
		);
	});
});
