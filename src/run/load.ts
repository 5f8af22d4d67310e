import { join } from 'node:path';
import { readLoadLog } from '../bpf/load-log.ts';
import { decodeMap, mapsText } from '../bpf/map-content.ts';
import { usersOf } from '../bpf/needs.ts';
import { programNamed } from '../bpf/object.ts';
import type { ObjectConfig } from '../config/config.ts';
import { mapMismatches } from '../findings/map-expectations.ts';
import type {
	LoadObservation,
	ProgramObservation,
	TriggerObservation,
	Trouble,
} from '../findings/observation.ts';
import { questionsFor } from '../findings/questions.ts';
import { probeKernel } from '../guest/features.ts';
import type { Guest } from '../guest/guest.ts';
import type { ProgramEntry } from '../guest/requests.ts';
import { type Trial, tryProgram } from '../guest/trial.ts';
import { satisfies } from '../kernels/version.ts';
import { createLog } from '../log.ts';
import { type Belongings, belongingsOf } from './belongings.ts';
import { errnoName } from './errno.ts';
import {
	guestObject,
	type OpenContext,
	type OpenedObject,
	openInGuest,
	putObject,
	stageTimeout,
} from './open.ts';
import { fileName } from './paths.ts';
import { placeOfFailure, type Repository, relocationOfFailure, suspectRelocation } from './place.ts';
import { closeTrigger, openTrigger, triggerEnd } from './trigger.ts';

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
function troubleOf(
	{ answer, loaded }: Trial,
	context: LoadContext,
	logs: readonly string[],
): Trouble | undefined {
	const stage = loaded === undefined ? 'load' : 'trigger';
	if (answer.timedOut) return stageTimeout(stage, context.deadlines[`${stage}Ms`], logs);
	if (answer.errno === 0) return undefined;
	const how = answer.signal === undefined ? errnoName(answer.errno) : `signal ${answer.signal}`;
	return { code: 'load-error', stage, message: `the agent's worker ended with ${how}`, logs };
}

/** Users of one map that are kept: more than a finding names. */
const mostUsers = 1000;

/** What the programs of one object have in common. */
interface Cell {
	readonly config: ObjectConfig;
	readonly builtOn: string;
	readonly opened: OpenedObject;
	/** The object on this machine. */
	readonly path: string;
	/** The guest that has it. */
	guest: Guest;
	readonly belongings: (program: string) => Belongings;
}

const notLoaded = ({ name, section, type }: ProgramEntry): ProgramObservation => ({
	name,
	section,
	type,
	autoload: false,
	load: { errno: 0, log: '', excerpt: '' },
});

/** The guest, which has the object: another one, in the place of one that was lost, is given it. */
async function guestWithObject(context: LoadContext, cell: Cell): Promise<Guest> {
	if ((await context.seat.guest()) !== cell.guest) cell.guest = await putObject(context.seat, cell.path);
	return cell.guest;
}

/** A program over which the guest was lost. */
function observeLoss(
	context: LoadContext,
	cell: Cell,
	entry: ProgramEntry,
	error: unknown,
): ProgramObservation {
	const { name, section, type } = entry;
	const trouble = context.seat.lost(error);
	const log = context.paths.program(cell.config.name, cell.builtOn, name);
	return { name, section, type, load: { errno: 0, log, excerpt: '' }, trouble };
}

