import { constants } from 'node:os';
import { excerptOf } from '../bpf/excerpt.ts';
import type { LoadFact } from '../bpf/load-fact.ts';
import { type LoadLog, readLoadLog } from '../bpf/load-log.ts';
import { refusalOf } from '../bpf/refusal.ts';
import { neutralise, oneLine } from '../report/neutralise.ts';
import { answerTo } from './answers.ts';
import { errnoText } from './errno.ts';
import { explainFact } from './explain.ts';
import { type Explanation, refusal } from './explanation.ts';
import type { Failure } from './failure.ts';
import type { FindingCode } from './finding.ts';
import type { LoadObservation, Origin, ProgramObservation } from './observation.ts';
import { refusalWords } from './refusal-words.ts';
import { lockdownExplanation } from './security.ts';

const { E2BIG, EACCES, EINVAL, EPERM } = constants.errno;

/** Which fact explains a load when a log has several: what stands in the way first. */
const precedence: readonly LoadFact['kind'][] = [
	'memlock',
	'object-btf-missing',
	'section-unknown',
	'kernel-btf-missing',
	'map-not-created',
	'core-relocation',
	'ksym-missing',
	'extern-incompatible',
	'kfunc-missing',
	'kfunc-not-allowed',
	'attach-target-missing',
	'attach-target-refused',
	'helper-unknown',
	'helper-not-allowed',
	'too-complex',
];

/** What a finding says of a program that did not load, out of what libbpf and the verifier said. */
export function loadFailure(program: ProgramObservation): Failure {
	return refusedLoad(program, readLoadLog(program.load.excerpt));
}

/** The same, where what was said has been read already, out of whatever a loader made of it. */
export function refusedLoad(program: ProgramObservation, log: LoadLog): Failure {
	const { load } = program;
	const explanation = explainWith(program, log);
	const isRelocation = explanation.code === 'core-relocation';
	return {
		stage: 'load',
		...explanation,
		message: `${explanation.message}${originText(load.origin)}`,
		...(isRelocation && load.relocation !== undefined && { relocation: load.relocation }),
		...(load.place !== undefined && { place: load.place }),
		...evidence(load, log),
		logs: [load.log],
	};
}

/** What the object ties together stands or falls together: the reason is that of the program which was refused. */
function explainWith(program: ProgramObservation, log: LoadLog): Explanation {
	const { refused } = program.load;
	if (refused === undefined) return explainOne(program, log);
	const [name, other] = [oneLine(program.name, 100), oneLine(refused.name, 100)];
	const explanation = explainOne({ ...program, ...refused }, log);
	return {
		...explanation,
		title: `\`${name}\` is loaded with \`${other}\`: ${explanation.title}`,
		message: `${explanation.message}\nA map of \`${name}\` holds \`${other}\`, or the configuration puts them together, so neither is loaded alone.`,
	};
}

/** Why the place is not that of the instruction. */
function originText(origin: Origin | undefined): string {
	if (origin === undefined) return '';
	const where = `\`${oneLine(origin.file, 200)}:${origin.line}\``;
	return origin.relation === 'caller'
		? `\nThe code is at ${where}, which is not in this repository; the place shown is where that function is called.`
		: `\nThe code is at ${where}, which is not in this repository; the place shown is the nearest line of the same function that is.`;
}

/** What the verifier said, and the lines of its log that show how it came to that. */
function evidence(
	{ excerpt }: LoadObservation,
	{ message, insn }: LoadLog,
): Pick<Failure, 'said' | 'excerpt'> {
	const said = oneLine(message[0] ?? '', 200);
	if (said === '') return {};
	const lines = excerptOf(excerpt, message, insn).map((line) => neutralise(line).trimEnd());
	return { said, excerpt: lines.join('\n') };
}

function explainOne(program: ProgramObservation, log: LoadLog): Explanation {
	const explanation = explain(program, log);
	const helper = log.facts.find((fact) => fact.kind === 'helper-not-allowed')?.name;
	return lockdownExplanation(program, explanation, helper) ?? explanation;
}

function explain(program: ProgramObservation, log: LoadLog): Explanation {
	for (const kind of precedence) {
		const fact = log.facts.find((candidate) => candidate.kind === kind);
		if (fact !== undefined) return explainFact(fact, program, log);
	}
	// EACCES is the verifier's usual answer, so it is a matter of permissions only when the verifier said nothing.
	return log.message.length > 0 ? rejected(program, log) : byErrno(program, log);
}

function rejected({ name }: ProgramObservation, log: LoadLog): Explanation {
	const refused = refusalOf(log.message, log.insnText);
	const words = refused && refusalWords(refused);
	const rejects = `the verifier rejects \`${oneLine(name, 100)}\``;
	if (words !== undefined) {
		return {
			code: 'verifier-rejected',
			title: `${rejects}: ${words.title}`,
			message: `${words.why}\n${refusal(log)}`,
			hint: words.fix,
		};
	}
	return {
		code: 'verifier-rejected',
		title: `${rejects}: ${oneLine(log.message[0] ?? '', 200)}`,
		message: refusal(log),
		...(log.explanation?.suggestion !== undefined && { hint: oneLine(log.explanation.suggestion) }),
	};
}

function byErrno(observed: ProgramObservation, { libbpf }: LoadLog): Explanation {
	const {
		name,
		type,
		section,
		load: { errno },
	} = observed;
	const program = `\`${oneLine(name, 100)}\``;
	const said =
		libbpf.length === 0
			? ''
			: ` libbpf said:${libbpf
					.slice(0, 3)
					.map((line) => `\n  ${oneLine(line)}`)
					.join('')}`;
	const message = `Loading failed with ${errnoText(errno)}, and the verifier left no log.${said}`;
	const code = codeOf(errno, observed);
	switch (code) {
		case 'program-type-unsupported':
			return {
				code,
				title: `this kernel does not take ${program}, a program of type ${oneLine(type, 50)}`,
				message: `${message}\nAsked for the type (libbpf_probe_bpf_prog_type), the kernel says that it does not know it.`,
				hint: 'Mark it `SEC("?…")` and let the loader turn it on where libbpf_probe_bpf_prog_type() finds the type.',
			};
		case 'attach-type-unsupported':
			return {
				code,
				title: `this kernel does not know what ${program} attaches to: \`${oneLine(section, 100)}\``,
				message: `${message}\nThe kernel has programs of type ${oneLine(type, 50)}, but refuses even an empty one with this attach type, \`${oneLine(answerTo(observed, 'attach-type')?.name ?? '', 50)}\`.`,
				hint: 'Mark it `SEC("?…")`, and give kernels without the attach type a program of another section.',
			};
		case 'permission':
			return {
				code,
				title: `this kernel does not allow loading ${program}`,
				message,
				hint: 'Loading needs CAP_BPF and CAP_PERFMON (before 5.8 CAP_SYS_ADMIN); a security module can refuse it all the same, and says so in the kernel log.',
			};
		case 'verifier-complexity':
			return { code, title: `${program} is too large for this kernel`, message };
		default:
			return { code, title: `${program} does not load: ${errnoText(errno)}`, message };
	}
}

function codeOf(errno: number, program: ProgramObservation): FindingCode {
	switch (errno) {
		case EPERM:
		case EACCES:
			return 'permission';
		case E2BIG:
			return 'verifier-complexity';
		// Kernels answer so to types that they do not know, and to much else.
		case EINVAL:
			if (answerTo(program, 'program-type')?.found === false) return 'program-type-unsupported';
			return answerTo(program, 'attach-type')?.found === false ? 'attach-type-unsupported' : 'load-error';
		default:
			return 'load-error';
	}
}
