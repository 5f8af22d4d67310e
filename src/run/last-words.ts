import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { Trouble } from '../findings/observation.ts';
import { panicTrace } from '../findings/splats.ts';

/** A panic's trace is a few KiB at the end of the console. */
const tailBytes = 64 * 1024;

function tailOf(path: string): string {
	const file = openSync(path, 'r');
	try {
		const { size } = fstatSync(file);
		const bytes = Buffer.alloc(Math.min(size, tailBytes));
		return bytes.toString('utf8', 0, readSync(file, bytes, 0, bytes.length, size - bytes.length));
	} finally {
		closeSync(file);
	}
}

/** The trouble with what the kernel printed as it panicked. `out`: the output folder. */
export function withLastWords(trouble: Trouble, out: string): Trouble {
	const [console] = trouble.logs;
	if (trouble.code !== 'kernel-panic' || console === undefined) return trouble;
	const excerpt = panicTrace(tailOf(join(out, console)));
	return excerpt === undefined ? trouble : { ...trouble, excerpt };
}
