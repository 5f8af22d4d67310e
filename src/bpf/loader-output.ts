import { eachLine } from './lines.ts';
import { type LoadFact, verifierFact } from './load-fact.ts';
import { type LoadLog, readLoadLog } from './load-log.ts';
import { refusalOf } from './refusal.ts';
import { gapsOf } from './sentence.ts';

/*
 * What loaders other than ours print when the kernel refuses something: the same facts in other wrappings. Wordings:
 * internal/errors.go, prog.go, map.go and linker.go of ebpf-go 0.9 to 0.21; aya/src/programs/mod.rs, maps/mod.rs and
 * aya-obj of aya 0.11 to 0.14. bpftool prints libbpf's lines and then `Error: …`, which `readLoadLog` reads by itself.
 * All of it comes out of a guest, so it is hostile: every line is looked at once, and few are kept.
 */

/** One refusal, as a loader worded it. */
export interface LoaderFailure {
	readonly loader: 'libbpf' | 'ebpf-go' | 'aya';
	/** The name of the program, where the loader says it. */
	readonly program?: string;
	/** What the system call answered, in the loader's words: `permission denied`, `Permission denied (os error 13)`. */
	readonly cause?: string;
	readonly log: LoadLog;
}

/** One output holds few; the rest is not read. */
const mostFailures = 50;
const mostLogLines = 100_000;
/** The instruction before a sentence has few colons. */
const mostParts = 8;

/** Reads what a command printed. Empty when no loader in it says that the kernel refused something. */
export function readLoaderOutput(text: string): LoaderFailure[] {
	const reader: Reader = { failures: [], rest: [] };
	eachLine(text, (line) => takeLine(reader, line));
	endLog(reader);
	const log = readLoadLog(reader.rest.join('\n'));
	const named = libbpfFailure(reader.rest);
	const isLibbpf =
		log.libbpf.length > 0 && (named !== undefined || log.facts.length > 0 || log.message.length > 0);
	return isLibbpf ? [...reader.failures, { loader: 'libbpf', ...named, log }] : reader.failures;
}

/** `libbpf: prog 'NAME': failed to load: -22`, from 1.6 on `-EINVAL`: the first one, since libbpf gives up there. */
function libbpfFailure(lines: readonly string[]): Pick<LoaderFailure, 'program' | 'cause'> | undefined {
	for (const line of lines) {
		const [, program, cause] = gapsOf(['', "libbpf: prog '", "': failed to load: ", ''], line) ?? [];
		if (program !== undefined && cause !== undefined) return { program, cause };
	}
	return undefined;
}

interface Reader {
	readonly failures: LoaderFailure[];
	/** The failure whose log the lines are, and those lines. */
	open?: { readonly failure: Omit<LoaderFailure, 'log'>; readonly lines: string[] };
	/** What belongs to neither: libbpf's, if anyone's. */
	readonly rest: string[];
}

function takeLine(reader: Reader, line: string): void {
	const begun = ebpfGoLog(line) ?? ayaLog(line);
	if (begun !== undefined) {
		endLog(reader);
		reader.open = begun;
		return;
	}
	if (reader.open !== undefined) {
		const logLine = lineOfLog(reader.open.failure.loader, line);
		if (logLine !== undefined) {
			if (reader.open.lines.length < mostLogLines) reader.open.lines.push(logLine);
			return;
		}
		endLog(reader);
	}
	const isFull = reader.failures.length >= mostFailures;
	const failure = isFull ? undefined : (ebpfGoSummary(line) ?? ebpfGoFact(line) ?? ayaFact(line));
	if (failure !== undefined) reader.failures.push(failure);
	else if (reader.rest.length < mostLogLines) reader.rest.push(line);
}

function endLog(reader: Reader): void {
	const { open } = reader;
	if (open !== undefined && reader.failures.length < mostFailures) {
		const log = withCause(readLoadLog(open.lines.join('\n')), open.failure.cause);
		reader.failures.push({ ...open.failure, log });
	}
	delete reader.open;
}

/** Formatted with `%+v`, ebpf-go's errors have the whole log, each line after a tab; aya's have it as it is. */
function lineOfLog(loader: LoaderFailure['loader'], line: string): string | undefined {
	if (loader === 'ebpf-go') return line.startsWith('\t') ? line.slice(1) : undefined;
	return line === 'Caused by:' || line.startsWith('Stack backtrace:') || line.startsWith('Error: ')
		? undefined
		: line;
}

/** `… program NAME: load program: permission denied:`, and the log on the lines after it. */
function ebpfGoLog(line: string): Reader['open'] {
	const [before, after] = gapsOf(['', 'load program: ', ''], line) ?? [];
	if (before === undefined || after === undefined || !after.endsWith(':')) return undefined;
	const cause = after.slice(0, -1);
	return { failure: { loader: 'ebpf-go', ...programIn(before), cause }, lines: [] };
}

