import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type BlobStore, startBlobStore } from './blob-store.ts';

// GitHub's results service in small, which keeps artifacts and caches: Twirp over JSON, as the clients in
// @actions/artifact and @actions/cache speak it (their generated folders have the messages), and a blob store to which
// it hands out signed URLs.

export interface StoredArtifact {
	readonly name: string;
	readonly id: number;
	/** The archive. */
	readonly content: Buffer;
}

export interface ResultsService {
	/** The runner's variables that lead to it. */
	readonly env: Readonly<Record<string, string>>;
	/** The artifacts that are finished. */
	artifacts(): Promise<readonly StoredArtifact[]>;
	/** Keys of the caches that are finished, oldest first. */
	cacheKeys(): readonly string[];
	/** Replaces the archive of a cache. */
	spoilCache(key: string, content: Buffer): Promise<void>;
	/** Answers every request with this status from now on. */
	fail(status: number | undefined): void;
	stop(): Promise<void>;
}

interface Answer {
	readonly status: number;
	readonly body: object;
}

interface Artifact {
	readonly name: string;
	readonly blob: string;
	readonly id: number;
	finished: boolean;
}

interface Cache {
	readonly key: string;
	readonly version: string;
	readonly blob: string;
	finished: boolean;
}

type Message = Readonly<Record<string, unknown>>;

const run = 'ce7f54c7-61c7-4aae-887f-30da475f5f1a';
const job = 'ca395085-040a-526b-2ce8-bdc85f692774';
const part = (content: object) => Buffer.from(JSON.stringify(content)).toString('base64url');
/** The clients read the ids of run and job out of the token's scopes; nobody checks its signature. */
const token = `${part({ alg: 'none' })}.${part({ scp: `Actions.Results:${run}:${job}` })}.none`;

// https://twitchtv.github.io/twirp/docs/errors.html
const statuses = {
	invalid_argument: 400,
	unauthenticated: 401,
	not_found: 404,
	already_exists: 409,
} as const;
const refuse = (code: keyof typeof statuses, msg: string): Answer => ({
	status: statuses[code],
	body: { code, msg },
});
const give = (body: object): Answer => ({ status: 200, body });

const illegal = /["<>|*?:\r\n\\/]/;

async function bodyOf(request: IncomingMessage): Promise<Message> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}

function methods(store: BlobStore, artifacts: Artifact[], caches: Cache[]) {
	const text = (message: Message, name: string) => String(message[name] ?? '');
	const ofRun = (message: Message) => text(message, 'workflow_run_backend_id') === run;
	const find = (message: Message) =>
		caches.find(({ key, version }) => key === text(message, 'key') && version === text(message, 'version'));
	return {
		async CreateArtifact(message: Message): Promise<Answer> {
			const name = text(message, 'name');
			if (!ofRun(message)) return refuse('unauthenticated', 'the run is not that of the token');
			if (name === '' || illegal.test(name)) return refuse('invalid_argument', 'the name is not legal');
			if (artifacts.some((artifact) => artifact.name === name)) {
				return refuse('already_exists', 'an artifact with this name already exists on the workflow run');
			}
			const blob = `artifact-${artifacts.length}`;
			artifacts.push({ name, blob, id: 1000 + artifacts.length, finished: false });
			return give({ ok: true, signed_upload_url: await store.signed(blob, 'write') });
		},
		async FinalizeArtifact(message: Message): Promise<Answer> {
			const artifact = artifacts.find(({ name }) => name === text(message, 'name'));
			if (!ofRun(message) || artifact === undefined) return refuse('not_found', 'no such artifact');
			if ((await store.size(artifact.blob)) !== Number(message.size)) {
				return refuse('invalid_argument', 'the size is not that of what was uploaded');
			}
			artifact.finished = true;
			return give({ ok: true, artifact_id: String(artifact.id) });
		},
		async CreateCacheEntry(message: Message): Promise<Answer> {
			// Entries are never changed: https://docs.github.com/actions/reference/dependency-caching-reference.
			if (find(message) !== undefined) return give({ ok: false, message: 'cache entry already exists' });
			const blob = `cache-${caches.length}`;
			caches.push({ key: text(message, 'key'), version: text(message, 'version'), blob, finished: false });
			return give({ ok: true, signed_upload_url: await store.signed(blob, 'write') });
		},
		async FinalizeCacheEntryUpload(message: Message): Promise<Answer> {
			const cache = find(message);
			if (cache === undefined || (await store.size(cache.blob)) !== Number(message.size_bytes)) {
				return give({ ok: false });
			}
			cache.finished = true;
			return give({ ok: true, entry_id: '1' });
		},
		/** The key itself, else the newest entry that begins with the first of the restore keys that any begins with. */
		async GetCacheEntryDownloadURL(message: Message): Promise<Answer> {
			const candidates = caches
				.filter(({ version, finished }) => finished && version === text(message, 'version'))
				.toReversed();
			const others = Array.isArray(message.restore_keys) ? message.restore_keys.map(String) : [];
			const cache =
				candidates.find(({ key }) => key === text(message, 'key')) ??
				[text(message, 'key'), ...others]
					.map((prefix) => candidates.find(({ key }) => key.startsWith(prefix)))
					.find((found) => found !== undefined);
			if (cache === undefined) return give({ ok: false });
			const url = await store.signed(cache.blob, 'read');
			return give({ ok: true, signed_download_url: url, matched_key: cache.key });
		},
	};
}

export async function startResultsService(): Promise<ResultsService> {
	const store = await startBlobStore();
	const artifacts: Artifact[] = [];
	const caches: Cache[] = [];
	const known = methods(store, artifacts, caches);
	let failure: number | undefined;

	async function answer(request: IncomingMessage): Promise<Answer> {
		const message = await bodyOf(request);
		if (failure !== undefined) return { status: failure, body: { msg: 'the service is down' } };
		if (request.headers.authorization !== `Bearer ${token}`) return refuse('unauthenticated', 'no token');
		const name = /^\/twirp\/github\.actions\.results\.api\.v1\.\w+\/(\w+)$/.exec(request.url ?? '')?.[1];
		const method = Object.entries(known).find(([key]) => key === name)?.[1];
		return method === undefined ? refuse('not_found', 'no such method') : await method(message);
	}

	const server = createServer((request, response) => {
		answer(request).then(
			({ status, body }) =>
				response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
			(error: unknown) => response.writeHead(500).end(JSON.stringify({ msg: String(error) })),
		);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		env: {
			ACTIONS_RUNTIME_TOKEN: token,
			ACTIONS_RESULTS_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
			ACTIONS_CACHE_SERVICE_V2: 'true',
			GITHUB_SERVER_URL: 'https://github.com',
			GITHUB_RUN_ID: '4711',
		},
		artifacts: async () =>
			await Promise.all(
				artifacts
					.filter(({ finished }) => finished)
					.map(async ({ name, id, blob }) => ({ name, id, content: await store.read(blob) })),
			),
		cacheKeys: () => caches.filter(({ finished }) => finished).map(({ key }) => key),
		async spoilCache(key, content) {
			const cache = caches.find((candidate) => candidate.key === key);
			if (cache !== undefined) await store.write(cache.blob, content);
		},
		fail(status) {
			failure = status;
		},
		async stop() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
			await store.stop();
		},
	};
}
