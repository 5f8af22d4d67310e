import { open, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Btf, readBtf } from '../bpf/btf.ts';
import { bytesOf } from '../bpf/bytes.ts';
import { readElf, sectionBytes, sectionNamed } from '../bpf/elf.ts';
import { FormatError } from '../bpf/format-error.ts';
import { CoreMatrixError } from '../error.ts';
import { sha256 } from '../manifest.ts';
import { cached, entryVersion, type StoreOptions } from '../store.ts';
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
		// The key is the file's own digest, whatever its kernel is called.
		const version = entryVersion('0', await sha256(image));
		const folder = await cached(
			btfTool,
			version,
			async (into) => writeFile(join(into, btfName), btfSection(await unpackKernel(await readFile(image)))),
			options,
		);
		return readBtf(bytesOf('the BTF of the kernel', await readFile(join(folder, btfName))));
	} catch (error) {
		throw withName(image, error);
	}
}

/**
 * The BTF in a file of any form: BTF itself as in /sys/kernel/btf, an ELF file with a .BTF section, or a bzImage.
 * @throws CoreMatrixError of kind `usage` when it is none of them.
 */
export async function readBtfFile(file: string, options: StoreOptions = {}): Promise<Btf> {
	try {
		const head = await readHead(file);
		if (head.toString('latin1', 0x202, 0x206) === 'HdrS') return await kernelBtf(file, options);
		const bytes = await readFile(file);
		const section = head.readUInt32BE(0) === 0x7f454c46 ? btfSection(bytes) : bytes;
		return readBtf(bytesOf(file, section));
	} catch (error) {
		throw withName(file, error);
	}
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
