import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { parseDiagnostics } from '../bpf/diagnostics.ts';
import type { GuestCommand, ObjectConfig } from '../config/config.ts';
import type { BuildObservation } from '../findings/observation.ts';
import { folderOf } from '../guest/cargo.ts';
import { execute, getFile, headerFolder } from '../guest/requests.ts';
import { repositoryPath, type Workspace, workspaceFolder } from '../guest/workspace.ts';
import { createLog } from '../log.ts';
import { type BuildContext, buildTrouble, inRepository } from './build.ts';
import { badEnd, commandOf, commandText, exitCodeOf } from './guest-command.ts';

/**
 * The repository's path of a file that a compiler names somewhere below the build command: relative to where that runs,
 * or to a folder that make went into. Then the end of the path must tell which of the travelling files it is.
 */
export function pathFrom(workspace: Workspace, folder: string, file: string): string | undefined {
	const direct = repositoryPath(workspace, posix.resolve(folder, file));
	if (direct !== undefined || posix.isAbsolute(file)) return direct;
	const end = posix.normalize(file).replace(/^(?:\.\.\/)+/, '');
	const alike = [...workspace.keys()].filter((path) => path === end || path.endsWith(`/${end}`));
	return alike.length === 1 ? alike[0] : undefined;
}

/** Runs the build command, and fetches and delivers the objects that it is to make. */
export async function buildByCommand(
	context: BuildContext,
	command: GuestCommand,
	objects: readonly ObjectConfig[],
): Promise<BuildObservation[]> {
	const { out, workspace, buildMs } = context;
	const logPath = context.paths.buildCommand;
	const log = createLog(join(out, logPath));
	const asked = commandOf(command, { CPATH: headerFolder });
	const answer = await execute(context.guest, asked, buildMs, log).finally(() => log.close());
	const text = await readFile(join(out, logPath), 'utf8');
	const ended = badEnd(answer);
	const name = commandText(command);
	const isOver = !answer.timedOut;
	const observed = {
		exitCode: exitCodeOf(answer),
		command: name,
		log: logPath,
		diagnostics: parseDiagnostics(text).map((diagnostic) =>
			inRepository((file) => pathFrom(workspace, folderOf(command), file), diagnostic),
		),
		...(answer.timedOut && {
			trouble: buildTrouble(`\`${name}\` did not end within ${buildMs / 1000} s`, logPath, true),
		}),
		...(isOver &&
			answer.exit === undefined && { trouble: buildTrouble(`\`${name}\`: ${ended}`, logPath, false) }),
	};
	const builds: BuildObservation[] = [];
	for (const { name: object } of objects) {
		const isThere = isOver && ended === undefined && (await fetchBuilt(context, object));
		if (!isThere) context.builds.deliver(object, context.spec, undefined);
		const trouble = buildTrouble(`\`${name}\` ended well, and there is no ${object}`, logPath, false);
		builds.push({ object, ...observed, ...(isOver && ended === undefined && !isThere && { trouble }) });
	}
	return builds;
}

async function fetchBuilt(context: BuildContext, object: string): Promise<boolean> {
	const path = join(context.out, context.paths.object(object));
	await mkdir(dirname(path), { recursive: true });
	const answer = await getFile(context.guest, `${workspaceFolder}/${object}`, path);
	if (answer.errno !== 0 || answer.timedOut) return false;
	context.builds.deliver(object, context.spec, path);
	return true;
}
