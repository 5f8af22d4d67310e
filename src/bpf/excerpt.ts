import { beginsExplanation } from './explanation.ts';
import { eachLine } from './lines.ts';
import { insnIndex, insnText, isTrailer, sentenceAfterInsn } from './verifier-line.ts';

/*
 * The part of the verifier's log that shows how it came to refuse: the instruction, what was put into its registers
 * before, the branches on them, and the source lines of all that. The verifier walks one path after another, so the
 * lines before the refused instruction are not all of its path; `from 7 to 12: …` says where the walk went on.
 */

/** As many as one takes in at a glance. */
export const excerptLines = 40;
const widestLine = 160;
/** Instructions of the path that are looked at. */
const longestWalk = 4096;
/** Source lines of the path that stand there even when nothing in them bears on the refusal. */
const contextLines = 8;
/** Where there is no single instruction to blame: the end of the trace. */
const tailLines = 12;
const logLinesKept = 65_536;

const gap = '…';

/**
 * At most 40 lines of the verifier's log, in their order, with `…` where lines are left out; empty when it holds neither
 * a trace nor a refusal. `message`: the refusal as `readLoadLog` gives it; `insn`: the instruction that it is about.
 */
export function excerptOf(text: string, message: readonly string[], insn: number | undefined): string[] {
	if (message.length === 0) return [];
	const lines = traceOf(text, message);
	const steps = stepsOf(lines);
	const end = insn === undefined ? undefined : steps.findLast((step) => step.insn === insn);
	const chosen = end === undefined ? lastLines(lines) : pathLines(lines, steps, end, message);
	const trace = withGaps(lines, chosen, excerptLines - message.length);
	return [...trace, ...message].map((line) => shortened(line)).slice(0, excerptLines);
}

/** The lines of the last verifier log from its beginning up to the refusal. */
function traceOf(text: string, message: readonly string[]): string[] {
	let lines: string[] = [];
	let over = false;
	eachLine(text, (line) => {
		if (line.endsWith('-- BEGIN PROG LOAD LOG --')) {
			lines = [];
			over = false;
		} else if (line.startsWith('libbpf: ') || line.startsWith("prog '")) return;
		else if (beginsExplanation(line) || isTrailer(line) || line.startsWith('-- END ')) over = true;
		else if (!over && lines.length < 2 * logLinesKept) lines.push(line);
		else if (!over) lines = [...lines.slice(-logLinesKept), line];
	});
	const refusal = message[0];
	const at = refusal === undefined ? -1 : lines.lastIndexOf(refusal);
	return at === -1 ? lines : lines.slice(0, at);
}

/** One instruction of the trace. */
interface Step {
	/** Index of its line. */
	readonly line: number;
	readonly insn: number;
	/** Index of the source comment before it, -1 when there is none. */
	readonly comment: number;
	/** The instruction from which the walk came here, when that is not the one before. */
	readonly from?: { readonly line: number; readonly insn: number };
}

