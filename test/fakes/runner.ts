import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';

// A runner in small: it starts an action's bundle with the variables that GitHub's starts it with, and reads what
// it prints by the rules of actions/runner: src/Runner.Common/ActionCommand.cs (both forms of a command),
// src/Runner.Worker/ActionCommandManager.cs (stop-commands), src/Runner.Worker/ExecutionContext.cs (AddIssue).

export interface Command {
	readonly name: string;
	readonly properties: Readonly<Record<string, string>>;
	readonly data: string;
}

export interface Issue {
	readonly level: 'error' | 'warning' | 'notice';
	readonly message: string;
	readonly title?: string;
	readonly file?: string;
	readonly line?: number;
	readonly endLine?: number;
	readonly col?: number;
	readonly endColumn?: number;
}

export interface StepResult {
	readonly exitCode: number;
	/** Values that are shown as *** from their command on. */
	readonly masks: readonly string[];
	/** The lines that are no commands, with groups as the runner writes them. */
	readonly log: readonly string[];
	readonly issues: readonly Issue[];
	/** Commands that were obeyed besides annotations and groups. */
	readonly commands: readonly Command[];
	readonly outputs: Readonly<Record<string, string>>;
	readonly summary: string;
	/** What the step has saved for the action's later steps. */
	readonly state: Readonly<Record<string, string>>;
	readonly stderr: string;
}

const issueLevels = ['error', 'warning', 'notice'] as const;
const commandNames = new Set([
	...['add-mask', 'add-matcher', 'add-path', 'debug', 'echo', 'endgroup', 'error', 'group', 'notice'],
	...['remove-matcher', 'save-state', 'set-env', 'set-output', 'stop-commands', 'warning'],
]);
const issuesPerLevel = 10;
const issueMessageLength = 4096;
const summaryBytes = 1024 * 1024;

/** The command that a runner sees in a line, if it sees one. */
export function parseCommand(line: string): Command | undefined {
	// .NET compares strings by a culture unless told otherwise, and then these count for nothing.
	const seen = line.replace(/\p{Default_Ignorable_Code_Point}|\p{Cc}(?<!\s)/gu, '').trimStart();
	const v2 = /^::([^ ]*?)(?: (.*?))?::(.*)$/su.exec(seen);
	if (v2?.[1] !== undefined && commandNames.has(v2[1])) {
		return {
			name: v2[1],
			properties: properties(v2[2] ?? '', ',', '\r\n:,%'),
			data: unescaped(v2[3] ?? '', '\r\n%'),
		};
	}
	const v1 = /##\[([^ \]]*)(?: ([^\]]*))?\](.*)$/su.exec(seen);
	if (v1?.[1] !== undefined && commandNames.has(v1[1])) {
		return {
			name: v1[1],
			properties: properties(v1[2] ?? '', ';', '\r\n];%'),
			data: unescaped(v1[3] ?? '', '\r\n];%'),
		};
	}
	return undefined;
}

function properties(text: string, separator: string, escapes: string): Record<string, string> {
	const pairs = text
		.trim()
		.split(separator)
		.map((part) => /^([^=]+)=(.+)$/su.exec(part));
	return Object.fromEntries(
		pairs.flatMap((pair) => (pair?.[1] && pair[2] ? [[pair[1], unescaped(pair[2], escapes)]] : [])),
	);
}

/** Percent escapes of the given characters, and of no others, undone. */
function unescaped(text: string, characters: string): string {
	return text.replace(/%(0D|0A|3A|2C|3B|5D|25)/g, (whole, hex: string) => {
		const character = String.fromCharCode(Number.parseInt(hex, 16));
		return characters.includes(character) ? character : whole;
	});
}

