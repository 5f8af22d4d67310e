import type { ProgramReport } from '../report/report.ts';
import type { ProgramIdentity } from './context.ts';
import type { Judged } from './expect.ts';
import type { Failure } from './failure.ts';
import type { ProgramObservation } from './observation.ts';

export function skippedReport(identity: ProgramIdentity): ProgramReport {
	return { ...pick(identity), verdict: 'skip' };
}

/** It loaded, and `why` nothing more is known. */
export function untestedReport(seen: ProgramIdentity | ProgramObservation, why: Failure): ProgramReport {
	return { ...programReport(seen, { verdict: 'pass' }, why), verdict: 'skip' };
}

/** What the report says of one program on one kernel; `seen` without a load was never begun. */
export function programReport(
	seen: ProgramIdentity | ProgramObservation,
	{ verdict }: Judged,
	failure: Failure | undefined,
): ProgramReport {
	const where =
		failure !== undefined
			? { stage: failure.stage, code: failure.code }
			: verdict === 'xpass'
				? { stage: 'expect' as const, code: 'expectation' as const }
				: {};
	if (!('load' in seen)) return { ...pick(seen), verdict, ...where };
	const { insns, states, verifyUs, jitedBytes, log } = seen.load;
	return {
		...pick(seen),
		verdict,
		...where,
		...(seen.trigger !== undefined && { runs: seen.trigger.runs }),
		...(insns !== undefined && { insns }),
		...(states !== undefined && { states }),
		...(verifyUs !== undefined && { verifyUs }),
		...(jitedBytes !== undefined && { jitedBytes }),
		log,
	};
}

function pick({ name, section, type }: ProgramIdentity): ProgramIdentity {
	return { name, section, type };
}
