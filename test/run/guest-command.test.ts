import { describe, expect, it, test } from 'vitest';
import { pathFrom } from '../../src/run/build-command.ts';
import { badEnd, exitCodeOf } from '../../src/run/guest-command.ts';

test.each([
	[{ exit: 0 }, undefined, 0],
	[{ exit: 3 }, 'exit code 3', 3],
	[{ errno: 0, exit: 3 }, 'exit code 3', 3],
	[{ signal: 11 }, 'ended by signal 11', 139],
	[{ errno: 2 }, 'could not be started: ENOENT (no such file or directory)', 127],
	[{ errno: 13 }, 'could not be started: EACCES (permission denied)', 126],
])('%j', (end, words, code) => {
	expect([badEnd(end), exitCodeOf(end)]).toEqual([words, code]);
});

describe('a file that a compiler names below a build command', () => {
	const files = ['bpf/a.bpf.c', 'bpf/net/a.h', 'lib/net/a.h', 'lib/b.h', 'ci/Makefile'];
	const workspace = new Map(files.map((path) => [path, `/repository/${path}`]));
	it.each([
		['/workspace/bpf/a.bpf.c', 'bpf/a.bpf.c'],
		['Makefile', 'ci/Makefile'],
		['../bpf/a.bpf.c', 'bpf/a.bpf.c'],
		// make -C went elsewhere.
		['a.bpf.c', 'bpf/a.bpf.c'],
		['../../lib/b.h', 'lib/b.h'],
		['net/a.h', undefined],
		['bpf/net/a.h', 'bpf/net/a.h'],
		['/usr/include/bpf/b.h', undefined],
		['/workspace/../etc/passwd', undefined],
		['.h', undefined],
	])('%s is %s', (named, path) => {
		expect(pathFrom(workspace, '/workspace/ci', named)).toBe(path);
	});
});
