import type { LoadFact } from '../bpf/load-fact.ts';
import type { LoadLog } from '../bpf/load-log.ts';
import { oneLine } from '../report/neutralise.ts';
import { answerTo, nearText, symbolText } from './answers.ts';
import { explainRelocation } from './explain-relocation.ts';
import { type Explanation, quoted, refusal } from './explanation.ts';
import { attachTargetHint, complexityHint, helperHint, kfuncHint, ksymHint, mapHint } from './hints.ts';
import type { KernelAnswer, ProgramObservation } from './observation.ts';
import { targetAnswer, targetHint, targetOf } from './target.ts';

/** One fact of a load log in plain words. Names in it are the object's, or the kernel's: hostile. */
export function explainFact(fact: LoadFact, program: ProgramObservation, log: LoadLog): Explanation {
	const name = `\`${short(program.name)}\``;
	switch (fact.kind) {
		case 'core-relocation':
			return explainRelocation(fact.failed, program, log);
		case 'helper-unknown':
			return {
				code: 'helper-unavailable',
				title: `this kernel has no helper number ${fact.id}${calledIn(log)}`,
				message: `${refusal(log)}${helperText(answerTo(program, 'helper', String(fact.id)), program)}`,
				hint: helperHint(log.comment?.text ?? ''),
			};
		case 'helper-not-allowed':
			return {
				code: 'helper-unavailable',
				title: `\`${short(fact.name)}\` is not for programs of type ${short(program.type)} on this kernel`,
				message: `${refusal(log)}${helperText(answerTo(program, 'helper', String(fact.id)), program)}`,
				hint: 'The kernel has the helper, so asking whether it exists does not help. Use another helper or another program type where this is refused.',
			};
		case 'kfunc-missing':
			return {
				code: 'kfunc-unavailable',
				title:
					fact.name === undefined
						? `a kernel function that ${name} calls is not on this kernel`
						: `this kernel has no function \`${short(fact.name)}\` for programs to call`,
				...withSymbol(program, fact.name, quoted(log), kfuncHint(fact.name)),
			};
		case 'extern-incompatible':
			return {
				code: fact.what === 'function' ? 'kfunc-unavailable' : 'ksym-missing',
				title: `the kernel's ${fact.what} \`${short(fact.name)}\` is of another type than ${name} declares`,
				message: quoted(log),
				hint: `Declare it as this kernel's BTF has it (\`bpftool btf dump file /sys/kernel/btf/vmlinux\`). Where kernels differ, declare each form with a flavor (\`${short(fact.name)}___other\`, \`__ksym __weak\`) and use the one for which bpf_ksym_exists() holds.`,
			};
		case 'kfunc-not-allowed':
			return {
				code: 'kfunc-unavailable',
				title: `\`${short(fact.name)}\` is not for programs of type ${short(program.type)} on this kernel`,
				message: refusal(log),
			};
		case 'ksym-missing':
			return {
				code: 'ksym-missing',
				title: `this kernel has no symbol \`${short(fact.name)}\``,
				...withSymbol(program, fact.name, quoted(log), ksymHint(fact.name)),
			};
		case 'attach-target-missing':
			return {
				code: 'attach-target-missing',
				title: `this kernel has no ${targetOf(program.section)?.noun ?? 'function'} \`${short(fact.name)}\` to attach to`,
				...withAnswer(targetAnswer(program, fact.name), quoted(log), targetHint(program.section)),
			};
		case 'attach-target-refused':
			return {
				code: 'attach-type-unsupported',
				title: `${name} cannot be attached to \`${short(program.section)}\` on this kernel: ${oneLine(fact.message, 200)}`,
				message: quoted(log),
				hint: attachTargetHint,
			};
		case 'map-not-created': {
			const explanation = explainMap(fact, program, log);
			return { ...explanation, message: `${explanation.message}${usersText(program)}` };
		}
		case 'section-unknown':
			return {
				code: 'load-error',
				title: `libbpf knows no program type for the section \`${short(fact.section)}\` of ${name}`,
				message: quoted(log),
				hint: 'The name is misspelt, or younger than the libbpf that core-matrix was built with; a loader of your own can set the type (bpf_program__set_type).',
			};
		case 'kernel-btf-missing':
			return {
				code: 'btf-missing',
				title: 'this kernel has no usable BTF',
				message: quoted(log),
				hint: 'CO-RE needs a kernel built with CONFIG_DEBUG_INFO_BTF=y; where there is none, give libbpf a BTF file of that kernel (bpf_object_open_opts.btf_custom_path).',
			};
		case 'object-btf-missing':
			return {
				code: 'btf-missing',
				title: 'the object has no BTF of its own',
				message: quoted(log),
				hint: 'Compile it with -g, and do not strip .BTF from it.',
			};
		case 'too-complex':
			return {
				code: 'verifier-complexity',
				title:
					fact.limit === 'instructions'
						? `${name} takes the verifier more instructions than it is willing to look at`
						: `${name} has more pending branches than the verifier is willing to follow`,
				message: quoted(log),
				hint: complexityHint,
			};
		case 'memlock':
			return {
				code: 'memlock',
				title: `${name} needs more locked memory than its loader may have`,
				message: quoted(log),
				hint: 'Kernels before 5.11 count BPF memory against RLIMIT_MEMLOCK: let the loader raise it (libbpf does with LIBBPF_STRICT_AUTO_RLIMIT_MEMLOCK), or run it under `ulimit -l unlimited`.',
			};
	}
}

