import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Guest } from '../../src/guest/guest.ts';
import { collectWorkspace } from '../../src/guest/workspace.ts';
import { findClang } from '../../src/host/clang.ts';
import { packageFile } from '../../src/package-root.ts';
import { createBuilds } from '../../src/run/builds.ts';
import { buildOnHost, copyWorkspace } from '../../src/run/host-build.ts';
import { kernelPaths } from '../../src/run/paths.ts';
import { makeRepository } from '../config/repository.ts';
import { temporaryFolder } from './support.ts';

/* This machine's compiler, without a guest: the header is that of the fixtures. */

const object = { kind: 'source', programs: {}, expect: [] } as const;
const noGuest = {} as Guest;

async function compile(source: string, { cflags = [] as string[], buildMs = 60_000 } = {}) {
	const root = await makeRepository({
		'bpf/a.bpf.c': source,
		'bpf/own.h': '#define OWN 1\n',
		'secret.h': '#error not beside it\n',
	});
	const out = temporaryFolder();
	const clang = await findClang();
	if (clang === undefined) throw new Error('this machine has no clang');
	const workspace = await collectWorkspace(root, [{ path: 'bpf/a.bpf.c', cflags }]);
	const folder = join(out, 'copy');
	await copyWorkspace(workspace, folder);
	const builds = createBuilds();
	const built = await buildOnHost(
		{
			guest: noGuest,
			spec: 'debian:6.1',
			root,
			out,
			clang: clang.path,
			workspace,
			paths: kernelPaths('debian:6.1'),
			buildMs,
			builds,
		},
		{ ...object, name: 'bpf/a.bpf.c', cflags },
		{ workspace: folder, header: packageFile('test/fixtures/bpf') },
		undefined,
	);
	builds.close('debian:6.1');
	return { root, out, built, path: await builds.await('bpf/a.bpf.c', 'debian:6.1') };
}

const program = `#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include "own.h"
SEC("kprobe/x") int on_x(struct pt_regs *registers) { return OWN; }
`;

describe('compiled on this machine', () => {
	test('an object has its lines of source, and a header beside it is found', async () => {
		const { built, path = '' } = await compile(program);
		expect(built).toEqual({ object: 'bpf/a.bpf.c', exitCode: 0, log: expect.any(String), diagnostics: [] });
		expect(await readFile(path, 'latin1')).toContain('{ return OWN; }');
	});

	test('an error stands at its place in the repository, in headers too', async () => {
		const { built, path } = await compile(`${program}int x = nothing;\n`, { cflags: ['-Ibpf'] });
		expect(path).toBeUndefined();
		expect(built.exitCode).toBe(1);
		expect(built.diagnostics).toMatchObject([{ severity: 'error', file: 'bpf/a.bpf.c', line: 5 }]);
	});

	test('only what would travel is there', async () => {
		const { built } = await compile(`#define NAME "../secret.h"\n#include NAME\n`);
		expect(built.diagnostics).toMatchObject([
			{ message: expect.stringContaining("'../secret.h' file not found") },
		]);
	});

	test('what does not end is ended', async () => {
		// Each line doubles what the line before it makes.
		const lines = Array.from({ length: 40 }, (_, at) => `#define M${at + 1} M${at} M${at}`);
		const { built } = await compile(`#define M0 x\n${lines.join('\n')}\nM40\n`, { buildMs: 1500 });
		expect(built.trouble?.code).toMatch(/^(?:stage-timeout|build-error)$/);
		expect(built.exitCode).not.toBe(0);
	});

	test('what it writes is bounded', async () => {
		const { built, path } = await compile('char big[1 << 30] = { 1 };\n');
		expect(built.exitCode).not.toBe(0);
		expect(path).toBeUndefined();
	});
});
