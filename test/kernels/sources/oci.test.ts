import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import zlib from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { listCached } from '../../../src/kernels/cache.ts';
import type { ResolveOptions } from '../../../src/kernels/options.ts';
import { resolveKernel } from '../../../src/kernels/resolve.ts';
import { resolveCi, resolveOci } from '../../../src/kernels/sources/oci.ts';
import { type OciSpec, parseSpec } from '../../../src/kernels/spec.ts';
import { addImage, answer, type Contents, hasty, type Server, startServer, tarOf } from '../oci/support.ts';
import { fakeBzImage, fakeModule } from '../support/files.ts';
import { expectNothingKept } from '../support/kept.ts';

let scratch: string;
let told: string[];
let contents: Contents;
let server: Server;
/** What the server does instead of answering as a registry does. */
let misbehave: Parameters<typeof startServer>[0] | undefined;

beforeEach(async () => {
	scratch = await mkdtemp(join(tmpdir(), 'oci-test-'));
	vi.stubEnv('XDG_CACHE_HOME', scratch);
	for (const name of ['RUNNER_TOOL_CACHE', 'RUNNER_TEMP', 'CORE_MATRIX_OCI_MIRROR']) vi.stubEnv(name, '');
	vi.stubEnv('DOCKER_CONFIG', join(scratch, 'docker'));
	told = [];
	contents = new Map();
	misbehave = undefined;
	server = await startServer((request, response) => {
		if (misbehave !== undefined && request.url?.includes('/blobs/')) misbehave(request, response);
		else answer(contents, request, response);
	});
});

afterEach(async () => {
	vi.unstubAllEnvs();
	await rm(scratch, { recursive: true });
});

const options: ResolveOptions = {
	onNotice: (message) => told.push(message),
	onProgress: () => {},
	patience: hasty,
};

function reference(word: string): OciSpec {
	const spec = parseSpec(`oci://${server.host}/k${word}`, '/');
	if (spec.kind !== 'oci') throw new Error(spec.kind);
	return spec;
}

const resolve = (word: string, more: Partial<ResolveOptions> = {}) =>
	resolveOci(reference(word), { ...options, ...more });

const release = '6.6.1';
const bzImage = fakeBzImage(`${release} (builder) #1 SMP`);
const module = (name: string, depends = '') =>
	fakeModule({ name, depends, vermagic: `${release} SMP mod_unload ` });
const kernelLayer = tarOf(
	{ path: 'boot/vmlinuz', content: bzImage },
	{
		path: `usr/lib/modules/${release}/kernel/virtio-pci.ko.zst`,
		content: zlib.zstdCompressSync(module('virtio_pci', 'virtio_ring')),
	},
	{
		path: `usr/lib/modules/${release}/kernel/virtio_ring.ko.gz`,
		content: zlib.gzipSync(module('virtio_ring')),
	},
	{ path: `usr/lib/modules/${release}/kernel/other.ko`, content: module('other') },
	{ path: 'usr/lib/modules/6.5.0/veth.ko', content: module('veth') },
);

