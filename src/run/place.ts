import { readFileSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import type { LoadLog } from '../bpf/load-log.ts';
import { locateFailure } from '../bpf/locate.ts';
import type { BpfFunction, BpfObject } from '../bpf/object.ts';
import type { Place } from '../findings/finding.ts';
import { repositoryPath, type Workspace } from '../guest/workspace.ts';

/** Where the files that objects name are found. */
export interface Repository {
	/** Absolute, free of links. */
	readonly root: string;
	/** What the object was built from in a guest; missing for a prebuilt object. */
	readonly workspace?: Workspace;
}

/** No source that a person wrote is larger. */
const sourceBytesMax = 4 * 1024 * 1024;

/** The repository's path of a file that an object's line information names, which may name anything. */
function pathInRepository({ root, workspace }: Repository, file: string): string | undefined {
	if (workspace !== undefined) return repositoryPath(workspace, file);
	try {
		// A prebuilt object names its builder's paths. They count when they lead to a file of this repository.
		const path = relative(root, realpathSync(isAbsolute(file) ? file : join(root, file)));
		return path === '' || path.startsWith('..') || isAbsolute(path) ? undefined : path.split(sep).join('/');
	} catch {
		return undefined;
	}
}

function readSource(repository: Repository, file: string): string | undefined {
	const path = pathInRepository(repository, file);
	if (path === undefined) return undefined;
	const absolute = join(repository.root, path);
	try {
		return statSync(absolute).size > sourceBytesMax ? undefined : readFileSync(absolute, 'utf8');
	} catch {
		return undefined;
	}
}

/** Where the instruction that a load failed at stands in the repository. */
export function placeOfFailure(
	repository: Repository,
	object: BpfObject,
	program: BpfFunction,
	log: LoadLog,
): Place | undefined {
	const line = locateFailure(object, program, log, (file) => readSource(repository, file));
	const file = line && pathInRepository(repository, line.file);
	if (line === undefined || file === undefined) return undefined;
	return { file, line: line.line, ...(line.column !== undefined && { column: line.column }) };
}
