import { CoreMatrixError } from '../error.ts';
import type { Listener } from '../events.ts';
import { type AcceleratorChoice, chooseAccelerator } from '../guest/accelerator.ts';
import { buildGuestPrograms, type GuestPrograms } from '../guest/agent-build.ts';
import { packToolchain, type Toolchain } from '../guest/toolchain.ts';
import { collectWorkspace, type Workspace } from '../guest/workspace.ts';
import { findClang } from '../host/clang.ts';
import { type Deadlines, defaultDeadlines, type RunOptions } from '../run-options.ts';

/** What all guests of a run share. */
export interface Host {
	readonly programs: GuestPrograms;
	readonly accelerator: AcceleratorChoice['accelerator'];
	readonly deadlines: Deadlines;
	/** Missing when nothing has to be built. */
	readonly building?: { readonly toolchain: Toolchain; readonly workspace: Workspace };
}

/** Emulation is some ten times slower than KVM at computing, less at waiting; what the user sets is taken as it is. */
const emulationFactor = 5;

function deadlinesFor(accelerator: AcceleratorChoice['accelerator'], given: Partial<Deadlines>): Deadlines {
	const factor = accelerator === 'kvm' ? 1 : emulationFactor;
	const scaled = Object.entries(defaultDeadlines).map(([stage, ms]) => [stage, ms * factor]);
	return { ...Object.fromEntries(scaled), ...given };
}

export async function prepareHost(options: RunOptions, listen: Listener): Promise<Host> {
	const tell = (message: string) => listen({ type: 'host', message });
	const sources = options.config.objects.filter(({ kind }) => kind === 'source');
	const workspace = await collectWorkspace(
		options.config.root,
		sources.map(({ name, cflags }) => ({ path: name, cflags })),
	);
	const programs = await buildGuestPrograms(() => tell('building the guest agent'));
	const choice = await chooseAccelerator(options.accel, programs.probe);
	if (choice.notice !== undefined) listen({ type: 'notice', message: choice.notice });
	const shared = {
		programs,
		accelerator: choice.accelerator,
		deadlines: deadlinesFor(choice.accelerator, options.deadlines),
	};
	if (sources.length === 0) return shared;
	const clang = await findClang();
	if (clang === undefined) {
		throw new CoreMatrixError('infrastructure', 'no clang on PATH, and sources have to be built', {
			remedy: 'Run `core-matrix doctor --install-missing`, or install the package clang.',
		});
	}
	const toolchain = await packToolchain(clang, () => tell(`packing the toolchain (clang ${clang.version})`));
	return { ...shared, building: { toolchain, workspace } };
}
