import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import type { LayerFile } from '../../src/guest/layer.ts';
import { catalog } from '../../src/kernels/catalog.ts';
import { type Apt, downloadPackages, refreshPackages } from '../../src/kernels/sources/apt.ts';
import { findMirror } from '../../src/kernels/sources/mirror.ts';
import { type PackageRecord, parsePackages } from '../../src/kernels/sources/packages.ts';
import { packageFile } from '../../src/package-root.ts';
import { cached, cacheHome, entryVersion, inTemporaryFolder } from '../../src/store.ts';

/** The first release of Debian that has it. */
const suite = 'trixie';
const library = '/usr/lib/x86_64-linux-gnu';
/** veristat, and the package of each library that it is linked with. */
const packages = ['veristat', 'libbpf1', 'libelf1t64', 'libc6', 'zlib1g', 'libzstd1'];
const libraries = ['libbpf.so.1', 'libelf.so.1', 'libc.so.6', 'libz.so.1', 'libzstd.so.1'];

/** Where it lies in the guest. */
export const veristatPath = '/usr/bin/veristat';

export interface Veristat {
	/** Debian's version of it. */
	readonly version: string;
	/** Of the libbpf that it uses. */
	readonly libbpf: string;
	readonly files: readonly LayerFile[];
}

/** Debian's veristat, verified by apt, with the libraries that it was built for. */
export async function fetchVeristat(): Promise<Veristat> {
	const { keyring } = catalog.debian;
	const { main, settings } = await findMirror(undefined, catalog.debian);
	const apt: Apt = {
		folder: join(cacheHome(), 'apt', 'referee'),
		sources: [{ archive: main, suite }],
		keyring: packageFile(keyring),
		machineSettings: settings,
		another: 'set the archive of this machine',
	};
	const all = parsePackages(await refreshPackages(apt, `^(${packages.join('|')})$`));
	const records = packages.map((name) => newest(all, name));
	const digest = records.map(({ sha256 }) => sha256).join('');
	const version = entryVersion('0', Buffer.from(digest, 'hex').toString('hex').slice(0, 64));
	const folder = await cached('core-matrix-veristat', version, async (out) => {
		await inTemporaryFolder(async (scratch) => {
			for (const file of await downloadPackages(apt, records, join(scratch, 'packages'))) {
				await execa('dpkg-deb', ['-x', file, out]);
			}
		});
	});
	// A link of the packages leads to the file with the whole version in its name.
	const from = (path: string) => realpath(join(folder, path));
	const [veristat, libbpf] = records;
	return {
		version: veristat?.version ?? '',
		libbpf: libbpf?.version ?? '',
		files: [
			{ path: veristatPath, from: await from(veristatPath), mode: 0o755 },
			{
				path: '/lib64/ld-linux-x86-64.so.2',
				from: await from(`${library}/ld-linux-x86-64.so.2`),
				mode: 0o755,
			},
			...(await Promise.all(
				libraries.map(async (name) => ({
					path: `${library}/${name}`,
					from: await from(`${library}/${name}`),
					mode: 0o755,
				})),
			)),
		],
	};
}

function newest(all: readonly PackageRecord[], name: string): PackageRecord {
	const record = all.find((candidate) => candidate.name === name);
	if (record === undefined) throw new Error(`${suite} has no package ${name}`);
	return record;
}
