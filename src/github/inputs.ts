import { CoreMatrixError } from '../error.ts';
import { defaultDeadlines, defaultMemoryMiB, type RunOptions } from '../run-options.ts';

/** The action's inputs, by their names in action.yml. */
export const inputNames = [
	'config',
	'kernels',
	'build',
	'out',
	'accel',
	'parallel',
	'memory',
	'boot-timeout',
	'build-timeout',
	'load-timeout',
	'trigger-timeout',
	'debian-mirror',
] as const;
export type InputName = (typeof inputNames)[number];

export interface Inputs extends Omit<RunOptions, 'config' | 'out' | 'signal'> {
	/** Path of the configuration; looked for when missing. */
	readonly config?: string;
	/** Overrides of the configuration, as written. */
	readonly overrides: { readonly kernels?: string; readonly build?: string };
	/** As written: relative to the workspace, or absolute. */
	readonly out: string;
}

const accels = ['auto', 'kvm', 'tcg'] as const;

/** A day: more is a mistake, and setTimeout could not hold much more than 24 of them. */
const longestSeconds = 86_400;

/**
 * Reads all inputs; an empty one is one that was not given.
 * Throws a usage error that names every input that is wrong, not only the first.
 */
export function readInputs(get: (name: InputName) => string): Inputs {
	const wrong: string[] = [];
	const text = (name: InputName) => get(name).trim() || undefined;

	function read<T>(
		name: InputName,
		missing: T,
		expected: string,
		parse: (value: string) => T | undefined,
	): T {
		const value = text(name);
		if (value === undefined) return missing;
		const parsed = parse(value);
		if (parsed === undefined) wrong.push(`input \`${name}\`: expected ${expected}, got \`${value}\``);
		return parsed ?? missing;
	}
	const whole = <T>(name: InputName, missing: T, least: number, most: number, unit: string) =>
		read<T | number>(name, missing, `a whole number of ${unit} from ${least} to ${most}`, (value) =>
			/^\d{1,9}$/.test(value) && Number(value) >= least && Number(value) <= most ? Number(value) : undefined,
		);
	const milliseconds = (name: InputName, missing: number) =>
		read(name, missing, `seconds above 0 and up to ${longestSeconds}, such as 30 or 0.5`, (value) =>
			/^\d{1,6}(\.\d{1,3})?$/.test(value) && Number(value) > 0 && Number(value) <= longestSeconds
				? Math.round(Number(value) * 1000)
				: undefined,
		);

	const config = text('config');
	const kernels = text('kernels');
	const build = text('build');
	const parallel = whole('parallel', undefined, 1, 256, 'guests');
	const debianMirror = read<string | undefined>('debian-mirror', undefined, 'an http or https URL', webUrl);
	const inputs: Inputs = {
		...(config !== undefined && { config }),
		overrides: { ...(kernels !== undefined && { kernels }), ...(build !== undefined && { build }) },
		out: text('out') ?? 'out',
		accel: read<RunOptions['accel']>('accel', 'auto', accels.join(', '), (value) =>
			accels.find((one) => one === value),
		),
		...(parallel !== undefined && { parallel }),
		memoryMiB: whole('memory', defaultMemoryMiB, 256, 1_048_576, 'MiB'),
		...(debianMirror !== undefined && { debianMirror }),
		deadlines: {
			bootMs: milliseconds('boot-timeout', defaultDeadlines.bootMs),
			buildMs: milliseconds('build-timeout', defaultDeadlines.buildMs),
			loadMs: milliseconds('load-timeout', defaultDeadlines.loadMs),
			triggerMs: milliseconds('trigger-timeout', defaultDeadlines.triggerMs),
		},
	};
	if (wrong.length > 0) {
		throw new CoreMatrixError('usage', wrong.join('\n'), {
			remedy: 'Correct them under `with:` in the workflow.',
		});
	}
	return inputs;
}

function webUrl(value: string): string | undefined {
	const url = URL.canParse(value) ? new URL(value) : undefined;
	return url?.protocol === 'http:' || url?.protocol === 'https:' ? value : undefined;
}
