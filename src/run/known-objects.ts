import { join } from 'node:path';
import type { ObjectConfig } from '../config/config.ts';
import type { PlannedKernel } from '../config/plan.ts';
import type { RunContext } from './context.ts';
import type { Repository } from './place.ts';

/** An object on this machine, whose programs a command's loader may load. */
export interface KnownObject {
	/** Its name, as in a cell. */
	readonly object: string;
	/** Spec of the build kernel; empty for an object that came compiled. */
	readonly builtOn: string;
	/** Absolute. */
	readonly path: string;
	readonly repository: Repository;
}

/** The objects that a kernel tries, then those that commands bring along. */
export async function knownObjects(context: RunContext, task: PlannedKernel): Promise<KnownObject[]> {
	const { root } = context.options.config;
	const tried = await Promise.all(
		task.loads.map(async ({ object, builtOn }) => {
			const isCompiled = object.kind === 'object';
			const path = isCompiled ? join(root, object.name) : await context.builds.await(object.name, builtOn);
			const repository = repositoryOf(context, object);
			return { object: object.name, builtOn: isCompiled ? '' : builtOn, path, repository };
		}),
	);
	const files = new Set(task.commands.flatMap((command) => command.files));
	const brought = [...files].map((file) => ({
		object: file,
		builtOn: '',
		path: join(root, file),
		repository: { root },
	}));
	return [
		...tried.flatMap(({ path, ...known }) => (path === undefined ? [] : [{ ...known, path }])),
		...brought,
	];
}

/** Where the files are found that an object names. */
export function repositoryOf({ options, host }: RunContext, { kind }: ObjectConfig): Repository {
	const { root } = options.config;
	const { building } = host;
	if (kind === 'object' || building === undefined) return { root };
	return {
		root,
		workspace: building.workspace,
		...(building.on === 'host' && { builtIn: building.folder }),
	};
}
