import type { Btf } from '../bpf/btf.ts';
import { relocationKinds } from '../bpf/core/kinds.ts';
import type { Request } from '../bpf/core/resolve.ts';
import type { Diagnostic } from '../bpf/diagnostics.ts';
import { findingCodes, type Place, stages } from '../findings/finding.ts';
import {
	type AttachObservation,
	type BuildObservation,
	type CellObservation,
	type CommandObservation,
	type KernelAnswer,
	type KernelLogObservation,
	type KernelObservation,
	type KernelSource,
	type LoadObservation,
	type MapMismatch,
	type Origin,
	type ProgramObservation,
	questions,
	type RefusedProgram,
	type RelocationObservation,
	type SuspectObservation,
	type Timings,
	type ToldRefusal,
	type TriggerObservation,
	type Trouble,
} from '../findings/observation.ts';
import { flag, list, object, oneOf, optional, type Reader, text, textLike, whole, wrong } from './shape.ts';

/*
 * What a kernel's record says, key by key. A key that an observation gets has to be entered here: without it, what
 * several jobs have seen would not come to what one run sees.
 */

/** A name or a sentence; messages of the host and of guests alike are shorter. */
const words = text(16_384);
/** Excerpts have 64 KiB of bytes, and a note; each byte that is no UTF-8 becomes a character of its own. */
const excerpt = text(70_000);
const path = text(4096);
/** As run/paths.ts makes them: no part of them leads out of the folder of the logs. */
const logPath = textLike(/^logs(?:\/[A-Za-z0-9_+][A-Za-z0-9._+-]*)+$/, 4096, 'a path below logs/');
/** Where nothing was run there is no log. */
const logPathOrNone = (value: unknown, at: string): string => (value === '' ? value : logPath(value, at));
/** A file of the repository, which renderers may open. */
function repositoryFile(value: unknown, at: string): string {
	const file = path(value, at);
	const parts = file.split('/');
	if (parts[0] !== '' && !parts.includes('..') && !/[\0\\]/.test(file)) return file;
	throw wrong(at, 'a path within the repository');
}
const errno = whole();

const place: Reader<Place> = object<Place>({
	file: repositoryFile,
	line: whole(1),
	column: optional(whole(1)),
});

const timings = object<Timings>({
	resolveMs: whole(),
	bootMs: whole(),
	buildMs: whole(),
	loadMs: whole(),
	triggerMs: whole(),
	totalMs: whole(),
});

const trouble = object<Trouble>({
	code: oneOf(findingCodes),
	stage: oneOf(stages),
	message: words,
	remedy: optional(words),
	object: optional(path),
	builtOn: optional(path),
	program: optional(words),
	excerpt: optional(excerpt),
	logs: list(logPath, 16),
});

function diagnostic(notes: Reader<readonly Diagnostic[]>): Reader<Diagnostic> {
	return object<Diagnostic>({
		severity: oneOf(['error', 'warning', 'note']),
		message: words,
		file: optional(repositoryFile),
		line: optional(whole()),
		column: optional(whole()),
		includedFrom: list(object<Includer>({ file: repositoryFile, line: whole() }), 256),
		notes,
	});
}

type Includer = Diagnostic['includedFrom'][number];

/** Notes of notes do not exist: bpf/diagnostics.ts. */
const note = diagnostic(() => []);

const build = object<BuildObservation>({
	object: path,
	exitCode: whole(-1),
	log: logPathOrNone,
	diagnostics: list(diagnostic(list(note, 64)), 512),
	command: optional(words),
	trouble: optional(trouble),
});

const answer = object<KernelAnswer>({
	question: oneOf(questions),
	name: words,
	type: optional(words),
	found: optional(flag),
	typed: optional(flag),
	near: optional(list(words, 256)),
});

const attach = object<AttachObservation>({
	errno,
	message: excerpt,
	testRun: optional(flag),
});

const trigger = object<TriggerObservation>({
	runs: whole(),
	prints: excerpt,
	log: optional(logPath),
	output: optional(logPath),
	failure: optional(words),
	mapsLog: optional(logPath),
	mapMismatches: optional(list(object<MapMismatch>({ map: words, wanted: words, found: words }), 256)),
});

const origin = object<Origin>({ file: path, line: whole(), relation: oneOf(['near', 'caller']) });

const request = object<Request>({
	kind: oneOf(relocationKinds),
	typeId: whole(),
	access: words,
	accessesMemory: flag,
});

function relocation(btf: Reader<Btf>): Reader<RelocationObservation> {
	return object<RelocationObservation>({ types: btf, request, line: optional(words) });
}

function load(btf: Reader<Btf>): Reader<LoadObservation> {
	return object<LoadObservation>({
		errno,
		log: logPath,
		excerpt,
		place: optional(place),
		origin: optional(origin),
		relocation: optional(relocation(btf)),
		insns: optional(whole()),
		states: optional(whole()),
		peakStates: optional(whole()),
		verifyUs: optional(whole()),
		stackDepth: optional(list(whole(), 1024)),
		xlatedBytes: optional(whole()),
		jitedBytes: optional(whole()),
		memlockBytes: optional(whole()),
		refused: optional(object<RefusedProgram>({ name: words, section: words, type: words })),
		mapUsers: optional(list(words, 10_000)),
	});
}

function program(btf: Reader<Btf>): Reader<ProgramObservation> {
	return object<ProgramObservation>({
		name: words,
		section: words,
		type: words,
		autoload: optional(flag),
		load: load(btf),
		attach: optional(attach),
		trigger: optional(trigger),
		trouble: optional(trouble),
		suspect: optional(
			object<SuspectObservation>({ types: btf, request, line: optional(words), place: optional(place) }),
		),
		answers: optional(list(answer, 4096)),
	});
}

function cell(btf: Reader<Btf>): Reader<CellObservation> {
	return object<CellObservation>({
		object: path,
		builtOn: words,
		programs: list(program(btf), 10_000),
		trouble: optional(trouble),
	});
}

const kernelLog = object<KernelLogObservation>({
	stage: oneOf(stages),
	object: optional(path),
	builtOn: optional(path),
	program: optional(words),
	text: excerpt,
});

const source = object<KernelSource>({ kind: words, url: words, digest: words });

function toldRefusal(btf: Reader<Btf>): Reader<ToldRefusal> {
	return object<ToldRefusal>({
		name: words,
		section: words,
		object: path,
		builtOn: words,
		place: optional(place),
		origin: optional(origin),
		relocation: optional(relocation(btf)),
	});
}

function command(btf: Reader<Btf>): Reader<CommandObservation> {
	return object<CommandObservation>({
		name: words,
		exitCode: whole(),
		ended: optional(words),
		log: logPath,
		excerpt,
		refused: list(toldRefusal(btf), 50),
		trouble: optional(trouble),
	});
}

/** `btf`: reads the types of an object. */
export function kernelObservation(btf: Reader<Btf>): Reader<KernelObservation> {
	return object<KernelObservation>({
		spec: words,
		release: optional(words),
		version: optional(words),
		source: optional(source),
		arch: words,
		accel: oneOf(['kvm', 'tcg']),
		timings,
		console: optional(logPath),
		trouble: optional(trouble),
		builds: list(build, 10_000),
		cells: list(cell(btf), 100_000),
		commands: list(command(btf), 256),
		kernelLog: list(kernelLog, 10_000),
	});
}
