import { type Btf, btfString, btfType } from './btf.ts';
import { type CoreRelocationRecord, coreRelocationRecords } from './btf-ext.ts';
import { type CoreRelocationKind, isEnumeratorKind, isFieldKind, relocationKinds } from './core/kinds.ts';
import { localSpec, pathText } from './core/spec.ts';
import { FormatError } from './format-error.ts';
import { insnSize } from './insn.ts';
import { linkProgram, placeOf } from './link.ts';
import type { BpfFunction, BpfObject } from './object.ts';
import { codeRange } from './source-line.ts';

/** What an instruction asks of the kernel's types. */
export interface CoreRelocation {
	readonly kind: CoreRelocationKind;
	/** Id in the object's BTF of the type where the access begins. */
	readonly typeId: number;
	/** Name of that type, without `struct`; `<anon>` when it has none. */
	readonly typeName: string;
	/** As in the object, such as `0:6:0`: an index, then a member or an index at each step. */
	readonly access: string;
	/** As libbpf writes it: `iov_iter.iov`, `sk_buff.cb[3]`, `bpf_func_id::BPF_FUNC_loop`, or a type's name alone. */
	readonly path: string;
	/** The identifier that the source must name: the last member, the enumerator, or the type. */
	readonly identifier: string;
}

/** A relocation and the instruction of the linked program that it applies to, as the verifier counts. */
export interface RelocatedInsn {
	readonly insn: number;
	readonly relocation: CoreRelocation;
}

/**
 * The CO-RE relocation at exactly instruction `insn`, counted as the verifier does.
 * @throws FormatError when the relocation makes no sense.
 */
export function relocationAt(
	object: BpfObject,
	program: BpfFunction,
	insn: number,
): CoreRelocation | undefined {
	const place = placeOf(object, program, insn);
	if (place === undefined) return undefined;
	const at = place.sectionInsn * insnSize;
	const range = { section: place.function.section.name, start: at, end: at + insnSize };
	const [record] = object.btfExt === undefined ? [] : coreRelocationRecords(object.btfExt, range);
	return record === undefined || object.btf === undefined ? undefined : describe(object.btf, record);
}

/** All relocations of one function, with their instructions counted from its start. */
export function relocationsIn(object: BpfObject, code: BpfFunction): readonly RelocatedInsn[] {
	const { btf, btfExt } = object;
	if (btf === undefined || btfExt === undefined) return [];
	return coreRelocationRecords(btfExt, codeRange(code)).map((record) => ({
		insn: record.offset / insnSize - code.insnOffset,
		relocation: describe(btf, record),
	}));
}

/** The first relocation of the program with that type and access: for a log that does not name the instruction. */
export function relocationOf(
	object: BpfObject,
	program: BpfFunction,
	typeId: number,
	access: string,
): RelocatedInsn | undefined {
	const { btf, btfExt } = object;
	if (btf === undefined || btfExt === undefined) return undefined;
	for (const { function: code, start } of linkProgram(object, program)) {
		const record = coreRelocationRecords(btfExt, codeRange(code)).find(
			(each) => each.type === typeId && btfString(btf, each.access) === access,
		);
		if (record === undefined) continue;
		const insn = start + record.offset / insnSize - code.insnOffset;
		return { insn, relocation: describe(btf, record) };
	}
	return undefined;
}

function describe(btf: Btf, record: CoreRelocationRecord): CoreRelocation {
	const kind = relocationKinds[record.kind];
	if (kind === undefined) {
		throw new FormatError(
			'unsupported',
			`a CO-RE relocation of kind ${record.kind}, which this version does not know`,
		);
	}
	const access = btfString(btf, record.access);
	const typeName = btfType(btf, record.type).name || '<anon>';
	const common = { kind, typeId: record.type, typeName, access };
	const { accessors } = localSpec(btf, common);
	const last = accessors.findLast(({ name }) => name !== undefined)?.name;
	if (isEnumeratorKind(kind))
		return { ...common, path: `${typeName}::${last}`, identifier: last ?? typeName };
	if (!isFieldKind(kind)) return { ...common, path: typeName, identifier: typeName };
	return { ...common, path: typeName + pathText(accessors), identifier: last ?? typeName };
}
