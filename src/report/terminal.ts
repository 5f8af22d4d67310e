import type { WriteStream } from 'node:tty';
import type { Listener, RunEvent } from '../events.ts';
import { duration } from './format.ts';
import { type BlockStream, type LiveBlock, liveBlock } from './live.ts';
import { oneLine } from './neutralise.ts';
import { coloured, plain } from './paint.ts';
import { advance, doneText, notBegun, type Progress } from './progress.ts';
import type { Report } from './report.ts';
import { renderText } from './text.ts';

export interface TerminalOptions {
	/** The folder of the report, as the user wrote it. */
	readonly out: string;
	/** Whether to colour; on a terminal, unless NO_COLOR is set (https://no-color.org), when missing. */
	readonly colour?: boolean;
	/** Columns; the terminal's own when missing. */
	readonly width?: number;
	/** Whether to redraw one block in place; on a terminal when missing. Else a line for each change of stage. */
	readonly live?: boolean;
}

export interface Terminal {
	readonly listen: Listener;
	/** Prints the report: matrix, findings, where the files are, verdict. */
	finish(report: Report): void;
	/** Gives the terminal back when there will be no report. */
	close(): void;
}

/** What of a stream matters here: `process.stdout` and `process.stderr` have it all. */
export type TerminalStream = BlockStream & Partial<Pick<WriteStream, 'isTTY' | 'columns'>>;

/** Wide enough for codes in the matrix, where nothing says how wide the output is shown. */
const widthOfFiles = 160;

export function createTerminal(stream: TerminalStream, options: TerminalOptions): Terminal {
	const isTerminal = stream.isTTY === true;
	const paint = (options.colour ?? (isTerminal && !process.env.NO_COLOR)) ? coloured : plain;
	// A terminal may be resized while a run goes on, and one that does not know its size says 0.
	const width = () => options.width ?? (stream.columns || (isTerminal ? 80 : widthOfFiles));
	const begun = performance.now();
	let progress: Progress = notBegun;
	let block: LiveBlock | undefined =
		(options.live ?? isTerminal) ? liveBlock(stream, width, paint) : undefined;

	const close = () => {
		block?.close();
		block = undefined;
	};
	return {
		listen(event) {
			const before = progress;
			progress = advance(progress, event, performance.now());
			if (block === undefined) {
				const line = eventLine(event, before);
				if (line !== undefined) stream.write(`${duration(performance.now() - begun)}  ${line}\n`);
			} else if (event.type === 'notice') block.print(oneLine(event.message));
			else block.update(progress);
		},
		finish(report) {
			close();
			stream.write(`\n${renderText(report, { paint, width: width(), out: options.out })}`);
		},
		close,
	};
}

/** A line for what is new; nothing for a mere detail of a stage that was there before, nor for waiting within it. */
function eventLine(event: RunEvent, before: Progress): string | undefined {
	switch (event.type) {
		case 'plan':
			return undefined;
		case 'host':
		case 'notice':
			return oneLine(event.message);
		case 'stage': {
			const known = before.kernels.find(({ kernel }) => kernel === event.kernel);
			return event.stage === 'wait' || known?.reached === event.stage
				? undefined
				: `${oneLine(event.kernel)}: ${event.stage}`;
		}
		case 'done':
			return `${oneLine(event.kernel)}: ${doneText(event)}`;
	}
}
