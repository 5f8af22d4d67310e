import { describe, expect, it } from 'vitest';
import { formatReference, parseReference } from '../../../src/kernels/oci/reference.ts';

const digest = `sha256:${'0a'.repeat(32)}`;

describe('parseReference', () => {
	it.each([
		['ghcr.io/cilium/ci-kernels:6.6.134', { registry: 'ghcr.io', name: 'cilium/ci-kernels', tag: '6.6.134' }],
		[`quay.io/a/b@${digest}`, { registry: 'quay.io', name: 'a/b', digest }],
		[`quay.io/a/b:6.6-x_y@${digest}`, { registry: 'quay.io', name: 'a/b', tag: '6.6-x_y', digest }],
		['127.0.0.1:5000/k:1', { registry: '127.0.0.1:5000', name: 'k', tag: '1' }],
		['[::1]:5000/k:1', { registry: '[::1]:5000', name: 'k', tag: '1' }],
		['localhost/a__b/c.d/e--f:1', { registry: 'localhost', name: 'a__b/c.d/e--f', tag: '1' }],
	])('%s', (text, reference) => {
		expect(parseReference(text)).toEqual(reference);
		expect(formatReference(parseReference(text) as never)).toBe(text);
	});

	it.each([
		['', 'does not begin with the name of a registry, such as ghcr.io/'],
		['ghcr.io', 'does not begin with the name of a registry, such as ghcr.io/'],
		['user@ghcr.io/a:1', 'does not begin with the name of a registry, such as ghcr.io/'],
		['gh_cr.io/a:1', 'does not begin with the name of a registry, such as ghcr.io/'],
		['ghcr.io:99999/a:1', 'does not begin with the name of a registry, such as ghcr.io/'],
		['ghcr.io/:1', 'has no name of a repository behind its registry, such as cilium/ci-kernels'],
		['ghcr.io/A/b:1', 'has no name of a repository behind its registry, such as cilium/ci-kernels'],
		['ghcr.io/a/../b:1', 'has no name of a repository behind its registry, such as cilium/ci-kernels'],
		['ghcr.io/a//b:1', 'has no name of a repository behind its registry, such as cilium/ci-kernels'],
		['ghcr.io/a b:1', 'has no name of a repository behind its registry, such as cilium/ci-kernels'],
		[
			`ghcr.io/${'a'.repeat(256)}:1`,
			'has no name of a repository behind its registry, such as cilium/ci-kernels',
		],
		['ghcr.io/a:', 'has a tag that cannot be one'],
		['ghcr.io/a:-1', 'has a tag that cannot be one'],
		[`ghcr.io/a:${'1'.repeat(129)}`, 'has a tag that cannot be one'],
		['ghcr.io/a@sha256:00', 'has a digest that is not sha256: and 64 hexadecimal digits'],
		[`ghcr.io/a@${digest.toUpperCase()}`, 'has a digest that is not sha256: and 64 hexadecimal digits'],
		[`ghcr.io/a@${digest}@${digest}`, 'has a digest that is not sha256: and 64 hexadecimal digits'],
		['ghcr.io/a', 'has neither a tag nor a digest'],
		[`ghcr.io/${'a/'.repeat(1000)}b:1`, 'is too long for a reference to an image'],
	])('refuses %j', (text, problem) => {
		expect(parseReference(text)).toEqual({ problem });
	});
});
