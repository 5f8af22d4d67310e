import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { configPlatform, parseManifest } from '../../../src/kernels/oci/manifest.ts';

const digest = `sha256:${'0a'.repeat(32)}`;
const blob = { mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest, size: 7 };
const parse = (value: unknown) => parseManifest(JSON.stringify(value));

describe('parseManifest', () => {
	it('reads a manifest, with members that are not known', () => {
		expect(parse({ schemaVersion: 2, config: blob, layers: [{ ...blob, urls: ['x'] }], more: 1 })).toEqual({
			kind: 'manifest',
			config: blob,
			layers: [blob],
		});
	});

	it('reads an index, and passes over what has no digest that can be checked', () => {
		const platform = { os: 'linux', architecture: 'arm', variant: 'v7' };
		const manifests = [
			{ ...blob, platform },
			{ ...blob, platform: { os: '\n::error::' } },
			{ ...blob, digest: 'sha512:00' },
		];
		expect(parse({ schemaVersion: 2, manifests })).toEqual({
			kind: 'index',
			manifests: [
				{ ...blob, platform: 'linux/arm/v7' },
				{ ...blob, platform: 'unknown' },
			],
		});
	});

	it.each<[string, unknown, string]>([
		['another version', { schemaVersion: 1 }, 'is of no version that is known'],
		['null', null, 'is of no version that is known'],
		['nothing', { schemaVersion: 2 }, 'has neither manifests nor a configuration and layers'],
		['no layers', { schemaVersion: 2, config: blob }, 'has neither manifests nor a configuration and layers'],
		...[
			{ ...blob, size: -1 },
			{ ...blob, size: 1.5 },
			{ ...blob, size: '7' },
			{ ...blob, digest: 'sha256:00/../x' },
			null,
		].map((layer): [string, unknown, string] => [
			`a layer ${JSON.stringify(layer)}`,
			{ schemaVersion: 2, config: blob, layers: [blob, layer] },
			'has a layer without a size or a digest in sha256',
		]),
		['many layers', { schemaVersion: 2, config: blob, layers: Array(129).fill(blob) }, 'has 129 layers'],
	])('refuses %s', (_, value, problem) => {
		expect(parse(value)).toEqual({ problem });
	});

	it('refuses what is not JSON', () => {
		expect(parseManifest('<html>')).toEqual({ problem: 'is not JSON' });
	});

	it('never throws', () => {
		fc.assert(
			fc.property(fc.anything(), (value) => {
				parse({ schemaVersion: 2, config: value, layers: [value], manifests: value });
				parse({ schemaVersion: 2, config: blob, layers: value });
			}),
		);
	});
});

describe('configPlatform', () => {
	it.each([
		['{"os":"linux","architecture":"arm64"}', 'linux/arm64'],
		['{"architecture":"amd64"}', 'linux/amd64'],
		['{"os":"\\n","architecture":"amd64\\n::error::"}', 'linux/'],
		['{}', undefined],
		['null', undefined],
		['', undefined],
	])('%s', (text, platform) => {
		expect(configPlatform(text)).toBe(platform);
	});
});
