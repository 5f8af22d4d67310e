import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { CoreMatrixError } from '../error.ts';

/**
 * Reads a plain file that a stranger may have put there; undefined when there is none. A link is refused, since it could
 * lead anywhere, and so is what is larger than expected.
 */
export async function readPlain(file: string, bytesMax: number): Promise<Buffer | undefined> {
	try {
		const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
		try {
			const found = await handle.stat();
			if (found.isFile() && found.size <= bytesMax) return await handle.readFile();
		} finally {
			await handle.close();
		}
	} catch (cause) {
		if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
		const why = cause instanceof Error ? cause.message : String(cause);
		throw new CoreMatrixError('infrastructure', `cannot read ${file}: ${why}`, { cause });
	}
	throw new CoreMatrixError('infrastructure', `${file} is not a file of at most ${bytesMax >> 20} MiB`);
}
