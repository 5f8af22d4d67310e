import type { KernelTypes } from '../bpf/core/explain.ts';
import { kernelNames } from '../bpf/kernel-names.ts';
import { type Answer, answerNeed, enumeratorNamed } from '../bpf/kernel-needs/answer.ts';
import type { Need } from '../bpf/kernel-needs/needs.ts';
import type { TargetKind } from '../bpf/kernel-needs/section-type.ts';
import { nearest } from '../nearest.ts';
import { oneLine } from '../report/neutralise.ts';

/** One thing that an object needs, and which kernels have it. */
export interface ExplainedNeed {
	readonly kind: Need['kind'];
	/** Of an attach target, in what way it is attached to. */
	readonly target?: TargetKind;
	/** In the words of whoever writes programs: `bpf_loop`, `kprobe`, `sched/sched_switch`. */
	readonly name: string;
	readonly programs: readonly string[];
	/** The program asks for it before using it. */
	readonly optional?: true;
	readonly kernels: readonly {
		readonly kernel: string;
		readonly answer: 'yes' | 'no' | 'unknown';
		/** The module that has it. */
		readonly in?: string;
		/** The name there that is most like it. */
		readonly nearest?: string;
		/** Why it is not known. */
		readonly why?: string;
	}[];
}

/** What the kernels have of what an object needs; names come from the object: hostile. */
export function explainNeed(need: Need, kernels: readonly KernelTypes[]): ExplainedNeed {
	const { kind, programs, optional } = need;
	return {
		kind,
		...(need.kind === 'attach-target' && { target: need.target }),
		name: nameOf(need, kernels),
		programs,
		...(optional && { optional }),
		kernels: kernels.map((kernel) => {
			const answer = answerNeed(need, kernel);
			const near = answer.found === true ? undefined : nearestName(need, kernel);
			return { kernel: kernel.name, ...said(answer), ...(near !== undefined && { nearest: near }) };
		}),
	};
}

function said(answer: Answer): Omit<ExplainedNeed['kernels'][number], 'kernel'> {
	if (answer.found === undefined) return { answer: 'unknown', why: answer.why };
	if (!answer.found) return { answer: 'no' };
	return { answer: 'yes', ...(answer.in !== undefined && { in: answer.in }) };
}

/** Numbers get the name that the newest kernel has for them. */
function nameOf(need: Need, kernels: readonly KernelTypes[]): string {
	const known = (type: 'bpf_func_id' | 'bpf_map_type', id: number) =>
		kernels
			.toReversed()
			.map(({ btf }) => enumeratorNamed(btf, type, id))
			.find((name) => name !== undefined);
	switch (need.kind) {
		case 'helper':
			return known('bpf_func_id', need.id)?.replace(/^BPF_FUNC_/, 'bpf_') ?? `number ${need.id}`;
		case 'map-type': {
			const type = known('bpf_map_type', need.id)
				?.replace(/^BPF_MAP_TYPE_/, '')
				.toLowerCase();
			return `${type ?? `number ${need.id}`}, of ${need.map}`;
		}
		case 'program-type':
		case 'attach-type':
			return need.name.toLowerCase();
		default:
			return need.name;
	}
}

/** Nothing but names of functions and tracepoints gets mistyped or renamed. */
function nearestName(need: Need, { btf, modules = [] }: KernelTypes): string | undefined {
	if (need.kind !== 'attach-target' && need.kind !== 'kfunc') return undefined;
	const all = [btf, ...modules.map((module) => module.btf)].map(kernelNames);
	const isTracepoint = need.kind === 'attach-target' && need.target.endsWith('tracepoint');
	const wanted = isTracepoint ? need.name.slice(need.name.indexOf('/') + 1) : need.name;
	// A name that begins otherwise is another name; and to compare all of them would take seconds.
	const start = wanted.slice(0, Math.ceil(wanted.length / 2));
	const alike = all.flatMap(({ functions, tracepoints }) =>
		[...(isTracepoint ? tracepoints : functions)].filter((name) => name.startsWith(start)),
	);
	return nearest(wanted, alike);
}

const nouns: Readonly<Record<Exclude<Need['kind'], 'attach-target'> | TargetKind, string>> = {
	'program-type': 'program type',
	'attach-type': 'attach type',
	function: 'function to probe',
	'typed-function': 'function with types',
	functions: 'functions',
	syscall: 'system call',
	tracepoint: 'tracepoint',
	'raw-tracepoint': 'raw tracepoint',
	'lsm-hook': 'LSM hook',
	iterator: 'iterator of',
	'map-type': 'map type',
	helper: 'helper',
	kfunc: 'kernel function',
	ksym: 'kernel symbol',
};

/** `helper bpf_ktime_get_tai_ns`. */
export function needText({ kind, target = 'function', name }: ExplainedNeed): string {
	return `${nouns[kind === 'attach-target' ? target : kind]} ${oneLine(name, 150)}`;
}
