import type { CoreMatrixError } from '../error.ts';
import { findEntry, readEntry } from './entry.ts';
import { unverified } from './failure.ts';
import type { KernelImage } from './image.ts';
import { lockBroken } from './lock-broken.ts';
import type { KernelLock, LockedKernel } from './lock-file.ts';
import type { ResolveOptions } from './options.ts';
import { seriesWords } from './series.ts';
import { type KernelSpec, sourceNames } from './spec.ts';
import { hasPrefix } from './version.ts';

type Resolve = (spec: KernelSpec, options: ResolveOptions) => Promise<KernelImage>;

/**
 * The kernel that a lock names, from the cache without asking anybody, else from its source. Throws
 * `verification-failed` when it cannot be that very one. `resolve`: asks the sources, held to `digests`.
 */
export async function resolveLocked(
	spec: KernelSpec,
	lock: KernelLock,
	options: ResolveOptions,
	resolve: Resolve,
): Promise<KernelImage> {
	const locked = lock.kernels.get(spec.text);
	if (locked === undefined) throw notLocked(spec, lock);
	checkMeaning(spec, locked);
	const digests = locked.files.map(({ digest }) => digest);
	const present = await findEntry(digests, options);
	if (present !== undefined) return await readEntry(present, spec.text);
	const image = await resolve(narrowed(spec, locked), { ...options, digests });
	if (String(image.files.map(({ digest }) => digest)) !== String(digests)) {
		throw lockBroken(spec.text, `${image.source.url} is another one now`);
	}
	return { ...image, spec: spec.text };
}

/** A lock says which of the kernels that a name can mean it is; it does not change what the name can mean. */
function checkMeaning(spec: KernelSpec, { source, version }: LockedKernel): void {
	const wanted = spec.kind === 'version' ? spec.source : spec.kind;
	if (wanted !== undefined && wanted !== source)
		throw lockBroken(spec.text, `the lock says that it is ${source}'s`);
	// What lts means goes on with the catalog; the lock holds it where it was.
	if (spec.kind !== 'version' || seriesWords.includes(spec.text) || hasPrefix(version, spec.version)) return;
	throw lockBroken(spec.text, `the lock says that it is ${version}`);
}

/** Only the source that it came from is asked, for that version. */
function narrowed(spec: KernelSpec, locked: LockedKernel): KernelSpec {
	const source = sourceNames.find((name) => name === locked.source);
	if (spec.kind !== 'version' || source === undefined) return spec;
	return { kind: 'version', text: spec.text, source, version: locked.version.replace('~rc', '-rc') };
}

function notLocked({ text }: KernelSpec, { file }: KernelLock): CoreMatrixError {
	return unverified(
		`${text} is not in ${file}`,
		'Run `core-matrix lock`, which adds what is missing, and commit the file; or remove it.',
	);
}
