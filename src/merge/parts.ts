import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CoreMatrixError } from '../error.ts';
import { toolVersion } from '../package-root.ts';
import { type RunRecord, readRecord } from '../record/record.ts';
import { recordName } from '../run/keep.ts';
import { readPlain } from './plain-file.ts';

/** A run's output folder, which a stranger may have filled: it came as an artifact. */
export interface Part {
	/** Absolute. */
	readonly folder: string;
	readonly record: RunRecord;
}

const recordBytesMax = 64 << 20;
const foldersMax = 1000;

/**
 * The records in these folders, or in folders directly in them, as actions/download-artifact lays artifacts out.
 * @throws CoreMatrixError for a folder without any, and for a record that cannot be read.
 */
export async function findParts(folders: readonly string[]): Promise<Part[]> {
	const parts = await Promise.all(folders.map(partsIn));
	return parts.flat();
}

async function partsIn(folder: string): Promise<Part[]> {
	const own = await readPart(folder);
	if (own !== undefined) return [own];
	const entries = await readdir(folder, { withFileTypes: true }).catch((cause: NodeJS.ErrnoException) => {
		throw unreadable(`cannot read the folder ${folder}: ${cause.message}`, cause);
	});
	const below = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
	if (below.length > foldersMax) throw unreadable(`${folder} has more than ${foldersMax} folders`);
	const parts: Part[] = [];
	// One after the other: each may be large.
	for (const name of below.sort()) {
		const part = await readPart(join(folder, name));
		if (part !== undefined) parts.push(part);
	}
	if (parts.length === 0) throw unreadable(`there is no ${recordName} in ${folder} nor in a folder in it`);
	return parts;
}

async function readPart(folder: string): Promise<Part | undefined> {
	const file = join(folder, recordName);
	const bytes = await readPlain(file, recordBytesMax);
	return bytes && { folder, record: readRecord(bytes.toString('utf8'), toolVersion(), file) };
}

function unreadable(message: string, cause?: unknown): CoreMatrixError {
	return new CoreMatrixError('infrastructure', message, {
		remedy: `Name the output folders of runs, each with its ${recordName}, or the folder that has them.`,
		cause,
	});
}
