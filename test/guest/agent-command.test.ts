import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { packageFile } from '../../src/package-root.ts';

/* How the agent runs commands, by its own C under the address and undefined-behaviour sanitizers. */

let folder = '';
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), 'core-matrix-test-'));
	const agent = ['exec.c', 'frame.c', 'util.c'].map((name) => packageFile(`vm-images/guest/${name}`));
	execFileSync('cc', [
		...['-std=gnu11', '-D_GNU_SOURCE', '-g', '-O1', '-Wall', '-Wextra', '-Werror'],
		...['-fsanitize=address,undefined', '-fno-sanitize-recover=all'],
		...['-o', join(folder, 'command'), packageFile('test/guest/command.c'), ...agent, '-lz'],
	]);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...words: string[]): string =>
	execFileSync(join(folder, 'command'), ['/', ...words], {
		encoding: 'utf8',
		timeout: 20_000,
		maxBuffer: 2 ** 28,
	});

it.each([
	[
		'what it prints, on both outputs, and its exit code',
		['sh', '-c', 'echo a; echo b >&2; exit 3'],
		'a\nb\nexit 3\n',
	],
	['the signal that ends it', ['sh', '-c', 'kill -SEGV $$'], 'signal 11\n'],
	['that there is no such program', ['no-such-program'], 'error 2\n'],
	['that a file cannot be executed', ['/etc/passwd'], 'error 13\n'],
	[
		'its own variables only, its folder, and no input',
		['sh', '-c', 'echo $OWN$HOME$ENTERED; pwd; cat'],
		'3\n/\nexit 0\n',
	],
])('tells %s', (_, words, expected) => {
	expect(run(...words)).toBe(expected);
});

it('does not wait for what a command leaves behind, even where that goes on writing, and ends it', () => {
	const marker = `${9_000_000 + process.pid}`;
	const begun = performance.now();
	const said = run('sh', '-c', `sleep ${marker} & while :; do echo on; done & echo started; sleep 0.2`);
	expect(performance.now() - begun).toBeLessThan(15_000);
	expect(said).toContain('started\n');
	expect(said).toMatch(/exit 0\n$/);
	const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
	const alive = processes.filter((pid) => {
		try {
			return readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith(`sleep\0${marker}`);
		} catch {
			return false;
		}
	});
	expect(alive).toEqual([]);
});

it('passes on what was printed last', () => {
	const lines = run('sh', '-c', 'seq 100000').split('\n');
	expect(lines.slice(-3)).toEqual(['100000', 'exit 0', '']);
});
