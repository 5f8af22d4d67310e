/**
 * Makes test/fixtures/debian-archive anew: a Debian archive of tiny kernels, signed with a key that is thrown away.
 * It is kept in the repository so that the tests need no gpg. Run it (`node test/kernels/support/make-archive.ts`,
 * which does need gpg, dpkg-deb and xz) when the tests need other packages.
 */
import { join } from 'node:path';
import { fakeBzImage, fakeModule } from './files.ts';
import type { FakePackage } from './packages.ts';
import { type FakeSuite, writeArchive } from './write-archive.ts';

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

const suites: Readonly<Record<string, FakeSuite>> = {
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

await writeArchive(join(import.meta.dirname, '../../fixtures/debian-archive'), 'Debian', suites);
