import {
	type Btf,
	btfArrayElement,
	btfEnumerator,
	btfMember,
	btfString,
	btfType,
	skipModifiers,
} from './btf.ts';
import { type CoreRelocationRecord, coreRelocationRecords } from './btf-ext.ts';
import { FormatError } from './format-error.ts';
import { insnSize } from './insn.ts';
import { linkProgram, placeOf } from './link.ts';
import type { BpfFunction, BpfObject } from './object.ts';
import { codeRange } from './source-line.ts';

/** By the number in the file (enum bpf_core_relo_kind); names as libbpf prints them (core_relo_kind_str). */
const kinds = [
	'byte_off',
	'byte_sz',
	'field_exists',
	'signed',
	'lshift_u64',
	'rshift_u64',
	'local_type_id',
	'target_type_id',
	'type_exists',
	'type_size',
	'enumval_exists',
	'enumval_value',
	'type_matches',
] as const;
export type CoreRelocationKind = (typeof kinds)[number];

const fieldKinds: ReadonlySet<CoreRelocationKind> = new Set<CoreRelocationKind>([
	'byte_off',
	'byte_sz',
	'field_exists',
	'signed',
	'lshift_u64',
	'rshift_u64',
]);
const enumeratorKinds: ReadonlySet<CoreRelocationKind> = new Set<CoreRelocationKind>([
	'enumval_exists',
	'enumval_value',
]);

/** As libbpf's BPF_CORE_SPEC_MAX_LEN. */
export const longestAccess = 64;

/** About a member: where it is, how large, whether it exists. */
export function isFieldKind(kind: CoreRelocationKind): boolean {
	return fieldKinds.has(kind);
}

/** About an enumerator: its value, whether it exists. Neither field nor enumerator: about a type. */
export function isEnumeratorKind(kind: CoreRelocationKind): boolean {
	return enumeratorKinds.has(kind);
}

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
	const kind = kinds[record.kind];
	if (kind === undefined) {
		throw new FormatError(
			'unsupported',
			`a CO-RE relocation of kind ${record.kind}, which this version does not know`,
		);
	}
	const access = btfString(btf, record.access);
	const typeName = btfType(btf, record.type).name || '<anon>';
	const common = { kind, typeId: record.type, typeName, access };
	if (enumeratorKinds.has(kind)) {
		const name = btfEnumerator(btf, skipModifiers(btf, record.type), Number(access));
		return { ...common, path: `${typeName}::${name}`, identifier: name };
	}
	if (!fieldKinds.has(kind)) return { ...common, path: typeName, identifier: typeName };
	const steps = accessors(btf, record.type, access);
	const identifier = steps.findLast((step) => step.startsWith('.'))?.slice(1) ?? typeName;
	return { ...common, path: typeName + steps.join(''), identifier };
}

/** The named and counted steps of a field's access, as bpf_core_parse_spec: members without a name are left out. */
function accessors(btf: Btf, root: number, access: string): readonly string[] {
	const indices = access.split(':').map(Number);
	if (indices.length > longestAccess || !indices.every((index) => Number.isInteger(index) && index >= 0)) {
		throw new FormatError(
			'malformed',
			`a CO-RE relocation with an access that is no list of numbers: ${access.slice(0, 64)}`,
		);
	}
	const [first = 0, ...rest] = indices;
	const steps = first > 0 ? [`[${first}]`] : [];
	let type = skipModifiers(btf, root);
	for (const index of rest) {
		if (type.kind === 'struct' || type.kind === 'union') {
			const member = btfMember(btf, type, index);
			if (member.name !== '') steps.push(`.${member.name}`);
			type = skipModifiers(btf, member.type);
		} else if (type.kind === 'array') {
			steps.push(`[${index}]`);
			type = skipModifiers(btf, btfArrayElement(btf, type));
		} else {
			throw new FormatError(
				'malformed',
				`a CO-RE relocation into ${type.kind} ${type.name}, which has no members`,
			);
		}
	}
	return steps;
}
