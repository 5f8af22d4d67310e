import { describe, expect, test, vi } from 'vitest';
import { makeRepository } from '../config/repository.ts';
import { makeTools } from '../host/tools.ts';
import { coreMatrix } from './command.ts';

// A process or more each, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

// On a machine that lacks all but apt-get, which installs nothing here.
const aptGet = { 'apt-get': 'echo "E: no network" >&2; exit 100' };

describe('on a machine that lacks what a run needs', () => {
	test('run ends with exit code 3, nothing installed, and the command to run', async () => {
		const cwd = await makeRepository({
			'core-matrix.yml': 'kernels: 6.1\nobjects: [{ object: a.o }]',
			'a.o': '',
		});
		const { exitCode, stderr } = await coreMatrix(['run'], { cwd, env: { PATH: await makeTools(aptGet) } });
		expect(exitCode).toBe(3);
		expect(stderr).toContain('core-matrix: this machine lacks what a run needs:\n');
		expect(stderr).toContain('  qemu-system-x86_64 (package qemu-system-x86) is needed to run the guests\n');
		expect(stderr).toMatch(/apt-get install -y --no-install-recommends [a-z0-9 -]+ qemu-system-x86 /);
		expect(stderr).not.toContain('clang');
		expect(stderr).not.toContain('no network');
	});

	test.each([
		['is asked to', ['--install-missing'], {}],
		['runs in CI', [], { CI: 'true' }],
	])('it installs when it %s', async (_, words, env) => {
		const cwd = await makeRepository({
			'core-matrix.yml': 'kernels: 6.1\nobjects: [{ source: a.c }]',
			'a.c': '',
		});
		const tools = await makeTools({ ...aptGet, sudo: 'shift; exec "$@"' }, ['env']);
		const { exitCode, stdout, stderr } = await coreMatrix(['run', ...words], {
			cwd,
			env: { ...env, PATH: tools },
		});
		expect(exitCode).toBe(3);
		expect(stdout).toContain('installing clang: clang 11 or newer is needed to compile eBPF sources');
		expect(stderr).toContain('E: no network');
	});

	test('doctor names it and ends with exit code 3', async () => {
		const { exitCode, stdout } = await coreMatrix(['doctor'], { env: { PATH: await makeTools(aptGet) } });
		expect(exitCode).toBe(3);
		expect(stdout).toContain(
			'MISSING  libbpf.a: install the package libbpf-dev\n         needed to load and attach',
		);
		expect(stdout).toContain('apt-get install qemu-system-x86 ');
	});

	test('doctor tells it as JSON', async () => {
		const { stdout } = await coreMatrix(['doctor', '--json'], { env: { PATH: await makeTools(aptGet) } });
		expect(JSON.parse(stdout)).toMatchObject({
			requirements: expect.arrayContaining([
				{ name: 'xz', package: 'xz-utils', why: 'unpack kernel modules', found: null },
			]),
			accelerator: null,
		});
	});
});

describe('kernels', () => {
	test('says that its cache is empty, or lists nothing as JSON', async () => {
		const env = {
			XDG_CACHE_HOME: await makeRepository({}),
			RUNNER_TOOL_CACHE: undefined,
			RUNNER_TEMP: undefined,
		};
		expect((await coreMatrix(['kernels'], { env })).stdout).toBe(
			'No kernel is in the cache yet; a run fetches what it needs.',
		);
		expect((await coreMatrix(['kernels', '--json'], { env })).stdout).toBe('[]');
	});
});
