import type { Overrides } from '../config/overrides.ts';
import { defined } from '../defined.ts';
import { CoreMatrixError } from '../error.ts';
import type { Access } from '../kernels/access.ts';
import { nearest } from '../nearest.ts';
import { defaultMemoryMiB, type RunOptions } from '../run-options.ts';
import { type CommandName, commands, isCommand } from './commands.ts';
import { type ExplainArguments, explainFormats } from './explain-format.ts';
import type { KernelsArguments } from './kernels.ts';
import type { LockArguments } from './lock.ts';
import type { MergeArguments } from './merge.ts';
import type { ShellArguments } from './shell.ts';
import { readValues, type Values } from './values.ts';
import { splitWords, usage } from './words.ts';

/** The configuration that a command is about. */
export interface ConfigArguments {
	readonly config?: string;
	readonly overrides: Overrides;
}

export interface RunArguments extends ConfigArguments, Omit<RunOptions, 'config' | 'baseline' | 'signal'> {
	readonly command: 'run';
	/** Path of the report of an earlier run, as written. */
	readonly baseline?: string;
	readonly installMissing: boolean;
	readonly json: boolean;
}

/** What the command line asks for. */
export type Invocation =
	| { readonly command: 'help'; readonly of?: CommandName }
	| { readonly command: 'version' }
	| RunArguments
	| ({ readonly command: 'plan'; readonly json: boolean } & ConfigArguments)
	| ({ readonly command: 'merge' } & MergeArguments)
	| ({ readonly command: 'shell' } & ShellArguments)
	| ({ readonly command: 'kernels' } & KernelsArguments)
	| ({ readonly command: 'lock' } & LockArguments)
	| ({ readonly command: 'explain' } & ExplainArguments)
	| { readonly command: 'doctor'; readonly installMissing: boolean; readonly json: boolean };

/** Reads the words after `core-matrix`. Throws a usage error that names the nearest command or option. */
export function readArguments(words: readonly string[]): Invocation {
	const [first = ''] = words;
	if (isCommand(first)) return readCommand(first, words.slice(1));
	if (first === '--help') return { command: 'help' };
	if (first === '--version') return { command: 'version' };
	throw new CoreMatrixError('usage', badCommand(first), {
		remedy: 'core-matrix --help lists the commands.',
	});
}

function readCommand(command: CommandName, words: readonly string[]): Invocation {
	const { given, positionals } = splitWords(command, words);
	if (given.help !== undefined) return { command: 'help', of: command };
	if (given.version !== undefined) return { command: 'version' };
	const operands = readOperands(command, positionals);
	const values = readValues(given);
	const invocation = interpret(command, values, operands);
	values.finish();
	return invocation;
}

function interpret(command: CommandName, values: Values, operands: readonly string[]): Invocation {
	const json = values.has('json');
	switch (command) {
		case 'run':
			return readRun(values, json);
		case 'plan':
			return { command, json, ...readConfigArguments(values) };
		case 'merge':
			return {
				command,
				json,
				...readConfigArguments(values),
				parts: operands,
				out: values.text('out') ?? 'out',
			};
		case 'shell':
			return readShell(values, operands);
		case 'kernels':
			return readKernels(values, json, operands);
		case 'lock':
			return {
				command,
				json,
				update: values.has('update'),
				...readConfigArguments(values),
				access: readAccess(values),
			};
		case 'explain':
			return readExplain(values, json, operands);
		case 'doctor':
			return { command, json, installMissing: values.has('install-missing') };
	}
}

function readRun(values: Values, json: boolean): RunArguments {
	return {
		command: 'run',
		json,
		...readConfigArguments(values),
		out: values.text('out') ?? 'out',
		...readMachine(values),
		...defined({ parallel: values.whole('parallel', 1, 256), baseline: values.text('baseline') }),
		deadlines: defined({
			bootMs: values.milliseconds('boot-timeout'),
			buildMs: values.milliseconds('build-timeout'),
			loadMs: values.milliseconds('load-timeout'),
			triggerMs: values.milliseconds('trigger-timeout'),
		}),
	};
}

