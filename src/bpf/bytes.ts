import { FormatError } from './format-error.ts';

/**
 * A run of untrusted bytes with a name for error messages. Every read below is checked against its end;
 * all formats in this folder are little-endian.
 */
export interface Bytes {
	readonly what: string;
	readonly data: Buffer;
}

/** A view of `bytes`, without copying. */
export function bytesOf(what: string, bytes: Uint8Array): Bytes {
	return { what, data: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
}

function truncated(bytes: Bytes, offset: number, size: number): FormatError {
	return new FormatError(
		'truncated',
		`${bytes.what} is truncated: ${size} bytes wanted at offset ${offset}, but it has ${bytes.data.length}`,
	);
}

export function u8(bytes: Bytes, offset: number): number {
	const value = bytes.data[offset];
	if (value === undefined) throw truncated(bytes, offset, 1);
	return value;
}

export function u16(bytes: Bytes, offset: number): number {
	return u8(bytes, offset) | (u8(bytes, offset + 1) << 8);
}

export function u32(bytes: Bytes, offset: number): number {
	const { data } = bytes;
	if (!(offset >= 0 && offset + 4 <= data.length)) throw truncated(bytes, offset, 4);
	return data.readUInt32LE(offset);
}

export function i32(bytes: Bytes, offset: number): number {
	return u32(bytes, offset) | 0;
}

/** Reads 64 bits as a number. No file reaches 2^53 bytes, so larger values are out of any bound; they stay large when rounded. */
export function u64(bytes: Bytes, offset: number): number {
	return u32(bytes, offset) + u32(bytes, offset + 4) * 2 ** 32;
}

export function slice(bytes: Bytes, offset: number, size: number, what: string): Bytes {
	if (offset + size > bytes.data.length) {
		throw new FormatError(
			'truncated',
			`${what} is truncated: it ends at byte ${offset + size} of ${bytes.what}, which has ${bytes.data.length}`,
		);
	}
	return { what, data: bytes.data.subarray(offset, offset + size) };
}

/** PATH_MAX, which bounds the longest strings that compilers put into tables: the paths of sources. */
const longestPath = 4096;

/**
 * The NUL-terminated string at `offset` of a string table. One over `longest` bytes is refused: many entries that
 * name one long string would make reading quadratic.
 */
export function cString(table: Bytes, offset: number, longest = longestPath): string {
	const { data } = table;
	if (offset >= data.length) throw truncated(table, offset, 1);
	const limit = Math.min(data.length, offset + longest + 1);
	const end = data.subarray(offset, limit).indexOf(0);
	if (end === -1) {
		throw limit === data.length
			? new FormatError('truncated', `${table.what} is truncated: no end to the string at offset ${offset}`)
			: new FormatError('too-large', `${table.what} holds a string longer than ${longest} bytes`);
	}
	return data.toString('utf8', offset, offset + end);
}
