import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import zlib from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { untar } from '../../src/kernels/untar.ts';
import { tarOf } from './oci/support.ts';

let folder: string;

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'untar-test-'));
});
afterEach(() => rm(folder, { recursive: true }));

const all = () => true;

/** A head and so many MiB of a byte. */
async function* endless(head: Buffer, pieces: number, byte = 0): AsyncGenerator<Uint8Array> {
	yield head;
	const piece = Buffer.alloc(1 << 20, byte);
	for (let count = 0; count < pieces; count++) yield piece;
}

describe('untar', () => {
	it('writes what is wanted, and is told of everything', async () => {
		const seen: string[] = [];
		const tar = tarOf({ path: 'a', content: 'x' }, { path: 'b', content: 'y' }, { path: 'c', type: 'FIFO' });
		await untar(Readable.from([tar]), folder, ({ path, type }) => {
			seen.push(`${path} ${type}`);
			return path === 'b';
		});
		expect(seen).toEqual(['a File', 'b File', 'c FIFO']);
		expect(await readdir(folder)).toEqual(['b']);
	});

	it('ends what is without end, though nothing of it is wanted', async () => {
		const head = tarOf({ path: 'bomb', size: 8 * 2 ** 30 - 1 }).subarray(0, 512);
		await expect(untar(endless(head, 5000), folder, () => false)).rejects.toThrow(
			/^it unpacks to more than 4 GiB$/,
		);
	});

	it.each([0, 7])('ends what goes on behind its end with bytes of %i', async (byte) => {
		const seen: string[] = [];
		const wants = ({ path }: { readonly path: string }) => seen.push(path) > 0;
		await expect(
			untar(endless(tarOf({ path: 'a', content: 'x' }), 5000, byte), folder, wants),
		).rejects.toThrow('it unpacks to more than 4 GiB');
		expect(seen).toEqual(['a']);
	});

	it('refuses what is no tar, however long', async () => {
		await expect(untar(endless(Buffer.alloc(512, 7), 5000, 7), folder, all)).rejects.toThrow(/checksum/);
	});

	it('ends nothing without end', async () => {
		await expect(untar(endless(Buffer.alloc(512), 5000), folder, all)).rejects.toThrow('more than 4 GiB');
	});

	it('ends before more is written than any kernel has', async () => {
		const head = tarOf({ path: 'bomb', size: 3 * 2 ** 30 }).subarray(0, 512);
		await expect(untar(endless(head, 1), folder, all)).rejects.toThrow('have more than 2 GiB');
		expect(await readdir(folder)).toEqual([]);
	});

	it('takes nothing that is compressed once more', async () => {
		const packed = zlib.gzipSync(tarOf({ path: 'a', content: 'x' }));
		await expect(untar(Readable.from([packed]), folder, all)).rejects.toThrow('it is compressed twice');
	});
});
