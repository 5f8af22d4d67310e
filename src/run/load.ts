import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { FormatError } from '../bpf/format-error.ts';
import { readLoadLog } from '../bpf/load-log.ts';
import { type BpfObject, openObject } from '../bpf/object.ts';
import type { ObjectConfig } from '../config/config.ts';
import type {
	CellObservation,
	LoadObservation,
	ProgramObservation,
	Trouble,
} from '../findings/observation.ts';
import type { Guest } from '../guest/guest.ts';
import { inspectObject, type ProgramEntry, putFile, type Trial, tryProgram } from '../guest/requests.ts';
import { satisfies } from '../kernels/version.ts';
import { createLog } from '../log.ts';
import { errnoName } from './errno.ts';
import type { KernelPaths } from './paths.ts';
import { placeOfFailure, type Repository } from './place.ts';

export interface LoadContext {
	readonly guest: Guest;
	/** The kernel's, as ranges in the configuration mean it. */
	readonly version: string;
	readonly repository: Repository;
	readonly out: string;
	readonly paths: KernelPaths;
	readonly deadlines: { readonly loadMs: number; readonly triggerMs: number };
	/** Told before each program is tried. */
	readonly onProgram: (name: string) => void;
	/** Told after each program, with what it took. */
	readonly onTrial: (trial: Trial) => void;
}

const guestObject = '/tmp/object.o';

const timeout = (stage: 'load' | 'trigger', seconds: number, logs: readonly string[]): Trouble => ({
	code: 'stage-timeout',
	stage,
	message: `it did not end within ${seconds} s`,
	remedy: `Give it longer with --${stage}-timeout.`,
	logs,
});

/** Why a trial has no result of its own: its deadline, or that the agent's worker died of it. */
function troubleOf({ answer, loaded }: Trial, context: LoadContext, log: string): Trouble | undefined {
	const stage = loaded === undefined ? 'load' : 'trigger';
	if (answer.timedOut) return timeout(stage, context.deadlines[`${stage}Ms`] / 1000, [log]);
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
	const trial = await tryProgram(context.guest, guestObject, entry.name, log, context.deadlines).finally(() =>
		log.close(),
	);
	context.onTrial(trial);
	const { name, section, type } = entry;
	const excerpt = log.excerpt();
	const said = readLoadLog(excerpt);
	const errno = trial.loaded?.errno ?? 0;
	const program = errno === 0 ? undefined : cell.opened.programs.find((candidate) => candidate.name === name);
	const place = program && placeOfFailure(context.repository, cell.opened, program, said);
	const load: LoadObservation = {
		errno,
		log: logPath,
		excerpt,
		...(place !== undefined && { place }),
		...said.statistics,
		...(said.verifyUs !== undefined && { verifyUs: said.verifyUs }),
		...(trial.loaded?.errno === 0 && { jitedBytes: trial.loaded.jitedBytes }),
	};
	const trouble = troubleOf(trial, context, logPath);
	return {
		name,
		section,
		type,
		load,
		...(trouble !== undefined && { trouble }),
		...(trial.attached !== undefined && {
			attach: { errno: trial.attached.errno, message: trial.attached.said },
		}),
		...(trial.triggered !== undefined && { trigger: keepPrints(context, cell, name, trial.triggered) }),
	};
}

const lastLine = (text: string): string => text.trimEnd().split('\n').at(-1) ?? '';

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

/** Reads the object on this machine: what is no eBPF object never gets to a guest. */
async function openBuilt(path: string): Promise<BpfObject | Trouble> {
	try {
		return openObject(await readFile(path));
	} catch (error) {
		if (!(error instanceof FormatError)) throw error;
		return { code: 'load-error', stage: 'load', message: error.message, logs: [] };
	}
}

/** Tries every program of an object on its own. `path`: the object on this machine. */
export async function loadObject(
	context: LoadContext,
	object: ObjectConfig,
	builtOn: string,
	path: string,
): Promise<CellObservation> {
	const cell = { object: object.name, builtOn, programs: [] };
	const opened = await openBuilt(path);
	if ('code' in opened) return { ...cell, trouble: opened };

	const put = await putFile(context.guest, path, guestObject);
	if (put.errno !== 0 || put.timedOut) {
		const message = `the object could not be put into the guest: ${errnoName(put.errno)}`;
		return { ...cell, trouble: { code: 'guest-lost', stage: 'load', message, logs: [] } };
	}
	const logPath = context.paths.program(object.name, builtOn, 'object');
	const log = createLog(join(context.out, logPath));
	const { answer, programs } = await inspectObject(
		context.guest,
		guestObject,
		log,
		context.deadlines.loadMs,
	).finally(() => log.close());
	if (answer.timedOut) {
		return { ...cell, trouble: timeout('load', context.deadlines.loadMs / 1000, [logPath]) };
	}
	if (answer.errno !== 0) {
		const message = `libbpf cannot open it: ${errnoName(answer.errno)}: ${lastLine(log.excerpt())}`;
		return { ...cell, trouble: { code: 'load-error', stage: 'load', message, logs: [logPath] } };
	}
	if (log.excerpt() === '') await rm(join(context.out, logPath));
	return { ...cell, programs: await observePrograms(context, object, builtOn, opened, programs) };
}

async function observePrograms(
	context: LoadContext,
	object: ObjectConfig,
	builtOn: string,
	opened: BpfObject,
	entries: readonly ProgramEntry[],
): Promise<ProgramObservation[]> {
	const observed: ProgramObservation[] = [];
	for (const entry of entries) {
		const skip = object.programs[entry.name]?.skip;
		if (skip !== undefined && satisfies(context.version, skip)) continue;
		context.onProgram(entry.name);
		observed.push(await observeProgram(context, { object: object.name, builtOn, opened }, entry));
	}
	return observed;
}
