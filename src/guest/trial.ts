import type { MapContent } from '../bpf/map-content.ts';
import type { Log } from '../log.ts';
import type { Answer, Guest } from './guest.ts';
import { type MapSetting, readMap, settingFields } from './maps.ts';
import { type Field, fieldNumber, fieldText, type Message, messageTypes } from './protocol.ts';
import { type Command, commandFields, output, writeOutput } from './requests.ts';

/** Of one verifier log, in the guest. */
const logBytes = 16 * 1024 * 1024;

/** What is loaded of an object for one program's trial, and how. */
export interface TrialRequest {
	/** The object, in the guest. */
	readonly path: string;
	readonly program: string;
	/** Trials of one group see each other's pinned maps. One part of a path. */
	readonly group: string;
	/** Programs of the object that it does not load without. */
	readonly loadWith: readonly string[];
	/** Of those, the ones that are attached as well, before it. */
	readonly attachWith: readonly string[];
	readonly maps: readonly MapSetting[];
	/** In the workload's place. */
	readonly trigger?: Trigger;
}

/** Of a program that loaded. */
export interface ProgramSizes {
	/** Of its instructions as the verifier left them. */
	readonly xlatedBytes: number;
	/** Of the processor's own instructions; 0 without a JIT. */
	readonly jitedBytes: number;
	/** What the kernel accounts to it. */
	readonly memlockBytes: number;
}

/** What a trial has come to; a step that is missing was not come to. */
interface Steps {
	/** `refused`: the program that the kernel refused, where it is another one that is loaded with it; hostile text. */
	loaded?: { readonly errno: number; readonly sizes?: ProgramSizes; readonly refused?: string };
	/**
	 * `said`: what libbpf printed about it, at most 4 KiB; hostile text. `testRun`: the kernel ran it on request, by
	 * BPF_PROG_TEST_RUN, instead of at a hook.
	 */
	attached?: { readonly errno: number; readonly said: string; readonly testRun: boolean };
	triggered?: {
		readonly runs: number;
		readonly prints: string;
		/** How the command ended that took the workload's place. */
		readonly command?: CommandEnd;
	};
}

/** Exactly one is there: why it could not be started, its exit code, or the signal that ended it. */
export interface CommandEnd {
	readonly errno?: number;
	readonly exit?: number;
	readonly signal?: number;
}

const saidMax = 4096;
/** The agent's MAPS_MAX. */
const mapsMax = 64;

/** How far a program came. */
export interface Trial extends Readonly<Steps> {
	readonly answer: Answer;
	/** What was in the object's maps after the trigger. */
	readonly maps: readonly MapContent[];
	/** Milliseconds until it was loaded, and from then on. */
	readonly loadMs: number;
	readonly triggerMs: number;
}

/** A command in the workload's place, and the log of what it prints. */
export interface Trigger {
	readonly command: Command;
	readonly log: Log;
}

function commandEnd(payload: Uint8Array): CommandEnd {
	const [errno, exit, signal] = (['errno', 'exit', 'signal'] as const).map((name) =>
		fieldNumber(payload, name),
	);
	if (errno !== undefined && errno !== 0) return { errno };
	return signal === undefined ? { exit: exit ?? -1 } : { signal };
}

function fieldsOfRequest(request: TrialRequest): Field[] {
	return [
		['path', request.path],
		['name', request.program],
		['log_bytes', logBytes],
		['group', request.group],
		...request.loadWith.map((name): Field => ['load_with', name]),
		...request.attachWith.map((name): Field => ['attach_with', name]),
		...request.maps.flatMap(settingFields),
		...(request.trigger === undefined ? [] : commandFields(request.trigger.command)),
	];
}

function loadedStep({ payload }: Message, program: string): NonNullable<Steps['loaded']> {
	const refused = fieldText(payload, 'name');
	const errno = fieldNumber(payload, 'errno') ?? 0;
	const sizes = {
		xlatedBytes: fieldNumber(payload, 'xlated') ?? 0,
		jitedBytes: fieldNumber(payload, 'jited') ?? 0,
		memlockBytes: fieldNumber(payload, 'memlock') ?? 0,
	};
	return {
		errno,
		...(errno === 0 && { sizes }),
		...(refused !== '' && refused !== program && { refused }),
	};
}

export interface TrialOptions {
	/** Deadline of the loading. */
	readonly loadMs: number;
	/** Deadline of all that comes after. */
	readonly triggerMs: number;
	/** Told what comes next, once it is loaded and once it is attached. */
	readonly onStage?: (stage: 'attach' | 'trigger') => void;
}

/** Loads one program of an object with what it needs, attaches it, runs the workload or the trigger, and reads its counters and maps. */
export async function tryProgram(
	guest: Guest,
	request: TrialRequest,
	log: Log,
	{ loadMs, triggerMs, onStage }: TrialOptions,
): Promise<Trial> {
	const steps: Steps = {};
	const maps: MapContent[] = [];
	let said = '';
	const started = performance.now();
	let loadedAt: number | undefined;
	const answer = await guest.ask(messageTypes.try, fieldsOfRequest(request), {
		deadlineMs: loadMs,
		onMessage(message, extend) {
			writeOutput((steps.attached && request.trigger?.log) ?? log, message);
			if (steps.loaded !== undefined && steps.attached === undefined)
				said = (said + output(message).join('')).slice(0, saidMax);
			if (message.type === messageTypes.loaded) {
				loadedAt = performance.now();
				steps.loaded = loadedStep(message, request.program);
				onStage?.('attach');
				extend(triggerMs);
			} else if (message.type === messageTypes.attached) {
				const errno = fieldNumber(message.payload, 'errno') ?? 0;
				const testRun = fieldNumber(message.payload, 'test_run') === 1;
				steps.attached = { errno, said, testRun };
				onStage?.('trigger');
			} else if (message.type === messageTypes.triggered) {
				const runs = fieldNumber(message.payload, 'runs') ?? 0;
				steps.triggered = {
					runs,
					prints: fieldText(message.payload, 'text'),
					...(request.trigger !== undefined && { command: commandEnd(message.payload) }),
				};
			} else if (message.type === messageTypes.map && maps.length < mapsMax) {
				maps.push(readMap(message));
			}
		},
	});
	const ended = performance.now();
	return {
		answer,
		...steps,
		maps,
		loadMs: (loadedAt ?? ended) - started,
		triggerMs: ended - (loadedAt ?? ended),
	};
}
