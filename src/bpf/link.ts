import {
	type ElfSymbol,
	type Relocation,
	relocations,
	type Section,
	sectionBytes,
	sectionNamed,
} from './elf.ts';
import { exceptionCallback } from './exception-callback.ts';
import { FormatError } from './format-error.ts';
import { type Insn, insnAt, insnSize, isSubprogramCall, isWideLoad, slots } from './insn.ts';
import type { BpfFunction, BpfObject } from './object.ts';

/*
 * The verifier counts instructions in what libbpf hands to it: the program, then each subprogram it needs, once, in
 * the order in which libbpf meets calls: depth first (bpf_object__reloc_code and bpf_object__append_subprog_code in
 * libbpf.c), and at last the callback for exceptions, with what it needs.
 */

/** A function at its place in a linked program. */
export interface LinkedFunction {
	readonly function: BpfFunction;
	/** Its first instruction, as the verifier counts. */
	readonly start: number;
}

/** An instruction of a linked program: which function it belongs to, and its place in that function's section. */
export interface InsnPlace {
	readonly function: BpfFunction;
	/** Counted from the start of the section. */
	readonly sectionInsn: number;
}

/** The kernel's limits, BPF_COMPLEXITY_LIMIT_INSNS and BPF_MAX_SUBPROGS: no larger program can be loaded. */
const mostInsns = 1_000_000;
const mostFunctions = 256;

/**
 * Which functions make up `program`, in the order of their instructions.
 * @throws FormatError when a call leads nowhere, or the program is larger than any kernel takes.
 */
export function linkProgram(object: BpfObject, program: BpfFunction): readonly LinkedFunction[] {
	const symbolOf = symbolResolver(object);
	const text = sectionNamed(object.elf, '.text')?.index;
	const linked: LinkedFunction[] = [];
	const seen = new Set<BpfFunction>();
	let end = 0;
	const append = (added: BpfFunction): void => {
		seen.add(added);
		linked.push({ function: added, start: end });
		end += added.insnCount;
		if (end > mostInsns || linked.length > mostFunctions) {
			throw new FormatError('too-large', `program ${program.name} is larger than any kernel accepts`);
		}
		const code = sectionBytes(object.elf, added.section);
		for (let insn = added.insnOffset; insn < added.insnOffset + added.insnCount; insn++) {
			const target = calledInsn(insnAt(code, insn), insn, symbolOf(added.section, insn), text);
			if (target === undefined) continue;
			const callee = subprogramAt(object.subprograms, target);
			if (callee === undefined) {
				throw new FormatError(
					'malformed',
					`${added.name} calls instruction ${target} of .text, where no function is`,
				);
			}
			if (!seen.has(callee)) append(callee);
		}
	};
	append(program);
	const name = exceptionCallback(object, program.name);
	const callback = name === undefined ? undefined : object.subprograms.find((other) => other.name === name);
	if (callback !== undefined && !seen.has(callback)) append(callback);
	return linked;
}

/** The instruction of .text that `insn` calls, or whose address it loads (for bpf_loop and its like); both need a function there. */
function calledInsn(
	insn: Insn,
	index: number,
	symbol: ElfSymbol | undefined,
	text: number | undefined,
): number | undefined {
	if (isSubprogramCall(insn)) {
		if (symbol?.section === 0) return undefined; // an extern: a kfunc
		return (symbol === undefined ? index : Math.floor(symbol.value / insnSize)) + insn.imm + 1;
	}
	if (!isWideLoad(insn) || symbol === undefined || symbol.section !== text) return undefined;
	return Math.floor((symbol.value + insn.imm) / insnSize);
}

/** Where instruction `insn` of the linked program stands; `undefined` when the program is not that long. */
export function placeOf(object: BpfObject, program: BpfFunction, insn: number): InsnPlace | undefined {
	const linked = linkProgram(object, program).findLast(({ start }) => start <= insn);
	if (linked === undefined || insn >= linked.start + linked.function.insnCount) return undefined;
	return { function: linked.function, sectionInsn: linked.function.insnOffset + insn - linked.start };
}

/** The instructions of the linked program that call `callee`, or take its address, in order. */
export function callSites(object: BpfObject, program: BpfFunction, callee: BpfFunction): number[] {
	const symbolOf = symbolResolver(object);
	const text = sectionNamed(object.elf, '.text')?.index;
	return linkProgram(object, program).flatMap(({ function: code, start }) => {
		const bytes = sectionBytes(object.elf, code.section);
		const sites: number[] = [];
		for (let insn = code.insnOffset; insn < code.insnOffset + code.insnCount; insn++) {
			const target = calledInsn(insnAt(bytes, insn), insn, symbolOf(code.section, insn), text);
			if (target !== undefined && subprogramAt(object.subprograms, target) === callee)
				sites.push(start + insn - code.insnOffset);
		}
		return sites;
	});
}

/** An instruction of a linked program, and the symbol that the linker was to put into it. */
export interface LinkedInsn {
	readonly insn: Insn;
	readonly symbol?: ElfSymbol;
}

/** All instructions of the linked program, in order. */
export function* linkedInsns(object: BpfObject, program: BpfFunction): Generator<LinkedInsn> {
	const symbolOf = symbolResolver(object);
	for (const { function: code } of linkProgram(object, program)) {
		const bytes = sectionBytes(object.elf, code.section);
		for (let index = code.insnOffset; index < code.insnOffset + code.insnCount; index++) {
			const insn = insnAt(bytes, index);
			const symbol = symbolOf(code.section, index);
			yield symbol === undefined ? { insn } : { insn, symbol };
			// The second half of a wide load is no instruction of its own.
			index += slots(insn) - 1;
		}
	}
}

/** The first instruction of the linked program that refers to the symbol of that name, such as a map or an extern. */
export function firstReference(object: BpfObject, program: BpfFunction, name: string): number | undefined {
	const symbolOf = symbolResolver(object);
	for (const { function: code, start } of linkProgram(object, program)) {
		for (let insn = 0; insn < code.insnCount; insn++) {
			if (symbolOf(code.section, code.insnOffset + insn)?.name === name) return start + insn;
		}
	}
	return undefined;
}

function symbolResolver(object: BpfObject): (section: Section, insn: number) => ElfSymbol | undefined {
	const bySection = new Map<Section, ReadonlyMap<number, Relocation>>();
	return (section, insn) => {
		let table = bySection.get(section);
		if (table === undefined) {
			table = new Map(relocations(object.elf, section).map((entry) => [entry.offset, entry]));
			bySection.set(section, table);
		}
		const relocation = table.get(insn * insnSize);
		return relocation === undefined ? undefined : object.symbols[relocation.symbol];
	};
}

/** By halving: `subprograms` is sorted. */
function subprogramAt(subprograms: readonly BpfFunction[], insn: number): BpfFunction | undefined {
	let low = 0;
	let high = subprograms.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((subprograms[middle]?.insnOffset ?? Number.POSITIVE_INFINITY) <= insn) low = middle + 1;
		else high = middle;
	}
	const found = subprograms[low - 1];
	return found !== undefined && insn < found.insnOffset + found.insnCount ? found : undefined;
}