/** What a runner makes of a step's output. */
export function readOutput(output: string): Pick<StepResult, 'log' | 'issues' | 'commands' | 'masks'> {
	const log: string[] = [];
	const issues: Issue[] = [];
	const commands: Command[] = [];
	const masks: string[] = [];
	let stopToken: string | undefined;
	for (const line of output.replace(/\n$/, '').split(/\r\n|\r|\n/)) {
		if (stopToken !== undefined) {
			if (line.trim() === `::${stopToken}::`) stopToken = undefined;
			else log.push(line);
			continue;
		}
		const command = parseCommand(line);
		const level = issueLevels.find((name) => name === command?.name);
		if (command === undefined) log.push(line);
		else if (level !== undefined) issues.push(issue(level, command));
		else if (command.name === 'group' || command.name === 'endgroup')
			log.push(`##[${command.name}]${command.data}`);
		else if (command.name === 'add-mask') masks.push(command.data);
		else {
			commands.push(command);
			if (command.name === 'stop-commands') stopToken = command.data;
		}
	}
	const masked = (text: string) => masks.reduce((shown, mask) => shown.replaceAll(mask, '***'), text);
	return {
		log: log.map(masked),
		commands,
		masks,
		issues: issueLevels
			.flatMap((level) => issues.filter((one) => one.level === level).slice(0, issuesPerLevel))
			.map((one) => ({ ...one, message: masked(one.message) })),
	};
}

function issue(level: Issue['level'], { properties: given, data }: Command): Issue {
	const number = (key: string) => (/^-?\d+$/.test(given[key] ?? '') ? Number(given[key]) : undefined);
	const line = number('line') ?? number('endLine');
	const endLine = number('endLine');
	// ValidateLinesAndColumns: columns only within one line; an end before its begin drops both.
	const oneLine = line !== undefined && (endLine === undefined || endLine === line);
	const linesKept = line !== undefined && (endLine === undefined || endLine >= line);
	const found = {
		title: given.title,
		file: given.file,
		line: linesKept ? line : undefined,
		endLine: linesKept ? endLine : undefined,
		col: oneLine ? number('col') : undefined,
		endColumn: oneLine ? number('endColumn') : undefined,
	};
	const present = Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
	return { level, message: data.slice(0, issueMessageLength), ...present };
}

export interface Step {
	/** The action's bundle. */
	readonly main: string;
	/** Inputs as action.yml names them; a default from action.yml must be given too, as the runner does. */
	readonly inputs: Readonly<Record<string, string>>;
	/** Absolute: what was checked out. */
	readonly workspace: string;
	readonly env?: Readonly<Record<string, string>>;
	/** What an earlier step of the same action has saved. */
	readonly state?: Readonly<Record<string, string>>;
	/** What started the workflow; a push when missing. */
	readonly event?: WorkflowEvent;
	/** The job is cancelled when the step prints a line that this accepts. */
	readonly cancelWhen?: (line: string) => boolean;
	/** The job is cancelled when this resolves. */
	readonly cancelAfter?: Promise<void>;
}

export interface WorkflowEvent {
	readonly name: string;
	/** What is checked out: of a pull request its merge commit. */
	readonly sha: string;
	readonly payload: object;
}

// src/Runner.Sdk/ProcessInvoker.cs: a cancelled step has so long after SIGINT, then so long after SIGTERM.
const sigintMs = 7500;
const sigtermMs = 2500;

