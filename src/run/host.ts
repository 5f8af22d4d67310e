import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import { loadCommands } from '../config/in-guests.ts';
import { CoreMatrixError } from '../error.ts';
import type { Listener } from '../events.ts';
import { type AcceleratorChoice, chooseAccelerator } from '../guest/accelerator.ts';
import { buildGuestPrograms, type GuestPrograms } from '../guest/agent-build.ts';
import { packCargo } from '../guest/cargo.ts';
import type { LayerFile } from '../guest/layer.ts';
import { packToolchain, type Toolchain } from '../guest/toolchain.ts';
import { collectWorkspace, type Workspace } from '../guest/workspace.ts';
import { findClang } from '../host/clang.ts';
import { type Deadlines, defaultDeadlines, type RunOptions } from '../run-options.ts';
import { workFolder } from './boot.ts';
import { copyWorkspace } from './host-build.ts';

/** What all guests of a run share. */
export interface Host {
	readonly programs: GuestPrograms;
	readonly accelerator: AcceleratorChoice['accelerator'];
	readonly deadlines: Deadlines;
	/** What the commands need that load kernels run. */
	readonly cargo: readonly LayerFile[];
	/** Missing when nothing has to be built. */
	readonly building?: GuestBuilding | HostBuilding;
}

export interface GuestBuilding {
	readonly on: 'guests';
	readonly workspace: Workspace;
	/** The compiler's path, in a guest. */
	readonly clang: string;
	readonly toolchain: Toolchain;
	/** What the build command needs. */
	readonly cargo: readonly LayerFile[];
}

export interface HostBuilding {
	readonly on: 'host';
	readonly workspace: Workspace;
	/** The compiler's path, on this machine. */
	readonly clang: string;
	/** Copies of the workspace's files. Absolute. */
	readonly folder: string;
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
	const { config } = options;
	const workspace = await workspaceOf(config);
	const commands = loadCommands(config);
	const cargo = commands.length === 0 ? [] : await packCargo(config.root, commands);
	const programs = await buildGuestPrograms(() => tell('building the guest agent'));
	const choice = await chooseAccelerator(options.accel, programs.probe);
	if (choice.notice !== undefined) listen({ type: 'notice', message: choice.notice });
	const shared = {
		programs,
		accelerator: choice.accelerator,
		deadlines: deadlinesFor(choice.accelerator, options.deadlines),
		cargo,
	};
	if (config.objects.every(({ kind }) => kind === 'object')) return shared;
	const clang = await findClang();
	if (clang === undefined) {
		throw new CoreMatrixError('infrastructure', 'no clang on PATH, and sources have to be built', {
			remedy: 'Run `core-matrix doctor --install-missing`, or install the package clang.',
		});
	}
	if (config.build.on === 'host') {
		const folder = join(options.out, workFolder, 'workspace');
		await copyWorkspace(workspace, folder);
		return { ...shared, building: { on: 'host', workspace, clang: clang.path, folder } };
	}
	const toolchain = await packToolchain(clang, () => tell(`packing the toolchain (clang ${clang.version})`));
	const building = {
		on: 'guests',
		workspace,
		clang: toolchain.clang,
		toolchain,
		cargo: await buildCargo(config, toolchain),
	} as const;
	return { ...shared, building };
}

/** What is compiled, and what a build command reads. */
async function workspaceOf({ root, objects, buildCommand }: Config): Promise<Workspace> {
	const sources = objects.filter(({ kind }) => kind === 'source');
	const workspace = await collectWorkspace(
		root,
		sources.map(({ name, cflags }) => ({ path: name, cflags })),
	);
	return new Map([
		...workspace,
		...(buildCommand?.files ?? []).map((name) => [name, join(root, name)] as const),
	]);
}

async function buildCargo({ root, buildCommand }: Config, { clang }: Toolchain): Promise<LayerFile[]> {
	if (buildCommand === undefined) return [];
	// By the name that makefiles have for it, whatever it is called on this machine.
	return [{ path: '/usr/local/bin/clang', link: clang }, ...(await packCargo(root, [buildCommand]))];
}
