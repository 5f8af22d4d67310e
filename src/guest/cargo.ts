import { open, realpath, stat } from 'node:fs/promises';
import { basename, posix } from 'node:path';
import { execa } from 'execa';
import type { GuestCommand } from '../config/config.ts';
import { CoreMatrixError } from '../error.ts';
import { findCommand } from '../host/path.ts';
import type { LayerFile } from './layer.ts';
import { type Carried, dynamicElfOf, librariesOf } from './libraries.ts';
import { inside, workspaceFolder } from './workspace.ts';

/*
 * What commands find in a guest: a shell with its tools, the files and tools that they name, and the libraries of all that.
 */

/** Of all files together; a guest holds them in memory twice while it unpacks them. */
const bytesMax = 512 * 1024 * 1024;
const shebangBytes = 256;

/** Where the guest looks for programs, in order; what the user names comes before the shell's own. */
const pathFolders = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

const busybox = '/bin/busybox';
/** Applets of BusyBox that are no commands. */
const noCommands = ['/linuxrc', '/sbin/init', busybox];

/** What every command has. */
const baseVariables = [`PATH=${pathFolders.join(':')}`, 'HOME=/root', 'LC_ALL=C', 'TMPDIR=/tmp'];

/** The environment of a command in the guest. */
export const variablesOf = (env: Readonly<Record<string, string>>): string[] => [
	...baseVariables.filter((variable) => !((variable.split('=')[0] ?? '') in env)),
	...Object.entries(env).map(([name, value]) => `${name}=${value}`),
];

/** The folder of the guest in which it runs. */
export const folderOf = ({ folder }: GuestCommand): string => posix.join(workspaceFolder, folder);

/** A program and its arguments: a text is for the shell. */
export const argumentsOf = ({ run }: GuestCommand): readonly string[] =>
	typeof run === 'string' ? ['/bin/sh', '-c', run] : run;

/**
 * The files of a layer for these commands. `root`: the repository, free of links. Throws when the machine lacks what they
 * name, or a script's interpreter does not travel.
 */
export async function packCargo(
	root: string,
	commands: readonly Pick<GuestCommand, 'files' | 'tools'>[],
): Promise<LayerFile[]> {
	const names = new Set(commands.flatMap(({ tools }) => tools));
	const tools = await Promise.all([...names].map(findTool));
	const files = await repositoryFiles(root, new Set(commands.flatMap((command) => command.files)));
	const shell = await findTool('busybox');
	const programs = [...tools, ...files.filter(({ mode }) => (mode & 0o111) !== 0)];
	const layer = [
		...(await shellFiles(shell)),
		...tools.flatMap(toolFiles),
		...(await librariesOf([...programs, shell], root)),
		...files,
	];
	await requireInterpreters(files, layer);
	// Of two at one path the last is meant: a tool, not the applet of its name.
	return [...new Map(layer.map((file) => [file.path, file])).values()];
}

interface Tool extends Carried {
	readonly name: string;
}

/** As a person's PATH need not have the folders of administrators, which have bpftool. */
const findOnMachine = (name: string): Promise<string | undefined> =>
	findCommand(name, `${process.env.PATH}:/usr/sbin:/sbin`);

/** Whether the machine has a program of that name that can travel; not a script. */
export async function isProgram(name: string): Promise<boolean> {
	const found = await findOnMachine(name);
	return found !== undefined && dynamicElfOf(await realpath(found)) !== undefined;
}

async function findTool(name: string): Promise<Tool> {
	const found = await findOnMachine(name);
	if (found === undefined) {
		throw new CoreMatrixError('usage', `this machine has no ${name}, which tools names`, {
			remedy: 'Install the package that has it, or remove it from tools.',
		});
	}
	const from = await realpath(found);
	if (dynamicElfOf(from) !== undefined) return { name, path: from, from };
	throw new CoreMatrixError('usage', `${found}, which tools names, is no program that runs by itself`, {
		remedy: 'A script travels as one of files, with its interpreter among tools.',
	});
}

