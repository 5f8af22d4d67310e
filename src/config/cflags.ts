import { isAbsolute, join } from 'node:path/posix';

/** Flags whose value, attached or in the next word, is a path that the compiler takes relative to where it runs. */
const pathFlags = ['-isystem', '-iquote', '-idirafter', '-include', '-imacros', '-I'];

/** Turns paths in compiler flags that are relative to `folder` into such that are relative to the folder around it. */
export function flagsFrom(folder: string, cflags: readonly string[]): string[] {
	let isPath = false;
	return cflags.map((flag) => {
		if (isPath) {
			isPath = false;
			return from(folder, flag);
		}
		const name = pathFlags.find((candidate) => flag.startsWith(candidate));
		if (name === undefined) return flag;
		isPath = flag === name;
		return isPath ? flag : name + from(folder, flag.slice(name.length));
	});
}

function from(folder: string, path: string): string {
	return isAbsolute(path) || folder === '' ? path : join(folder, path);
}
