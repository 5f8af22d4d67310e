import { CoreMatrixError } from '../error.ts';
import type { FindingCode } from '../findings/finding.ts';
import { createLog } from '../log.ts';
import { type Machine, type MachineEnd, qemuProgram, startMachine } from './machine.ts';
import {
	encodeFrame,
	type Field,
	fieldNumber,
	fieldText,
	type Message,
	type MessageType,
	messageTypes,
} from './protocol.ts';

/** What the agent says of itself when the guest is ready. */
export interface Hello {
	/** `uname -r`. */
	readonly release: string;
	/** Whether /sys/kernel/btf/vmlinux is there. */
	readonly btf: boolean;
	/** Modules that did not load, one a line; hostile text. */
	readonly complaints: string;
	readonly transport: 'virtio' | 'serial';
}

/** How a request ended. Exactly one of `exit` and `signal` is there when a program was run. */
export interface Answer {
	/** 0, or why the guest could not do it. */
	readonly errno: number;
	readonly exit?: number;
	readonly signal?: number;
	/** Its deadline came first, and it was ended. */
	readonly timedOut: boolean;
}

export interface Guest {
	readonly hello: Hello;
	/** One request at a time. Rejects with a {@link CoreMatrixError} when the guest is lost. */
	ask(type: MessageType, content: readonly Field[], options: AskOptions): Promise<Answer>;
	stop(): Promise<void>;
}

export interface AskOptions {
	/** Infinity: it may take as long as it likes. */
	readonly deadlineMs: number;
	/** Called once the request is sent, with what sends it `input` from then on. */
	readonly onAsked?: (input: (content: readonly Field[]) => void) => void;
	/** `extend` starts the deadline anew with so many milliseconds: a request may have stages. */
	readonly onMessage?: (message: Message, extend: (deadlineMs: number) => void) => void;
}

export interface BootOptions {
	/** QEMU's, without the program. */
	readonly arguments: readonly string[];
	/** Absolute. */
	readonly consolePath: string;
	readonly deadlineMs: number;
	readonly signal?: AbortSignal;
	/** Told what the kernel itself complained of (KERN_WARNING or worse), a line each, before the message it preceded. */
	readonly onKernelLog?: (text: string) => void;
}

/** A worker that was told to end has this long before the guest is given up. */
const killGraceMs = 20_000;

const lost = (code: FindingCode, message: string, remedy: string) =>
	new CoreMatrixError('infrastructure', message, { code, remedy });

/** Why the machine ended although nobody asked it to, by what its console said last. */
function explainEnd(end: MachineEnd, consoleText: string): CoreMatrixError {
	const panic = consoleText.lastIndexOf('Kernel panic - not syncing');
	if (panic >= 0) {
		const line = consoleText.slice(panic, panic + 300).split(/[\r\n]/, 1)[0] ?? '';
		return lost('kernel-panic', `the kernel panicked: ${line}`, 'Read the console log for the trace.');
	}
	// -no-reboot: QEMU ends so when the guest reboots or powers off.
	if (end.code === 0) return lost('guest-lost', 'the guest rebooted or powered off', 'Read the console log.');
	const how = end.signal === null ? `exit code ${end.code ?? 'none'}` : `signal ${end.signal}`;
	const said = end.complaint.trim();
	return lost(
		'guest-lost',
		`${qemuProgram} ended (${how})${said === '' ? '' : `: ${said}`}`,
		'Read the console log; try `core-matrix doctor` when QEMU itself complains.',
	);
}

/** A promise with its hands outside; the first settlement counts. */
interface Pending {
	readonly id: number;
	readonly options: AskOptions;
	readonly resolve: (answer: Answer) => void;
	readonly extend: (deadlineMs: number) => void;
	timedOut: boolean;
}

interface Session {
	readonly machine: Machine;
	/** Rejects, once, with the first reason why the guest is of no more use. */
	readonly gone: Promise<never>;
	give(reason: CoreMatrixError): void;
	pending: Pending | undefined;
	nextSequence: number;
	nextRequest: number;
}

/** A gap means that frames were lost, and with them results: nothing after it can be trusted to be whole. */
function inSequence(session: Session, message: Message): boolean {
	const expected = session.nextSequence;
	session.nextSequence = message.sequence + 1;
	if (message.sequence === expected) return true;
	session.give(
		lost('guest-lost', `the guest's channel lost ${message.sequence - expected} messages`, 'Run it again.'),
	);
	return false;
}

