import { describe, expect, it } from 'vitest';
import { parseSpec } from '../../src/kernels/spec.ts';

const root = '/repo';

describe('parseSpec', () => {
	it.each([
		['6.1', { kind: 'version', text: '6.1', version: '6.1' }],
		['7', { kind: 'version', text: '7', version: '7' }],
		['6.12.95', { kind: 'version', text: '6.12.95', version: '6.12.95' }],
		[' debian:6.1 ', { kind: 'version', text: 'debian:6.1', source: 'debian', version: '6.1' }],
		['debian:7', { kind: 'version', text: 'debian:7', source: 'debian', version: '7' }],
		['./bzImage', { kind: 'path', text: './bzImage', image: '/repo/bzImage' }],
		['../k/bzImage', { kind: 'path', text: '../k/bzImage', image: '/k/bzImage' }],
		['/boot/vmlinuz-6.1', { kind: 'path', text: '/boot/vmlinuz-6.1', image: '/boot/vmlinuz-6.1' }],
	])('%s', (text, spec) => {
		expect(parseSpec(text, root)).toEqual(spec);
	});

	it('takes a kernel with its modules', () => {
		expect(parseSpec({ image: 'k/bzImage', modules: 'k/lib' }, root)).toEqual({
			kind: 'path',
			text: 'k/bzImage',
			image: '/repo/k/bzImage',
			modules: '/repo/k/lib',
		});
		expect(parseSpec({ image: '/b' }, root)).toEqual({ kind: 'path', text: '/b', image: '/b' });
	});

	it.each([
		['', 'a kernel has no name (kernel "")'],
		['5.15..6.14', 'ranges of kernels are not supported yet, name each kernel (kernel "5.15..6.14")'],
		['ubuntu:6.14', 'the source "ubuntu" is not supported yet (kernel "ubuntu:6.14")'],
		['oci://host/repo:tag', 'the source "oci" is not supported yet (kernel "oci://host/repo:tag")'],
		['debian:sid', 'debian: is followed by a version of one to three numbers (kernel "debian:sid")'],
		['build/bzImage', 'the path of a kernel begins with ./, ../ or / (kernel "build/bzImage")'],
		['v6.1', 'not the name of a kernel (kernel "v6.1")'],
		['6.1.2.3', 'not the name of a kernel (kernel "6.1.2.3")'],
		['6.1\n::error::', 'not the name of a kernel (kernel "6.1\\n::error::")'],
	])('refuses %j', (text, message) => {
		expect(() => parseSpec(text, root)).toThrow(
			expect.objectContaining({
				kind: 'usage',
				message,
				remedy:
					'Write a version (6.1, 7, 6.12.95), debian:<version>, or the path of a bzImage that begins with ./, ../ or /.',
			}),
		);
	});
});
