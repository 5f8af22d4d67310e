import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { parseDiagnostics } from '../bpf/diagnostics.ts';
import type { ObjectConfig } from '../config/config.ts';
import type { BuildObservation, Trouble } from '../findings/observation.ts';
import { getFile, headerFolder } from '../guest/requests.ts';
import { flagsWithin, repositoryPath, type Workspace } from '../guest/workspace.ts';
import { createLog } from '../log.ts';
import { type BuildContext, buildTrouble, compilerFlags, inRepository } from './build.ts';
import { errnoName } from './errno.ts';

/*
 * Compiling on this machine what guests load: the same compiler over copies of the same files, so that the same object comes
 * out but for the folder in it. That is left as it is: a path that is mapped to another is one where clang does not find the
 * lines of source that it writes into .BTF.ext. vmlinux.h still comes from each guest, made of the BTF of the kernel there.
 */

/** A compiler needs a tenth of this. What it writes is an object, which getFile would not take larger either. */
const memoryBytes = 4 * 1024 ** 3;
const objectBytes = 64 * 1024 ** 2;

/** Copies the files that would travel; nothing else of the repository is beside them. */
export async function copyWorkspace(workspace: Workspace, folder: string): Promise<void> {
	await mkdir(folder, { recursive: true });
	for (const [path, from] of workspace) {
		await mkdir(dirname(join(folder, path)), { recursive: true });
		await copyFile(from, join(folder, path));
	}
}

/** Fetches the vmlinux.h that the guest has made. `folder`: for it alone. Returns why there is none. */
export async function fetchHeader(context: BuildContext, folder: string): Promise<Trouble | undefined> {
	await mkdir(folder, { recursive: true });
	const answer = await getFile(context.guest, `${headerFolder}/vmlinux.h`, join(folder, 'vmlinux.h'));
	if (answer.errno === 0 && !answer.timedOut) return undefined;
	const why = answer.timedOut ? 'it took too long' : errnoName(answer.errno);
	return buildTrouble(`vmlinux.h could not be fetched from the guest: ${why}`, context.paths.header, false);
}

export interface HostFolders {
	/** What {@link copyWorkspace} has filled. Absolute, as is the other. */
	readonly workspace: string;
	/** Where {@link fetchHeader} has put vmlinux.h. */
	readonly header: string;
}

/** Compiles one source on this machine and delivers the object. */
export async function buildOnHost(
	context: BuildContext,
	object: ObjectConfig,
	folders: HostFolders,
	signal: AbortSignal | undefined,
): Promise<BuildObservation> {
	const logPath = context.paths.build(object.name);
	const path = join(context.out, context.paths.object(object.name));
	await mkdir(dirname(path), { recursive: true });
	const log = createLog(join(context.out, logPath));
	const limits = [`--as=${memoryBytes}`, `--fsize=${objectBytes}`];
	const flags = [
		...compilerFlags(folders.header),
		...flagsWithin(context.root, object.cflags, folders.workspace),
	];
	const compiler = execa('prlimit', [...limits, context.clang, ...flags, '-c', object.name, '-o', path], {
		cwd: folders.workspace,
		env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
		extendEnv: false,
		stdin: 'ignore',
		all: true,
		buffer: false,
		reject: false,
		timeout: context.buildMs,
		killSignal: 'SIGKILL',
		...(signal !== undefined && { cancelSignal: signal }),
	});
	compiler.all.on('data', (chunk: Buffer) => log.write(chunk));
	const { exitCode, timedOut, signal: ended } = await compiler;
	log.close();
	const text = await readFile(join(context.out, logPath), 'utf8');
	context.builds.deliver(object.name, context.spec, exitCode === 0 ? path : undefined);
	const pathOf = (file: string) => repositoryPath(context.workspace, file, folders.workspace);
	const observed = {
		object: object.name,
		exitCode: exitCode ?? -1,
		log: logPath,
		diagnostics: parseDiagnostics(text).map((diagnostic) => inRepository(pathOf, diagnostic)),
	};
	if (exitCode !== undefined) return observed;
	const how = timedOut ? `did not end within ${context.buildMs / 1000} s` : `ended with signal ${ended}`;
	return { ...observed, trouble: buildTrouble(`the compiler ${how}`, logPath, timedOut) };
}
