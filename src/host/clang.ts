import { execa } from 'execa';
import { findCommand } from './path.ts';

export interface Clang {
	/** Absolute. */
	readonly path: string;
	/** Three numbers, such as `14.0.6`. */
	readonly version: string;
	readonly major: number;
}

/** What Debian 11 has, the oldest distribution that is still looked after. */
export const oldestClang = 11;

/** Distributions name parallel releases so (https://apt.llvm.org); releases later than the last are found as `clang`. */
const newestNamed = 25;
const names = [
	'clang',
	...Array.from({ length: newestNamed - oldestClang + 1 }, (_, index) => `clang-${newestNamed - index}`),
];

/** The newest clang on PATH that is new enough; undefined when there is none. `clang` itself wins a draw. */
export async function findClang(searchPath?: string): Promise<Clang | undefined> {
	const found = await Promise.all(names.map((name) => inspect(name, searchPath)));
	return found
		.filter((clang) => clang !== undefined && clang.major >= oldestClang)
		.reduce((best, clang) => (isNewer(clang, best) ? clang : best), undefined);
}

async function inspect(name: string, searchPath: string | undefined): Promise<Clang | undefined> {
	const path = await findCommand(name, searchPath);
	if (path === undefined) return undefined;
	const { failed, stdout } = await execa(path, ['--version'], { reject: false, timeout: 20_000 });
	const version = failed ? undefined : clangVersion(stdout);
	return version === undefined ? undefined : { path, version, major: Number.parseInt(version, 10) };
}

/** Reads `clang version 14.0.6`, `Ubuntu clang version 18.1.3 (1ubuntu1)`, `clang version 20.0.0git`. */
export function clangVersion(text: string): string | undefined {
	return /\bclang version (\d{1,4}\.\d{1,4}\.\d{1,4})/.exec(text)?.[1];
}

function isNewer(clang: Clang | undefined, best: Clang | undefined): boolean {
	if (clang === undefined || best === undefined) return best === undefined;
	return clang.version.localeCompare(best.version, 'en', { numeric: true }) > 0;
}