/** `… program NAME: load program: permission denied: 7: (79) r1 = …: R0 invalid mem access … (12 line(s) omitted)`. */
function ebpfGoSummary(line: string): LoaderFailure | undefined {
	const [before, after] = gapsOf(['', 'load program: ', ''], line) ?? [];
	if (before === undefined || after === undefined) return undefined;
	const text = withoutOmission(after);
	if (text.includes('(MEMLOCK may be too low')) return memlock(programIn(before));
	const words = text.replace(/^hit verifier bug: /, '').split(': ');
	const [cause = '', ...said] = words;
	const first = said.slice(0, mostParts).findIndex((_, index) => isSentence(said.slice(index).join(': ')));
	const sentence = said.slice(first === -1 ? said.length - 1 : first).join(': ');
	const insn = said.slice(0, first === -1 ? said.length - 1 : first).join(': ');
	const log = withCause(readLoadLog(`${insn}\n${sentence}`), cause);
	return { loader: 'ebpf-go', ...programIn(before), cause, log };
}

/** What ebpf-go understood of the log counts where its last lines alone do not say it. */
function withCause(log: LoadLog, cause: string | undefined): LoadLog {
	if (log.facts.length > 0) return log;
	if (cause === 'bad CO-RE relocation') return { ...log, facts: [{ kind: 'core-relocation' }] };
	return cause === 'unknown kfunc' ? { ...log, facts: [{ kind: 'kfunc-missing' }] } : log;
}

function isSentence(text: string): boolean {
	return verifierFact(text) !== undefined || refusalOf([text]) !== undefined;
}

/** `(13 line(s) omitted)`, in older versions `(truncated, 13 line(s) omitted)`. */
function withoutOmission(text: string): string {
	const open = text.lastIndexOf(' (');
	const note = text.slice(open + 2);
	return open !== -1 && (note.endsWith(' line(s) omitted)') || note === 'truncated)')
		? text.slice(0, open)
		: text;
}

/** What ebpf-go finds out before it asks the kernel to load anything. */
function ebpfGoFact(line: string): LoaderFailure | undefined {
	for (const [parts, factOf] of ebpfGoFacts) {
		const gaps = gapsOf(parts, line);
		if (gaps === undefined) continue;
		const [before = '', ...values] = gaps;
		return { loader: 'ebpf-go', ...programIn(before), log: logOf(factOf(lastName(before), values)) };
	}
	return undefined;
}

type FactOf = (name: string, values: readonly string[]) => LoadFact;

const ebpfGoFacts: readonly (readonly [readonly string[], FactOf])[] = [
	[['', 'map create: ', '(MEMLOCK may be too low'], () => ({ kind: 'memlock' })],
	[
		['', 'map create: ', ''],
		(name, [error = '']) => ({ kind: 'map-not-created', ...(name !== '' && { name }), error }),
	],
	[['', 'kfunc "', '": not supported'], (_, [name = '']) => ({ kind: 'kfunc-missing', name })],
	[['', 'kernel is missing symbol: ', ''], (_, [name = '']) => ({ kind: 'ksym-missing', name })],
	[['', ': fentry ', ' not supported'], (_, [name = '']) => ({ kind: 'attach-target-missing', name })],
	[['', ': fexit ', ' not supported'], (_, [name = '']) => ({ kind: 'attach-target-missing', name })],
	[['', ': fmod_ret ', ' not supported'], (_, [name = '']) => ({ kind: 'attach-target-missing', name })],
	[['', ': raw_tp ', ' not supported'], (_, [name = '']) => ({ kind: 'attach-target-missing', name })],
];

/** `… the BPF_PROG_LOAD syscall returned Permission denied (os error 13). Verifier output: …`, up to 0.12 `failed.`. */
function ayaLog(line: string): Reader['open'] {
	const returned = gapsOf(['', 'BPF_PROG_LOAD syscall returned ', '. Verifier output: ', ''], line);
	if (returned !== undefined) {
		const [, cause = '', first = ''] = returned;
		return { failure: { loader: 'aya', cause }, lines: [first] };
	}
	const [, first] = gapsOf(['', 'BPF_PROG_LOAD syscall failed. Verifier output: ', ''], line) ?? [];
	return first === undefined ? undefined : { failure: { loader: 'aya' }, lines: [first] };
}

function ayaFact(line: string): LoaderFailure | undefined {
	const [, map] = gapsOf(['', 'failed to create map `', '`'], line) ?? [];
	if (map !== undefined) return { loader: 'aya', log: logOf({ kind: 'map-not-created', name: map }) };
	const [, variable] = gapsOf(['', "kernel variable '", "' not found"], line) ?? [];
	if (variable !== undefined) return { loader: 'aya', log: logOf({ kind: 'ksym-missing', name: variable }) };
	const [, type] = gapsOf(['', 'unknown BTF type `', '`'], line) ?? [];
	if (type !== undefined) return { loader: 'aya', log: logOf({ kind: 'attach-target-missing', name: type }) };
	return undefined;
}

function memlock(program: Pick<LoaderFailure, 'program'>): LoaderFailure {
	return { loader: 'ebpf-go', ...program, log: logOf({ kind: 'memlock' }) };
}

function logOf(fact: LoadFact): LoadLog {
	return { libbpf: [], message: [], facts: [fact] };
}

/** `loading objects: field OnSend: program on_send: ` names the program. */
function programIn(before: string): Pick<LoaderFailure, 'program'> {
	const at = before.lastIndexOf('program ');
	const end = before.indexOf(': ', at);
	return at === -1 || end === -1 ? {} : { program: before.slice(at + 'program '.length, end) };
}

/** Of `field Events: map events: `, the name of the map. */
function lastName(before: string): string {
	const at = before.lastIndexOf('map ');
	const end = before.indexOf(': ', at);
	return at === -1 || end === -1 ? '' : before.slice(at + 'map '.length, end);
}
