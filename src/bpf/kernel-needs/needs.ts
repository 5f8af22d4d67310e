import { FormatError } from '../format-error.ts';
import { calledHelper } from '../insn.ts';
import { linkedInsns } from '../link.ts';
import type { BpfFunction, BpfObject } from '../object.ts';
import { type Extern, externsOf, helpersAsked } from './declared.ts';
import { type DeclaredMap, declaredMaps } from './object-maps.ts';
import { sectionType, type TargetKind } from './section-type.ts';

/** What a kernel must have for a program, apart from what CO-RE relocations ask for. */
export type NeededThing =
	/** `name` is that of the enumerator without its prefix: `KPROBE`, `TRACE_FENTRY`. */
	| { readonly kind: 'program-type' | 'attach-type'; readonly name: string }
	| { readonly kind: 'attach-target'; readonly target: TargetKind; readonly name: string }
	/** `id`: `enum bpf_map_type`. */
	| { readonly kind: 'map-type'; readonly id: number; readonly map: string }
	/** `id`: `enum bpf_func_id`. */
	| { readonly kind: 'helper'; readonly id: number }
	/** Functions to call and variables to read, declared with `__ksym`. */
	| Extern;

export type Need = NeededThing & {
	/** Names of the programs that need it, in the order of the object: those that ask first only where all do. */
	readonly programs: readonly string[];
	/** Set when the program asks first: a weak extern, or a helper of which it asks by CO-RE whether it exists. */
	readonly optional?: true;
};

/** In which order needs are told: what stands in the way first. */
const order: readonly Need['kind'][] = [
	'program-type',
	'attach-type',
	'attach-target',
	'map-type',
	'helper',
	'kfunc',
	'ksym',
];

/** Instructions that are looked at, of all programs together: each may call the same large functions. */
const mostInsns = 8_000_000;
const weak = 2;

/**
 * What the programs of an object need, each thing once.
 * @throws FormatError when the object makes no sense.
 */
export function kernelNeedsOf(object: BpfObject): readonly Need[] {
	const collected = new Map<string, { thing: NeededThing; programs: string[]; optional: boolean }>();
	let left = mostInsns;
	const declared = {
		maps: new Map(object.btf && declaredMaps(object.btf).map((map) => [map.name, map])),
		externs: new Map(object.btf && externsOf(object.btf).map((extern) => [extern.name, extern])),
	};
	for (const program of object.programs) {
		for (const [thing, optional] of thingsOf(object, program, declared)) {
			if (left-- === 0)
				throw new FormatError('too-large', 'the object has more code than can be looked through');
			if (thing === undefined) continue;
			const key = JSON.stringify(thing);
			const known = collected.get(key);
			// Who asks first is not in need where another is.
			if (known === undefined || (known.optional && !optional)) {
				collected.set(key, { thing, programs: [program.name], optional });
			} else if (known.optional === optional && known.programs.at(-1) !== program.name) {
				known.programs.push(program.name);
			}
		}
	}
	return [...collected.values()]
		.map(({ thing, programs, optional }): Need => ({ ...thing, programs, ...(optional && { optional }) }))
		.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
}

interface Declared {
	readonly maps: ReadonlyMap<string, DeclaredMap>;
	readonly externs: ReadonlyMap<string, Extern>;
}

/** Whatever comes up, as often as it does, and whether the program can do without; undefined for what needs nothing. */
function* thingsOf(
	object: BpfObject,
	program: BpfFunction,
	{ maps, externs }: Declared,
): Generator<readonly [thing: NeededThing | undefined, optional: boolean]> {
	yield* thingsOfSection(program.section.name).map((thing) => [thing, false] as const);
	const asked = helpersAsked(object, program);
	for (const { insn, symbol } of linkedInsns(object, program)) {
		yield [undefined, false];
		const id = calledHelper(insn);
		if (symbol === undefined) {
			if (id !== undefined) yield [{ kind: 'helper', id }, asked.has(id)];
			continue;
		}
		const extern = symbol.section === 0 ? externs.get(symbol.name) : undefined;
		if (extern !== undefined) yield [extern, symbol.binding === weak];
		for (const map of [maps.get(symbol.name), maps.get(`${symbol.name}[]`)]) {
			if (map !== undefined) yield [{ kind: 'map-type', id: map.type, map: map.name }, false];
		}
	}
}

function thingsOfSection(section: string): NeededThing[] {
	const type = sectionType(section);
	if (type === undefined) return [];
	const { program, attach, target } = type;
	return [
		{ kind: 'program-type', name: program },
		...(attach === undefined ? [] : [{ kind: 'attach-type', name: attach } as const]),
		...(target === undefined
			? []
			: [{ kind: 'attach-target', target: target.kind, name: target.name } as const]),
	];
}
