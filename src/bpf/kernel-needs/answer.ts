import { type Btf, btfEnumerator, btfType } from '../btf.ts';
import { enumeratorValue, isEnum } from '../btf-layout.ts';
import { typesNamed } from '../core/names.ts';
import type { TargetTypes } from '../core/resolve.ts';
import { type KernelNames, kernelNames } from '../kernel-names.ts';
import type { NeededThing } from './needs.ts';
import type { TargetKind } from './section-type.ts';

/*
 * A kernel's BTF describes the enums by which it knows program types, attach types, map types and helpers, and what it does not
 * know has no enumerator there. What it knows may still be left out by its configuration, which no BTF tells.
 */

export type Answer =
	/** `in`: the module that has it. */
	| { readonly found: true; readonly in?: string }
	| { readonly found: false }
	/** BTF cannot tell. */
	| { readonly found?: undefined; readonly why: string };

/** Whether a kernel has what a program needs, as far as its types and those of its modules tell. */
export function answerNeed(need: NeededThing, kernel: TargetTypes): Answer {
	switch (need.kind) {
		case 'program-type':
			return named(kernel.btf, 'bpf_prog_type', `BPF_PROG_TYPE_${need.name}`);
		case 'attach-type':
			return named(kernel.btf, 'bpf_attach_type', `BPF_${need.name}`);
		case 'map-type':
			return numbered(kernel.btf, 'bpf_map_type', need.id);
		case 'helper':
			return numbered(kernel.btf, 'bpf_func_id', need.id);
		case 'kfunc':
			return kfunc(kernel, need.name);
		case 'ksym':
			return within(
				kernel,
				({ variables, functions }) => variables.has(need.name) || functions.has(need.name),
				need.typed ? { found: false } : { why: 'only /proc/kallsyms tells' },
			);
		case 'attach-target':
			return target(kernel, need.target, need.name);
	}
}

/** What the kernel calls an enumerator of that value, such as `BPF_FUNC_loop`; undefined when it has none. */
export function enumeratorNamed(
	btf: Btf,
	type: 'bpf_func_id' | 'bpf_map_type',
	value: number,
): string | undefined {
	return enumerators(btf, type)?.get(value);
}

type Enumerators = ReadonlyMap<number, string>;
const enums = new WeakMap<Btf, Map<string, Enumerators | undefined>>();

/** By value, read once; undefined when the kernel has no enum of that name. */
function enumerators(btf: Btf, name: string): Enumerators | undefined {
	const read = enums.get(btf) ?? new Map<string, Enumerators | undefined>();
	enums.set(btf, read);
	if (!read.has(name)) read.set(name, readEnumerators(btf, name));
	return read.get(name);
}

function readEnumerators(btf: Btf, name: string): Enumerators | undefined {
	const id = typesNamed(btf, name).find((each) => isEnum(btfType(btf, each)));
	if (id === undefined) return undefined;
	const type = btfType(btf, id);
	const values = new Map<number, string>();
	for (let index = 0; index < type.vlen; index++) {
		const enumerator = btfEnumerator(btf, type, index);
		// Those that end an enum, such as __BPF_FUNC_MAX_ID, are no values of it.
		if (!enumerator.startsWith('__')) values.set(Number(enumeratorValue(btf, type, index)), enumerator);
	}
	return values;
}

function unknownEnum(name: string): Answer {
	return { why: `no enum ${name} in BTF` };
}

function named(btf: Btf, type: string, name: string): Answer {
	const known = enumerators(btf, type);
	return known === undefined ? unknownEnum(type) : { found: [...known.values()].includes(name) };
}

function numbered(btf: Btf, type: string, value: number): Answer {
	const known = enumerators(btf, type);
	return known === undefined ? unknownEnum(type) : { found: known.has(value) };
}

function within(
	{ btf, modules = [] }: TargetTypes,
	has: (names: KernelNames) => boolean,
	otherwise: Answer = { found: false },
): Answer {
	if (has(kernelNames(btf))) return { found: true };
	const module = modules.find((each) => has(kernelNames(each.btf)));
	return module === undefined ? otherwise : { found: true, in: module.name };
}

function kfunc(kernel: TargetTypes, name: string): Answer {
	const answer = within(kernel, ({ functions }) => functions.has(name));
	const { kfuncs } = kernelNames(kernel.btf);
	// Where functions for programs are tagged at all, one without the tag is none of them.
	if (answer.found !== true || kfuncs.size === 0) return answer;
	return within(kernel, (names) => names.kfuncs.has(name));
}

const undescribed = 'not in BTF, so gone, inlined or changed by the compiler';

function target(kernel: TargetTypes, kind: TargetKind, name: string): Answer {
	const describes = (wanted: string, otherwise?: Answer): Answer =>
		within(kernel, ({ functions }) => functions.has(wanted), otherwise);
	switch (kind) {
		case 'typed-function':
			return describes(name);
		case 'function':
			return describes(name, { why: undescribed });
		case 'functions':
			return { why: 'known when the pattern is matched' };
		case 'syscall':
			return describes(`__x64_sys_${name}`, { why: undescribed });
		case 'lsm-hook':
			return describes(`bpf_lsm_${name}`);
		case 'iterator':
			return describes(`bpf_iter_${name}`);
		case 'raw-tracepoint':
			return within(kernel, ({ tracepoints }) => tracepoints.has(name));
		case 'tracepoint':
			return tracepoint(kernel, name);
	}
}

/** `sched/sched_switch`; those of system calls are made from the functions, and have no types of their own. */
function tracepoint(kernel: TargetTypes, name: string): Answer {
	const [, call] = /^syscalls\/sys_(?:enter|exit)_(\w+)$/.exec(name) ?? [];
	if (call !== undefined) return target(kernel, 'syscall', call);
	const event = name.slice(name.indexOf('/') + 1);
	return within(kernel, ({ tracepoints }) => tracepoints.has(event));
}
