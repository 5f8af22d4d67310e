import { spawn } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { qemuProgram } from './machine.ts';
import type { Accelerator } from './qemu.ts';

/** What the probe's exit code is when it ran to its end: vm-images/guest/probe.S, EXIT_VALUE. */
const probeSuccess = (0x10 << 1) | 1;

/** At native speed the probe takes some 50 ms, QEMU's start and firmware another 200. */
const probeMs = 2000;

export interface AcceleratorChoice {
	readonly accelerator: Accelerator;
	/** Why it is not KVM, to be told. */
	readonly notice?: string;
}

/** Runs the probe program. Resolves with its exit code; undefined when it had to be ended. */
export function runProbe(
	program: string,
	accelerator: Accelerator,
	deadlineMs: number,
): Promise<number | undefined> {
	const probe = spawn(
		'setpriv',
		[
			...['--pdeathsig', 'KILL', '--', qemuProgram, '-nodefaults', '-no-user-config', '-display', 'none'],
			...['-machine', `q35,accel=${accelerator}`, '-m', '64M', '-no-reboot', '-kernel', program],
			...['-device', 'isa-debug-exit,iobase=0xf4,iosize=0x04'],
		],
		{ stdio: 'ignore', detached: true, timeout: deadlineMs, killSignal: 'SIGKILL' },
	);
	return new Promise((resolve) => {
		probe.on('close', (code) => resolve(code ?? undefined));
		probe.on('error', () => resolve(undefined));
	});
}

/**
 * KVM only when a guest's instructions have been seen to run on it at native speed. That /dev/kvm opens proves
 * nothing: nested virtualisation exists that opens it, creates machines, and never gets through a kernel's first page
 * faults. `program`: the probe, vm-images/guest/probe.S built.
 */
export async function chooseAccelerator(
	wanted: 'auto' | Accelerator,
	program: string,
): Promise<AcceleratorChoice> {
	if (wanted !== 'auto') return { accelerator: wanted };
	try {
		await access('/dev/kvm', constants.R_OK | constants.W_OK);
	} catch {
		return {
			accelerator: 'tcg',
			notice: '/dev/kvm cannot be opened; guests run under emulation, about ten times slower',
		};
	}
	if ((await runProbe(program, 'kvm', probeMs)) === probeSuccess) return { accelerator: 'kvm' };
	return {
		accelerator: 'tcg',
		notice: '/dev/kvm opens but ran no guest within 2 s; guests run under emulation, about ten times slower',
	};
}
