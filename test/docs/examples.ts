import type { Baseline } from '../../src/baseline/baseline.ts';
import { parseDiagnostics } from '../../src/bpf/diagnostics.ts';
import { readLoadLog } from '../../src/bpf/load-log.ts';
import { failedRelocation, locateFailure } from '../../src/bpf/locate.ts';
import type { Config } from '../../src/config/config.ts';
import type { FindingCode } from '../../src/findings/finding.ts';
import { judge } from '../../src/findings/judge.ts';
import type {
	KernelAnswer,
	KernelObservation,
	LoadObservation,
	ProgramObservation,
	Trouble,
} from '../../src/findings/observation.ts';
import { parseSpec } from '../../src/kernels/spec.ts';
import { plain } from '../../src/report/paint.ts';
import { renderText } from '../../src/report/text.ts';
import { type BtfMaker, makeBtf } from '../bpf/core/make-btf.ts';
import { attempt, opened, sources, text } from '../bpf/fixtures.ts';
import { build, cell, configOf, kernel, objectConfig, program, report, specs } from '../findings/observed.ts';

/* One real failure for each code, as the page about findings shows it: judged and printed, its list of logs left out. */

/** The log files of kernels: those of the base programs, and those of the programs that provoke refusals. */
const logsOf: Readonly<Record<string, { base: string; refusals: string }>> = {
	'debian:5.10': { base: '5.10.262.log', refusals: '5.10.262.refusals.log' },
	'debian:6.1': { base: '6.1.176.log', refusals: '6.1.192.refusals.log' },
	'debian:6.12': { base: '6.12.95.log', refusals: '6.12.117.refusals.log' },
	'debian:7': { base: '7.3.4.log', refusals: '7.3.4.refusals.log' },
};

interface Example {
	readonly kernels: readonly KernelObservation[];
	readonly config?: Partial<Config>;
	readonly btf?: Parameters<typeof judge>[0]['btf'];
	readonly baseline?: Baseline;
}

/** The findings of that code among what a run of the example prints. */
function shown(code: FindingCode, { kernels, config = {}, btf, baseline }: Example): string {
	const report = judge({
		config: configOf(config),
		kernels,
		started: new Date(0),
		durationMs: 1,
		toolVersion: '0.1.0',
		...(btf && { btf }),
		...(baseline && { baseline }),
	});
	const findings = report.findings.filter((finding) => finding.code === code);
	const printed = renderText({ ...report, findings }, { paint: plain, width: 160, out: 'out' });
	const lines = printed.split('\n').filter((line) => !line.startsWith('  log: '));
	const start = lines.findIndex((line) => line.endsWith(`[${code}]`));
	return `${lines.slice(start, lines.indexOf('report: out')).join('\n').trimEnd()}\n`;
}

interface Load {
	readonly object: string;
	readonly program: string;
	/** libbpf's name of the program's type. */
	readonly type: string;
	readonly log?: 'base' | 'refusals';
	/** What kernels said when asked, by spec. */
	readonly answers?: (spec: string) => readonly KernelAnswer[] | undefined;
	/** Instead of what the log gives. */
	readonly over?: Partial<LoadObservation>;
}

/** What all kernels said of one program of a fixture. */
function loads({ object, program: name, type, log = 'base', answers, over }: Load): Example {
	const source = `bpf/${object.replace('.o', '.bpf.c')}`;
	const { object: read, program: code } = opened(object, name);
	const kernels = specs.map((spec) => {
		const { said, result } = attempt(logsOf[spec]?.[log] ?? '', object, name);
		const line = locateFailure(read, code, readLoadLog(said), sources);
		const load: LoadObservation = {
			errno: -result,
			log: 'load.log',
			excerpt: said,
			...(line && {
				place: { file: line.file.replace('/src/', 'bpf/'), line: line.line, column: line.column ?? 1 },
			}),
			...over,
		};
		const asked = answers?.(spec);
		const identity = { name, section: code.section.name, type };
		const seen: ProgramObservation =
			result === 0
				? program(name, identity)
				: { ...identity, load, ...(asked !== undefined && { answers: asked }) };
		return kernel(spec, observed(spec, source, [seen]));
	});
	return { kernels, config: { objects: [objectConfig({ name: source })] } };
}

