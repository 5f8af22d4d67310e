import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { chooseAccelerator, runProbe } from '../../src/guest/accelerator.ts';
import { execute, getFile, inspectObject, makeHeader, putFile } from '../../src/guest/requests.ts';
import { createLog } from '../../src/log.ts';
import { packageFile } from '../../src/package-root.ts';
import { boot, guestPrograms, temporaryFolder } from './support.ts';

/** A static program of one instruction that never ends. */
function endlessProgram(folder: string): string {
	const source = join(folder, 'endless.S');
	const program = join(folder, 'endless');
	writeFileSync(source, '.globl _start\n_start: jmp _start\n');
	execFileSync('cc', ['-nostdlib', '-static', '-o', program, source]);
	return program;
}

describe('a guest', () => {
	it.each(['debian:5.10', 'debian:7'])('boots %s and says which kernel it runs', async (spec) => {
		const guest = await boot({ spec });
		expect(guest.hello.release).toContain(spec.replace('debian:', ''));
		expect(guest.hello).toMatchObject({ btf: true, complaints: '', transport: 'virtio' });
	});

	it('speaks over the second serial port where the kernel has no virtio, whole files included', async () => {
		const folder = temporaryFolder();
		const guest = await boot({ spec: 'debian:6.1', modules: [] });
		expect(guest.hello.transport).toBe('serial');
		const bytes = Buffer.from(Array.from({ length: 200_000 }, (_, index) => (index * 31) % 256));
		writeFileSync(join(folder, 'sent'), bytes);
		expect(await putFile(guest, join(folder, 'sent'), '/tmp/a/b/file')).toMatchObject({ errno: 0 });
		expect(await getFile(guest, '/tmp/a/b/file', join(folder, 'back'))).toMatchObject({ errno: 0 });
		expect(readFileSync(join(folder, 'back')).equals(bytes)).toBe(true);
	});

	it('makes vmlinux.h, survives what is no object, ends what never ends, and goes on', async () => {
		const folder = temporaryFolder();
		const guest = await boot({ spec: 'debian:6.1' });
		const log = createLog(join(folder, 'log'));
		expect(await makeHeader(guest, log, 60_000)).toEqual({ errno: 0, timedOut: false });
		await getFile(guest, '/run/include/vmlinux.h', join(folder, 'vmlinux.h'));
		expect(readFileSync(join(folder, 'vmlinux.h'), 'utf8')).toContain('struct iov_iter {');

		writeFileSync(join(folder, 'no-object'), 'not ELF');
		await putFile(guest, join(folder, 'no-object'), '/tmp/x.o');
		const { answer, programs } = await inspectObject(guest, '/tmp/x.o', log, 10_000);
		expect(answer.errno).not.toBe(0);
		expect(programs).toEqual([]);

		await putFile(guest, endlessProgram(folder), '/tmp/endless');
		const run = (...words: string[]) =>
			execute(guest, { arguments: words, variables: [], folder: '/' }, 3000, log);
		const notExecutable = await run('/tmp/endless');
		expect(notExecutable).toMatchObject({ errno: 13, timedOut: false });
		await putFile(guest, endlessProgram(folder), '/tmp/endless', 0o755);
		expect(await run('/tmp/endless')).toMatchObject({ timedOut: true });
		expect(await run('/init', 'true')).toMatchObject({ exit: 0 });
		log.close();
		expect(readFileSync(join(folder, 'log'), 'utf8')).toContain('not a proper ELF object');
	});

	it('is a kernel-panic when it panics, with the kernel’s reason', async () => {
		const init = { path: '/init', content: 'no program', mode: 0o644 };
		await expect(boot({ spec: 'debian:6.1', init })).rejects.toMatchObject({
			code: 'kernel-panic',
			message: expect.stringContaining('Kernel panic - not syncing'),
		});
	});

	it('is a boot-timeout when it hangs', async () => {
		const init = { path: '/init', from: endlessProgram(temporaryFolder()), mode: 0o755 };
		await expect(boot({ spec: 'debian:6.1', init, deadlineMs: 8000 })).rejects.toMatchObject({
			code: 'boot-timeout',
			message: 'no sign of life after 8 s',
		});
	});

	it('is lost when the run is cancelled, at once', async () => {
		const cancelled = new AbortController();
		const booting = boot({ spec: 'debian:6.1', signal: cancelled.signal });
		cancelled.abort();
		await expect(booting).rejects.toMatchObject({ code: 'guest-lost', message: 'the run was cancelled' });
	});

	it('dies with the process that started it', async () => {
		const child = spawn(process.execPath, [packageFile('test/vm/orphan.ts')], {
			stdio: ['ignore', 'pipe', 'inherit'],
		});
		const [pid] = await once(createInterface(child.stdout), 'line');
		expect(existsSync(`/proc/${pid}`)).toBe(true);
		child.kill('SIGKILL');
		await expect.poll(() => existsSync(`/proc/${pid}/exe`), { timeout: 10_000 }).toBe(false);
	});
});

describe('the accelerator probe', () => {
	it('runs to its end where instructions are run', async () => {
		const { probe } = await guestPrograms();
		expect(await runProbe(probe, 'tcg', 60_000)).toBe(33);
	});

	it('chooses what has been seen to work, and says why it is not KVM', async () => {
		const { probe } = await guestPrograms();
		const { accelerator, notice } = await chooseAccelerator('auto', probe);
		const native = (await runProbe(probe, 'kvm', 2000)) === 33;
		expect(accelerator).toBe(native ? 'kvm' : 'tcg');
		expect(notice === undefined).toBe(native);
	});
});
