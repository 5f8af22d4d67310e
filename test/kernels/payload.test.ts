import { gzipSync, zstdCompressSync } from 'node:zlib';
import { execaSync } from 'execa';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { unpackLz4 } from '../../src/kernels/lz4.ts';
import { unpackKernel } from '../../src/kernels/payload.ts';
import { bzImageWith, lz4Frame, withSize } from './support/kernel-image.ts';

const kernel = Buffer.from(`\x7fELF${'a kernel, '.repeat(2000)}`);

describe('unpackKernel', () => {
	it.each([
		['gzip', () => gzipSync(kernel)],
		['zstd', () => withSize(zstdCompressSync(kernel), kernel.length)],
		['lz4', () => withSize(lz4Frame([[{ literals: kernel }]]), kernel.length)],
		['xz', () => withSize(byTool('xz', kernel), kernel.length)],
		['lzma', () => withSize(byTool('lzma', kernel), kernel.length)],
		['bzip2', () => withSize(byTool('bzip2', kernel), kernel.length)],
		['nothing', () => withSize(kernel, kernel.length)],
	])('packed with %s', async (_, pack) => {
		expect((await unpackKernel(bzImageWith(pack()))).equals(kernel)).toBe(true);
	});

	it.each([
		['it has no boot header', Buffer.alloc(4096)],
		['its payload is cut off', bzImageWith(gzipSync(kernel)).subarray(0, -1)],
		['it begins with 6c7a6f20', bzImageWith(withSize(Buffer.from('lzo packed kernel'), 100))],
		['claims to unpack to 4294967295 bytes', bzImageWith(withSize(zstdCompressSync(kernel), 0xffff_ffff))],
		['unpacks to 20004 bytes, not 20005', bzImageWith(withSize(zstdCompressSync(kernel), kernel.length + 1))],
	])('says that %s', async (reason, image) => {
		await expect(unpackKernel(image)).rejects.toThrow(reason);
	});

	it('names the tool that is missing', async () => {
		vi.stubEnv('PATH', '/nowhere');
		const image = bzImageWith(withSize(Buffer.from('BZh9 and whatever follows'), 100));
		await expect(unpackKernel(image)).rejects.toThrow('the command bzip2 is not here');
		vi.unstubAllEnvs();
	});

	it.each<[string, (bytes: Buffer) => Buffer]>([
		['gzip', (bytes) => withSize(gzipSync(bytes), 1000)],
		['zstd', (bytes) => withSize(zstdCompressSync(bytes), 1000)],
		['xz', (bytes) => withSize(byTool('xz', bytes), 1000)],
		['lzma', (bytes) => withSize(byTool('lzma', bytes), 1000)],
		['bzip2', (bytes) => withSize(byTool('bzip2', bytes), 1000)],
	])('never unpacks more than is claimed of %s', async (_, pack) => {
		const bomb = bzImageWith(pack(Buffer.alloc(64 << 20)));
		await expect(unpackKernel(bomb)).rejects.toThrow(/^it unpacks to more than 1000 bytes$/);
	});

	it('never unpacks more than is claimed of lz4', async () => {
		const bomb = lz4Frame([[{ literals: Buffer.from('0'), distance: 1, length: 1 << 20 }]]);
		await expect(unpackKernel(bzImageWith(withSize(bomb, 1000)))).rejects.toThrow('goes beyond its end');
	});

	it('holds no dictionary that kernels do not need', async () => {
		const dictionary = execaSync('xz', ['--lzma2=preset=0,dict=1GiB', '--stdout'], {
			input: kernel,
			encoding: 'buffer',
			stripFinalNewline: false,
		});
		const image = bzImageWith(withSize(Buffer.from(dictionary.stdout), kernel.length));
		await expect(unpackKernel(image)).rejects.toThrow(/[Mm]emory usage limit/);
	});
});

describe('unpackLz4', () => {
	it('repeats what it has unpacked, also what it is about to', () => {
		const frame = lz4Frame([
			[
				{ literals: Buffer.from('abcd'), distance: 4, length: 6 },
				{ literals: Buffer.from('x'), distance: 1, length: 300 },
				{ literals: Buffer.from('end') },
			],
		]);
		expect(unpackLz4(frame, 4 + 6 + 1 + 300 + 3).toString()).toBe(`abcdabcdab${'x'.repeat(301)}end`);
	});

	it('goes on over blocks, which do not refer to each other', () => {
		const block = Buffer.alloc(8 << 20, 'k');
		const frame = lz4Frame([[{ literals: block }], [{ literals: Buffer.from('rest') }]]);
		expect(
			unpackLz4(frame, block.length + 4)
				.subarray(-5)
				.toString(),
		).toBe('krest');
		const over = lz4Frame([
			[{ literals: block }],
			[{ literals: Buffer.from('a'), distance: 2, length: 4 }, { literals: Buffer.alloc(0) }],
		]);
		expect(() => unpackLz4(over, block.length + 5)).toThrow('goes beyond');
	});

	it('refuses what is damaged, and never writes beyond the end', () => {
		const good = lz4Frame([
			[{ literals: Buffer.from('abcd'), distance: 4, length: 60 }, { literals: Buffer.from('e') }],
		]);
		expect(() => unpackLz4(good, 20)).toThrow(RangeError);
		expect(() => unpackLz4(good.subarray(0, -2), 65)).toThrow(RangeError);
		fc.assert(
			fc.property(
				fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { maxLength: 6 }),
				fc.nat(200),
				(changes, size) => {
					const spoilt = Buffer.from(good);
					for (const [at, value] of changes) spoilt[4 + (at % (spoilt.length - 4))] = value;
					try {
						expect(unpackLz4(spoilt, size).length).toBe(size);
					} catch (error) {
						expect(error).toBeInstanceOf(RangeError);
					}
				},
			),
		);
	});
});

function byTool(tool: 'xz' | 'lzma' | 'bzip2', input: Buffer): Buffer {
	const words = tool === 'bzip2' ? ['bzip2'] : ['xz', '-0', `--format=${tool}`];
	const [file = '', ...options] = words;
	const { stdout } = execaSync(file, [...options, '--stdout'], {
		input,
		encoding: 'buffer',
		stripFinalNewline: false,
	});
	return Buffer.from(stdout);
}
