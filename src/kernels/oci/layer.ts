import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { type Duplex, PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import zlib from 'node:zlib';
import { extract } from 'tar';
import { CoreMatrixError } from '../../error.ts';
import { isNoSpace, noSpace } from '../../no-space.ts';
import { unavailable } from '../failure.ts';
import { isWanted } from './layout.ts';
import { emptyOverlay, isHidden, normalPath, noteEntry, type Overlay } from './overlay.ts';
import { byFrame } from './zstd-frames.ts';

/** An image with debug information and sources has some 2 GB. */
const mostUnpackedBytes = 4 * 2 ** 30;
/** Of all paths in all layers: those of a whole distribution have some 20 million. */
const mostCharacters = 64 << 20;
/** Of what is written. Debian's largest flavour has some 500 MB of modules. */
const mostWrittenBytes = 2 ** 31;

export interface UnpackTo {
	/** An existing folder. */
	readonly folder: string;
	/** What the layers above hide. */
	readonly above: Overlay;
	readonly signal?: AbortSignal;
}

export interface UnpackedLayer {
	/** Paths below the folder, of plain files that are wanted and seen. */
	readonly files: readonly string[];
	/** What it hides of the layers below. */
	readonly hides: Overlay;
}

/**
 * Writes what is wanted of a layer: plain files alone, below the folder alone, whatever it holds. `what` names it, for errors.
 * Its bytes are those that its digest stands for, but they may have been made by anybody.
 */
export async function unpackLayer(file: string, what: string, to: UnpackTo): Promise<UnpackedLayer> {
	const files = new Set<string>();
	const hides = emptyOverlay();
	let writtenBytes = 0;
	const visit = (path: string, type: string, size: number): boolean => {
		const plain = normalPath(path);
		if (plain === undefined) return false;
		noteEntry(plain, type === 'Directory', hides);
		if (type !== 'File' && type !== 'OldFile') {
			files.delete(plain);
			return false;
		}
		if (!isWanted(plain) || isHidden(plain, to.above)) return false;
		writtenBytes += size;
		files.add(plain);
		return true;
	};
	const unpack = extract({
		cwd: to.folder,
		preserveOwner: false,
		noChmod: true,
		noMtime: true,
		strict: true,
		filter: (path, entry) => 'type' in entry && visit(path, entry.type, entry.size),
	});
	const checkLimits = () => {
		if (to.above.characters + hides.characters > mostCharacters)
			throw new RangeError('its names alone have more than 64 MiB');
		if (writtenBytes > mostWrittenBytes) throw new RangeError('its kernels and modules have more than 2 GiB');
	};
	const written = new Promise<void>((resolve, reject) => unpack.on('close', resolve).on('error', reject));
	// It is waited for below; until then nobody listens.
	written.catch(() => {});
	const feed = async (tar: AsyncIterable<Uint8Array>): Promise<void> => {
		let empty = true;
		for await (const chunk of tar) {
			// A layer of nothing, as every build makes some, has no entry at all, which the reader of tars takes for no tar.
			empty &&= nothing.subarray(0, chunk.length).equals(chunk);
			if (empty) continue;
			if (!unpack.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)))
				await once(unpack, 'drain');
			checkLimits();
		}
		if (empty) return;
		unpack.end();
		await written;
	};
	try {
		const { signal } = to;
		const steps = unpacking(await magicOf(file));
		await pipeline(createReadStream(file), ...steps, limit, feed, signal === undefined ? {} : { signal });
	} catch (cause) {
		to.signal?.throwIfAborted();
		if (cause instanceof CoreMatrixError) throw cause;
		if (isNoSpace(cause)) throw noSpace(to.folder, cause);
		const reason = cause instanceof Error ? cause.message : String(cause);
		throw unavailable(
			`cannot unpack ${what}: ${reason}`,
			'Name another image: this one is not made as images of kernels are.',
			cause,
		);
	}
	return { files: [...files], hides };
}

/** Passes a tar on, and ends what unpacks to more than any image has. */
async function* limit(tar: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
	let bytes = 0;
	for await (const chunk of tar) {
		// The reader of tars would unpack it once more, past this limit.
		if (bytes === 0 && compressionOf(Buffer.from(chunk)) !== undefined) {
			throw new RangeError('it is compressed twice');
		}
		bytes += chunk.length;
		if (bytes > mostUnpackedBytes) {
			throw new RangeError(`it unpacks to more than ${mostUnpackedBytes / 2 ** 30} GiB`);
		}
		yield chunk;
	}
}

/** By what it begins with, which engines go by too; media types are often wrong. */
function compressionOf(magic: Buffer): 'gzip' | 'zstd' | undefined {
	const hex = magic.toString('hex', 0, 4);
	return hex.startsWith('1f8b') ? 'gzip' : hex === '28b52ffd' ? 'zstd' : undefined;
}

/** Node's own 16 KiB take three times as long. */
const pieces = { chunkSize: 256 << 10 };
const nothing = Buffer.alloc(pieces.chunkSize);

type Step = (source: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;

/** What cuts it in pieces, and what unpacks them. */
function unpacking(magic: Buffer): [Step, Duplex] {
	const compression = compressionOf(magic);
	if (compression === 'gzip') return [asItIs, zlib.createGunzip(pieces)];
	if (compression === undefined) return [asItIs, new PassThrough()];
	// A named import of a function that an older Node does not have would keep the whole program from starting.
	if (zlib.createZstdDecompress === undefined) {
		throw unavailable(
			`Node ${process.versions.node} cannot read layers that are compressed with zstd`,
			'Use Node 22.15 or newer.',
		);
	}
	return [byFrame, zlib.createZstdDecompress(pieces)];
}

const asItIs: Step = (source) => source;

async function magicOf(file: string): Promise<Buffer> {
	const handle = await open(file);
	try {
		return (await handle.read(Buffer.alloc(4), 0, 4, 0)).buffer;
	} finally {
		await handle.close();
	}
}
