import { createHash, createPrivateKey, randomUUID, sign, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { execa } from 'execa';
import { onTestFinished } from 'vitest';

/* A real registry (distribution, Debian's package docker-registry), filled as `docker push` does. */

export interface RealRegistry {
	/** Host and port. */
	readonly host: string;
	readonly stop: () => void;
}

/** Who may pull: anybody, who knows name and password, or who has a token of this service. */
export type Access =
	| { readonly kind: 'open' }
	| { readonly kind: 'basic'; readonly htpasswd: string }
	| { readonly kind: 'token'; readonly realm: string; readonly certificate: string };

export async function startRegistry(storage: string, access: Access): Promise<RealRegistry> {
	const host = `127.0.0.1:${await freePort()}`;
	const folder = mkdtempSync(join(tmpdir(), 'registry-test-'));
	const configuration = {
		version: '0.1',
		log: { level: 'error' },
		storage: { filesystem: { rootdirectory: storage } },
		http: { addr: host },
		...authOf(access, folder),
	};
	writeFileSync(join(folder, 'config.json'), JSON.stringify(configuration));
	// Its configuration is YAML, which JSON is.
	const registry = execa('docker-registry', ['serve', join(folder, 'config.json')], { reject: false });
	let ended = false;
	registry.finally(() => {
		ended = true;
	});
	while (!(await fetch(`http://${host}/v2/`).catch(() => undefined))) {
		if (ended) throw new Error(`docker-registry ended: ${(await registry).stderr}`);
		await setTimeout(50);
	}
	return {
		host,
		stop: () => {
			registry.kill();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

function authOf(access: Access, folder: string): object {
	if (access.kind === 'open') return {};
	if (access.kind === 'basic') {
		writeFileSync(join(folder, 'htpasswd'), access.htpasswd);
		return { auth: { htpasswd: { realm: 'the registry', path: join(folder, 'htpasswd') } } };
	}
	const { realm, certificate: rootcertbundle } = access;
	return { auth: { token: { realm, service: 'the registry', issuer: 'the test', rootcertbundle } } };
}

async function freePort(): Promise<number> {
	const socket = createSocket();
	await once(socket.listen(0, '127.0.0.1'), 'listening');
	const address = socket.address();
	await once(socket.close(), 'close');
	if (address === null || typeof address === 'string') throw new Error('no port');
	return address.port;
}

/** Puts an image into an open registry, layers lowest first, as an index for these architectures. Returns its digest. */
export async function push(
	{ host }: RealRegistry,
	repository: string,
	tag: string,
	layers: readonly Buffer[],
	architectures: readonly string[] = ['amd64'],
): Promise<string> {
	const base = `http://${host}/v2/${repository}`;
	const pushBlob = async (body: Buffer, mediaType: string) => {
		const { headers } = await expectStatus(202, `${base}/blobs/uploads/`, { method: 'POST' });
		const upload = new URL(headers.get('location') ?? '', base);
		upload.searchParams.set('digest', sha256(body));
		await expectStatus(201, upload, {
			method: 'PUT',
			body: new Uint8Array(body),
			headers: { 'content-type': 'application/octet-stream' },
		});
		return { mediaType, digest: sha256(body), size: body.length };
	};
	const pushManifest = async (value: object, name: string, mediaType: string) => {
		const body = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, ...value }));
		await expectStatus(201, `${base}/manifests/${name === '' ? sha256(body) : name}`, {
			method: 'PUT',
			body: new Uint8Array(body),
			headers: { 'content-type': mediaType },
		});
		return { mediaType, digest: sha256(body), size: body.length };
	};
	const manifests: object[] = [];
	for (const architecture of architectures) {
		const config = Buffer.from(
			JSON.stringify({ os: 'linux', architecture, rootfs: { type: 'layers', diff_ids: [] } }),
		);
		const image = {
			config: await pushBlob(config, 'application/vnd.oci.image.config.v1+json'),
			layers: await Promise.all(
				layers.map((layer) => pushBlob(layer, 'application/vnd.oci.image.layer.v1.tar+gzip')),
			),
		};
		const manifest = await pushManifest(image, '', 'application/vnd.oci.image.manifest.v1+json');
		manifests.push({ ...manifest, platform: { os: 'linux', architecture } });
	}
	const index = await pushManifest({ manifests }, tag, 'application/vnd.oci.image.index.v1+json');
	return index.digest;
}

async function expectStatus(status: number, url: string | URL, request: RequestInit): Promise<Response> {
	const response = await fetch(url, request);
	if (response.status === status) return response;
	throw new Error(`${request.method} ${url}: ${response.status} ${await response.text()}`);
}

export const sha256 = (bytes: Buffer): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** Where a registry keeps a blob. */
export const blobFile = (storage: string, digest: string): string => {
	const hex = digest.replace('sha256:', '');
	return join(storage, 'docker/registry/v2/blobs/sha256', hex.slice(0, 2), hex, 'data');
};

export interface TokenService {
	readonly realm: string;
	/** Of the key that it signs with. */
	readonly certificate: string;
	/** The `scope` of each token that was given. */
	readonly given: readonly string[];
}

/** Gives tokens to pull to who says this name and password, as distribution's docs/spec/auth/jwt.md has it. */
export async function startTokenService(authorization: string): Promise<TokenService> {
	const folder = mkdtempSync(join(tmpdir(), 'tokens-test-'));
	const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
	const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
	const files = ['-nodes', '-keyout', key, '-out', certificate, '-days', '1', '-subj', '/CN=the test'];
	await execa('openssl', ['req', '-x509', ...curve, ...files]);
	const given: string[] = [];
	const service = createServer((request, response) => {
		const scope = new URL(request.url ?? '', 'http://x').searchParams.get('scope') ?? '';
		if (request.headers.authorization !== authorization) {
			response.writeHead(401).end('{"errors":[{"code":"UNAUTHORIZED"}]}');
			return;
		}
		given.push(scope);
		response.end(JSON.stringify({ token: tokenFor(scope, key, certificate) }));
	});
	await once(service.listen(0, '127.0.0.1'), 'listening');
	onTestFinished(async () => {
		service.closeAllConnections();
		await once(service.close(), 'close');
		rmSync(folder, { recursive: true });
	});
	const address = service.address();
	if (address === null || typeof address === 'string') throw new Error('no port');
	return { realm: `http://127.0.0.1:${address.port}/token`, certificate, given };
}

function tokenFor(scope: string, key: string, certificate: string): string {
	const [type, name] = scope.split(':');
	const now = Math.floor(Date.now() / 1000);
	const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
	const x5c = [new X509Certificate(readFileSync(certificate)).raw.toString('base64')];
	const claims = {
		iss: 'the test',
		sub: 'me',
		aud: 'the registry',
		iat: now,
		nbf: now - 10,
		exp: now + 300,
		jti: randomUUID(),
		access: [{ type, name, actions: ['pull'] }],
	};
	const text = `${part({ typ: 'JWT', alg: 'ES256', x5c })}.${part(claims)}`;
	const privateKey = createPrivateKey(readFileSync(key));
	const signature = sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' });
	return `${text}.${signature.toString('base64url')}`;
}
