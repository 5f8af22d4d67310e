import { appendFile, cp, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { resolveKernel } from '../../../src/kernels/resolve.ts';
import {
	mainlineRelease,
	mainlineVersions,
	nearestVersions,
	parseChecksums,
} from '../../../src/kernels/sources/mainline-listing.ts';
import { parseSpec } from '../../../src/kernels/spec.ts';
import { hasty } from '../oci/support.ts';
import { catalogOf, flipByte, useWorkspace } from '../support/archive.ts';
import { onSmallDisk } from '../support/disk.ts';
import { expectNothingKept } from '../support/kept.ts';
import { mainlineCatalog, makeKey, makeMainline, type SigningKey, signBuild } from '../support/mainline.ts';
import { serve, type TestServer } from '../support/server.ts';

// Real signatures by real keys: these need gpg, gpgv and dpkg-deb.
const workspace = useWorkspace();
const release = '6.14.3-061403-generic';
let made: string;
let key: SigningKey;
let server: TestServer;

beforeAll(async () => {
	made = await mkdtemp(join(tmpdir(), 'mainline-test-'));
	key = await makeKey(join(made, 'gpg'));
	await makeMainline(join(made, 'served'), key, {
		'6.14.3': release,
		'6.14.2': '6.14.2-061402-generic',
		'6.15-rc4': '6.15.0-061500rc4-generic',
	});
	return () => rm(made, { recursive: true });
}, 60_000);

beforeEach(async () => {
	await cp(join(made, 'served'), served(), { recursive: true });
	server = await serve(served());
});
afterEach(() => server.close());

const served = (...path: string[]) => join(workspace().folder, 'served', ...path);
const build = (...path: string[]) => served('mainline/v6.14.3/amd64', ...path);

async function resolve(spec: string, signer: Pick<SigningKey, 'fingerprint'> = key) {
	const notices: string[] = [];
	const image = await resolveKernel(
		parseSpec(spec, '/'),
		{
			onNotice: (message) => notices.push(message),
			onProgress: () => {},
			patience: hasty,
		},
		{ ...catalogOf('/nowhere'), mainline: mainlineCatalog(server.address, signer) },
	);
	return { ...image, notices };
}

async function packageOf(part: string): Promise<string> {
	const name = (await readdir(build())).find((file) => file.startsWith(`linux-${part}`));
	if (name === undefined) throw new Error(`no linux-${part}`);
	return name;
}

/** It fails so, and nothing of it is left in the cache or in the temporary folder. */
async function refuses(spec: string, expected: object, signer = key) {
	await expect(resolve(spec, signer)).rejects.toMatchObject({ kind: 'infrastructure', ...expected });
	await expectNothingKept();
}

describe('a mainline build', () => {
	it('is the newest of its series, with its modules', async () => {
		const image = await resolve('mainline:6.14');
		const url = `${server.address}/mainline/v6.14.3/amd64/${await packageOf('image')}`;
		expect(image).toMatchObject({
			spec: 'mainline:6.14',
			release,
			version: '6.14.3',
			source: { kind: 'mainline', url, digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) },
			notices: [],
		});
		expect(image.modules.map((file) => basename(file))).toEqual(['veth.ko']);
		expect(await readFile(join(dirname(image.image), 'config'), 'utf8')).toContain('CONFIG_BPF=y');
		const sizes = await Promise.all(
			[await packageOf('image'), await packageOf('modules')].map(
				async (name) => (await stat(build(name))).size,
			),
		);
		expect(image.files.map(({ size }) => size)).toEqual(sizes);
	});

	it.each([
		['mainline:6.14.2', '6.14.2-061402-generic', '6.14.2'],
		['mainline:6.15-rc4', '6.15.0-061500rc4-generic', '6.15-rc4'],
		['mainline:6', '6.15.0-061500rc4-generic', '6.15-rc4'],
	])('%s is %s', async (spec, expected, version) => {
		expect(await resolve(spec)).toMatchObject({ release: expected, version });
	});

	it('comes from the mirror that the user names, whose key is the same', async () => {
		const catalog = mainlineCatalog(server.address, key);
		const image = await resolveKernel(
			parseSpec('mainline:6.14', '/'),
			{ access: { mainlineMirror: `${catalog.address}/` }, onNotice: () => {}, onProgress: () => {} },
			{ ...catalogOf('/nowhere'), mainline: { ...catalog, address: 'http://127.0.0.1:1/mainline' } },
		);
		expect(image.source.url).toContain(`${catalog.address}/v6.14.3/`);
	});

	it('is fetched once', async () => {
		const first = await resolve('mainline:6.14');
		const before = server.requests.filter((path) => path.endsWith('.deb'));
		expect(await resolve('mainline:6.14')).toEqual(first);
		expect(server.requests.filter((path) => path.endsWith('.deb'))).toEqual(before);
	});

	it('is the one before when the newest failed to build', async () => {
		await rm(build(), { recursive: true });
		const image = await resolve('mainline:6.14');
		expect(image.version).toBe('6.14.2');
		expect(image.notices).toEqual([
			'mainline build 6.14.3 has no packages for amd64: it failed, or is not ready yet',
		]);
	});

	it('that is not there has its neighbours named', async () => {
		await refuses('mainline:6.14.9', {
			code: 'kernel-unavailable',
			message: `${server.address}/mainline/ has no kernel 6.14.9`,
			remedy: 'Name one that is there: 6.14.2, 6.14.3.',
		});
		await refuses('mainline:4.4', { remedy: 'Name one that is there: 6.14, 6.15.' });
	});

	it('goes on after a server that was busy', async () => {
		let tries = 0;
		const name = await packageOf('image');
		server.answer(`/mainline/v6.14.3/amd64/${name}`, async (response) => {
			if (tries++ === 0) response.writeHead(503).end();
			else response.end(await readFile(build(name)));
		});
		expect((await resolve('mainline:6.14')).release).toBe(release);
		expect(tries).toBe(2);
	});
});

