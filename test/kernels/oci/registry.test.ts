import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { fetchManifest, listTags, openRegistry } from '../../../src/kernels/oci/registry.ts';
import { answerChallenges } from '../../../src/kernels/oci/token.ts';
import {
	addImage,
	answer,
	type Contents,
	type Handler,
	hasty,
	repositoryOn,
	sha256,
	startServer,
} from './support.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');

/** What `docker login` would have left, for the test alone. */
async function useCredentials(hosts: readonly string[]): Promise<void> {
	const folder = await mkdtemp(join(tmpdir(), 'docker-test-'));
	const auths = Object.fromEntries(hosts.map((host) => [host, { auth: base64('me:secret') }]));
	await writeFile(join(folder, 'config.json'), JSON.stringify({ auths }));
	vi.stubEnv('DOCKER_CONFIG', folder);
	onTestFinished(async () => {
		vi.unstubAllEnvs();
		await rm(folder, { recursive: true });
	});
}

function contentsWithImage(): { readonly contents: Contents; readonly digest: string } {
	const contents: Contents = new Map();
	return { contents, digest: addImage(contents, '6.6.1', []) };
}

describe('who asks', () => {
	it('says nothing of itself to a registry that does not want to know', async () => {
		const { contents, digest } = contentsWithImage();
		const seen: (string | undefined)[] = [];
		const server = await startServer((request, response) => {
			seen.push(request.headers.authorization);
			answer(contents, request, response);
		});
		await useCredentials([server.host]);
		expect((await fetchManifest(repositoryOn(server), { tag: '6.6.1' }))?.digest).toBe(digest);
		expect(seen).toEqual([undefined]);
	});

	it('gets a token without a name for what is public, and a new one when it has run out', async () => {
		const { contents } = contentsWithImage();
		await useCredentials(['another.example']);
		let valid = 0;
		const tokens = await startServer((request, response) => {
			expect(request.headers.authorization).toBeUndefined();
			valid++;
			response.end(JSON.stringify({ access_token: `t${valid}` }));
		});
		const server = await startServer((request, response) => {
			if (request.headers.authorization === `Bearer t${valid}`) answer(contents, request, response);
			else {
				const challenge = `Bearer realm="http://${tokens.host}/token?x=1",service="the registry"`;
				response.writeHead(401, { 'www-authenticate': challenge }).end();
			}
		});
		const registry = repositoryOn(server);
		await fetchManifest(registry, { tag: '6.6.1' });
		expect(await listTags(registry)).toEqual(['6.6.1']);
		expect(tokens.log).toEqual(['GET /token?x=1&service=the+registry&scope=repository%3Ak%3Apull']);
		valid++;
		expect(await listTags(registry)).toEqual(['6.6.1']);
		expect(tokens.log).toHaveLength(2);
	});

	it('gets a token with name and password where Docker has them', async () => {
		const { contents } = contentsWithImage();
		const tokens = await startServer((request, response) => {
			const known = request.headers.authorization === `Basic ${base64('me:secret')}`;
			response.writeHead(known ? 200 : 401).end('{"token":"t"}');
		});
		const server = await startServer((request, response) => {
			if (request.headers.authorization === 'Bearer t') answer(contents, request, response);
			else
				response
					.writeHead(401, {
						'www-authenticate': `Bearer realm="http://${tokens.host}/",scope="repository:x/k:pull"`,
					})
					.end();
		});
		await expect(fetchManifest(repositoryOn(server), { tag: '6.6.1' })).rejects.toMatchObject({
			code: 'kernel-unavailable',
			message: `cannot get a token for ${server.host}/k from ${tokens.host}: it answered 401`,
			remedy: expect.stringContaining(`docker login ${server.host}`),
		});
		await useCredentials([server.host]);
		expect(await fetchManifest(repositoryOn(server), { tag: '6.6.1' })).toBeDefined();
		expect(tokens.log.at(-1)).toBe('GET /?scope=repository%3Ax%2Fk%3Apull');
	});

	const basic =
		(contents: Contents): Handler =>
		(request, response) => {
			if (request.headers.authorization === `Basic ${base64('me:secret')}`)
				answer(contents, request, response);
			else response.writeHead(401, { 'www-authenticate': 'Basic realm="r"' }).end();
		};

	it('says name and password to a registry that asks for them itself', async () => {
		const server = await startServer(basic(contentsWithImage().contents));
		await useCredentials([server.host]);
		expect(await fetchManifest(repositoryOn(server), { tag: '6.6.1' })).toBeDefined();
	});

	it('says those that are given for it before those that Docker has', async () => {
		const server = await startServer(basic(contentsWithImage().contents));
		const { endpoint, options } = repositoryOn(server);
		const given = (password: string) =>
			openRegistry(
				{ registry: endpoint.registry, name: 'k' },
				{ ...options, logins: new Map([[server.host, { username: 'me', password }]]) },
			);
		expect(await fetchManifest(given('secret'), { tag: '6.6.1' })).toBeDefined();
		await useCredentials([server.host]);
		await expect(fetchManifest(given('other'), { tag: '6.6.1' })).rejects.toThrow('access is refused (401)');
	});

	it('is refused without them, and with wrong ones', async () => {
		const server = await startServer(basic(contentsWithImage().contents));
		const refused = {
			code: 'kernel-unavailable',
			message: `cannot get the manifest 6.6.1 of ${server.host}/k: access is refused (401)`,
			remedy: expect.stringContaining('docker login'),
		};
		await useCredentials(['127.0.0.1']);
		await expect(fetchManifest(repositoryOn(server), { tag: '6.6.1' })).rejects.toMatchObject(refused);
		const never = await startServer((_, response) =>
			response.writeHead(401, { 'www-authenticate': 'Basic realm="r"' }).end(),
		);
		await useCredentials([never.host]);
		await expect(fetchManifest(repositoryOn(never), { tag: '6.6.1' })).rejects.toThrow(
			'access is refused (401)',
		);
		expect(never.log).toHaveLength(2);
	});

	it('is refused by a 403', async () => {
		const server = await startServer((_, response) => response.writeHead(403).end());
		await expect(fetchManifest(repositoryOn(server), { tag: '6.6.1' })).rejects.toThrow(
			'access is refused (403)',
		);
	});

	it.each([
		['a file', 'Bearer realm="file:///etc/passwd"'],
		['nothing', 'Bearer service="x"'],
		['no address', 'Bearer realm="token"'],
	])('sends no password to %s', async (_, challenge) => {
		const server = await startServer((_, response) =>
			response.writeHead(401, { 'www-authenticate': challenge }).end(),
		);
		await useCredentials([server.host]);
		await expect(fetchManifest(repositoryOn(server), { tag: '6.6.1' })).rejects.toThrow(
			`${server.host} names no service for tokens that is to be trusted`,
		);
	});

	it('sends no password in the clear for a registry that is reached by HTTPS', async () => {
		const parameters = new Map([['realm', 'http://token.example/']]);
		const asked = {
			what: 'it',
			another: 'go',
			url: new URL('https://registry.example/v2/k/tags/list'),
			patience: hasty,
		};
		const someone = { username: 'me', password: 'secret' };
		await expect(answerChallenges([{ scheme: 'bearer', parameters }], someone, asked, '')).rejects.toThrow(
			'registry.example names no service for tokens that is to be trusted',
		);
	});

	it.each(['<html>', '{}', '{"token":7}', '{"token":"a\\r\\nX-Other: b"}'])(
		'takes no token from %s',
		async (text) => {
			const tokens = await startServer((_, response) => response.end(text));
			const server = await startServer((_, response) =>
				response.writeHead(401, { 'www-authenticate': `Bearer realm="http://${tokens.host}/"` }).end(),
			);
			await expect(fetchManifest(repositoryOn(server), { tag: '6.6.1' })).rejects.toThrow(
				'its answer has none',
			);
		},
	);
});

