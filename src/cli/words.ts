import { parseArgs } from 'node:util';
import { CoreMatrixError } from '../error.ts';
import { nearest } from '../nearest.ts';
import { type CommandName, commands, type OptionName, type OptionSpec, options } from './commands.ts';
import type { Given } from './values.ts';

/** Tells the options of a command from its other words. Throws a usage error for an option that is not its. */
export function splitWords(command: CommandName, words: readonly string[]) {
	const known: readonly OptionName[] = [...commands[command].options, 'help', 'version'];
	const { tokens } = parseArgs({
		args: [...words],
		options: Object.fromEntries(
			known.map((name) => [name, { type: takesValue(name) ? 'string' : 'boolean' }]),
		),
		// Its own errors know neither what is near nor what the option is for.
		strict: false,
		allowPositionals: true,
		tokens: true,
	});
	const given: Given = {};
	const positionals: string[] = [];
	for (const token of tokens) {
		if (token.kind === 'positional') positionals.push(token.value);
		if (token.kind !== 'option') continue;
		const name = known.find((candidate) => `--${candidate}` === token.rawName);
		if (name === undefined) throw unknownOption(command, token.rawName, known);
		// The last one counts, so that who calls a script (`npm run demo -- --out DIR`) can say otherwise than it does.
		given[name] = readValue(command, name, token.value, token.inlineValue === true);
	}
	return { given, positionals };
}

function readValue(
	command: CommandName,
	name: OptionName,
	value: string | undefined,
	isInline: boolean,
): string | true {
	const { value: placeholder }: OptionSpec = options[name];
	if (placeholder === undefined) {
		if (value === undefined) return true;
		throw usage(command, `--${name} takes no value`);
	}
	// An option where the value should be: the value was forgotten. `--name=-x` says that it is meant.
	if (value === undefined || (value.startsWith('--') && !isInline)) {
		throw usage(command, `--${name} needs a value: --${name} ${placeholder}`);
	}
	return value;
}

const takesValue = (name: OptionName): boolean => 'value' in options[name];

function unknownOption(command: CommandName, written: string, known: readonly OptionName[]): CoreMatrixError {
	const near = nearest(
		written,
		known.map((name) => `--${name}`),
	);
	return usage(
		command,
		`${command} has no option ${JSON.stringify(written)}${near === undefined ? '' : `; did you mean ${near}?`}`,
	);
}

export function usage(command: CommandName, message: string): CoreMatrixError {
	return new CoreMatrixError('usage', message, {
		remedy: `core-matrix ${command} --help shows what there is.`,
	});
}