describe('what cannot be verified', () => {
	const refused = { code: 'verification-failed' };

	it.each(['image', 'modules'])('is a package of the %s with another byte', async (part) => {
		const name = await packageOf(part);
		await flipByte(build(name), 100);
		await refuses('mainline:6.14', {
			...refused,
			message: expect.stringMatching(
				new RegExp(
					`/${name.replaceAll('.', '\\.')} is another file: \\d+ bytes, sha256 [0-9a-f]{64} instead of`,
				),
			),
		});
	});

	it('is a package that is short, or goes on', async () => {
		const name = await packageOf('image');
		await truncate(build(name), 1000);
		await refuses('mainline:6.14', {
			...refused,
			message: expect.stringContaining('another file: 1000 bytes'),
		});
		await appendFile(build(name), 'more');
		await refuses('mainline:6.14', refused);
	});

	it('is a web page in the place of a package', async () => {
		const name = await packageOf('image');
		server.answer(`/mainline/v6.14.3/amd64/${name}`, (response) =>
			response.end('<!DOCTYPE html><title>Please log in</title>'),
		);
		await refuses('mainline:6.14', {
			...refused,
			message: expect.stringContaining('43 bytes, a web page'),
		});
	});

	it('is a list of digests that was changed', async () => {
		const text = await readFile(build('CHECKSUMS'), 'utf8');
		await writeFile(build('CHECKSUMS'), text.replace('Sha256', 'Sha257'));
		await refuses('mainline:6.14', {
			...refused,
			message: `${server.address}/mainline/v6.14.3/amd64/CHECKSUMS cannot be verified: its signature is of another text`,
		});
	});

	it('is a signature that is none', async () => {
		await writeFile(build('CHECKSUMS.gpg'), '<html>');
		await refuses('mainline:6.14', {
			...refused,
			message: expect.stringContaining('it has no valid signature'),
		});
	});

	it('is a signature by another key', async () => {
		const other = await makeKey(join(workspace().folder, 'other'));
		await signBuild(build(), other);
		await refuses('mainline:6.14', {
			...refused,
			message: expect.stringContaining(`it is signed by another key than ${key.fingerprint}`),
		});
	});

	it('is a key of another fingerprint from the keyserver, whatever it has signed', async () => {
		const other = await makeKey(join(workspace().folder, 'other'));
		await signBuild(build(), other);
		await writeFile(served('keys', key.fingerprint), other.armored);
		await refuses('mainline:6.14', {
			...refused,
			message: expect.stringContaining(`it is signed by another key than ${key.fingerprint}`),
		});
	});

	it('is a key that has expired', async () => {
		const old = await makeKey(join(workspace().folder, 'old'), '1d', '20200101T000000');
		await signBuild(build(), old);
		await writeFile(served('keys', old.fingerprint), old.armored);
		await refuses(
			'mainline:6.14',
			{ ...refused, message: expect.stringContaining('the key that signed it has expired') },
			old,
		);
	});

	it('is a keyserver that gives no key', async () => {
		await writeFile(served('keys', key.fingerprint), '<html>no such key</html>');
		await refuses('mainline:6.14', {
			...refused,
			message: expect.stringContaining('the keyserver gave no OpenPGP key'),
		});
	});

	it('is the signed list of another version', async () => {
		await rm(build(), { recursive: true });
		await cp(served('mainline/v6.14.2/amd64'), build(), { recursive: true });
		await refuses('mainline:6.14.3', { code: 'kernel-unavailable' });
	});
});

