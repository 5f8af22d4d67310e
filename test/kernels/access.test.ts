import { afterEach, describe, expect, it, vi } from 'vitest';
import { registryLogins, registryMirrors } from '../../src/kernels/access.ts';

afterEach(() => {
	vi.unstubAllEnvs();
});

describe('mirrors and logins of registries', () => {
	it('are what is given, else what the environment says', () => {
		vi.stubEnv('CORE_MATRIX_OCI_MIRROR', 'ghcr.io=https://one.example');
		vi.stubEnv('CORE_MATRIX_OCI_LOGIN', 'ghcr.io=me:secret');
		expect(registryMirrors({}).get('ghcr.io')?.host).toBe('one.example');
		const registryMirror = 'ghcr.io=https://two.example';
		expect(registryMirrors({ registryMirror }).get('ghcr.io')?.host).toBe('two.example');
		expect(registryLogins({}).get('ghcr.io')).toEqual({ username: 'me', password: 'secret' });
		expect(registryLogins({ registryLogin: 'quay.io=you:x' }).has('ghcr.io')).toBe(false);
	});

	it('are named when they are wrong, but for passwords', () => {
		vi.stubEnv('CORE_MATRIX_OCI_MIRROR', 'one.example');
		expect(() => registryMirrors({})).toThrow(
			expect.objectContaining({ kind: 'usage', message: 'CORE_MATRIX_OCI_MIRROR is "one.example"' }),
		);
		vi.stubEnv('CORE_MATRIX_OCI_LOGIN', 'me:secret');
		expect(() => registryLogins({})).toThrow(
			expect.objectContaining({ kind: 'usage', message: 'CORE_MATRIX_OCI_LOGIN is not written as such' }),
		);
	});
});
