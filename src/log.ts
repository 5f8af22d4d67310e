import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** What the file keeps of a log's beginning, and of its end when it is longer. The end waits in memory. */
const headBytes = 63 * 1024 * 1024;
const tailBytes = 1024 * 1024;
/** What the excerpt shows of each end. */
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
	/** Those bytes, after a note that counts the ones before them. */
	text(): Buffer;
}

function createTail(capacity: number): Tail {
	let chunks: Uint8Array[] = [];
	let held = 0;
	let passed = 0;
	return {
		push(chunk) {
			chunks.push(chunk);
			held += chunk.length;
			passed += chunk.length;
			// Twice the capacity before it is cut, so that each byte is copied at most once.
			if (held <= 2 * capacity) return;
			chunks = [Buffer.concat(chunks).subarray(-capacity)];
			held = capacity;
		},
		text() {
			const kept = Buffer.concat(chunks).subarray(-capacity);
			const missing = passed - kept.length;
			const note = missing > 0 ? `\n[core-matrix: ${missing} bytes left out]\n` : '';
			return Buffer.concat([Buffer.from(note), kept]);
		},
	};
}

/** Opens a log file of at most 64 MiB: of a longer log the first and the last part are kept, with a note between. */
export function createLog(path: string): Log {
	mkdirSync(dirname(path), { recursive: true });
	const file = openSync(path, 'w', 0o644);
	const head: Uint8Array[] = [];
	let headLength = 0;
	const shortTail = createTail(excerptBytes);
	const longTail = createTail(tailBytes);
	let written = 0;

	const toFile = (chunk: Uint8Array) => {
		const direct = chunk.subarray(0, Math.max(0, headBytes - written));
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
		excerpt: () => Buffer.concat([...head, shortTail.text()]).toString('utf8'),
		close() {
			writeSync(file, longTail.text());
			closeSync(file);
		},
	};
}
