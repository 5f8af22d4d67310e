import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { type Duplex, PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import zlib from 'node:zlib';
import { CoreMatrixError } from '../../error.ts';
import { isNoSpace, noSpace } from '../../no-space.ts';
import { pieceBytes, zstdStream } from '../decompress.ts';
import { unavailable } from '../failure.ts';
import { compressionOf, type Entry, untar } from '../untar.ts';
import { byFrame } from '../zstd-frames.ts';
import { isWanted } from './layout.ts';
import { emptyOverlay, isHidden, normalPath, noteEntry, type Overlay } from './overlay.ts';

/** Of all paths in all layers: those of a whole distribution have some 20 million. */
const mostCharacters = 64 << 20;

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
	const wants = ({ path, type }: Entry): boolean => {
		const plain = normalPath(path);
		if (plain === undefined) return false;
		noteEntry(plain, type === 'Directory', hides);
		if (type !== 'File' && type !== 'OldFile') {
			files.delete(plain);
			return false;
		}
		if (!isWanted(plain) || isHidden(plain, to.above)) return false;
		files.add(plain);
		return true;
	};
	async function* bounded(tar: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
		for await (const chunk of tar) {
			yield chunk;
			if (to.above.characters + hides.characters > mostCharacters)
				throw new RangeError('its names alone have more than 64 MiB');
		}
	}
	try {
		const { signal } = to;
		await pipeline(
			createReadStream(file),
			...unpacking(await magicOf(file)),
			(tar: AsyncIterable<Uint8Array>) => untar(bounded(tar), to.folder, wants),
			signal === undefined ? {} : { signal },
		);
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

type Step = (source: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;

/** What cuts it in pieces, and what unpacks them. */
function unpacking(magic: Buffer): [Step, Duplex] {
	switch (compressionOf(magic)) {
		case 'gzip':
			return [asItIs, zlib.createGunzip({ chunkSize: pieceBytes })];
		case 'zstd':
			return [byFrame, zstdStream()];
		case undefined:
			return [asItIs, new PassThrough()];
	}
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
