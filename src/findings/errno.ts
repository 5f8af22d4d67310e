import { getSystemErrorMap, getSystemErrorName } from 'node:util';

/** Of the kernel alone (include/linux/errno.h), so the system's table does not have it: no JIT, or no such operation. */
export const ENOTSUPP = 524;

/** `errno 22 (EINVAL)`. */
export function errnoText(errno: number): string {
	if (errno === ENOTSUPP) return `errno ${errno} (ENOTSUPP)`;
	const name = errno > 0 && errno < 4096 ? getSystemErrorName(-errno) : '';
	return /^E[A-Z0-9]+$/.test(name) ? `errno ${errno} (${name})` : `errno ${errno}`;
}

/**
 * The errno that a loader's words mean: libbpf's `-22` or `-EINVAL`, aya's `Invalid argument (os error 22)`, ebpf-go's
 * `invalid argument`. Undefined for others.
 */
export function errnoOf(words: string): number | undefined {
	const number = /^-(\d{1,4})$/.exec(words)?.[1] ?? /\(os error (\d{1,4})\)$/.exec(words)?.[1];
	if (number !== undefined) return Number(number);
	const known = [...getSystemErrorMap()].find(([, [name, text]]) => words === `-${name}` || words === text);
	return known === undefined ? undefined : -known[0];
}
