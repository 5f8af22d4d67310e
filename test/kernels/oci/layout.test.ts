import { describe, expect, it } from 'vitest';
import { findKernels, isWanted } from '../../../src/kernels/oci/layout.ts';

describe('isWanted', () => {
	it.each([
		'boot/vmlinuz',
		'boot/vmlinuz-6.1.0-9-amd64',
		'boot/config-6.1.0-9-amd64',
		'data/kernels/6.6/boot/vmlinuz-6.6.30',
		'data/kernels/6.6/boot/config',
		'data/kernels/6.6/lib/modules/6.6.30/kernel/net/veth.ko',
		'usr/lib/modules/7.0.1+deb14/vmlinuz',
		'usr/lib/modules/7.0.1/updates/bpf_testmod.ko.zst',
		'lib/modules/7.0.1/kernel/a-b.ko.xz',
	])('%s', (path) => expect(isWanted(path)).toBe(true));

	it.each([
		'/boot/vmlinuz',
		'boot/../boot/vmlinuz',
		'boot/vmlinux',
		'boot/vmlinuz/x',
		'boot/System.map-6.1',
		'data/kernels/../boot/vmlinuz',
		'data/kernels/a/b/boot/vmlinuz',
		'lib/modules/../../x.ko',
		'lib/modules/7.0/.hidden/x.ko',
		'lib/modules/x.ko',
		'lib/modules/7.0/x.ko.bz2',
		'lib/modules/7.0/a b.ko',
		'etc/passwd',
	])('not %s', (path) => expect(isWanted(path)).toBe(false));
});

describe('findKernels', () => {
	it("finds ci-kernels'", () => {
		expect(findKernels(['usr/lib/modules/6.6.134/updates/bpf_testmod.ko', 'boot/vmlinuz'])).toEqual([
			{
				image: 'boot/vmlinuz',
				configs: ['boot/config'],
				modules: ['usr/lib/modules', 'lib/modules'],
			},
		]);
	});

	it("finds LVH's, below the folder that has it", () => {
		expect(findKernels(['data/kernels/bpf-next/boot/vmlinuz-7.0.0'])).toEqual([
			{
				image: 'data/kernels/bpf-next/boot/vmlinuz-7.0.0',
				configs: ['data/kernels/bpf-next/boot/config-7.0.0', 'data/kernels/bpf-next/boot/config'],
				modules: ['data/kernels/bpf-next/usr/lib/modules', 'data/kernels/bpf-next/lib/modules'],
			},
		]);
	});

	it('finds one that lies with its modules', () => {
		expect(findKernels(['usr/lib/modules/7.0/vmlinuz', 'usr/lib/modules/7.0/config'])).toEqual([
			{
				image: 'usr/lib/modules/7.0/vmlinuz',
				configs: ['usr/lib/modules/7.0/config'],
				modules: ['usr/lib/modules', 'lib/modules'],
			},
		]);
	});

	it('takes the likeliest place, and all that are there', () => {
		const paths = ['lib/modules/1/vmlinuz', 'boot/vmlinuz-2', 'boot/vmlinuz-1'];
		expect(findKernels(paths).map(({ image }) => image)).toEqual(['boot/vmlinuz-1', 'boot/vmlinuz-2']);
		expect(findKernels([...paths, 'boot/vmlinuz']).map(({ image }) => image)).toEqual(['boot/vmlinuz']);
		expect(findKernels(['boot/config'])).toEqual([]);
	});
});
