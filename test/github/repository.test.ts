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
		expect(repositoryRoot(join(workspace, folder), workspace)).toBe(join(workspace, root));
	});
	it('is not known without a repository and a workspace', () => {
		expect(repositoryRoot(join(workspace, 'plain'), undefined)).toBeUndefined();
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
