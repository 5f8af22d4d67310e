import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Config } from '../../src/config/config.ts';
import { allPurposes, checkRequirements, missingOf, purposesOf } from '../../src/host/requirements.ts';
import { parseSpec } from '../../src/kernels/spec.ts';
import { makeTools } from './tools.ts';

afterEach(() => {
	vi.unstubAllEnvs();
});

async function missingWith(tools: string, purposes = allPurposes): Promise<string[]> {
	vi.stubEnv('PATH', tools);
	return missingOf(await checkRequirements(purposes)).map(({ name }) => name);
}

describe('what is missing', () => {
	test('on a machine with nothing: everything', async () => {
		expect(await missingWith(await makeTools({}))).toEqual([
			'qemu-system-x86_64',
			'setpriv',
			'cc',
			'make',
			'libc.a',
			'libbpf.a',
			'libelf.a',
			'libz.a',
			'libzstd.a',
			'xz',
			'clang 11 or newer',
			'busybox',
			'apt-get',
			'dpkg-deb',
			'gpgv',
		]);
	});

	test('only what the run is for counts', async () => {
		expect(await missingWith(await makeTools({}), new Set())).not.toContain('clang 11 or newer');
		expect(await missingWith(await makeTools({}), new Set(['build']))).toContain('clang 11 or newer');
		expect(await missingWith(await makeTools({}), new Set(['debian']))).toContain('apt-get');
		expect(await missingWith(await makeTools({}), new Set(['test']))).toContain('docker-registry');
	});

	test('a command that is there and does not start is missing', async () => {
		expect(await missingWith(await makeTools({ make: 'exit 127', xz: 'echo xz 5.4.1' }))).toContain('make');
	});

	test('one of two commands is enough where either will do', async () => {
		const chrome = await makeTools({ 'google-chrome': 'echo Google Chrome 131.0.1' });
		expect(await missingWith(chrome, new Set(['test']))).not.toContain('chromium');
		expect(await missingWith(await makeTools({}), new Set(['test']))).toContain('chromium');
	});

	test('a library needs its header and its static archive', async () => {
		// A compiler that knows every header, and one library, which answers for others with what is no absolute path, as gcc does.
		const cc =
			'case "$1" in -print-file-name=libelf.a) echo /lib/libelf.a;; -print-file-name=*) printf %s missing;; esac';
		expect(await missingWith(await makeTools({ cc }))).not.toContain('libelf.a');
		expect(await missingWith(await makeTools({ cc }))).toContain('libbpf.a');
		const headerless = `case "$1" in -E) exit 1;; esac\n${cc}`;
		expect(await missingWith(await makeTools({ cc: headerless }))).toContain('libelf.a');
	});
});

test('what is found says its version and where it is', async () => {
	const path = await makeTools({ make: 'echo GNU Make 4.3; echo Built for x' });
	vi.stubEnv('PATH', path);
	const checks = await checkRequirements(new Set());
	expect(checks.find(({ requirement }) => requirement.name === 'make')?.found).toBe(`4.3 ${path}/make`);
});

describe('purposes', () => {
	const config = (kernels: string[], build: Config['build'], kinds: ('source' | 'object')[]): Config => ({
		root: '/',
		kernels: kernels.map((text) => parseSpec(text, '/')),
		build,
		allowedSplats: [],
		baselineGrowth: 10,
		objects: kinds.map((kind, index) => ({ name: `${index}`, kind, cflags: [], programs: {}, expect: [] })),
		commands: [],
	});
	test.each<[string, Config, string[]]>([
		[
			'a source on a kernel of an archive',
			config(['6.1'], { on: 'each' }, ['object', 'source']),
			['build', 'debian'],
		],
		['a source on a kernel of the user', config(['./bzImage'], { on: 'each' }, ['source']), ['build']],
		['an object on a kernel of an archive', config(['6.1'], { on: 'each' }, ['object']), ['debian']],
		[
			'an object on a kernel of a registry',
			config(['ci:6.6', 'oci://ghcr.io/a:1'], { on: 'each' }, ['object']),
			[],
		],
		[
			'an object on a mainline build',
			config(['mainline:6.14'], { on: 'each' }, ['object']),
			['debian', 'mainline'],
		],
		['an object on a kernel of the user', config(['./bzImage'], { on: 'each' }, ['object']), []],
		[
			'a build on a kernel of an archive',
			config(['./bzImage'], { on: 'kernel', kernel: parseSpec('6.1', '/') }, ['source']),
			['build', 'debian'],
		],
	])('of %s', (_, given, expected) => {
		expect([...purposesOf(given)]).toEqual(expected);
	});

	test('of commands, wherever they run', () => {
		const command = { run: 'true', folder: '', files: [], tools: [], env: {} };
		const plain = config(['./bzImage'], { on: 'each' }, ['object']);
		const [object] = plain.objects.map((each) => ({ ...each, trigger: command }));
		const commands = [{ ...command, name: 'c', expect: [] }];
		expect([...purposesOf({ ...plain, commands })]).toEqual(['shell']);
		expect([...purposesOf({ ...plain, objects: object === undefined ? [] : [object] })]).toEqual(['shell']);
		expect([...purposesOf({ ...plain, buildCommand: command })]).toEqual(['build', 'shell']);
	});
});
