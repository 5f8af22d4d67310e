import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { execa } from 'execa';
import { CoreMatrixError } from './error.ts';

/**
 * Does `work` while no other process (nor other work of this one) holds the lock of this file, which is made and left.
 * Node has no flock(2), so util-linux's `flock` holds it around a `cat`: its first echo says that the lock is ours,
 * and the end of its input, which is also what our own death is to it, lets it go. No lock is ever left behind.
 */
export async function withLock<T>(file: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
	signal?.throwIfAborted();
	try {
		await mkdir(dirname(file), { recursive: true });
	} catch (cause) {
		throw cannotLock(file, String(cause), cause);
	}
	const holder = execa('flock', ['--', file, 'cat'], {
		buffer: { stdout: false, stderr: true },
		maxBuffer: 4096,
		reject: false,
		...(signal === undefined ? {} : { cancelSignal: signal }),
	});
	// Its end is reported by the promise; without a reader of its own, EPIPE here would end the process.
	holder.stdin.on('error', () => {});
	holder.stdin.write('\n');
	const ended = holder.then((result) => {
		signal?.throwIfAborted();
		throw new CoreMatrixError(
			'infrastructure',
			`cannot lock ${file}: ${result.stderr || result.originalMessage || 'flock ended'}`,
			{
				remedy: 'Check that the folder can be written and that flock (package util-linux) is installed.',
				cause: result,
			},
		);
	});
	// Once the work is on, the end of the holder is expected and nobody waits for this any more.
	ended.catch(() => {});
	await Promise.race([once(holder.stdout, 'data'), ended]);
	try {
		return await work();
	} finally {
		holder.stdin.end();
		await holder;
	}
}

function cannotLock(file: string, why: string, cause: unknown): CoreMatrixError {
	return new CoreMatrixError('infrastructure', `cannot lock ${file}: ${why}`, {
		remedy: 'Check that its folder can be written and that flock (package util-linux) is installed.',
		cause,
	});
}
