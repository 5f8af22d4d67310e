import { type Btf, btfMember, btfType, skipModifiers } from './btf.ts';
import { isComposite, sizeOf } from './btf-layout.ts';
import { encodeConstant } from './constant.ts';
import { mapsSection } from './needs.ts';
import type { BpfObject } from './object.ts';
import type { WantedValue } from './value-match.ts';
import { dataSections, variablesOf } from './variables.ts';

/**
 * The bytes of a key that is asked for as a whole: a number, an enumerator, or a text. With them a map can be asked for
 * it, however many entries it has.
 * @throws FormatError when the object's types make no sense
 */
export function keyBytes(
	object: BpfObject,
	map: string,
	key: WantedValue | undefined,
): Uint8Array | undefined {
	const { btf } = object;
	const written =
		key?.kind === 'text'
			? key.value
			: key?.kind === 'integer' && key.operator === '=='
				? key.written
				: undefined;
	const type = btf && keyType(object, btf, map);
	if (btf === undefined || written === undefined || type === undefined) return undefined;
	const bytes = encodeConstant(btf, type, written);
	if ('problem' in bytes) return undefined;
	const whole = new Uint8Array(sizeOf(btf, type));
	whole.set(bytes);
	return whole;
}

/** In `.maps`, a map is a struct whose member `key` points to what its keys are (`__type` in libbpf's bpf_helpers.h). */
function keyType(object: BpfObject, btf: Btf, map: string): number | undefined {
	const section = dataSections(object).get(mapsSection);
	const variable = section && variablesOf(object, section).find(({ name }) => name === map);
	const definition = variable && skipModifiers(btf, variable.type);
	if (definition === undefined || !isComposite(definition)) return undefined;
	for (let index = 0; index < definition.vlen; index++) {
		const { name, type } = btfMember(btf, definition, index);
		const pointer = btfType(btf, type);
		if (name === 'key' && pointer.kind === 'ptr') return pointer.sizeOrType;
	}
	return undefined;
}
