import { createHash } from 'node:crypto';
import { unavailable, unverified } from '../failure.ts';
import { type Exchange, exchange, type Reply } from '../http/exchange.ts';
import type { Outcome, Patience } from '../http/patience.ts';
import { expectOk, readText } from '../http/read.ts';
import { parseChallenges } from './challenge.ts';
import { type Credentials, dockerCredentials } from './credentials.ts';
import { manifestTypes } from './manifest.ts';
import { type Endpoint, endpointOf } from './mirror.ts';
import type { Repository } from './reference.ts';
import { answerChallenges, loginRemedy } from './token.ts';

/*
 * The pulling half of the OCI distribution specification: manifests, blobs and lists of tags of one repository.
 */

export interface RegistryOptions {
	/** Registry → address of its mirror. */
	readonly mirrors: ReadonlyMap<string, URL>;
	/** Registry → who asks there, before what Docker knows. */
	readonly logins: ReadonlyMap<string, Credentials>;
	readonly patience: Patience;
	readonly signal?: AbortSignal;
}

/** A repository as it is read. */
export interface Registry {
	/** `ghcr.io/cilium/ci-kernels`, with ` at <mirror>` when it is read from one. */
	readonly name: string;
	readonly endpoint: Endpoint;
	readonly options: RegistryOptions;
	/** What has been told to send, once it is known. */
	authorization?: string;
}

/** Registries must take manifests of 4 MiB, and need not take larger ones. */
const mostManifestBytes = 4 << 20;
const mostPages = 100;

export function openRegistry(repository: Repository, options: RegistryOptions): Registry {
	const endpoint = endpointOf(repository, options.mirrors);
	const name = `${repository.registry}/${repository.name}`;
	const mirrored = endpoint.registry === repository.registry ? '' : ` at ${endpoint.registry}`;
	return { name: `${name}${mirrored}`, endpoint, options };
}

export interface Asked extends Pick<Exchange, 'what' | 'progress'> {
	/** Relative to the address of the repository. */
	readonly path: string;
	readonly headers?: Exchange['headers'];
}

/** How to go elsewhere, for errors. */
export const another = 'name a mirror of the registry with --registry-mirror';

/** Asks with what the registry wants to know of who asks. `use` is given what is no refusal. */
export async function ask<T>(
	registry: Registry,
	{ path, what, headers, progress }: Asked,
	use: (reply: Reply) => Promise<Outcome<T>>,
): Promise<T> {
	const { endpoint, options } = registry;
	const { patience, signal } = options;
	const asked = {
		what,
		another,
		url: new URL(path, endpoint.url),
		patience,
		...(signal === undefined ? {} : { signal }),
	};
	const own = (): Record<string, string> =>
		registry.authorization === undefined ? {} : { authorization: registry.authorization };
	type Answer = { readonly challenge: string } | { readonly result: T };
	const attempt = () =>
		exchange<Answer>(
			{ ...asked, ...(progress && { progress }), headers: () => ({ ...headers?.(), ...own() }) },
			async (reply) => {
				if (reply.status === 401) return { done: { challenge: reply.headers.get('www-authenticate') ?? '' } };
				if (reply.status === 403) throw denied(what, 403, endpoint);
				const outcome = await use(reply);
				return 'done' in outcome ? { done: { result: outcome.done } } : outcome;
			},
		);
	const first = await attempt();
	if ('result' in first) return first.result;
	// The first time nothing is known; later a token may have run out.
	const authorization = await answerChallenges(
		parseChallenges(first.challenge),
		options.logins.get(endpoint.registry) ?? (await dockerCredentials(endpoint.registry)),
		{ ...asked, what: registry.name },
		`repository:${decodeURI(endpoint.url.pathname).replace(/^\/v2\/|\/$/g, '')}:pull`,
	);
	if (authorization === undefined) throw denied(what, 401, endpoint);
	registry.authorization = authorization;
	const second = await attempt();
	if ('result' in second) return second.result;
	throw denied(what, 401, endpoint);
}

export interface FetchedManifest {
	readonly text: string;
	readonly digest: string;
}

/** A manifest or index by its tag or digest; undefined when there is none. */
export async function fetchManifest(
	registry: Registry,
	named: { readonly tag: string } | { readonly digest: string },
): Promise<FetchedManifest | undefined> {
	const word = 'digest' in named ? named.digest : named.tag;
	const what = `the manifest ${word} of ${registry.name}`;
	const headers = () => ({ accept: manifestTypes.join(', ') });
	return await ask(registry, { path: `manifests/${word}`, what, headers }, async (reply) => {
		if (reply.status === 404) return { done: undefined };
		expectOk(reply, { what, another });
		const text = await readText(reply, { what, another }, mostManifestBytes);
		const digest = `sha256:${createHash('sha256').update(text).digest('hex')}`;
		const promised = 'digest' in named ? named.digest : reply.headers.get('docker-content-digest');
		if (promised?.startsWith('sha256:') && promised !== digest) {
			throw unverified(
				`${what} is another: it is ${digest}, expected ${promised.slice(0, 71)}`,
				`Try again; if it stays so, ${another}.`,
			);
		}
		return { done: { text, digest } };
	});
}

/** All tags; none when there is no such repository. */
export async function listTags(registry: Registry): Promise<string[]> {
	const what = `the tags of ${registry.name}`;
	const tags: string[] = [];
	let path: string | undefined = 'tags/list?n=1000';
	for (let page = 0; path !== undefined && page < mostPages; page++) {
		path = await ask(registry, { path, what }, async (reply) => {
			if (reply.status === 404) return { done: undefined };
			expectOk(reply, { what, another });
			tags.push(...tagsIn(await readText(reply, { what, another }, mostManifestBytes)));
			return { done: nextPage(reply.headers.get('link'), registry.endpoint.url) };
		});
	}
	return tags;
}

/** Tags that are ones: they come to stand in messages and addresses. */
function tagsIn(text: string): string[] {
	try {
		const { tags }: Partial<Record<string, unknown>> = Object(JSON.parse(text));
		return Array.isArray(tags)
			? tags.filter((tag) => typeof tag === 'string' && /^\w[\w.-]{0,127}$/.test(tag))
			: [];
	} catch {
		return [];
	}
}

/** `<…>; rel="next"` (RFC 8288), as the distribution specification has it; never of another host. */
function nextPage(link: string | null, base: URL): string | undefined {
	const target = /^<([^>]{1,2000})>\s*;\s*rel="?next"?/i.exec(link ?? '')?.[1];
	if (target === undefined || !URL.canParse(target, base.href)) return undefined;
	const url = new URL(target, base);
	return url.origin === base.origin ? url.href : undefined;
}

function denied(what: string, status: number, { registry }: Endpoint): Error {
	return unavailable(`cannot get ${what}: access is refused (${status})`, loginRemedy(registry));
}
