import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execaNode } from 'execa';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cached, cachedVersions, entryVersion, findCached } from '../src/store.ts';

const version = entryVersion('6.1.176', `sha256:${'01'.repeat(32)}`);
let scratch: string;

beforeEach(async () => {
	scratch = await mkdtemp(join(tmpdir(), 'store-test-'));
	vi.stubEnv('RUNNER_TOOL_CACHE', '');
	vi.stubEnv('RUNNER_TEMP', '');
	vi.stubEnv('GITHUB_ACTIONS', '');
	vi.stubEnv('XDG_CACHE_HOME', scratch);
});

afterEach(async () => {
	vi.unstubAllEnvs();
	await rm(scratch, { recursive: true });
});

async function fill(folder: string): Promise<void> {
	await mkdir(join(folder, 'modules'));
	await writeFile(join(folder, 'vmlinuz'), 'the kernel');
	await writeFile(join(folder, 'modules', 'a.ko'), 'a module');
}

describe('cached', () => {
	it('fills an entry once, under the folder of the user when there is no runner', async () => {
		const filled = vi.fn(fill);
		const folder = await cached('kernel', version, filled);
		expect(folder.startsWith(join(scratch, 'core-matrix', 'tools', 'kernel', version))).toBe(true);
		expect(await readFile(join(folder, 'modules', 'a.ko'), 'utf8')).toBe('a module');
		expect(await cached('kernel', version, filled)).toBe(folder);
		expect(filled).toHaveBeenCalledTimes(1);
		expect(await cachedVersions('kernel')).toEqual([version]);
	});

	it('uses the folders of a runner', async () => {
		vi.stubEnv('RUNNER_TOOL_CACHE', join(scratch, 'runner-tools'));
		vi.stubEnv('RUNNER_TEMP', join(scratch, 'runner-temp'));
		expect(await cached('kernel', version, fill)).toContain(join(scratch, 'runner-tools', 'kernel'));
		expect(await readdir(join(scratch, 'runner-temp'))).toEqual([]);
	});

	it('keeps nothing of a fill that failed', async () => {
		const failing = cached('kernel', version, async (folder) => {
			await fill(folder);
			throw new Error('the network went away');
		});
		await expect(failing).rejects.toThrow('the network went away');
		expect(await findCached('kernel', version)).toBeUndefined();
		expect(await readdir(join(scratch, 'core-matrix', 'tmp'))).toEqual([]);
	});

	it('never uses an entry that was half written', async () => {
		const folder = await cached('kernel', version, fill);
		await rm(`${folder}.complete`);
		const again = vi.fn(fill);
		await cached('kernel', version, again);
		expect(again).toHaveBeenCalledTimes(1);
	});

	const damages: [string, (folder: string) => Promise<void>][] = [
		['a file is missing', (folder) => rm(join(folder, 'modules', 'a.ko'))],
		['a file is short', (folder) => truncate(join(folder, 'vmlinuz'), 3)],
		['a file has grown', (folder) => appendFile(join(folder, 'vmlinuz'), '!')],
		['a file has other bytes', (folder) => writeFile(join(folder, 'vmlinuz'), 'the kernxl')],
		['the manifest is missing', (folder) => rm(join(folder, 'manifest.json'))],
		['the manifest is cut', (folder) => truncate(join(folder, 'manifest.json'), 10)],
		['the manifest is something else', (folder) => writeFile(join(folder, 'manifest.json'), '[{"path":1}]')],
	];
	it.each(damages)('makes an entry again when %s', async (_, damage) => {
		const folder = await cached('kernel', version, fill);
		await damage(folder);
		const notices: string[] = [];
		const again = vi.fn(fill);
		expect(await cached('kernel', version, again, { onNotice: (message) => notices.push(message) })).toBe(
			folder,
		);
		expect(again).toHaveBeenCalledTimes(1);
		expect(notices).toEqual([`${folder} is damaged and is made again`]);
		expect(await readFile(join(folder, 'vmlinuz'), 'utf8')).toBe('the kernel');
	});

	it('lets one of several processes fill, and the others wait for it', { timeout: 30_000 }, async () => {
		const script = join(scratch, 'fill.ts');
		await writeFile(
			script,
			`import { appendFile, writeFile } from 'node:fs/promises';
			import { setTimeout } from 'node:timers/promises';
			import { cached } from ${JSON.stringify(join(import.meta.dirname, '../src/store.ts'))};
			const folder = await cached('kernel', ${JSON.stringify(version)}, async (folder: string) => {
				await appendFile(${JSON.stringify(join(scratch, 'fills'))}, 'x');
				await setTimeout(200);
				await writeFile(folder + '/vmlinuz', 'the kernel');
			});
			process.stdout.write(folder);`,
		);
		const outputs = await Promise.all([1, 2, 3].map(async () => (await execaNode(script)).stdout));
		expect(new Set(outputs).size).toBe(1);
		// The toolkit's debug commands would stand before it.
		expect(outputs[0]).toBe(await findCached('kernel', version));
		expect(await readFile(join(scratch, 'fills'), 'utf8')).toBe('x');
	});

	it('says which folder cannot be written', async () => {
		await writeFile(join(scratch, 'file'), '');
		vi.stubEnv('RUNNER_TOOL_CACHE', join(scratch, 'file'));
		await expect(cached('kernel', version, fill)).rejects.toThrow(
			expect.objectContaining({
				kind: 'infrastructure',
				message: expect.stringContaining(`cannot lock ${join(scratch, 'file', 'core-matrix-locks')}`),
			}),
		);
	});
});

describe('entryVersion', () => {
	it.each([
		['6.1.176', 'sha256:0123', '6.1.176-sha256.x0123'],
		['1.4', 'ab', '1.4.0-sha256.xab'],
		['7.3~rc7-1', 'sha256:00', '7.3.0-sha256.x00'],
		['6.01', 'sha256:00', '6.1.0-sha256.x00'],
		['unknown', 'sha256:00', '0.0.0-sha256.x00'],
	])('%s of %s is %s', (text, digest, expected) => {
		expect(entryVersion(text, digest)).toBe(expected);
	});
});
