import type { Repository } from './reference.ts';

/** Where a repository is read from. */
export interface Endpoint {
	/** Host and port, which credentials are kept under. */
	readonly registry: string;
	/** Address of the repository, `…/v2/<name>/`. */
	readonly url: URL;
}

/**
 * The address of a repository: at its mirror when `mirrors` has one, where the path of the mirror stands before its name, as
 * caching proxies want it. Registries speak HTTPS, but on the loopback interface HTTP, as for Docker; a mirror says itself.
 */
export function endpointOf({ registry, name }: Repository, mirrors: ReadonlyMap<string, URL>): Endpoint {
	const mirror = mirrors.get(registry.toLowerCase());
	if (mirror !== undefined) {
		const path = mirror.pathname.replace(/^\/|\/+$/g, '');
		const prefix = path === '' ? '' : `${path}/`;
		return { registry: mirror.host, url: new URL(`/v2/${prefix}${name}/`, mirror) };
	}
	const { hostname } = new URL(`https://${registry}`);
	const loopback = hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d+){3}$/.test(hostname);
	// Docker's registry is not where its name says, and its own images have a namespace that nobody writes.
	const docker = registry === 'docker.io';
	const host = docker ? 'registry-1.docker.io' : registry;
	const path = docker && !name.includes('/') ? `library/${name}` : name;
	return { registry, url: new URL(`${loopback ? 'http' : 'https'}://${host}/v2/${path}/`) };
}

/** Reads `ghcr.io=https://mirror.example/ghcr`, several separated by spaces or commas; undefined when it is not so written. */
export function parseMirrors(text: string): ReadonlyMap<string, URL> | undefined {
	const mirrors = new Map<string, URL>();
	for (const word of text.split(/[\s,]+/).filter(Boolean)) {
		const equals = word.indexOf('=');
		const address = word.slice(equals + 1);
		if (equals < 1 || !/^https?:\/\//.test(address) || !URL.canParse(address)) return undefined;
		const url = new URL(address);
		if (url.username !== '' || url.search !== '' || url.hash !== '') return undefined;
		mirrors.set(word.slice(0, equals).toLowerCase(), url);
	}
	return mirrors;
}
