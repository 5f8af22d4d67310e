import { readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { listCached } from '../../src/kernels/cache.ts';
import { type Catalog, catalog as ownCatalog } from '../../src/kernels/catalog.ts';
import type { KernelImage } from '../../src/kernels/image.ts';
import { resolveKernel } from '../../src/kernels/resolve.ts';
import { parseSpec, type SourceName } from '../../src/kernels/spec.ts';
import { packageFile } from '../../src/package-root.ts';
import { catalogOf, flipByte, packageIn, useWorkspace, withDebian } from './support/archive.ts';
import { expectNothingKept } from './support/kept.ts';
import { serve } from './support/server.ts';

// These are real runs of apt on a small signed archive; they need apt, dpkg-deb and xz, as a run does.
const workspace = useWorkspace();

interface Told {
	readonly notices: string[];
	readonly progress: string[];
}

function resolve(
	spec: string,
	catalog: Catalog,
	told: Told = { notices: [], progress: [] },
	resolver = resolveKernel,
) {
	return resolver(
		parseSpec(spec, '/'),
		{
			// The machine's own apt must not matter here.
			access: { debianMirror: catalog.debian.mirror },
			onNotice: (message) => told.notices.push(message),
			onProgress: (detail) => told.progress.push(detail),
		},
		catalog,
	);
}

async function contents(image: KernelImage): Promise<string[]> {
	const files = await readdir(dirname(image.image), { recursive: true });
	return files.filter((file) => file !== 'manifest.json').sort();
}

describe('a kernel of one package', () => {
	it('is the newest of its series, signed before unsigned, with what a guest needs and no more', async () => {
		const { archive } = workspace();
		const image = await resolve('debian:6.1', catalogOf(archive));
		expect(image).toMatchObject({
			spec: 'debian:6.1',
			release: '6.1.0-10-cloud-amd64',
			version: '6.1.176',
			arch: 'x86_64',
			source: {
				kind: 'debian',
				url: expect.stringMatching(/\/linux-image-6\.1\.0-10-cloud-amd64_6\.1\.176-1_amd64\.deb$/),
				digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
			},
		});
		// virtio_pci names its dependency with a dash; what it needs comes first.
		expect(image.modules.map((file) => file.slice(dirname(image.image).length))).toEqual([
			'/modules/virtio_ring.ko',
			'/modules/virtio_pci.ko',
		]);
		expect(await contents(image)).toEqual([
			'config',
			'kernel.json',
			'modules',
			'modules/virtio_pci.ko',
			'modules/virtio_ring.ko',
			'vmlinuz',
		]);
		expect(await readFile(join(dirname(image.image), 'config'), 'utf8')).toBe('CONFIG_BPF=y\n');
	});

	it('can be named to the last part', async () => {
		const image = await resolve('6.1.90', catalogOf(workspace().archive));
		expect(image).toMatchObject({ spec: '6.1.90', release: '6.1.0-9-cloud-amd64', version: '6.1.90' });
	});
});

describe('a kernel of several packages', () => {
	it('is the newest whose packages are all there, told by the package that holds the image', async () => {
		const image = await resolve('7', catalogOf(workspace().archive));
		expect(image).toMatchObject({
			release: '7.3.4+deb13-cloud-amd64',
			version: '7.3.4',
			source: { url: expect.stringContaining('/linux-binary-7.3.4') },
		});
		expect(await contents(image)).toEqual(['config', 'kernel.json', 'modules', 'modules/veth.ko', 'vmlinuz']);
	});

	it('needs no package of base files, which is all that some lack', async () => {
		const image = await resolve('7.1', catalogOf(workspace().archive));
		expect(await contents(image)).toEqual(['kernel.json', 'modules', 'modules/veth.ko', 'vmlinuz']);
	});
});

describe('the cache', () => {
	it('gives the same entry again, without fetching', async () => {
		const catalog = catalogOf(workspace().archive);
		const first = await resolve('6.1', catalog);
		await rm(join(workspace().archive, 'pool'), { recursive: true });
		const told = { notices: [], progress: [] };
		expect(await resolve('debian:6.1', catalog, told)).toEqual({ ...first, spec: 'debian:6.1' });
		expect(told).toEqual({ notices: [], progress: ["asking Debian's archive"] });
	});

	it('is filled once by those who ask at the same time', async () => {
		const catalog = catalogOf(workspace().archive);
		const told: Told = { notices: [], progress: [] };
		const images = await Promise.all(
			['7', '7.3', 'debian:7.3.4'].map((spec) => resolve(spec, catalog, told)),
		);
		expect(new Set(images.map(({ image }) => image)).size).toBe(1);
		expect(told.progress.filter((detail) => detail.startsWith('fetching'))).toHaveLength(1);
	});

	it('is filled by a run after one that was stopped', async () => {
		const catalog = catalogOf(workspace().archive);
		const stopping = new AbortController();
		const stopped = resolveKernel(
			parseSpec('7', '/'),
			{
				access: { debianMirror: catalog.debian.mirror },
				onNotice: () => {},
				onProgress: (detail) => detail.startsWith('fetching') && stopping.abort(new Error('stopped')),
				signal: stopping.signal,
			},
			catalog,
		);
		await expect(stopped).rejects.toThrow('stopped');
		expect((await resolve('7', catalog)).version).toBe('7.3.4');
	});

	it('fetches an entry again whose file is short', async () => {
		const catalog = catalogOf(workspace().archive);
		const first = await resolve('6.1', catalog);
		const { size } = await stat(first.image);
		await truncate(first.image, size - 1);
		const told: Told = { notices: [], progress: [] };
		expect(await resolve('6.1', catalog, told)).toEqual(first);
		expect((await stat(first.image)).size).toBe(size);
		expect(told.notices).toEqual([expect.stringContaining('is damaged and is made again')]);
	});

	it('stands in, with a notice, when the archive is away', async () => {
		const catalog = catalogOf(workspace().archive);
		const first = await resolve('6.1', catalog);
		const away = catalogOf(join(workspace().folder, 'away'));
		const told: Told = { notices: [], progress: [] };
		expect(await resolve('6.1', away, told)).toEqual(first);
		expect(told.notices).toEqual([
			expect.stringMatching(
				/^cannot get kernels from file:.*using 6\.1\.0-10-cloud-amd64 \(6\.1\.176\) from the cache$/,
			),
		]);
		await expect(resolve('7', away)).rejects.toMatchObject({
			kind: 'infrastructure',
			code: 'kernel-unavailable',
		});
	});

	// apt tries a connection four times, with pauses of 1, 2 and 4 seconds.
	it('stands in with a notice too when a server is away whose indexes are still there', {
		timeout: 30_000,
	}, async () => {
		const { archive, folder } = workspace();
		await writeFile(join(folder, 'apt.conf'), 'Dir::Etc::Parts "/dev/null"; Dir::Etc::Main "/dev/null";');
		vi.stubEnv('APT_CONFIG', join(folder, 'apt.conf'));
		const server = await serve(archive);
		const catalog = withDebian(catalogOf(archive), { mirror: server.address });
		const told: Told = { notices: [], progress: [] };
		const first = await resolve('6.1', catalog, told);
		expect(first.source.url).toContain(`${server.address}/pool/`);
		expect(told.notices).toEqual([]);
		await server.close();
		// What an earlier process fetched: this one remembers.
		vi.resetModules();
		const later = await import('../../src/kernels/resolve.ts');
		expect(await resolve('6.1', catalog, told, later.resolveKernel)).toEqual(first);
		expect(told.notices).toEqual([expect.stringMatching(/^cannot get kernels from .* from the cache$/)]);
	});

	it('is listed, oldest first, without what is damaged', async () => {
		const catalog = catalogOf(workspace().archive);
		const [newest, damaged] = await Promise.all([resolve('7', catalog), resolve('6.1.90', catalog)]);
		await resolve('6.1', catalog);
		await rm(damaged.image);
		expect((await listCached()).map(({ spec }) => spec)).toEqual(['debian:6.1.176', 'debian:7.3.4']);
		expect((await listCached())[1]).toEqual({ ...newest, spec: 'debian:7.3.4' });
	});
});

describe('what cannot be verified', () => {
	const refused = { kind: 'infrastructure', code: 'verification-failed' };

	async function refuses(catalog: Catalog, expected: object = refused): Promise<void> {
		await expect(resolve('6.1', catalog)).rejects.toMatchObject(expected);
		await expectNothingKept();
	}

	it('is a package with another byte', async () => {
		const { archive } = workspace();
		const file = await packageIn(archive, 'linux-image-6.1.0-10-cloud-amd64');
		await flipByte(file, (await stat(file)).size - 1);
		await refuses(catalogOf(archive));
	});

	it('is an index with another byte', async () => {
		const { archive } = workspace();
		await flipByte(join(archive, 'dists/old/main/binary-amd64/Packages'), 20);
		await refuses(catalogOf(archive));
	});

	it('is a signed text with another byte', async () => {
		const { archive } = workspace();
		const release = join(archive, 'dists/old/InRelease');
		await flipByte(release, (await readFile(release, 'utf8')).indexOf('2022'));
		await refuses(catalogOf(archive));
	});

	it("is an archive signed with another key than the keyring's", async () => {
		const keyring = packageFile('vm-images/keyrings/debian-archive-keyring.gpg');
		const catalog = withDebian(catalogOf(workspace().archive), { keyring });
		await refuses(catalog);
	});

	it('is an archive that is not signed at all', async () => {
		const { archive } = workspace();
		const signed = await readFile(join(archive, 'dists/old/InRelease'), 'utf8');
		const text = signed.slice(signed.indexOf('Origin:'), signed.indexOf('-----BEGIN PGP SIGNATURE'));
		await writeFile(join(archive, 'dists/old/Release'), text);
		await rm(join(archive, 'dists/old/InRelease'));
		await refuses(catalogOf(archive));
	});

	it('is an archive whose validity has ended', async () => {
		const series = [{ kernels: '6.1', suites: ['expired'], securitySuites: [] }];
		await refuses(catalogOf(workspace().archive, series), {
			...refused,
			remedy: 'Check the clock of this machine, try again, or name another archive with --debian-mirror.',
		});
	});

	it('is never replaced by what the cache has', async () => {
		const { archive } = workspace();
		await resolve('6.1', catalogOf(archive));
		await flipByte(join(archive, 'dists/new/main/binary-amd64/Packages'), 20);
		const series = [{ kernels: '6.1', suites: ['old', 'new'], securitySuites: [] }];
		await expect(resolve('6.1', catalogOf(archive, series))).rejects.toMatchObject(refused);
	});
});

describe('several sources of a series', () => {
	const inOrder = (...sources: SourceName[]): Catalog => ({
		...catalogOf(workspace().archive),
		series: [{ series: '6.1', upkeep: 'longterm', sources: { x86_64: sources } }],
		ubuntu: { ...ownCatalog.ubuntu, mirror: `file://${workspace().folder}/away` },
		mainline: { ...ownCatalog.mainline, address: 'http://127.0.0.1:1/mainline' },
	});

	it('are tried in order, and the one that served is told with the reasons of those that did not', async () => {
		const told: Told = { notices: [], progress: [] };
		const image = await resolve('6.1', inOrder('ubuntu', 'debian', 'mainline'), told);
		expect(image).toMatchObject({ spec: '6.1', source: { kind: 'debian' } });
		expect(told.notices).toEqual([
			expect.stringMatching(/^6\.1 is debian's: cannot get kernels from file:.*away/),
		]);
	});

	it('are not left for the next when what one gave cannot be verified', async () => {
		await flipByte(join(workspace().archive, 'dists/old/InRelease'), 300);
		await expect(resolve('6.1', inOrder('debian', 'ubuntu'))).rejects.toMatchObject({
			code: 'verification-failed',
		});
	});

	it('are listed, each with its reason and remedy, when none has it', { timeout: 30_000 }, async () => {
		const catalog = inOrder('debian', 'ubuntu', 'mainline');
		const lines = await resolve('6.1.5', catalog).catch(({ message, remedy }) => ({
			message: message.split('\n'),
			remedy: remedy.split('\n'),
		}));
		expect(lines).toEqual({
			message: [
				'no source has kernel 6.1.5',
				'debian: Debian has no kernel 6.1.5 in old',
				expect.stringMatching(/^ubuntu: cannot get kernels from file:.*away/),
				expect.stringMatching(/^mainline: cannot get http:\/\/127\.0\.0\.1:1\/mainline\/: /),
			],
			remedy: [
				'debian: Name one that is there: 6.1.90, 6.1.176.',
				expect.stringMatching(/^ubuntu: Check the network/),
				'mainline: Check the network, or name another source, or a copy with --mainline-mirror.',
			],
		});
	});

	it('are stood in for by the cache, but only by kernels of theirs', { timeout: 30_000 }, async () => {
		const cached = await resolve('6.1.90', catalogOf(workspace().archive));
		const away = withDebian(inOrder('debian', 'mainline'), { mirror: `file://${workspace().folder}/away` });
		const told: Told = { notices: [], progress: [] };
		expect(await resolve('6.1', away, told)).toEqual({ ...cached, spec: '6.1' });
		expect(told.notices).toEqual([expect.stringMatching(/; using 6\.1\.0-9-cloud-amd64 .* from the cache$/)]);
		await expect(resolve('mainline:6.1', away)).rejects.toMatchObject({ code: 'kernel-unavailable' });
	});
});

describe('what is not there', () => {
	it('names the versions of a series that is there', async () => {
		await expect(resolve('debian:6.1.5', catalogOf(workspace().archive))).rejects.toMatchObject({
			kind: 'infrastructure',
			code: 'kernel-unavailable',
			message: 'Debian has no kernel debian:6.1.5 in old',
			remedy: 'Name one that is there: 6.1.90, 6.1.176.',
		});
	});

	it('names every series when the series is not there', async () => {
		await expect(resolve('5.4', catalogOf(workspace().archive))).rejects.toMatchObject({
			message: 'Debian has no kernel 5.4 in old, new',
			remedy: 'Name one that is there: 6.1, 7.1, 7.3.',
		});
	});

	it('is told from an archive that cannot be used at all', async () => {
		const catalog = withDebian(catalogOf(workspace().archive), { mirror: 'ftp.debian.org/debian' });
		const resolving = resolve('6.1', catalog);
		await expect(resolving).rejects.toMatchObject({
			kind: 'usage',
			message: '"ftp.debian.org/debian" is not the address of an archive of Debian\'s',
		});
	});
});
