import { CoreMatrixError } from '../error.ts';
import { parseLogins } from '../kernels/oci/credentials.ts';
import { parseMirrors } from '../kernels/oci/mirror.ts';
import { oneLine } from '../report/neutralise.ts';
import { defaultMemoryMiB, type RunOptions } from '../run-options.ts';

/** The action's inputs, by their names in action.yml. */
export const inputNames = [
	'config',
	'kernels',
	'build',
	'out',
	'baseline',
	'accel',
	'parallel',
	'memory',
	'boot-timeout',
	'build-timeout',
	'load-timeout',
	'trigger-timeout',
	'debian-mirror',
	'ubuntu-mirror',
	'mainline-mirror',
	'registry-mirror',
	'registry-login',
] as const;
export type InputName = (typeof inputNames)[number];

export interface Inputs extends Omit<RunOptions, 'config' | 'out' | 'baseline' | 'signal'> {
	/** Path of the configuration; looked for when missing. */
	readonly config?: string;
	/** Overrides of the configuration, as written. */
	readonly overrides: { readonly kernels?: string; readonly build?: string };
	/** As written: relative to the workspace, or absolute. */
	readonly out: string;
	/** Path of the report of an earlier run, likewise. */
	readonly baseline?: string;
}

const accels = ['auto', 'kvm', 'tcg'] as const;

/** A day; more is a mistake. */
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
		expected: string,
		parse: (value: string) => T | undefined,
	): T | undefined {
		const value = text(name);
		if (value === undefined) return undefined;
		const parsed = parse(value);
		if (parsed === undefined)
			wrong.push(`input \`${name}\`: expected ${expected}, got \`${oneLine(value, 100)}\``);
		return parsed;
	}
	const whole = (name: InputName, least: number, most: number, unit: string) =>
		read(name, `a whole number of ${unit} from ${least} to ${most}`, (value) =>
			/^\d{1,9}$/.test(value) && Number(value) >= least && Number(value) <= most ? Number(value) : undefined,
		);
	const milliseconds = (name: InputName) =>
		read(name, `seconds above 0 and up to ${longestSeconds}, such as 30 or 0.5`, (value) =>
			/^\d{1,6}(\.\d{1,3})?$/.test(value) && Number(value) > 0 && Number(value) <= longestSeconds
				? Math.round(Number(value) * 1000)
				: undefined,
		);

	const config = text('config');
	const kernels = text('kernels');
	const build = text('build');
	const out = text('out') ?? 'out';
	const baseline = text('baseline');
	const accel = read('accel', accels.join(', '), (value) => accels.find((one) => one === value)) ?? 'auto';
	const parallel = whole('parallel', 1, 256, 'guests');
	const memoryMiB = whole('memory', 256, 1_048_576, 'MiB') ?? defaultMemoryMiB;
	const bootMs = milliseconds('boot-timeout');
	const buildMs = milliseconds('build-timeout');
	const loadMs = milliseconds('load-timeout');
	const triggerMs = milliseconds('trigger-timeout');
	const address = (name: InputName) => read(name, 'an http or https URL', webUrl);
	const debianMirror = address('debian-mirror');
	const ubuntuMirror = address('ubuntu-mirror');
	const mainlineMirror = address('mainline-mirror');
	const registryMirror = read('registry-mirror', 'mirrors such as ghcr.io=https://mirror.example', (value) =>
		parseMirrors(value) === undefined ? undefined : value,
	);
	const registryLogin = text('registry-login');
	// What is wrong with it may have its password in it.
	if (registryLogin !== undefined && parseLogins(registryLogin) === undefined)
		wrong.push('input `registry-login`: expected logins such as ghcr.io=user:password');
	if (wrong.length > 0) {
		const remedy = 'Correct them under `with:` in the workflow.';
		throw new CoreMatrixError('usage', wrong.join('\n'), { remedy });
	}
	return {
		...(config !== undefined && { config }),
		overrides: { ...(kernels !== undefined && { kernels }), ...(build !== undefined && { build }) },
		out,
		...(baseline !== undefined && { baseline }),
		accel,
		...(parallel !== undefined && { parallel }),
		memoryMiB,
		deadlines: {
			...(bootMs !== undefined && { bootMs }),
			...(buildMs !== undefined && { buildMs }),
			...(loadMs !== undefined && { loadMs }),
			...(triggerMs !== undefined && { triggerMs }),
		},
		access: {
			...(debianMirror !== undefined && { debianMirror }),
			...(ubuntuMirror !== undefined && { ubuntuMirror }),
			...(mainlineMirror !== undefined && { mainlineMirror }),
			...(registryMirror !== undefined && { registryMirror }),
			...(registryLogin !== undefined && { registryLogin }),
		},
	};
}

function webUrl(value: string): string | undefined {
	const url = URL.canParse(value) ? new URL(value) : undefined;
	return url?.protocol === 'http:' || url?.protocol === 'https:' ? value : undefined;
}
