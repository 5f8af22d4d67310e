import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repositoryPath, repositoryRoot } from '../../src/github/repository.ts';

const workspace = mkdtempSync(join(tmpdir(), 'workspace-'));
mkdirSync(join(workspace, 'checkout/.git'), { recursive: true });
mkdirSync(join(workspace, 'checkout/bpf'));
mkdirSync(join(workspace, 'worktree'));
writeFileSync(join(workspace, 'worktree/.git'), 'gitdir: elsewhere\n');
mkdirSync(join(workspace, 'plain/bpf'), { recursive: true });

describe('repositoryRoot', () => {
	it.each([
		['checkout', 'checkout'],
		['checkout/bpf', 'checkout'],
		['worktree', 'worktree'],
		// Without `.git` the workspace is all there is to go by.
		['plain/bpf', '.'],
	])('of %s is %s', (folder, root) => {
		expect(repositoryRoot(join(workspace, folder), { GITHUB_WORKSPACE: workspace })).toBe(
			join(workspace, root),
		);
	});
	it('is not known without a repository and a workspace', () => {
		expect(repositoryRoot(join(workspace, 'plain'), {})).toBeUndefined();
	});
});

describe('repositoryRoot among several repositories', () => {
	const outer = mkdtempSync(join(tmpdir(), 'outer-'));
	const repository = (folder: string, url: string, git = '.git') => {
		mkdirSync(join(outer, folder, git), { recursive: true });
		writeFileSync(join(outer, folder, git, 'config'), `[remote "origin"]\n\turl = ${url}\n`);
	};
	repository('main', 'https://github.com/Octo/Tracer');
	repository('main/vendor', 'https://github.com/other/library.git');
	repository('main', 'https://github.com/octo/sub', '.git/modules/sub');
	mkdirSync(join(outer, 'main/sub'));
	writeFileSync(join(outer, 'main/sub/.git'), 'gitdir: ../.git/modules/sub\n');
	repository('ssh', 'git@github.com:octo/tracer.git');
	const rootOf = (folder: string, name = 'octo/tracer') =>
		repositoryRoot(join(outer, folder), { GITHUB_REPOSITORY: name, GITHUB_WORKSPACE: outer });

	it.each([
		['main', 'main'],
		['main/vendor', 'main'],
		['main/sub', 'main'],
		['ssh', 'ssh'],
	])('of %s is %s', (folder, root) => {
		expect(rootOf(folder)).toBe(join(outer, root));
	});
	it('is that of a submodule, where the job is of its repository', () => {
		expect(rootOf('main/sub', 'octo/sub')).toBe(join(outer, 'main/sub'));
	});
	it('is the nearest, where none has that remote', () => {
		expect(rootOf('main/vendor', 'fork/tracer')).toBe(join(outer, 'main/vendor'));
	});
});

describe('repositoryPath', () => {
	it.each([
		['/w/sub', '/w/sub/bpf/a.c', 'bpf/a.c'],
		['/w', '/w/sub/bpf/a.c', 'sub/bpf/a.c'],
		['/w', '/w/a/../b.c', 'b.c'],
		['/w', '/w/..x/b.c', '..x/b.c'],
		['/w', '/w', undefined],
		['/w', '/', undefined],
		['/w', '/w/../etc/passwd', undefined],
		['/w', '/usr/include/a.h', undefined],
		['/w', '/wide/a.c', undefined],
		[undefined, '/w/a.c', undefined],
	])('in %s, %s is %s', (root, file, path) => {
		expect(repositoryPath(root, file)).toBe(path);
	});
});
