import { constants } from 'node:os';
import { oneLine } from '../report/neutralise.ts';
import { nearText, symbolText } from './answers.ts';
import { ENOTSUPP, errnoText } from './errno.ts';
import type { Failure } from './failure.ts';
import type { FindingCode } from './finding.ts';
import type { AttachObservation, ProgramObservation } from './observation.ts';
import { lockdownExplanation } from './security.ts';
import { targetAnswer, targetHint } from './target.ts';

const { ENODATA, ENOENT, ESRCH, EADDRNOTAVAIL, EPERM, EACCES, EOPNOTSUPP, EINVAL } = constants.errno;

/** Program kinds of libbpf whose link kind is younger than their program type: an old kernel loads them and cannot link. */
const youngLinks = /^(?:kprobe|kretprobe|uprobe|uretprobe)\.(?:multi|session)|^(?:tcx|netkit)\//;

/** How lines begin in which the agent says what it could not prepare (vm-images/guest/attach.c, cannot). */
const agentPrefix = 'core-matrix: ';

/** Why a loaded program could not be attached. */
export function attachFailure(program: ProgramObservation, { errno, message }: AttachObservation): Failure {
	const code = attachCode(errno, program.section);
	const section = oneLine(program.section, 100);
	const answer = targetAnswer(program);
	const advice = hint(code, program.section);
	const speaker = message.startsWith(agentPrefix) ? 'The guest agent' : 'libbpf';
	const said = message.trim() === '' ? '' : ` ${speaker} said: ${oneLine(message)}`;
	const failure = {
		code,
		title: title(code, oneLine(program.name, 100), section),
		message: `Attaching \`${section}\` failed with ${errnoText(errno)}.${said}${symbolText(answer)}`,
		...(advice !== undefined && { hint: `${nearText(answer)}${advice}` }),
	};
	const explained = lockdownExplanation(program, failure) ?? failure;
	return { stage: 'attach', ...explained, logs: [program.load.log] };
}

/**
 * The agent returns EOPNOTSUPP, without a word, for a program that neither libbpf attaches by its section nor the agent by
 * its type: what it would be attached to is not there. A kernel that refuses makes libbpf or the agent say something.
 * ENODATA, with a reason, is for what no guest can show.
 */
export function isNotAttachable({ errno, message }: AttachObservation): boolean {
	return errno === ENODATA || (errno === EOPNOTSUPP && message.trim() === '');
}

/** A program that a loader turns on where it wants it. */
export function notLoaded(program: ProgramObservation): Failure {
	const name = oneLine(program.name, 100);
	return {
		stage: 'load',
		code: 'load-error',
		title: `\`${name}\` was not tried: it is loaded only on request`,
		message: `Its section begins with \`?\`, or the configuration says \`autoload: false\`: libbpf leaves it out until a loader turns it on (bpf_program__set_autoload).`,
		hint: `Have it loaded: \`programs: { ${name}: { autoload: true } }\`.`,
		logs: [],
	};
}

/** A program of which nothing but that it loads is known. */
export function notAttached(program: ProgramObservation, { errno, message }: AttachObservation): Failure {
	const name = oneLine(program.name, 100);
	const section = oneLine(program.section, 100);
	return {
		stage: 'attach',
		code: 'attach-type-unsupported',
		title: `\`${name}\` loads; whether it runs was not tried`,
		message:
			errno === ENODATA
				? `Its section is \`${section}\`. The guest agent said: ${oneLine(message)}`
				: `Its section \`${section}\` does not say what to attach it to, and its type has no default: it was loaded and not attached.`,
		logs: [program.load.log],
	};
}

/** A program that the kernel ran and that was never at a hook. */
export function ranOnRequest(program: ProgramObservation): Failure {
	const name = oneLine(program.name, 100);
	return {
		stage: 'attach',
		code: 'attach-type-unsupported',
		title: `\`${name}\` ran on request, not at a hook`,
		message: `There is nothing to attach \`${oneLine(program.section, 100)}\` to in the guest, so the kernel ran it once by BPF_PROG_TEST_RUN.`,
		logs: [program.load.log],
	};
}

function attachCode(errno: number, section: string): FindingCode {
	switch (errno) {
		// Probes: no such symbol, or one that kprobes refuse (inlined away, notrace); tracepoints: no such event.
		case ENOENT:
		case ESRCH:
		case EADDRNOTAVAIL:
			return 'attach-target-missing';
		case EPERM:
		case EACCES:
			return 'permission';
		case EOPNOTSUPP:
		case ENOTSUPP:
			return 'attach-type-unsupported';
		case EINVAL:
			return youngLinks.test(section) ? 'attach-type-unsupported' : 'load-error';
		default:
			return 'load-error';
	}
}

function title(code: FindingCode, name: string, section: string): string {
	switch (code) {
		case 'attach-target-missing':
			return `this kernel has nothing to attach \`${section}\` to`;
		case 'attach-type-unsupported':
			return `this kernel cannot attach programs such as \`${section}\``;
		default:
			return `\`${name}\` loads and cannot be attached`;
	}
}

function hint(code: FindingCode, section: string): string | undefined {
	switch (code) {
		case 'attach-target-missing':
			return targetHint(section);
		case 'attach-type-unsupported':
			return 'Give kernels without it a program of another section, such as one kprobe instead of kprobe.multi, and let the loader choose.';
		default:
			return undefined;
	}
}
