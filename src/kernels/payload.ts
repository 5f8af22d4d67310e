import { type Compression, decompress } from './decompress.ts';
import { unpackLz4 } from './lz4.ts';

/*
 * The kernel within a bzImage: an ELF file, compressed. Where it lies: Documentation/arch/x86/boot.rst (payload_offset and
 * payload_length, counted from the protected-mode code, which follows the setup sectors). How it is compressed is told
 * by its first bytes; the build appends the unpacked size (scripts/Makefile.lib, size_append), gzip has it at its end.
 */

/** A kernel with its debug information stripped has some 60 MB; a payload that says more than this is refused. */
const mostBytes = 256 << 20;

const setupSects = 0x1f1;
const payloadOffset = 0x248;
const payloadLength = 0x24c;
const headerEnd = 0x250;

/**
 * The unpacked payload of a bzImage.
 * @throws RangeError when the image is damaged; others when a decompressor fails, or its tool is not there.
 */
export async function unpackKernel(image: Buffer): Promise<Buffer> {
	if (image.length < headerEnd || image.toString('latin1', 0x202, 0x206) !== 'HdrS') {
		throw new RangeError('it has no boot header');
	}
	const start = ((image.readUInt8(setupSects) || 4) + 1) * 512 + image.readUInt32LE(payloadOffset);
	const length = image.readUInt32LE(payloadLength);
	if (length < 16 || start + length > image.length) throw new RangeError('its payload is cut off');
	const payload = image.subarray(start, start + length);
	const size = payload.readUInt32LE(length - 4);
	if (size > mostBytes) throw new RangeError(`its payload claims to unpack to ${size} bytes`);
	const unpacked = await unpack(payload, size);
	if (unpacked.length !== size)
		throw new RangeError(`its payload unpacks to ${unpacked.length} bytes, not ${size}`);
	return unpacked;
}

/** By the magic numbers of lib/decompress.c. */
async function unpack(payload: Buffer, size: number): Promise<Buffer> {
	const compressed = payload.subarray(0, -4);
	const magic = payload.toString('hex', 0, 4);
	if (magic === '7f454c46') return compressed;
	if (magic === '02214c18') return unpackLz4(compressed, size);
	// The size at its end is gzip's own.
	if (magic.startsWith('1f8b')) return await decompress(payload, 'gzip', size);
	const [, compression] = compressions.find(([beginning]) => magic.startsWith(beginning)) ?? [];
	if (compression !== undefined) return await decompress(compressed, compression, size);
	throw new RangeError(`its payload is packed in a way that is not known (it begins with ${magic})`);
}

const compressions: readonly (readonly [beginning: string, Compression])[] = [
	['28b52ffd', 'zstd'],
	['fd377a58', 'xz'],
	['5d0000', 'lzma'],
	['425a68', 'bzip2'],
];
