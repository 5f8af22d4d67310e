import { access, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { extract } from 'tar';
import { CoreMatrixError } from '../../error.ts';

/** An image, its configuration and its modules: nothing else of a package is of use to a guest. */
const wantedPath =
	/^(?:\.\/)?(?:boot\/(?:vmlinuz|config)-[^/]+|(?:usr\/)?lib\/modules\/[^/]+\/(?:vmlinuz|config|.*\.ko(?:\.xz|\.zst|\.gz)?))$/;
/** Debian's largest flavour unpacks to some 500 MB. */
const mostBytes = 2 ** 31;

/** The files of a kernel's packages. Absolute paths. */
export interface UnpackedKernel {
	readonly image: string;
	/** The package that holds the image. */
	readonly imagePackage: string;
	readonly config?: string;
	/** The folder that holds the modules, at any depth. */
	readonly folder: string;
}

/** Unpacks packages into a folder and finds the kernel of this release in it. */
export async function unpackKernel(
	packages: readonly string[],
	release: string,
	folder: string,
	signal?: AbortSignal,
): Promise<UnpackedKernel> {
	const modules = [join('usr/lib/modules', release), join('lib/modules', release)];
	const images = [`boot/vmlinuz-${release}`, ...modules.map((path) => join(path, 'vmlinuz'))];
	await mkdir(folder);
	let image: string | undefined;
	let imagePackage = '';
	for (const file of packages) {
		await unpackPackage(file, folder, signal);
		if (image !== undefined) continue;
		image = await firstPresent(folder, images);
		imagePackage = file;
	}
	if (image === undefined) {
		throw new CoreMatrixError('infrastructure', `no image of ${release} in ${packages.join(', ')}`, {
			remedy: 'Name another version; this one is packed in a way that is not known here.',
			code: 'kernel-unavailable',
		});
	}
	const config = await firstPresent(folder, [
		`boot/config-${release}`,
		...modules.map((path) => join(path, 'config')),
	]);
	return { image, imagePackage, ...(config === undefined ? {} : { config }), folder };
}

/** Only plain files with a wanted name are written; tar itself keeps what has `..` or goes through links outside. */
async function unpackPackage(file: string, folder: string, signal: AbortSignal | undefined): Promise<void> {
	let bytes = 0;
	const unpack = extract({
		cwd: folder,
		preserveOwner: false,
		noChmod: true,
		noMtime: true,
		strict: true,
		filter: (path, entry) => {
			if (!('type' in entry) || entry.type !== 'File' || !wantedPath.test(path)) return false;
			bytes += entry.size;
			return bytes <= mostBytes;
		},
	});
	const written = new Promise<void>((resolve, reject) => unpack.on('close', resolve).on('error', reject));
	const archive = execa('dpkg-deb', ['--fsys-tarfile', '--', file], {
		stdin: 'ignore',
		buffer: { stdout: false },
		...(signal === undefined ? {} : { cancelSignal: signal }),
	});
	archive.stdout.pipe(unpack);
	try {
		await Promise.all([archive, written]);
	} catch (cause) {
		signal?.throwIfAborted();
		throw damaged(file, cause instanceof Error ? cause.message : String(cause), cause);
	} finally {
		// When writing failed, nobody reads the archive any more.
		archive.kill();
	}
	if (bytes > mostBytes) throw damaged(file, 'it unpacks to more than 2 GiB');
}

function damaged(file: string, why: string, cause?: unknown): CoreMatrixError {
	return new CoreMatrixError('infrastructure', `cannot unpack ${file}: ${why}`, {
		remedy: 'Check that dpkg-deb is installed and that there is space on the disk.',
		code: 'kernel-unavailable',
		cause,
	});
}

async function firstPresent(folder: string, paths: readonly string[]): Promise<string | undefined> {
	for (const path of paths) {
		const file = join(folder, path);
		const present = await access(file).then(
			() => true,
			() => false,
		);
		if (present) return file;
	}
	return undefined;
}
