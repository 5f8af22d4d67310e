import { expect, test } from 'vitest';
import { readArguments } from '../../src/cli/args.ts';
import { defaultMemoryMiB } from '../../src/run-options.ts';

const read = (line: string) => readArguments(line.split(' '));

test('run, with nothing said', () => {
	expect(read('run')).toEqual({
		command: 'run',
		json: false,
		installMissing: false,
		overrides: {},
		out: 'out',
		accel: 'auto',
		memoryMiB: defaultMemoryMiB,
		deadlines: {},
		access: {},
	});
});

test('run, with everything said', () => {
	const line =
		'run --config c.yml --kernels 6.1,7 --build each --out=o --accel tcg --parallel 2 --memory 1024 --debian-mirror http://localhost/debian --ubuntu-mirror http://localhost/ubuntu --mainline-mirror https://localhost/mainline --registry-mirror ghcr.io=http://localhost:5000 --boot-timeout 90 --build-timeout 0.5 --load-timeout 3 --trigger-timeout 4 --install-missing --json';
	expect(read(line)).toEqual({
		command: 'run',
		json: true,
		installMissing: true,
		config: 'c.yml',
		overrides: { kernels: '6.1,7', build: 'each' },
		out: 'o',
		accel: 'tcg',
		parallel: 2,
		memoryMiB: 1024,
		access: {
			debianMirror: 'http://localhost/debian',
			ubuntuMirror: 'http://localhost/ubuntu',
			mainlineMirror: 'https://localhost/mainline',
			registryMirror: 'ghcr.io=http://localhost:5000',
		},
		deadlines: { bootMs: 90_000, buildMs: 500, loadMs: 3000, triggerMs: 4000 },
	});
});

test.each([
	['--help', { command: 'help' }],
	['kernels resolve --help', { command: 'help', of: 'kernels' }],
	['plan --json', { command: 'plan', json: true, overrides: {} }],
	['kernels', { command: 'kernels', json: false }],
	['kernels resolve 6.1 debian:7 --json', { command: 'kernels', json: true, resolve: ['6.1', 'debian:7'] }],
	['kernels prune', { command: 'kernels', prune: { olderThan: 30 } }],
	['kernels prune --older-than 0 --json', { command: 'kernels', json: true, prune: { olderThan: 0 } }],
	['lock', { command: 'lock', update: false, json: false, overrides: {} }],
	['lock --update --kernels 6.1', { command: 'lock', update: true, overrides: { kernels: '6.1' } }],
	['doctor --install-missing', { command: 'doctor', json: false, installMissing: true }],
	[
		'shell debian:6.1 --config c.yml --accel tcg --build-timeout 9',
		{ command: 'shell', kernel: 'debian:6.1', config: 'c.yml', accel: 'tcg', deadlines: { buildMs: 9000 } },
	],
	['run --out first --out last', { command: 'run', out: 'last' }],
	['run --out=--x', { command: 'run', out: '--x' }],
])('%s', (line, expected) => {
	expect(read(line)).toMatchObject(expected);
});

test.each(['1e3', '0x10', '-1', '1.5', '', '257', '99999999999999999999'])(
	'--parallel=%s is refused',
	(value) => {
		expect(() => read(`run --parallel=${value}`)).toThrow(
			'--parallel: expected a whole number from 1 to 256',
		);
	},
);

test.each(['0', '0.0', '86401', '1e2', '-3', '1.2345', 'soon'])('--boot-timeout=%s is refused', (value) => {
	expect(() => read(`run --boot-timeout=${value}`)).toThrow('--boot-timeout: expected seconds above 0');
});

test('explain, by kernels and by files', () => {
	expect(read('explain a.o --kernels 6.1,7 --json')).toEqual({
		command: 'explain',
		object: 'a.o',
		kernels: '6.1,7',
		format: 'json',
		access: {},
	});
	expect(read('explain a.o --format markdown')).toMatchObject({ format: 'markdown' });
	expect(read('explain a.o --btf vmlinux,/sys/kernel/btf/vmlinux')).toEqual({
		command: 'explain',
		object: 'a.o',
		btf: ['vmlinux', '/sys/kernel/btf/vmlinux'],
		format: 'text',
		access: {},
	});
});
