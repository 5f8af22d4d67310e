import { dirname, join } from 'node:path';
import type { Config } from '../config/config.ts';
import { distinct } from '../config/kernel-list.ts';
import { loadConfig } from '../config/load.ts';
import { locateConfig } from '../config/locate.ts';
import { CoreMatrixError } from '../error.ts';
import type { Access } from '../kernels/access.ts';
import { type LockedKernel, lockedKernel, lockName, writeLock } from '../kernels/lock-file.ts';
import { type Resolved, resolveKernels } from '../kernels/resolve-all.ts';
import type { KernelSpec } from '../kernels/spec.ts';
import { oneLine } from '../report/neutralise.ts';
import type { ConfigArguments } from './args.ts';
import { changesTable, lockChanges } from './lock-changes.ts';
import { type Output, writeJson } from './output.ts';

export interface LockArguments extends ConfigArguments {
	/** Lock what is locked already anew, too. */
	readonly update: boolean;
	readonly access: Access;
	readonly json: boolean;
}

/** `core-matrix lock`: locks what is not locked yet, and with `update` all; shows what changed. */
export async function lockCommand(given: LockArguments, output: Output): Promise<number> {
	const cwd = process.cwd();
	const path = await locateConfig(given.config, cwd);
	const config = await loadConfig({ file: path, cwd, overrides: given.overrides });
	const tell = (message: string) => process.stderr.write(`${oneLine(message)}\n`);
	const specs = lockable(config, tell);
	const before = config.lock?.kernels ?? new Map<string, LockedKernel>();
	const wanted = specs.filter(({ text }) => given.update || !before.has(text));
	const resolved = await resolveKernels(wanted, { access: given.access, tell });
	const found = new Map([...before, ...resolved.map(lockedPair)]);
	const after = new Map(
		specs.flatMap(({ text }) => {
			const kernel = found.get(text);
			return kernel === undefined ? [] : [[text, kernel] as const];
		}),
	);
	const changes = lockChanges(before, after);
	const file = join(dirname(path), lockName);
	if (changes.length > 0 || config.lock === undefined) await writeLock({ file, kernels: after });
	if (given.json) writeJson(output, changes);
	else output.result(changes.length === 0 ? `${oneLine(file)} is as it should be.\n` : changesTable(changes));
	return 0;
}

/** The kernels of a run that have a source. Those of the user's own are what they are at that time. */
function lockable({ kernels, build }: Config, tell: (message: string) => void): KernelSpec[] {
	const all = distinct([...kernels, ...(build.on === 'kernel' ? [build.kernel] : [])]);
	for (const { kind, text } of all)
		if (kind === 'path') tell(`${text} is a file of your own and is not locked`);
	return all.filter(({ kind }) => kind !== 'path');
}

/** A lock with a kernel less would be a lock of something else: nothing is written when one cannot be had. */
function lockedPair({ spec, image, error }: Resolved): readonly [string, LockedKernel] {
	if (image !== undefined) return [spec.text, lockedKernel(image)];
	throw new CoreMatrixError('infrastructure', `${spec.text} cannot be locked: ${error?.message}`, {
		...(error?.remedy !== undefined && { remedy: error.remedy }),
		cause: error,
	});
}
