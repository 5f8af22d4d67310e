import { opendir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { FormatError } from '../bpf/format-error.ts';
import { modinfo, moduleDependencies } from '../bpf/modinfo.ts';
import { CoreMatrixError } from '../error.ts';
import { type Compression, decompress } from './decompress.ts';
import { unavailable } from './failure.ts';

/** What a guest needs beyond the kernel; where the kernel has it built in, there is no such module, which is fine. */
export const wantedModules: readonly string[] = [
	// Every device that QEMU gives the guest sits on it.
	'virtio_pci',
	// The agent's channel.
	'virtio_console',
	// Pairs of interfaces for programs on the network path (XDP, tc): the guest has no network card.
	'veth',
	// An interface that swallows what is sent, for the same programs.
	'dummy',
	// What programs of the type tc are attached with where the kernel has no tcx: a qdisc and a classifier.
	'sch_ingress',
	'cls_bpf',
	// And programs of the type action, which hang at a classifier that takes every packet.
	'cls_matchall',
	'act_bpf',
];

/** The largest modules (GPU drivers, with debug information stripped) have some 20 MB. */
const mostBytes = 128 << 20;
/** A kernel's own modules are some thousands; a folder with more than this is not one of modules. */
const mostFiles = 200_000;

export interface KernelModule {
	/** With underscores, as the kernel shows it. */
	readonly name: string;
	/** Decompressed. */
	readonly bytes: Buffer;
	/** The release that it is built for. */
	readonly release: string;
}

/** The wanted modules of a folder, at any depth, and those that they depend on, in the order in which they load. */
export async function collectModules(
	folder: string,
	wanted: readonly string[] = wantedModules,
): Promise<KernelModule[]> {
	const files = await indexModules(folder);
	const seen = new Set<string>();
	const ordered: KernelModule[] = [];
	const visit = async (name: string): Promise<void> => {
		const file = files.get(name);
		if (file === undefined || seen.has(name)) return;
		seen.add(name);
		const bytes = await readModule(file);
		const info = readInfo(file, bytes);
		for (const dependency of moduleDependencies(info)) await visit(canonicalName(dependency));
		ordered.push({ name, bytes, release: info.get('vermagic')?.[0]?.split(' ', 1)[0] ?? '' });
	};
	for (const name of wanted) await visit(name);
	return ordered;
}

/** Module name → file. Links are not followed: /lib/modules has one to the kernel's sources. */
async function indexModules(folder: string): Promise<ReadonlyMap<string, string>> {
	const files = new Map<string, string>();
	let count = 0;
	for await (const entry of await openFolder(folder)) {
		if (++count > mostFiles) {
			throw new CoreMatrixError(
				'usage',
				`${folder} has more than ${mostFiles} files: not a folder of modules`,
				{
					remedy: 'Name the folder of one kernel, such as lib/modules/<release>.',
				},
			);
		}
		const stem = /^([\w-]{1,100})\.ko(?:\.xz|\.zst|\.gz)?$/.exec(entry.name)?.[1];
		if (entry.isFile() && stem !== undefined) {
			files.set(canonicalName(stem), join(entry.parentPath, entry.name));
		}
	}
	return files;
}

async function openFolder(folder: string): ReturnType<typeof opendir> {
	try {
		return await opendir(folder, { recursive: true });
	} catch (cause) {
		throw new CoreMatrixError('usage', `cannot read the modules in ${folder}: ${String(cause)}`, {
			remedy: 'Name an existing folder, such as lib/modules/<release>.',
			code: 'kernel-unavailable',
			cause,
		});
	}
}

/** File names have dashes or underscores as their authors liked; the kernel makes them all underscores. */
function canonicalName(name: string): string {
	return name.replaceAll('-', '_');
}

/** As the kernel's build compresses them (scripts/Makefile.modinst). */
const compressions: ReadonlyMap<string, Compression> = new Map([
	['.xz', 'xz'],
	['.zst', 'zstd'],
	['.gz', 'gzip'],
]);

async function readModule(file: string): Promise<Buffer> {
	const bytes = await readFile(file);
	const compression = compressions.get(extname(file));
	if (compression === undefined) return bytes;
	try {
		return await decompress(bytes, compression, mostBytes);
	} catch (cause) {
		const reason = cause instanceof Error ? cause.message : String(cause);
		throw unavailable(
			`cannot decompress ${file}: ${reason}`,
			'Check that the file is whole and that xz (package xz-utils) is installed.',
			cause,
		);
	}
}

function readInfo(file: string, bytes: Buffer): ReturnType<typeof modinfo> {
	try {
		return modinfo(bytes);
	} catch (cause) {
		if (!(cause instanceof FormatError)) throw cause;
		throw unavailable(
			`${file} is not a kernel module: ${cause.message}`,
			'Give the modules as the kernel was built with them.',
			cause,
		);
	}
}