async function observeProgram(
	context: LoadContext,
	cell: Cell,
	entry: ProgramEntry,
): Promise<ProgramObservation> {
	const logPath = context.paths.program(cell.config.name, cell.builtOn, entry.name);
	const log = createLog(join(context.out, logPath));
	context.onStage('load');
	const trigger = openTrigger(context, cell, entry.name);
	const request = {
		path: guestObject,
		program: entry.name,
		group: fileName(cell.builtOn),
		...cell.belongings(entry.name),
		...(trigger !== undefined && { trigger }),
	};
	const guest = await guestWithObject(context, cell);
	let triggerLogs: readonly string[] = [];
	const trial = await tryProgram(guest, request, log, {
		...context.deadlines,
		onStage: context.onStage,
	}).finally(async () => {
		log.close();
		if (trigger !== undefined) triggerLogs = await closeTrigger(context.out, trigger);
	});
	context.onTrial(trial);
	const { name, section, type } = entry;
	const excerpt = log.excerpt();
	const load = observeLoad(context, cell, entry.name, trial, { log: logPath, excerpt });
	const trouble = troubleOf(trial, context, [logPath, ...triggerLogs]);
	const { attached } = trial;
	const attach = attached && { errno: attached.errno, message: attached.said, testRun: attached.testRun };
	const seen = trial.triggered && {
		...observeTrigger(context, cell, name, trial),
		...triggerEnd(trial, trigger),
	};
	const code = load.errno === 0 ? programNamed(cell.opened.object, name) : undefined;
	const suspect = code && suspectRelocation(context.repository, cell.opened.object, code);
	const questions = questionsFor({
		section,
		load,
		...(attach !== undefined && { attach }),
		...(seen !== undefined && { trigger: seen }),
	});
	const answers =
		questions &&
		(await probeKernel(guest, guestObject, load.refused?.name ?? name, questions).catch((error) => {
			// A guest that is lost over a question takes nothing back.
			context.seat.lost(error);
			return undefined;
		}));
	return {
		name,
		section,
		type,
		load,
		...(trouble !== undefined && { trouble }),
		...(attach !== undefined && { attach }),
		...(suspect !== undefined && { suspect }),
		...(answers !== undefined && { answers }),
		...(seen !== undefined && { trigger: seen }),
	};
}

function observeLoad(
	context: LoadContext,
	{ opened: { object, programs } }: Cell,
	name: string,
	{ loaded }: Trial,
	{ log, excerpt }: Pick<LoadObservation, 'log' | 'excerpt'>,
): LoadObservation {
	const said = readLoadLog(excerpt);
	const errno = loaded?.errno ?? 0;
	const refused = programs.find((candidate) => candidate.name === loaded?.refused);
	const program = errno === 0 ? undefined : programNamed(object, refused?.name ?? name);
	const place = program && placeOfFailure(context.repository, object, program, said);
	const relocation = program && relocationOfFailure(context.repository, object, program, said);
	const map = said.facts.find((fact) => fact.kind === 'map-not-created')?.name;
	return {
		errno,
		log,
		excerpt,
		...place,
		...(relocation !== undefined && { relocation }),
		...said.statistics,
		...(said.verifyUs !== undefined && { verifyUs: said.verifyUs }),
		...(said.stackDepth !== undefined && { stackDepth: said.stackDepth }),
		...loaded?.sizes,
		...(refused !== undefined && {
			refused: { name: refused.name, section: refused.section, type: refused.type },
		}),
		...(map !== undefined && { mapUsers: usersOf(object, map).slice(0, mostUsers) }),
	};
}

function observeTrigger(
	context: LoadContext,
	{ config, builtOn, opened }: Cell,
	program: string,
	{ triggered: { runs, prints } = { runs: 0, prints: '' }, maps: contents }: Trial,
): TriggerObservation {
	const maps = contents.map((content) => decodeMap(opened.object, content));
	const mismatches = mapMismatches(config.programs[program]?.maps ?? {}, maps);
	const { paths, out } = context;
	const keep = (path: string, text: string) => {
		const log = createLog(join(out, path));
		log.write(Buffer.from(text));
		log.close();
		return path;
	};
	return {
		runs,
		prints,
		...(prints !== '' && { log: keep(paths.prints(config.name, builtOn, program), prints) }),
		...(maps.length > 0 && { mapsLog: keep(paths.maps(config.name, builtOn, program), mapsText(maps)) }),
		...(mismatches.length > 0 && { mapMismatches: mismatches }),
	};
}

/**
 * Tries every program of an object, each on its own, and adds what it sees as it sees it: a guest that is lost takes
 * nothing back, and another is booted for the rest. `path`: the object on this machine. Returns why the object as a whole could not be tried.
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
	const belongings = belongingsOf(object, opened.object);
	if ('code' in belongings) return belongings;
	const { guest } = opened;
	const cell: Cell = { config: object, builtOn, opened, path, guest, belongings };
	for (const entry of opened.programs) {
		const skip = object.programs[entry.name]?.skip;
		if (skip !== undefined && satisfies(context.version, skip)) continue;
		if (!(object.programs[entry.name]?.autoload ?? entry.autoload)) {
			observed.push(notLoaded(entry));
			continue;
		}
		context.onProgram(entry.name);
		try {
			observed.push(await observeProgram(context, cell, entry));
		} catch (error) {
			observed.push(observeLoss(context, cell, entry, error));
		}
	}
	return undefined;
}
