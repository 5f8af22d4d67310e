import { defaultDeadlines, defaultMemoryMiB } from '../run-options.ts';

/** One option of the command line: the parser, the suggestions and the help all read this. */
export interface OptionSpec {
	/** What stands for its value in the help; missing: it takes none. */
	readonly value?: string;
	readonly help: string;
}

const seconds = (milliseconds: number): string => `${milliseconds / 1000} on KVM`;

export const options = {
	config: { value: 'FILE', help: 'the configuration (default: core-matrix.yml or .github/core-matrix.yml)' },
	btf: {
		value: 'FILES',
		help: "files of BTF instead of kernels, separated by commas; a module's stands behind its kernel's",
	},
	kernels: { value: 'LIST', help: 'kernels instead of those of the configuration, such as "6.1 debian:7"' },
	sources: { value: 'LIST', help: 'sources instead of what the configuration lists, paths or globs' },
	objects: { value: 'LIST', help: 'objects that are compiled already, likewise' },
	build: {
		value: 'WHERE',
		help: 'where to build: each, all (every build on every kernel), host (on this machine), or one kernel that builds for all',
	},
	out: { value: 'DIR', help: 'folder of the report and the logs (default: out)' },
	baseline: {
		value: 'REPORT',
		help: 'report.json of an earlier run, or its folder: warn of programs that take more to verify now',
	},
	accel: { value: 'NAME', help: 'auto, kvm or tcg (default: auto, which tries whether KVM really works)' },
	parallel: { value: 'N', help: 'guests at a time (default: as many as cores and memory allow)' },
	memory: { value: 'MIB', help: `memory of one guest (default: ${defaultMemoryMiB})` },
	'debian-mirror': { value: 'URL', help: "a Debian archive instead of the machine's own" },
	'ubuntu-mirror': { value: 'URL', help: "an Ubuntu archive instead of the machine's own" },
	'mainline-mirror': { value: 'URL', help: "a copy of Ubuntu's mainline builds" },
	'registry-mirror': { value: 'LIST', help: 'mirrors of registries, such as ghcr.io=https://mirror.example' },
	'boot-timeout': { value: 'SECONDS', help: `for booting (default: ${seconds(defaultDeadlines.bootMs)})` },
	'build-timeout': {
		value: 'SECONDS',
		help: `for one compiler run (default: ${seconds(defaultDeadlines.buildMs)})`,
	},
	'load-timeout': {
		value: 'SECONDS',
		help: `for loading one program (default: ${seconds(defaultDeadlines.loadMs)})`,
	},
	'trigger-timeout': {
		value: 'SECONDS',
		help: `for triggering one program (default: ${seconds(defaultDeadlines.triggerMs)})`,
	},
	update: { help: 'lock every kernel anew, to what its name means now' },
	'older-than': { value: 'DAYS', help: 'what no run has used for so many days (default: 30)' },
	'install-missing': { help: 'install packages that are missing with apt-get (in CI that is done anyway)' },
	format: { value: 'NAME', help: 'text, json or markdown (default: text)' },
	json: { help: 'JSON on standard output, everything else on standard error' },
	help: { help: 'show help' },
	version: { help: 'show the version' },
} as const satisfies Record<string, OptionSpec>;

export type OptionName = keyof typeof options;

const mirrors = ['debian-mirror', 'ubuntu-mirror', 'mainline-mirror', 'registry-mirror'] as const;

export interface CommandSpec {
	/** What follows the command's name. */
	readonly usage: string;
	readonly summary: string;
	/** Without help and version, which every command has. */
	readonly options: readonly OptionName[];
	readonly examples: readonly string[];
}

export const commands = {
	run: {
		usage: '[options]',
		summary: 'boot every kernel, build, load, attach and trigger every program, and report',
		options: [
			'config',
			'kernels',
			'sources',
			'objects',
			'build',
			'out',
			'baseline',
			'accel',
			'parallel',
			'memory',
			...mirrors,
			'boot-timeout',
			'build-timeout',
			'load-timeout',
			'trigger-timeout',
			'install-missing',
			'json',
		],
		examples: [
			'core-matrix run',
			'core-matrix run --kernels "6.1 debian:7" --build 6.1',
			'core-matrix run --json | jq .verdict',
		],
	},
	plan: {
		usage: '[options]',
		summary: 'show what a run would do, without doing it',
		options: ['config', 'kernels', 'sources', 'objects', 'build', 'json'],
		examples: [
			'core-matrix plan',
			'core-matrix plan --config examples/iov_iter/core-matrix.yml',
			'core-matrix plan --json | jq -c .matrix',
		],
	},
	merge: {
		usage: 'DIR… [options]',
		summary: 'judge what runs of single kernels have seen as one run of the whole configuration',
		options: ['config', 'kernels', 'sources', 'objects', 'build', 'out', 'json'],
		examples: ['core-matrix merge out/6.1 out/6.12 --out out/all', 'core-matrix merge artifacts'],
	},
	shell: {
		usage: 'KERNEL [options]',
		summary: "open a shell in a guest of one kernel, with the workspace in it; its exit code is the shell's",
		options: ['config', 'accel', 'memory', ...mirrors, 'boot-timeout', 'build-timeout', 'install-missing'],
		examples: [
			'core-matrix shell debian:6.1',
			'core-matrix shell 7 --config examples/commands/core-matrix.yml',
		],
	},
	explain: {
		usage: 'OBJECT [options]',
		summary: 'show what an object asks of each kernel: CO-RE relocations, helpers, targets; boots none',
		options: ['kernels', 'btf', 'config', ...mirrors, 'format', 'json'],
		examples: [
			'core-matrix explain build/trace.bpf.o',
			'core-matrix explain build/trace.bpf.o --kernels "6.1 debian:7"',
			'core-matrix explain build/trace.bpf.o --btf /sys/kernel/btf/vmlinux,/sys/kernel/btf/veth',
			'core-matrix explain build/trace.bpf.o --format markdown >> "$GITHUB_STEP_SUMMARY"',
		],
	},
	kernels: {
		usage: '[resolve KERNEL… | prune] [options]',
		summary: 'list the kernels in the cache, fetch kernels into it, or remove those that are not used',
		options: [...mirrors, 'older-than', 'json'],
		examples: [
			'core-matrix kernels',
			'core-matrix kernels resolve 6.1 debian:7 5.15..6.14',
			'core-matrix kernels prune --older-than 7',
		],
	},
	lock: {
		usage: '[options]',
		summary: 'write down which kernels the configuration means, so that every run takes just those',
		options: ['config', 'kernels', 'build', ...mirrors, 'update', 'json'],
		examples: ['core-matrix lock', 'core-matrix lock --update'],
	},
	doctor: {
		usage: '[options]',
		summary: 'show what this machine has and lacks for a run',
		options: ['install-missing', 'json'],
		examples: ['core-matrix doctor', 'core-matrix doctor --install-missing'],
	},
} as const satisfies Record<string, CommandSpec>;

export type CommandName = keyof typeof commands;

export function isCommand(word: string): word is CommandName {
	return Object.hasOwn(commands, word);
}
