import { constants } from 'node:os';
import { readLoadLog } from '../bpf/load-log.ts';
import type { ProgramObservation } from './observation.ts';
import { targetOf } from './target.ts';

/** What to ask the kernel about a program; its type, lockdown and security modules are always asked about. */
export interface Questions {
	/** Numbers of helpers. */
	readonly helpers: readonly number[];
	/** Names of maps of the object. */
	readonly maps: readonly string[];
	/** Names of functions and variables of the kernel. */
	readonly symbols: readonly string[];
	/** Tracepoints, such as `sched/sched_switch`, or `sched_switch` for raw ones. */
	readonly events: readonly string[];
}

/** Of the type and of security alone. */
const none: Questions = { helpers: [], maps: [], symbols: [], events: [] };

const { ENOENT, ESRCH, EADDRNOTAVAIL, EPERM, EACCES } = constants.errno;

/** What probes answer when there is nothing of that name, or nothing that they may attach to. */
const noTarget: readonly number[] = [ENOENT, ESRCH, EADDRNOTAVAIL];

const mostQuestions = 16;
/** KSYM_NAME_LEN of the kernel is 512. */
const symbol = /^[A-Za-z_][\w.]{0,511}$/;

/** Undefined when the kernel and libbpf have said it all: whether something is missing is not in question. */
export function questionsFor(
	program: Pick<ProgramObservation, 'section' | 'load' | 'attach' | 'trigger'>,
): Questions | undefined {
	const { section, load, attach, trigger } = program;
	if (load.errno !== 0) return questionsOfLoad(load.excerpt, section);
	const errno = attach?.errno ?? 0;
	if (noTarget.includes(errno)) {
		const target = targetOf(section);
		return target && { ...none, [target.list]: [target.name] };
	}
	const isForbidden = errno === EPERM || errno === EACCES;
	const isSilentHook = trigger?.runs === 0 && section.startsWith('lsm');
	return isForbidden || isSilentHook ? none : undefined;
}

function questionsOfLoad(excerpt: string, section: string): Questions | undefined {
	const target = targetOf(section);
	const { facts, message } = readLoadLog(excerpt);
	const helpers: number[] = [];
	const maps: string[] = [];
	const symbols: string[] = [];
	const events: string[] = [];
	for (const fact of facts.slice(0, mostQuestions)) {
		switch (fact.kind) {
			case 'helper-unknown':
			case 'helper-not-allowed':
				helpers.push(fact.id);
				break;
			case 'map-not-created':
				if (fact.name !== undefined) maps.push(fact.name);
				break;
			case 'kfunc-missing':
			case 'ksym-missing':
				if (fact.name !== undefined && symbol.test(fact.name)) symbols.push(fact.name);
				break;
			case 'attach-target-missing':
				// libbpf names it as the section does, without what the kernel puts before it.
				if (target?.written === fact.name) (target.list === 'events' ? events : symbols).push(target.name);
				else if (symbol.test(fact.name)) symbols.push(fact.name);
				break;
			default:
		}
	}
	const isSilent = facts.length === 0 && message.length === 0;
	const isAsking = helpers.length + maps.length + symbols.length + events.length > 0;
	return isSilent || isAsking ? { helpers, maps, symbols, events } : undefined;
}
