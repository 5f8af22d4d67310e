import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** What a log keeps of each end when it is longer than allowed. */
const fileBytes = 32 * 1024 * 1024;
const excerptBytes = 32 * 1024;

/** A log in the making. Bytes go straight to its file; memory holds no more than its two ends. */
export interface Log {
	write(chunk: Uint8Array): void;
	/** The first and last 32 KiB of what was written, as text. */
	excerpt(): string;
	/** Writes what is left; nothing may be written after. */
	close(): void;
}

/** The last `capacity` bytes of a stream. */
interface Tail {
	push(chunk: Uint8Array): void;
	/** Bytes that have passed and are no longer held. */
	dropped(): number;
	bytes(): Buffer;
}

function createTail(capacity: number): Tail {
	let chunks: Uint8Array[] = [];
	let held = 0;
	let dropped = 0;
	const bytes = () => Buffer.concat(chunks);
	return {
		push(chunk) {
			chunks.push(chunk);
			held += chunk.length;
			// Twice the capacity before it is cut, so that each byte is copied at most once.
			if (held <= 2 * capacity) return;
			const kept = bytes().subarray(-capacity);
			dropped += held - kept.length;
			chunks = [kept];
			held = kept.length;
		},
		dropped: () => dropped,
		bytes,
	};
}

const leftOut = (count: number) => `\n[core-matrix: ${count} bytes left out]\n`;

/** Opens a log file of at most 64 MiB: of a longer log the first and the last part are kept, with a note between. */
export function createLog(path: string): Log {
	mkdirSync(dirname(path), { recursive: true });
	const file = openSync(path, 'w', 0o644);
	const head: Uint8Array[] = [];
	let headLength = 0;
	const shortTail = createTail(excerptBytes);
	const longTail = createTail(fileBytes);
	let written = 0;

	const toFile = (chunk: Uint8Array) => {
		const direct = chunk.subarray(0, Math.max(0, fileBytes - written));
		writeSync(file, direct);
		written += direct.length;
		if (direct.length < chunk.length) longTail.push(Buffer.from(chunk.subarray(direct.length)));
	};
	const toExcerpt = (chunk: Uint8Array) => {
		const first = chunk.subarray(0, excerptBytes - headLength);
		if (first.length > 0) head.push(Buffer.from(first));
		headLength += first.length;
		if (first.length < chunk.length) shortTail.push(Buffer.from(chunk.subarray(first.length)));
	};
	return {
		write(chunk) {
			toFile(chunk);
			toExcerpt(chunk);
		},
		excerpt() {
			const tail = shortTail.bytes().subarray(-excerptBytes);
			const missing = shortTail.dropped() + shortTail.bytes().length - tail.length;
			return Buffer.concat([...head, Buffer.from(missing > 0 ? leftOut(missing) : ''), tail]).toString(
				'utf8',
			);
		},
		close() {
			const dropped = longTail.dropped();
			if (dropped > 0) writeSync(file, leftOut(dropped));
			writeSync(file, longTail.bytes());
			closeSync(file);
		},
	};
}
