import { readLoadLog } from '../../bpf/load-log.ts';
import { insnIndex } from '../../bpf/verifier-line.ts';

/** Which lines of a log to show at first, by index; what is before and after is folded away. */
export interface Fold {
	readonly from: number;
	/** Exclusive. */
	readonly to: number;
	/** The line that matters most: the instruction that was refused, or the first error. */
	readonly at?: number;
}

const before = 14;
const after = 12;
/** Shorter logs are shown whole. */
const small = 48;

/** Folds a log around what failed. `lines`: of a load log, a compiler's or a command's output. */
export function foldLog(lines: readonly string[]): Fold {
	const at = refusedLine(lines) ?? errorLine(lines);
	if (lines.length <= small) return { from: 0, to: lines.length, ...(at !== undefined && { at }) };
	if (at === undefined) return { from: lines.length - before - after, to: lines.length };
	return { from: Math.max(0, at - before), to: Math.min(lines.length, at + after), at };
}

/** libbpf loads again to get a log, so the last one counts. */
function refusedLine(lines: readonly string[]): number | undefined {
	const { insn, message, facts } = readLoadLog(lines.join('\n'));
	// Any last line could be a verifier's sentence; in other logs nothing says that it is one.
	if (insn === undefined && facts.length === 0) return undefined;
	const at = lines.findLastIndex((line) =>
		insn === undefined ? line !== '' && line === message[0] : insnIndex(line) === insn,
	);
	return at === -1 ? undefined : at;
}

function errorLine(lines: readonly string[]): number | undefined {
	const at = lines.findIndex((line) => line.includes(': error: ') || line.includes(': fatal error: '));
	return at === -1 ? undefined : at;
}
