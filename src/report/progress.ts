import type { RunEvent } from '../events.ts';
import type { Stage } from '../findings/finding.ts';
import { duration } from './format.ts';
import { oneLine } from './neutralise.ts';

type StageEvent = Extract<RunEvent, { type: 'stage' }>;
type DoneEvent = Extract<RunEvent, { type: 'done' }>;

/** Where one kernel stands. Times are of a monotonic clock, in milliseconds. */
export interface KernelProgress {
	readonly kernel: string;
	/** When it left the queue. */
	readonly since?: number;
	readonly stage?: StageEvent;
	/** The stage it was in last, waiting aside. */
	readonly reached?: Stage;
	readonly done?: DoneEvent;
}

export interface Progress {
	/** In the order of the plan. */
	readonly kernels: readonly KernelProgress[];
	/** The work on the host that is going on. */
	readonly host?: string;
}

export const notBegun: Progress = { kernels: [] };

/** What is known after an event. */
export function advance(progress: Progress, event: RunEvent, now: number): Progress {
	switch (event.type) {
		case 'plan':
			return { ...progress, kernels: event.kernels.map((kernel) => ({ kernel })) };
		case 'host':
			return { ...progress, host: event.message };
		case 'notice':
			return progress;
		case 'stage':
			return update(progress, event.kernel, (known) => ({
				...known,
				stage: event,
				...(event.stage === 'wait' ? {} : { since: known.since ?? now, reached: event.stage }),
			}));
		case 'done':
			return update(progress, event.kernel, (known) => ({ ...known, done: event }));
	}
}

function update(
	progress: Progress,
	kernel: string,
	change: (known: KernelProgress) => KernelProgress,
): Progress {
	// The host's work is over when a kernel gets on.
	const { host: _over, ...rest } = progress;
	const kernels = progress.kernels.some((known) => known.kernel === kernel)
		? progress.kernels
		: [...progress.kernels, { kernel }];
	return { ...rest, kernels: kernels.map((known) => (known.kernel === kernel ? change(known) : known)) };
}

/** What a kernel is doing, in words: its stage and what it is at, or how it ended. */
export function statusText({ stage, done }: KernelProgress): string {
	if (done !== undefined) return doneText(done);
	if (stage === undefined || stage.stage === 'wait') return 'waiting';
	return stage.detail === undefined ? stage.stage : `${stage.stage}  ${oneLine(stage.detail, 200)}`;
}

/** `pass in 21.4 s`, `infra in 30.0 s: no answer`. */
export function doneText({ verdict, durationMs, reason }: DoneEvent): string {
	const why = reason === undefined ? '' : `: ${oneLine(reason)}`;
	return `${verdict} in ${duration(durationMs)}${why}`;
}
