import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CommandConfig, Config, ObjectConfig } from '../config/config.ts';
import { makePlan, type PlannedKernel } from '../config/plan.ts';
import type { Listener } from '../events.ts';
import { isProgram } from '../guest/cargo.ts';
import type { Guest } from '../guest/guest.ts';
import { putFile, runOnTerminal, type Terminal } from '../guest/requests.ts';
import { workspaceFolder } from '../guest/workspace.ts';
import type { RunOptions } from '../run-options.ts';
import { boot } from './boot.ts';
import { createBuilds } from './builds.ts';
import type { RunContext } from './context.ts';
import { commandOf, exitCodeOf } from './guest-command.ts';
import { prepareHost } from './host.ts';
import { buildAll } from './objects.ts';
import { kernelPaths } from './paths.ts';
import { begin } from './progress.ts';
import { resolveImage } from './resolve.ts';
import { createSlots } from './slots.ts';

/** What a person at the terminal of a guest wants beside what the configuration names; taken where the machine has it. */
const usefulTools = ['bpftool'];

/** The shell as one more command, so that whatever the configuration names travels, compiled objects too. */
async function shellOf({ objects, commands }: Config): Promise<CommandConfig> {
	const tools: string[] = [];
	for (const tool of usefulTools) if (await isProgram(tool)) tools.push(tool);
	return {
		name: 'shell',
		run: ['/bin/sh'],
		folder: commands[0]?.folder ?? '',
		files: objects.filter(({ kind }) => kind === 'object').map(({ name }) => name),
		tools,
		env: {},
		expect: [],
	};
}

/** `bpf/trace.bpf.c` is built to `bpf/trace.bpf.o` beside it. */
const objectPath = ({ name, kind }: ObjectConfig): string =>
	kind === 'source' ? `${name.replace(/\.c$/, '')}.o` : name;

/** Builds as a run would, puts what was built into the workspace, and shows what the compiler had to say. */
async function buildForShell(
	context: RunContext,
	task: PlannedKernel,
	guest: Guest,
	show: (text: Uint8Array) => void,
): Promise<void> {
	const progress = begin();
	await buildAll(context, task, progress, guest);
	context.builds.close(task.spec.text);
	for (const build of progress.builds) {
		if (build.exitCode === 0 || build.log === '') continue;
		show(await readFile(join(context.options.out, build.log)));
	}
	for (const object of task.builds) {
		const built = await context.builds.await(object.name, task.spec.text);
		if (built !== undefined) await putFile(guest, built, join(workspaceFolder, objectPath(object)));
	}
}

/**
 * Boots the configuration's one kernel and runs a shell on the terminal until it ends. `options.out`: a folder for logs, the
 * caller's to remove. `show`: what compilers complain of, before that. Resolves with the shell's exit code. Rejects with a {@link CoreMatrixError} when the guest is lost.
 */
export async function openShell(
	options: RunOptions,
	openTerminal: () => Terminal,
	show: (text: Uint8Array) => void,
	listen: Listener,
): Promise<number> {
	const shell = await shellOf(options.config);
	const config = { ...options.config, commands: [...options.config.commands, shell] };
	const host = await prepareHost({ ...options, config }, listen);
	const context: RunContext = {
		options: { ...options, config },
		listen,
		host,
		builds: createBuilds(),
		slots: createSlots(1),
		keepsGuests: true,
	};
	const [task] = makePlan(config).kernels;
	if (task === undefined) throw new TypeError('a plan without a kernel');
	const image = await resolveImage(context, task);
	const { console } = kernelPaths(task.spec.text);
	listen({ type: 'stage', kernel: task.spec.text, stage: 'boot' });
	const guest = await boot(context, begin(), image, { builds: task.builds.length > 0, console });
	try {
		await buildForShell(context, task, guest, show);
		const variables = { TERM: process.env.TERM ?? 'dumb', PS1: `${task.spec.text}:\\w# ` };
		return exitCodeOf(await runOnTerminal(guest, commandOf(shell, variables), openTerminal()));
	} finally {
		await guest.stop();
	}
}
