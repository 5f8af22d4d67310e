import type { Listener, RunEvent } from '../events.ts';
import { count, duration } from '../report/format.ts';
import { doneText } from '../report/progress.ts';
import { emitGroup, emitLine, endGroup, startGroup } from './emit.ts';

type StageEvent = Extract<RunEvent, { type: 'stage' }>;

/** What a kernel has been through. */
interface KernelLog {
	/** One for each time that it entered another stage. Times of a monotonic clock, in milliseconds. */
	readonly stages: {
		readonly stage: StageEvent['stage'];
		readonly since: number;
		readonly details: Set<string>;
	}[];
}

/**
 * A run in a workflow's log: a group for what all kernels wait for, a line when a kernel starts, and a group when it is
 * done. Kernels run side by side, and groups neither nest nor interleave, so what a kernel does is kept until it is done.
 */
export function createJobLog(): Listener {
	const kernels = new Map<string, KernelLog>();
	let preparing = false;
	const prepare = (message: string) => {
		if (!preparing) startGroup('core-matrix: prepare');
		preparing = true;
		emitLine(message);
	};
	const prepared = () => {
		if (preparing) endGroup();
		preparing = false;
	};
	return (event) => {
		const now = performance.now();
		switch (event.type) {
			case 'plan':
				return prepare(`${count(event.kernels.length, 'kernel')}, ${count(event.objects.length, 'object')}`);
			case 'host':
				// Among kernels at work a group would end one of theirs.
				return kernels.size === 0 ? prepare(event.message) : emitLine(event.message);
			case 'notice':
				prepared();
				return emitLine(event.message);
			case 'stage':
				prepared();
				return enter(kernels, event, now);
			case 'done':
				prepared();
				emitGroup(`${event.kernel}: ${doneText(event)}`, stageLines(kernels.get(event.kernel), now));
		}
	};
}

function enter(kernels: Map<string, KernelLog>, { kernel, stage, detail }: StageEvent, now: number): void {
	const known = kernels.get(kernel);
	if (known === undefined && stage === 'wait') return;
	const { stages } = known ?? { stages: [] };
	if (known === undefined) {
		emitLine(`${kernel}: started`);
		kernels.set(kernel, { stages });
	}
	if (stages.at(-1)?.stage !== stage) stages.push({ stage, since: now, details: new Set() });
	if (detail !== undefined) stages.at(-1)?.details.add(detail);
}

/** What a stage goes through, one after the other. */
const things: Partial<Record<StageEvent['stage'], string>> = { build: 'object', load: 'program' };

/** A stage's name, how long it took, and what it was about: `load      4.2 s  12 programs`. */
function stageLines(log: KernelLog | undefined, end: number): string[] {
	const stages = log?.stages ?? [];
	return stages.map(({ stage, since, details }, index) => {
		const took = duration((stages[index + 1]?.since ?? end) - since);
		const thing = things[stage];
		const about = thing === undefined || details.size === 0 ? '' : `  ${count(details.size, thing)}`;
		return `${stage.padEnd(8)} ${took.padStart(8)}${about}`;
	});
}
