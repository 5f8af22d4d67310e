import type { CoreMatrixError } from '../error.ts';
import { unverified } from './failure.ts';

/** The kernel that a lock names cannot be had as it was. `why`: half a sentence. */
export function lockBroken(spec: string, why: string): CoreMatrixError {
	return unverified(
		`the kernel that ${spec} is locked to cannot be had: ${why}`,
		'Run `core-matrix lock --update`, look at what changed, and commit core-matrix.lock.json.',
	);
}
