import { type ElfSymbol, type Relocation, relocations, type Section, sectionNamed } from './elf.ts';
import { FormatError } from './format-error.ts';
import { insnSize } from './insn.ts';
import { linkProgram } from './link.ts';
import type { BpfFunction, BpfObject } from './object.ts';

/*
 * What of an object belongs together. Code refers to maps by relocations of its instructions, and a map that has
 * initial values to programs (tail calls) and to other maps (map-in-map) by relocations of the section `.maps`:
 * libbpf fills those slots when it loads, whether anything refers to that map or not. The programs of an
 * implementation (struct_ops) are named by relocations of its section, and registered together or not at all.
 */

/** What one program is loaded with. */
export interface Needs {
	/** Names of other programs: those in the slots of its maps, and theirs, and those that it is registered with. */
	readonly programs: readonly string[];
	/** Names of maps that are to be left out: only other programs refer to them, or their slots hold other programs. */
	readonly unused: readonly string[];
}

/** Where the definitions of maps are. */
export const mapsSection = '.maps';

/** Where implementations are, that live as long as their map or their link. */
const implementationSections = ['.struct_ops', '.struct_ops.link'];

interface References {
	readonly maps: ReadonlySet<string>;
	readonly programs: ReadonlySet<string>;
}

/** Instructions that are looked at, all programs with their subprograms together: some hundred large programs. */
const mostInsns = 1 << 24;

/** What a section defines, by place. Of {@link mapsSection}, the maps; global data is not among them. */
function definitionsIn({ elf, symbols }: BpfObject, name: string): ElfSymbol[] {
	const section = sectionNamed(elf, name)?.index;
	return symbols
		.filter((symbol) => symbol.section === section && symbol.name !== '')
		.sort((a, b) => a.value - b.value);
}

/** Names of the maps that the object defines; global data is not among them. */
export function mapNames(object: BpfObject): string[] {
	return definitionsIn(object, mapsSection).map(({ name }) => name);
}

/**
 * What each program of the object needs, by its name. A program that cannot be followed needs all maps and no program.
 * @throws FormatError when the relocations of the maps make no sense
 */
export function needsOf(object: BpfObject): ReadonlyMap<string, Needs> {
	const slots = slotsOf(object);
	const used = mapsByProgram(object);
	const together = implementationsOf(object);
	const all = new Map(
		[...used].map(([name, maps]) => [name, maps && reach(together.get(name) ?? [name], used, slots)]),
	);
	const referred = new Set([...all.values()].flatMap((references) => [...(references?.maps ?? [])]));
	const dispensable = mapNames(object).filter(
		(map) => referred.has(map) || (slots.get(map)?.programs.size ?? 0) > 0,
	);
	const needs = [...all].map(([name, references]): [string, Needs] => [
		name,
		{
			programs: [...(references?.programs ?? [])].filter((other) => other !== name),
			unused: references === undefined ? [] : dispensable.filter((map) => !references.maps.has(map)),
		},
	]);
	return new Map(needs);
}

/** The programs that use a map, in the object's order. */
export function usersOf(object: BpfObject, map: string): string[] {
	return [...mapsByProgram(object)].filter(([, maps]) => maps?.has(map)).map(([name]) => name);
}

/** All that programs lead to: through their maps to programs, and through theirs. */
function reach(
	names: readonly string[],
	used: MapsByProgram,
	slots: ReadonlyMap<string, References>,
): References {
	const seen = { maps: new Set<string>(), programs: new Set(names) };
	const pending = names.flatMap((name) => [...(used.get(name) ?? [])]);
	for (let map = pending.pop(); map !== undefined; map = pending.pop()) {
		if (seen.maps.has(map)) continue;
		seen.maps.add(map);
		const { maps: inner, programs } = slots.get(map) ?? { maps: [], programs: [] };
		pending.push(...inner);
		for (const program of programs) {
			if (seen.programs.has(program)) continue;
			seen.programs.add(program);
			pending.push(...(used.get(program) ?? []));
		}
	}
	return seen;
}

