import { constants } from 'node:os';
import { readLoadLog } from '../bpf/load-log.ts';
import type { ProgramObservation } from './observation.ts';

/** What to ask the kernel about a program; its type is always asked about. */
export interface Questions {
	/** Numbers of helpers. */
	readonly helpers: readonly number[];
	/** Names of maps of the object. */
	readonly maps: readonly string[];
	/** Names of functions and variables of the kernel. */
	readonly symbols: readonly string[];
}

const { ENOENT, ESRCH, EADDRNOTAVAIL } = constants.errno;

/** What probes answer when there is nothing of that name, or nothing that they may attach to. */
const noTarget: readonly number[] = [ENOENT, ESRCH, EADDRNOTAVAIL];

const mostQuestions = 16;
/** KSYM_NAME_LEN of the kernel is 512. */
const symbol = /^[A-Za-z_][\w.]{0,511}$/;
/** Sections of libbpf that name a function of the kernel, an offset in it allowed. */
const sectionWithFunction =
	/^(?:k(?:ret)?probe|f(?:entry|exit)(?:\.s)?|fmod_ret(?:\.s)?)\/([A-Za-z_]\w*)(?:\+\w+)?$/;

/** Undefined when the kernel and libbpf have said it all: whether something is missing is not in question. */
export function questionsFor(
	program: Pick<ProgramObservation, 'section' | 'load' | 'attach'>,
): Questions | undefined {
	if (program.load.errno !== 0) return questionsOfLoad(program.load.excerpt);
	if (!noTarget.includes(program.attach?.errno ?? 0)) return undefined;
	const [, name] = sectionWithFunction.exec(program.section) ?? [];
	return name === undefined ? undefined : { helpers: [], maps: [], symbols: [name] };
}

function questionsOfLoad(excerpt: string): Questions | undefined {
	const { facts, message } = readLoadLog(excerpt);
	const helpers: number[] = [];
	const maps: string[] = [];
	const symbols: string[] = [];
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
			case 'attach-target-missing':
				if (fact.name !== undefined && symbol.test(fact.name)) symbols.push(fact.name);
				break;
			default:
		}
	}
	const isSilent = facts.length === 0 && message.length === 0;
	const isAsking = helpers.length + maps.length + symbols.length > 0;
	return isSilent || isAsking ? { helpers, maps, symbols } : undefined;
}