describe('fetchManifest', () => {
	it('is by tag or digest, and undefined when there is none', async () => {
		const { contents, digest } = contentsWithImage();
		const registry = repositoryOn(await startServer((...both) => answer(contents, ...both)));
		expect(await fetchManifest(registry, { digest })).toEqual(
			await fetchManifest(registry, { tag: '6.6.1' }),
		);
		expect(await fetchManifest(registry, { tag: '6.6.2' })).toBeUndefined();
	});

	it('is not another one than was asked for', async () => {
		const { contents } = contentsWithImage();
		const other = sha256('another');
		const found = contents.get('manifests/6.6.1');
		if (found !== undefined) contents.set(`manifests/${other}`, found);
		const server = await startServer((...both) => answer(contents, ...both));
		await expect(fetchManifest(repositoryOn(server), { digest: other })).rejects.toMatchObject({
			kind: 'infrastructure',
			code: 'verification-failed',
			message: expect.stringMatching(
				/^the manifest sha256:\w+ of .* is another: it is sha256:\w{64}, expected sha256:\w{64}$/,
			),
		});
	});

	it('is not another one than the registry says', async () => {
		const server = await startServer((_, response) =>
			response.setHeader('docker-content-digest', sha256('{}')).end('{"schemaVersion":2}'),
		);
		await expect(fetchManifest(repositoryOn(server), { tag: '1' })).rejects.toMatchObject({
			code: 'verification-failed',
		});
	});

	it('is no web page, and not without end', async () => {
		const page = await startServer((_, response) =>
			response.setHeader('content-type', 'text/html').end('<html>'),
		);
		await expect(fetchManifest(repositoryOn(page), { tag: '1' })).rejects.toMatchObject({
			code: 'kernel-unavailable',
			message: `cannot get the manifest 1 of ${page.host}/k: a web page came instead`,
		});
		const endless = await startServer((_, response) => response.end(Buffer.alloc((4 << 20) + 1)));
		await expect(fetchManifest(repositoryOn(endless), { tag: '1' })).rejects.toThrow(
			'has more than 4194304 bytes',
		);
	});
});

describe('listTags', () => {
	it('reads page after page, of this server alone, and only what can be a tag', async () => {
		const server = await startServer((request, response) => {
			const last = new URL(request.url ?? '', 'http://x').searchParams.get('last');
			const page = last === null ? 1 : Number(last);
			if (page === 1) response.setHeader('link', '</v2/k/tags/list?n=2&last=2>; rel="next"');
			if (page === 2) response.setHeader('link', '<http://127.0.0.1:9/v2/k/tags/list?last=3>; rel="next"');
			response.end(JSON.stringify({ tags: [`6.${page}`, '../x', 7, 'a b'] }));
		});
		expect(await listTags(repositoryOn(server))).toEqual(['6.1', '6.2']);
		expect(server.log).toEqual(['GET /v2/k/tags/list?n=1000', 'GET /v2/k/tags/list?n=2&last=2']);
	});

	it.each(['null', '[]', '{"tags":null}', 'no JSON'])('is empty where it is %s', async (text) => {
		expect(await listTags(repositoryOn(await startServer((_, response) => response.end(text))))).toEqual([]);
	});

	it('ends where every page has a next one', async () => {
		const server = await startServer((_, response) =>
			response.setHeader('link', '</v2/k/tags/list?again>; rel="next"').end('{"tags":["1"]}'),
		);
		expect(await listTags(repositoryOn(server))).toHaveLength(100);
	});
});
