import { open, readFile, stat, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { type Btf, isSplitBtf, readBtf } from '../bpf/btf.ts';
import { type Bytes, bytesOf } from '../bpf/bytes.ts';
import type { KernelTypes } from '../bpf/core/explain.ts';
import type { ModuleBtf } from '../bpf/core/resolve.ts';
import { readElf, sectionBytes, sectionNamed } from '../bpf/elf.ts';
import { FormatError } from '../bpf/format-error.ts';
import { CoreMatrixError } from '../error.ts';
import { sha256 } from '../manifest.ts';
import { cached, entryVersion, type StoreOptions } from '../store.ts';
import type { KernelImage } from './image.ts';
import { unpackKernel } from './payload.ts';

/*
 * The BTF of a kernel that is not running: /sys/kernel/btf/vmlinux is the .BTF section of the vmlinux within the image.
 * Unpacking 60 MB for 5 takes a second, so what is found is kept by the digest of the image.
 */

/** Its name in the tool cache. */
export const btfTool = 'core-matrix-btf';
const btfName = 'vmlinux.btf';
/** A bzImage with everything built in has some 50 MB, a vmlinux without debug information less than this. */
const mostBytes = 512 << 20;

/**
 * The BTF of a bzImage.
 * @throws CoreMatrixError with the code `btf-missing` when it has none or cannot be read.
 */
export async function kernelBtf(image: string, options: StoreOptions = {}): Promise<Btf> {
	try {
		return readBtf(await imageSection(image, options));
	} catch (error) {
		throw withName(image, error);
	}
}

async function imageSection(image: string, options: StoreOptions): Promise<Bytes> {
	// The key is the file's own digest, whatever its kernel is called.
	const version = entryVersion('0', await sha256(image));
	const folder = await cached(
		btfTool,
		version,
		async (into) => writeFile(join(into, btfName), btfSection(await unpackKernel(await readFile(image)))),
		options,
	);
	return bytesOf('the BTF of the kernel', await readFile(join(folder, btfName)));
}

/** The types that programs find on a kernel in a guest: its own, and those of the modules that are loaded there. */
export async function imageTypes(
	{ spec, image, modules }: KernelImage,
	options: StoreOptions = {},
): Promise<KernelTypes> {
	const btf = await kernelBtf(image, options);
	const split = await Promise.all(modules.map((file) => moduleBtf(file, btf)));
	return { name: spec, btf, modules: split.flatMap((module) => module ?? []) };
}

/** Undefined for a module without BTF (before Linux 5.11), and for one whose BTF a kernel could not use either. */
async function moduleBtf(file: string, base: Btf): Promise<ModuleBtf | undefined> {
	try {
		const elf = readElf(await readFile(file));
		const section = sectionNamed(elf, '.BTF');
		// Such a module goes on from types of its own, which the kernel fits to its own when it loads it (Linux 6.11).
		if (section === undefined || sectionNamed(elf, '.BTF.base') !== undefined) return undefined;
		return { name: moduleName(file), btf: readBtf(sectionBytes(elf, section), base) };
	} catch (error) {
		if (error instanceof FormatError) return undefined;
		throw error;
	}
}

function moduleName(file: string): string {
	return basename(file).replace(/\.ko$/, '').replaceAll('-', '_');
}

/**
 * The types in files of any form: BTF itself as in /sys/kernel/btf, an ELF file with a .BTF section, or a bzImage. One
 * of a module, such as /sys/kernel/btf/veth or veth.ko, belongs to the kernel that stands before it.
 * @throws CoreMatrixError of kind `usage` when one is none of them.
 */
export async function readBtfFiles(
	files: readonly string[],
	options: StoreOptions = {},
): Promise<KernelTypes[]> {
	const kernels: (KernelTypes & { readonly modules: ModuleBtf[] })[] = [];
	for (const file of files) {
		try {
			const section = await sectionOf(resolve(file), options);
			if (!isSplitBtf(section)) {
				kernels.push({ name: file, btf: readBtf(section), modules: [] });
				continue;
			}
			const kernel = kernels.at(-1);
			if (kernel === undefined) {
				throw new FormatError('unsupported', "it is a module's, and no kernel's stands before it");
			}
			kernel.modules.push({ name: moduleName(file), btf: readBtf(section, kernel.btf) });
		} catch (error) {
			throw withName(file, error);
		}
	}
	return kernels;
}

async function sectionOf(file: string, options: StoreOptions): Promise<Bytes> {
	const head = await readHead(file);
	if (head.toString('latin1', 0x202, 0x206) === 'HdrS') return await imageSection(file, options);
	const bytes = await readFile(file);
	return bytesOf(file, head.readUInt32BE(0) === 0x7f454c46 ? btfSection(bytes) : bytes);
}

async function readHead(file: string): Promise<Buffer> {
	const { size } = await stat(file);
	if (size > mostBytes) throw new RangeError(`it has ${size} bytes; ${mostBytes} is the most`);
	const handle = await open(file);
	try {
		const { buffer } = await handle.read(Buffer.alloc(0x210), 0, 0x210, 0);
		return buffer;
	} finally {
		await handle.close();
	}
}

function btfSection(vmlinux: Buffer): Buffer {
	const elf = readElf(vmlinux);
	const section = sectionNamed(elf, '.BTF');
	if (section === undefined) throw new FormatError('unsupported', 'it has no section .BTF');
	return sectionBytes(elf, section).data;
}

function withName(file: string, cause: unknown): CoreMatrixError {
	if (cause instanceof CoreMatrixError) return cause;
	const reason = cause instanceof Error ? cause.message : String(cause);
	return new CoreMatrixError('usage', `no BTF can be read from ${file}: ${reason}`, {
		remedy:
			'Give a kernel that is built with CONFIG_DEBUG_INFO_BTF=y, or a file such as /sys/kernel/btf/vmlinux.',
		code: 'btf-missing',
		cause,
	});
}