// Some files are too many for it: the disk is full with the first package, the second, or what is in them.
it.each([2, 3, 5, 8])('a disk of %d inodes is told as full, wherever it fills', async (inodes) => {
	await onSmallDisk(join(workspace().folder, 'disk'), `size=32k,nr_inodes=${inodes}`, async (disk) => {
		vi.stubEnv('RUNNER_TEMP', disk);
		await refuses('mainline:6.14', {
			code: undefined,
			message: expect.stringMatching(/^no space is left on the disk for /),
		});
	});
});

describe('what is away', () => {
	const away = { code: 'kernel-unavailable' };

	it('is a listing that is a page of something else', async () => {
		await writeFile(served('mainline/index.html'), '<!DOCTYPE html><title>Please log in</title>');
		await refuses('mainline:6.14', { ...away, message: `${server.address}/mainline/ lists no kernels` });
	});

	it('is a server that stalls in the middle', async () => {
		const name = await packageOf('image');
		server.answer(`/mainline/v6.14.3/amd64/${name}`, (response) => {
			response.writeHead(200, { 'content-length': '100000' });
			response.write('the beginning');
		});
		await refuses('mainline:6.14', {
			...away,
			message: `cannot get ${server.address}/mainline/v6.14.3/amd64/${name}: it said nothing for 0.4 s (tried 3 times)`,
		});
	});

	it('is a connection that is cut each time', async () => {
		const name = await packageOf('image');
		server.answer(`/mainline/v6.14.3/amd64/${name}`, (response) => {
			response.writeHead(200, { 'content-length': '100000' });
			response.write('the beginning', () => response.destroy());
		});
		await refuses('mainline:6.14', {
			...away,
			message: expect.stringContaining(`cannot get ${server.address}/`),
		});
	});

	it('is a server that is not there, or refuses', async () => {
		server.answer('/mainline/', (response) => response.writeHead(403).end());
		await refuses('mainline:6.14', {
			...away,
			message: `cannot get ${server.address}/mainline/: it answered 403`,
		});
		await server.close();
		await refuses('mainline:6.14', { ...away, message: expect.stringContaining('ECONNREFUSED') });
		server = await serve(served());
	});
});

describe('names of mainline builds', () => {
	it.each([
		['6.14.3', '6.14.3-061403-generic'],
		['6.14', '6.14.0-061400-generic'],
		['6.14-rc4', '6.14.0-061400rc4-generic'],
		['5.10.10', '5.10.10-051010-generic'],
		['4.14.120', '4.14.120-0414120-generic'],
		['7.2.6', '7.2.6-070206-generic'],
	])('%s is %s', (version, expected) => {
		expect(mainlineRelease(version, 'generic')).toBe(expected);
	});

	it('are read from a listing, oldest first, each once', () => {
		const links = [
			'v6.14.10/',
			'v6.14.9/',
			'v6.14/',
			'v6.14-rc4/',
			'v6.14.9/',
			'daily/',
			'v../',
			'v6.x/',
			'/v6.15/',
		];
		const listing = links.map((link) => `<a href="${link}">x</a>`).join('');
		expect(mainlineVersions(listing)).toEqual(['6.14-rc4', '6.14', '6.14.9', '6.14.10']);
	});

	it('in CHECKSUMS are names of files and nothing more', () => {
		const digest = '0123456789abcdef'.repeat(4);
		const lines = [
			`${digest}  linux-a_1.0~rc4_amd64.deb`,
			`${digest} *amd64/linux-b_1_amd64.deb`,
			`${digest}  ../linux-c_1_amd64.deb`,
			`${digest}  x/../linux-d_1_amd64.deb`,
			`${digest}  linux-e_1_amd64.deb?x`,
			`${digest.slice(24)}  linux-f_1_amd64.deb`,
		];
		expect([...parseChecksums(lines.join('\n')).keys()]).toEqual([
			'linux-a_1.0~rc4_amd64.deb',
			'linux-b_1_amd64.deb',
		]);
	});

	it('that are near are of the same series, else the newest series', () => {
		const versions = ['5.4', '6.1', '6.1.1', '6.2'];
		expect(nearestVersions(versions, '6.1.9')).toEqual(['6.1', '6.1.1']);
		expect(nearestVersions(versions, '4.4')).toEqual(['5.4', '6.1', '6.2']);
	});
});
