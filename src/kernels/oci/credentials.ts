import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { CoreMatrixError } from '../../error.ts';

export interface Credentials {
	readonly username: string;
	readonly password: string;
}

/**
 * What `docker login` has left for a registry in `$DOCKER_CONFIG/config.json`, else `~/.docker/config.json`. Only what stands
 * in the file itself counts: credential helpers are programs, and none is started here.
 */
export async function dockerCredentials(registry: string): Promise<Credentials | undefined> {
	const file = join(process.env.DOCKER_CONFIG || join(homedir(), '.docker'), 'config.json');
	const text = await readFile(file, 'utf8').catch(() => undefined);
	return text === undefined ? undefined : credentialsIn(text, registry, file);
}

/** Reads `ghcr.io=user:password`, several separated by white space; undefined when it is not so written. */
export function parseLogins(text: string): ReadonlyMap<string, Credentials> | undefined {
	const logins = new Map<string, Credentials>();
	for (const word of text.split(/\s+/).filter(Boolean)) {
		const [, registry, username, password] = /^([^=/:]+(?::\d+)?)=([^:]+):(.+)$/.exec(word) ?? [];
		if (registry === undefined || username === undefined || password === undefined) return undefined;
		logins.set(registryHost(registry.toLowerCase()), { username, password });
	}
	return logins;
}

/** @throws CoreMatrixError of kind `usage` when the text is not JSON; `file` names it. */
export function credentialsIn(text: string, registry: string, file: string): Credentials | undefined {
	const auths = member(parse(text, file), 'auths');
	if (typeof auths !== 'object' || auths === null) return undefined;
	// The first form is Docker's for its own registry, and the path of others' first versions is still found.
	const entry = Object.entries(auths).find(([key]) => hostOf(key) === registryHost(registry))?.[1];
	const auth = member(entry, 'auth');
	const username = member(entry, 'username');
	const password = member(entry, 'password');
	if (typeof auth === 'string' && auth !== '') return decode(auth);
	return typeof username === 'string' && typeof password === 'string' ? { username, password } : undefined;
}

function parse(text: string, file: string): unknown {
	try {
		return JSON.parse(text);
	} catch (cause) {
		throw new CoreMatrixError('usage', `${file} is not JSON: ${String(cause)}`, {
			remedy: 'Mend it, log in again with docker login, or name another folder with DOCKER_CONFIG.',
			cause,
		});
	}
}

function hostOf(key: string): string {
	return registryHost(key.replace(/^https?:\/\//, '').replace(/\/.*$/, ''));
}

/** Docker's own registry has several names. */
function registryHost(registry: string): string {
	return registry === 'index.docker.io' || registry === 'registry-1.docker.io' ? 'docker.io' : registry;
}

/** base64 of `user:password`; the user has no colon (RFC 7617). */
function decode(auth: string): Credentials | undefined {
	const text = Buffer.from(auth, 'base64').toString('utf8');
	const colon = text.indexOf(':');
	return colon < 1 ? undefined : { username: text.slice(0, colon), password: text.slice(colon + 1) };
}

function member(value: unknown, key: string): unknown {
	return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
		? Reflect.get(value, key)
		: undefined;
}