type MapsByProgram = ReadonlyMap<string, ReadonlySet<string> | undefined>;

/** Of each object once: it is asked about for every program that a map of it stands in the way of. */
const followed = new WeakMap<BpfObject, MapsByProgram>();

/** The maps that each program's instructions refer to, its subprograms' included; undefined where they cannot be followed. */
function mapsByProgram(object: BpfObject): MapsByProgram {
	const maps = followed.get(object) ?? followMaps(object);
	followed.set(object, maps);
	return maps;
}

function followMaps(object: BpfObject): MapsByProgram {
	const section = sectionNamed(object.elf, mapsSection)?.index;
	const tables = new Map<Section, readonly Relocation[]>();
	let left = mostInsns;
	const mapsOf = (program: BpfFunction): ReadonlySet<string> | undefined => {
		try {
			const code = linkProgram(object, program).map((linked) => linked.function);
			left -= code.reduce((sum, { insnCount }) => sum + insnCount, 0);
			if (left < 0) return undefined;
			const symbols = code.flatMap((part) => symbolsIn(object, part, tables));
			return new Set(symbols.filter((symbol) => symbol.section === section).map(({ name }) => name));
		} catch (error) {
			if (error instanceof FormatError) return undefined;
			throw error;
		}
	};
	return new Map(object.programs.map((program) => [program.name, left < 0 ? undefined : mapsOf(program)]));
}

function symbolsIn(
	object: BpfObject,
	{ section, insnOffset, insnCount }: BpfFunction,
	tables: Map<Section, readonly Relocation[]>,
): ElfSymbol[] {
	const table =
		tables.get(section) ?? relocations(object.elf, section).toSorted((a, b) => a.offset - b.offset);
	tables.set(section, table);
	const end = (insnOffset + insnCount) * insnSize;
	const symbols: ElfSymbol[] = [];
	for (let at = countBefore(table, ({ offset }) => offset, insnOffset * insnSize); at < table.length; at++) {
		const entry = table[at];
		if (entry === undefined || entry.offset >= end) break;
		const symbol = object.symbols[entry.symbol];
		if (symbol !== undefined) symbols.push(symbol);
	}
	return symbols;
}

/** What the initial values of each map refer to. */
const slotsOf = (object: BpfObject): ReadonlyMap<string, References> => slotsIn(object, mapsSection);

/** Programs that are members of one implementation of something in the kernel (struct_ops), of each of them. */
function implementationsOf(object: BpfObject): ReadonlyMap<string, readonly string[]> {
	const members = implementationSections.flatMap((section) => [...slotsIn(object, section).values()]);
	return new Map(
		members.flatMap(({ programs }) => [...programs].map((name) => [name, [...programs]] as const)),
	);
}

function slotsIn(object: BpfObject, name: string): ReadonlyMap<string, References> {
	const section = sectionNamed(object.elf, name);
	if (section === undefined) return new Map();
	const maps = definitionsIn(object, name);
	const programs = new Set(object.programs.map(({ name }) => name));
	const found = new Map(
		maps.map(({ name }) => [name, { maps: new Set<string>(), programs: new Set<string>() }]),
	);
	for (const { offset, symbol } of relocations(object.elf, section)) {
		const owner = maps[countBefore(maps, ({ value }) => value, offset + 1) - 1];
		const target = object.symbols[symbol];
		const slots = owner && found.get(owner.name);
		if (slots === undefined || target === undefined) continue;
		if (target.section === section.index) slots.maps.add(target.name);
		else if (programs.has(target.name)) slots.programs.add(target.name);
	}
	return found;
}

/** How many of what is sorted are below a limit. */
function countBefore<Item>(sorted: readonly Item[], of: (item: Item) => number, limit: number): number {
	let low = 0;
	let high = sorted.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		const item = sorted[middle];
		if (item !== undefined && of(item) < limit) low = middle + 1;
		else high = middle;
	}
	return low;
}
