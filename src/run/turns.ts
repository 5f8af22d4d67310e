import type { PlannedKernel } from '../config/plan.ts';
import type { KernelImage } from '../kernels/image.ts';
import { boot, type GuestPurpose } from './boot.ts';
import { runAllCommands } from './commands.ts';
import type { RunContext } from './context.ts';
import { buildAll, loadAll } from './objects.ts';
import { kernelPaths } from './paths.ts';
import { type Progress, versionOf } from './progress.ts';
import { createSeat } from './seat.ts';
import { inStage } from './stage.ts';

/** The other kernels whose objects a kernel loads. */
function othersOf({ spec, loads }: PlannedKernel): string[] {
	return loads
		.filter(({ object, builtOn }) => object.kind !== 'object' && builtOn !== spec.text)
		.map(({ builtOn }) => builtOn);
}

/** Whether a kernel builds for others and waits for others: it gives up its slot in between. */
export function takesTwoTurns(task: PlannedKernel): boolean {
	return task.builds.length > 0 && othersOf(task).length > 0;
}

/** What a kernel's guest does, in one turn of a slot or in two. */
export async function runTurns(
	context: RunContext,
	task: PlannedKernel,
	progress: Progress,
	image: KernelImage,
): Promise<void> {
	const { builds, keepsGuests } = context;
	const { console, buildConsole, laterConsole } = kernelPaths(task.spec.text);
	const isSplit = takesTwoTurns(task);
	let purpose: GuestPurpose = { builds: false, console };
	const seat = createSeat(context, progress, async (losses) => {
		const wanted = losses === 0 ? purpose : { builds: false, console: laterConsole(losses + 1) };
		const guest = await inStage(context, task, progress, 'boot', () =>
			boot(context, progress, image, wanted),
		);
		progress.release = guest.hello.release;
		return guest;
	});
	const build = async () => {
		if (task.builds.length === 0) return;
		builds.begin(task.spec.text);
		purpose = { builds: true, console: isSplit && !keepsGuests ? buildConsole : console };
		const builder = await seat.guest();
		await inStage(context, task, progress, 'build', () => buildAll(context, task, progress, builder));
		builds.close(task.spec.text);
	};
	const load = async () => {
		purpose = { builds: false, console };
		const { hello } = await seat.guest();
		const version = versionOf(image, hello.release);
		await loadAll(context, task, progress, seat, version);
		await runAllCommands(context, task, progress, seat, version);
		await seat.close();
	};
	const turn = (...works: readonly (() => Promise<void>)[]) => {
		context.listen({ type: 'stage', kernel: task.spec.text, stage: 'wait' });
		return context.slots.use(async () => {
			for (const work of works) await work();
		});
	};
	try {
		if (isSplit) await turn(build, ...(keepsGuests ? [] : [seat.close]));
		await builds.begun(othersOf(task));
		await turn(...(isSplit ? [] : [build]), load);
	} finally {
		await seat.close();
	}
}