const observed = (spec: string, object: string, programs: readonly ProgramObservation[]) => ({
	builds: spec === 'debian:6.1' ? [build({ object })] : [],
	cells: [cell(programs, { object })],
});

const trace = 'bpf/trace.bpf.c';
const place = { file: trace, line: 21 };
const failedLoader = {
	name: 'loader',
	exitCode: 3,
	log: 'loader.log',
	excerpt: 'waiting for events\nno event within 5 s\n',
	refused: [],
};
const traceConfig = { objects: [objectConfig({ name: trace })] };

/** One program of one object on one kernel, the others being without trouble. */
function onOldest(seen: ProgramObservation, config: Partial<Config> = traceConfig): Example {
	const good = program(seen.name);
	const kernels = specs.map((spec) =>
		kernel(spec, observed(spec, trace, [spec === 'debian:5.10' ? seen : good])),
	);
	return { kernels, config };
}

const refused = (name: string, errno: number, excerpt: string): ProgramObservation => ({
	name,
	section: 'kprobe/tcp_sendmsg',
	type: 'kprobe',
	load: { errno, log: 'load.log', excerpt, place },
});

/** A kernel that never came to a program. */
function lost(trouble: Omit<Trouble, 'logs'>, spec = 'debian:6.1'): Example {
	const on = (each: string) =>
		each === spec
			? kernel(each, { cells: [], builds: [], trouble: { ...trouble, logs: ['console.log'] } })
			: kernel(each, {
					builds: [build({ object: trace })],
					cells: [cell([program('on_send')], { object: trace, builtOn: each })],
				});
	return { kernels: specs.map(on), config: { ...traceConfig, build: { on: 'each' } } };
}

const compiled = parseDiagnostics(text('diagnostics/clang-19.log')).map(({ file, ...rest }) => ({
	...rest,
	...(file !== undefined && { file: `bpf/${file.replace('./', '')}` }),
}));

/** `struct iov_iter` with a member of that name. */
const iter = (member: string) =>
	makeBtf((b: BtfMaker) => {
		const iovec = b.struct('iovec', 8, [{ name: 'iov_base', type: b.pointer(0) }]);
		b.struct('iov_iter', 16, [{ name: member, type: b.pointer(b.constant(iovec)), bits: 64 }]);
	});
const [old, renamed] = [iter('iov'), iter('__iov')];

function misnamedFlavor(): Example {
	const { object, program: code } = opened('twounderscores.o', 'on_send');
	const log = readLoadLog(attempt('6.12.95.log', 'twounderscores.o', 'on_send').said);
	const failed = failedRelocation(object, code, log);
	if (object.btf === undefined || failed === undefined) throw new Error('the fixture has no relocation');
	const request = { ...failed.relocation, accessesMemory: false };
	return {
		...loads({
			object: 'twounderscores.o',
			program: 'on_send',
			type: 'kprobe',
			over: { relocation: { types: object.btf, request } },
		}),
		btf: (spec) => (spec === 'debian:6.12' || spec === 'debian:7' ? { btf: renamed } : { btf: old }),
	};
}

