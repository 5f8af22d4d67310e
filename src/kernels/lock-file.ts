import { readFile, rename, writeFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import lockSchema from '../../schema/lock.schema.json' with { type: 'json' };
import { CoreMatrixError } from '../error.ts';
import type { KernelFile, KernelImage } from './image.ts';

/** The file's name; it lies beside the configuration. */
export const lockName = 'core-matrix.lock.json';

/** What kernels were when they were locked, by the names that the configuration gives them. */
export interface KernelLock {
	/** Absolute. */
	readonly file: string;
	readonly kernels: ReadonlyMap<string, LockedKernel>;
}

export interface LockedKernel {
	readonly release: string;
	readonly version: string;
	/** The kind of the source. */
	readonly source: string;
	readonly files: readonly KernelFile[];
}

interface LockDocument {
	readonly version: 1;
	readonly kernels: Readonly<Record<string, LockedKernel>>;
}

const validate = new Ajv({ allErrors: false }).compile<LockDocument>(lockSchema);
const mostBytes = 1 << 20;

/** Undefined when there is no such file. Throws a usage error when it is not a lock. */
export async function readLock(file: string): Promise<KernelLock | undefined> {
	const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
		if (error.code === 'ENOENT') return undefined;
		throw badLock(file, error.message, error);
	});
	return text === undefined ? undefined : { file, kernels: parseLock(text, file) };
}

/** It comes with a pull request, so nothing of it is used that the schema does not allow. */
export function parseLock(text: string, file: string): ReadonlyMap<string, LockedKernel> {
	const document = parseJson(text, file);
	if (validate(document)) return new Map(Object.entries(document.kernels));
	const [error] = validate.errors ?? [];
	throw badLock(file, `${error?.instancePath || 'it'} ${error?.message ?? 'is wrong'}`);
}

function parseJson(text: string, file: string): unknown {
	if (text.length > mostBytes) throw badLock(file, `it is longer than ${mostBytes} bytes`);
	try {
		return JSON.parse(text);
	} catch (cause) {
		throw badLock(file, cause instanceof Error ? cause.message : String(cause), cause);
	}
}

/** Writes it as a whole or not at all. */
export async function writeLock({ file, kernels }: KernelLock): Promise<void> {
	const document: LockDocument = { version: 1, kernels: Object.fromEntries(kernels) };
	await writeFile(`${file}.new`, `${JSON.stringify(document, null, '\t')}\n`);
	await rename(`${file}.new`, file);
}

export function lockedKernel({ release, version, source, files }: KernelImage): LockedKernel {
	return { release, version, source: source.kind, files };
}

function badLock(file: string, why: string, cause?: unknown): CoreMatrixError {
	return new CoreMatrixError('usage', `${file} is not a lock of kernels: ${why}`, {
		remedy: 'Restore it from your history, or remove it and run `core-matrix lock`.',
		cause,
	});
}
