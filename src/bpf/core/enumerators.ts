import { type Btf, btfEnumerator, btfType, skipModifiers, typeCount } from '../btf.ts';
import { enumeratorValue, isEnum } from '../btf-layout.ts';

/** An enumerator of a kernel that stands for another. */
export interface EnumeratorReplacement {
	/** Of the enum, where that is another; without a name, an enum cannot be asked for. */
	readonly type?: string;
	readonly name: string;
	readonly value: bigint;
}

interface Named {
	readonly name: string;
	readonly value: bigint;
}

/**
 * An enumerator of the same value that the enum before did not have, if its name says that it is the same: one name goes on
 * from the other (NR_SLAB_RECLAIMABLE, NR_SLAB_RECLAIMABLE_B), or they end in a word that no other ends in (CONTEXT_KERNEL,
 * CT_STATE_KERNEL). Values alone say nothing: enums are renumbered.
 */
export function renamedEnumerator(
	before: { readonly btf: Btf; readonly type: number; readonly index: number },
	after: { readonly btf: Btf; readonly type: number },
): EnumeratorReplacement | undefined {
	const [old, current] = [enumeratorsOf(before.btf, before.type), enumeratorsOf(after.btf, after.type)];
	const wanted = old[before.index];
	if (wanted === undefined) return undefined;
	const known = new Set(old.map(({ name }) => name));
	const isAlone = (list: readonly Named[]) =>
		list.filter(({ name }) => lastWord(name) === lastWord(wanted.name)).length === 1;
	return current.find(
		({ name, value }) =>
			value === wanted.value &&
			!known.has(name) &&
			(name.startsWith(wanted.name) ||
				wanted.name.startsWith(name) ||
				(lastWord(name) === lastWord(wanted.name) && isAlone(old) && isAlone(current))),
	);
}

function enumeratorsOf(btf: Btf, id: number): readonly Named[] {
	const type = skipModifiers(btf, id);
	if (!isEnum(type)) return [];
	return Array.from({ length: type.vlen }, (_, index) => ({
		name: btfEnumerator(btf, type, index),
		value: enumeratorValue(btf, type, index),
	}));
}

function lastWord(name: string): string {
	return name.slice(name.lastIndexOf('_') + 1).toLowerCase();
}

const indexes = new WeakMap<Btf, ReadonlyMap<string, EnumeratorReplacement>>();

/** The enumerator of that name in whatever enum the kernel has it: names of enumerators are one for all of C. */
export function enumeratorAnywhere(btf: Btf, name: string): EnumeratorReplacement | undefined {
	let index = indexes.get(btf);
	if (index === undefined) {
		index = readEnumerators(btf);
		indexes.set(btf, index);
	}
	return index.get(name);
}

function readEnumerators(btf: Btf): ReadonlyMap<string, EnumeratorReplacement> {
	const found = new Map<string, EnumeratorReplacement>();
	for (let id = Math.max(1, btf.firstId); id < typeCount(btf); id++) {
		const type = btfType(btf, id);
		if (!isEnum(type) || type.name === '') continue;
		for (const { name, value } of enumeratorsOf(btf, id)) found.set(name, { type: type.name, name, value });
	}
	return found;
}
