import { createHash } from 'node:crypto';
import type { Incident } from './failure.ts';

/** The same for the same failure on whatever kernels, so that a later run updates a finding instead of adding one. */
export function findingId({ failure, object, program, command }: Incident): string {
	const { code, place, subject } = failure;
	const key = [object, program, code, place?.file, place?.line, place?.column, subject];
	if (command !== undefined) key.push(command);
	return createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 16);
}
