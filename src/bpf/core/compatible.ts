import { type Btf, btfArrayElement, btfType, skipModifiers } from '../btf.ts';
import { intEncoding, isComposite, isEnum, kindsAreCompatible, parameterType } from '../btf-layout.ts';
import { FormatError } from '../format-error.ts';
import { essentialName } from './essential-name.ts';

/** As libbpf: deeper is taken for a circle. */
const deepest = 32;
/** Comparisons of one pair of types. Prototypes with many parameters that are prototypes would take for ever. */
const mostComparisons = 10_000;

/**
 * Whether a member of the second type may be read as one of the first: libbpf's `bpf_core_fields_are_compat`. Sizes and
 * signs of integers, lengths of arrays and what pointers lead to do not matter; names matter for enums.
 */
export function fieldsAreCompatible(local: Btf, localId: number, target: Btf, targetId: number): boolean {
	let ours = skipModifiers(local, localId);
	let theirs = skipModifiers(target, targetId);
	for (let depth = 0; ; depth++) {
		if (depth > deepest) throw tooDeep(localId);
		if (isComposite(ours) && isComposite(theirs)) return true;
		if (!kindsAreCompatible(ours, theirs)) return false;
		if (ours.kind !== 'array') break;
		ours = skipModifiers(local, btfArrayElement(local, ours));
		theirs = skipModifiers(target, btfArrayElement(target, theirs));
	}
	if (ours.kind === 'ptr' || ours.kind === 'float') return true;
	if (ours.kind === 'int')
		return intEncoding(local, ours).offset === 0 && intEncoding(target, theirs).offset === 0;
	if (ours.kind !== 'fwd' && !isEnum(ours)) return false;
	return ours.name === '' || theirs.name === '' || essentialName(ours.name) === essentialName(theirs.name);
}

/**
 * Whether a type of the same name counts as the same for relocations about types: `bpf_core_types_are_compat`. Structs
 * and their like need only be of the same kind; what pointers, arrays and prototypes are made of is compared.
 */
export function typesAreCompatible(local: Btf, localId: number, target: Btf, targetId: number): boolean {
	const budget = { left: mostComparisons };
	const compare = (oursId: number, theirsId: number, level: number): boolean => {
		if (level > deepest || budget.left-- <= 0) throw tooDeep(localId);
		const ours = skipModifiers(local, oursId);
		const theirs = skipModifiers(target, theirsId);
		if (!kindsAreCompatible(ours, theirs)) return false;
		switch (ours.kind) {
			case 'void':
			case 'struct':
			case 'union':
			case 'enum':
			case 'enum64':
			case 'fwd':
				return true;
			case 'int':
				return intEncoding(local, ours).offset === 0 && intEncoding(target, theirs).offset === 0;
			case 'ptr':
				return compare(ours.sizeOrType, theirs.sizeOrType, level + 1);
			case 'array':
				return compare(btfArrayElement(local, ours), btfArrayElement(target, theirs), level + 1);
			case 'func_proto':
				return (
					ours.vlen === theirs.vlen &&
					indices(ours.vlen).every((index) =>
						compare(parameterType(local, ours, index), parameterType(target, theirs, index), level + 1),
					) &&
					compare(ours.sizeOrType, theirs.sizeOrType, level + 1)
				);
			default:
				return false;
		}
	};
	return rootsAreCompatible(local, localId, target, targetId) && compare(localId, targetId, 0);
}

/** A typedef stands for a typedef only, whatever is behind them. */
function rootsAreCompatible(local: Btf, localId: number, target: Btf, targetId: number): boolean {
	return kindsAreCompatible(btfType(local, localId), btfType(target, targetId));
}

function indices(count: number): number[] {
	return Array.from({ length: count }, (_, index) => index);
}

function tooDeep(id: number): FormatError {
	return new FormatError('malformed', `BTF type ${id} is nested too deeply to be compared`);
}
