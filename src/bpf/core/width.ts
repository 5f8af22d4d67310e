import { btfMember, skipModifiers } from '../btf.ts';
import { isEnum, memberPlace, sizeOf } from '../btf-layout.ts';
import type { Spec } from './spec.ts';

/** How wide an integer is in a kernel, and in the program. */
export interface WidthChange {
	/** Bits that the program reads. */
	readonly local: number;
	/** Bits that the kernel has. */
	readonly target: number;
	/** Whether the kernel has a bitfield, whose bytes hold others. */
	readonly bitfield: boolean;
}

/**
 * Where an integer that is found has another width than the program takes it to have. libbpf relocates where it stands
 * and not how much of it is read, so that the program loads and reads too much or too little.
 */
export function widthChange(asked: Spec, found: Spec): WidthChange | undefined {
	const [local, target] = [leafOf(asked), leafOf(found)];
	if (local === undefined || target === undefined) return undefined;
	if (local.bits === target.bits && local.bitfield === target.bitfield) return undefined;
	return { local: local.bits, target: target.bits, bitfield: target.bitfield };
}

function leafOf({ btf, accessors }: Spec): { readonly bits: number; readonly bitfield: boolean } | undefined {
	const last = accessors.at(-1);
	if (last?.name === undefined) return undefined;
	const owner = skipModifiers(btf, last.typeId);
	const type = skipModifiers(btf, btfMember(btf, owner, last.index).type);
	if (type.kind !== 'int' && !isEnum(type)) return undefined;
	const { bitfieldSize } = memberPlace(btf, owner, last.index);
	return { bits: bitfieldSize > 0 ? bitfieldSize : 8 * sizeOf(btf, type.id), bitfield: bitfieldSize > 0 };
}
