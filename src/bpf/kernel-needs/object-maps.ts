import {
	type Btf,
	btfArrayElement,
	btfMember,
	btfType,
	elementWord,
	skipModifiers,
	typeCount,
} from '../btf.ts';
import { arrayLength, isComposite } from '../btf-layout.ts';

/** A map that an object declares in `.maps`. */
export interface DeclaredMap {
	readonly name: string;
	/** `enum bpf_map_type`. */
	readonly type: number;
}

/** In the order of the section; a map of maps is followed by those that it holds, as `outer[]`. */
export function declaredMaps(btf: Btf): readonly DeclaredMap[] {
	for (let id = 1; id < typeCount(btf); id++) {
		const section = btfType(btf, id);
		if (section.kind !== 'datasec' || section.name !== '.maps') continue;
		return Array.from({ length: section.vlen }, (_, index) => elementWord(btf, section, index, 0)).flatMap(
			(variable) => {
				const { name, sizeOrType } = btfType(btf, variable);
				return mapOf(btf, name, sizeOrType);
			},
		);
	}
	return [];
}

/** libbpf's parse_btf_map_def: `type` is a pointer to an array of so many, `values` an array of pointers to maps. */
function mapOf(btf: Btf, name: string, definition: number, isInner = false): DeclaredMap[] {
	const struct = skipModifiers(btf, definition);
	if (!isComposite(struct)) return [];
	const maps: DeclaredMap[] = [];
	for (let index = 0; index < struct.vlen; index++) {
		const member = btfMember(btf, struct, index);
		const type = skipModifiers(btf, member.type);
		if (member.name === 'type' && type.kind === 'ptr') {
			const array = skipModifiers(btf, type.sizeOrType);
			if (array.kind === 'array') maps.unshift({ name, type: arrayLength(btf, array) });
		} else if (member.name === 'values' && type.kind === 'array' && !isInner) {
			const inner = skipModifiers(btf, btfArrayElement(btf, type));
			if (inner.kind === 'ptr') maps.push(...mapOf(btf, `${name}[]`, inner.sizeOrType, true));
		}
	}
	return maps;
}
