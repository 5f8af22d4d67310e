import { chmod, chown, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageFile } from '../../src/package-root.ts';

/*
 * By a process of its own, as nobody where the tests run as root: root may open everything. The device is a file, and
 * sudo a script that runs what it is given.
 */

const nobody = process.getuid?.() === 0 ? 65_534 : undefined;
let folder = '';
let device = '';

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'kvm-'));
	device = join(folder, 'kvm');
	await chmod(folder, 0o755);
});
afterAll(async () => await rm(folder, { recursive: true }));

/** What was told. `sudo`: the script in its place. */
async function ensure(mode: number | undefined, sudo: string, consent = true): Promise<string[]> {
	await rm(device, { force: true });
	if (mode !== undefined) {
		await writeFile(device, '');
		if (nobody !== undefined) await chown(device, nobody, nobody);
		await chmod(device, mode);
	}
	await writeFile(join(folder, 'sudo'), `#!/bin/sh\n${sudo}\n`, { mode: 0o755 });
	const module = packageFile('src/host/kvm.ts');
	const code = `const { ensureKvm } = await import(${JSON.stringify(module)});
		await ensureKvm({ consent: ${consent}, tell: (line) => console.log(line), path: ${JSON.stringify(device)} });`;
	const { stdout } = await execa(process.execPath, ['--input-type=module', '-e', code], {
		cwd: '/',
		env: { PATH: `${folder}:${process.env.PATH}`, NODE_COMPILE_CACHE: '' },
		...(nobody !== undefined && { uid: nobody, gid: nobody }),
	});
	return stdout.split('\n').filter((line) => line !== '');
}

const works = 'shift; exec "$@"';

describe('ensureKvm', () => {
	it('says nothing where there is no device, and where it is open', async () => {
		expect(await ensure(undefined, works)).toEqual([]);
		expect(await ensure(0o600, 'exit 9')).toEqual([]);
	});

	it('opens it by sudo, once, and says so', async () => {
		expect(await ensure(0, works)).toEqual([`opened ${device} to this user (sudo chmod 0666 ${device})`]);
		expect((await stat(device)).mode & 0o777).toBe(0o666);
	});

	it('says what to run where sudo asks for a password', async () => {
		expect(await ensure(0, 'echo "sudo: a password is required" >&2; exit 1')).toEqual([
			`${device} is not open to this user and cannot be opened (sudo: a password is required), so guests are emulated: run \`sudo chmod 0666 ${device}\` on the runner, or add its user to the group kvm`,
		]);
	});

	it('does not take sudo’s word for it', async () => {
		const [line] = await ensure(0, 'exit 0');
		expect(line).toContain('cannot be opened');
	});

	it('changes nothing that nobody consented to', async () => {
		const [line] = await ensure(0, works, false);
		expect(line).toContain('guests are emulated: run `sudo chmod 0666');
		expect((await stat(device)).mode & 0o777).toBe(0);
	});
});
