import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageFile } from '../../../src/package-root.ts';
import { collectEvidence } from '../../../src/report/html/collect.ts';
import type { Report } from '../../../src/report/report.ts';
import { failing, finding } from '../sample.ts';

function folderWith(files: Readonly<Record<string, string | Buffer>>): string {
	const folder = mkdtempSync(join(tmpdir(), 'evidence-'));
	for (const [name, content] of Object.entries(files)) {
		mkdirSync(join(folder, dirname(name)), { recursive: true });
		writeFileSync(join(folder, name), content);
	}
	return folder;
}

const naming = (files: readonly string[], logs: readonly string[] = []): Report => ({
	...failing,
	kernels: [],
	findings: [
		...files.map((file) => finding(file, 'error', 'load', 'load-error', { file })),
		finding('logs', 'error', 'load', 'load-error', { logs }),
	],
});

const sourcesOf = async (root: string, files: readonly string[]) => [
	...(await collectEvidence(naming(files), root, root)).sources.keys(),
];

describe('collectEvidence', () => {
	it('reads sources, logs and consoles that the report names', async () => {
		const root = folderWith({ 'examples/iov_iter/naive.bpf.c': 'int x;\n', 'ü b/other.c': 'not named' });
		const out = folderWith({
			'debian-6.12/load/naive.log': 'refused\n',
			'debian-7/console.log': 'Linux version 7\n',
			'other.log': 'not named',
		});
		const { sources, logs, consoles } = await collectEvidence(failing, root, out);
		expect([...sources]).toEqual([['examples/iov_iter/naive.bpf.c', 'int x;\n']]);
		expect([...logs]).toEqual([['debian-6.12/load/naive.log', 'refused\n']]);
		expect([...consoles]).toEqual([['debian-7/console.log', 'Linux version 7\n']]);
	});

	it('reads names with spaces and from all scripts, and files with Windows line ends', async () => {
		const root = folderWith({ 'ü b/漢 🐝.c': 'int a;\r\nint b;\r\n' });
		const { sources } = await collectEvidence(naming(['ü b/漢 🐝.c']), root, root);
		expect([...sources.values()]).toEqual(['int a;\r\nint b;\r\n']);
	});

	it('reads nothing outside of the repository, nothing hidden, and no link to such', async () => {
		const outside = folderWith({ 'secret.c': 'secret' });
		const root = folderWith({ '.git/config': 'token', '.env': 'token', 'a.c': 'a', 'dir/.hidden/b.c': 'b' });
		symlinkSync(join(outside, 'secret.c'), join(root, 'link.c'));
		symlinkSync(join(root, '.git/config'), join(root, 'config.c'));
		symlinkSync(join(root, 'a.c'), join(root, 'good.c'));
		symlinkSync('loop.c', join(root, 'loop.c'));
		const hostile = ['/etc/passwd', '../secret.c', '.git/config', '.env', 'dir/.hidden/b.c', 'link.c'];
		const more = ['config.c', 'loop.c', 'gone.c', '', '.', 'a\0.c', join(outside, 'secret.c')];
		expect(await sourcesOf(root, [...hostile, ...more, 'good.c', 'a.c'])).toEqual(['a.c', 'good.c']);
	});

	it('finds the sources of compiled objects by their debug information, inside of the repository only', async () => {
		const bytes = readFileSync(packageFile('test/fixtures/bpf/naive.o')).toString('latin1');
		// The same object, as if compiled somewhere else: paths of one length.
		const compiledIn = (folder: string) =>
			Buffer.from(bytes.replaceAll('/src/naive.bpf.c', `${folder}/naive.bpf.c`), 'latin1');
		const root = folderWith({
			'a.o': compiledIn('prog'),
			'b.o': compiledIn('.git'),
			'c.o': compiledIn('/src'),
			'd.o': 'no object',
			'prog/naive.bpf.c': 'int x;\n',
			'.git/naive.bpf.c': 'token\n',
		});
		const [kernel] = failing.kernels;
		if (kernel === undefined) throw new Error('the sample has kernels');
		const cells = ['a.o', 'b.o', 'c.o', 'd.o', 'gone.o'].map((object) => ({
			...{ object, builtOn: '', verdict: 'pass' as const, programs: [] },
		}));
		const report = { ...failing, findings: [], kernels: [{ ...kernel, cells }] };
		const { definitions, sources } = await collectEvidence(report, root, root);
		expect(definitions.get('a.o')).toEqual(new Map([['on_send', { file: 'prog/naive.bpf.c', line: 7 }]]));
		for (const object of ['b.o', 'c.o', 'd.o']) expect(definitions.get(object)).toEqual(new Map());
		expect(sources).toEqual(
			new Map([
				['d.o', 'no object'],
				['prog/naive.bpf.c', 'int x;\n'],
			]),
		);
	});

	it('takes no folder, no pipe, no binary and no source of a megabyte', async () => {
		const root = folderWith({
			'folder/x.c': 'x',
			'object.o': Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0]),
			'latin1.c': Buffer.from([0xfc, 0x0a]),
			'large.c': 'x'.repeat(1024 * 1024),
			'fits.c': 'x'.repeat(512 * 1024),
		});
		execFileSync('mkfifo', [join(root, 'pipe.c')]);
		const files = ['folder', 'object.o', 'latin1.c', 'large.c', 'pipe.c', 'fits.c'];
		expect(await sourcesOf(root, files)).toEqual(['fits.c']);
	});

	it('keeps the beginning and the end of a long log, whole lines and whole characters', async () => {
		const line = (index: number) => `line ${index} ${'漢🐝'.repeat(20)}\n`;
		const text = Array.from({ length: 5000 }, (_, index) => line(index)).join('');
		const out = folderWith({ 'long.log': text, 'one-line.log': 'x'.repeat(100_000) });
		const { logs } = await collectEvidence(naming([], ['long.log', 'one-line.log']), out, out);
		const kept = logs.get('long.log') ?? '';
		expect(Buffer.byteLength(kept)).toBeLessThan(66_000);
		expect(kept.startsWith(line(0))).toBe(true);
		expect(kept.endsWith(line(4999))).toBe(true);
		expect(kept).toMatch(/\n\[core-matrix: \d+ bytes left out\]\nline \d+ 漢/);
		expect(kept).not.toContain('\ufffd');
		expect(logs.get('one-line.log')).toContain('bytes left out');
	});

	it('stops at a total, what failed first', async () => {
		const names = Array.from({ length: 300 }, (_, index) => `${index}.log`);
		const out = folderWith(Object.fromEntries(names.map((name) => [name, `${'x'.repeat(60_000)}\n`])));
		const { logs } = await collectEvidence(naming([], names), out, out);
		expect(logs.size).toBe(139);
		expect(logs.has('0.log')).toBe(true);
	});
});
