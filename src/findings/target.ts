import { sectionType, type TargetKind } from '../bpf/kernel-needs/section-type.ts';
import { answerTo } from './answers.ts';
import { attachTargetHint, tracepointHint } from './hints.ts';
import type { KernelAnswer, ProgramObservation } from './observation.ts';

/** What a section attaches to, and under which name the kernel lists it. */
export interface Target {
	readonly noun: string;
	/** As the section has it. */
	readonly written: string;
	readonly name: string;
	/** In which of the kernel's lists. */
	readonly list: 'symbols' | 'events';
}

const lists: Readonly<Partial<Record<TargetKind, { readonly noun: string; readonly before?: string }>>> = {
	function: { noun: 'function' },
	'typed-function': { noun: 'function' },
	// As SYSCALL_DEFINE names them on x86 (arch/x86/include/asm/syscall_wrapper.h).
	syscall: { noun: 'system call', before: '__x64_sys_' },
	'lsm-hook': { noun: 'LSM hook', before: 'bpf_lsm_' },
	iterator: { noun: 'iterator', before: 'bpf_iter_' },
};

/** Undefined for sections that name nothing of the kernel's, or a pattern. Names are the object's: hostile. */
export function targetOf(section: string): Target | undefined {
	const { target } = sectionType(section) ?? {};
	if (target === undefined || !/^[\w./]{1,511}$/.test(target.name)) return undefined;
	const { kind, name } = target;
	if (kind === 'tracepoint' || kind === 'raw-tracepoint') {
		return { noun: 'tracepoint', written: name, name, list: 'events' };
	}
	const known = lists[kind];
	return known && { noun: known.noun, written: name, name: `${known.before ?? ''}${name}`, list: 'symbols' };
}

/** What the kernel said of what a program attaches to, or of a function of that name where its section says less. */
export function targetAnswer(
	program: Pick<ProgramObservation, 'section' | 'answers'>,
	name?: string,
): KernelAnswer | undefined {
	const target = targetOf(program.section);
	const asked = target && answerTo(program, target.list === 'events' ? 'tracepoint' : 'symbol', target.name);
	return asked ?? answerTo(program, 'symbol', name);
}

export function targetHint(section: string): string {
	return targetOf(section)?.list === 'events' ? tracepointHint : attachTargetHint;
}
