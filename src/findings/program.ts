import type { ProgramConfig } from '../config/config.ts';
import { oneLine } from '../report/neutralise.ts';
import { attachFailure, isNotAttachable, notAttached, ranOnRequest } from './attach.ts';
import { loadFailure } from './classify.ts';
import { type Failure, isInfrastructure } from './failure.ts';
import type { ProgramObservation } from './observation.ts';
import { triggerFailure } from './trigger.ts';
import { troubleFailure } from './trouble.ts';

/**
 * `note`: it passed, and something about how is to be told.
 * `untested`: it passed what could be tried of it, and why the rest could not.
 * `lost`: the guest was lost over it, which is neither good nor bad.
 * `unobserved`: the program was begun and its last word is missing, which is neither good nor bad.
 */
export type Outcome =
	| { readonly failure?: Failure; readonly note?: Failure }
	| { readonly untested: Failure }
	| { readonly lost: Failure }
	| 'unobserved';

/** What one program did on one kernel: the first stage that it did not pass. */
export function outcomeOf(program: ProgramObservation, wanted: ProgramConfig | undefined): Outcome {
	if (program.load.errno !== 0) return { failure: loadFailure(program) };
	if (program.trouble !== undefined) {
		const failure = troubleFailure(program.trouble, `\`${oneLine(program.name, 100)}\``);
		return isInfrastructure(program.trouble) ? { lost: failure } : { failure };
	}
	if (program.attach === undefined) return 'unobserved';
	if (isNotAttachable(program.attach)) return { untested: notAttached(program, program.attach) };
	if (program.attach.errno !== 0) return { failure: attachFailure(program, program.attach) };
	if (program.trigger === undefined) return 'unobserved';
	const failure = triggerFailure(program, program.trigger, wanted);
	if (failure !== undefined) return { failure };
	return program.attach.testRun === true ? { note: ranOnRequest(program) } : {};
}
