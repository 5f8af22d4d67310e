import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { chooseAccelerator, runProbe } from '../../src/guest/accelerator.ts';

/* The real probe is run in test/vm/guest.test.ts; here QEMU is a script, for what QEMU seldom does. */

let folder = '';
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'core-matrix-test-'));
	vi.stubEnv('PATH', `${folder}:${process.env.PATH}`);
});
afterEach(() => {
	vi.unstubAllEnvs();
	rmSync(folder, { recursive: true, force: true });
});

function qemuIs(script: string): void {
	writeFileSync(join(folder, 'qemu-system-x86_64'), `#!/bin/sh\n${script}\n`);
	chmodSync(join(folder, 'qemu-system-x86_64'), 0o755);
}

describe('the probe', () => {
	it('is what QEMU’s exit code says', async () => {
		qemuIs('exit 33');
		expect(await runProbe('/probe', 'kvm', 5000)).toBe(33);
	});

	it('that does not end is ended', async () => {
		qemuIs('exec sleep 60');
		expect(await runProbe('/probe', 'kvm', 100)).toBeUndefined();
	});

	it('proves nothing when QEMU ends with a complaint of its own', async () => {
		qemuIs('exit 1');
		expect(await chooseAccelerator('auto', '/probe')).toMatchObject({
			accelerator: 'tcg',
			notice: expect.any(String),
		});
	});
});

it.each(['kvm', 'tcg'] as const)('takes %s unasked where it is wanted', async (wanted) => {
	qemuIs('exit 1');
	expect(await chooseAccelerator(wanted, '/probe')).toEqual({ accelerator: wanted });
});
