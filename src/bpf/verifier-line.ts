/*
 * The lines of the verifier's log, each by its first characters. Wordings: kernel/bpf/verifier.c and log.c of
 * Linux 5.10 to 7.3. All patterns are anchored and have one way to match, so that no text makes them slow.
 */

export interface SourceComment {
	readonly text: string;
	/** Without its folder; missing before Linux 6.9. */
	readonly file?: string;
	readonly line?: number;
}

export interface Statistics {
	/** Instructions looked at, over all paths. */
	readonly insns: number;
	/** `total_states`. */
	readonly states: number;
	/** `peak_states`: the most that were kept at a time. */
	readonly peakStates: number;
}

/** `7: (79) r1 = …`, or what libbpf puts in its place: `7: <invalid CO-RE relocation>`. */
const instruction = /^(\d{1,7}): (?:\([0-9a-f]{2}\)|<invalid )/;

/** The index in a line that shows an instruction. */
export function insnIndex(line: string): number | undefined {
	const code = line.charCodeAt(0);
	if (code < 0x30 || code > 0x39) return undefined;
	const [, index] = instruction.exec(line) ?? [];
	return index === undefined ? undefined : Number(index);
}

/** Linux 5.18 to 6.2 leave the line of a jump open, so that this sentence does not get a line of its own. */
const unfinished = ' infinite loop detected at insn ';

/** The instruction itself, without its index and what follows it: `(79) r1 = *(u64 *)(r0 +0)`. */
export function insnText(line: string): string {
	const start = line.indexOf(': ') + 2;
	const end = [line.indexOf(';', start), line.indexOf(unfinished, start)].filter((at) => at !== -1);
	return line.slice(start, Math.min(line.length, ...end)).trimEnd();
}

export function sentenceAfterInsn(line: string): string | undefined {
	const at = line.indexOf(unfinished);
	return at === -1 ? undefined : line.slice(at + 1);
}

/** The index in a sentence that names its instruction, such as `back-edge from insn 7 to 3`, `unreachable insn 4`. */
export function insnInSentence(line: string): number | undefined {
	const [, index] = / insn (\d{1,7})\b/.exec(line) ?? [];
	return index === undefined ? undefined : Number(index);
}

/** A test for lines that begin with one of `starts`; by first character, as most lines begin with none. */
function beginsWith(starts: readonly string[]): (line: string) => boolean {
	const byFirst = Map.groupBy(starts, (start) => start.charCodeAt(0));
	return (line) => byFirst.get(line.charCodeAt(0))?.some((start) => line.startsWith(start)) ?? false;
}

/** Lines that say what the verifier does, not what it refuses. */
const isNarration = beginsWith([
	'arg#',
	'callee:',
	'caller:',
	'frame',
	'from ',
	'func#',
	'Func#',
	'last_idx ',
	'mark_precise: ',
	'parent already had ',
	"parent didn't have ",
	'propagating ',
	'reg type unsupported for arg#',
	'regs=',
	'returning from callee:',
	'to caller at ',
	'topo_order[',
	'Unrecognized arg#',
	'Validating ',
]);

/** ` R0_w=inv7`: registers after an instruction, up to Linux 5.15; with a frame where there are several. */
const registersAlone = /^ (?:frame\d{1,2}: )?R\d/;
/** `9: R1=ctx() R10=fp0` and `9: safe`: an index without an instruction. */
const stateAtIndex = /^\d{1,7}: /;

/** Whether the line belongs to the trace of the verifier's walk, rather than to a refusal. */
export function isTrace(line: string): boolean {
	const first = line.charAt(0);
	if (first === ' ') return registersAlone.test(line);
	if (first >= '0' && first <= '9') return stateAtIndex.test(line);
	return isNarration(line);
}

/** Whether the line is one of those that end a log; the one that always comes, `processed`, is the last of them. */
export const isTrailer = beginsWith(['verification time ', 'stack depth ', 'subprog ', 'processed ']);

/** `; code`, from Linux 6.9 on `; code @ file.c:123`. */
export function sourceComment(line: string): SourceComment | undefined {
	if (!line.startsWith('; ')) return undefined;
	const comment = line.slice(2);
	const at = comment.lastIndexOf(' @ ');
	const [, file, number] = at === -1 ? [] : (/^([^:]+):(\d{1,7})$/.exec(comment.slice(at + 3)) ?? []);
	if (file === undefined || Number(number) === 0) return { text: comment };
	return { text: comment.slice(0, at), file, line: Number(number) };
}

/**
 * Reads `verification time 10831 usec`, `stack depth 8+16` (in Linux 7.3 one line per subprogram instead:
 * `subprog 0 (name) main insns_self 7 insns_total 7 stack 8`) and `processed 7 insns (limit …) … total_states 3 …`.
 */
export function trailerOf(lines: readonly string[]): {
	readonly statistics?: Statistics;
	readonly verifyUs?: number;
	readonly stackDepth?: readonly number[];
} {
	const find = (pattern: RegExp): string | undefined =>
		lines.map((line) => pattern.exec(line)?.[1]).find((found) => found !== undefined);
	const us = find(/^verification time (\d{1,15}) usec/);
	const together = find(/^stack depth (\d{1,7}(?:\+\d{1,7})*)/)?.split('+');
	const each = lines.flatMap((line) =>
		line.startsWith('subprog ') ? (/ stack (\d{1,7})$/.exec(line)?.[1] ?? []) : [],
	);
	const depths = together ?? each;
	const insns = find(/^processed (\d{1,15}) insns/);
	return {
		...(insns !== undefined && {
			statistics: {
				insns: Number(insns),
				states: Number(find(/ total_states (\d{1,15})/) ?? 0),
				peakStates: Number(find(/ peak_states (\d{1,15})/) ?? 0),
			},
		}),
		...(us !== undefined && { verifyUs: Number(us) }),
		...(depths.length > 0 && { stackDepth: depths.map(Number) }),
	};
}
