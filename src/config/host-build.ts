import { isAbsolute } from 'node:path/posix';
import type { Config } from './config.ts';
import type { Problems } from './problems.ts';
import { show } from './schema-error.ts';
import type { Checked } from './validate.ts';

/*
 * A configuration can come from a pull request. In a guest its flags may do what they like; on this machine, only those
 * are given to the compiler of which each is known to load no code (-fplugin), write no other file (-save-temps, -fcrash-…)
 * and hand nothing on to other programs (-Xclang, -Wp,).
 */
const plainFlags = [
	/^-[DU]\w[^\0]*$/,
	/^-std=[\w+:]+$/,
	/^-O[0-3sz]?$/,
	/^-g(?:[0-3]|dwarf|dwarf-[2-5]|line-tables-only)?$/,
	/^-m(?:cpu=\w+|alu32|little-endian)$/,
	/^-W(?![apl],)[\w+=-]*$/,
	/^-f(?:no-[a-z-]+|unroll-loops|inline-functions|short-enums|ms-extensions|wrapv|strict-aliasing|jump-tables)$/,
	/^-(?:w|nostdinc|pedantic)$/,
];
const pathFlag = /^(?:-I|-isystem|-iquote|-idirafter|-include|-imacros)(.*)$/s;

/** Sees that what is built on this machine is sources, with flags that are safe there. */
export function checkHostBuild(
	{ build, buildCommand, objects }: Pick<Checked, 'objects'> & Pick<Config, 'build' | 'buildCommand'>,
	problems: Problems,
): void {
	if (build.on !== 'host') return;
	if (buildCommand !== undefined) {
		problems.add(['build', 'run'], 'key', 'a build command runs in guests, not on host; write another `on`');
	}
	for (const { path, object } of objects) {
		let isPath = false;
		for (const [index, flag] of (object.cflags ?? []).entries()) {
			const value: string | undefined = isPath ? flag : pathFlag.exec(flag)?.[1];
			const expectsPath: boolean = !isPath && value === '';
			const fine = value === undefined ? plainFlags.some((pattern) => pattern.test(flag)) : isWithin(value);
			if (!fine) {
				problems.add(
					[...path, 'cflags', index],
					'value',
					`${show(flag)} is not given to a compiler on this machine (build: { on: host }); build in guests, or do without it`,
				);
			}
			isPath = expectsPath;
		}
	}
}

/** Headers of this machine's packages are no secret; other files outside of the repository may be. */
function isWithin(path: string): boolean {
	return (
		path === '' ||
		!isAbsolute(path) ||
		(/^\/usr\/(?:local\/)?include(?:\/|$)/.test(path) && !path.includes('..'))
	);
}
