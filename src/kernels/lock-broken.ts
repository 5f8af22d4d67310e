import { CoreMatrixError } from '../error.ts';

/** The kernel that a lock names cannot be had as it was. `why`: half a sentence. */
export function lockBroken(spec: string, why: string): CoreMatrixError {
	return new CoreMatrixError('infrastructure', `the kernel that ${spec} is locked to cannot be had: ${why}`, {
		remedy: 'Run `core-matrix lock --update`, look at what changed, and commit core-matrix.lock.json.',
		code: 'verification-failed',
	});
}
