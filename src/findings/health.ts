import type { Config } from '../config/config.ts';
import { oneLine } from '../report/neutralise.ts';
import type { Failure } from './failure.ts';
import type { Stage } from './finding.ts';
import type { KernelObservation } from './observation.ts';
import { readSplats, type Splat } from './splats.ts';

/** A complaint of the kernel's, and what was under way when it came. */
export interface Complaint {
	readonly object?: string;
	/** Spec of that object's build kernel. */
	readonly builtOn?: string;
	readonly program?: string;
	readonly failure: Failure;
}

/** Complaints of one kernel that become findings; more are those of a kernel that is broken altogether. */
const complaintsMax = 50;

/** What the kernel complained of in the course of its run, but for what the configuration allows. */
export function complaintsOf(kernel: KernelObservation, { allowedSplats }: Config): Complaint[] {
	const logs = kernel.console === undefined ? [] : [kernel.console];
	const complaints = kernel.kernelLog.flatMap(({ stage, object, builtOn, program, text }) =>
		readSplats(text)
			.filter(({ heading }) => !allowedSplats.some((pattern) => matches(heading, pattern)))
			.map((splat) => ({
				...(object !== undefined && { object }),
				...(builtOn !== undefined && { builtOn }),
				...(program !== undefined && { program }),
				failure: splatFailure(splat, stage, program ?? object, logs),
			})),
	);
	return complaints.slice(0, complaintsMax);
}

const happenings: Readonly<Record<Stage, string>> = {
	resolve: 'before it booted',
	boot: 'while it booted',
	build: 'while it built',
	load: 'while it loaded',
	attach: 'while it attached',
	trigger: 'while it ran',
	expect: 'after it ran',
};

function splatFailure(
	splat: Splat,
	stage: Stage,
	name: string | undefined,
	logs: readonly string[],
): Failure {
	const what = name === undefined ? '' : ` \`${oneLine(name, 100)}\``;
	return {
		stage,
		code: 'kernel-splat',
		title: `the kernel reported ${splat.kind} ${happenings[stage]}${what}`,
		message: `It printed: ${oneLine(splat.heading, 300)}`,
		hint: `A program that passes on a kernel in such a state proves nothing. If the complaint is known and harmless, allow it in the configuration: splats: { allow: [${JSON.stringify(oneLine(subjectOf(splat.heading), 200))}] }`,
		subject: subjectOf(splat.heading),
		excerpt: splat.text,
		logs,
	};
}

/** The heading without what differs from one occurrence to the next, as a pattern that matches them all. */
function subjectOf(heading: string): string {
	return heading.replace(/0x[0-9a-f]+|\d+/g, '*').slice(0, 300);
}

/** Whether the line has the pattern's text somewhere in it; `*` stands for any text. Takes time linear in the line. */
export function matches(line: string, pattern: string): boolean {
	let at = 0;
	for (const part of pattern.split('*')) {
		const found = line.indexOf(part, at);
		if (found < 0) return false;
		at = found + part.length;
	}
	return true;
}
