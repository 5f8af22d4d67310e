/**
 * The `newc` cpio format of an initramfs (Documentation/driver-api/early-userspace/buffer-format.rst): a header of
 * 110 ASCII bytes, the name with its NUL, the data; name and data each padded to 4 bytes. Archives may follow each
 * other in one initramfs, which is what makes layers possible.
 */

const typeBits = { folder: 0o040000, file: 0o100000, link: 0o120000 } as const;

export interface CpioEntry {
	readonly kind: keyof typeof typeBits;
	/** Without a leading slash. */
	readonly name: string;
	/** Permission bits. */
	readonly mode: number;
	/** Length of the data in bytes; 0 for a folder. */
	readonly size: number;
}

const padding = (length: number): Buffer => Buffer.alloc((4 - (length % 4)) % 4);

function header(mode: number, size: number, name: string, links: number): Buffer {
	const nameBytes = Buffer.from(`${name}\0`, 'utf8');
	// Inode 0 and two or more links would be taken for a hard link; with one link the kernel never looks.
	const numbers = [0, mode, 0, 0, links, 0, size, 0, 0, 0, 0, nameBytes.length, 0];
	const head = `070701${numbers.map((number) => number.toString(16).padStart(8, '0')).join('')}`;
	return Buffer.concat([Buffer.from(head, 'latin1'), nameBytes, padding(head.length + nameBytes.length)]);
}

/** What stands before an entry's data. */
export const cpioHeader = (entry: CpioEntry): Buffer =>
	header(typeBits[entry.kind] | entry.mode, entry.size, entry.name, 1);

/** What stands after an entry's data of `size` bytes. */
export const cpioPadding = (size: number): Buffer => padding(size);

/** The end of an archive. */
export const cpioTrailer = (): Buffer => header(0, 0, 'TRAILER!!!', 1);
