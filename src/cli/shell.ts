import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../config/load.ts';
import { findConfig } from '../config/locate.ts';
import { CoreMatrixError } from '../error.ts';
import type { Terminal } from '../guest/requests.ts';
import { ensureRequirements, isCi } from '../host/install.ts';
import { purposesOf } from '../host/requirements.ts';
import { neutralise } from '../report/neutralise.ts';
import { createTerminal } from '../report/terminal.ts';
import { openShell } from '../run/shell.ts';
import type { RunOptions } from '../run-options.ts';
import { withInterruption } from './interruption.ts';

export interface ShellArguments extends Pick<RunOptions, 'accel' | 'memoryMiB' | 'access' | 'deadlines'> {
	/** A spec. */
	readonly kernel: string;
	readonly config?: string;
	readonly installMissing: boolean;
}

/** Ctrl-], which ends the guest whatever it does, as it ends telnet's connections. */
const endKey = 0x1d;
/** Ctrl-D: what a program behind a terminal takes for the end of its input. */
const endOfInput = Buffer.from([4]);

const sizeOf = ({ stdout }: NodeJS.Process) => ({ rows: stdout.rows || 24, columns: stdout.columns || 80 });

/**
 * This process's terminal for a program in a guest: every key goes there but Ctrl-]. Give it back with `close`. What is not typed but
 * piped in is followed by an end of input.
 */
function ownTerminal(onEndKey: () => void): { readonly terminal: Terminal; readonly close: () => void } {
	const { stdin, stdout } = process;
	const cleanUp: (() => void)[] = [];
	const terminal: Terminal = {
		size: sizeOf(process),
		write: (text) => stdout.write(text),
		onReady({ type, resize }) {
			const onData = (text: Buffer) => (stdin.isTTY && text.includes(endKey) ? onEndKey() : type(text));
			const onEnd = () => type(endOfInput);
			const onResize = () => resize(sizeOf(process));
			stdin.on('data', onData).once('end', onEnd);
			stdout.on('resize', onResize);
			if (stdin.isTTY) stdin.setRawMode(true);
			cleanUp.push(() => {
				if (stdin.isTTY) stdin.setRawMode(false);
				stdin.off('data', onData).off('end', onEnd).pause();
				stdout.off('resize', onResize);
			});
		},
	};
	const close = () => {
		for (const work of cleanUp.splice(0)) work();
	};
	return { terminal, close };
}

/** `core-matrix shell`. Returns the shell's exit code. */
export async function shellCommand({
	kernel,
	config: file,
	installMissing,
	...given
}: ShellArguments): Promise<number> {
	const cwd = process.cwd();
	const isWithout = file === undefined && (await findConfig(cwd)) === undefined;
	const config = await loadConfig({
		...(file !== undefined && { file }),
		cwd,
		// A repository without a configuration may have nothing to build, and still a kernel can be looked at.
		overrides: { kernels: kernel, build: 'each', ...(isWithout && { commands: 'shell: /bin/sh' }) },
	});
	if (config.kernels.length !== 1) {
		throw new CoreMatrixError('usage', `${JSON.stringify(kernel)} names ${config.kernels.length} kernels`, {
			remedy: 'Name one; a shell is opened in one guest.',
		});
	}
	const messages = createTerminal(process.stderr, { out: '' });
	const out = await mkdtemp(join(tmpdir(), 'core-matrix-shell-'));
	const ending = new AbortController();
	const own = ownTerminal(() => ending.abort());
	try {
		await ensureRequirements(new Set([...purposesOf(config), 'shell']), {
			consent: installMissing || isCi(process.env),
			tell: (message) => messages.listen({ type: 'host', message }),
		});
		const opened = () => {
			messages.close();
			process.stderr.write('Ctrl-] ends the guest.\n');
			return own.terminal;
		};
		return await withInterruption(
			(signal) =>
				openShell(
					{ ...given, config, out, signal: AbortSignal.any([signal, ending.signal]) },
					opened,
					(text) => process.stderr.write(neutralise(Buffer.from(text).toString())),
					messages.listen,
				),
			(message) => process.stderr.write(`${message}\n`),
		);
	} catch (error) {
		if (!ending.signal.aborted) throw error;
		process.stderr.write('\n');
		return 0;
	} finally {
		own.close();
		messages.close();
		await rm(out, { recursive: true, force: true });
	}
}