/** The same program where no kernel comes to the branch. */
function hiddenSlip(): Example {
	const { kernels, config } = misnamedFlavor();
	const relocation = kernels
		.flatMap(({ cells }) => cells.flatMap(({ programs }) => programs))
		.flatMap(({ load }) =>
			load.relocation === undefined ? [] : [{ ...load.relocation, place: load.place }],
		);
	const [suspect] = relocation;
	if (suspect?.place === undefined) throw new Error('the fixture has no relocation');
	const { place, ...types } = suspect;
	const quiet = kernels.map((each) => ({
		...each,
		cells: each.cells.map((one) => ({
			...one,
			programs: one.programs.map(({ name }) =>
				program(name, { section: 'kprobe/tcp_sendmsg', suspect: { ...types, place } }),
			),
		})),
	}));
	return { kernels: quiet, ...(config !== undefined && { config }), btf: () => ({ btf: old }) };
}

const onlyOldest =
	(...answers: readonly KernelAnswer[]) =>
	(spec: string) =>
		spec === 'debian:5.10' ? answers : undefined;
const missing = (name: string, near?: readonly string[]): KernelAnswer => ({
	question: 'symbol',
	name,
	found: false,
	typed: false,
	...(near && { near }),
});

const lockdownLog = `libbpf: prog 'on_send': BPF program load failed: Invalid argument
libbpf: prog 'on_send': -- BEGIN PROG LOAD LOG --
; const struct iovec *iov = BPF_CORE_READ(iter, iov);
12: (85) call bpf_probe_read_kernel#113
unknown func bpf_probe_read_kernel#113
processed 11 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0
-- END PROG LOAD LOG --
`;
const memlockLog =
	"libbpf: prog 'on_send': BPF program load failed: Operation not permitted\nlibbpf: permission error while running as root; try raising 'ulimit -l'? current value: 64.0 KiB\n";

