import { type Btf, type BtfKind, btfKind, btfType, typeCount } from '../btf.ts';
import { essentialName } from './essential-name.ts';

/*
 * Which types have a name. A kernel has some 130 000 types and a program asks for a few, so the names of the kinds that
 * can be asked for are read once per BTF, when the first question comes.
 */

/** Functions, their parameters and variables have most of a kernel's names, and are nothing that a relocation is about. */
const namedKinds: ReadonlySet<BtfKind> = new Set<BtfKind>([
	'int',
	'struct',
	'union',
	'enum',
	'enum64',
	'typedef',
	'fwd',
	'float',
]);

const indexes = new WeakMap<Btf, ReadonlyMap<string, readonly number[]>>();

/** Ids of the types that have that name but for flavors, in their order; of split BTF, those that are its own. */
export function typesNamed(btf: Btf, name: string): readonly number[] {
	let index = indexes.get(btf);
	if (index === undefined) {
		index = indexNames(btf);
		indexes.set(btf, index);
	}
	return index.get(essentialName(name)) ?? [];
}

function indexNames(btf: Btf): ReadonlyMap<string, readonly number[]> {
	const index = new Map<string, number[]>();
	for (let id = Math.max(1, btf.firstId); id < typeCount(btf); id++) {
		if (!namedKinds.has(btfKind(btf, id))) continue;
		const { name } = btfType(btf, id);
		if (name === '') continue;
		const key = essentialName(name);
		const ids = index.get(key);
		if (ids === undefined) index.set(key, [id]);
		else ids.push(id);
	}
	return index;
}
