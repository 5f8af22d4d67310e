import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { type ExecaError, execa } from 'execa';
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
	const options = { maxOutputLength: size || 1 };
	const magic = payload.toString('hex', 0, 4);
	if (magic.startsWith('1f8b')) return await promisify(zlib.gunzip)(payload, options);
	if (magic === '28b52ffd') return await promisify(zlib.zstdDecompress)(compressed, options);
	if (magic === '02214c18') return unpackLz4(compressed, size);
	if (magic === 'fd377a58') return await byTool('xz', ['--decompress', '--stdout'], compressed, size);
	if (magic.startsWith('5d0000')) {
		return await byTool('xz', ['--format=lzma', '--decompress', '--stdout'], compressed, size);
	}
	if (magic.startsWith('425a68'))
		return await byTool('bzip2', ['--decompress', '--stdout'], compressed, size);
	if (magic === '7f454c46') return compressed;
	throw new RangeError(`its payload is packed in a way that is not known (it begins with ${magic})`);
}

async function byTool(tool: string, words: readonly string[], input: Buffer, size: number): Promise<Buffer> {
	const run = execa(tool, words, {
		input,
		encoding: 'buffer',
		maxBuffer: size + 1,
		stripFinalNewline: false,
	});
	const { stdout } = await run.catch((error: ExecaError) => {
		if (error.code !== 'ENOENT') throw error;
		throw new RangeError(`its payload needs the command ${tool}, which is not here`);
	});
	return Buffer.from(stdout.buffer, stdout.byteOffset, stdout.byteLength);
}
