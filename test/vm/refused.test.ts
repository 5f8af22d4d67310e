import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { loadFailure } from '../../src/findings/classify.ts';
import type { ProgramObservation } from '../../src/findings/observation.ts';
import { outcomeOf } from '../../src/findings/program.ts';
import type { Guest } from '../../src/guest/guest.ts';
import { execute, putFile } from '../../src/guest/requests.ts';
import { createLog } from '../../src/log.ts';
import { packageFile } from '../../src/package-root.ts';
import { loadObject } from '../../src/run/load.ts';
import { kernelPaths } from '../../src/run/paths.ts';
import { objectConfig } from '../findings/observed.ts';
import { boot, temporaryFolder } from './support.ts';

// Kernels and processes that forbid: what a guest of a run never is, and what real ones may be.

const fixture = (name: string) => packageFile(`test/fixtures/bpf/${name}`);

/** What a run would find about the programs of an object. */
async function failuresOf(guest: Guest, object: string) {
	const observed: ProgramObservation[] = [];
	const nothing = () => {};
	const lost = (error: unknown) => {
		throw error;
	};
	const context = {
		seat: { guest: async () => guest, lost, close: guest.stop },
		out: temporaryFolder(),
		paths: kernelPaths('debian:6.1'),
		version: '6.1',
		repository: { root: '/' },
		deadlines: { loadMs: 60_000, triggerMs: 60_000 },
		onStage: nothing,
		onProgram: nothing,
		onTrial: nothing,
	};
	const trouble = await loadObject(context, objectConfig({ name: object }), '', fixture(object), observed);
	expect(trouble).toBeUndefined();
	return observed.map((program) => {
		const outcome = outcomeOf(program, undefined);
		return typeof outcome === 'object' && 'failure' in outcome ? outcome.failure : undefined;
	});
}

test('a kernel that is locked down, without the security module of BPF', async () => {
	const guest = await boot({ spec: 'debian:6.1', parameters: ['lsm=lockdown', 'lockdown=confidentiality'] });
	expect(await failuresOf(guest, 'naive.o')).toEqual([
		expect.objectContaining({
			code: 'lockdown',
			stage: 'load',
			title: expect.stringMatching(
				/^`bpf_probe_read\w*` is refused to `on_send`: this kernel is locked down$/,
			),
			message: expect.stringContaining('/sys/kernel/security/lockdown says `confidentiality`.'),
		}),
	]);
	expect(await failuresOf(guest, 'lsm.clang14.o')).toEqual([
		expect.objectContaining({
			code: 'lsm-inactive',
			stage: 'trigger',
			message: expect.stringContaining('`lsm/file_open`'),
		}),
	]);
});

test('a process that may lock little memory, and one that is nobody', async () => {
	const guest = await boot({ spec: 'debian:5.10' });
	const program = join(temporaryFolder(), 'restricted');
	const source = packageFile('test/vm/restricted.c');
	await execa('cc', ['-O2', '-static', '-o', program, source, '-lbpf', '-lelf', '-lz', '-lzstd']);
	await putFile(guest, program, '/tmp/restricted', 0o755);
	await putFile(guest, fixture('failures.o'), '/tmp/failures.o');
	const attempt = async (how: string) => {
		const path = join(temporaryFolder(), how);
		const log = createLog(path);
		const command = { arguments: ['/tmp/restricted', how, '/tmp/failures.o'], variables: [], folder: '/' };
		const { exit = 0 } = await execute(guest, command, 60_000, log);
		log.close();
		const load = { errno: exit, log: path, excerpt: await readFile(path, 'utf8') };
		return loadFailure({ name: 'null_deref', section: '', type: 'tracepoint', load });
	};
	expect(await attempt('memlock')).toMatchObject({
		code: 'memlock',
		message: expect.stringContaining("try raising 'ulimit -l'"),
	});
	expect(await attempt('nobody')).toMatchObject({
		code: 'permission',
		message: expect.stringContaining('errno 1 (EPERM)'),
	});
});
