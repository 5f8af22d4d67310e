import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { type Catalog, catalog } from '../../../src/kernels/catalog.ts';
import { resolveKernel } from '../../../src/kernels/resolve.ts';
import { archivesOf, findMirror } from '../../../src/kernels/sources/mirror.ts';
import { parseSpec } from '../../../src/kernels/spec.ts';
import { catalogOf, flipByte, packageIn, useWorkspace } from '../support/archive.ts';
import { fakeBzImage, fakeModule } from '../support/files.ts';
import { expectNothingKept } from '../support/kept.ts';
import type { FakePackage } from '../support/packages.ts';
import { writeArchive } from '../support/write-archive.ts';

// A small archive laid out and signed as Ubuntu's is; it needs gpg to be made, and apt and dpkg-deb to be read.
const workspace = useWorkspace();
let made: string;

/** The image and its modules are two packages; the revision stands in the release and at the end of the version. */
function kernel(base: string, revision: string, upstream: string, flavour = 'generic'): FakePackage[] {
	const [abi = ''] = revision.split('.');
	const release = `${base}-${abi}-${flavour}`;
	const version = `${base}-${revision}`;
	const image = fakeBzImage(`${release} (buildd@lcy02) #${abi}-Ubuntu SMP PREEMPT_DYNAMIC`);
	return [
		{
			name: `linux-image-unsigned-${release}`,
			version,
			depends: ['kmod', 'linux-base (>= 4.5ubuntu1~16.04.1)', `linux-modules-${release}`],
			files: { [`boot/vmlinuz-${release}`]: image },
		},
		{
			name: `linux-modules-${release}`,
			version,
			depends: [
				`linux-main-modules-zfs-${release}`,
				`linux-image-${release} | linux-image-unsigned-${release}`,
			],
			files: {
				[`boot/config-${release}`]: `CONFIG_BPF=y\nCONFIG_VERSION_SIGNATURE="Ubuntu ${version}-${flavour} ${upstream}"\n`,
				[`lib/modules/${release}/kernel/drivers/net/veth.ko`]: fakeModule({
					name: 'veth',
					depends: '',
					vermagic: `${release} SMP`,
				}),
			},
		},
	];
}

beforeAll(async () => {
	made = await mkdtemp(join(tmpdir(), 'ubuntu-test-'));
	await writeArchive(join(made, 'ubuntu'), 'Ubuntu', {
		noble: { packages: kernel('6.8.0', '31.31', '6.8.1') },
		'noble-updates': {
			packages: [
				...kernel('6.8.0', '100.100', '6.8.12'),
				{ name: 'linux-main-modules-zfs-6.8.0-100-generic', version: '6.8.0-100.100' },
				{ name: 'linux-image-6.8.0-100-generic', version: '6.8.0-100.100' },
				...kernel('6.8.0', '90.91', '6.8.12'),
				...kernel('6.8.0', '101.101', '6.8.12', 'lowlatency'),
				...kernel('6.14.0', '37.37~24.04.1', '6.14.8'),
				// Its modules are not there any more.
				...kernel('6.14.0', '38.38~24.04.1', '6.14.8').slice(0, 1),
			],
		},
	});
	return () => rm(made, { recursive: true });
}, 60_000);

/** The catalog as it is, but for where the archive is and what it is signed with. */
function ubuntuAt(archive: string): Catalog {
	const ubuntu = {
		...catalog.ubuntu,
		mirror: `file://${archive}`,
		keyring: join(archive, 'keyring.gpg'),
		series: catalog.ubuntu.series.filter(({ suites }) => suites.includes('noble')),
	};
	return { ...catalogOf('/nowhere'), ubuntu };
}

async function resolve(spec: string, archive = join(made, 'ubuntu')) {
	const options = { onNotice: () => {}, onProgress: () => {} };
	return await resolveKernel(parseSpec(spec, '/'), options, ubuntuAt(archive));
}

async function spoil(archive: string): Promise<void> {
	await flipByte(await packageIn(archive, 'linux-modules-6.14.0-37-generic'), 100);
}

