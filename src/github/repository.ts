import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

/** What of a job's variables says where its repository is. */
export type JobVariables = Readonly<Partial<Record<'GITHUB_WORKSPACE' | 'GITHUB_REPOSITORY', string>>>;

/**
 * The folder whose paths are those of the job's repository: of those around `folder` that have `.git`, the one whose
 * remote is GITHUB_REPOSITORY, since there may be a submodule or another checkout between; else the nearest; else the
 * workspace, which is where actions/checkout puts a repository without history. Undefined when there is neither.
 */
export function repositoryRoot(folder: string, env: JobVariables): string | undefined {
	const around = ancestors(folder).filter((ancestor) => existsSync(join(ancestor, '.git')));
	return around.find((root) => hasRemote(root, env.GITHUB_REPOSITORY)) ?? around[0] ?? env.GITHUB_WORKSPACE;
}

function ancestors(folder: string): string[] {
	const parent = dirname(folder);
	return parent === folder ? [folder] : [folder, ...ancestors(parent)];
}

/** Whether a remote of a repository is of this name, such as `octo/tracer`, on whatever server. */
function hasRemote(root: string, name: string | undefined): boolean {
	if (!name) return false;
	try {
		const wanted = name.toLowerCase();
		const urls = [
			...readFileSync(join(gitFolder(root), 'config'), 'utf8').matchAll(/^\s*url\s*=\s*(.*\S)/gm),
		];
		return urls.some(([, url = '']) => {
			const path = url.toLowerCase().replace(/\.git$/, '');
			return path.endsWith(`/${wanted}`) || path.endsWith(`:${wanted}`);
		});
	} catch {
		return false;
	}
}

/** In a submodule `.git` is a file that names the folder (gitrepository-layout(5)). */
function gitFolder(root: string): string {
	const git = join(root, '.git');
	const [, named] = /^gitdir: (.*)$/m.exec(readFileOr(git, '')) ?? [];
	return named === undefined ? git : resolve(root, named);
}

function readFileOr(file: string, otherwise: string): string {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		return otherwise;
	}
}

/**
 * The path of a file as the repository names it, which is what GitHub compares with a pull request's files. The runner
 * hands a relative path on as it is (actions/runner, IssueCommandExtension), so with a checkout into a sub-folder of the
 * workspace a path from the workspace would name no file of the repository. Undefined for a file outside.
 */
export function repositoryPath(root: string | undefined, file: string): string | undefined {
	if (root === undefined) return undefined;
	const path = relative(root, resolve(root, file));
	const isInside = path !== '' && path !== '..' && !path.startsWith(`..${sep}`);
	return isInside ? path.split(sep).join('/') : undefined;
}

/**
 * How the repository names files that are relative to `root`; undefined where there is no repository. A file that is not
 * there has no name: an object may be older than the sources beside it.
 */
export function repositoryPaths(root: string, env: JobVariables) {
	const repository = repositoryRoot(root, env);
	if (repository === undefined) return undefined;
	return (file: string) => {
		const path = join(root, file);
		return existsSync(path) ? repositoryPath(repository, path) : undefined;
	};
}
