import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

/**
 * The folder whose paths are those of the repository: the nearest with `.git`, else the workspace, which is where
 * actions/checkout puts a repository without history. Undefined when there is neither.
 */
export function repositoryRoot(folder: string, workspace: string | undefined): string | undefined {
	if (existsSync(join(folder, '.git'))) return folder;
	const parent = dirname(folder);
	return parent === folder ? workspace : repositoryRoot(parent, workspace);
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

/** How the repository names files that are relative to `root`; undefined where there is no repository. */
export function repositoryPaths(root: string, workspace: string | undefined) {
	const repository = repositoryRoot(root, workspace);
	if (repository === undefined) return undefined;
	return (file: string) => repositoryPath(repository, join(root, file));
}
