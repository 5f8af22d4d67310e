import { constants, open } from 'node:fs/promises';
import { CoreMatrixError } from '../error.ts';

/*
 * The head of a bzImage. Format: the kernel's Documentation/arch/x86/boot.rst, "The Real-Mode Kernel Header";
 * names of fields as there. QEMU reads the same header (hw/i386/x86-common.c, x86_load_linux).
 */

/** The header and the setup code, which holds the release: at most 64 sectors and the boot sector. */
const headBytes = 64 << 10;

export interface BzImage {
	/** What `uname -r` will say. */
	readonly release: string;
	/** Upstream's version, as far as the kernel's banner tells it. */
	readonly version: string;
}

const setupSects = 0x1f1;
const bootFlag = 0x1fe;
const headerMagic = 0x202;
const protocolVersion = 0x206;
const kernelVersion = 0x20e;
const loadFlags = 0x211;
const xloadFlags = 0x236;

/** Reads the head of a file; throws when it is no kernel that QEMU can boot here. */
export async function openImage(file: string): Promise<BzImage> {
	const image = readBzImage(await readHead(file));
	if (!('problem' in image)) return image;
	throw new CoreMatrixError('usage', `${file} ${image.problem}`, {
		remedy: 'Give the bzImage of an x86-64 kernel, such as arch/x86/boot/bzImage or /boot/vmlinuz-<release>.',
		code: 'kernel-unavailable',
	});
}

async function readHead(file: string): Promise<Buffer> {
	try {
		const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
		try {
			// A pipe or a device would be read for ever when its digest is taken.
			if (!(await handle.stat()).isFile()) throw new Error('not a regular file');
			const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
			return buffer.subarray(0, bytesRead);
		} finally {
			await handle.close();
		}
	} catch (cause) {
		const reason = cause instanceof Error ? cause.message : String(cause);
		throw new CoreMatrixError('usage', `cannot read the kernel ${file}: ${reason}`, {
			remedy: 'Name an existing file; a relative path starts from the folder of the repository.',
			code: 'kernel-unavailable',
			cause,
		});
	}
}

/** What the image says of itself, or what keeps it from being booted, as half a sentence. */
export function readBzImage(head: Buffer): BzImage | { readonly problem: string } {
	if (head.subarray(0, 4).equals(Buffer.from('\x7fELF', 'latin1'))) {
		return { problem: 'is an ELF file; the bzImage of the same build is arch/x86/boot/bzImage' };
	}
	if (
		head.length < 0x268 ||
		head.readUInt16LE(bootFlag) !== 0xaa55 ||
		head.toString('latin1', headerMagic, headerMagic + 4) !== 'HdrS'
	) {
		return { problem: 'is not a Linux bzImage: it has no boot header' };
	}
	// xloadflags came with protocol 2.12 (Linux 3.8); bit 0 of it is XLF_KERNEL_64.
	if (head.readUInt16LE(protocolVersion) < 0x020c || (head.readUInt16LE(xloadFlags) & 1) === 0) {
		return { problem: 'is not a 64-bit kernel' };
	}
	// LOADED_HIGH: without it this is a zImage, which no 64-bit kernel fits in.
	if ((head.readUInt8(loadFlags) & 1) === 0) return { problem: 'is not a bzImage: it is loaded low' };
	const banner = readBanner(head);
	const release = /^\d[\w.+~-]{0,99}/.exec(banner)?.[0];
	if (release === undefined) return { problem: 'does not say its release in its boot header' };
	// Debian's releases stand still while the version goes on: 6.1.0-50-cloud-amd64 (…) #1 SMP … Debian 6.1.176-1 (…).
	const version = /Debian (\d+(?:\.\d+){1,2})/.exec(banner)?.[1] ?? /^\d+(?:\.\d+){0,2}/.exec(release)?.[0];
	return { release, version: version ?? release };
}

/** `kernel_version` counts from 0x200 and must lie within the setup code. */
function readBanner(head: Buffer): string {
	const pointer = head.readUInt16LE(kernelVersion);
	const sectors = head.readUInt8(setupSects) || 4;
	if (pointer === 0 || pointer >= 0x200 * sectors) return '';
	const start = pointer + 0x200;
	const end = head.indexOf(0, start);
	return head.toString('latin1', start, Math.min(end === -1 ? head.length : end, start + 1000));
}
