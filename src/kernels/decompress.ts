import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { execa } from 'execa';
import { CoreMatrixError } from '../error.ts';
import { unavailable } from './failure.ts';

/** The largest modules (GPU drivers, with debug information stripped) have some 20 MB. */
const mostBytes = 128 << 20;

/** A file's content; `.xz`, `.zst` and `.gz` are decompressed, as the kernel's build compresses modules. */
export async function decompress(file: string): Promise<Buffer> {
	const bytes = await readFile(file);
	try {
		if (file.endsWith('.xz')) return await unxz(bytes);
		if (file.endsWith('.zst')) return await unzstd(bytes);
		if (file.endsWith('.gz')) return await promisify(zlib.gunzip)(bytes, { maxOutputLength: mostBytes });
		return bytes;
	} catch (cause) {
		if (cause instanceof CoreMatrixError) throw cause;
		const reason = cause instanceof Error ? cause.message : String(cause);
		throw unavailable(
			`cannot decompress ${file}: ${reason}`,
			'Check that the file is whole and that xz (package xz-utils) is installed.',
			cause,
		);
	}
}

async function unxz(input: Buffer): Promise<Buffer> {
	const { stdout } = await execa('xz', ['--decompress', '--stdout'], {
		input,
		encoding: 'buffer',
		maxBuffer: mostBytes,
		// A signed module ends with one.
		stripFinalNewline: false,
	});
	return Buffer.from(stdout.buffer, stdout.byteOffset, stdout.byteLength);
}

async function unzstd(input: Buffer): Promise<Buffer> {
	// A named import of a function that an older Node does not have would keep the whole program from starting.
	if (zlib.zstdDecompress === undefined) {
		throw unavailable(
			`Node ${process.versions.node} cannot read modules in .zst`,
			'Use Node 22.15 or newer.',
		);
	}
	return await promisify(zlib.zstdDecompress)(input, { maxOutputLength: mostBytes });
}