/** At its own place, since programs find their parts by it, and linked from where scripts look for it. */
function toolFiles({ name, path, from }: Tool): LayerFile[] {
	const links = ['/bin', '/usr/bin'].map((folder) => `${folder}/${name}`).filter((link) => link !== path);
	return [{ path, from, mode: 0o755 }, ...links.map((link) => ({ path: link, link: path }))];
}

async function shellFiles({ from }: Tool): Promise<LayerFile[]> {
	const { stdout } = await execa(from, ['--list-full']);
	const applets = stdout
		.split('\n')
		.filter((applet) => /^[\w./[-]+$/.test(applet))
		.map((applet) => `/${applet}`)
		.filter((path) => !noCommands.includes(path));
	return [
		{ path: busybox, from, mode: 0o755 },
		...applets.map((path) => ({ path, link: busybox })),
		{ path: '/root', folder: true },
		{ path: '/etc/passwd', content: 'root:x:0:0:root:/root:/bin/sh\n', mode: 0o644 },
		{ path: '/etc/group', content: 'root:x:0:\n', mode: 0o644 },
		{ path: '/etc/hosts', content: '127.0.0.1 localhost\n::1 localhost\n', mode: 0o644 },
	];
}

interface TravellingFile extends Carried {
	readonly mode: number;
}

async function repositoryFiles(root: string, names: ReadonlySet<string>): Promise<TravellingFile[]> {
	const files: TravellingFile[] = [];
	let bytes = 0;
	for (const name of names) {
		const from = await inside(root, name);
		if (from === undefined) {
			throw new CoreMatrixError('usage', `${name} is gone, or leads out of the repository`);
		}
		const { mode, size } = await stat(from);
		bytes += size;
		files.push({ path: `${workspaceFolder}/${name}`, from, mode: mode & 0o777 });
	}
	if (bytes <= bytesMax) return files;
	throw new CoreMatrixError('usage', `the files of commands have more than ${bytesMax / 1024 / 1024} MiB`, {
		remedy: 'Name single files instead of whole folders.',
	});
}

/** A script whose interpreter is missing ends with "not found" in the guest, which names the wrong thing. */
async function requireInterpreters(
	files: readonly TravellingFile[],
	layer: readonly LayerFile[],
): Promise<void> {
	const there = new Set(layer.map(({ path }) => path));
	for (const { path, from, mode } of files) {
		if ((mode & 0o111) === 0) continue;
		const [interpreter, argument = ''] = (await shebang(from)) ?? [];
		if (interpreter === undefined) continue;
		const isEnv = basename(interpreter) === 'env';
		const name = isEnv ? argument : basename(interpreter);
		const found = isEnv
			? pathFolders.some((folder) => there.has(`${folder}/${name}`))
			: there.has(interpreter);
		if (found) continue;
		throw new CoreMatrixError(
			'usage',
			`${path.slice(workspaceFolder.length + 1)} is a script for ${interpreter}${isEnv ? ` ${argument}` : ''}, which is not in the guest`,
			{ remedy: `Add ${name} to tools, or write it for /bin/sh.` },
		);
	}
}

/** The words behind `#!`, as the kernel takes them (fs/binfmt_script.c): a path, and all else as one argument. */
async function shebang(file: string): Promise<readonly [string, string] | undefined> {
	const handle = await open(file, 'r');
	try {
		const { buffer, bytesRead } = await handle.read(Buffer.alloc(shebangBytes), 0, shebangBytes, 0);
		const [, path, argument = ''] =
			/^#![ \t]*([^\s]+)[ \t]*([^\n]*)/.exec(buffer.toString('utf8', 0, bytesRead)) ?? [];
		return path === undefined ? undefined : [path, argument.trim()];
	} finally {
		await handle.close();
	}
}
