/**
 * Makes test/fixtures/debian-archive anew: a Debian archive of tiny kernels, signed with a key that is thrown away.
 * It is kept in the repository so that the tests need no gpg. Run it (`node test/kernels/support/make-archive.ts`,
 * which does need gpg, dpkg-deb and xz) when the tests need other packages.
 */
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { fakeBzImage, fakeModule } from './files.ts';
import { buildPackage, digestOf, type FakePackage } from './packages.ts';

const target = join(import.meta.dirname, '../../fixtures/debian-archive');
const scratch = await mkdtemp(join(tmpdir(), 'make-archive-'));

const wholeKernel = (release: string, version: string, suffix = ''): FakePackage => ({
	name: `linux-image-${release}${suffix}`,
	version,
	depends: ['kmod', 'linux-base (>= 4.3~)'],
	files: {
		[`boot/vmlinuz-${release}`]: banneredImage(release, version),
		[`boot/config-${release}`]: 'CONFIG_BPF=y\n',
		[`boot/System.map-${release}`]: 'not wanted',
		[`lib/modules/${release}/kernel/drivers/virtio/virtio_pci.ko`]: module(
			release,
			'virtio_pci',
			'virtio-ring',
		),
		[`lib/modules/${release}/kernel/drivers/virtio/virtio_ring.ko`]: module(release, 'virtio_ring', ''),
		[`lib/modules/${release}/kernel/drivers/gpu/enormous.ko`]: module(release, 'enormous', ''),
	},
});

const splitKernel = (release: string, version: string): FakePackage[] => {
	const exactly = (part: string) => `linux-${part}-${release} (= ${version})`;
	return [
		{
			name: `linux-image-${release}`,
			version,
			depends: ['dracut | initramfs-tools', exactly('base'), exactly('binary'), exactly('modules')],
		},
		{
			name: `linux-binary-${release}`,
			version,
			depends: [exactly('base')],
			files: { [`usr/lib/modules/${release}/vmlinuz`]: banneredImage(release, version) },
		},
		{
			name: `linux-modules-${release}`,
			version,
			files: {
				[`usr/lib/modules/${release}/kernel/drivers/net/veth.ko`]: module(release, 'veth', ''),
			},
		},
		{
			name: `linux-base-${release}`,
			version,
			files: { [`usr/lib/modules/${release}/config`]: 'CONFIG_BPF=y\n' },
		},
	];
};

const suites: Readonly<Record<string, { packages: readonly FakePackage[]; validUntil?: string }>> = {
	old: {
		packages: [
			wholeKernel('6.1.0-9-cloud-amd64', '6.1.90-1'),
			wholeKernel('6.1.0-10-cloud-amd64', '6.1.176-1', '-unsigned'),
			wholeKernel('6.1.0-10-cloud-amd64', '6.1.176-1'),
			wholeKernel('6.1.0-11-amd64', '6.1.200-1'),
			{ name: 'linux-image-6.1.0-10-cloud-amd64-dbg', version: '6.1.176-1' },
		],
	},
	new: {
		packages: [
			...splitKernel('7.3.4+deb13-cloud-amd64', '7.3.4-1~bpo13+1'),
			// Its other packages are gone, as those of superseded versions are in the real archive.
			...splitKernel('7.3.5+deb13-cloud-amd64', '7.3.5-1~bpo13+1').slice(0, 2),
			...splitKernel('7.1.2+deb13-cloud-amd64', '7.1.2-1~bpo13+1').slice(0, 3),
		],
	},
	expired: { packages: [], validUntil: 'Sat, 01 Jan 2022 00:00:00 UTC' },
};

function banneredImage(release: string, version: string): Buffer {
	return fakeBzImage(`${release} (nobody@example.org) #1 SMP Debian ${version} (2026-01-01)`);
}

function module(release: string, name: string, depends: string): Buffer {
	return fakeModule({ license: 'GPL', depends, name, vermagic: `${release} SMP mod_unload` });
}

async function build(fake: FakePackage): Promise<string> {
	const pool = `pool/main/l/linux/${fake.name}_${fake.version}_amd64.deb`;
	const control = await buildPackage(fake, join(target, pool));
	const deb = await readFile(join(target, pool));
	return [...control, `Filename: ${pool}`, `Size: ${deb.length}`, `SHA256: ${digestOf(deb)}`, ''].join('\n');
}

async function publish(suite: string, paragraphs: readonly string[], validUntil: string | undefined) {
	const folder = join(target, 'dists', suite);
	const index = join(folder, 'main/binary-amd64/Packages');
	await mkdir(dirname(index), { recursive: true });
	await writeFile(index, paragraphs.join('\n'));
	const release = [
		'Origin: Debian',
		'Label: Debian',
		`Suite: ${suite}`,
		`Codename: ${suite}`,
		'Date: Sat, 01 Jan 2022 00:00:00 UTC',
		...(validUntil === undefined ? [] : [`Valid-Until: ${validUntil}`]),
		'Architectures: amd64',
		'Components: main',
		'SHA256:',
		` ${digestOf(await readFile(index))} ${(await stat(index)).size} main/binary-amd64/Packages`,
		'',
	];
	const signed = await gpg(['--clearsign', '--digest-algo', 'SHA512'], release.join('\n'));
	await writeFile(join(folder, 'InRelease'), signed.stdout);
}

function gpg(args: readonly string[], input = '') {
	return execa('gpg', ['--homedir', join(scratch, 'gpg'), '--batch', '--passphrase', '', ...args], {
		input,
		encoding: 'buffer',
	});
}

try {
	await rm(target, { recursive: true, force: true });
	await mkdir(join(scratch, 'gpg'), { mode: 0o700, recursive: true });
	await gpg(['--quick-generate-key', 'Tests of core-matrix', 'rsa3072', 'sign', 'never']);
	for (const [suite, { packages, validUntil }] of Object.entries(suites)) {
		const paragraphs: string[] = [];
		for (const fake of packages) paragraphs.push(await build(fake));
		await publish(suite, paragraphs, validUntil);
	}
	await writeFile(join(target, 'keyring.gpg'), (await gpg(['--export'])).stdout);
	await execa('gpgconf', ['--homedir', join(scratch, 'gpg'), '--kill', 'all']);
} finally {
	await rm(scratch, { recursive: true, force: true });
}
