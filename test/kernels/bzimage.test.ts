import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openImage, readBzImage } from '../../src/kernels/bzimage.ts';
import { useWorkspace } from './support/archive.ts';
import { fakeBzImage } from './support/files.ts';

const workspace = useWorkspace();
const banner = '6.14.3 (me@host) #1 SMP PREEMPT_DYNAMIC';

function spoilt(spoil: (image: Buffer) => void): Buffer {
	const image = fakeBzImage(banner);
	spoil(image);
	return image;
}

describe('readBzImage', () => {
	it.each([
		[banner, '6.14.3', '6.14.3'],
		['6.15.0-rc4+ (me@host) #2', '6.15.0-rc4+', '6.15.0'],
		['6.1.0-50-cloud-amd64 (d@d) #1 SMP Debian 6.1.176-1 (2026-07-01)', '6.1.0-50-cloud-amd64', '6.1.176'],
		['7.3.4+deb13-cloud-amd64 (d@d) #1 SMP Debian 7.3.4-1~bpo13+1', '7.3.4+deb13-cloud-amd64', '7.3.4'],
		['5.15.0-173-generic (b@l) #183-Ubuntu SMP', '5.15.0-173-generic', '5.15.0'],
	])('%s', (text, release, version) => {
		expect(readBzImage(fakeBzImage(text))).toEqual({ release, version });
	});

	it.each([
		['is not a Linux bzImage: it has no boot header', Buffer.alloc(0)],
		['is not a Linux bzImage: it has no boot header', spoilt((image) => image.writeUInt16LE(0, 0x1fe))],
		['is not a Linux bzImage: it has no boot header', spoilt((image) => image.write('hdrs', 0x202))],
		['is not a 64-bit kernel', spoilt((image) => image.writeUInt16LE(0x020b, 0x206))],
		['is not a 64-bit kernel', spoilt((image) => image.writeUInt16LE(0, 0x236))],
		['is not a bzImage: it is loaded low', spoilt((image) => image.writeUInt8(0, 0x211))],
		['does not say its release in its boot header', spoilt((image) => image.writeUInt16LE(0, 0x20e))],
		['does not say its release in its boot header', spoilt((image) => image.writeUInt16LE(0xffff, 0x20e))],
		['does not say its release in its boot header', fakeBzImage('../../etc/passwd')],
		[
			'is an ELF file; the bzImage of the same build is arch/x86/boot/bzImage',
			Buffer.from('\x7fELF\x02\x01\x01'),
		],
	])('refuses what %s', (problem, image) => {
		expect(readBzImage(image)).toEqual({ problem });
	});

	it('never throws, and gives releases that can be part of a path', () => {
		fc.assert(
			fc.property(
				fc.array(fc.tuple(fc.nat(0x9ff), fc.nat(255)), { maxLength: 20 }),
				fc.nat(0xa00),
				(changes, length) => {
					const image = fakeBzImage(banner);
					for (const [offset, byte] of changes) image.writeUInt8(byte, offset);
					const read = readBzImage(image.subarray(0, length));
					if ('release' in read) expect(read.release).toMatch(/^\d[\w.+~-]*$/);
				},
			),
		);
	});
});

describe('openImage', () => {
	it('names the file, the trouble and the remedy', async () => {
		const file = join(workspace().folder, 'Image');
		await writeFile(file, 'not a kernel');
		await expect(openImage(file)).rejects.toMatchObject({
			kind: 'usage',
			code: 'kernel-unavailable',
			message: `${file} is not a Linux bzImage: it has no boot header`,
			remedy:
				'Give the bzImage of an x86-64 kernel, such as arch/x86/boot/bzImage or /boot/vmlinuz-<release>.',
		});
	});

	it.each([
		['/nowhere/bzImage', 'ENOENT'],
		['/tmp', 'not a regular file'],
		['/dev/zero', 'not a regular file'],
	])('refuses %s', async (file, reason) => {
		await expect(openImage(file)).rejects.toThrow(`cannot read the kernel ${file}: ${reason}`);
	});
});
