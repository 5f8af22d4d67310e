import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { FormatError } from '../bpf/format-error.ts';
import { type BpfObject, openObject } from '../bpf/object.ts';
import type { Trouble } from '../findings/observation.ts';
import type { Guest } from '../guest/guest.ts';
import { inspectObject, type ProgramEntry, putFile } from '../guest/requests.ts';
import { createLog } from '../log.ts';
import { errnoName } from './errno.ts';
import type { KernelPaths } from './paths.ts';

/** Where the object under test lies in the guest. */
export const guestObject = '/tmp/object.o';

export interface OpenContext {
	readonly guest: Guest;
	readonly out: string;
	readonly paths: KernelPaths;
	readonly deadlines: { readonly loadMs: number };
}

export interface OpenedObject {
	/** As we read it. */
	readonly object: BpfObject;
	/** As libbpf in the guest reads it. */
	readonly programs: readonly ProgramEntry[];
}

export const stageTimeout = (stage: 'load' | 'trigger', ms: number, logs: readonly string[]): Trouble => ({
	code: 'stage-timeout',
	stage,
	message: `it did not end within ${ms / 1000} s`,
	remedy: `Give it longer with --${stage}-timeout.`,
	logs,
});

const broken = (message: string, logs: readonly string[] = []): Trouble => ({
	code: 'load-error',
	stage: 'load',
	message,
	logs,
});

/** Reads the object on this machine: what is no eBPF object never gets to a guest. */
async function openHere(path: string): Promise<BpfObject | Trouble> {
	try {
		return openObject(await readFile(path));
	} catch (error) {
		if (error instanceof FormatError) return broken(error.message);
		throw error;
	}
}

/** Opens an object here and in the guest. `path`: the object on this machine. */
export async function openInGuest(
	context: OpenContext,
	name: string,
	builtOn: string,
	path: string,
): Promise<OpenedObject | Trouble> {
	const object = await openHere(path);
	if ('code' in object) return object;
	const put = await putFile(context.guest, path, guestObject);
	if (put.errno !== 0 || put.timedOut) {
		return broken(`the object could not be put into the guest: ${errnoName(put.errno)}`);
	}
	const logPath = context.paths.program(name, builtOn, 'object');
	const log = createLog(join(context.out, logPath));
	const { answer, programs } = await inspectObject(
		context.guest,
		guestObject,
		log,
		context.deadlines.loadMs,
	).finally(() => log.close());
	if (answer.timedOut) return stageTimeout('load', context.deadlines.loadMs, [logPath]);
	const said = log.excerpt().trimEnd();
	if (answer.errno !== 0) {
		const lastLine = said.split('\n').at(-1) ?? '';
		return broken(`libbpf cannot open it: ${errnoName(answer.errno)}: ${lastLine}`, [logPath]);
	}
	if (said === '') await rm(join(context.out, logPath));
	return { object, programs };
}