/** By code, in the order of the page. */
const examples: Partial<Record<FindingCode, readonly Example[]>> = {
	'build-error': [
		{
			kernels: specs.map((spec) =>
				kernel(spec, {
					cells: [],
					builds:
						spec === 'debian:6.1' ? [build({ object: 'bpf/bad.c', exitCode: 1, diagnostics: compiled })] : [],
				}),
			),
			config: { objects: [objectConfig({ name: 'bpf/bad.c' })] },
		},
	],
	'btf-missing': [onOldest(refused('on_send', 3, 'libbpf: failed to find valid kernel BTF\n'))],
	'core-relocation': [misnamedFlavor()],
	'core-flavor-name': [hiddenSlip()],
	'helper-unavailable': [
		loads({
			object: 'failures.o',
			program: 'new_helper',
			type: 'tracepoint',
			answers: onlyOldest({ question: 'helper', name: '208', found: false }),
		}),
	],
	'kfunc-unavailable': [
		loads({
			object: 'kfunc.o',
			program: 'kernel_function',
			type: 'raw_tracepoint',
			answers: () => [missing('no_such_kfunc')],
		}),
	],
	'ksym-missing': [
		loads({
			object: 'variable.o',
			program: 'kernel_variable',
			type: 'raw_tracepoint',
			answers: () => [missing('no_such_variable')],
		}),
	],
	'map-unsupported': [
		loads({
			object: 'young.o',
			program: 'young_map',
			type: 'raw_tracepoint',
			log: 'refusals',
			answers: onlyOldest({ question: 'map-type', name: 'bloom', type: 'bloom_filter', found: false }),
		}),
	],
	'program-type-unsupported': [
		loads({
			object: 'young-type.o',
			program: 'young_type',
			type: 'syscall',
			log: 'refusals',
			answers: onlyOldest({ question: 'program-type', name: 'syscall', found: false }),
		}),
	],
	'attach-target-missing': [
		loads({
			object: 'failures.o',
			program: 'no_target',
			type: 'tracing',
			answers: () => [missing('no_such_kernel_function')],
		}),
		onOldest(
			program('on_send', {
				section: 'kprobe/tcp_sendmsgs',
				attach: {
					errno: 2,
					message:
						"libbpf: prog 'on_send': failed to create kprobe 'tcp_sendmsgs+0x0' perf event: No such file or directory",
				},
				answers: [missing('tcp_sendmsgs', ['tcp_sendmsg', 'tcp_sendmsg_locked'])],
			}),
		),
		onOldest(
			program('on_switch', {
				section: 'tp/sched/sched_swich',
				type: 'tracepoint',
				attach: {
					errno: 2,
					message:
						"libbpf: failed to determine tracepoint 'sched/sched_swich' perf event ID: No such file or directory",
				},
				answers: [
					{
						question: 'tracepoint',
						name: 'sched/sched_swich',
						found: false,
						near: ['sched/sched_switch', 'sched/sched_stick_numa'],
					},
				],
			}),
		),
	],
	'attach-type-unsupported': [
		onOldest(
			program('on_multi', {
				section: 'kprobe.multi/tcp_*',
				attach: { errno: 22, message: "libbpf: prog 'on_multi': failed to attach: Invalid argument" },
			}),
		),
		onOldest(program('on_any', { section: 'kprobe', type: 'kprobe', attach: { errno: 95, message: '' } })),
	],
	'verifier-rejected': [
		loads({ object: 'failures.o', program: 'null_deref', type: 'tracepoint' }),
		loads({ object: 'refusals.o', program: 'kernel_pointer', type: 'kprobe', log: 'refusals' }),
	],
	'verifier-complexity': [
		loads({ object: 'refusals.o', program: 'too_many_jumps', type: 'tracepoint', log: 'refusals' }),
		grown(),
	],
	memlock: [onOldest(refused('on_send', 1, memlockLog))],
	permission: [
		onOldest(
			refused('on_send', 1, "libbpf: prog 'on_send': BPF program load failed: Operation not permitted\n"),
		),
	],
	lockdown: [
		onOldest({
			...refused('on_send', 22, lockdownLog),
			answers: [
				{ question: 'helper', name: '113', found: false },
				{ question: 'lockdown', name: 'confidentiality', found: true },
			],
		}),
	],
	'lsm-inactive': [
		onOldest(
			program('on_open', {
				section: 'lsm/file_open',
				type: 'lsm',
				trigger: { runs: 0, prints: '' },
				answers: [{ question: 'lsm', name: 'bpf', found: false }],
			}),
		),
	],
	'load-error': [
		lostObject({
			code: 'load-error',
			stage: 'load',
			message:
				"libbpf cannot open it: ESRCH (no such process): libbpf: failed to find BTF for extern 'bpf_prog_active': -3",
		}),
	],
	'not-triggered': [
		onOldest(program('never_fired', { section: 'kprobe/kernel_restart', trigger: { runs: 0, prints: '' } })),
	],
	'command-failed': [
		{
			kernels: specs.map((spec) =>
				kernel(spec, {
					...observed(spec, trace, [program('on_send')]),
					commands: [spec === 'debian:5.10' ? failedLoader : { ...failedLoader, exitCode: 0 }],
				}),
			),
			config: {
				...traceConfig,
				commands: [
					{ name: 'loader', run: './loader', folder: '', files: [], tools: [], env: {}, expect: [] },
				],
			},
		},
	],
	expectation: [
		onOldest(program('on_exec', { trigger: { runs: 4, prints: 'exec by 0\n' } }), {
			objects: [objectConfig({ name: trace, programs: { on_exec: { prints: ['exec by root'] } } })],
		}),
	],
	'stage-timeout': [
		onOldest({
			...program('endless'),
			trouble: {
				code: 'stage-timeout',
				stage: 'load',
				message: 'it did not end within 1.5 s',
				remedy: 'Give it longer with --load-timeout.',
				logs: ['load.log'],
			},
		}),
	],
	'kernel-splat': [
		{
			config: traceConfig,
			kernels: specs.map((spec) => ({
				...kernel(spec, observed(spec, trace, [program('on_exec')])),
				kernelLog:
					spec === 'debian:6.1'
						? [
								{
									stage: 'trigger',
									object: trace,
									builtOn: 'debian:6.1',
									program: 'on_exec',
									text: text('logs/6.1.192.soft-lockup.log'),
								},
							]
						: [],
			})),
		},
	],
	'kernel-panic': [
		lost({
			code: 'kernel-panic',
			stage: 'boot',
			message:
				'the kernel panicked: Kernel panic - not syncing: No working init found. Try passing init= option to kernel. See Linux Documentation/admin-guide/init.rst for guidance.',
			remedy: 'Read the console log for the trace.',
		}),
	],
	'boot-timeout': [
		lost({
			code: 'boot-timeout',
			stage: 'boot',
			message: 'no sign of life after 120 s',
			remedy: 'Read the console log; --boot-timeout gives it longer.',
		}),
	],
	'guest-lost': [
		lost({
			code: 'guest-lost',
			stage: 'boot',
			message: 'a guest of 256 MiB is too small for what it has to hold',
			remedy: 'Give it at least 676 MiB with --memory.',
		}),
	],
	'kernel-unavailable': [
		lost({
			code: 'kernel-unavailable',
			stage: 'resolve',
			message: 'Debian has no kernel debian:6.1 in bullseye, bullseye-security, trixie, trixie-backports',
			remedy: 'Name one that is there: 5.10, 6.12, 7.3.',
		}),
	],
	'verification-failed': [
		lost({
			code: 'verification-failed',
			stage: 'resolve',
			message:
				"what http://mirror.example/debian gave cannot be verified: The repository 'http://mirror.example/debian bookworm InRelease' is not signed.",
			remedy: 'Check the clock of this machine, try again, or name another archive with --debian-mirror.',
		}),
	],
};

