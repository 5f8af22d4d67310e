import { eachLine } from './lines.ts';

/** One message of a compiler: its place is as the compiler printed it, not yet mapped to the repository. */
export interface Diagnostic {
	readonly severity: 'error' | 'warning' | 'note';
	readonly message: string;
	readonly file?: string;
	readonly line?: number;
	readonly column?: number;
	/** The files that include `file`, innermost first. */
	readonly includedFrom: readonly { readonly file: string; readonly line: number }[];
	/** Notes that belong to it, such as `candidate` or `expanded from macro`. */
	readonly notes: readonly Diagnostic[];
}

/*
 * clang's text output (TextDiagnostic.cpp), one message per line:
 *
 *   In file included from <file>:<line>:           the way to the file below, outermost first; not said again while it
 *                                                  stays the same
 *   <file>:<line>:<column>: <severity>: <message>
 *   <severity>: <message>                          of the backend; the driver puts `clang: ` before it
 *
 * and in between the source, carets and `N errors generated.`, which are skipped.
 *
 * Whoever writes the source controls all of it: names of files, messages and, by `#line`, any path and line. A place is
 * therefore only what the compiler was made to say: the caller maps those files that it sent, and no others.
 */
const located = /^(.+?):(\d{1,9}):(\d{1,9}): (fatal error|error|warning|note): (.*)$/;
const unlocated = /^(?:clang(?:-\d{1,3})?: )?(fatal error|error|warning): (.*)$/;
const inclusion = /^In file included from (.+):(\d{1,9}):$/;
/** Colours, which a flag of the user's may ask for. */
const escapes = /\x1b\[[\d;]*[A-Za-z]/g;

/** Of errors, and of warnings. */
const mostDiagnostics = 200;
const mostNotes = 20;
const deepestInclusion = 200;

type Includer = Diagnostic['includedFrom'][number];
type OpenDiagnostic = Omit<Diagnostic, 'notes'> & { readonly notes: Diagnostic[] };

/** Reads the messages of one compiler run, in their order. Of more than 200, warnings are left out first. */
export function parseDiagnostics(text: string): Diagnostic[] {
	const found: OpenDiagnostic[] = [];
	const count = { error: 0, warning: 0, note: 0 };
	const waysTo = new Map<string, readonly Includer[]>();
	let way: Includer[] = [];
	let owner: OpenDiagnostic | undefined;
	eachLine(text, (raw) => {
		const line = raw.replace(escapes, '').trimEnd();
		const [, includer, includerLine] = inclusion.exec(line) ?? [];
		if (includer !== undefined) {
			if (way.length < deepestInclusion) way = [{ file: includer, line: Number(includerLine) }, ...way];
			return;
		}
		const read = diagnosticOf(line);
		if (read === undefined) return;
		if (read.file !== undefined && way.length > 0 && waysTo.size < mostDiagnostics)
			waysTo.set(read.file, way);
		way = [];
		const diagnostic = { ...read, includedFrom: waysTo.get(read.file ?? '') ?? [] };
		if (diagnostic.severity === 'note' && owner !== undefined) {
			if (owner.notes.length < mostNotes) owner.notes.push(diagnostic);
			return;
		}
		owner = diagnostic;
		if (count[diagnostic.severity]++ < mostDiagnostics) found.push(diagnostic);
	});
	return withoutSurplus(found);
}

function diagnosticOf(line: string): OpenDiagnostic | undefined {
	const [, file = '', row, column, severity, message = ''] = located.exec(line) ?? [];
	if (severity !== undefined) {
		return {
			severity: severityOf(severity),
			message,
			...placeOf(file, Number(row), Number(column)),
			includedFrom: [],
			notes: [],
		};
	}
	const [, kind, text = ''] = unlocated.exec(line) ?? [];
	// Says only that clang stopped listing errors.
	if (kind === undefined || text.startsWith('too many errors emitted')) return undefined;
	return { severity: severityOf(kind), message: text, includedFrom: [], notes: [] };
}

/** No place for what is not in a file: `<command line>`, `<built-in>`, `<unknown>`. */
function placeOf(file: string, line: number, column: number): Pick<Diagnostic, 'file' | 'line' | 'column'> {
	if (file.startsWith('<') || line === 0) return {};
	return { file, line, ...(column > 0 && { column }) };
}

function severityOf(word: string): Diagnostic['severity'] {
	return word === 'warning' || word === 'note' ? word : 'error';
}

function withoutSurplus(found: readonly OpenDiagnostic[]): Diagnostic[] {
	let room = mostDiagnostics - found.filter(({ severity }) => severity === 'error').length;
	return found.filter(({ severity }) => severity === 'error' || room-- > 0);
}
