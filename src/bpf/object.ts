import { type Btf, readBtf } from './btf.ts';
import { type BtfExt, readBtfExt } from './btf-ext.ts';
import { cString } from './bytes.ts';
import {
	type Elf,
	type ElfSymbol,
	EM_BPF,
	readElf,
	type Section,
	SHF_EXECINSTR,
	SHT_PROGBITS,
	STT_FUNC,
	sectionBytes,
	sectionNamed,
	symbols,
} from './elf.ts';
import { FormatError } from './format-error.ts';
import { insnSize } from './insn.ts';

/** An eBPF object file, opened. */
export interface BpfObject {
	readonly elf: Elf;
	readonly symbols: readonly ElfSymbol[];
	/** What can be loaded: functions outside `.text`, in libbpf's order (by section, then by place). */
	readonly programs: readonly BpfFunction[];
	/** What programs call: functions in `.text`, by place. */
	readonly subprograms: readonly BpfFunction[];
	readonly license: string | undefined;
	/** Missing when the object was built without `-g`. */
	readonly btf: Btf | undefined;
	readonly btfExt: BtfExt | undefined;
}

/** A function in an executable section. */
export interface BpfFunction {
	readonly name: string;
	readonly section: Section;
	/** Its first instruction, counted from the start of its section. */
	readonly insnOffset: number;
	readonly insnCount: number;
}

/**
 * Reads what the object holds.
 * @throws FormatError when it is not an ELF object for BPF, or not a sound one.
 */
export function openObject(bytes: Uint8Array): BpfObject {
	const elf = readElf(bytes);
	if (elf.machine !== EM_BPF) {
		throw new FormatError(
			'wrong-machine',
			`an ELF file for machine ${elf.machine}, not for BPF (${EM_BPF}); compile it with clang -target bpf`,
		);
	}
	const table = symbols(elf);
	const functions = table
		.filter(({ type }) => type === STT_FUNC)
		.flatMap((symbol) => functionOf(elf, symbol));
	functions.sort((a, b) => a.section.index - b.section.index || a.insnOffset - b.insnOffset);
	const license = sectionNamed(elf, 'license');
	const btfSection = sectionNamed(elf, '.BTF');
	const btf = btfSection === undefined ? undefined : readBtf(sectionBytes(elf, btfSection));
	const extSection = sectionNamed(elf, '.BTF.ext');
	return {
		elf,
		symbols: table,
		programs: functions.filter(({ section }) => section.name !== '.text'),
		subprograms: functions.filter(({ section }) => section.name === '.text'),
		license: license === undefined ? undefined : cString(sectionBytes(elf, license), 0),
		btf,
		btfExt:
			btf === undefined || extSection === undefined
				? undefined
				: readBtfExt(sectionBytes(elf, extSection), btf),
	};
}

function functionOf(elf: Elf, symbol: ElfSymbol): readonly BpfFunction[] {
	const section = elf.sections[symbol.section];
	if (section === undefined || section.type !== SHT_PROGBITS || (section.flags & SHF_EXECINSTR) === 0)
		return [];
	if (symbol.value % insnSize !== 0 || symbol.size % insnSize !== 0 || symbol.size === 0) {
		throw new FormatError(
			'malformed',
			`function ${symbol.name} in ${section.name} is not made of whole instructions`,
		);
	}
	if (symbol.value + symbol.size > section.size) {
		throw new FormatError(
			'malformed',
			`function ${symbol.name} goes beyond the end of section ${section.name}`,
		);
	}
	return [
		{
			name: symbol.name,
			section,
			insnOffset: symbol.value / insnSize,
			insnCount: symbol.size / insnSize,
		},
	];
}

/** The program of that name, as `bpf_object__find_program_by_name`. */
export function programNamed(object: BpfObject, name: string): BpfFunction | undefined {
	return object.programs.find((program) => program.name === name);
}
