import { join } from 'node:path';
import { readLoadLog } from '../bpf/load-log.ts';
import type { BpfObject } from '../bpf/object.ts';
import type { ObjectConfig } from '../config/config.ts';
import type { LoadObservation, ProgramObservation, Trouble } from '../findings/observation.ts';
import { questionsFor } from '../findings/questions.ts';
import { probeKernel } from '../guest/features.ts';
import type { ProgramEntry } from '../guest/requests.ts';
import { type Trial, tryProgram } from '../guest/trial.ts';
import { satisfies } from '../kernels/version.ts';
import { createLog } from '../log.ts';
import { errnoName } from './errno.ts';
import { guestObject, type OpenContext, openInGuest, stageTimeout } from './open.ts';
import { fileName } from './paths.ts';
import { placeOfFailure, type Repository, relocationOfFailure } from './place.ts';

export interface LoadContext extends OpenContext {
	/** The kernel's, as ranges in the configuration mean it. */
	readonly version: string;
	readonly repository: Repository;
	readonly deadlines: { readonly loadMs: number; readonly triggerMs: number };
	/** Told what is under way with a program. */
	readonly onStage: (stage: 'load' | 'attach' | 'trigger') => void;
	/** Told before each program is tried. */
	readonly onProgram: (name: string) => void;
	/** Told after each program, with what it took. */
	readonly onTrial: (trial: Trial) => void;
}

/** Why a trial has no result of its own: its deadline, or that the agent's worker died of it. */
function troubleOf({ answer, loaded }: Trial, context: LoadContext, log: string): Trouble | undefined {
	const stage = loaded === undefined ? 'load' : 'trigger';
	if (answer.timedOut) return stageTimeout(stage, context.deadlines[`${stage}Ms`], [log]);
	if (answer.errno === 0) return undefined;
	const how = answer.signal === undefined ? errnoName(answer.errno) : `signal ${answer.signal}`;
	return { code: 'load-error', stage, message: `the agent's worker ended with ${how}`, logs: [log] };
}

async function observeProgram(
	context: LoadContext,
	cell: { readonly object: string; readonly builtOn: string; readonly opened: BpfObject },
	entry: ProgramEntry,
): Promise<ProgramObservation> {
	const logPath = context.paths.program(cell.object, cell.builtOn, entry.name);
	const log = createLog(join(context.out, logPath));
	context.onStage('load');
	const request = {
		path: guestObject,
		program: entry.name,
		group: fileName(cell.builtOn),
		loadWith: [],
		attachWith: [],
		maps: [],
	};
	const trial = await tryProgram(context.guest, request, log, {
		...context.deadlines,
		onStage: context.onStage,
	}).finally(() => log.close());
	context.onTrial(trial);
	const { name, section, type } = entry;
	const excerpt = log.excerpt();
	const said = readLoadLog(excerpt);
	const errno = trial.loaded?.errno ?? 0;
	const program = errno === 0 ? undefined : cell.opened.programs.find((candidate) => candidate.name === name);
	const place = program && placeOfFailure(context.repository, cell.opened, program, said);
	const relocation = program && relocationOfFailure(context.repository, cell.opened, program, said);
	const load: LoadObservation = {
		errno,
		log: logPath,
		excerpt,
		...place,
		...(relocation !== undefined && { relocation }),
		...said.statistics,
		...(said.verifyUs !== undefined && { verifyUs: said.verifyUs }),
		...(said.stackDepth !== undefined && { stackDepth: said.stackDepth }),
		...trial.loaded?.sizes,
	};
	const trouble = troubleOf(trial, context, logPath);
	const { attached } = trial;
	const attach = attached && { errno: attached.errno, message: attached.said, testRun: attached.testRun };
	const questions = questionsFor({ section, load, ...(attach !== undefined && { attach }) });
	// A guest that is lost over a question takes nothing back: the next request says that it is gone.
	const answers =
		questions && (await probeKernel(context.guest, guestObject, name, questions).catch(() => undefined));
	return {
		name,
		section,
		type,
		load,
		...(trouble !== undefined && { trouble }),
		...(attach !== undefined && { attach }),
		...(answers !== undefined && { answers }),
		...(trial.triggered !== undefined && { trigger: keepPrints(context, cell, name, trial.triggered) }),
	};
}

function keepPrints(
	context: LoadContext,
	cell: { readonly object: string; readonly builtOn: string },
	program: string,
	{ runs, prints }: { readonly runs: number; readonly prints: string },
) {
	if (prints === '') return { runs, prints };
	const path = context.paths.prints(cell.object, cell.builtOn, program);
	const log = createLog(join(context.out, path));
	log.write(Buffer.from(prints));
	log.close();
	return { runs, prints, log: path };
}

/**
 * Tries every program of an object, each on its own, and adds what it sees as it sees it: a guest that is lost takes
 * nothing back. `path`: the object on this machine. Returns why the object as a whole could not be tried.
 */
export async function loadObject(
	context: LoadContext,
	object: ObjectConfig,
	builtOn: string,
	path: string,
	observed: ProgramObservation[],
): Promise<Trouble | undefined> {
	const opened = await openInGuest(context, object.name, builtOn, path);
	if ('code' in opened) return opened;
	for (const entry of opened.programs) {
		const skip = object.programs[entry.name]?.skip;
		if (skip !== undefined && satisfies(context.version, skip)) continue;
		context.onProgram(entry.name);
		observed.push(
			await observeProgram(context, { object: object.name, builtOn, opened: opened.object }, entry),
		);
	}
	return undefined;
}
