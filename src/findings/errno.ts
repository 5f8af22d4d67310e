import { getSystemErrorName } from 'node:util';

/** Of the kernel alone (include/linux/errno.h), so the system's table does not have it: no JIT, or no such operation. */
export const ENOTSUPP = 524;

/** `errno 22 (EINVAL)`. */
export function errnoText(errno: number): string {
	if (errno === ENOTSUPP) return `errno ${errno} (ENOTSUPP)`;
	const name = errno > 0 && errno < 4096 ? getSystemErrorName(-errno) : '';
	return /^E[A-Z0-9]+$/.test(name) ? `errno ${errno} (${name})` : `errno ${errno}`;
}
