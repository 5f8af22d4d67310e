import { type Btf, btfString } from './btf.ts';
import { type Bytes, slice, u8, u16, u32 } from './bytes.ts';
import { FormatError } from './format-error.ts';

/*
 * .BTF.ext: which function, source line and CO-RE relocation stand at which instruction.
 * Format: Documentation/bpf/btf.rst, section 4; include/uapi/linux/bpf.h for the records. Names and paths are offsets
 * into the strings of .BTF. Records may be larger than known here: their size stands before them.
 */

const magic = 0xeb9f;
/** Size of the header up to where CO-RE's table was added to it (Linux 5.4). */
const headerWithoutCore = 24;
const headerWithCore = 32;
const sectionHeaderSize = 8;
/** No object has more; each costs the reading of a name. */
const mostSections = 4096;

const minimalRecord = { function: 8, line: 16, core: 16 } as const;

export interface BtfExt {
	readonly functions: InfoTable;
	readonly lines: InfoTable;
	readonly coreRelocations: InfoTable;
}

/** One of the three tables: records of equal size, by the ELF section that they describe. */
export interface InfoTable {
	readonly recordSize: number;
	readonly sections: ReadonlyMap<string, Bytes>;
}

/** Offsets of instructions are in bytes from the start of the ELF section, 8 per instruction. */
export interface FunctionRecord {
	readonly offset: number;
	/** Id of the BTF type of kind `func`. */
	readonly type: number;
}

export interface LineRecord {
	readonly offset: number;
	/** Offsets into the BTF strings: the path as the compiler knew it, and the text of the line. */
	readonly file: number;
	readonly text: number;
	/** From 1; 0 for code that belongs to no line. */
	readonly line: number;
	/** From 1; 0 when unknown. */
	readonly column: number;
}

export interface CoreRelocationRecord {
	readonly offset: number;
	/** Id of the BTF type where the access begins. */
	readonly type: number;
	/** Offset into the BTF strings of the access, such as `0:6:0`. */
	readonly access: number;
	/** `enum bpf_core_relo_kind`. */
	readonly kind: number;
}

/**
 * Splits a `.BTF.ext` section into its tables.
 * @throws FormatError
 */
export function readBtfExt(section: Bytes, btf: Btf): BtfExt {
	if (u16(section, 0) !== magic) {
		throw new FormatError('malformed', `${section.what} does not begin with BTF's magic number`);
	}
	if (u8(section, 2) !== 1) {
		throw new FormatError('unsupported', `${section.what} is of version ${u8(section, 2)}; 1 is known`);
	}
	const body = u32(section, 4);
	if (body < headerWithoutCore) {
		throw new FormatError(
			'malformed',
			`${section.what} has a header of ${body} bytes; ${headerWithoutCore} is the least`,
		);
	}
	const table = (at: number, least: number, what: string): InfoTable =>
		readTable(slice(section, body + u32(section, at), u32(section, at + 4), what), least, btf);
	return {
		functions: table(8, minimalRecord.function, 'the table of BTF functions'),
		lines: table(16, minimalRecord.line, 'the table of source lines'),
		coreRelocations:
			body >= headerWithCore
				? table(24, minimalRecord.core, 'the table of CO-RE relocations')
				: { recordSize: minimalRecord.core, sections: new Map() },
	};
}

function readTable(table: Bytes, least: number, btf: Btf): InfoTable {
	const sections = new Map<string, Bytes>();
	if (table.data.length === 0) return { recordSize: least, sections };
	const recordSize = u32(table, 0);
	if (recordSize < least || recordSize % 4 !== 0) {
		throw new FormatError(
			'malformed',
			`${table.what} has records of ${recordSize} bytes; ${least} is the least`,
		);
	}
	for (let at = 4; at < table.data.length; ) {
		const name = btfString(btf, u32(table, at));
		const size = u32(table, at + 4) * recordSize;
		if (sections.size === mostSections) {
			throw new FormatError('too-large', `${table.what} names more than ${mostSections} sections`);
		}
		if (sections.has(name)) throw new FormatError('malformed', `${table.what} has section ${name} twice`);
		sections.set(name, slice(table, at + sectionHeaderSize, size, `${table.what} for section ${name}`));
		at += sectionHeaderSize + size;
	}
	return { recordSize, sections };
}

/** A half-open range of bytes within an ELF section. */
export interface CodeRange {
	readonly section: string;
	readonly start: number;
	readonly end: number;
}

export function functionRecords(ext: BtfExt, range: CodeRange): FunctionRecord[] {
	return recordsIn(ext.functions, range, (records, at) => ({
		offset: u32(records, at),
		type: u32(records, at + 4),
	}));
}

export function lineRecords(ext: BtfExt, range: CodeRange): LineRecord[] {
	return recordsIn(ext.lines, range, (records, at) => ({
		offset: u32(records, at),
		file: u32(records, at + 4),
		text: u32(records, at + 8),
		line: u32(records, at + 12) >>> 10,
		column: u32(records, at + 12) & 0x3ff,
	}));
}

export function coreRelocationRecords(ext: BtfExt, range: CodeRange): CoreRelocationRecord[] {
	return recordsIn(ext.coreRelocations, range, (records, at) => ({
		offset: u32(records, at),
		type: u32(records, at + 4),
		access: u32(records, at + 8),
		kind: u32(records, at + 12),
	}));
}

/** In the order of the file, which compilers write by ascending offset. */
function recordsIn<T>(table: InfoTable, range: CodeRange, read: (records: Bytes, at: number) => T): T[] {
	const records = table.sections.get(range.section);
	const found: T[] = [];
	if (records === undefined) return found;
	for (let at = 0; at < records.data.length; at += table.recordSize) {
		const offset = u32(records, at);
		if (offset >= range.start && offset < range.end) found.push(read(records, at));
	}
	return found;
}
