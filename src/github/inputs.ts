import type { Overrides } from '../config/overrides.ts';
import { defined } from '../defined.ts';
import type { Access } from '../kernels/access.ts';
import { parseLogins } from '../kernels/oci/credentials.ts';
import { parseMirrors } from '../kernels/oci/mirror.ts';
import { failLevels } from '../report/verdict.ts';
import { type Deadlines, defaultMemoryMiB, type RunOptions } from '../run-options.ts';
import { annotationLevels } from './annotations.ts';
import { type InputValues, inputValues } from './input-values.ts';

/** The action's inputs, by their names in action.yml. */
export const inputNames = [
	'mode',
	'config',
	'kernels',
	'sources',
	'objects',
	'commands',
	'build',
	'parts',
	'out',
	'baseline',
	'checks',
	'annotations',
	'fail-on',
	'artifact-name',
	'cache',
	'token',
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
type Values = InputValues<InputName>;

const modes = ['run', 'plan', 'merge'] as const;
/** `auto`: where one job tries several kernels, as far as the token lets it. */
const checkModes = ['auto', 'true', 'false'] as const;
/** `auto`: on GitHub's own machines, which are thrown away. */
const cacheModes = ['auto', 'true', 'false'] as const;

export interface Inputs {
	readonly mode: (typeof modes)[number];
	/** Path of the configuration; looked for when missing. */
	readonly config?: string;
	/** Overrides of the configuration, as written. */
	readonly overrides: Overrides;
	/** As written: output folders of runs, or folders that have them; for the mode `merge`. */
	readonly parts: readonly string[];
	/** As written: relative to the workspace, or absolute. */
	readonly out: string;
	/** Path of the report of an earlier run, likewise. */
	readonly baseline?: string;
	readonly checks: (typeof checkModes)[number];
	/** The least severe findings that are annotated. */
	readonly annotations: (typeof annotationLevels)[number];
	/** The least severe findings that fail the step. */
	readonly failOn: (typeof failLevels)[number];
	/** `none`: nothing is uploaded. A name is chosen when missing. */
	readonly artifactName?: string;
	readonly cache: (typeof cacheModes)[number];
	/** To make check runs with; secret. */
	readonly token?: string;
	/** For the mode `run`. */
	readonly run: Omit<RunOptions, 'config' | 'out' | 'baseline' | 'signal'>;
}

/** Reads all inputs. Throws a usage error that names every input that is wrong, not only the first. */
export function readInputs(get: (name: InputName) => string): Inputs {
	const values = inputValues(get);
	const inputs: Inputs = {
		mode: values.oneOf('mode', modes) ?? 'run',
		...defined({ config: values.text('config') }),
		overrides: defined({
			kernels: values.text('kernels'),
			build: values.text('build'),
			sources: values.text('sources'),
			objects: values.text('objects'),
			commands: values.text('commands'),
		}),
		parts: lines(values.text('parts') ?? 'parts'),
		out: values.text('out') ?? 'out',
		...defined({ baseline: values.text('baseline') }),
		checks: values.oneOf('checks', checkModes) ?? 'auto',
		annotations: values.oneOf('annotations', annotationLevels) ?? 'notice',
		failOn: values.oneOf('fail-on', failLevels) ?? 'error',
		...defined({ artifactName: values.text('artifact-name') }),
		cache: values.oneOf('cache', cacheModes) ?? 'auto',
		...defined({ token: values.text('token') }),
		run: readRun(values),
	};
	values.finish();
	return inputs;
}

function readRun(values: Values): Inputs['run'] {
	return {
		accel: values.oneOf('accel', ['auto', 'kvm', 'tcg']) ?? 'auto',
		...defined({ parallel: values.whole('parallel', 1, 256, 'guests') }),
		memoryMiB: values.whole('memory', 256, 1_048_576, 'MiB') ?? defaultMemoryMiB,
		deadlines: readDeadlines(values),
		access: readAccess(values),
	};
}

function readDeadlines(values: Values): Partial<Deadlines> {
	return defined({
		bootMs: values.milliseconds('boot-timeout'),
		buildMs: values.milliseconds('build-timeout'),
		loadMs: values.milliseconds('load-timeout'),
		triggerMs: values.milliseconds('trigger-timeout'),
	});
}

function readAccess(values: Values): Access {
	const registryLogin = values.text('registry-login');
	// What is wrong with it may have its password in it.
	if (registryLogin !== undefined && parseLogins(registryLogin) === undefined) {
		values.refuse('registry-login', 'logins such as ghcr.io=user:password');
	}
	return defined({
		debianMirror: values.webUrl('debian-mirror'),
		ubuntuMirror: values.webUrl('ubuntu-mirror'),
		mainlineMirror: values.webUrl('mainline-mirror'),
		registryMirror: values.read(
			'registry-mirror',
			'mirrors such as ghcr.io=https://mirror.example',
			(value) => (parseMirrors(value) === undefined ? undefined : value),
		),
		registryLogin,
	});
}

function lines(text: string): string[] {
	return text
		.split('\n')
		.map((line) => line.trim())
		.filter((line) => line !== '');
}