describe("a kernel of Ubuntu's", () => {
	it("is the newest of its series by revision, with upstream's version and its modules", async () => {
		const image = await resolve('ubuntu:6.8');
		expect(image).toMatchObject({
			spec: 'ubuntu:6.8',
			release: '6.8.0-100-generic',
			version: '6.8.12',
			source: {
				kind: 'ubuntu',
				url: expect.stringMatching(/\/linux-image-unsigned-6\.8\.0-100-generic_6\.8\.0-100\.100_amd64\.deb$/),
			},
			files: [
				{ url: expect.stringContaining('/linux-image-unsigned-6.8.0-100-generic_') },
				{ url: expect.stringContaining('/linux-modules-6.8.0-100-generic_') },
			],
		});
		expect(image.modules.map((file) => basename(file))).toEqual(['veth.ko']);
		expect(await readFile(join(dirname(image.image), 'config'), 'utf8')).toContain('CONFIG_BPF=y');
	});

	it('comes from the archive that the user names', async () => {
		const options = {
			access: { ubuntuMirror: `file://${join(made, 'ubuntu')}/` },
			onNotice: () => {},
			onProgress: () => {},
		};
		const published = ubuntuAt(join(made, 'ubuntu'));
		const catalog = { ...published, ubuntu: { ...published.ubuntu, mirror: 'file:///nowhere' } };
		const { source } = await resolveKernel(parseSpec('ubuntu:6.8', '/'), options, catalog);
		expect(source.url).toContain(`${made}/ubuntu/pool/`);
	});

	it('is taken without modules that no guest needs', async () => {
		const { files } = await resolve('ubuntu:6.8');
		expect(files.map(({ url }) => url).join()).not.toMatch(/zfs|linux-image-6/);
	});

	it('is one whose packages are all there', async () => {
		expect(await resolve('ubuntu:6.14')).toMatchObject({ release: '6.14.0-37-generic', version: '6.14.8' });
	});

	it('that is not there has the others named', async () => {
		await expect(resolve('ubuntu:6.11')).rejects.toMatchObject({
			code: 'kernel-unavailable',
			message: 'Ubuntu has no kernel ubuntu:6.11 in noble, noble-updates',
			remedy: 'Name one that is there: 6.8, 6.14.',
		});
	});

	it.each([
		['a package has another byte', (archive: string) => spoil(archive)],
		[
			'another key signed it',
			(archive: string) => cp(join(workspace().archive, 'keyring.gpg'), join(archive, 'keyring.gpg')),
		],
	])('is refused when %s', async (_, change) => {
		const archive = join(workspace().folder, 'ubuntu');
		await cp(join(made, 'ubuntu'), archive, { recursive: true });
		await change(archive);
		await expect(resolve('ubuntu:6.14', archive)).rejects.toMatchObject({ code: 'verification-failed' });
		await expectNothingKept();
	});
});

describe("Ubuntu's archive", () => {
	const rows = (...lines: string[]) => lines.map((line) => line.replaceAll(' ', '\t')).join('\n');

	it('is the one that an Ubuntu machine uses, not its security archive', () => {
		const table = rows(
			'Ubuntu noble-security main http://security.example/ubuntu/',
			'Ubuntu noble main mirror+file:/etc/apt/apt-mirrors.txt/',
			'LP-PPA-x noble main https://ppa.example/x/ubuntu/',
		);
		expect(archivesOf('Ubuntu', table)).toEqual({
			main: 'mirror+file:/etc/apt/apt-mirrors.txt',
			security: 'http://security.example/ubuntu',
		});
	});

	it("is the catalog's on a Debian machine", async () => {
		const folder = join(workspace().folder, 'machine');
		await mkdir(join(folder, 'lists/partial'), { recursive: true });
		await writeFile(join(folder, 'sources.list'), 'deb http://mirror.example/debian bookworm main\n');
		const config = [
			`Dir::State::lists "${folder}/lists";`,
			`Dir::Etc::SourceList "${folder}/sources.list";`,
			'Dir::Etc::SourceParts "/dev/null"; Dir::Etc::Parts "/dev/null";',
		];
		await writeFile(join(folder, 'apt.conf'), config.join('\n'));
		vi.stubEnv('APT_CONFIG', join(folder, 'apt.conf'));
		expect((await findMirror(undefined, catalog.ubuntu)).main).toBe(catalog.ubuntu.mirror);
		expect((await findMirror(undefined, catalog.debian)).main).toBe('http://mirror.example/debian');
	});
});