function stepsOf(lines: readonly string[]): Step[] {
	const steps: Step[] = [];
	let comment = -1;
	let from: Step['from'];
	for (const [line, text] of lines.entries()) {
		const insn = insnIndex(text);
		if (insn !== undefined) {
			steps.push({ line, insn, comment, ...(from && { from }) });
			from = undefined;
		} else if (text.startsWith('; ')) comment = line;
		else {
			const [, jump] = /^from (\d{1,7}) to \d{1,7}[: (]/.exec(text) ?? [];
			if (jump !== undefined) from = { line, insn: Number(jump) };
		}
	}
	return steps;
}

/** Walks back along the path of `end`: what set its registers, and branches on them. */
function pathLines(
	lines: readonly string[],
	steps: readonly Step[],
	end: Step,
	message: readonly string[],
): Set<number> {
	const chosen = new Set<number>();
	const choose = ({ line, comment }: Step) => {
		chosen.add(line);
		if (comment !== -1) chosen.add(comment);
	};
	choose(end);
	// Up to Linux 5.17 the registers come after the refused instruction, on a line of their own.
	for (let line = end.line + 1; line < Math.min(lines.length, end.line + 4); line++) chosen.add(line);
	const acquired = steps.findLast(({ insn }) => insn === acquiredAt(message));
	if (acquired !== undefined) choose(acquired);
	const wanted = new Set(wantedRegisters(insnText(lines[end.line] ?? ''), message));
	const context: number[] = [];
	for (const step of pathTo(steps, end)) {
		if (chosen.size >= excerptLines) break;
		if (step.from !== undefined) chosen.add(step.from.line);
		if (step === end) continue;
		if (bearsOn(insnText(lines[step.line] ?? ''), wanted)) choose(step);
		else if (context.length < contextLines && isNewComment(lines, step.comment, context, chosen))
			context.push(step.comment);
	}
	return new Set([...chosen, ...context]);
}

/** The steps of the path that leads to `end`, backwards from there. */
function* pathTo(steps: readonly Step[], end: Step): Generator<Step> {
	let at = steps.indexOf(end);
	for (let walked = 0; walked < longestWalk; walked++) {
		const step = steps[at];
		if (step === undefined) return;
		yield step;
		const { from } = step;
		at--;
		while (from !== undefined && at >= 0 && steps[at]?.insn !== from.insn) at--;
	}
}

/** Whether a source line adds something to those that are shown already. */
function isNewComment(
	lines: readonly string[],
	comment: number,
	context: readonly number[],
	chosen: ReadonlySet<number>,
): boolean {
	const text = lines[comment];
	if (text === undefined || chosen.has(comment)) return false;
	return context.every((other) => lines[other] !== text);
}

/** The instruction that acquired what is not released. */
function acquiredAt(message: readonly string[]): number | undefined {
	const [, insn] = / alloc_insn=(\d{1,7})/.exec(message[0] ?? '') ?? [];
	return insn === undefined ? undefined : Number(insn);
}

/** The registers that matter: those of the instruction, of a call the one that the refusal names. */
function wantedRegisters(code: string, message: readonly string[]): string[] {
	if (!code.includes(') call ')) return registersIn(code);
	const [, named] = /\bR(\d)\b/.exec(message[0] ?? '') ?? [];
	return named === undefined ? ['1', '2', '3', '4', '5'] : [named];
}

/** Whether the instruction sets, or branches on, a wanted register. What it sets it from is wanted from then on. */
function bearsOn(code: string, wanted: Set<string>): boolean {
	const body = code.slice(code.indexOf(') ') + 2);
	if (body.startsWith('if ')) return registersIn(body).some((register) => wanted.has(register));
	if (body.startsWith('call ')) return wanted.delete('0');
	const target = /^[rw](\d{1,2}) /.exec(body)?.[1];
	if (target === undefined || !wanted.has(target)) return false;
	const [, operator = ''] = /^\S+ (\S+)/.exec(body) ?? [];
	if (operator === '=') wanted.delete(target);
	for (const register of registersIn(body.slice(body.indexOf(operator)))) wanted.add(register);
	return true;
}

/** The numbers of the registers that an instruction names; the frame pointer is always the same. */
function registersIn(code: string): string[] {
	return [...code.matchAll(/\b[rw](\d{1,2})\b/g)].flatMap(([, register = '']) =>
		register === '10' ? [] : register,
	);
}

function lastLines(lines: readonly string[]): Set<number> {
	const shown = [...lines.keys()].filter((line) => {
		const text = lines[line] ?? '';
		return text.startsWith('; ') || text.startsWith('from ') || insnIndex(text) !== undefined;
	});
	return new Set(shown.slice(-tailLines));
}

/** The chosen lines nearest to the end, at most `most` with the gaps, which are where instructions are left out; after a source line that goes without saying. */
function withGaps(lines: readonly string[], chosen: ReadonlySet<number>, most: number): string[] {
	const shown: string[] = [];
	let next = lines.length;
	for (const line of [...chosen].sort((a, b) => b - a)) {
		const text = lines[line] ?? '';
		const leftOut = lines.slice(line + 1, next);
		const hasGap = !text.startsWith('; ') && leftOut.some((each) => insnIndex(each) !== undefined);
		if (shown.length + (hasGap ? 2 : 1) > most) break;
		if (hasGap) shown.push(gap);
		if (text !== shown.at(-1)) shown.push(text);
		next = line;
	}
	return shown.reverse();
}

/** The refusal stands below, on a line of its own. */
function withoutSentence(line: string): string {
	const sentence = sentenceAfterInsn(line);
	return sentence === undefined ? line : line.slice(0, -sentence.length - 1);
}

function shortened(line: string): string {
	// The columns before the registers are for logs that are read side by side.
	const text = withoutSentence(line).replace(/\s{3,}; /, '  ; ');
	return text.length > widestLine ? `${text.slice(0, widestLine - 1)}…` : text;
}
