import { type Btf, btfType, elementWord, skipModifiers, typeCount } from '../btf.ts';
import { enumeratorValue } from '../btf-layout.ts';
import { essentialName } from '../core/essential-name.ts';
import { relocationsIn } from '../core-relocation.ts';
import { linkProgram } from '../link.ts';
import type { BpfFunction, BpfObject } from '../object.ts';

/** A function or variable of the kernel. */
export interface Extern {
	readonly kind: 'kfunc' | 'ksym';
	readonly name: string;
	/** Of a variable, when it is declared with a type other than void: libbpf then wants it in the kernel's BTF. */
	readonly typed?: true;
}

/** What an object declares with `__ksym`: clang lists it in the section of that name. */
export function externsOf(btf: Btf): readonly Extern[] {
	const externs: Extern[] = [];
	for (let id = 1; id < typeCount(btf); id++) {
		const section = btfType(btf, id);
		if (section.kind !== 'datasec' || section.name !== '.ksyms') continue;
		for (let index = 0; index < section.vlen; index++) {
			const { kind, name, sizeOrType } = btfType(btf, elementWord(btf, section, index, 0));
			const typed = kind === 'var' && skipModifiers(btf, sizeOrType).kind !== 'void';
			externs.push({ kind: kind === 'func' ? 'kfunc' : 'ksym', name, ...(typed && { typed }) });
		}
	}
	return externs;
}

/** The helpers of which the program asks by `bpf_core_enum_value_exists(enum bpf_func_id, …)` whether they exist. */
export function helpersAsked(object: BpfObject, program: BpfFunction): ReadonlySet<number> {
	const asked = new Set<number>();
	const { btf } = object;
	if (btf === undefined) return asked;
	for (const { function: code } of linkProgram(object, program)) {
		for (const { relocation } of relocationsIn(object, code)) {
			const { kind, typeName, typeId, access } = relocation;
			if (kind !== 'enumval_exists' || essentialName(typeName) !== 'bpf_func_id') continue;
			asked.add(Number(enumeratorValue(btf, skipModifiers(btf, typeId), Number(access))));
		}
	}
	return asked;
}
