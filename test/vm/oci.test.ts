import { cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import zlib from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { listCached } from '../../src/kernels/cache.ts';
import type { KernelImage } from '../../src/kernels/image.ts';
import { resolveKernel } from '../../src/kernels/resolve.ts';
import { parseSpec } from '../../src/kernels/spec.ts';
import { type Member, tarOf } from '../kernels/oci/support.ts';
import { onSmallDisk } from '../kernels/support/disk.ts';
import { expectNothingKept } from '../kernels/support/kept.ts';
import { blobFile, push, type RealRegistry, sha256, startRegistry, startTokenService } from './registry.ts';
import { boot, kernel } from './support.ts';

/*
 * A real registry with images of Debian's kernels, laid out as those of ci-kernels and LVH are. All that is kept lies in a folder
 * of each test's own; what Debian's kernels are made from comes from the cache of the machine.
 */

let storage: string;
let open: RealRegistry;
let scratch: string;
let debian: KernelImage;
let newer: KernelImage;
/** The boot layer of the first image. */
let bootLayer: Buffer;
let lvhDigest: string;
const notices: string[] = [];

const ci = 'proxy/cilium/ci-kernels';
const someone = { name: 'me', password: 'secret' };
// `htpasswd -nbB me secret`: the registry takes bcrypt alone.
const htpasswd = 'me:$2y$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a\n';
const authorization = `Basic ${Buffer.from(`${someone.name}:${someone.password}`).toString('base64')}`;

async function modulesBelow(folder: string, { release, modules }: KernelImage): Promise<Member[]> {
	return await Promise.all(
		modules.map(async (file) => ({
			path: `${folder}/${release}/kernel/drivers/${basename(file)}`,
			content: await readFile(file),
		})),
	);
}

/** As the Dockerfile of ci-kernels makes it, in two layers, of which the second repeats nothing. */
async function ciLayers(image: KernelImage): Promise<Buffer[]> {
	const boot = tarOf(
		{ path: 'boot/', type: 'Directory' },
		{ path: 'boot/vmlinuz', content: await readFile(image.image) },
		{ path: 'lib', type: 'SymbolicLink', linkpath: 'usr/lib' },
	);
	const modules = tarOf(...(await modulesBelow('usr/lib/modules', image)));
	return [zlib.gzipSync(boot, { level: 1 }), zlib.zstdCompressSync(modules)];
}

/** As little-vm-helper-images: the kernel's `make tar-pkg` on top of an image with other things. */
async function lvhLayers(image: KernelImage): Promise<Buffer[]> {
	const folder = 'data/kernels/6.12';
	const busybox = tarOf(
		{ path: 'bin/busybox', content: 'not wanted' },
		{ path: 'boot/vmlinuz', content: 'not a kernel' },
	);
	const kernelLayer = tarOf(
		{ path: '.wh.boot' },
		{ path: `${folder}/boot/vmlinuz-${image.release}`, content: await readFile(image.image) },
		{
			path: `${folder}/boot/config-${image.release}`,
			content: await readFile(join(dirname(image.image), 'config')),
		},
		{ path: `${folder}/boot/System.map-${image.release}`, content: 'not wanted' },
		...(await modulesBelow(`${folder}/lib/modules`, image)),
	);
	return [zlib.gzipSync(busybox), zlib.gzipSync(kernelLayer, { level: 1 })];
}

beforeAll(async () => {
	storage = await mkdtemp(join(tmpdir(), 'registry-storage-'));
	[debian, newer] = await Promise.all([kernel('debian:6.1'), kernel('debian:6.12')]);
	open = await startRegistry(storage, { kind: 'open' });
	const layers = await ciLayers(debian);
	bootLayer = layers[0] ?? Buffer.alloc(0);
	await push(open, ci, debian.version, layers, ['arm64', 'amd64']);
	await push(open, ci, '6.1', [tarOf({ path: 'boot/vmlinuz', content: 'moved away' })]);
	await push(open, ci, '6.1.9', [tarOf({ path: 'boot/vmlinuz', content: 'older' })]);
	await push(open, ci, '6.6.1', layers, ['arm64']);
	await push(open, ci, '6.14-rc7', layers);
	lvhDigest = await push(open, 'lvh-images/kernel-images', '6.12-20261122.010203', await lvhLayers(newer));
});

afterAll(async () => {
	open.stop();
	await rm(storage, { recursive: true });
});

beforeEach(async () => {
	scratch = await mkdtemp(join(tmpdir(), 'oci-test-'));
	notices.length = 0;
});

afterEach(async () => {
	vi.unstubAllEnvs();
	await rm(scratch, { recursive: true });
});

/** Resolves with an empty cache, and what `docker login` would have left; the machine's own cache is back afterwards. */
async function resolve(spec: string, registry: RealRegistry, loggedIn = false): Promise<KernelImage> {
	const auths = loggedIn ? { [registry.host]: { auth: authorization.slice('Basic '.length) } } : {};
	await mkdir(join(scratch, 'docker'), { recursive: true });
	await writeFile(join(scratch, 'docker', 'config.json'), JSON.stringify({ auths }));
	vi.stubEnv('XDG_CACHE_HOME', join(scratch, 'cache'));
	vi.stubEnv('RUNNER_TOOL_CACHE', '');
	vi.stubEnv('RUNNER_TEMP', '');
	vi.stubEnv('DOCKER_CONFIG', join(scratch, 'docker'));
	vi.stubEnv('CORE_MATRIX_OCI_MIRROR', `ghcr.io=http://${registry.host}/proxy`);
	return await resolveKernel(parseSpec(spec, '/'), {
		onNotice: (message) => notices.push(message),
		onProgress: () => {},
	});
}

async function bootsToHello(image: KernelImage): Promise<void> {
	vi.unstubAllEnvs();
	const guest = await boot({ spec: image });
	expect(guest.hello).toMatchObject({ release: image.release, btf: true, transport: 'virtio' });
}

describe('a kernel from a registry', () => {
	it('that is open, through a mirror: the newest release of the series, and it boots', async () => {
		const image = await resolve('ci:6.1', open);
		expect(image).toMatchObject({
			spec: 'ci:6.1',
			release: debian.release,
			version: debian.version,
			source: {
				kind: 'ci',
				url: expect.stringMatching(
					new RegExp(`^oci://ghcr\\.io/cilium/ci-kernels:${debian.version}@sha256:[0-9a-f]{64}$`),
				),
			},
		});
		expect(image.source.url).toContain(image.source.digest);
		expect(image.modules.map((file) => basename(file))).toEqual(debian.modules.map((file) => basename(file)));
		expect((await readFile(image.image)).equals(await readFile(debian.image))).toBe(true);
		expect(notices).toEqual([]);
		expect((await listCached()).map(({ spec }) => spec)).toEqual([`ci:${debian.version}`]);
		await bootsToHello(image);
	});

	it('that asks for name and password: by its digest, laid out as by LVH, and it boots', async () => {
		const registry = await startRegistry(storage, { kind: 'basic', htpasswd });
		onTestFinished(registry.stop);
		const reference = `oci://${registry.host}/lvh-images/kernel-images:6.12-20261122.010203@${lvhDigest}`;
		await expect(resolve(reference, registry)).rejects.toMatchObject({
			code: 'kernel-unavailable',
			message: expect.stringContaining('access is refused (401)'),
			remedy: expect.stringContaining(`docker login ${registry.host}`),
		});
		await expectNothingKept();
		const image = await resolve(reference, registry, true);
		expect(image).toMatchObject({
			release: newer.release,
			source: { kind: 'oci', url: reference, digest: lvhDigest },
		});
		expect(await readFile(join(dirname(image.image), 'config'), 'utf8')).toContain('CONFIG_BPF=y');
		// What a digest names is not asked for again.
		registry.stop();
		expect(await resolve(reference, registry)).toEqual(image);
		await bootsToHello(image);
	});

	it('that asks for a token: by an exact release, and it boots', async () => {
		const tokens = await startTokenService(authorization);
		const registry = await startRegistry(storage, { kind: 'token', ...tokens });
		onTestFinished(registry.stop);
		await expect(resolve(`ci:${debian.version}`, registry)).rejects.toMatchObject({
			code: 'kernel-unavailable',
			message: expect.stringMatching(
				/^cannot get a token for ghcr\.io\/cilium\/ci-kernels at .*: it answered 401$/,
			),
		});
		const image = await resolve(`ci:${debian.version}`, registry, true);
		expect(tokens.given).toEqual([`repository:${ci}:pull`]);
		await bootsToHello(image);
	});

	it('stands in from the cache, with a notice, when the registry is away', async () => {
		const registry = await startRegistry(storage, { kind: 'open' });
		const byTag = `oci://${registry.host}/lvh-images/kernel-images:6.12-20261122.010203`;
		const [image, other] = [await resolve('ci:6.1', registry), await resolve(byTag, registry)];
		registry.stop();
		// Each tries for some seconds.
		const [again, otherAgain] = await Promise.all([resolve('ci:6.1', registry), resolve(byTag, registry)]);
		expect([again, otherAgain]).toEqual([image, { ...other, spec: byTag }]);
		expect(notices).toHaveLength(2);
		for (const notice of notices) expect(notice).toMatch(/ECONNREFUSED .* from the cache$/);
	});
});

describe('what a registry has not', () => {
	it('is a release: the error names the nearest', async () => {
		await expect(resolve('ci:6.1.5', open)).rejects.toMatchObject({
			kind: 'infrastructure',
			code: 'kernel-unavailable',
			message: expect.stringMatching(/^ghcr\.io\/cilium\/ci-kernels at 127\.0\.0\.1:\d+ has no tag 6\.1\.5$/),
			remedy: `Name one that is there: 6.1.9, ${debian.version}.`,
		});
		await expectNothingKept();
	});

	it('is a series: the error names those that are there, and the notice that no release is', async () => {
		await expect(resolve('ci:6.14', open)).rejects.toMatchObject({
			message: expect.stringContaining('has no tag 6.14'),
			remedy: `Name one that is there: ${debian.version}, 6.6.1.`,
		});
		expect(notices).toEqual([expect.stringContaining('its tag 6.14 is taken, which may move')]);
		await expectNothingKept();
	});

	it('is the architecture', async () => {
		await expect(resolve('ci:6.6', open)).rejects.toMatchObject({
			code: 'kernel-unavailable',
			message: expect.stringMatching(/has no image for linux\/amd64, only for linux\/arm64$/),
		});
		await expectNothingKept();
	});

	it('is a kernel', async () => {
		await expect(resolve('ci:6.1.9', open)).rejects.toMatchObject({
			code: 'kernel-unavailable',
			message: expect.stringMatching(/holds no kernel for a guest: boot\/vmlinuz is not a Linux bzImage/),
		});
		await expectNothingKept();
	});
});

describe('what is damaged on the way', () => {
	const damages: [string, (bytes: Buffer) => Buffer, RegExp][] = [
		[
			'a flipped byte',
			(bytes) => Buffer.from(bytes).fill((bytes[5000] ?? 0) ^ 1, 5000, 5001),
			/^the blob sha256:\w+ of .* is another file: \d+ bytes, sha256 \w+ instead of \w+$/,
		],
		[
			'a truncated blob',
			(bytes) => bytes.subarray(0, 1_000_000),
			/^the blob sha256:\w+ of .* is another file: 1000000 bytes instead of \d+$/,
		],
		[
			'a blob that is too long',
			(bytes) => Buffer.concat([bytes, Buffer.alloc(1)]),
			/^the blob sha256:\w+ of .* is another file: \d+ bytes instead of \d+$/,
		],
	];
	it.each(damages)('%s', async (_, damage, message) => {
		const file = blobFile(storage, sha256(bootLayer));
		await writeFile(file, damage(bootLayer));
		onTestFinished(() => writeFile(file, bootLayer));
		// A registry of its own, which remembers no length.
		const registry = await startRegistry(storage, { kind: 'open' });
		onTestFinished(registry.stop);
		await expect(resolve('ci:6.1', registry)).rejects.toMatchObject({
			kind: 'infrastructure',
			code: 'verification-failed',
			message: expect.stringMatching(message),
		});
		await expectNothingKept();
	});

	it('is never replaced by what the cache has', async () => {
		const copy = join(scratch, 'storage');
		await cp(storage, copy, { recursive: true });
		const registry = await startRegistry(copy, { kind: 'open' });
		onTestFinished(registry.stop);
		await resolve('ci:6.1', registry);
		const next = tarOf({ path: 'boot/vmlinuz', content: 'newer' });
		await push(registry, ci, '6.1.9999', [next]);
		await writeFile(blobFile(copy, sha256(next)), Buffer.alloc(next.length));
		await expect(resolve('ci:6.1', registry)).rejects.toMatchObject({ code: 'verification-failed' });
		expect(notices).toEqual([]);
	});
});

describe('a full disk', () => {
	/** Bytes of the boot layer, of the kernel in it, and of its modules. */
	interface Sizes {
		readonly layer: number;
		readonly kernel: number;
		readonly modules: number;
	}
	const cases: [string, 'tmp' | 'tools', (sizes: Sizes) => number][] = [
		['for the layer', 'tmp', ({ layer }) => layer / 2],
		['for what is in the layer', 'tmp', ({ layer, kernel }) => layer + kernel / 2],
		['for the entry', 'tmp', ({ kernel, modules }) => 2 * kernel + 1.5 * modules],
		['in the store', 'tools', ({ kernel }) => kernel / 2],
	];
	it.each(cases)('%s leaves nothing behind', async (_, folder, room) => {
		const sizeOf = async (file: string) => (await stat(file)).size;
		const modules = await Promise.all(debian.modules.map(sizeOf));
		const sizes = {
			layer: bootLayer.length,
			kernel: await sizeOf(debian.image),
			modules: modules.reduce((sum, size) => sum + size, 0),
		};
		const disk = join(scratch, 'cache', 'core-matrix', folder);
		await onSmallDisk(disk, `size=${Math.ceil(room(sizes))}`, async () => {
			await expect(resolve('ci:6.1', open)).rejects.toMatchObject({
				kind: 'infrastructure',
				message: expect.stringMatching(/no space (?:is )?left/),
				remedy: expect.stringMatching(/^Free space there/),
			});
			await expectNothingKept();
		});
	});
});
