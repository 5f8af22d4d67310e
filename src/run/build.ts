import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Diagnostic } from '../bpf/diagnostics.ts';
import { parseDiagnostics } from '../bpf/diagnostics.ts';
import type { ObjectConfig } from '../config/config.ts';
import type { BuildObservation, Trouble } from '../findings/observation.ts';
import type { Guest } from '../guest/guest.ts';
import { execute, getFile, headerFolder, makeHeader } from '../guest/requests.ts';
import { flagsWithin, repositoryPath, type Workspace, workspaceFolder } from '../guest/workspace.ts';
import { createLog } from '../log.ts';
import type { Builds } from './builds.ts';
import { errnoName } from './errno.ts';
import type { KernelPaths } from './paths.ts';

export interface BuildContext {
	readonly guest: Guest;
	readonly spec: string;
	readonly root: string;
	readonly out: string;
	/** Its path, in the guest or on this machine. */
	readonly clang: string;
	readonly workspace: Workspace;
	readonly paths: KernelPaths;
	readonly buildMs: number;
	readonly builds: Builds;
}

const builtFile = '/tmp/built.o';

/**
 * What every source is compiled with, before its own flags. The kernel's vmlinux.h comes first. Clang's BPF target does
 * not look into the architecture's own folder, where Debian keeps <asm/types.h>.
 */
export const compilerFlags = (header: string): string[] => [
	...['-target', 'bpf', '-g', '-O2', '-D__TARGET_ARCH_x86', '-fno-color-diagnostics', `-I${header}`],
	...['-idirafter', '/usr/include/x86_64-linux-gnu'],
];

/** The diagnostic with places in the repository. `pathOf`: the path there of a file; none for one that did not travel. */
export function inRepository(
	pathOf: (file: string) => string | undefined,
	diagnostic: Diagnostic,
): Diagnostic {
	const { file, line, column, ...rest } = diagnostic;
	const path = file === undefined ? undefined : pathOf(file);
	return {
		...rest,
		...(path !== undefined && {
			file: path,
			...(line !== undefined && { line }),
			...(column !== undefined && { column }),
		}),
		includedFrom: diagnostic.includedFrom.flatMap((from) => {
			const including = pathOf(from.file);
			return including === undefined ? [] : [{ file: including, line: from.line }];
		}),
		notes: diagnostic.notes.map((note) => inRepository(pathOf, note)),
	};
}

export const buildTrouble = (message: string, log: string, timedOut: boolean): Trouble => ({
	code: timedOut ? 'stage-timeout' : 'build-error',
	stage: 'build',
	message,
	logs: [log],
	...(timedOut && { remedy: 'Give it longer with --build-timeout.' }),
});

/** vmlinux.h of the running kernel. Returns why there is none. */
export async function prepareHeader(context: BuildContext): Promise<Trouble | undefined> {
	const log = createLog(join(context.out, context.paths.header));
	try {
		const answer = await makeHeader(context.guest, log, context.buildMs);
		if (answer.errno === 0 && !answer.timedOut) return undefined;
		log.write(
			Buffer.from(
				`core-matrix: vmlinux.h was not made: ${answer.timedOut ? 'deadline' : errnoName(answer.errno)}\n`,
			),
		);
		if (answer.timedOut) return buildTrouble('dumping vmlinux.h took too long', context.paths.header, true);
		return {
			code: 'btf-missing',
			stage: 'build',
			message: `no vmlinux.h could be made from the kernel's BTF: ${errnoName(answer.errno)}`,
			remedy: 'The kernel must be built with CONFIG_DEBUG_INFO_BTF=y.',
			logs: [context.paths.header],
		};
	} finally {
		log.close();
		if (log.excerpt() === '') await rm(join(context.out, context.paths.header));
	}
}

async function fetchObject(context: BuildContext, object: string): Promise<void> {
	const path = join(context.out, context.paths.object(object));
	await mkdir(dirname(path), { recursive: true });
	const answer = await getFile(context.guest, builtFile, path);
	context.builds.deliver(object, context.spec, answer.errno === 0 && !answer.timedOut ? path : undefined);
}

/** Compiles one source in the guest and delivers the object. */
export async function buildObject(context: BuildContext, object: ObjectConfig): Promise<BuildObservation> {
	const logPath = context.paths.build(object.name);
	const log = createLog(join(context.out, logPath));
	const own = flagsWithin(context.root, object.cflags, workspaceFolder);
	const answer = await execute(
		context.guest,
		{
			arguments: [context.clang, ...compilerFlags(headerFolder), ...own, '-c', object.name, '-o', builtFile],
			variables: ['PATH=/usr/bin:/bin', 'LC_ALL=C', 'TMPDIR=/tmp'],
			folder: workspaceFolder,
		},
		context.buildMs,
		log,
	).finally(() => log.close());
	const text = await readFile(join(context.out, logPath), 'utf8');
	const observed = {
		object: object.name,
		exitCode: answer.exit ?? -1,
		log: logPath,
		diagnostics: parseDiagnostics(text).map((diagnostic) =>
			inRepository((file) => repositoryPath(context.workspace, file), diagnostic),
		),
	};
	if (answer.exit === 0) {
		await fetchObject(context, object.name);
		return observed;
	}
	context.builds.deliver(object.name, context.spec, undefined);
	if (answer.timedOut) {
		return {
			...observed,
			trouble: buildTrouble(`the compiler did not end within ${context.buildMs / 1000} s`, logPath, true),
		};
	}
	if (answer.exit !== undefined) return observed;
	const how = answer.signal === undefined ? errnoName(answer.errno) : `signal ${answer.signal}`;
	return { ...observed, trouble: buildTrouble(`the compiler ended with ${how}`, logPath, false) };
}
