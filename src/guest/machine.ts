import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { CoreMatrixError } from '../error.ts';
import type { Log } from '../log.ts';
import { createDecoder, type Message } from './protocol.ts';
import { descriptors } from './qemu.ts';

export const qemuProgram = 'qemu-system-x86_64';

/** How a machine came to its end. `complaint`: the last of what QEMU itself said, at most 4 KiB. */
export interface MachineEnd {
	readonly code: number | null;
	readonly signal: NodeJS.Signals | null;
	readonly complaint: string;
}

/** A QEMU process and its sockets. It dies with this process, whatever ends that. */
export interface Machine {
	readonly pid: number;
	/** Settles when the process has gone; never rejects. */
	readonly ended: Promise<MachineEnd>;
	send(frame: Uint8Array): void;
	/** Ends it at once; resolves when it has gone. */
	kill(): Promise<void>;
}

export interface MachineOptions {
	readonly arguments: readonly string[];
	/** Takes the kernel's console, always drained: a full pipe would stall the guest. */
	readonly console: Log;
	/** `serial`: the messages come over the ISA serial port, where a guest's programs can interfere. */
	readonly onMessage: (message: Message, serial: boolean) => void;
}

const complaintBytes = 4096;

const socketOf = (child: ChildProcess, descriptor: number): Socket => child.stdio[descriptor] as Socket;

/** Calls back with each message of a channel socket. Errors mean that QEMU has gone, which `ended` tells. */
function listen(socket: Socket, onMessage: (message: Message) => void): void {
	const decode = createDecoder();
	socket.on('data', (chunk: Buffer) => {
		for (const message of decode(chunk)) onMessage(message);
	});
	socket.on('error', () => {});
}

/** Resolves with whichever event comes first: the exit, or the failure to start. */
function endOf(child: ChildProcess): Promise<MachineEnd> {
	let complaint = '';
	child.stderr?.setEncoding('utf8').on('data', (text: string) => {
		complaint = (complaint + text).slice(-complaintBytes);
	});
	return new Promise((resolve) => {
		child.on('close', (code, signal) => resolve({ code, signal, complaint }));
		child.on('error', (error) => resolve({ code: null, signal: null, complaint: error.message }));
	});
}

/** Starts QEMU. `setpriv` has the kernel kill it when this process dies, which QEMU 7 and 8 cannot ask for themselves. */
export function startMachine(options: MachineOptions): Machine {
	const child = spawn('setpriv', ['--pdeathsig', 'KILL', '--', qemuProgram, ...options.arguments], {
		stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
		detached: true,
	});
	const ended = endOf(child);
	if (child.pid === undefined) {
		throw new CoreMatrixError('infrastructure', 'cannot start setpriv, which starts QEMU', {
			remedy: 'Install the package util-linux.',
		});
	}
	const pid = child.pid;
	let channel = descriptors.virtio as number;
	socketOf(child, descriptors.console).on('data', (chunk: Buffer) => options.console.write(chunk));
	socketOf(child, descriptors.console).on('error', () => {});
	for (const descriptor of [descriptors.virtio, descriptors.serial]) {
		listen(socketOf(child, descriptor), (message) => {
			channel = descriptor;
			options.onMessage(message, descriptor === descriptors.serial);
		});
	}
	return {
		pid,
		ended,
		send(frame) {
			socketOf(child, channel).write(frame);
		},
		async kill() {
			try {
				process.kill(-pid, 'SIGKILL');
			} catch {
				// It has gone already.
			}
			await ended;
		},
	};
}
