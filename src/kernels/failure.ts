import { CoreMatrixError } from '../error.ts';

/** A kernel, or a part of one, that cannot be had: another source or the cache may stand in. */
export function unavailable(message: string, remedy: string, cause?: unknown): CoreMatrixError {
	return new CoreMatrixError('infrastructure', message, { remedy, code: 'kernel-unavailable', cause });
}

/** Bytes that are not those which were promised: nothing stands in for them. */
export function unverified(message: string, remedy: string): CoreMatrixError {
	return new CoreMatrixError('infrastructure', message, { remedy, code: 'verification-failed' });
}

export function isUnavailable(error: unknown): error is CoreMatrixError {
	return error instanceof CoreMatrixError && error.code === 'kernel-unavailable';
}
