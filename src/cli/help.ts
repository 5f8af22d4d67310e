import {
	type CommandName,
	type CommandSpec,
	commands,
	type OptionName,
	type OptionSpec,
	options,
} from './commands.ts';

const exitCodes = `Exit codes:
  0  all is as expected
  1  something that you must fix: a program failed, or passed though it was expected to fail
  2  wrong usage or configuration
  3  infrastructure: no kernel, no guest, a lost guest
`;

/** The help of one command, or of the whole. */
export function helpText(command?: CommandName): string {
	return command === undefined ? overview() : commandHelp(command, commands[command]);
}

function overview(): string {
	const summaries = Object.entries(commands).map(([name, { summary }]) => [name, summary] as const);
	return `core-matrix: does this eBPF program build, load, attach and run on each kernel, and if not, which line is to blame?

Usage: core-matrix <command> [options]

Commands:
${columns(summaries)}
Options:
${columns(optionRows(['help', 'version']))}
core-matrix <command> --help says more of a command.

${examples(Object.values(commands).map(({ examples: [first] }) => first))}
${exitCodes}`;
}

function commandHelp(
	name: CommandName,
	{ usage, summary, options: own, examples: some }: CommandSpec,
): string {
	return `core-matrix ${name}: ${summary}

Usage: core-matrix ${name} ${usage}

Options:
${columns(optionRows([...own, 'help', 'version']))}
${examples(some)}
${exitCodes}`;
}

function optionRows(names: readonly OptionName[]): (readonly [string, string])[] {
	return names.map((name) => {
		const { value, help }: OptionSpec = options[name];
		return [value === undefined ? `--${name}` : `--${name} ${value}`, help];
	});
}

function examples(lines: readonly string[]): string {
	return `Examples:\n${lines.map((line) => `  ${line}\n`).join('')}`;
}

function columns(rows: readonly (readonly [string, string])[]): string {
	const width = Math.max(...rows.map(([left]) => left.length));
	return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}\n`).join('');
}
