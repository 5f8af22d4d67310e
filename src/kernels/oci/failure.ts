import { CoreMatrixError } from '../../error.ts';

/** A registry, or an image in it, that cannot be had. */
export function unavailable(message: string, remedy: string, cause?: unknown): CoreMatrixError {
	return new CoreMatrixError('infrastructure', message, { remedy, code: 'kernel-unavailable', cause });
}

/** Bytes that are not those which were promised. */
export function unverified(message: string): CoreMatrixError {
	return new CoreMatrixError('infrastructure', message, {
		remedy:
			'Try again; if it stays so, what is published or the mirror in between is damaged: name another image.',
		code: 'verification-failed',
	});
}
