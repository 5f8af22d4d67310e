import { appendFile, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { resolveKernel } from '../../src/kernels/resolve.ts';
import { parseSpec } from '../../src/kernels/spec.ts';
import { catalogOf, packageIn, useWorkspace, withDebian } from './support/archive.ts';
import { onSmallDisk } from './support/disk.ts';
import { expectNothingKept } from './support/kept.ts';
import { serve, type TestServer } from './support/server.ts';

// What an archive, a network or a disk can do to a kernel on its way, by the real apt over HTTP.
const workspace = useWorkspace();
const image = 'linux-image-6.1.0-10-cloud-amd64';
let server: TestServer;

beforeEach(async () => {
	const { archive, folder } = workspace();
	server = await serve(archive);
	const settings = [
		'Dir::Etc::Parts "/dev/null"; Dir::Etc::Main "/dev/null";',
		'Acquire::http::Timeout "1"; Acquire::Retries "0";',
	];
	await writeFile(join(folder, 'apt.conf'), settings.join('\n'));
	vi.stubEnv('APT_CONFIG', join(folder, 'apt.conf'));
});
afterEach(() => server.close());

async function resolve() {
	const catalog = withDebian(catalogOf(workspace().archive), { mirror: server.address });
	const options = { access: { debianMirror: server.address }, onNotice: () => {}, onProgress: () => {} };
	return await resolveKernel(parseSpec('6.1', '/'), options, catalog);
}

async function refuses(expected: object) {
	await expect(resolve()).rejects.toMatchObject({ kind: 'infrastructure', ...expected });
	await expectNothingKept();
}

describe('a package', () => {
	const refused = { code: 'verification-failed' };

	it('that is cut is refused', async () => {
		await truncate(await packageIn(workspace().archive, image), 500);
		await refuses({ ...refused, message: expect.stringContaining('unexpected size') });
	});

	it('that is longer is refused', async () => {
		await appendFile(await packageIn(workspace().archive, image), 'more');
		await refuses({ ...refused, message: expect.stringContaining('unexpected size') });
	});

	it('that is a web page is refused', async () => {
		await writeFile(await packageIn(workspace().archive, image), '<!DOCTYPE html><title>Log in</title>');
		await refuses({ ...refused, message: expect.stringContaining('unexpected size') });
	});

	it('that stalls in the middle is given up', { timeout: 60_000 }, async () => {
		const { archive } = workspace();
		const file = await packageIn(archive, image);
		const bytes = await readFile(file);
		server.answer(file.slice(archive.length), (response) => {
			response.writeHead(200, { 'content-length': bytes.length });
			response.write(bytes.subarray(0, 100));
		});
		await refuses({ code: 'kernel-unavailable', message: expect.stringMatching(/timed out|timeout/i) });
	});
});

describe('an archive', () => {
	it('that is a web page is refused', async () => {
		server.answer('/dists/old/InRelease', (response) => response.end('<!DOCTYPE html><title>Log in</title>'));
		await refuses({ code: 'verification-failed' });
	});
});

describe('a full disk', () => {
	// An index is a file or a folder: the disk is full before the package, with it, and with what is in it.
	it.each([3, 4, 8, 20])('of %d inodes is told as such, wherever it fills', async (inodes) => {
		await onSmallDisk(join(workspace().folder, 'disk'), `size=8k,nr_inodes=${inodes}`, async (disk) => {
			vi.stubEnv('RUNNER_TEMP', disk);
			await refuses({
				code: undefined,
				message: expect.stringMatching(/^no space is left on the disk for /),
			});
		});
	});
});
