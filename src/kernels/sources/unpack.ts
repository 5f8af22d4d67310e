import { mkdir } from 'node:fs/promises';
import { execa } from 'execa';
import type { CoreMatrixError } from '../../error.ts';
import { isNoSpace, noSpace } from '../../no-space.ts';
import { unavailable } from '../failure.ts';
import { type FoundKernel, findImages, findKernel } from '../find.ts';
import { type Entry, untar } from '../untar.ts';

/** An image, its configuration and its modules: nothing else of a package is of use to a guest. */
const wantedPath =
	/^(?:\.\/)?(?:boot\/(?:vmlinuz|config)-[^/]+|(?:usr\/)?lib\/modules\/[^/]+\/(?:vmlinuz|config|.*\.ko(?:\.xz|\.zst|\.gz)?))$/;

/** The files of a kernel's packages. Absolute paths. */
export interface UnpackedKernel extends FoundKernel {
	/** The package that holds the image. */
	readonly imagePackage: string;
}

/** Unpacks packages into a folder and finds the kernel in it: the one of this release, else the only one. */
export async function unpackPackages(
	packages: readonly string[],
	release: string | undefined,
	folder: string,
	signal?: AbortSignal,
): Promise<UnpackedKernel> {
	await mkdir(folder);
	let imagePackage: string | undefined;
	for (const file of packages) {
		await unpackPackage(file, folder, signal);
		if (imagePackage === undefined && (await findImages(folder, release)).length > 0) imagePackage = file;
	}
	if (imagePackage === undefined) {
		const wanted = release === undefined ? 'a kernel' : release;
		throw unavailable(
			`no image of ${wanted} in ${packages.join(', ')}`,
			'Name another version; this one is packed in a way that is not known here.',
		);
	}
	return { ...(await findKernel(folder, release)), imagePackage };
}

/** Only plain files with a wanted name are written; tar itself keeps what has `..` or goes through links outside. */
async function unpackPackage(file: string, folder: string, signal: AbortSignal | undefined): Promise<void> {
	const archive = execa('dpkg-deb', ['--fsys-tarfile', '--', file], {
		// Each thread of xz holds a block of 24 MiB, packed and unpacked, and there are as many as processors (dpkg-deb(1)).
		env: { DPKG_DEB_THREADS_MAX: '1' },
		stdin: 'ignore',
		buffer: { stdout: false },
		...(signal === undefined ? {} : { cancelSignal: signal }),
	});
	const wants = ({ path, type }: Entry) => type === 'File' && wantedPath.test(path);
	try {
		await Promise.all([untar(archive.stdout, folder, wants), archive]);
	} catch (cause) {
		signal?.throwIfAborted();
		if (isNoSpace(cause)) throw noSpace(folder, cause);
		throw damaged(file, cause instanceof Error ? cause.message : String(cause), cause);
	} finally {
		// When writing failed, nobody reads the archive any more.
		archive.kill();
	}
}

function damaged(file: string, why: string, cause?: unknown): CoreMatrixError {
	return unavailable(
		`cannot unpack ${file}: ${why}`,
		'Check that dpkg-deb is installed and that there is space on the disk.',
		cause,
	);
}
