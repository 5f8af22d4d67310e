import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { execa } from 'execa';
import { byFrame } from './zstd-frames.ts';

/*
 * What kernels and their modules are packed with. A few bytes can stand for gigabytes in each format, and what they claim of
 * themselves may be wrong, so whoever asks says how many there may be.
 */

export type Compression = 'gzip' | 'zstd' | 'xz' | 'lzma' | 'bzip2';

/**
 * The unpacked bytes.
 * @throws RangeError when they are more than `mostBytes`, or the tool for it is not there; others when the input is damaged.
 */
export async function decompress(
	input: Buffer,
	compression: Compression,
	mostBytes: number,
): Promise<Buffer> {
	switch (compression) {
		case 'gzip':
			return await gunzip(input, mostBytes);
		case 'zstd':
			return await unzstd(input, mostBytes);
		case 'xz':
		case 'lzma':
			// Kernels are packed with dictionaries of up to 128 MiB (scripts/xz_wrap.sh), which the reader must hold, too.
			return await byTool(
				'xz',
				[`--format=${compression}`, '--memlimit-decompress=256MiB', '--decompress', '--stdout'],
				input,
				mostBytes,
			);
		case 'bzip2':
			return await byTool('bzip2', ['--decompress', '--stdout'], input, mostBytes);
	}
}

async function gunzip(input: Buffer, mostBytes: number): Promise<Buffer> {
	try {
		// zlib takes no 0.
		return await promisify(zlib.gunzip)(input, { maxOutputLength: Math.max(mostBytes, 1) });
	} catch (error) {
		throw error instanceof RangeError ? tooMuch(mostBytes, error) : error;
	}
}

async function unzstd(input: Buffer, mostBytes: number): Promise<Buffer> {
	return await pipeline(
		Readable.from([input]),
		byFrame,
		zstdStream(),
		(unpacked: AsyncIterable<Uint8Array>) => collect(unpacked, mostBytes),
	);
}

async function collect(unpacked: AsyncIterable<Uint8Array>, mostBytes: number): Promise<Buffer> {
	const pieces: Uint8Array[] = [];
	let length = 0;
	for await (const piece of unpacked) {
		length += piece.length;
		if (length > mostBytes) throw tooMuch(mostBytes);
		pieces.push(piece);
	}
	return Buffer.concat(pieces);
}

/** Node's own 16 KiB take three times as long. */
export const pieceBytes = 256 << 10;

/** Unpacks what {@link byFrame} has cut. */
export function zstdStream(): zlib.ZstdDecompress {
	// A named import of a function that an older Node does not have would keep the whole program from starting.
	if (zlib.createZstdDecompress === undefined) {
		throw new RangeError(`Node ${process.versions.node} has no zstd, 22.15 and newer have`);
	}
	return zlib.createZstdDecompress({ chunkSize: pieceBytes });
}

/** Its output is read here, because execa puts what is too long into its error as text, which at this length ends the process. */
async function byTool(
	tool: string,
	words: readonly string[],
	input: Buffer,
	mostBytes: number,
): Promise<Buffer> {
	const run = execa(tool, words, { input, buffer: { stdout: false }, reject: false });
	try {
		const bytes = await collect(run.stdout, mostBytes);
		const { failed, code, stderr, shortMessage } = await run;
		if (code === 'ENOENT') throw new RangeError(`the command ${tool} is not here`);
		if (failed) throw new Error(stderr.trim().slice(0, 300) || shortMessage);
		return bytes;
	} finally {
		run.kill();
	}
}

function tooMuch(mostBytes: number, cause?: unknown): RangeError {
	return new RangeError(`it unpacks to more than ${mostBytes} bytes`, { cause });
}