/** A program that takes half as much again on two kernels, beside an earlier run. */
function grown(): Example {
	const took = (insns: number, states: number, verifyUs: number, jitedBytes: number) => ({
		...program('on_send').load,
		...{ insns, states, verifyUs, jitedBytes },
	});
	const run = (...loads: readonly ProgramObservation['load'][]) =>
		specs.slice(1, 3).map((spec, index) => {
			const load = loads[index];
			return kernel(spec, observed(spec, trace, [program('on_send', load && { load })]));
		});
	const config = { ...traceConfig, kernels: specs.slice(1, 3).map((spec) => parseSpec(spec, '/')) };
	const before = run(took(48_210, 2210, 9120, 4021), took(46_902, 2190, 8710, 4019));
	const now = run(took(72_411, 3305, 14_020, 4188), took(70_880, 3290, 13_540, 4186));
	const { started, kernels } = report(before, config);
	return { kernels: now, config, baseline: { name: 'main/report.json', started, kernels } };
}

/** An object that could not be opened on the oldest kernel. */
function lostObject(trouble: Omit<Trouble, 'logs'>): Example {
	const kernels = specs.map((spec) => {
		const { builds } = observed(spec, trace, []);
		const cells =
			spec === 'debian:5.10'
				? [cell([], { object: trace, trouble: { ...trouble, logs: ['object.load.log'] } })]
				: [cell([program('on_send')], { object: trace })];
		return kernel(spec, { builds, cells });
	});
	return { kernels, config: traceConfig };
}

/** The page with each example as it is printed now, in the place of the example that it has. */
export function withExamples(page: string): string {
	return page
		.split(/^(?=## )/m)
		.map((section) => {
			const code = /^## `([a-z-]+)`\n/.exec(section)?.[1] as FindingCode | undefined;
			const printed = (code && examples[code]) ?? [];
			let next = 0;
			return section.replace(/^```text\n.*?^```$/gms, (block) => {
				const example = printed[next++];
				return code === undefined || example === undefined
					? block
					: `\`\`\`text\n${shown(code, example)}\`\`\``;
			});
		})
		.join('');
}

/** The codes that have an example, and how many. */
export const exampleCounts: ReadonlyMap<string, number> = new Map(
	Object.entries(examples).map(([code, list]) => [code, list.length]),
);