/** Runs a JavaScript action as a step. */
export async function runStep(step: Step): Promise<StepResult> {
	const runner = mkdtempSync(join(tmpdir(), 'runner-'));
	const file = (name: string) => {
		writeFileSync(join(runner, name), '');
		return join(runner, name);
	};
	for (const folder of ['temp', 'tools']) mkdirSync(join(runner, folder));
	const { name: eventName, sha, payload } = step.event ?? { name: 'push', sha: 'f'.repeat(40), payload: {} };
	const eventFile = file('event.json');
	writeFileSync(eventFile, JSON.stringify(payload));
	const env = {
		PATH: process.env.PATH,
		HOME: runner,
		CI: 'true',
		GITHUB_ACTIONS: 'true',
		GITHUB_WORKSPACE: step.workspace,
		GITHUB_REPOSITORY: 'octo/tracer',
		GITHUB_SERVER_URL: 'https://github.com',
		GITHUB_RUN_ID: '7',
		GITHUB_WORKFLOW: 'CI',
		GITHUB_JOB: 'kernels',
		GITHUB_EVENT_NAME: eventName,
		GITHUB_EVENT_PATH: eventFile,
		GITHUB_SHA: sha,
		GITHUB_OUTPUT: file('output'),
		GITHUB_STEP_SUMMARY: file('summary'),
		GITHUB_STATE: file('state'),
		GITHUB_ENV: file('env'),
		GITHUB_PATH: file('path'),
		RUNNER_TEMP: join(runner, 'temp'),
		RUNNER_TOOL_CACHE: join(runner, 'tools'),
		RUNNER_OS: 'Linux',
		RUNNER_ARCH: 'X64',
		// An input's variable is its name in capitals, spaces as underscores: src/Runner.Worker/Handlers/Handler.cs.
		...Object.fromEntries(
			Object.entries(step.inputs).map(([name, value]) => [
				`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
				value,
			]),
		),
		...Object.fromEntries(Object.entries(step.state ?? {}).map(([name, value]) => [`STATE_${name}`, value])),
		...step.env,
	};
	const running = execa(process.execPath, [step.main], {
		cwd: step.workspace,
		env,
		extendEnv: false,
		reject: false,
		stripFinalNewline: false,
	});
	if (step.cancelWhen !== undefined) void cancelOnLine(running, step.cancelWhen);
	const asked = step.cancelAfter?.then(() => cancel(running));
	const ran = await running;
	for (const timer of (await asked) ?? []) clearTimeout(timer);
	const summary = readFileSync(env.GITHUB_STEP_SUMMARY);
	return {
		exitCode: ran.exitCode ?? -1,
		...readOutput(ran.stdout),
		state: fileCommands(readFileSync(env.GITHUB_STATE, 'utf8')),
		outputs: fileCommands(readFileSync(env.GITHUB_OUTPUT, 'utf8')),
		// The runner refuses a summary above its limit as a whole: src/Runner.Worker/FileCommandManager.cs.
		summary: summary.length > summaryBytes ? '' : summary.toString('utf8'),
		stderr: ran.stderr,
	};
}

/** What of a process is needed to cancel it. */
interface Running {
	iterable(options: { readonly from: 'stdout' }): AsyncIterable<unknown>;
	kill(signal: NodeJS.Signals): boolean;
}

function cancel(running: Pick<Running, 'kill'>): NodeJS.Timeout[] {
	running.kill('SIGINT');
	return [
		setTimeout(() => running.kill('SIGTERM'), sigintMs),
		setTimeout(() => running.kill('SIGKILL'), sigintMs + sigtermMs),
	];
}

async function cancelOnLine(running: Running, cancelWhen: (line: string) => boolean): Promise<void> {
	let timers: readonly NodeJS.Timeout[] = [];
	for await (const line of running.iterable({ from: 'stdout' })) {
		if (timers.length > 0 || !cancelWhen(String(line))) continue;
		timers = cancel(running);
	}
	for (const timer of timers) clearTimeout(timer);
}

/** `name<<delimiter`, lines, `delimiter`; or `name=value`. */
function fileCommands(text: string): Record<string, string> {
	const values: Record<string, string> = {};
	const lines = text.split(/\r?\n/);
	for (let at = 0; at < lines.length; at++) {
		const [, name, operator, rest] = /^([^=<]+)(<<|=)(.*)$/.exec(lines[at] ?? '') ?? [];
		if (name === undefined) continue;
		if (operator === '=') values[name] = rest ?? '';
		else {
			const end = lines.indexOf(rest ?? '', at + 1);
			values[name] = lines.slice(at + 1, end).join('\n');
			at = end;
		}
	}
	return values;
}
