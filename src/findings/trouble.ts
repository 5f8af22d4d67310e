import { oneLine } from '../report/neutralise.ts';
import type { Failure } from './failure.ts';
import type { FindingCode } from './finding.ts';
import type { Trouble } from './observation.ts';

const words: Partial<Record<FindingCode, string>> = {
	'build-error': 'does not compile',
	'btf-missing': 'needs BTF that the kernel does not have',
	'kernel-unavailable': 'cannot be had',
	'verification-failed': 'is not what its source vouches for',
	'boot-timeout': 'did not boot in time',
	'guest-lost': 'was lost',
	'kernel-panic': 'ended in a kernel panic',
	'stage-timeout': 'did not end in time',
	expectation: 'is not as the configuration has it',
};

/** `subject`: what the trouble happened to, as a title begins: a kernel, an object or a program. */
export function troubleFailure(trouble: Trouble, subject: string): Failure {
	const { code, stage, remedy, excerpt, logs } = trouble;
	const ownBtf = code === 'btf-missing' && stage === 'load';
	const happened = ownBtf ? 'has no BTF of its own' : (words[code] ?? 'could not be tried');
	return {
		stage,
		code,
		title: `${subject} ${happened}${code === 'stage-timeout' || code === 'kernel-panic' ? ` (stage ${stage})` : ''}`,
		message: oneLine(trouble.message),
		...(remedy !== undefined && { hint: oneLine(remedy) }),
		...(excerpt !== undefined && { excerpt }),
		logs,
	};
}
