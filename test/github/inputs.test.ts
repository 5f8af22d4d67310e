import { describe, expect, it } from 'vitest';
import { CoreMatrixError } from '../../src/error.ts';
import { type InputName, readInputs } from '../../src/github/inputs.ts';
import { defaultMemoryMiB } from '../../src/run-options.ts';

const read = (given: Partial<Record<InputName, string>>) => readInputs((name) => given[name] ?? '');

function errorOf(given: Partial<Record<InputName, string>>): CoreMatrixError {
	try {
		read(given);
	} catch (error) {
		if (error instanceof CoreMatrixError) return error;
		throw error;
	}
	throw new Error('no error');
}

describe('readInputs', () => {
	it('has a default for all', () => {
		expect(read({})).toEqual({
			mode: 'run',
			overrides: {},
			parts: ['parts'],
			out: 'out',
			checks: 'auto',
			annotations: 'notice',
			failOn: 'error',
			cache: 'auto',
			run: { accel: 'auto', memoryMiB: defaultMemoryMiB, deadlines: {}, access: {} },
		});
	});

	it('reads all', () => {
		expect(
			read({
				mode: 'merge',
				config: ' sub/core-matrix.yml ',
				kernels: 'debian:6.1 debian:7',
				sources: 'bpf/*.c',
				objects: 'build/*.o',
				commands: 'a: true\nb: false',
				build: 'each',
				parts: ' out of a\n\n out/b \n',
				out: 'results',
				checks: 'true',
				annotations: 'none',
				'fail-on': 'never',
				'artifact-name': 'logs',
				cache: 'false',
				token: 'ghs_secret',
				accel: 'tcg',
				parallel: '2',
				memory: '4096',
				'boot-timeout': '60',
				'build-timeout': '1.5',
				'load-timeout': '0.25',
				'trigger-timeout': '86400',
				'debian-mirror': 'https://example.org/debian',
				'ubuntu-mirror': 'https://example.org/ubuntu',
				'mainline-mirror': 'https://example.org/mainline',
				'registry-mirror': 'ghcr.io=https://example.org',
				'registry-login': 'ghcr.io=me:secret',
			}),
		).toEqual({
			mode: 'merge',
			config: 'sub/core-matrix.yml',
			overrides: {
				kernels: 'debian:6.1 debian:7',
				build: 'each',
				sources: 'bpf/*.c',
				objects: 'build/*.o',
				commands: 'a: true\nb: false',
			},
			parts: ['out of a', 'out/b'],
			out: 'results',
			checks: 'true',
			annotations: 'none',
			failOn: 'never',
			artifactName: 'logs',
			cache: 'false',
			token: 'ghs_secret',
			run: {
				accel: 'tcg',
				parallel: 2,
				memoryMiB: 4096,
				deadlines: { bootMs: 60_000, buildMs: 1500, loadMs: 250, triggerMs: 86_400_000 },
				access: {
					debianMirror: 'https://example.org/debian',
					ubuntuMirror: 'https://example.org/ubuntu',
					mainlineMirror: 'https://example.org/mainline',
					registryMirror: 'ghcr.io=https://example.org',
					registryLogin: 'ghcr.io=me:secret',
				},
			},
		});
	});

	it.each([
		['mode', 'Run'],
		['checks', 'yes'],
		['annotations', 'all'],
		['fail-on', 'fail'],
		['accel', 'KVM'],
		['accel', 'hvf'],
		['parallel', '0'],
		['parallel', '1.5'],
		['parallel', '-1'],
		['parallel', '257'],
		['parallel', '0x10'],
		['memory', '2G'],
		['memory', '255'],
		['memory', '1e9'],
		['boot-timeout', '0'],
		['boot-timeout', '30s'],
		['build-timeout', '-1'],
		['load-timeout', '86401'],
		['trigger-timeout', 'NaN'],
		['debian-mirror', 'example.org'],
		['debian-mirror', 'file:///srv/debian'],
		['debian-mirror', 'javascript:alert(1)'],
		['ubuntu-mirror', 'example.org'],
		['mainline-mirror', 'file:///srv'],
		['registry-mirror', 'https://mirror.example'],
	] as const)('refuses %s: %s, naming both', (name, value) => {
		const { kind, message } = errorOf({ [name]: value });
		expect(kind).toBe('usage');
		expect(message).toContain(`input \`${name}\`: expected `);
		expect(message).toContain(`got \`${value}\``);
		expect(message.split('\n')).toHaveLength(1);
	});

	it('refuses a login without repeating it', () => {
		expect(errorOf({ 'registry-login': 'me:secret' }).message).toBe(
			'input `registry-login`: expected logins such as ghcr.io=user:password',
		);
	});

	it('names all that is wrong at once', () => {
		const { message, remedy } = errorOf({ accel: 'x', memory: 'y', 'boot-timeout': 'z' });
		expect(message.split('\n')).toEqual([
			'input `accel`: expected auto, kvm, tcg, got `x`',
			'input `memory`: expected a whole number of MiB from 256 to 1048576, got `y`',
			'input `boot-timeout`: expected seconds above 0 and up to 86400, such as 30 or 0.5, got `z`',
		]);
		expect(remedy).toBe('Correct them under `with:` in the workflow.');
	});
});
