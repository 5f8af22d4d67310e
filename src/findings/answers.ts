import { nearest } from '../nearest.ts';
import { oneLine } from '../report/neutralise.ts';
import type { KernelAnswer, ProgramObservation } from './observation.ts';

/** What the kernel answered about the thing of that name, or about the first if no name is given. */
export function answerTo(
	{ answers }: Pick<ProgramObservation, 'answers'>,
	question: KernelAnswer['question'],
	name?: string,
): KernelAnswer | undefined {
	return answers?.find(
		(answer) => answer.question === question && (name === undefined || answer.name === name),
	);
}

/** Where the kernel has a function, variable or tracepoint, in a sentence that follows others; empty when it was not asked. */
export function symbolText(answer: KernelAnswer | undefined): string {
	if (answer?.found === undefined) return '';
	const name = `\`${oneLine(answer.name, 100)}\``;
	if (answer.question === 'tracepoint') {
		return `\n/sys/kernel/tracing/available_events has ${answer.found ? '' : 'no '}${name}.`;
	}
	const copy = answer.near?.find((other) => other.startsWith(`${answer.name}.`));
	if (!answer.found) {
		const both =
			answer.typed === false ? "Neither /proc/kallsyms nor the kernel's BTF has" : '/proc/kallsyms has no';
		const made = copy === undefined ? '' : ` The compiler made \`${oneLine(copy, 100)}\` of it.`;
		return `\n${both} ${name}.${made}`;
	}
	if (answer.typed === false) {
		return `\n/proc/kallsyms has ${name}, the kernel's BTF does not: it cannot be attached to or called by its type.`;
	}
	return `\nThe kernel has ${name}, in /proc/kallsyms${answer.typed ? ' and in its BTF' : ''}.`;
}

/** The name on this kernel that is most like the one that is missing, as the beginning of advice. */
export function nearText(answer: KernelAnswer | undefined): string {
	if (answer?.found !== false) return '';
	const near = nearest(answer.name, answer.near ?? []);
	return near === undefined ? '' : `The nearest name on this kernel is \`${oneLine(near, 100)}\`. `;
}
