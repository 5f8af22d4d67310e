/*
 * References to images as `docker pull` takes them, with the registry always written out. Grammar:
 * github.com/distribution/reference (regexp.go). All of it becomes part of a URL.
 */

export interface Repository {
	/** Host and port, such as `ghcr.io` or `127.0.0.1:5000`. */
	readonly registry: string;
	/** Path in the registry, such as `cilium/ci-kernels`. */
	readonly name: string;
}

/** One image: by the digest when there is one, else by the tag. */
export interface Reference extends Repository {
	readonly tag?: string;
	/** `sha256:` and 64 hexadecimal digits. */
	readonly digest?: string;
}

const hostPattern =
	/^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*|\[[0-9a-f:]+\])(?::\d{1,5})?$/i;
const componentPattern = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const tagPattern = /^\w[\w.-]{0,127}$/;
const digestPattern = /^sha256:[0-9a-f]{64}$/;

/** Hosts have at most 255 characters, names too, tags 128. */
const mostCharacters = 800;

/** Reads `host[:port]/name[:tag][@sha256:…]`, or says what is wrong with it, as half a sentence. */
export function parseReference(text: string): Reference | { readonly problem: string } {
	if (text.length > mostCharacters) return { problem: 'is too long for a reference to an image' };
	const [named = '', digest, ...more] = text.split('@');
	const slash = named.indexOf('/');
	const colon = named.lastIndexOf(':');
	const tagged = colon > slash;
	const registry = named.slice(0, Math.max(slash, 0));
	const name = named.slice(slash + 1, tagged ? colon : undefined);
	const tag = tagged ? named.slice(colon + 1) : undefined;
	if (!hostPattern.test(registry) || !URL.canParse(`https://${registry}`)) {
		return { problem: 'does not begin with the name of a registry, such as ghcr.io/' };
	}
	if (name.length > 255 || !name.split('/').every((component) => componentPattern.test(component))) {
		return { problem: 'has no name of a repository behind its registry, such as cilium/ci-kernels' };
	}
	if (tag !== undefined && !tagPattern.test(tag)) return { problem: 'has a tag that cannot be one' };
	if (more.length > 0 || (digest !== undefined && !isDigest(digest))) {
		return { problem: 'has a digest that is not sha256: and 64 hexadecimal digits' };
	}
	if (tag === undefined && digest === undefined) return { problem: 'has neither a tag nor a digest' };
	return {
		registry,
		name,
		...(tag === undefined ? {} : { tag }),
		...(digest === undefined ? {} : { digest }),
	};
}

/** As {@link parseReference} reads it. */
export function formatReference({ registry, name, tag, digest }: Reference): string {
	return `${registry}/${name}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
}

export function isDigest(text: string): boolean {
	return digestPattern.test(text);
}
