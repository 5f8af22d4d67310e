import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sectionNamed } from '../bpf/elf.ts';
import { FormatError } from '../bpf/format-error.ts';
import { mapsSection } from '../bpf/needs.ts';
import { type BpfObject, openObject } from '../bpf/object.ts';
import { CoreMatrixError } from '../error.ts';
import type { Trouble } from '../findings/observation.ts';
import type { Guest } from '../guest/guest.ts';
import { inspectObject, type ProgramEntry, putFile } from '../guest/requests.ts';
import { createLog } from '../log.ts';
import { errnoName } from './errno.ts';
import type { KernelPaths } from './paths.ts';
import type { Seat } from './seat.ts';

/** Where the object under test lies in the guest. */
export const guestObject = '/tmp/object.o';

export interface OpenContext {
	readonly seat: Seat;
	readonly out: string;
	readonly paths: KernelPaths;
	readonly deadlines: { readonly loadMs: number };
}

export interface OpenedObject {
	/** As we read it. */
	readonly object: BpfObject;
	/** As libbpf in the guest reads it. */
	readonly programs: readonly ProgramEntry[];
	/** The guest that has it. */
	readonly guest: Guest;
}

export const stageTimeout = (stage: 'load' | 'trigger', ms: number, logs: readonly string[]): Trouble => ({
	code: 'stage-timeout',
	stage,
	message: `it did not end within ${ms / 1000} s`,
	remedy: `Give it longer with --${stage}-timeout.`,
	logs,
});

const broken = (message: string, logs: readonly string[] = [], remedy?: string): Trouble => ({
	code: 'load-error',
	stage: 'load',
	message,
	...(remedy !== undefined && { remedy }),
	logs,
});

/** What libbpf from 1.0 on does not open, whatever the kernel. */
function unopenable(object: BpfObject): Trouble | undefined {
	if (sectionNamed(object.elf, 'maps') !== undefined) {
		return broken(
			'its maps are in a section `maps`, as struct bpf_map_def, which libbpf no longer reads from 1.0 on',
			[],
			'Define them by BTF: struct { __uint(type, …); __uint(max_entries, …); __type(key, …); __type(value, …); } name SEC(".maps"); and compile with -g.',
		);
	}
	if (object.btf === undefined && sectionNamed(object.elf, mapsSection) !== undefined) {
		return {
			...broken(
				'it has maps, which only BTF describes, and no BTF of its own',
				[],
				'Compile it with -g, and strip it with `llvm-strip -g` at most: that leaves .BTF in it.',
			),
			code: 'btf-missing',
		};
	}
	return undefined;
}

/** Reads the object on this machine: what is no eBPF object never gets to a guest. */
async function openHere(path: string): Promise<BpfObject | Trouble> {
	try {
		const object = openObject(await readFile(path));
		return unopenable(object) ?? object;
	} catch (error) {
		if (error instanceof FormatError) return broken(error.message);
		throw error;
	}
}

/**
 * Puts an object into the guest and returns the guest. One that cannot take it, because what was tried in it has filled
 * its disk, is as good as lost.
 */
export async function putObject(seat: Seat, path: string): Promise<Guest> {
	for (;;) {
		const guest = await seat.guest();
		const put = await putFile(guest, path, guestObject);
		if (put.errno === 0 && !put.timedOut) return guest;
		const why = put.timedOut ? 'in time' : `(${errnoName(put.errno)})`;
		seat.lost(
			new CoreMatrixError('infrastructure', `the guest does not take another object ${why}`, {
				code: 'guest-lost',
			}),
		);
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
	const guest = await putObject(context.seat, path);
	const logPath = context.paths.program(name, builtOn, 'object');
	const log = createLog(join(context.out, logPath));
	const { answer, programs } = await inspectObject(guest, guestObject, log, context.deadlines.loadMs).finally(
		() => log.close(),
	);
	if (answer.timedOut) return stageTimeout('load', context.deadlines.loadMs, [logPath]);
	const said = log.excerpt().trimEnd();
	if (answer.errno !== 0) {
		const lastLine = said.split('\n').at(-1) ?? '';
		return broken(`libbpf cannot open it: ${errnoName(answer.errno)}: ${lastLine}`, [logPath]);
	}
	if (said === '') await rm(join(context.out, logPath));
	return { object, programs, guest };
}
