import type { LineRecord } from './btf-ext.ts';
import { sectionBytes } from './elf.ts';
import { accessesMemory, follow, insnAt, insnSize, slots } from './insn.ts';
import { placeOf } from './link.ts';
import type { BpfFunction, BpfObject } from './object.ts';
import { lineRecordsOf, type SourceLine, sourceLine } from './source-line.ts';

/*
 * The line of a CO-RE relocation is not always the line that the tables give for its instruction. The instruction that
 * clang makes for an offset or a size (`r1 = 24`) has no place of its own, so the record before it, of whatever came
 * before, seems to cover it. The access that needs the value does have a place: the value is followed through the
 * registers to the load, store, comparison or call that takes it. What is found is checked against the text of the
 * line, which must name the member; where optimised code has no line at all, the source itself decides.
 */

/** Gives the text of a source that the object names, if it is known; `file` is hostile text. */
export type SourceReader = (file: string) => string | undefined;

/** Values are followed over at most so many instructions: the code for one access is much shorter. */
const longestWalk = 64;
/** Lines between a function's name and the first of its lines that has code. */
const longestHead = 100;

/**
 * The line of the access whose relocation stands at instruction `insn` (counted as the verifier does) and that names
 * `identifier`.
 */
export function accessLine(
	object: BpfObject,
	program: BpfFunction,
	insn: number,
	identifier: string,
	source: SourceReader = () => undefined,
): SourceLine | undefined {
	const place = placeOf(object, program, insn);
	if (place === undefined) return undefined;
	const records = lineRecordsOf(object, place.function);
	const own = place.sectionInsn * insnSize;
	const use = useOf(object, place.function, place.sectionInsn) * insnSize;
	const candidates = [
		records.findLast(({ offset }) => offset <= use),
		records.findLast(({ offset }) => offset <= own),
		records.find(({ offset, line }) => offset > own && line > 0),
		records.findLast(({ offset, line }) => offset <= own && line > 0),
	].flatMap((record) => {
		const line = record === undefined || record.line === 0 ? undefined : sourceLine(object, record);
		return line === undefined ? [] : [line];
	});
	const [likeliest] = candidates;
	if (likeliest === undefined) return undefined;
	const named = candidates.find(({ text }) => text !== undefined && identifierIn(text, identifier) !== -1);
	if (named !== undefined) return named;
	const lines = source(likeliest.file)?.split('\n') ?? [];
	return lineNaming(identifier, likeliest, spanOf(records, place.function.name, lines), lines) ?? likeliest;
}

/** The instruction in which the value of the relocated one is used, or the relocated one itself. */
function useOf(object: BpfObject, code: BpfFunction, relocated: number): number {
	const bytes = sectionBytes(object.elf, code.section);
	const end = code.insnOffset + code.insnCount;
	const first = insnAt(bytes, relocated);
	if (accessesMemory(first)) return relocated;
	let registers: ReadonlySet<number> = new Set([first.dst]);
	let at = relocated + slots(first);
	for (let steps = 0; steps < longestWalk && registers.size > 0 && at >= relocated && at < end; steps++) {
		const flow = follow(insnAt(bytes, at), registers);
		if (flow.uses) return at;
		registers = flow.registers;
		at += flow.next;
	}
	return relocated;
}

interface Span {
	readonly first: number;
	readonly last: number;
}

/** The lines of a function: the first statements may have none of their own, so it begins where the source names it. */
function spanOf(records: readonly LineRecord[], name: string, source: readonly string[]): Span {
	const lines = records.map(({ line }) => line).filter((line) => line > 0);
	const first = lines.reduce((least, line) => Math.min(least, line), Number.POSITIVE_INFINITY);
	const start = source.slice(0, first).findLastIndex((text) => isHead(text, name));
	return {
		first: start === -1 || first - start > longestHead ? first : start + 1,
		last: lines.reduce((most, line) => Math.max(most, line), 0),
	};
}

/** `int on_send(…`, `int BPF_KPROBE(on_send, …`: the name, and what follows it where a function begins. */
function isHead(text: string, name: string): boolean {
	const at = identifierIn(text, name);
	return at !== -1 && ['(', ',', ')'].includes(text.slice(at + name.length).trimStart()[0] ?? '');
}

/** The line nearest to `near`, within the function, that names `identifier`. */
function lineNaming(
	identifier: string,
	near: SourceLine,
	{ first, last }: Span,
	source: readonly string[],
): SourceLine | undefined {
	const [nearest] = source
		.slice(first - 1, last)
		.map((text, index) => ({ text, line: first + index, at: identifierIn(text, identifier) }))
		.filter(({ at }) => at !== -1)
		.sort((a, b) => Math.abs(a.line - near.line) - Math.abs(b.line - near.line) || b.line - a.line);
	if (nearest === undefined) return undefined;
	return { file: near.file, line: nearest.line, column: nearest.at + 1, text: nearest.text };
}

/** Where `text` has `identifier` as a whole word; -1 when nowhere. The identifier comes from the object: hostile text. */
function identifierIn(text: string, identifier: string): number {
	if (identifier === '') return -1;
	// A whole word cannot begin within an occurrence that is none, so these are stepped over.
	const { length } = identifier;
	for (let at = text.indexOf(identifier); at !== -1; at = text.indexOf(identifier, at + length)) {
		if (!isWord(text[at - 1]) && !isWord(text[at + length])) return at;
	}
	return -1;
}

function isWord(character: string | undefined): boolean {
	return character !== undefined && /^\w$/.test(character);
}
