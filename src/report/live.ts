import type { WriteStream } from 'node:tty';
import { clip, columns, duration, pad } from './format.ts';
import { oneLine } from './neutralise.ts';
import type { Format, Paint } from './paint.ts';
import { type KernelProgress, type Progress, statusText } from './progress.ts';

/** The block is redrawn this often, because elapsed times go on without events. */
const intervalMs = 100;

const hideCursor = '\x1b[?25l';
const showCursor = '\x1b[?25h';
const clearLine = '\x1b[K';
const clearDown = '\x1b[J';
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A block of lines at the end of a terminal's output that is drawn anew in place. */
export interface LiveBlock {
	/** Shows a later state, within a tenth of a second. */
	update(progress: Progress): void;
	/** Writes a line that stays, above the block. */
	print(line: string): void;
	/** Draws the last state, leaves it standing and gives the cursor back. */
	close(): void;
}

/** What of a terminal's stream a block needs. */
export type BlockStream = Pick<WriteStream, 'write'> & Partial<Pick<WriteStream, 'rows'>>;

export function liveBlock(stream: BlockStream, width: () => number, paint: Paint): LiveBlock {
	let progress: Progress = { kernels: [] };
	let drawn = 0;

	const draw = (above = '') => {
		const options = { now: performance.now(), width: width(), rows: stream.rows || 24, paint };
		const lines = blockLines(progress, options);
		// In one write and without clearing first: nothing flickers.
		const text = [...(above === '' ? [] : [above]), ...lines].map((line) => `${line}${clearLine}\n`).join('');
		stream.write(`${drawn === 0 ? '' : `\x1b[${drawn}A\r`}${text}${clearDown}`);
		drawn = lines.length;
	};
	const timer = setInterval(() => draw(), intervalMs);
	timer.unref();
	const restore = () => stream.write(showCursor);
	const onSignal = (signal: NodeJS.Signals) => {
		restore();
		process.removeListener(signal, onSignal);
		// Listening has taken the signal's own effect away: without another listener, end as if nobody had listened.
		if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
	};
	process.once('exit', restore);
	for (const signal of signals) process.on(signal, onSignal);
	stream.write(hideCursor);

	return {
		update(next) {
			progress = next;
		},
		print: draw,
		close() {
			clearInterval(timer);
			draw();
			restore();
			process.removeListener('exit', restore);
			for (const signal of signals) process.removeListener(signal, onSignal);
		},
	};
}

interface BlockOptions {
	readonly now: number;
	readonly width: number;
	readonly rows: number;
	readonly paint: Paint;
}

/** One line for each kernel, and one for the host; never more than the screen has, never wider than the terminal. */
export function blockLines(
	{ kernels, host }: Progress,
	{ now, width, rows, paint }: BlockOptions,
): readonly string[] {
	// One row stays for the cursor below the block; one column because a full line wraps on some terminals.
	const room = Math.max(1, rows - 2 - (host === undefined ? 0 : 1));
	// What is going on is worth more than what is over or has not begun.
	const shown =
		kernels.length <= room ? kernels : [...kernels].sort(byActivity).slice(0, Math.max(1, room - 1));
	const label = Math.max(0, ...shown.map(({ kernel }) => columns(oneLine(kernel, 40))));
	const lines = shown.map((kernel) => {
		const time = kernel.since === undefined || kernel.done !== undefined ? '' : duration(now - kernel.since);
		const text = `${pad(oneLine(kernel.kernel, 40), label)}  ${pad(time, 11)}  ${statusText(kernel)}`;
		return paint(formatOf(kernel), clip(text, width - 1));
	});
	const more =
		shown.length < kernels.length ? [clip(`… and ${kernels.length - shown.length} more`, width - 1)] : [];
	return [...lines, ...more, ...(host === undefined ? [] : [clip(oneLine(host), width - 1)])];
}

function byActivity(a: KernelProgress, b: KernelProgress): number {
	return activity(a) - activity(b);
}

function activity({ since, done }: KernelProgress): number {
	if (done !== undefined) return 2;
	return since === undefined ? 1 : 0;
}

function formatOf({ since, done }: KernelProgress): Format {
	if (done === undefined) return since === undefined ? 'dim' : 'cyan';
	return ({ pass: 'green', fail: 'red', infra: 'magenta' } as const)[done.verdict];
}
