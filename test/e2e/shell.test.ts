import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { packageFile } from '../../src/package-root.ts';
import { makeRepository } from '../config/repository.ts';

/** `core-matrix shell` on a terminal of 33 rows and 101 columns, which script(1) makes. */
function openShell(cwd: string, ...words: readonly string[]) {
	const command = [process.execPath, packageFile('src/bin.ts'), 'shell', ...words].join(' ');
	const child = spawn('script', ['-qefc', `stty rows 33 cols 101; exec ${command}`, '/dev/null'], {
		cwd,
		env: { ...process.env, TERM: 'xterm' },
	});
	onTestFinished(() => void child.kill('SIGKILL'));
	let shown = '';
	child.stdout.setEncoding('utf8').on('data', (text: string) => {
		// Node's raw mode leaves the terminal its ONLCR, so each line ends with the guest's carriage return and one more.
		shown = (shown + text).replace(/\r+\n/g, '\n');
	});
	return {
		type: (keys: string) => child.stdin.write(keys),
		/** Resolves when the terminal has shown it, after what was waited for before. */
		async shows(text: string | RegExp) {
			await expect.poll(() => shown, { timeout: 100_000 }).toMatch(text);
			const [found = ''] = new RegExp(text).exec(shown) ?? [];
			shown = shown.slice(shown.indexOf(found) + found.length);
		},
		exit: once(child, 'exit').then(([code]) => code),
	};
}

test('shell opens a shell in a guest, with the workspace, the keys and the size of the terminal, and its exit code', async () => {
	const cwd = await makeRepository({
		'core-matrix.yml': `kernels: debian:7
objects:
  - { source: bpf/broken.bpf.c }
commands:
  - { name: test, run: cat data/x }
`,
		'bpf/broken.bpf.c': 'int broken(void) { return nowhere; }\n',
		'data/x': 'of the repository\n',
	});
	const shell = openShell(cwd, 'debian:6.1', '--accel', 'tcg');
	// What does not compile is what one wants to look at: it does not keep the shell from opening.
	await shell.shows("use of undeclared identifier 'nowhere'");
	await shell.shows('debian:6.1:/workspace# ');
	shell.type('uname -r; cat data/x; stty size\r');
	await shell.shows(/\n6\.1\..*\nof the repository\n33 101\n/);
	shell.type('sleep 1000\r');
	await shell.shows('sleep 1000\n');
	shell.type('\x03');
	await shell.shows('/workspace# ');
	shell.type('exit 5\r');
	expect(await shell.exit).toBe(5);
});

test('Ctrl-] ends the guest whatever it does; there need be no configuration', async () => {
	const shell = openShell(await makeRepository({}), 'debian:6.1', '--accel', 'tcg');
	await shell.shows('/workspace# ');
	shell.type('trap "" INT TERM; while true; do :; done\r');
	await shell.shows('done\n');
	shell.type('\x1d');
	expect(await shell.exit).toBe(0);
});
