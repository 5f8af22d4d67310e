import { unavailable } from '../failure.ts';
import { type Exchange, exchange } from '../http/exchange.ts';
import { readText } from '../http/read.ts';
import type { Challenge } from './challenge.ts';
import type { Credentials } from './credentials.ts';

/*
 * Tokens: distribution's "Token Authentication Specification" (docs/spec/auth/token.md). The registry names a service that
 * gives tokens, to anybody for what is public.
 */

/** Tokens with a list of grants have some kilobytes. */
const mostBytes = 256 << 10;

/** The `Authorization` that a registry's challenge asks for; undefined when there is nothing to answer with. */
export async function answerChallenges(
	challenges: readonly Challenge[],
	credentials: Credentials | undefined,
	asked: Omit<Exchange, 'headers'>,
	scope: string,
): Promise<string | undefined> {
	const bearer = challenges.find(({ scheme }) => scheme === 'bearer');
	if (bearer !== undefined) return `Bearer ${await fetchToken(bearer, credentials, asked, scope)}`;
	const basic = challenges.some(({ scheme }) => scheme === 'basic');
	return basic && credentials !== undefined ? basicAuthorization(credentials) : undefined;
}

async function fetchToken(
	{ parameters }: Challenge,
	credentials: Credentials | undefined,
	asked: Omit<Exchange, 'headers'>,
	scope: string,
): Promise<string> {
	const url = tokenUrl(parameters, asked.url, scope);
	const what = `a token for ${asked.what} from ${url.host}`;
	const headers = () => (credentials === undefined ? {} : { authorization: basicAuthorization(credentials) });
	return await exchange({ ...asked, what, url, headers }, async (reply) => {
		if (reply.status < 200 || reply.status > 299) {
			throw refused(what, `it answered ${reply.status}`, asked.url.host);
		}
		const token = tokenIn(await readText(reply, { ...asked, what }, mostBytes));
		if (token === undefined) throw refused(what, 'its answer has none', asked.url.host);
		return { done: token };
	});
}

function tokenUrl(parameters: ReadonlyMap<string, string>, registry: URL, scope: string): URL {
	const realm = parameters.get('realm') ?? '';
	const url = URL.canParse(realm) ? new URL(realm) : undefined;
	// Passwords go there, so it must be as safe as the registry itself.
	if (url === undefined || (url.protocol !== 'https:' && url.protocol !== registry.protocol)) {
		throw unavailable(
			`${registry.host} names no service for tokens that is to be trusted`,
			'Check the address of the registry or its mirror.',
		);
	}
	const service = parameters.get('service');
	if (service !== undefined) url.searchParams.set('service', service);
	url.searchParams.set('scope', parameters.get('scope') ?? scope);
	return url;
}

/** Both names are in use; what is not of visible characters cannot stand in a header. */
function tokenIn(text: string): string | undefined {
	try {
		const value: unknown = JSON.parse(text);
		const { token, access_token: other }: Partial<Record<string, unknown>> = Object(value);
		return [token, other].find(
			(found): found is string => typeof found === 'string' && /^[!-~]+$/.test(found),
		);
	} catch {
		return undefined;
	}
}

function basicAuthorization({ username, password }: Credentials): string {
	return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

function refused(what: string, why: string, registry: string): Error {
	return unavailable(`cannot get ${what}: ${why}`, loginRemedy(registry));
}

export function loginRemedy(registry: string): string {
	return `Check the name of the image; if it is not public, log in with \`docker login ${registry}\`, whose password must stand in Docker's config.json, or set CORE_MATRIX_OCI_LOGIN.`;
}
