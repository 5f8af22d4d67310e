import { open, realpath, stat } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';

/** A file that may be read. */
export interface AllowedFile {
	/** Absolute. */
	readonly real: string;
	/** From the folder, with `/`. */
	readonly inside: string;
}

/**
 * The file that a stranger's path leads to, if it is a regular one inside of the folder and nothing on its way there is
 * hidden: `.git/config` may hold a token. Undefined for all others, and for those that are not there.
 */
export async function allowedFile(folder: string, path: string): Promise<AllowedFile | undefined> {
	try {
		const real = await realpath(resolve(folder, path));
		const parts = relative(await realpath(folder), real).split(sep);
		// What leads out of the folder begins with `..`.
		if (parts.some((part) => part === '' || part.startsWith('.'))) return undefined;
		// Before it is opened: opening a pipe waits for its other end.
		return (await stat(real)).isFile() ? { real, inside: parts.join('/') } : undefined;
	} catch {
		return undefined;
	}
}

/** The whole file; undefined when it has more than `most` bytes, or cannot be read. */
export async function readWhole({ real }: AllowedFile, most: number): Promise<Buffer | undefined> {
	const { parts, size } = await readParts(real, most, 0);
	return size > most ? undefined : parts[0];
}

/** The first `head` and the last `tail` bytes, as one text with a note between where bytes are left out. */
export async function readEnds(
	{ real }: AllowedFile,
	head: number,
	tail: number,
): Promise<string | undefined> {
	const { parts, size } = await readParts(real, head, tail);
	const [first, last] = parts;
	if (first === undefined) return undefined;
	if (last === undefined) return first.toString('utf8');
	const note = `[core-matrix: ${size - head - tail} bytes left out]\n`;
	return `${wholeLines(first, 'first')}${note}${wholeLines(last, 'last')}`;
}

interface Parts {
	/** One, if the file is not longer than both together; none, if it cannot be read. */
	readonly parts: readonly Buffer[];
	readonly size: number;
}

async function readParts(path: string, head: number, tail: number): Promise<Parts> {
	const handle = await open(path).catch(() => undefined);
	if (handle === undefined) return { parts: [], size: 0 };
	try {
		const { size } = await handle.stat();
		const read = async (position: number, length: number) => {
			const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
			return buffer.subarray(0, bytesRead);
		};
		if (size <= head + tail) return { parts: [await read(0, size)], size };
		return { parts: [await read(0, head), await read(size - tail, tail)], size };
	} catch {
		return { parts: [], size: 0 };
	} finally {
		await handle.close();
	}
}

/** Without the line, and so the character, that the cut goes through. */
function wholeLines(content: Buffer, side: 'first' | 'last'): string {
	const newline = side === 'first' ? content.lastIndexOf('\n') : content.indexOf('\n');
	const text = side === 'first' ? content.subarray(0, newline + 1) : content.subarray(newline + 1);
	return text.toString('utf8');
}
