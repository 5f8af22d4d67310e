import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlannedKernel } from '../config/plan.ts';
import { CoreMatrixError } from '../error.ts';
import { bootGuest, type Guest } from '../guest/guest.ts';
import { baseFiles, writeInitramfs } from '../guest/initramfs.ts';
import { describeMachine } from '../guest/qemu.ts';
import { workspaceFiles } from '../guest/workspace.ts';
import type { KernelImage } from '../kernels/image.ts';
import type { RunContext } from './context.ts';
import { kernelPaths } from './paths.ts';
import { noteKernelLog, type Progress } from './progress.ts';

/** Where guests' files wait to be read by QEMU, in the output folder. */
export const workFolder = '.work';

/** Packs what the kernel's guest needs and boots it. */
export async function boot(
	context: RunContext,
	task: PlannedKernel,
	progress: Progress,
	image: KernelImage,
): Promise<Guest> {
	const { options, host } = context;
	const paths = kernelPaths(task.spec.text);
	const building = task.builds.length > 0 ? host.building : undefined;
	const folder = join(options.out, workFolder);
	await mkdir(folder, { recursive: true });
	const initramfs = join(folder, `${paths.console.replaceAll('/', '-')}.cpio`);
	await writeInitramfs(initramfs, building === undefined ? [] : [building.toolchain.archive], [
		...baseFiles(host.programs.agent, image.modules),
		...(building === undefined ? [] : workspaceFiles(building.workspace)),
	]);
	try {
		await requireMemory(options.memoryMiB, initramfs);
		progress.console = paths.console;
		return await bootGuest({
			arguments: describeMachine({
				accelerator: host.accelerator,
				memoryMiB: options.memoryMiB,
				image: image.image,
				initramfs,
			}),
			consolePath: join(options.out, paths.console),
			deadlineMs: host.deadlines.bootMs,
			onKernelLog: (text) => noteKernelLog(progress, text),
			...(options.signal !== undefined && { signal: options.signal }),
		});
	} finally {
		// QEMU has read it, or never will.
		await rm(initramfs, { force: true });
	}
}

/** While it is unpacked, an initramfs is in memory twice; less room than that ends in one of several riddles. */
async function requireMemory(memoryMiB: number, initramfs: string): Promise<void> {
	const kernelMiB = 128;
	const needed = Math.ceil((2 * (await stat(initramfs)).size) / 1024 / 1024) + kernelMiB;
	if (memoryMiB >= needed) return;
	throw new CoreMatrixError(
		'infrastructure',
		`a guest of ${memoryMiB} MiB is too small for what it has to hold`,
		{
			code: 'guest-lost',
			remedy: `Give it at least ${needed} MiB with --memory.`,
		},
	);
}
