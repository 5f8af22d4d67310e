import type { CoreMatrixError } from '../../error.ts';
import { noSpace } from '../../no-space.ts';
import { unavailable, unverified } from '../failure.ts';

export interface FailedApt {
	readonly program: string;
	readonly stderr: string;
	/** Set when it could not be started, such as ENOENT. */
	readonly code?: string | undefined;
	readonly shortMessage?: string | undefined;
}

// apt's own words (apt-pkg/acquire-item.cc, methods/gpgv.cc and methods/sqv.cc), in the C locale.
const distrust =
	/signature|is not signed|NO_PUBKEY|BADSIG|EXPKEYSIG|Hash Sum mismatch|unexpected size|is (?:expired|not valid yet)|no longer signed/i;

/** What went wrong, told apart: a broken archive must never look like one that is away, for which a cache may stand in. */
export function aptFailure(failed: FailedApt, archives: readonly string[], another: string): CoreMatrixError {
	if (failed.code === 'ENOENT') {
		return unavailable(
			`${failed.program} is not installed`,
			'Run on Debian or Ubuntu, or give the path of a bzImage as the kernel.',
		);
	}
	const where = [...new Set(archives.map(withoutPassword))].join(' and ');
	const reasons = explain(failed.stderr) || failed.shortMessage || 'it did not say why';
	if (/No space left on device|enough free space/.test(failed.stderr)) return noSpace(`packages: ${reasons}`);
	if (distrust.test(failed.stderr)) {
		return unverified(
			`what ${where} gave cannot be verified: ${reasons}`,
			`Check the clock of this machine, try again, or ${another}.`,
		);
	}
	return unavailable(
		`cannot get kernels from ${where}: ${reasons}`,
		`Check the network and the proxy settings of apt, or ${another}.`,
	);
}

/** The first few errors; apt says most things twice, and wraps what a server said, which may be anything. */
function explain(stderr: string): string {
	const errors = stderr
		.slice(0, 20_000)
		.split('\n')
		.filter((line) => /^[EW]: (?!Some index files failed)/.test(line))
		.map((line) => withoutPassword(line.slice(3).replace(/\s+/g, ' ').trim()));
	return [...new Set(errors)].slice(0, 3).join('; ').slice(0, 1000);
}

function withoutPassword(text: string): string {
	return text.replace(/:\/\/[^/\s@]*@/g, '://');
}
