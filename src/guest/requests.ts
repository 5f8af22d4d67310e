import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Log } from '../log.ts';
import type { Answer, Guest } from './guest.ts';
import { type Field, fieldNumber, fieldText, fieldValues, type Message, messageTypes } from './protocol.ts';

/** Where the agent writes the running kernel's vmlinux.h (vm-images/guest/agent.h, HEADERS). */
export const headerFolder = '/run/include';

/** Small enough for a serial line's buffers, since each part is answered before the next is sent. */
const partBytes = 16 * 1024;

/** No object of a sane build is larger; what a guest sends beyond is not kept. */
const objectBytesMax = 64 * 1024 * 1024;

const fileMs = 60_000;

/** The chunks of output in a message; of another kind of message none. */
export const output = (message: Message): Uint8Array[] =>
	message.type === messageTypes.output ? fieldValues(message.payload, 'data') : [];

export const writeOutput = (log: Log, message: Message): void => {
	for (const chunk of output(message)) log.write(chunk);
};

/** Dumps the running kernel's BTF as vmlinux.h into {@link headerFolder}. */
export function makeHeader(guest: Guest, log: Log, deadlineMs: number): Promise<Answer> {
	return guest.ask(messageTypes.header, [], {
		deadlineMs,
		onMessage: (message) => writeOutput(log, message),
	});
}

export interface Command {
	/** The first is the program: a path in the guest, or a name that is looked for on the PATH of `variables`. */
	readonly arguments: readonly string[];
	/** `NAME=value`: the whole environment. */
	readonly variables: readonly string[];
	/** Absolute, in the guest. */
	readonly folder: string;
}

export const commandFields = (command: Command): Field[] => [
	...command.arguments.map((argument): Field => ['argument', argument]),
	...command.variables.map((variable): Field => ['variable', variable]),
	['folder', command.folder],
];

/** Runs a program; what it prints goes to the log as it comes. */
export function execute(guest: Guest, command: Command, deadlineMs: number, log: Log): Promise<Answer> {
	return guest.ask(messageTypes.exec, commandFields(command), {
		deadlineMs,
		onMessage: (message) => writeOutput(log, message),
	});
}

/** Of a terminal, in characters. */
export interface WindowSize {
	readonly rows: number;
	readonly columns: number;
}

/** What happens at the terminal of {@link runOnTerminal}. */
export interface Terminal {
	readonly size: WindowSize;
	readonly write: (text: Uint8Array) => void;
	/** Called when the program is there to be typed to; gets what takes the typing and changes of the size. */
	readonly onReady: (keys: { type(text: Uint8Array): void; resize(size: WindowSize): void }) => void;
}

/** Runs a program on a terminal of its own in the guest until it ends, however long that takes. */
export function runOnTerminal(guest: Guest, command: Command, terminal: Terminal): Promise<Answer> {
	const sizeFields = ({ rows, columns }: WindowSize): Field[] => [
		['rows', rows],
		['columns', columns],
	];
	return guest.ask(messageTypes.shell, [...commandFields(command), ...sizeFields(terminal.size)], {
		deadlineMs: Number.POSITIVE_INFINITY,
		onAsked: (input) =>
			terminal.onReady({
				type(text) {
					for (let at = 0; at < text.length; at += partBytes)
						input([['data', text.subarray(at, at + partBytes)]]);
				},
				resize: (size) => input(sizeFields(size)),
			}),
		onMessage: (message) => {
			for (const chunk of output(message)) terminal.write(chunk);
		},
	});
}

/** Copies a file of the guest to this machine. A file over 64 MiB ends with errno 27, EFBIG. */
export async function getFile(guest: Guest, from: string, to: string): Promise<Answer> {
	const file = createWriteStream(to, { mode: 0o644 });
	let written = 0;
	const answer = await guest.ask(messageTypes.get, [['path', from]], {
		deadlineMs: fileMs,
		onMessage(message) {
			for (const chunk of output(message)) {
				written += chunk.length;
				if (written <= objectBytesMax) file.write(chunk);
			}
		},
	});
	await new Promise<void>((resolve, reject) => {
		file.on('error', reject);
		file.end(resolve);
	});
	return written > objectBytesMax ? { ...answer, errno: 27 } : answer;
}

/** Copies a file of this machine into the guest, with these permission bits. */
export async function putFile(guest: Guest, from: string, to: string, mode = 0o644): Promise<Answer> {
	const file = await open(from, 'r');
	try {
		let answer: Answer = { errno: 0, timedOut: false };
		const part = Buffer.alloc(partBytes);
		for (let append = 0; answer.errno === 0 && !answer.timedOut; append = 1) {
			const { bytesRead } = await file.read(part, 0, partBytes);
			if (bytesRead === 0 && append === 1) break;
			const content: Field[] = [
				['path', to],
				['append', append],
				['mode', mode],
				['data', Buffer.from(part.subarray(0, bytesRead))],
			];
			answer = await guest.ask(messageTypes.put, content, { deadlineMs: fileMs });
		}
		return answer;
	} finally {
		await file.close();
	}
}

/** One program of an object, as libbpf sees it. */
export interface ProgramEntry {
	readonly name: string;
	readonly section: string;
	/** libbpf's name of its type, such as `kprobe`. */
	readonly type: string;
	/** False for a section that begins with `?`. */
	readonly autoload: boolean;
}

/** An object with more is not one that a person wrote; the rest is not listed. */
const programsMax = 4096;

/** Lists an object's programs; what libbpf complains of goes to the log. */
export async function inspectObject(
	guest: Guest,
	path: string,
	log: Log,
	deadlineMs: number,
): Promise<{ readonly answer: Answer; readonly programs: readonly ProgramEntry[] }> {
	const programs: ProgramEntry[] = [];
	const answer = await guest.ask(messageTypes.inspect, [['path', path]], {
		deadlineMs,
		onMessage(message) {
			writeOutput(log, message);
			if (message.type !== messageTypes.program || programs.length >= programsMax) return;
			programs.push({
				name: fieldText(message.payload, 'name'),
				section: fieldText(message.payload, 'section'),
				type: fieldText(message.payload, 'type'),
				autoload: fieldNumber(message.payload, 'autoload') === 1,
			});
		},
	});
	return { answer, programs };
}
