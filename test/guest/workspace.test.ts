import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { candidates, namedIncludes, searchPath } from '../../src/guest/includes.ts';
import { collectWorkspace, flagsWithin, repositoryPath } from '../../src/guest/workspace.ts';

let root = '';
beforeEach(() => {
	root = realpathSync(mkdtempSync(join(tmpdir(), 'core-matrix-test-')));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text = ''): void {
	mkdirSync(dirname(join(root, path)), { recursive: true });
	writeFileSync(join(root, path), text);
}

const collect = async (path: string, cflags: string[] = []) =>
	[...(await collectWorkspace(root, [{ path, cflags }])).keys()].sort();

describe('what travels with a source', () => {
	it('is what it includes by name, and what that includes', async () => {
		write('bpf/a.bpf.c', '#include "vmlinux.h"\n#include <bpf/bpf_helpers.h>\n#include "b.h"\n');
		write('bpf/b.h', '  #  include "../common/c.h"\n');
		write('common/c.h', '#include "b.h"\n#include "missing.h"\n');
		write('common/unused.h');
		expect(await collect('bpf/a.bpf.c')).toEqual(['bpf/a.bpf.c', 'bpf/b.h', 'common/c.h']);
	});

	it('is every header of its -I folders, in both spellings, for includes that macros make', async () => {
		write('a.bpf.c', '#include HEADER\n');
		write('include/deep/x.h');
		write('include/readme.txt');
		write('more/y.h');
		expect(await collect('a.bpf.c', ['-Iinclude', '-isystem', 'more'])).toEqual([
			'a.bpf.c',
			'include/deep/x.h',
			'more/y.h',
		]);
	});

	it('leaves the repository’s own vmlinux.h behind: the guest’s kernel has its own', async () => {
		write('a.bpf.c', '#include "vmlinux.h"\n');
		write('vmlinux.h');
		expect(await collect('a.bpf.c', ['-I.'])).toEqual(['a.bpf.c']);
	});

	it('does not follow a link or a path out of the repository', async () => {
		const outside = mkdtempSync(join(tmpdir(), 'core-matrix-outside-'));
		writeFileSync(join(outside, 'secret.h'), 'secret');
		write(
			'a.bpf.c',
			`#include "linked.h"\n#include "folder/secret.h"\n#include "${outside}/secret.h"\n#include "../secret.h"\n`,
		);
		symlinkSync(join(outside, 'secret.h'), join(root, 'linked.h'));
		symlinkSync(outside, join(root, 'folder'));
		expect(await collect('a.bpf.c', [`-I${outside}`, '-Ifolder'])).toEqual(['a.bpf.c']);
		rmSync(outside, { recursive: true });
	});

	it('has an end: a tree of too many headers is an error that says what to do', async () => {
		write('a.bpf.c');
		write('huge/x.h', 'x'.repeat(129 * 1024 * 1024));
		await expect(collect('a.bpf.c', ['-Ihuge'])).rejects.toThrow(/more than 20000 files or 128 MiB/);
	});

	it('may be a cycle', async () => {
		write('a.bpf.c', '#include "b.h"');
		write('b.h', '#include "a.bpf.c"');
		expect(await collect('a.bpf.c')).toEqual(['a.bpf.c', 'b.h']);
	});
});

describe('a path that a guest names', () => {
	const workspace = new Map([['bpf/a.bpf.c', '/r/bpf/a.bpf.c']]);

	it.each([
		['/workspace/bpf/a.bpf.c', 'bpf/a.bpf.c'],
		['bpf/../bpf/./a.bpf.c', 'bpf/a.bpf.c'],
		['/etc/passwd', undefined],
		['../etc/passwd', undefined],
		['bpf/other.c', undefined],
		['', undefined],
	])('%s is %s', (guestPath, path) => {
		expect(repositoryPath(workspace, guestPath)).toBe(path);
	});
});

describe('flags', () => {
	it('that point into the repository absolutely point into the workspace', () => {
		const flags = flagsWithin(
			'/r/p',
			['-I/r/p/include', '-I', '/r/p/x', '-Irel', '-DX=/r/p/y', '-I/usr/include', '-I/r/pp'],
			'/workspace',
		);
		expect(flags).toEqual([
			'-I/workspace/include',
			'-I',
			'/workspace/x',
			'-Irel',
			'-DX=/r/p/y',
			'-I/usr/include',
			'-I/r/pp',
		]);
	});

	it('tell where to look', () => {
		expect(searchPath(['-O2', '-Ia', '-I', 'b', '-iquote', 'c', '-isystemd', '-include', 'e.h'])).toEqual({
			folders: ['a', 'b', 'c', 'd'],
			files: ['e.h'],
		});
	});
});

describe('includes', () => {
	it('are read line by line, at most 1000', () => {
		expect(namedIncludes('#include <a.h>\n# include "b c.h" // x\nint include;\n#include MACRO\n')).toEqual([
			{ name: 'a.h', quoted: false },
			{ name: 'b c.h', quoted: true },
		]);
		expect(namedIncludes('#include "a.h"\n'.repeat(5000))).toHaveLength(1000);
	});

	it('are looked for beside the file when quoted, then on the path', () => {
		expect(candidates({ name: 'x.h', quoted: true }, 'bpf/a.c', ['inc'])).toEqual(['bpf/x.h', 'inc/x.h']);
		expect(candidates({ name: '../x.h', quoted: false }, 'bpf/a.c', ['inc/deep'])).toEqual(['inc/x.h']);
	});
});