function receive(session: Session, message: Message): void {
	if (!inSequence(session, message)) return;
	const { pending } = session;
	if (pending === undefined || message.request !== pending.id) return;
	if (message.type !== messageTypes.done) {
		pending.options.onMessage?.(message, pending.extend);
		return;
	}
	session.pending = undefined;
	const exit = fieldNumber(message.payload, 'exit');
	const signal = fieldNumber(message.payload, 'signal');
	pending.resolve({
		errno: fieldNumber(message.payload, 'errno') ?? 0,
		...(exit !== undefined && { exit }),
		...(signal !== undefined && { signal }),
		timedOut: pending.timedOut,
	});
}

function listenToKernel(session: Session, message: Message, { onKernelLog }: BootOptions): void {
	if (inSequence(session, message)) onKernelLog?.(fieldText(message.payload, 'data'));
}

async function ask(
	session: Session,
	type: MessageType,
	content: readonly Field[],
	options: AskOptions,
): Promise<Answer> {
	const id = session.nextRequest++;
	const send = (kind: MessageType, what: readonly Field[]) =>
		session.machine.send(encodeFrame(kind, id, 0, what));
	const { promise, resolve } = Promise.withResolvers<Answer>();
	let timer: NodeJS.Timeout | undefined;
	const end = () => {
		pending.timedOut = true;
		send(messageTypes.kill, []);
		timer = setTimeout(
			() => session.give(lost('guest-lost', 'the guest no longer answers', 'Read the console log.')),
			killGraceMs,
		);
	};
	const extend = (deadlineMs: number) => {
		if (pending.timedOut) return;
		clearTimeout(timer);
		if (Number.isFinite(deadlineMs)) timer = setTimeout(end, deadlineMs);
	};
	const pending: Pending = { id, options, resolve, extend, timedOut: false };
	session.pending = pending;
	extend(options.deadlineMs);
	try {
		send(type, content);
		options.onAsked?.((typed) => send(messageTypes.input, typed));
		return await Promise.race([promise, session.gone]);
	} finally {
		clearTimeout(timer);
	}
}

/** Boots a machine and waits for its agent's hello. */
export async function bootGuest(options: BootOptions): Promise<Guest> {
	const console = createLog(options.consolePath);
	const greeting = Promise.withResolvers<Hello>();
	const gone = Promise.withResolvers<never>();
	gone.promise.catch(() => {});
	const machine = startMachine({
		arguments: options.arguments,
		console,
		onMessage(message, serial) {
			if (message.type === messageTypes.kernel_log) return listenToKernel(session, message, options);
			if (message.type !== messageTypes.hello) return receive(session, message);
			session.nextSequence = message.sequence + 1;
			greeting.resolve({
				release: fieldText(message.payload, 'release'),
				btf: fieldNumber(message.payload, 'btf') === 1,
				complaints: fieldText(message.payload, 'text'),
				transport: serial ? 'serial' : 'virtio',
			});
		},
	});
	const session: Session = {
		machine,
		gone: gone.promise,
		give: (reason) => gone.reject(reason),
		pending: undefined,
		nextSequence: 0,
		nextRequest: 1,
	};
	const closed = machine.ended.then((end) => {
		session.give(explainEnd(end, console.excerpt()));
		console.close();
	});
	const abort = () => session.give(lost('guest-lost', 'the run was cancelled', 'Run it again.'));
	options.signal?.addEventListener('abort', abort, { once: true });
	if (options.signal?.aborted) abort();
	const stop = async () => {
		options.signal?.removeEventListener('abort', abort);
		await machine.kill();
		await closed;
	};

	const deadline = setTimeout(
		() =>
			session.give(
				lost(
					'boot-timeout',
					`no sign of life after ${options.deadlineMs / 1000} s`,
					'Read the console log; --boot-timeout gives it longer.',
				),
			),
		options.deadlineMs,
	);
	try {
		const hello = await Promise.race([greeting.promise, gone.promise]);
		return { hello, ask: (type, content, how) => ask(session, type, content, how), stop };
	} catch (error) {
		await stop();
		throw error;
	} finally {
		clearTimeout(deadline);
	}
}
