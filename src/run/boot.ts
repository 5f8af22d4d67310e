import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CoreMatrixError } from '../error.ts';
import { bootGuest, type Guest } from '../guest/guest.ts';
import { baseFiles, writeInitramfs } from '../guest/initramfs.ts';
import type { LayerFile } from '../guest/layer.ts';
import { describeMachine } from '../guest/qemu.ts';
import { workspaceFiles } from '../guest/workspace.ts';
import type { KernelImage } from '../kernels/image.ts';
import type { RunContext } from './context.ts';
import { noteKernelLog, type Progress } from './progress.ts';

/** Where guests' files wait to be read by QEMU, in the output folder. */
export const workFolder = '.work';

export interface GuestPurpose {
	/** Whether it gets the compiler and the sources. */
	readonly builds: boolean;
	/** Where its console goes, relative to the output folder. */
	readonly console: string;
}

/** Packs what the kernel's guest needs and boots it. */
export async function boot(
	context: RunContext,
	progress: Progress,
	image: KernelImage,
	{ builds, console }: GuestPurpose,
): Promise<Guest> {
	const { options, host } = context;
	const building = builds && host.building?.on === 'guests' ? host.building : undefined;
	const folder = join(options.out, workFolder);
	await mkdir(folder, { recursive: true });
	const initramfs = join(folder, `${console.replaceAll('/', '-')}.cpio`);
	await writeInitramfs(initramfs, building === undefined ? [] : [building.toolchain.archive], [
		...baseFiles(host.programs, image),
		...withoutRepeats([
			...(building === undefined ? [] : [...workspaceFiles(building.workspace), ...building.cargo]),
			...host.cargo,
		]),
	]);
	try {
		await requireMemory(options.memoryMiB, initramfs);
		progress.console = console;
		return await bootGuest({
			arguments: describeMachine({
				accelerator: host.accelerator,
				memoryMiB: options.memoryMiB,
				image: image.image,
				initramfs,
			}),
			consolePath: join(options.out, console),
			deadlineMs: host.deadlines.bootMs,
			onKernelLog: (text) => noteKernelLog(progress, text),
			...(options.signal !== undefined && { signal: options.signal }),
		});
	} finally {
		// QEMU has read it, or never will.
		await rm(initramfs, { force: true });
	}
}

/** What both building and loading need is packed once. */
function withoutRepeats(files: readonly LayerFile[]): LayerFile[] {
	return [...new Map(files.map((file) => [file.path, file])).values()];
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
