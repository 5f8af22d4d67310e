import { type Btf, btfType, skipModifiers } from '../btf.ts';
import { isComposite } from '../btf-layout.ts';
import { isSameType, type Member, membersOf } from './members.ts';
import { typesNamed } from './names.ts';
import type { Replacement } from './rename.ts';

/**
 * A member that has gone into a struct to which its own has a pointer, on all kernels: request.rq_disk is request.q->disk since
 * 5.17. It must be new there, of the same type, and one name must end in the other; several that are so are a guess.
 */
export function findBehindPointer(
	known: { readonly btf: Btf; readonly owner: number },
	member: Member,
	target: Btf,
	targetOwner: number,
): Replacement | undefined {
	if (!leadsToStruct(known.btf, member.type)) return undefined;
	const before = new Map(membersOf(known.btf, known.owner).map((each) => [each.name, each]));
	const found = membersOf(target, targetOwner).flatMap((pointer) => {
		const same = before.get(pointer.name);
		if (same === undefined || !isSameType(known.btf, same.type, target, pointer.type)) return [];
		const type = skipModifiers(target, pointer.type);
		const struct = type.kind === 'ptr' ? skipModifiers(target, type.sizeOrType) : undefined;
		if (struct === undefined || !isComposite(struct) || struct.name === '') return [];
		const had = new Set(namesIn(known.btf, struct.name));
		return membersOf(target, struct.id)
			.filter(({ name }) => !had.has(name) && isLike(name, member.name))
			.filter((other) => isSameType(known.btf, member.type, target, other.type))
			.map(
				({ name, type: memberType, bitOffset }): Replacement => ({
					path: [name],
					behind: { pointer: pointer.name, struct: struct.name },
					type: memberType,
					bitOffset,
					sameType: true,
					how: 'moved',
				}),
			);
	});
	return found.length === 1 ? found[0] : undefined;
}

/** Pointers to one struct are few; integers are many. */
function leadsToStruct(btf: Btf, id: number): boolean {
	const type = skipModifiers(btf, id);
	return isComposite(type.kind === 'ptr' ? skipModifiers(btf, type.sizeOrType) : type);
}

function namesIn(btf: Btf, struct: string): string[] {
	return typesNamed(btf, struct)
		.filter((id) => isComposite(btfType(btf, id)))
		.flatMap((id) => membersOf(btf, id).map(({ name }) => name));
}

function isLike(a: string, b: string): boolean {
	return a === b || a.endsWith(`_${b}`) || b.endsWith(`_${a}`);
}
