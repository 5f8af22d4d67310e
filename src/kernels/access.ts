import { CoreMatrixError } from '../error.ts';
import { type Credentials, parseLogins } from './oci/credentials.ts';
import { parseMirrors } from './oci/mirror.ts';

/** Where kernels are fetched from instead of where the catalog says, and as whom. All of it as the user writes it. */
export interface Access {
	/** Address of a Debian archive. Missing: the one that the machine's own apt uses. */
	readonly debianMirror?: string;
	/** Likewise of Ubuntu's. */
	readonly ubuntuMirror?: string;
	/** Address of a folder with a folder for each mainline build. */
	readonly mainlineMirror?: string;
	/** `ghcr.io=https://mirror.example`, several separated by spaces. Missing: what {@link mirrorVariable} says. */
	readonly registryMirror?: string;
	/** `ghcr.io=user:password`, several separated by spaces. Missing: what {@link loginVariable} says. */
	readonly registryLogin?: string;
}

/** Variables of the environment, for what is a machine's matter or a secret. */
export const mirrorVariable = 'CORE_MATRIX_OCI_MIRROR';
export const loginVariable = 'CORE_MATRIX_OCI_LOGIN';

/** Registry → address of its mirror. Throws a usage error when it is not so written. */
export function registryMirrors({ registryMirror }: Access): ReadonlyMap<string, URL> {
	const written = registryMirror ?? process.env[mirrorVariable] ?? '';
	const mirrors = parseMirrors(written);
	if (mirrors !== undefined) return mirrors;
	const name = registryMirror === undefined ? mirrorVariable : 'the mirror of registries';
	throw new CoreMatrixError('usage', `${name} is ${JSON.stringify(written.slice(0, 200))}`, {
		remedy:
			'Write it as ghcr.io=https://mirror.example, several separated by spaces; passwords have another place.',
	});
}

/** Registry → who asks there. Throws a usage error when it is not so written, which does not repeat it. */
export function registryLogins({ registryLogin }: Access): ReadonlyMap<string, Credentials> {
	const logins = parseLogins(registryLogin ?? process.env[loginVariable] ?? '');
	if (logins !== undefined) return logins;
	const name = registryLogin === undefined ? loginVariable : 'the login for registries';
	throw new CoreMatrixError('usage', `${name} is not written as such`, {
		remedy: 'Write it as ghcr.io=user:password, several separated by spaces.',
	});
}
