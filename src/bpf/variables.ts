import { type Btf, type BtfType, btfKind, btfType, elementWord, tailWord, typeCount } from './btf.ts';
import { STT_SECTION, sectionNamed } from './elf.ts';
import type { BpfObject } from './object.ts';

/** A global variable of an object, as C has it. */
export interface Variable {
	readonly name: string;
	/** The section of data that it is in, such as `.rodata`. */
	readonly section: string;
	/** Bytes from the start of that section. */
	readonly offset: number;
	/** Id of its type in the object's BTF. */
	readonly type: number;
}

/** The kind of a variable that libbpf knows as static: its offset is in BTF, where that of others is left to the linker. */
const BTF_VAR_STATIC = 0;

/** Names of the sections of data that the object's BTF describes, with their types. */
export function dataSections({ btf }: BpfObject): ReadonlyMap<string, BtfType> {
	const found = new Map<string, BtfType>();
	if (btf === undefined) return found;
	for (let id = 1; id < typeCount(btf); id++) {
		if (btfKind(btf, id) !== 'datasec') continue;
		const type = btfType(btf, id);
		found.set(type.name, type);
	}
	return found;
}

/**
 * The variables of one section of data. The compiler leaves the offsets of global ones to libbpf, which takes them from
 * the ELF symbols (btf_fixup_datasec in libbpf.c).
 */
export function variablesOf(object: BpfObject, section: BtfType): Variable[] {
	const { btf } = object;
	if (btf === undefined) return [];
	const offsets = symbolOffsets(object, section.name);
	return Array.from({ length: section.vlen }, (_, index) => {
		const variable = btfType(btf, elementWord(btf, section, index, 0));
		const own = elementWord(btf, section, index, 1);
		const isStatic = linkage(btf, variable) === BTF_VAR_STATIC;
		return {
			name: variable.name,
			section: section.name,
			offset: isStatic ? own : (offsets.get(variable.name) ?? own),
			type: variable.sizeOrType,
		};
	});
}

function linkage(btf: Btf, variable: BtfType): number {
	return variable.kind === 'var' ? tailWord(btf, variable, 0) : BTF_VAR_STATIC;
}

function symbolOffsets({ elf, symbols }: BpfObject, name: string): ReadonlyMap<string, number> {
	const section = sectionNamed(elf, name);
	const inside = symbols.filter((symbol) => symbol.section === section?.index && symbol.type !== STT_SECTION);
	return new Map(inside.map((symbol) => [symbol.name, symbol.value]));
}
