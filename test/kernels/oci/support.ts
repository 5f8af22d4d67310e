import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Header } from 'tar';
import { onTestFinished } from 'vitest';
import type { Patience } from '../../../src/kernels/http/patience.ts';
import { openRegistry, type Registry } from '../../../src/kernels/oci/registry.ts';

/** As the usual one, for tests that cannot wait. */
export const hasty: Patience = { attempts: 3, pauseMs: 1, longestPauseMs: 2000, idleMs: 400 };

export const sha256 = (bytes: string | Buffer): string =>
	`sha256:${createHash('sha256').update(bytes).digest('hex')}`;

export type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;

export interface Server {
	/** Host and port. */
	readonly host: string;
	/** `GET /path` of each request, with the range that it asks for. */
	readonly log: readonly string[];
}

/** Serves on the loopback interface until the test is over. */
export async function startServer(handler: Handler): Promise<Server> {
	const log: string[] = [];
	const server = createServer((request, response) => {
		log.push([request.method, request.url, request.headers.range].filter(Boolean).join(' '));
		handler(request, response);
	});
	await once(server.listen(0, '127.0.0.1'), 'listening');
	onTestFinished(async () => {
		server.closeAllConnections();
		await once(server.close(), 'close');
	});
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('no port');
	return { host: `127.0.0.1:${address.port}`, log };
}

/** The repository `k` of a server. */
export const repositoryOn = ({ host }: Server, patience = hasty, signal?: AbortSignal): Registry =>
	openRegistry(
		{ registry: host, name: 'k' },
		{ mirrors: new Map(), logins: new Map(), patience, ...(signal === undefined ? {} : { signal }) },
	);

export interface Content {
	readonly type: string;
	readonly body: Buffer;
}

/** What a registry has of a repository `k`: by `manifests/<tag or digest>`, `blobs/<digest>`, `tags/list`. */
export type Contents = Map<string, Content>;

/** Answers like a registry that is in order. */
export function answer(contents: Contents, request: IncomingMessage, response: ServerResponse): void {
	const path = (request.url ?? '').replace('/v2/k/', '').replace(/\?.*$/, '');
	const found = contents.get(path);
	if (found === undefined) {
		response.writeHead(404, { 'content-type': 'application/json' }).end('{"errors":[]}');
		return;
	}
	const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
	const body = found.body.subarray(start);
	response.setHeader('content-type', found.type);
	response.setHeader('content-length', body.length);
	if (path.startsWith('manifests/')) response.setHeader('docker-content-digest', sha256(found.body));
	if (start > 0) {
		if (start >= found.body.length) {
			response.writeHead(416).end();
			return;
		}
		response.statusCode = 206;
		response.setHeader('content-range', `bytes ${start}-${found.body.length - 1}/${found.body.length}`);
	}
	response.end(body);
}

const imageType = 'application/vnd.oci.image.manifest.v1+json';
const indexType = 'application/vnd.oci.image.index.v1+json';

export interface ImageOptions {
	/** Missing: a plain manifest. */
	readonly index?: readonly { readonly os: string; readonly architecture: string }[];
	readonly architecture?: string;
}

/** Adds an image under a tag, lowest layer first. Returns the digest that the tag stands for. */
export function addImage(
	contents: Contents,
	tag: string,
	layers: readonly Buffer[],
	{ index, architecture = 'amd64' }: ImageOptions = {},
): string {
	const addBlob = (body: Buffer, mediaType: string) => {
		contents.set(`blobs/${sha256(body)}`, { type: 'application/octet-stream', body });
		return { mediaType, digest: sha256(body), size: body.length };
	};
	const addManifest = (value: unknown, type: string) => {
		const body = Buffer.from(JSON.stringify(value));
		contents.set(`manifests/${sha256(body)}`, { type, body });
		return { mediaType: type, digest: sha256(body), size: body.length };
	};
	const config = addBlob(
		Buffer.from(JSON.stringify({ os: 'linux', architecture, rootfs: { type: 'layers', diff_ids: [] } })),
		'application/vnd.oci.image.config.v1+json',
	);
	const layerType = 'application/vnd.oci.image.layer.v1.tar';
	const image = {
		schemaVersion: 2,
		mediaType: imageType,
		config,
		layers: layers.map((layer) => addBlob(layer, layerType)),
	};
	const manifest = addManifest(image, imageType);
	const top =
		index === undefined
			? manifest
			: addManifest(
					{
						schemaVersion: 2,
						mediaType: indexType,
						manifests: index.map((platform) => ({ ...manifest, platform })),
					},
					indexType,
				);
	const found = contents.get(`manifests/${top.digest}`);
	if (found !== undefined) contents.set(`manifests/${tag}`, found);
	const tags = [...contents.keys()]
		.filter((key) => /^manifests\/(?!sha256:)/.test(key))
		.map((key) => key.slice(10));
	contents.set('tags/list', {
		type: 'application/json',
		body: Buffer.from(JSON.stringify({ name: 'k', tags })),
	});
	return top.digest;
}

export interface Member {
	readonly path: string;
	readonly type?: 'File' | 'SymbolicLink' | 'Link' | 'CharacterDevice' | 'BlockDevice' | 'FIFO' | 'Directory';
	readonly linkpath?: string;
	readonly content?: string | Buffer;
	/** What the header says; the content's length when missing. */
	readonly size?: number;
}

/** A tar with whatever in it. */
export function tarOf(...members: readonly Member[]): Buffer {
	const blocks = members.flatMap(({ path, type = 'File', linkpath, content = '', size }) => {
		const bytes = Buffer.from(content);
		const block = Buffer.alloc(512);
		new Header({
			path,
			type,
			size: size ?? bytes.length,
			mode: 0o777,
			...(linkpath === undefined ? {} : { linkpath }),
		}).encode(block);
		return [block, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)];
	});
	return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}
