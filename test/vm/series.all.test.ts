import { expect, it } from 'vitest';
import { hasPrefix } from '../../src/kernels/version.ts';
import { boot, kernel } from './support.ts';

/** Every series that Debian's real archive has today: its own answer to who asks for one that it cannot have. */
const there = await kernel('debian:1.0').then(
	() => '',
	({ remedy }: { readonly remedy?: string }) => remedy ?? '',
);
const series = [...there.matchAll(/\d+\.\d+/g)].map(([version]) => version);

it('are six or more, from 5.10 to some 7.x', () => {
	expect(series.length).toBeGreaterThanOrEqual(6);
	expect(series[0]).toBe('5.10');
	expect(series.at(-1)).toMatch(/^7\./);
});

it.each(series)('%s comes from the archive, boots to hello and says its release', async (version) => {
	const image = await kernel(`debian:${version}`);
	expect(hasPrefix(image.version, version)).toBe(true);
	expect(image.source.kind).toBe('debian');
	const guest = await boot({ spec: image });
	expect(guest.hello).toMatchObject({ release: image.release, btf: true, transport: 'virtio' });
});
