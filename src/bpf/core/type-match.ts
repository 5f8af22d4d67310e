import {
	type Btf,
	type BtfType,
	btfArrayElement,
	btfEnumerator,
	btfMember,
	kindFlag,
	skipModifiers,
} from '../btf.ts';
import { arrayLength, intEncoding, isEnum, parameterType } from '../btf-layout.ts';
import { FormatError } from '../format-error.ts';
import { essentialName } from './essential-name.ts';

/** As libbpf: deeper is taken for a circle. */
const deepest = 32;
/** Comparisons for one question: structs of structs of structs would take for ever. */
const mostComparisons = 200_000;

/**
 * Whether `bpf_core_type_matches()` says yes: libbpf's `bpf_core_types_match`. Every member, enumerator or parameter of
 * the first must be in the second, by name and type; behind a pointer, names and kinds are enough.
 */
export function typesMatch(local: Btf, localId: number, target: Btf, targetId: number): boolean {
	let left = mostComparisons;
	const spend = (): void => {
		if (left-- <= 0) throw new FormatError('too-large', `BTF type ${localId} is too large to be compared`);
	};

	const match = (oursId: number, theirsId: number, behindPointer: boolean, level: number): boolean => {
		spend();
		if (level > deepest) {
			throw new FormatError('malformed', `BTF type ${localId} is nested too deeply to be compared`);
		}
		const ours = skipModifiers(local, oursId);
		const theirs = skipModifiers(target, theirsId);
		if (!namesMatch(ours.name, theirs.name)) return false;
		switch (ours.kind) {
			case 'fwd':
				return forwardMatches(ours, theirs, behindPointer);
			case 'enum':
			case 'enum64':
				return isEnum(theirs) && enumsMatch(ours, theirs);
			case 'struct':
			case 'union':
				if (!behindPointer) return ours.kind === theirs.kind && membersMatch(ours, theirs, level);
				if (theirs.kind === 'fwd') return (ours.kind === 'union') === kindFlag(target, theirs);
				return ours.kind === theirs.kind;
			default:
				return ours.kind === theirs.kind && partsMatch(ours, theirs, behindPointer, level);
		}
	};

	const partsMatch = (ours: BtfType, theirs: BtfType, behindPointer: boolean, level: number): boolean => {
		switch (ours.kind) {
			case 'void':
				return true;
			case 'int':
				return (
					ours.sizeOrType === theirs.sizeOrType &&
					intEncoding(local, ours).signed === intEncoding(target, theirs).signed
				);
			case 'ptr':
				return match(ours.sizeOrType, theirs.sizeOrType, true, level + 1);
			case 'array':
				return (
					arrayLength(local, ours) === arrayLength(target, theirs) &&
					match(btfArrayElement(local, ours), btfArrayElement(target, theirs), behindPointer, level + 1)
				);
			case 'func_proto':
				return (
					ours.vlen === theirs.vlen &&
					range(ours.vlen).every((index) => {
						const [mine, other] = [parameterType(local, ours, index), parameterType(target, theirs, index)];
						return match(mine, other, behindPointer, level + 1);
					}) &&
					match(ours.sizeOrType, theirs.sizeOrType, behindPointer, level + 1)
				);
			default:
				return false;
		}
	};

	const forwardMatches = (ours: BtfType, theirs: BtfType, behindPointer: boolean): boolean => {
		const isUnion = kindFlag(local, ours);
		if (theirs.kind === 'fwd') return isUnion === kindFlag(target, theirs);
		return behindPointer && theirs.kind === (isUnion ? 'union' : 'struct');
	};

	const membersMatch = (ours: BtfType, theirs: BtfType, level: number): boolean => {
		if (ours.vlen > theirs.vlen) return false;
		const others = range(theirs.vlen).map((index) => btfMember(target, theirs, index));
		return range(ours.vlen).every((index) => {
			const { name, type } = btfMember(local, ours, index);
			return others.some((other) => {
				spend();
				return namesMatch(name, other.name) && match(type, other.type, false, level + 1);
			});
		});
	};

	const enumsMatch = (ours: BtfType, theirs: BtfType): boolean => {
		if (ours.sizeOrType !== theirs.sizeOrType || ours.vlen > theirs.vlen) return false;
		const names = new Set(
			range(theirs.vlen).map((index) => essentialName(btfEnumerator(target, theirs, index))),
		);
		return range(ours.vlen).every((index) => names.has(essentialName(btfEnumerator(local, ours, index))));
	};

	return match(localId, targetId, false, 1);
}

function namesMatch(ours: string, theirs: string): boolean {
	return theirs === '' ? ours === '' : essentialName(ours) === essentialName(theirs);
}

function range(count: number): number[] {
	return Array.from({ length: count }, (_, index) => index);
}
