import { once } from 'node:events';
import { extract } from 'tar';
import { pieceBytes } from './decompress.ts';

/*
 * Tars of strangers: packages and layers of images. What they hold may have any path, type and size; what is written are plain
 * files that are asked for, below one folder.
 */

/** Of a whole tar. An image with debug information and sources has some 2 GB. */
const mostBytes = 4 * 2 ** 30;
/** Of what is written. Debian's largest flavour has some 500 MB of modules. */
const mostWrittenBytes = 2 ** 31;

/** An entry of a tar, of which nothing is sure. */
export interface Entry {
	readonly path: string;
	/** As tar(5) has them; `File` and `OldFile` are plain files. */
	readonly type: string;
}

/**
 * Writes the entries that `wants` takes, which must be plain files, below an existing folder.
 * @throws RangeError when there is more of them, or of the whole, than of any kernel; others when it is damaged.
 */
export async function untar(
	tar: AsyncIterable<Uint8Array>,
	folder: string,
	wants: (entry: Entry) => boolean,
): Promise<void> {
	let writtenBytes = 0;
	const unpack = extract({
		cwd: folder,
		preserveOwner: false,
		noChmod: true,
		noMtime: true,
		strict: true,
		filter: (path, entry) => {
			if (!('type' in entry) || !wants({ path, type: entry.type })) return false;
			writtenBytes += entry.size;
			return writtenBytes <= mostWrittenBytes;
		},
	});
	const written = new Promise<void>((resolve, reject) => unpack.on('close', resolve).on('error', reject));
	let failure: unknown;
	written.catch((error: unknown) => {
		failure = error;
	});
	let hasEnded = false;
	unpack.on('eof', () => {
		hasEnded = true;
	});
	let bytes = 0;
	let empty = true;
	for await (const chunk of tar) {
		// The reader of tars would unpack it once more, past the limit.
		if (bytes === 0 && compressionOf(chunk) !== undefined) throw new RangeError('it is compressed twice');
		bytes += chunk.length;
		if (bytes > mostBytes) throw new RangeError(`it unpacks to more than ${mostBytes / 2 ** 30} GiB`);
		// A layer of nothing, as every build makes some, has no entry at all, which the reader of tars takes for no tar.
		empty &&= isNothing(chunk);
		// What follows the end of a tar is of no use, and its reader would hold all of it.
		if (empty || hasEnded) continue;
		const isFull = !unpack.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
		// Its reader goes on after an error, or stops without a word.
		if (isFull) await Promise.race([once(unpack, 'drain'), written]);
		if (failure !== undefined) throw failure;
		if (writtenBytes > mostWrittenBytes) {
			throw new RangeError(`its kernels and modules have more than ${mostWrittenBytes / 2 ** 30} GiB`);
		}
	}
	if (empty) return;
	unpack.end();
	await written;
}

const nothing = Buffer.alloc(pieceBytes);

function isNothing(chunk: Uint8Array): boolean {
	return chunk.length <= nothing.length && nothing.subarray(0, chunk.length).equals(chunk);
}

/** By what it begins with, which engines go by too; media types are often wrong. */
export function compressionOf(head: Uint8Array): 'gzip' | 'zstd' | undefined {
	const hex = Buffer.from(head.subarray(0, 4)).toString('hex');
	return hex.startsWith('1f8b') ? 'gzip' : hex === '28b52ffd' ? 'zstd' : undefined;
}
