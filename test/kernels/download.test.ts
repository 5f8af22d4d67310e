import { access, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { download, fetchBytes } from '../../src/kernels/download.ts';
import { useWorkspace } from './support/archive.ts';
import { digestOf } from './support/packages.ts';
import { serve, type TestServer } from './support/server.ts';

const workspace = useWorkspace();
const content = Buffer.from('the content');
const options = { mostBytes: 1000, patience: { idleMs: 200, pausesMs: [1, 1] } };
let server: TestServer;

beforeEach(async () => {
	server = await serve(workspace().folder);
	await writeFile(join(workspace().folder, 'file'), content);
});
afterEach(() => server.close());

const get = (path: string, digest = digestOf(content), more = {}) =>
	download(`${server.address}/${path}`, target(), digest, { ...options, ...more });
const target = () => join(workspace().folder, 'target');

async function leavesNothing(work: Promise<unknown>, expected: object) {
	await expect(work).rejects.toMatchObject(expected);
	await expect(access(target())).rejects.toThrow('ENOENT');
}

describe('download', () => {
	it('writes the file and returns its size', async () => {
		expect(await get('file')).toBe(content.length);
		expect(await readFile(target())).toEqual(content);
	});

	it('tries again what may have passed, and not what has not', async () => {
		const answers = [429, 500, 200];
		server.answer('/busy', (response) => response.writeHead(answers.shift() ?? 404).end(content));
		expect(await get('busy')).toBe(content.length);
		server.answer('/gone', (response) => response.writeHead(410).end());
		await leavesNothing(get('gone'), { code: 'kernel-unavailable' });
		await leavesNothing(get('file', 'ab'.repeat(32)), { code: 'verification-failed' });
		expect(server.requests).toEqual(['/busy', '/busy', '/busy', '/gone', '/file']);
	});

	it('begins anew after a cut', async () => {
		let cut = true;
		server.answer('/file', (response) => {
			if (!cut) return void response.end(content);
			cut = false;
			response.writeHead(200, { 'content-length': content.length });
			response.write(content.subarray(0, 5), () => response.destroy());
		});
		expect(await get('file')).toBe(content.length);
		expect(await readFile(target())).toEqual(content);
	});

	it('stops at what has no end', async () => {
		server.answer('/endless', (response) => {
			response.on('drain', () => response.write(Buffer.alloc(100)));
			while (response.write(Buffer.alloc(100)));
		});
		await leavesNothing(get('endless'), {
			code: 'kernel-unavailable',
			message: `cannot get ${server.address}/endless: it is longer than 1000 bytes`,
		});
	});

	it('stops when it is told to', async () => {
		server.answer('/slow', (response) => void response.write('x'));
		const stop = new AbortController();
		setTimeout(() => stop.abort(new Error('stopped')), 50);
		await expect(get('slow', undefined, { signal: stop.signal })).rejects.toThrow('stopped');
	});

	it('names what fails below it', async () => {
		const work = download('http://nowhere.invalid/x', target(), '', {
			...options,
			patience: { idleMs: 5000, pausesMs: [] },
		});
		await leavesNothing(work, {
			code: 'kernel-unavailable',
			message: expect.stringMatching(/^cannot get http:\/\/nowhere\.invalid\/x: .*nowhere\.invalid/),
		});
	});
});

describe('a full disk', () => {
	it('is told as such, and no other source is to fill it', async () => {
		const disk = join(workspace().folder, 'disk');
		await execa('mkdir', [disk]);
		await execa('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]);
		try {
			const large = Buffer.alloc(1 << 20, 1);
			await writeFile(join(workspace().folder, 'large'), large);
			const file = join(disk, 'target');
			const work = download(`${server.address}/large`, file, digestOf(large), {
				...options,
				mostBytes: 2 << 20,
			});
			await expect(work).rejects.toMatchObject({
				kind: 'infrastructure',
				code: undefined,
				message: `no space is left on the disk for ${file}`,
			});
			await expect(access(file)).rejects.toThrow('ENOENT');
		} finally {
			await execa('umount', [disk]);
			await rm(disk, { recursive: true });
		}
	});
});

describe('fetchBytes', () => {
	it('knows nothing from something', async () => {
		expect(await fetchBytes(`${server.address}/file`, options)).toEqual(content);
		expect(await fetchBytes(`${server.address}/nothing`, options)).toBeUndefined();
	});
});
