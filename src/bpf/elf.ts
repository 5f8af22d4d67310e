import { type Bytes, bytesOf, cString, slice, u8, u16, u32, u64 } from './bytes.ts';
import { FormatError } from './format-error.ts';

/*
 * ELF64, little-endian, by sections: what compilers write for BPF, and what kernel modules are.
 * Format: System V ABI, chapter 4 (Object Files); names of constants as in <elf.h>.
 * The file is hostile: every offset, size and count in it is the author's free choice.
 */

export const EM_BPF = 247;

export const SHT_PROGBITS = 1;
const SHT_SYMTAB = 2;
const SHT_RELA = 4;
const SHT_NOBITS = 8;
const SHT_REL = 9;

export const SHF_EXECINSTR = 4;

export const STT_FUNC = 2;
export const STT_SECTION = 3;

const headerSize = 64;
const sectionHeaderSize = 64;
const symbolSize = 24;
const relSize = 16;
const relaSize = 24;

/** Far beyond what compilers write, and low enough that a table of the longest names is read in well under a second. */
const mostSymbols = 1 << 16;
const mostRelocations = 1 << 18;
/** Twice KSYM_NAME_LEN, the kernel's limit for names of functions. */
const longestName = 1024;

export interface Elf {
	readonly file: Bytes;
	/** `e_machine`. */
	readonly machine: number;
	/** By section index; 0 is the null section. */
	readonly sections: readonly Section[];
}

export interface Section {
	readonly index: number;
	readonly name: string;
	readonly type: number;
	/** The low 32 bits of `sh_flags`. */
	readonly flags: number;
	/** In bytes from the start of the file; not yet checked against its end. */
	readonly offset: number;
	readonly size: number;
	readonly link: number;
	readonly info: number;
}

export interface ElfSymbol {
	readonly name: string;
	readonly type: number;
	/** STB_LOCAL 0, STB_GLOBAL 1, STB_WEAK 2. */
	readonly binding: number;
	/** STV_DEFAULT 0, STV_INTERNAL 1, STV_HIDDEN 2. */
	readonly visibility: number;
	/** Index of its section; 0 when undefined, from 0xff00 on when reserved. */
	readonly section: number;
	/** In a relocatable file: bytes from the start of its section. */
	readonly value: number;
	readonly size: number;
}

export interface Relocation {
	/** Bytes from the start of the section it applies to. */
	readonly offset: number;
	readonly type: number;
	/** Index into the symbol table. */
	readonly symbol: number;
}

/**
 * Checks the header and reads the table of sections; contents are read on demand.
 * @throws FormatError
 */
export function readElf(bytes: Uint8Array): Elf {
	const file = bytesOf('the file', bytes);
	if (file.data.length < 4 || file.data.readUInt32BE(0) !== 0x7f454c46) {
		throw new FormatError('not-elf', 'not an ELF file: it does not begin with 7f 45 4c 46');
	}
	if (u8(file, 4) !== 2) throw new FormatError('not-64-bit', 'a 32-bit ELF file; 64-bit is needed');
	if (u8(file, 5) !== 1) {
		throw new FormatError(
			'big-endian',
			'a big-endian ELF file; little-endian is needed (clang -target bpfel)',
		);
	}
	const header = slice(file, 0, headerSize, 'the ELF header');
	const tableOffset = u64(header, 40);
	const count = u16(header, 60);
	if (count === 0) throw new FormatError('malformed', 'the ELF file has no table of sections');
	if (u16(header, 58) !== sectionHeaderSize) {
		throw new FormatError(
			'malformed',
			`ELF section headers of ${u16(header, 58)} bytes; 64 is the only size there is`,
		);
	}
	const table = slice(file, tableOffset, count * sectionHeaderSize, 'the table of ELF sections');
	const unnamed = Array.from({ length: count }, (_, index) => sectionHeader(table, index));
	const names = unnamed[u16(header, 62)];
	if (names === undefined) throw new FormatError('malformed', 'the ELF file has no table of section names');
	const nameTable = contents(file, names, 'the table of section names');
	const sections = unnamed.map((section) => ({
		...section,
		name: section.index === 0 ? '' : cString(nameTable, section.nameOffset, longestName),
	}));
	return { file, machine: u16(header, 18), sections };
}

type UnnamedSection = Omit<Section, 'name'> & { readonly nameOffset: number };

function sectionHeader(table: Bytes, index: number): UnnamedSection {
	const at = index * sectionHeaderSize;
	return {
		index,
		nameOffset: u32(table, at),
		type: u32(table, at + 4),
		flags: u32(table, at + 8),
		offset: u64(table, at + 24),
		size: u64(table, at + 32),
		link: u32(table, at + 40),
		info: u32(table, at + 44),
	};
}

function contents(file: Bytes, section: Omit<Section, 'name'>, what: string): Bytes {
	if (section.type === SHT_NOBITS) return { what, data: Buffer.alloc(0) };
	return slice(file, section.offset, section.size, what);
}

export function sectionNamed(elf: Elf, name: string): Section | undefined {
	return elf.sections.find((section) => section.name === name);
}

/** What the section holds in the file: nothing for .bss and its like. */
export function sectionBytes(elf: Elf, section: Section): Bytes {
	return contents(elf.file, section, `section ${section.name || `#${section.index}`}`);
}

/** The symbol table in its order, so that a relocation's symbol is an index into it; empty when there is none. */
export function symbols(elf: Elf): readonly ElfSymbol[] {
	const section = elf.sections.find(({ type }) => type === SHT_SYMTAB);
	if (section === undefined) return [];
	const table = sectionBytes(elf, section);
	const names = elf.sections[section.link];
	if (names === undefined) throw new FormatError('malformed', 'the ELF symbol table has no table of names');
	const nameTable = sectionBytes(elf, names);
	return entries(table, symbolSize, mostSymbols, (at) => ({
		name: u32(table, at) === 0 ? '' : cString(nameTable, u32(table, at), longestName),
		type: u8(table, at + 4) & 0xf,
		binding: u8(table, at + 4) >> 4,
		visibility: u8(table, at + 5) & 3,
		section: u16(table, at + 6),
		value: u64(table, at + 8),
		size: u64(table, at + 16),
	}));
}

/** The relocations that apply to `section`. BPF keeps addends in the instructions (SHT_REL); one in SHT_RELA is not read. */
export function relocations(elf: Elf, section: Section): readonly Relocation[] {
	const table = elf.sections.find(
		({ type, info }) => (type === SHT_REL || type === SHT_RELA) && info === section.index,
	);
	if (table === undefined) return [];
	const bytes = sectionBytes(elf, table);
	return entries(bytes, table.type === SHT_REL ? relSize : relaSize, mostRelocations, (at) => ({
		offset: u64(bytes, at),
		type: u32(bytes, at + 8),
		symbol: u32(bytes, at + 12),
	}));
}

function entries<T>(table: Bytes, size: number, most: number, read: (at: number) => T): T[] {
	const count = Math.floor(table.data.length / size);
	if (count > most) {
		throw new FormatError('too-large', `${table.what} has ${count} entries; at most ${most} are read`);
	}
	return Array.from({ length: count }, (_, index) => read(index * size));
}
