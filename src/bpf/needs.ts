import { type ElfSymbol, type Relocation, relocations, type Section, sectionNamed } from './elf.ts';
import { FormatError } from './format-error.ts';
import { insnSize } from './insn.ts';
import { linkProgram } from './link.ts';
import type { BpfFunction, BpfObject } from './object.ts';

/*
 * What of an object belongs together. Code refers to maps by relocations of its instructions, and a map that has
 * initial values to programs (tail calls) and to other maps (map-in-map) by relocations of the section `.maps`:
 * libbpf fills those slots when it loads, whether anything refers to that map or not.
 */

/** What one program is loaded with. */
export interface Needs {
	/** Names of other programs: those in the slots of its maps, and theirs. */
	readonly programs: readonly string[];
	/** Names of maps that are to be left out: only other programs refer to them, or their slots hold other programs. */
	readonly unused: readonly string[];
}

/** Where the definitions of maps are. */
export const mapsSection = '.maps';

interface References {
	readonly maps: ReadonlySet<string>;
	readonly programs: ReadonlySet<string>;
}

/** Names of the maps that the object defines; global data is not among them. */
export function mapNames({ elf, symbols }: BpfObject): string[] {
	const section = sectionNamed(elf, mapsSection);
	return symbols
		.filter((symbol) => symbol.section === section?.index && symbol.name !== '')
		.map(({ name }) => name);
}

/** What each program of the object needs, by its name. A program that cannot be followed needs all maps and no program. */
export function needsOf(object: BpfObject): ReadonlyMap<string, Needs> {
	const slots = slotsOf(object);
	const own = new Map(object.programs.map((program) => [program.name, mapsInCode(object, program)]));
	const all = new Map([...own].map(([name, maps]) => [name, maps && reach(name, maps, own, slots)]));
	const referred = new Set([...all.values()].flatMap((references) => [...(references?.maps ?? [])]));
	const needs = [...all].map(([name, references]): [string, Needs] => {
		if (references === undefined) return [name, { programs: [], unused: [] }];
		const programs = [...references.programs].filter((other) => other !== name);
		const unused = mapNames(object).filter(
			(map) => !references.maps.has(map) && (referred.has(map) || (slots.get(map)?.programs.size ?? 0) > 0),
		);
		return [name, { programs, unused }];
	});
	return new Map(needs);
}

/** The programs that use a map, in the object's order. */
export function usersOf(object: BpfObject, map: string): string[] {
	return object.programs.filter((program) => mapsInCode(object, program)?.has(map)).map(({ name }) => name);
}

/** All that a program leads to: through its maps to programs, and through theirs. */
function reach(
	name: string,
	maps: ReadonlySet<string>,
	own: ReadonlyMap<string, ReadonlySet<string> | undefined>,
	slots: ReadonlyMap<string, References>,
): References {
	const seen = { maps: new Set<string>(), programs: new Set([name]) };
	const pending = [...maps];
	for (let map = pending.pop(); map !== undefined; map = pending.pop()) {
		if (seen.maps.has(map)) continue;
		seen.maps.add(map);
		const { maps: inner, programs } = slots.get(map) ?? { maps: [], programs: [] };
		pending.push(...inner);
		for (const program of programs) {
			if (seen.programs.has(program)) continue;
			seen.programs.add(program);
			pending.push(...(own.get(program) ?? []));
		}
	}
	return seen;
}

/** Maps that the program's instructions refer to, its subprograms' included. */
function mapsInCode(object: BpfObject, program: BpfFunction): ReadonlySet<string> | undefined {
	const section = sectionNamed(object.elf, mapsSection);
	try {
		const code = linkProgram(object, program).map((linked) => linked.function);
		const symbols = code.flatMap((part) => symbolsIn(object, part));
		return new Set(symbols.filter((symbol) => symbol.section === section?.index).map(({ name }) => name));
	} catch (error) {
		if (error instanceof FormatError) return undefined;
		throw error;
	}
}

function symbolsIn(object: BpfObject, { section, insnOffset, insnCount }: BpfFunction): ElfSymbol[] {
	const [start, end] = [insnOffset * insnSize, (insnOffset + insnCount) * insnSize];
	return relocationsOf(object, section)
		.filter(({ offset }) => offset >= start && offset < end)
		.flatMap(({ symbol }) => object.symbols[symbol] ?? []);
}

const bySection = new WeakMap<Section, readonly Relocation[]>();

function relocationsOf(object: BpfObject, section: Section): readonly Relocation[] {
	const known = bySection.get(section);
	if (known !== undefined) return known;
	const read = relocations(object.elf, section);
	bySection.set(section, read);
	return read;
}

/** What the initial values of each map refer to. */
function slotsOf(object: BpfObject): ReadonlyMap<string, References> {
	const section = sectionNamed(object.elf, mapsSection);
	if (section === undefined) return new Map();
	const maps = object.symbols.filter((symbol) => symbol.section === section.index && symbol.name !== '');
	const found = new Map(
		maps.map(({ name }) => [name, { maps: new Set<string>(), programs: new Set<string>() }]),
	);
	for (const { offset, symbol: index } of relocations(object.elf, section)) {
		const owner = maps.find(({ value, size }) => value <= offset && offset < value + size);
		const target = object.symbols[index];
		const slots = owner && found.get(owner.name);
		if (slots === undefined || target === undefined) continue;
		if (target.section === section.index) slots.maps.add(target.name);
		else if (object.programs.some(({ name }) => name === target.name)) slots.programs.add(target.name);
	}
	return found;
}
