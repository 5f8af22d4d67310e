import type { Listener } from '../events.ts';
import { count, duration } from '../report/format.ts';
import { advance, doneText, notBegun } from '../report/progress.ts';
import { emitGroup, emitLine } from './emit.ts';

/**
 * A run in a workflow's log: a line when a kernel starts and a group when it is done. Kernels run side by side, and
 * groups neither nest nor interleave, so what a kernel does is kept until it is done.
 */
export function createJobLog(): Listener {
	let progress = notBegun;
	const lines = new Map<string, string[]>();
	return (event) => {
		const now = performance.now();
		const before = progress;
		progress = advance(progress, event, now);
		switch (event.type) {
			case 'plan':
				return emitLine(`${count(event.kernels.length, 'kernel')}, ${count(event.objects.length, 'object')}`);
			case 'host':
			case 'notice':
				return emitLine(event.message);
			case 'stage': {
				if (event.stage === 'wait') return;
				const isNew = before.kernels.find(({ kernel }) => kernel === event.kernel)?.since === undefined;
				if (isNew) emitLine(`${event.kernel}: started`);
				const since = progress.kernels.find(({ kernel }) => kernel === event.kernel)?.since ?? now;
				const line = `${duration(now - since)}  ${event.stage}  ${event.detail ?? ''}`;
				lines.set(event.kernel, [...(lines.get(event.kernel) ?? []), line]);
				return;
			}
			case 'done':
				emitGroup(`${event.kernel}: ${doneText(event)}`, lines.get(event.kernel) ?? []);
				lines.delete(event.kernel);
		}
	};
}
