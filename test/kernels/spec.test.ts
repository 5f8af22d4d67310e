import { describe, expect, it } from 'vitest';
import { seriesOfWord } from '../../src/kernels/series.ts';
import { parseSpec } from '../../src/kernels/spec.ts';

const root = '/repo';
const digest = '0123456789abcdef'.repeat(4);
const noUrl = 'url: is followed by an http or https address, @sha256: and 64 hexadecimal digits';

describe('parseSpec', () => {
	it.each([
		['6.1', { kind: 'version', text: '6.1', version: '6.1' }],
		['7', { kind: 'version', text: '7', version: '7' }],
		['6.12.95', { kind: 'version', text: '6.12.95', version: '6.12.95' }],
		[' debian:6.1 ', { kind: 'version', text: 'debian:6.1', source: 'debian', version: '6.1' }],
		['debian:7', { kind: 'version', text: 'debian:7', source: 'debian', version: '7' }],
		['ubuntu:6.14', { kind: 'version', text: 'ubuntu:6.14', source: 'ubuntu', version: '6.14' }],
		[
			'mainline:6.14-rc4',
			{ kind: 'version', text: 'mainline:6.14-rc4', source: 'mainline', version: '6.14-rc4' },
		],
		[
			`url:https://example.org/k@v2/bzImage@sha256:${digest}`,
			{
				kind: 'url',
				text: `url:https://example.org/k@v2/bzImage@sha256:${digest}`,
				url: 'https://example.org/k@v2/bzImage',
				sha256: digest,
			},
		],
		['ci:6.6.134', { kind: 'version', text: 'ci:6.6.134', source: 'ci', version: '6.6.134' }],
		[
			'oci://quay.io/lvh-images/kernel-images:6.6-1',
			{
				kind: 'oci',
				text: 'oci://quay.io/lvh-images/kernel-images:6.6-1',
				reference: { registry: 'quay.io', name: 'lvh-images/kernel-images', tag: '6.6-1' },
			},
		],
		['.', { kind: 'path', text: '.', image: '/repo' }],
		['./bzImage', { kind: 'path', text: './bzImage', image: '/repo/bzImage' }],
		['../k/bzImage', { kind: 'path', text: '../k/bzImage', image: '/k/bzImage' }],
		['/boot/vmlinuz-6.1', { kind: 'path', text: '/boot/vmlinuz-6.1', image: '/boot/vmlinuz-6.1' }],
	])('%s', (text, spec) => {
		expect(parseSpec(text, root)).toEqual(spec);
	});

	it.each(['lts', 'stable', 'mainline'])('%s is a series of the catalog', (word) => {
		expect(parseSpec(word, root)).toEqual({ kind: 'version', text: word, version: seriesOfWord(word) });
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
		['', 'a kernel has no name'],
		['5.15..6.14', 'a range of kernels where one kernel is expected'],
		['fedora:6.14', 'there is no source "fedora"'],
		['debian:sid', 'debian: is followed by a version of one to three numbers'],
		['mainline:v6.14', 'mainline: is followed by a version of one to three numbers'],
		['url:https://example.org/bzImage', noUrl],
		[`url:ftp://example.org/bzImage@sha256:${digest}`, noUrl],
		[`url:https://example.org/bzImage@sha256:${digest.slice(1)}`, noUrl],
		[`url:https://[/@sha256:${digest}`, noUrl],
		['build/bzImage', 'the path of a kernel begins with ./, ../ or /'],
		['v6.1', 'not the name of a kernel'],
		['6.1.2.3', 'not the name of a kernel'],
		['6.1-rc', 'not the name of a kernel'],
		['6.1\n::error::', 'not the name of a kernel'],
	])('refuses %j', (text, message) => {
		expect(() => parseSpec(text, root)).toThrow(
			expect.objectContaining({
				kind: 'usage',
				message: `${message} (kernel ${JSON.stringify(text.slice(0, 100))})`,
				remedy: expect.stringContaining('ci:<version>, mainline:<version>, '),
			}),
		);
	});

	it('says what is wrong with a reference', () => {
		expect(() => parseSpec('oci://ghcr.io/cilium/ci-kernels', root)).toThrow(
			expect.objectContaining({
				kind: 'usage',
				message: '"oci://ghcr.io/cilium/ci-kernels" has neither a tag nor a digest',
				remedy:
					'Write oci://<registry>/<name>:<tag>, and behind it @sha256:<digest> to have just that image.',
			}),
		);
	});
});
