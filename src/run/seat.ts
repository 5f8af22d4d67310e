import { CoreMatrixError } from '../error.ts';
import type { Trouble } from '../findings/observation.ts';
import type { Guest } from '../guest/guest.ts';
import type { RunContext } from './context.ts';
import { withLastWords } from './last-words.ts';
import { type Progress, troubleOf } from './progress.ts';

/** The place of a kernel's guest. What one guest died of takes no result from the rest: another is booted for it. */
export interface Seat {
	/** The guest that is there; boots one where there is none. */
	guest(): Promise<Guest>;
	/**
	 * What the loss of the guest, which `error` tells of, is to be reported as. Throws the error when it tells of
	 * something else, or when so many were lost that the rest is not worth it.
	 */
	lost(error: unknown): Trouble;
	/** Ends the guest that is there. */
	close(): Promise<void>;
}

/** A kernel that takes down a guest for each of its programs has said enough. */
const lossesMax = 5;

/** `boot`: boots the guest; it is told how many were lost before. */
export function createSeat(
	{ options }: RunContext,
	progress: Progress,
	boot: (losses: number) => Promise<Guest>,
): Seat {
	let guest: Guest | undefined;
	/** A guest that is of no use may still be running. */
	let ending: Promise<void> | undefined;
	let losses = 0;
	return {
		async guest() {
			await ending;
			guest ??= await boot(losses);
			return guest;
		},
		lost(error) {
			const isLoss =
				error instanceof CoreMatrixError && (error.code === 'guest-lost' || error.code === 'kernel-panic');
			if (!isLoss || guest === undefined || options.signal?.aborted || ++losses > lossesMax) throw error;
			ending = guest.stop();
			guest = undefined;
			return withLastWords(troubleOf(error, progress), options.out);
		},
		async close() {
			await ending;
			await guest?.stop();
			guest = undefined;
		},
	};
}
