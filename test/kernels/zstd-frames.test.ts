import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import zlib from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byFrame } from '../../src/kernels/zstd-frames.ts';

async function unpack(pieces: readonly Buffer[]): Promise<Buffer> {
	const unpacked: Buffer[] = [];
	await pipeline(Readable.from(pieces), byFrame, zlib.createZstdDecompress(), async (chunks) => {
		for await (const chunk of chunks) unpacked.push(chunk);
	});
	return Buffer.concat(unpacked);
}

/** A frame that decoders pass over. */
function skippable(content: Buffer): Buffer {
	const head = Buffer.alloc(8);
	head.writeUInt32LE(0x184d2a53, 0);
	head.writeUInt32LE(content.length, 4);
	return Buffer.concat([head, content]);
}

const checksum = { params: { [zlib.constants.ZSTD_c_checksumFlag]: 1 } };

describe('byFrame', () => {
	it('lets Node unpack any frames, however they come in pieces', async () => {
		const content = fc.oneof(
			fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
			// Blocks that are one byte, repeated, and frames of several blocks.
			fc.integer({ min: 1, max: 300_000 }).map((size) => Buffer.alloc(size, 7)),
		);
		const frame = content.chain((bytes) =>
			fc.constantFrom(
				{ bytes, packed: zlib.zstdCompressSync(bytes) },
				{ bytes, packed: zlib.zstdCompressSync(bytes, checksum) },
				{ bytes: Buffer.alloc(0), packed: skippable(bytes) },
			),
		);
		await fc.assert(
			fc.asyncProperty(
				fc.array(frame, { minLength: 1, maxLength: 6 }),
				fc.array(fc.nat(3000), { maxLength: 8 }),
				async (frames, cuts) => {
					const packed = Buffer.concat(frames.map((one) => one.packed));
					const edges = [0, ...cuts.map((cut) => cut % packed.length).sort((a, b) => a - b), packed.length];
					const pieces = edges.slice(1).map((edge, index) => packed.subarray(edges[index], edge));
					const whole = Buffer.concat(frames.map((one) => one.bytes));
					expect((await unpack(pieces.filter(({ length }) => length > 0))).equals(whole)).toBe(true);
				},
			),
			{ numRuns: 50 },
		);
	});

	it('refuses what follows a frame and is none', async () => {
		await expect(unpack([zlib.zstdCompressSync('a'), Buffer.from('junk')])).rejects.toThrow(
			'a frame of zstd is followed by what is none',
		);
	});
});
