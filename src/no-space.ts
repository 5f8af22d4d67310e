import { CoreMatrixError } from './error.ts';

/** Whether writing failed because the disk, or the user's part of it, is full. */
export function isNoSpace(error: unknown): boolean {
	return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}

/** Without a code, so that no other source is tried: it would fill the same disk. */
export function noSpace(path: string, cause?: unknown): CoreMatrixError {
	return new CoreMatrixError('infrastructure', `no space is left on the disk for ${path}`, {
		remedy: 'Free space there, or set RUNNER_TEMP and RUNNER_TOOL_CACHE to folders that have some.',
		cause,
	});
}
