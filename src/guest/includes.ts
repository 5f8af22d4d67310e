import { posix } from 'node:path';

/** How a compiler is told where to look for headers, from its flags. Paths as written. */
export interface SearchPath {
	/** -I, -isystem, -iquote and -idirafter, in order. */
	readonly folders: readonly string[];
	/** -include and -imacros. */
	readonly files: readonly string[];
}

const folderFlags = ['-I', '-isystem', '-iquote', '-idirafter'];
const fileFlags = ['-include', '-imacros'];

/** Both spellings, `-Idir` and `-I dir`. */
export function searchPath(flags: readonly string[]): SearchPath {
	const folders: string[] = [];
	const files: string[] = [];
	for (let index = 0; index < flags.length; index++) {
		const flag = flags[index] ?? '';
		const folderFlag = folderFlags.find((name) => flag.startsWith(name));
		const fileFlag = fileFlags.find((name) => flag === name);
		if (fileFlag !== undefined) files.push(flags[++index] ?? '');
		else if (folderFlag !== undefined) folders.push(flag.slice(folderFlag.length) || (flags[++index] ?? ''));
	}
	return { folders, files };
}

export interface Include {
	readonly name: string;
	/** `"x.h"`, which is looked for beside the including file first. */
	readonly quoted: boolean;
}

/** At most this many of one file; more is not a header that a person wrote. */
const includesMax = 1000;

/**
 * The headers that a source names. A name made by a macro is not seen; the folders of the search path travel as a
 * whole for that. Commented-out lines are: a header too many does no harm.
 */
export function namedIncludes(source: string): Include[] {
	const found: Include[] = [];
	for (const line of source.split('\n')) {
		// The parts cannot match each other's characters, so a hostile line costs linear time.
		const match = /^[ \t]*#[ \t]*(?:include|include_next|import)[ \t]*(?:"([^"\n]+)"|<([^>\n]+)>)/.exec(line);
		if (match === null) continue;
		found.push({ name: match[1] ?? match[2] ?? '', quoted: match[1] !== undefined });
		if (found.length >= includesMax) break;
	}
	return found;
}

/** Where an include may stand, in the order in which a compiler looks; normalised paths relative to the root. */
export function candidates(include: Include, includingFile: string, folders: readonly string[]): string[] {
	const beside = include.quoted ? [posix.dirname(includingFile)] : [];
	return [...beside, ...folders].map((folder) => posix.normalize(posix.join(folder, include.name)));
}
