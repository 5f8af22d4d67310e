import { join } from 'node:path';
import { buildGuestPrograms } from '../../src/guest/agent-build.ts';
import { bootGuest, type Guest } from '../../src/guest/guest.ts';
import { baseFiles, writeInitramfs } from '../../src/guest/initramfs.ts';
import { type Accelerator, describeMachine } from '../../src/guest/qemu.ts';
import { execute, putFile } from '../../src/guest/requests.ts';
import { resolveKernel } from '../../src/kernels/resolve.ts';
import type { KernelSpec } from '../../src/kernels/spec.ts';
import { createLog } from '../../src/log.ts';
import { inTemporaryFolder } from '../../src/store.ts';
import { parseRows, type VeristatRow } from './rows.ts';
import { type Veristat, veristatPath } from './veristat.ts';

const deadlineMs = 300_000;
const guestObject = '/tmp/object.o';
const columns = ['prog', 'verdict', 'insns', 'states', 'peak_states'];

export interface VeristatRun {
	readonly rows: readonly VeristatRow[];
	/** All that it printed. */
	readonly said: string;
}

/** Has veristat load each object in a guest of this kernel. `objects`: their files on this machine. */
export async function runVeristat(
	spec: KernelSpec,
	accelerator: Accelerator,
	veristat: Veristat,
	objects: readonly string[],
): Promise<VeristatRun[]> {
	const image = await resolveKernel(spec, {
		access: {},
		onNotice: (message) => console.error(message),
		onProgress: () => {},
	});
	const programs = await buildGuestPrograms(() => {});
	return await inTemporaryFolder(async (scratch) => {
		const initramfs = join(scratch, 'initramfs');
		await writeInitramfs(initramfs, [], [...baseFiles(programs, image), ...veristat.files]);
		const guest = await bootGuest({
			arguments: describeMachine({ accelerator, memoryMiB: 1024, image: image.image, initramfs }),
			consolePath: join(scratch, 'console.log'),
			deadlineMs,
		});
		try {
			const runs: VeristatRun[] = [];
			for (const object of objects)
				runs.push(await runOnObject(guest, object, join(scratch, 'veristat.log')));
			return runs;
		} finally {
			await guest.stop();
		}
	});
}

async function runOnObject(guest: Guest, object: string, logPath: string): Promise<VeristatRun> {
	const put = await putFile(guest, object, guestObject);
	if (put.errno !== 0) throw new Error(`${object} could not be put into the guest: errno ${put.errno}`);
	const log = createLog(logPath);
	try {
		const { errno, exit, signal } = await execute(
			guest,
			{
				arguments: [veristatPath, '-o', 'csv', '-e', columns.join(','), guestObject],
				variables: ['LC_ALL=C'],
				folder: '/tmp',
			},
			deadlineMs,
			log,
		);
		const said = log.excerpt();
		// It ends with an error where it could not open the object, which rows that are missing say.
		if (errno !== 0 || exit === undefined) throw new Error(`veristat ended by ${signal ?? errno}: ${said}`);
		return { rows: parseRows(said), said };
	} finally {
		log.close();
	}
}
