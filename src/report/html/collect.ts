import { isUtf8 } from 'node:buffer';
import { open, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import type { Report } from '../report.ts';
import type { Evidence } from './evidence.ts';
import { wantedLogs, wantedSources } from './wanted.ts';

const kib = 1024;
const mib = 1024 * kib;

/** Of one file: how much of its beginning and its end is read, in bytes; and of all files of its kind together. */
interface Bounds {
	readonly head: number;
	readonly tail: number;
	readonly total: number;
}

// A page of some 15 MB at most, which browsers open at once. What failed is at a log's end.
const logBounds: Bounds = { head: 16 * kib, tail: 48 * kib, total: 8 * mib };
const consoleBounds: Bounds = { head: 0, tail: 32 * kib, total: 2 * mib };
/** Half a source is no source: a larger one is left out. */
const sourceBytesMax = 512 * kib;
const sourceBounds: Bounds = { head: sourceBytesMax, tail: 0, total: 4 * mib };

/**
 * Reads what a report points at. Its paths may be a stranger's (the line information of an object names what it likes),
 * so only regular files inside of the two folders are read, by their real paths, and nothing that is hidden: `.git/config` may
 * hold a token. `root`: of the sources, `out`: of the logs; both absolute.
 */
export async function collectEvidence(report: Report, root: string, out: string): Promise<Evidence> {
	const consoles = report.kernels.flatMap((kernel) => kernel.console || []);
	return {
		sources: await readAll(root, wantedSources(report), sourceBounds, isSource),
		logs: await readAll(out, wantedLogs(report), logBounds),
		consoles: await readAll(out, [...new Set(consoles)], consoleBounds),
	};
}

type Accept = (content: Buffer, size: number) => boolean;

function isSource(content: Buffer, size: number): boolean {
	return size <= sourceBytesMax && isUtf8(content) && !content.includes(0);
}

async function readAll(
	folder: string,
	paths: readonly string[],
	bounds: Bounds,
	accept: Accept = () => true,
): Promise<ReadonlyMap<string, string>> {
	const texts = new Map<string, string>();
	let left = bounds.total;
	for (const path of paths) {
		const text = await readBounded(folder, path, bounds, accept).catch(() => undefined);
		if (text === undefined || text.length > left) continue;
		left -= text.length;
		texts.set(path, text);
	}
	return texts;
}

async function readBounded(
	folder: string,
	path: string,
	{ head, tail }: Bounds,
	accept: Accept,
): Promise<string | undefined> {
	const file = await allowed(folder, path);
	// Before it is opened: opening a pipe waits for its other end.
	if (file === undefined || !(await stat(file)).isFile()) return undefined;
	const handle = await open(file);
	try {
		const { size } = await handle.stat();
		const read = async (position: number, length: number) => {
			const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
			return buffer.subarray(0, bytesRead);
		};
		if (size <= head + tail) {
			const content = await read(0, size);
			return accept(content, size) ? content.toString('utf8') : undefined;
		}
		if (!accept(Buffer.alloc(0), size)) return undefined;
		const first = wholeLines(await read(0, head), 'first');
		const last = wholeLines(await read(size - tail, tail), 'last');
		return `${first}[core-matrix: ${size - head - tail} bytes left out]\n${last}`;
	} finally {
		await handle.close();
	}
}

/** Without the line, and so the character, that the cut goes through; a single line stays. */
function wholeLines(content: Buffer, side: 'first' | 'last'): string {
	const newline = side === 'first' ? content.lastIndexOf('\n') : content.indexOf('\n');
	const text = side === 'first' ? content.subarray(0, newline + 1) : content.subarray(newline + 1);
	return text.toString('utf8');
}

/** The real path of a file that may be read. */
async function allowed(folder: string, path: string): Promise<string | undefined> {
	if (isAbsolute(path)) return undefined;
	const real = await realpath(join(folder, path));
	const inside = relative(await realpath(folder), real);
	const isHidden = inside.split(sep).some((part) => part === '' || part.startsWith('.'));
	return isAbsolute(inside) || isHidden ? undefined : real;
}
