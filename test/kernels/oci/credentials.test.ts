import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { credentialsIn, dockerCredentials, parseLogins } from '../../../src/kernels/oci/credentials.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const read = (config: unknown, registry: string) =>
	credentialsIn(JSON.stringify(config), registry, 'config.json');

describe('credentialsIn', () => {
	const someone = { username: 'me', password: 'a:b' };
	it.each([
		['ghcr.io', { 'ghcr.io': { auth: base64('me:a:b') } }],
		['127.0.0.1:5000', { '127.0.0.1:5000': { username: 'me', password: 'a:b' } }],
		['quay.io', { 'https://quay.io/v1/': { auth: base64('me:a:b') } }],
		['docker.io', { 'https://index.docker.io/v1/': { auth: base64('me:a:b') } }],
	])('finds those of %s', (registry, auths) => {
		expect(read({ auths }, registry)).toEqual(someone);
	});

	it.each<[string, unknown]>([
		['another registry', { auths: { 'ghcr.io.example': { auth: base64('me:x') } } }],
		['another port', { auths: { 'ghcr.io:5000': { auth: base64('me:x') } } }],
		['a helper', { auths: { 'ghcr.io': {} }, credsStore: 'desktop' }],
		['no user', { auths: { 'ghcr.io': { auth: base64(':x') } } }],
		['other types', { auths: { 'ghcr.io': { auth: 7, username: ['me'], password: {} } } }],
		['no auths', { auths: null }],
		['no object', 7],
	])('finds none in those of %s', (_, config) => {
		expect(read(config, 'ghcr.io')).toBeUndefined();
	});

	it('names a file that is not JSON', () => {
		expect(() => credentialsIn('{', 'ghcr.io', '/home/me/.docker/config.json')).toThrow(
			expect.objectContaining({
				kind: 'usage',
				message: expect.stringMatching(/^\/home\/me\/\.docker\/config\.json is not JSON: /),
			}),
		);
	});
});

describe('parseLogins', () => {
	it('reads a login for each registry, whose password may have any signs but white space', () => {
		expect(parseLogins(' ghcr.io=me:a:b=c\n127.0.0.1:5000=you:%20 index.docker.io=me:x')).toEqual(
			new Map([
				['ghcr.io', { username: 'me', password: 'a:b=c' }],
				['127.0.0.1:5000', { username: 'you', password: '%20' }],
				['docker.io', { username: 'me', password: 'x' }],
			]),
		);
		expect(parseLogins('')).toEqual(new Map());
	});

	it.each(['me:secret', 'ghcr.io=me', 'ghcr.io=:secret', 'ghcr.io=me:', 'https://ghcr.io=me:x', '=me:x'])(
		'refuses %j',
		(text) => {
			expect(parseLogins(text)).toBeUndefined();
		},
	);
});

describe('dockerCredentials', () => {
	it('reads the file in DOCKER_CONFIG, which need not be there', async () => {
		const folder = await mkdtemp(join(tmpdir(), 'docker-test-'));
		onTestFinished(() => rm(folder, { recursive: true }));
		vi.stubEnv('DOCKER_CONFIG', folder);
		onTestFinished(() => {
			vi.unstubAllEnvs();
		});
		expect(await dockerCredentials('ghcr.io')).toBeUndefined();
		const auths = { 'ghcr.io': { auth: base64('me:secret') } };
		await writeFile(join(folder, 'config.json'), JSON.stringify({ auths }));
		expect(await dockerCredentials('ghcr.io')).toEqual({ username: 'me', password: 'secret' });
	});
});
