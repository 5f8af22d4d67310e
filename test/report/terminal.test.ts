import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { columns } from '../../src/report/format.ts';
import { createTerminal, type Terminal, type TerminalOptions } from '../../src/report/terminal.ts';
import { failing } from './sample.ts';

beforeEach(() => {
	vi.useFakeTimers();
});
const opened: Terminal[] = [];
afterEach(() => {
	// A block that stays open listens for signals, also after its test has failed.
	for (const terminal of opened.splice(0)) terminal.close();
	vi.useRealTimers();
	vi.unstubAllEnvs();
});

function open(
	options: Partial<TerminalOptions> = {},
	size: { isTTY?: boolean; columns?: number; rows?: number } = {},
) {
	const writes: string[] = [];
	const stream = { ...size, write: (text: string) => writes.push(text) > 0 };
	const terminal = createTerminal(stream, { out: 'out', ...options });
	opened.push(terminal);
	return { terminal, writes, text: () => writes.join('') };
}

const tty = { isTTY: true, columns: 80, rows: 24 };

/** What a terminal shows after some output: a small screen that knows the sequences that we use. */
function screen(output: string): readonly string[] {
	const lines = [''];
	let row = 0;
	for (const [token] of output.matchAll(/\x1b\[(\d*)([A-Za-z])|\x1b\[\?25[lh]|\n|\r|[^\x1b\n\r]+/g)) {
		const up = /^\x1b\[(\d+)A$/.exec(token)?.[1];
		if (up !== undefined) row = Math.max(0, row - Number(up));
		else if (token === '\x1b[J') lines.length = row + 1;
		else if (token === '\n') lines[++row] ??= '';
		else if (token === '\x1b[K' || token === '\r' || token.startsWith('\x1b')) continue;
		else lines[row] = token;
	}
	return lines.map((line) => line.trimEnd());
}

function begin(terminal: ReturnType<typeof open>['terminal'], kernels = ['debian:5.10', 'debian:6.1']) {
	terminal.listen({ type: 'plan', kernels, objects: ['a.bpf.c'] });
}

describe('not on a terminal', () => {
	it('writes one line for each change of stage', () => {
		const { terminal, text } = open();
		begin(terminal);
		terminal.listen({ type: 'host', message: 'building the agent' });
		terminal.listen({ type: 'stage', kernel: 'debian:6.1', stage: 'wait' });
		terminal.listen({ type: 'stage', kernel: 'debian:6.1', stage: 'resolve' });
		vi.advanceTimersByTime(1500);
		terminal.listen({ type: 'stage', kernel: 'debian:6.1', stage: 'load', detail: 'a.bpf.c' });
		terminal.listen({ type: 'stage', kernel: 'debian:6.1', stage: 'load', detail: 'b.bpf.c' });
		terminal.listen({
			type: 'done',
			kernel: 'debian:6.1',
			verdict: 'infra',
			durationMs: 2500,
			reason: 'gone\x1b[2J',
		});
		expect(text().split('\n')).toEqual([
			'0.0 s  building the agent',
			'0.0 s  debian:6.1: resolve',
			'1.5 s  debian:6.1: load',
			'1.5 s  debian:6.1: infra in 2.5 s: gone',
			'',
		]);
	});

	it('writes no escape sequence, not even in the report', () => {
		const { terminal, text } = open();
		begin(terminal);
		terminal.finish(failing);
		expect(text()).not.toContain('\x1b');
		expect(text()).toContain('✗ core-relocation');
	});
});

describe('on a terminal', () => {
	it('shows one line for each kernel with stage, detail and elapsed time', () => {
		const { terminal, text } = open({}, tty);
		begin(terminal);
		terminal.listen({ type: 'stage', kernel: 'debian:6.1', stage: 'load', detail: 'a.bpf.c' });
		vi.advanceTimersByTime(2300);
		expect(screen(text())).toEqual([
			'debian:5.10               waiting',
			'debian:6.1   2.3 s        load  a.bpf.c',
			'',
		]);
		terminal.listen({ type: 'done', kernel: 'debian:6.1', verdict: 'pass', durationMs: 2300 });
		terminal.close();
		expect(screen(text())).toEqual([
			'debian:5.10               waiting',
			'debian:6.1                pass in 2.3 s',
			'',
		]);
	});

	it('draws at most ten times a second, however many events there are', () => {
		const { terminal, writes } = open({}, tty);
		begin(terminal);
		const before = writes.length;
		for (let index = 0; index < 1000; index++) {
			terminal.listen({ type: 'stage', kernel: 'debian:6.1', stage: 'load', detail: `${index}` });
			vi.advanceTimersByTime(1);
		}
		expect(writes.length - before).toBeLessThanOrEqual(10);
		expect(writes.at(-1)).toMatch(/load {2}99\d/);
		terminal.close();
	});

	it.each([20, 40, 80])('is never wider than %i columns, whatever a detail holds', (width) => {
		const { terminal, text } = open({}, { ...tty, columns: width });
		begin(terminal);
		terminal.listen({
			type: 'stage',
			kernel: 'debian:6.1',
			stage: 'load',
			detail: `a\r\x1b[9Cb\nc${'漢字🐝'.repeat(50)}`,
		});
		vi.advanceTimersByTime(100);
		for (const line of screen(text())) expect(columns(line)).toBeLessThan(width);
		expect(screen(text())).toHaveLength(3);
		terminal.close();
	});

	it('is never higher than the screen, and shows what is going on first', () => {
		const kernels = Array.from({ length: 30 }, (_, index) => `debian:${index}`);
		const { terminal, text } = open({}, { ...tty, rows: 10 });
		begin(terminal, kernels);
		terminal.listen({ type: 'stage', kernel: 'debian:29', stage: 'boot' });
		vi.advanceTimersByTime(100);
		const lines = screen(text());
		expect(lines.length).toBeLessThanOrEqual(10);
		expect(lines[0]).toMatch(/^debian:29 .*boot$/);
		expect(lines.at(-2)).toBe('… and 23 more');
		terminal.close();
	});

	it('keeps a notice above the block', () => {
		const { terminal, text } = open({}, tty);
		begin(terminal);
		vi.advanceTimersByTime(100);
		terminal.listen({ type: 'notice', message: 'no KVM:\x1b[1m emulating' });
		vi.advanceTimersByTime(500);
		expect(screen(text())).toEqual([
			'no KVM: emulating',
			'debian:5.10               waiting',
			'debian:6.1                waiting',
			'',
		]);
		terminal.close();
	});

	it('colours unless NO_COLOR is set', () => {
		const red = '\x1b[31m';
		const first = open({}, tty);
		first.terminal.finish(failing);
		expect(first.text()).toContain(red);
		vi.stubEnv('NO_COLOR', '1');
		const second = open({}, tty);
		second.terminal.finish(failing);
		expect(second.text()).not.toContain(red);
		expect(stripVTControlCharacters(second.text())).toContain('✗');
	});

	it('gives the cursor back when it ends, is interrupted, or the process exits', () => {
		const ended = open({}, tty);
		ended.terminal.finish(failing);
		expect(ended.text().indexOf('\x1b[?25h')).toBeGreaterThan(ended.text().indexOf('\x1b[?25l'));

		// With a listener of the application, as the command has, the process goes on.
		const application = vi.fn();
		process.once('SIGINT', application);
		const interrupted = open({}, tty);
		process.emit('SIGINT');
		expect(interrupted.text()).toMatch(/\x1b\[\?25h$/);
		expect(application).toHaveBeenCalledOnce();
		interrupted.terminal.close();
	});

	it('leaves no listener and no timer behind', () => {
		const listeners = () =>
			['exit', 'SIGINT', 'SIGTERM', 'SIGHUP'].map((name) => process.listenerCount(name));
		const before = listeners();
		const { terminal } = open({}, tty);
		expect(listeners()).not.toEqual(before);
		terminal.close();
		expect(listeners()).toEqual(before);
		expect(vi.getTimerCount()).toBe(0);
	});
});
