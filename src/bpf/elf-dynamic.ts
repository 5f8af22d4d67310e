import { type Bytes, bytesOf, cString, slice, u8, u16, u32, u64 } from './bytes.ts';
import { FormatError } from './format-error.ts';

/*
 * What the dynamic loader reads of an executable or shared library: which interpreter and which libraries it wants.
 * Format: System V ABI, chapter 5 (Program Loading and Dynamic Linking); names of constants as in <elf.h>. Read by
 * ranges, since libraries are large. The file is hostile: every offset and size in it is the author's free choice.
 */

export interface DynamicElf {
	/** PT_INTERP; missing in a static program and in most libraries. */
	readonly interpreter?: string;
	/** DT_NEEDED, in order. */
	readonly needed: readonly string[];
	/** DT_RPATH and DT_RUNPATH: folders separated by colons, with `$ORIGIN` as written. */
	readonly rpath?: string;
	readonly runpath?: string;
}

/** Bytes of the file; fewer than asked for where it ends before. */
export type ReadAt = (offset: number, length: number) => Uint8Array;

const headerSize = 64;
const programHeaderSize = 56;
const entrySize = 16;
const ET_EXEC = 2;
const ET_DYN = 3;
const EM_X86_64 = 62;
const PT_LOAD = 1;
const PT_DYNAMIC = 2;
const PT_INTERP = 3;
const DT_NULL = 0;
const DT_NEEDED = 1;
const DT_STRTAB = 5;
const DT_STRSZ = 10;
const DT_RPATH = 15;
const DT_RUNPATH = 29;

/** Far beyond what linkers write. */
const mostHeaders = 256;
const dynamicMax = 1024 * 1024;
const stringsMax = 64 * 1024 * 1024;
const mostNeeded = 512;
const pathMax = 4096;

interface Segment {
	readonly type: number;
	readonly offset: number;
	readonly address: number;
	readonly fileSize: number;
}

/**
 * Undefined for what no x86-64 kernel would load: another format, another machine, an object file.
 * @throws FormatError for one whose parts are not where it says.
 */
export function readDynamicElf(readAt: ReadAt): DynamicElf | undefined {
	const header = bytesOf('the ELF header', readAt(0, headerSize));
	if (!isLoadable(header)) return undefined;
	const segments = programHeaders(readAt, header);
	const interp = segments.find(({ type }) => type === PT_INTERP);
	const interpreter = interp && cString(range(readAt, interp.offset, interp.fileSize, pathMax), 0);
	const dynamic = segments.find(({ type }) => type === PT_DYNAMIC);
	return {
		...(interpreter !== undefined && { interpreter }),
		...(dynamic === undefined ? { needed: [] } : dynamicEntries(readAt, segments, dynamic)),
	};
}

function isLoadable(header: Bytes): boolean {
	if (header.data.length < headerSize || header.data.readUInt32BE(0) !== 0x7f454c46) return false;
	const isElf64 = u8(header, 4) === 2 && u8(header, 5) === 1;
	return isElf64 && [ET_EXEC, ET_DYN].includes(u16(header, 16)) && u16(header, 18) === EM_X86_64;
}

function range(readAt: ReadAt, offset: number, size: number, most: number): Bytes {
	if (size > most) throw new FormatError('too-large', `a part of the ELF file has ${size} bytes`);
	return slice(bytesOf('the ELF file', readAt(offset, size)), 0, size, 'a part of the ELF file');
}

function programHeaders(readAt: ReadAt, header: Bytes): Segment[] {
	const count = u16(header, 56);
	if (u16(header, 54) !== programHeaderSize && count > 0) {
		throw new FormatError(
			'malformed',
			`ELF program headers of ${u16(header, 54)} bytes; 56 is the only size there is`,
		);
	}
	const table = range(readAt, u64(header, 32), count * programHeaderSize, mostHeaders * programHeaderSize);
	return Array.from({ length: count }, (_, index) => {
		const at = index * programHeaderSize;
		return {
			type: u32(table, at),
			offset: u64(table, at + 8),
			address: u64(table, at + 16),
			fileSize: u64(table, at + 32),
		};
	});
}

function dynamicEntries(
	readAt: ReadAt,
	segments: readonly Segment[],
	dynamic: Segment,
): Omit<DynamicElf, 'interpreter'> {
	const table = range(readAt, dynamic.offset, dynamic.fileSize, dynamicMax);
	const entries: (readonly [tag: number, value: number])[] = [];
	for (let at = 0; at + entrySize <= table.data.length && u64(table, at) !== DT_NULL; at += entrySize) {
		entries.push([u64(table, at), u64(table, at + 8)]);
	}
	const valuesOf = (wanted: number) => entries.filter(([tag]) => tag === wanted).map(([, value]) => value);
	const firstOf = (tag: number) => valuesOf(tag)[0];
	const needed = valuesOf(DT_NEEDED);
	if (needed.length > mostNeeded) {
		throw new FormatError(
			'too-large',
			`the ELF file needs ${needed.length} libraries; at most ${mostNeeded} are read`,
		);
	}
	const [address, size] = [firstOf(DT_STRTAB), firstOf(DT_STRSZ)];
	if (address === undefined || size === undefined) return { needed: [] };
	const strings = range(readAt, fileOffset(segments, address), size, stringsMax);
	const textOf = (at: number | undefined) => (at === undefined ? undefined : cString(strings, at, pathMax));
	const [rpath, runpath] = [textOf(firstOf(DT_RPATH)), textOf(firstOf(DT_RUNPATH))];
	return {
		needed: needed.map((at) => cString(strings, at, pathMax)),
		...(rpath !== undefined && { rpath }),
		...(runpath !== undefined && { runpath }),
	};
}

/** Tables name their strings by the address at which they are mapped. */
function fileOffset(segments: readonly Segment[], address: number): number {
	const load = segments.find(
		({ type, address: start, fileSize }) =>
			type === PT_LOAD && address >= start && address < start + fileSize,
	);
	if (load === undefined) throw new FormatError('malformed', 'the ELF file maps no table of dynamic strings');
	return load.offset + (address - load.address);
}
