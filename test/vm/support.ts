import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { buildGuestPrograms, type GuestPrograms } from '../../src/guest/agent-build.ts';
import { bootGuest, type Guest } from '../../src/guest/guest.ts';
import { baseFiles, writeInitramfs } from '../../src/guest/initramfs.ts';
import type { LayerFile } from '../../src/guest/layer.ts';
import { describeMachine } from '../../src/guest/qemu.ts';
import type { KernelImage } from '../../src/kernels/image.ts';
import { resolveKernel } from '../../src/kernels/resolve.ts';
import { parseSpec } from '../../src/kernels/spec.ts';

/** A folder that is gone when the test is. */
export function temporaryFolder(): string {
	const folder = mkdtempSync(join(tmpdir(), 'core-matrix-test-'));
	onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
	return folder;
}

export const guestPrograms = (): Promise<GuestPrograms> => buildGuestPrograms(() => {});

/** The kernel of a spec, from the cache or the machine's own archive. */
export const kernel = (spec: string): Promise<KernelImage> =>
	resolveKernel(parseSpec(spec, '/'), { onNotice: () => {}, onProgress: () => {} });

export interface BootRequest {
	/** A kernel, or a spec of one. */
	readonly spec: string | KernelImage;
	/** Instead of the modules that the kernel needs. */
	readonly modules?: readonly string[];
	/** Instead of the agent. */
	readonly init?: LayerFile;
	readonly deadlineMs?: number;
	readonly signal?: AbortSignal;
	readonly memoryMiB?: number;
	readonly onKernelLog?: (text: string) => void;
	/** Of the kernel's command line, after those that every guest has; the last of a name counts. */
	readonly parameters?: readonly string[];
}

/** Boots a guest under emulation; it is stopped when the test is over. */
export async function boot(request: BootRequest): Promise<Guest> {
	const folder = temporaryFolder();
	const image = typeof request.spec === 'string' ? await kernel(request.spec) : request.spec;
	const { memoryMiB = 1024, signal, onKernelLog } = request;
	const base = baseFiles(await guestPrograms(), { ...image, modules: request.modules ?? image.modules });
	const initramfs = join(folder, 'initramfs');
	await writeInitramfs(initramfs, [], request.init === undefined ? base : [request.init, ...base.slice(1)]);
	const machine = describeMachine({ accelerator: 'tcg', memoryMiB, image: image.image, initramfs });
	const line = [machine.at(-1), ...(request.parameters ?? [])].join(' ');
	const guest = await bootGuest({
		arguments: machine.with(-1, line),
		consolePath: join(folder, 'console.log'),
		deadlineMs: request.deadlineMs ?? 120_000,
		...(signal !== undefined && { signal }),
		...(onKernelLog !== undefined && { onKernelLog }),
	});
	onTestFinished(() => guest.stop());
	return guest;
}