describe('resolveOci', () => {
	it('takes the kernel, the modules of its release that a guest needs, and no more', async () => {
		const digest = addImage(contents, '6.6.1', [kernelLayer]);
		const image = await resolve(':6.6.1');
		const name = `oci://${server.host}/k:6.6.1`;
		expect(image).toMatchObject({
			spec: name,
			release,
			version: release,
			source: { kind: 'oci', url: `${name}@${digest}`, digest },
			files: [{ url: `${name}@${digest}`, digest, size: kernelLayer.length }],
		});
		expect(image.modules.map((file) => basename(file))).toEqual(['virtio_ring.ko', 'virtio_pci.ko']);
		expect((await readdir(dirname(image.image))).sort()).toEqual([
			'kernel.json',
			'manifest.json',
			'modules',
			'vmlinuz',
		]);
		expect((await listCached()).map(({ spec }) => spec)).toEqual([`${name}@${digest}`]);
	});

	it('fetches once, and by a digest does not even ask again', async () => {
		const digest = addImage(contents, '6.6.1', [kernelLayer], {
			index: [{ os: 'linux', architecture: 'amd64' }],
		});
		const first = await resolve(':6.6.1');
		const asked = server.log.length;
		expect(await resolve(`:6.6.1@${digest}`)).toEqual({
			...first,
			spec: `oci://${server.host}/k:6.6.1@${digest}`,
		});
		expect(server.log).toHaveLength(asked);
		expect(await resolve(':6.6.1')).toEqual(first);
		expect(server.log.slice(asked)).toEqual(['GET /v2/k/manifests/6.6.1']);
	});

	it('sees what the layers make together', async () => {
		addImage(contents, 'layers', [
			tarOf(
				{ path: 'boot/vmlinuz', content: 'older' },
				{ path: 'boot/vmlinuz-5', content: 'x' },
				{ path: 'boot/config', content: 'CONFIG_OLD=y\n' },
			),
			tarOf(
				{ path: 'boot/.wh.vmlinuz-5' },
				{ path: `lib/modules/${release}/veth.ko`, content: module('veth') },
			),
			zlib.gzipSync(
				tarOf({ path: 'boot/vmlinuz', content: bzImage }, { path: 'boot/config', content: 'CONFIG_BPF=y\n' }),
			),
			tarOf(),
		]);
		const image = await resolve(':layers');
		expect(image.modules.map((file) => basename(file))).toEqual(['veth.ko']);
		expect(await readFile(join(dirname(image.image), 'config'), 'utf8')).toBe('CONFIG_BPF=y\n');
	});

	it('takes just what a lock says, whatever the tag means by now', async () => {
		const locked = addImage(contents, '6.6', [kernelLayer]);
		addImage(contents, '6.6', [tarOf({ path: 'boot/vmlinuz', content: fakeBzImage('6.6.9 (builder)') })]);
		expect((await resolve(':6.6')).release).toBe('6.6.9');
		const image = await resolve(':6.6', { digests: [locked] });
		expect(image).toMatchObject({
			release,
			source: { digest: locked, url: `oci://${server.host}/k:6.6@${locked}` },
		});
		await expect(resolve(':6.6', { digests: [`sha256:${'0'.repeat(64)}`] })).rejects.toMatchObject({
			code: 'kernel-unavailable',
			message: `${server.host}/k has no image sha256:${'0'.repeat(64)}`,
		});
	});

	it('says which tags there are', async () => {
		addImage(contents, '6.6.1', []);
		addImage(contents, '6.6.2', []);
		await expect(resolve(':6.6.3')).rejects.toMatchObject({
			kind: 'infrastructure',
			code: 'kernel-unavailable',
			message: `${server.host}/k has no tag 6.6.3`,
			remedy: 'Name one that is there: 6.6.1, 6.6.2.',
		});
		await expect(resolve(':main')).rejects.toMatchObject({ remedy: 'Name one that is there: 6.6.1, 6.6.2.' });
		contents.clear();
		await expect(resolve(':6.6.3')).rejects.toMatchObject({
			remedy: 'Check the name of the repository: it has no tags.',
		});
	});

	it.each<[string, () => string, RegExp]>([
		[
			'an index of other platforms',
			() =>
				addImage(contents, 't', [], {
					index: [
						{ os: 'linux', architecture: 'arm64' },
						{ os: 'unknown', architecture: 'unknown' },
					],
				}),
			/has no image for linux\/amd64, only for linux\/arm64$/,
		],
		[
			'a manifest of another platform',
			() => addImage(contents, 't', [kernelLayer], { architecture: 'arm64' }),
			/has no image for linux\/amd64, only for linux\/arm64$/,
		],
		[
			'an index that says another platform than its image',
			() =>
				addImage(contents, 't', [kernelLayer], {
					architecture: 'arm64',
					index: [{ os: 'linux', architecture: 'amd64' }],
				}),
			/has no image for linux\/amd64, only for linux\/arm64$/,
		],
		[
			'an image without a kernel',
			() => addImage(contents, 't', [tarOf({ path: 'etc/passwd', content: 'x' })]),
			/holds no kernel: neither boot\/vmlinuz, nor/,
		],
		[
			'an image with several kernels',
			() =>
				addImage(contents, 't', [
					tarOf({ path: 'boot/vmlinuz-2', content: bzImage }, { path: 'boot/vmlinuz-1', content: bzImage }),
				]),
			/holds several kernels: boot\/vmlinuz-1, boot\/vmlinuz-2$/,
		],
		[
			'a kernel that is none',
			() => addImage(contents, 't', [tarOf({ path: 'boot/vmlinuz', content: '\x7fELF' })]),
			/holds no kernel for a guest: boot\/vmlinuz is an ELF file/,
		],
		[
			'a kernel that is a link',
			() =>
				addImage(contents, 't', [
					tarOf({ path: 'boot/vmlinuz', type: 'SymbolicLink', linkpath: '/etc/passwd' }),
				]),
			/holds no kernel/,
		],
		[
			'a layer that is no tar',
			() => addImage(contents, 't', [Buffer.alloc(2000, 'x')]),
			/^cannot unpack the layer sha256:\w+ of /,
		],
		[
			'a module that is none',
			() =>
				addImage(contents, 't', [
					kernelLayer,
					tarOf({ path: `usr/lib/modules/${release}/veth.ko`, content: 'x' }),
				]),
			/veth\.ko is not a kernel module/,
		],
	])('refuses %s, and keeps nothing of it', async (_, add, message) => {
		add();
		await expect(resolve(':t')).rejects.toMatchObject({
			kind: 'infrastructure',
			code: 'kernel-unavailable',
			message: expect.stringMatching(message),
		});
		await expectNothingKept();
	});

	it('refuses an image that says it is enormous, before it is fetched', async () => {
		const digest = addImage(contents, 't', [kernelLayer]);
		const found = contents.get(`manifests/${digest}`);
		const body = Buffer.from(
			String(found?.body).replace(`"size":${kernelLayer.length}`, '"size":99999999999'),
		);
		contents.set('manifests/t', { type: found?.type ?? '', body });
		await expect(resolve(':t')).rejects.toThrow(`has an image of 99999999999 bytes; ${2 ** 31} are the most`);
		expect(server.log.some((line) => line.includes('/blobs/'))).toBe(false);
		await expectNothingKept();
	});

	it.each<[string, NonNullable<typeof misbehave>, string, RegExp]>([
		[
			'a web page with status 200',
			(_, response) => response.setHeader('content-type', 'text/html').end('<html>Log in</html>'),
			'kernel-unavailable',
			/: a web page came instead$/,
		],
		[
			'an answer that stalls',
			(request, response) => {
				const whole = contents.get((request.url ?? '').replace('/v2/k/', ''))?.body ?? Buffer.alloc(0);
				response.writeHead(200, { 'content-length': whole.length });
				response.write(whole.subarray(0, 100));
			},
			'kernel-unavailable',
			/: it said nothing for 0\.4 s \(tried 3 times\)$/,
		],
		['other bytes', (_, response) => response.end('other bytes'), 'verification-failed', /is another/],
	])('refuses %s for a blob, and keeps nothing of it', async (_, does, code, message) => {
		addImage(contents, 't', [kernelLayer]);
		misbehave = does;
		await expect(resolve(':t')).rejects.toMatchObject({
			kind: 'infrastructure',
			code,
			message: expect.stringMatching(message),
		});
		await expectNothingKept();
	});

	// 4 GiB in 150 KB: some seconds, for nothing of it is written.
	it('refuses a decompression bomb, and keeps nothing of it', { timeout: 60_000 }, async () => {
		const head = tarOf({ path: 'bomb', size: 8 * 2 ** 30 - 1 }).subarray(0, 512);
		const frame = zlib.zstdCompressSync(Buffer.alloc(64 << 20));
		const bomb = Buffer.concat([zlib.zstdCompressSync(head), ...Array<Buffer>(65).fill(frame)]);
		expect(bomb.length).toBeLessThan(1 << 20);
		addImage(contents, 't', [kernelLayer, bomb]);
		await expect(resolve(':t')).rejects.toMatchObject({
			code: 'kernel-unavailable',
			message: expect.stringMatching(/^cannot unpack the layer .*: it unpacks to more than 4 GiB$/),
			remedy: 'Name another image: this one is not made as images of kernels are.',
		});
		await expectNothingKept();
	});

	it('ends when the run is stopped, and keeps nothing', async () => {
		addImage(contents, 't', [kernelLayer]);
		const stopping = new AbortController();
		misbehave = () => stopping.abort(new Error('stopped'));
		await expect(resolve(':t', { signal: stopping.signal })).rejects.toThrow('stopped');
		await expectNothingKept();
	});
});

