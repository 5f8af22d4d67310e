import { getSystemErrorMap } from 'node:util';

/** `EINVAL (invalid argument)` for 22; guests and host are both Linux, so the host's table is the guest's. */
export function errnoName(errno: number): string {
	const known = getSystemErrorMap().get(-errno);
	return known === undefined ? `errno ${errno}` : `${known[0]} (${known[1]})`;
}