function explainMap(
	{ name, error = '' }: Extract<LoadFact, { kind: 'map-not-created' }>,
	program: ProgramObservation,
	log: LoadLog,
): Explanation {
	const map = name === undefined ? 'a map' : `the map \`${short(name)}\``;
	// libbpf writes `Operation not permitted(-1)`, from 1.6 on `-EPERM`.
	if (error.endsWith('(-1)') || error === '-EPERM') {
		return { code: 'permission', title: `this kernel does not allow creating ${map}`, message: quoted(log) };
	}
	if (log.libbpf.some((line) => line.endsWith(': parameter mismatch'))) {
		return {
			code: 'load-error',
			title: `${map} is pinned already, with another type or other sizes`,
			message: quoted(log),
			hint: 'Another object of this configuration pinned a map under that name. Give both the same definition, or one of them another name: `maps: { … : { pin: other_name } }`.',
		};
	}
	const why = error === '' ? '' : `: ${short(error)}`;
	const answer = answerTo(program, 'map-type', name);
	const type = `\`${short(answer?.type ?? 'unknown')}\``;
	const title = `this kernel cannot create ${map} of \`${short(program.name)}\`${why}`;
	switch (answer?.found) {
		case false:
			return {
				code: 'map-unsupported',
				title: `this kernel has no maps of type ${type}, which ${map} is`,
				message: `${quoted(log)}\nAsked for the type (libbpf_probe_bpf_map_type), the kernel says that it does not know it.`,
				hint: mapHint,
			};
		case true:
			return {
				code: 'map-unsupported',
				title,
				message: `${quoted(log)}\nThe kernel has maps of type ${type}, so it refuses the flags or the sizes of this one.`,
				hint: mapHint,
			};
		default:
			return { code: 'map-unsupported', title, message: quoted(log), hint: mapHint };
	}
}

/** Programs that a message names. */
const mostUsers = 10;

/** libbpf creates every map of an object, so a loader that loads the whole fails on it, used or not. */
function usersText({ load: { mapUsers } }: ProgramObservation): string {
	if (mapUsers === undefined) return '';
	if (mapUsers.length === 0) return '\nNo program of the object refers to it.';
	const names = mapUsers.slice(0, mostUsers).map((name) => `\`${short(name)}\``);
	return `\nIt is used by ${names.join(', ')}${mapUsers.length > mostUsers ? `, and ${mapUsers.length - mostUsers} more` : ''}.`;
}

function withSymbol(
	program: ProgramObservation,
	name: string | undefined,
	message: string,
	hint: string | undefined,
): Pick<Explanation, 'message' | 'hint'> {
	return withAnswer(name === undefined ? undefined : answerTo(program, 'symbol', name), message, hint);
}

/** What the kernel says of a name, beside what libbpf said, and the advice with its nearest name. */
function withAnswer(
	answer: KernelAnswer | undefined,
	message: string,
	hint: string | undefined,
): Pick<Explanation, 'message' | 'hint'> {
	const advice = `${nearText(answer)}${hint ?? ''}`.trimEnd();
	return { message: `${message}${symbolText(answer)}`, ...(advice !== '' && { hint: advice }) };
}

function helperText(answer: KernelAnswer | undefined, { type }: ProgramObservation): string {
	switch (answer?.found) {
		case true:
			return `\nAsked for it (libbpf_probe_bpf_helper), the kernel has it for programs of type ${short(type)}: what excludes it here is the attach type, the licence or the attach target.`;
		case false:
			return `\nAsked for it (libbpf_probe_bpf_helper), the kernel has none of that number for programs of type ${short(type)}.`;
		default:
			return '';
	}
}

function calledIn({ comment }: LoadLog): string {
	return comment === undefined ? '' : `, called in \`${oneLine(comment.text, 200)}\``;
}

function short(text: string): string {
	return oneLine(text, 100);
}