describe('resolveCi', () => {
	const resolveSeries = (version: string) =>
		resolveCi(
			{ kind: 'version', text: `ci:${version}`, source: 'ci', version },
			{ repository: `${server.host}/k` },
			options,
		);

	it('takes the newest release of a series, and not the tag that moves', async () => {
		addImage(contents, '6.6', [tarOf({ path: 'boot/vmlinuz', content: fakeBzImage('6.6.99 (x)') })]);
		addImage(contents, '6.6.0', [tarOf({ path: 'boot/vmlinuz', content: fakeBzImage('6.6.0 (x)') })]);
		addImage(contents, '6.6.1', [kernelLayer]);
		expect(await resolveSeries('6.6')).toMatchObject({ spec: 'ci:6.6', release, source: { kind: 'ci' } });
		expect(told).toEqual([]);
	});

	it('takes the tag that moves where there is no release, and tells of it with its digest', async () => {
		const digest = addImage(contents, '6.6', [kernelLayer]);
		expect((await resolveSeries('6.6')).source.digest).toBe(digest);
		expect(told).toEqual([
			`${server.host}/k has no release for ci:6.6; its tag 6.6 is taken, which may move`,
		]);
	});

	it('does not list the tags for a release', async () => {
		addImage(contents, '6.6.1', [kernelLayer]);
		await resolveSeries('6.6.1');
		expect(server.log[0]).toBe('GET /v2/k/manifests/6.6.1');
	});
});

describe('resolveKernel', () => {
	it('goes through the mirror of a registry', async () => {
		addImage(contents, '6.6.1', [kernelLayer]);
		vi.stubEnv('CORE_MATRIX_OCI_MIRROR', `registry.example=http://${server.host}`);
		const image = await resolveKernel(parseSpec('oci://registry.example/k:6.6.1', '/'), options);
		expect(image.source.url).toMatch(/^oci:\/\/registry\.example\/k:6\.6\.1@sha256:/);
	});
});
