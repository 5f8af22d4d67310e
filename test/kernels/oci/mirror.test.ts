import { describe, expect, it } from 'vitest';
import { endpointOf, parseMirrors } from '../../../src/kernels/oci/mirror.ts';

const addressOf = (registry: string, name: string, mirrors = '') => {
	const { registry: host, url } = endpointOf({ registry, name }, parseMirrors(mirrors) ?? new Map());
	return [host, url.href];
};

describe('endpointOf', () => {
	it.each([
		['ghcr.io', 'a/b', 'https://ghcr.io/v2/a/b/'],
		['ghcr.io:5000', 'a/b', 'https://ghcr.io:5000/v2/a/b/'],
		['127.0.0.1:5000', 'a', 'http://127.0.0.1:5000/v2/a/'],
		['[::1]:5000', 'a', 'http://[::1]:5000/v2/a/'],
		['localhost', 'a', 'http://localhost/v2/a/'],
		['localhost.example', 'a', 'https://localhost.example/v2/a/'],
		['127.0.0.1.example', 'a', 'https://127.0.0.1.example/v2/a/'],
		['docker.io', 'busybox', 'https://registry-1.docker.io/v2/library/busybox/'],
		['docker.io', 'a/b', 'https://registry-1.docker.io/v2/a/b/'],
	])('%s/%s', (registry, name, address) => {
		expect(addressOf(registry, name)).toEqual([registry, address]);
	});

	it('is at the mirror of that registry alone, below its path', () => {
		const mirrors = 'quay.io=https://m.example:8443/quay/, ghcr.io=http://10.0.0.1:5000';
		expect(addressOf('quay.io', 'a/b', mirrors)).toEqual([
			'm.example:8443',
			'https://m.example:8443/v2/quay/a/b/',
		]);
		expect(addressOf('GHCR.io', 'a/b', mirrors)).toEqual(['10.0.0.1:5000', 'http://10.0.0.1:5000/v2/a/b/']);
		expect(addressOf('docker.io', 'a/b', mirrors)[0]).toBe('docker.io');
	});

	it.each([
		'https://m.example',
		'ghcr.io=m.example',
		'ghcr.io=file:///x',
		'ghcr.io=https://me:x@m.example',
		'=https://m',
		'ghcr.io=https://m/?x',
	])('refuses %j', (mirrors) => {
		expect(parseMirrors(mirrors)).toBeUndefined();
	});
});