function readShell(values: Values, [kernel = '']: readonly string[]): Invocation {
	return {
		command: 'shell',
		kernel,
		...defined({ config: values.text('config') }),
		...readMachine(values),
		deadlines: defined({
			bootMs: values.milliseconds('boot-timeout'),
			buildMs: values.milliseconds('build-timeout'),
		}),
	};
}

function readMachine(values: Values) {
	return {
		accel: values.oneOf('accel', ['auto', 'kvm', 'tcg'] as const) ?? 'auto',
		memoryMiB: values.whole('memory', 256, 1_048_576) ?? defaultMemoryMiB,
		installMissing: values.has('install-missing'),
		access: readAccess(values),
	};
}

function readKernels(values: Values, json: boolean, [action, ...kernels]: readonly string[]): Invocation {
	const olderThan = values.whole('older-than', 0, 36_500);
	if (olderThan !== undefined && action !== 'prune')
		throw usage('kernels', '--older-than is for kernels prune');
	return {
		command: 'kernels',
		json,
		...(action === 'resolve' && { resolve: kernels }),
		...(action === 'prune' && { prune: { olderThan: olderThan ?? 30 } }),
		access: readAccess(values),
	};
}

function readExplain(values: Values, json: boolean, [object = '']: readonly string[]): Invocation {
	const btf = values
		.text('btf')
		?.split(',')
		.filter((file) => file !== '');
	return {
		command: 'explain',
		object,
		format: values.oneOf('format', explainFormats) ?? (json ? 'json' : 'text'),
		...defined({
			btf,
			kernels: values.text('kernels'),
			config: values.text('config'),
		}),
		access: readAccess(values),
	};
}

function readConfigArguments(values: Values): ConfigArguments {
	return {
		...defined({ config: values.text('config') }),
		overrides: defined({
			kernels: values.text('kernels'),
			build: values.text('build'),
			sources: values.text('sources'),
			objects: values.text('objects'),
		}),
	};
}

function readAccess(values: Values): Access {
	return defined({
		debianMirror: values.webUrl('debian-mirror'),
		ubuntuMirror: values.webUrl('ubuntu-mirror'),
		mainlineMirror: values.webUrl('mainline-mirror'),
		registryMirror: values.mirrors('registry-mirror'),
	});
}

/** The words that are no options: what to do with which kernels, or the object to explain. */
function readOperands(command: CommandName, positionals: readonly string[]): readonly string[] {
	const [first, ...rest] = positionals;
	if (command === 'explain') {
		if (first === undefined) throw usage(command, 'explain needs an object file');
		const [second] = rest;
		if (second === undefined) return [first];
		throw usage(command, `${JSON.stringify(second)} is one word too many; explain takes one object`);
	}
	if (command === 'merge') {
		if (first === undefined) throw usage(command, 'merge needs the output folders of runs');
		return positionals;
	}
	if (command === 'shell') {
		if (first === undefined) throw usage(command, 'shell needs the name of a kernel');
		const [second] = rest;
		if (second === undefined) return [first];
		throw usage(command, `${JSON.stringify(second)} is one word too many; shell takes one kernel`);
	}
	if (first === undefined) return [];
	if (command !== 'kernels') {
		throw usage(command, `${JSON.stringify(first)} is one word too many; ${command} takes only options`);
	}
	if (first !== 'resolve' && first !== 'prune') {
		throw usage(command, `kernels knows only resolve and prune, not ${JSON.stringify(first)}`);
	}
	if (first === 'resolve' && rest.length === 0)
		throw usage(command, 'kernels resolve needs the names of kernels');
	if (first === 'prune' && rest.length > 0) {
		throw usage(command, `${JSON.stringify(rest[0])} is one word too many; kernels prune takes only options`);
	}
	return positionals;
}

function badCommand(word: string): string {
	if (word === '') return 'no command is given';
	if (word.startsWith('-')) return `${JSON.stringify(word)} stands before the command; options come after it`;
	const near = nearest(word, Object.keys(commands));
	return `there is no command ${JSON.stringify(word)}${near === undefined ? '' : `; did you mean ${near}?`}`;
}
