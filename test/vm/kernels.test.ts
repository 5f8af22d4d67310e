import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { modinfo } from '../../src/bpf/modinfo.ts';
import { openImage } from '../../src/kernels/bzimage.ts';
import { listCached } from '../../src/kernels/cache.ts';
import type { KernelImage } from '../../src/kernels/image.ts';
import { resolveKernel } from '../../src/kernels/resolve.ts';
import { parseSpec } from '../../src/kernels/spec.ts';
import { hasPrefix } from '../../src/kernels/version.ts';

/** Debian's real archive, through the mirror of this machine: whatever point releases it has today. */
const specs = ['5.10', 'debian:6.1', '6.12', 'debian:7'];
let scratch: string;
let images: KernelImage[];
const notices: string[] = [];

function resolveAll(progress: string[]): Promise<KernelImage[]> {
	const options = {
		onNotice: (message: string) => notices.push(message),
		onProgress: (detail: string) => progress.push(detail),
	};
	return Promise.all(specs.map((spec) => resolveKernel(parseSpec(spec, '/'), options)));
}

beforeAll(async () => {
	scratch = await mkdtemp(join(tmpdir(), 'kernels-vm-'));
	vi.stubEnv('XDG_CACHE_HOME', scratch);
	vi.stubEnv('RUNNER_TOOL_CACHE', '');
	vi.stubEnv('RUNNER_TEMP', '');
	images = await resolveAll([]);
});

afterAll(async () => {
	vi.unstubAllEnvs();
	await rm(scratch, { recursive: true });
});

describe("Debian's kernels", () => {
	it('are of the series asked for, and their images say so themselves', async () => {
		expect(images.map(({ spec }) => spec)).toEqual(specs);
		for (const image of images) {
			expect(hasPrefix(image.version, image.spec.replace('debian:', ''))).toBe(true);
			expect(await openImage(image.image)).toEqual({ release: image.release, version: image.version });
		}
	});

	it('come with the modules that a guest needs, built for them, in load order', async () => {
		for (const { release, modules } of images) {
			const loaded = new Set<string>();
			for (const file of modules) {
				const info = modinfo(await readFile(file));
				expect(info.get('vermagic')?.[0]?.split(' ')[0]).toBe(release);
				for (const name of info.get('depends')?.[0]?.split(',').filter(Boolean) ?? [])
					expect(loaded).toContain(name);
				loaded.add(basename(file, '.ko'));
			}
			expect(loaded).toContain('veth');
			// The channel's drivers are modules up to 6.1 and built in from 6.12 on.
			const config = await readFile(join(dirname(dirname(modules[0] ?? '')), 'config'), 'utf8');
			for (const name of ['virtio_pci', 'virtio_console']) {
				expect(loaded.has(name) || config.includes(`CONFIG_${name.toUpperCase()}=y`)).toBe(true);
			}
		}
	});

	it('come from the cache the second time', async () => {
		const progress: string[] = [];
		expect(await resolveAll(progress)).toEqual(images);
		expect(new Set(progress)).toEqual(new Set(["asking Debian's archive"]));
		expect(await listCached()).toHaveLength(specs.length);
	});

	it('are not there under every name', async () => {
		const options = { onNotice: () => {}, onProgress: () => {} };
		await expect(resolveKernel(parseSpec('debian:5.10.1', '/'), options)).rejects.toMatchObject({
			code: 'kernel-unavailable',
			message: expect.stringContaining('Debian has no kernel debian:5.10.1 in bullseye'),
			remedy: expect.stringMatching(/^Name one that is there: 5\.10\.\d+/),
		});
	});
});
