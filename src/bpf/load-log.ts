import { beginsExplanation, type Explanation, explanationOf } from './explanation.ts';
import { eachLine } from './lines.ts';
import { type LoadFact, libbpfFact, verifierFact } from './load-fact.ts';
import {
	insnIndex,
	insnInSentence,
	insnText,
	isTrace,
	isTrailer,
	type SourceComment,
	type Statistics,
	sentenceAfterInsn,
	sourceComment,
	trailerOf,
} from './verifier-line.ts';

/*
 * What a load said: libbpf's lines, and in between or after them the verifier's log. libbpf prints that
 * log between two marker lines, from 0.7 on the second of them without any prefix; a loader that gave libbpf a buffer of its own
 * prints it bare. Logs have hundreds of megabytes at worst, so each line is looked at once and few are kept.
 */

export interface LoadLog {
	/** What libbpf said, without `libbpf: ` and `prog 'x': `; at most 50 lines, the first ones. */
	readonly libbpf: readonly string[];
	/** The last sentence of the verifier, in lines: why it refused. Empty when it did not, or had no log. */
	readonly message: readonly string[];
	/** The verifier's own explanation of it, from Linux 7.3 on. */
	readonly explanation?: Explanation;
	/** Index, as the verifier counts, of the instruction that it refused. */
	readonly insn?: number;
	/** That instruction as the log shows it, such as `(79) r1 = *(u64 *)(r0 +0)`. */
	readonly insnText?: string;
	/** The last source comment before that instruction: often its line, not always. */
	readonly comment?: SourceComment;
	readonly facts: readonly LoadFact[];
	/** The verifier's account of its work; missing when the log was cut off, or there was none. */
	readonly statistics?: Statistics;
	/** Microseconds. */
	readonly verifyUs?: number;
	/** Bytes of stack, the main program first, then each subprogram. */
	readonly stackDepth?: readonly number[];
}

const mostLibbpfLines = 50;
/** A refusal has one to three lines. */
const mostMessageLines = 8;
const mostExplanationLines = 400;
const mostTrailerLines = 300;

/** Reads `text`, in time that grows with its length only. */
export function readLoadLog(text: string): LoadLog {
	const reading: Reading = { libbpf: [], ...nothingYet() };
	eachLine(text, (line) => takeLine(reading, line));
	return conclude(reading);
}

interface Reading extends VerifierReading {
	readonly libbpf: string[];
}

interface VerifierReading {
	/** Lines since the last instruction, register dump or comment: the refusal, if it came to one. */
	tail: string[];
	/** The last line with an instruction. */
	insn: string;
	comment: string;
	explanation: string[];
	trailer: string[];
	/** Whether the verifier's log has ended; libbpf's marker or the verifier's own last line says so. */
	over: boolean;
	/** Whether the lines are those in which the kernel lists BTF that it does not take, which libbpf prints as well. */
	inBtfLog: boolean;
}

function nothingYet(): VerifierReading {
	return { tail: [], insn: '', comment: '', explanation: [], trailer: [], over: false, inBtfLog: false };
}

function takeLine(reading: Reading, line: string): void {
	if (reading.inBtfLog && !line.startsWith('-- END BTF LOAD LOG --')) return;
	const libbpf = libbpfText(line);
	if (libbpf !== undefined) takeLibbpf(reading, libbpf);
	else if (line.startsWith('-- END PROG LOAD LOG --')) reading.over = true;
	// bpftool's own last words.
	else if (line.startsWith('Error: ')) return;
	else if (line.startsWith('-- END BTF LOAD LOG --')) reading.inBtfLog = false;
	else if (!reading.over) takeVerifier(reading, line);
}

function takeLibbpf(reading: Reading, text: string): void {
	// libbpf loads again, with logging, when the first attempt without it has failed: the last log counts.
	// The second pair of markers is that of libbpf before 0.7.
	if (text === '-- BEGIN PROG LOAD LOG --' || text === '-- BEGIN DUMP LOG ---')
		Object.assign(reading, nothingYet());
	else if (text === '-- END LOG --') reading.over = true;
	else if (text.startsWith('-- BEGIN BTF LOAD LOG --')) reading.inBtfLog = true;
	else if (reading.libbpf.length < mostLibbpfLines) reading.libbpf.push(text);
}

function takeVerifier(reading: Reading, line: string): void {
	if (isTrailer(line)) {
		if (reading.trailer.length < mostTrailerLines) reading.trailer.push(line);
		reading.over = line.startsWith('processed ');
	} else if (reading.explanation.length > 0 || beginsExplanation(line)) {
		if (reading.explanation.length < mostExplanationLines) reading.explanation.push(line);
	} else if (insnIndex(line) !== undefined) {
		const sentence = sentenceAfterInsn(line);
		reading.insn = line;
		reading.tail = sentence === undefined ? [] : [sentence];
	} else if (line.startsWith('; ')) {
		if (!line.endsWith(' @ :0')) reading.comment = line;
		reading.tail = [];
	} else if (isTrace(line)) {
		reading.tail = [];
	} else {
		reading.tail.push(line);
		if (reading.tail.length > mostMessageLines) reading.tail.shift();
	}
}

function libbpfText(line: string): string | undefined {
	if (line.startsWith('libbpf: ')) return withoutProgram(line.slice('libbpf: '.length));
	return line.startsWith("prog '") ? withoutProgram(line) : undefined;
}

function withoutProgram(text: string): string {
	const end = text.startsWith("prog '") ? text.indexOf("': ") : -1;
	return end === -1 ? text : text.slice(end + 3);
}

function conclude({ libbpf, tail, insn, comment, explanation, trailer }: Reading): LoadLog {
	const facts = [...libbpf.map(libbpfFact), ...tail.map(verifierFact)].filter((fact) => fact !== undefined);
	const refused = refusedInsn(tail, insn, facts);
	const at = sourceComment(comment);
	return {
		libbpf,
		message: tail,
		...(explanation.length > 0 && { explanation: explanationOf(explanation) }),
		...(refused !== undefined && { insn: refused }),
		...(refused !== undefined && refused === insnIndex(insn) && { insnText: insnText(insn) }),
		...(at !== undefined && tail.length > 0 && { comment: at }),
		facts,
		...trailerOf(trailer),
	};
}

/** Sentences about the program as a whole are not about the instruction that happens to stand before them. */
const aboutWhole: ReadonlySet<LoadFact['kind']> = new Set<LoadFact['kind']>([
	'too-complex',
	'attach-target-missing',
	'attach-target-refused',
]);

function refusedInsn(
	message: readonly string[],
	lastInsn: string,
	facts: readonly LoadFact[],
): number | undefined {
	if (message.length === 0 || facts.some(({ kind }) => aboutWhole.has(kind))) return undefined;
	return message.map(insnInSentence).find((insn) => insn !== undefined) ?? insnIndex(lastInsn);
}
