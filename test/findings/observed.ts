import type { Config, Expectation, ObjectConfig } from '../../src/config/config.ts';
import { judge } from '../../src/findings/judge.ts';
import type {
	BuildObservation,
	CellObservation,
	KernelObservation,
	LoadObservation,
	ProgramObservation,
	Trouble,
} from '../../src/findings/observation.ts';
import { parseSpec } from '../../src/kernels/spec.ts';
import { parseRange } from '../../src/kernels/version.ts';
import type { Report } from '../../src/report/report.ts';

// Builders of observations as a guest would bring them back; each test says only what it is about.

/** The four kernels of the founding case, by what `uname -r` says. */
export const releases: Readonly<Record<string, string>> = {
	'debian:5.10': '5.10.0-46-cloud-amd64',
	'debian:6.1': '6.1.0-50-cloud-amd64',
	'debian:6.12': '6.12.95+deb12-cloud-amd64',
	'debian:7': '7.3.4+deb13-cloud-amd64',
};
export const specs = Object.keys(releases);

export const source = 'bpf/naive.bpf.c';
/** What libbpf and kernels from 6.4 on say of a member that is gone. */
export const relocationLog = [
	"libbpf: prog 'on_send': BPF program load failed: Invalid argument",
	"libbpf: prog 'on_send': -- BEGIN PROG LOAD LOG --",
	'0: R1=ctx() R10=fp0',
	'3: <invalid CO-RE relocation>',
	'failed to resolve CO-RE relocation <byte_off> [9] struct iov_iter.iov (0:6:0 @ offset 24)',
	'processed 4 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0',
	'-- END PROG LOAD LOG --',
	"libbpf: prog 'on_send': failed to load: -22",
].join('\n');

export function expectation(kernels: string, rest: Partial<Omit<Expectation, 'kernels'>> = {}): Expectation {
	return { kernels: parseRange(kernels), verdict: 'fail', ...rest };
}

export function objectConfig(over: Partial<ObjectConfig> = {}): ObjectConfig {
	return { name: source, kind: 'source', cflags: [], programs: {}, expect: [], ...over };
}

/** One object, built on debian:6.1 for all four kernels. */
export function configOf(over: Partial<Config> = {}): Config {
	return {
		root: '/repository',
		kernels: specs.map((spec) => parseSpec(spec, '/repository')),
		build: { on: 'kernel', kernel: parseSpec('debian:6.1', '/repository') },
		objects: [objectConfig()],
		commands: [],
		allowedSplats: [],
		baselineGrowth: 10,
		...over,
	};
}

export function program(name: string, over: Partial<ProgramObservation> = {}): ProgramObservation {
	return {
		name,
		section: 'kprobe/tcp_sendmsg',
		type: 'kprobe',
		load: loaded(),
		attach: { errno: 0, message: '' },
		trigger: { runs: 3, prints: '' },
		...over,
	};
}

export function loaded(): LoadObservation {
	return { errno: 0, log: 'logs/load.log', excerpt: '', insns: 20, states: 1 };
}

/** A program that stops at loading. */
export function rejected(name: string, over: Partial<LoadObservation> = {}): ProgramObservation {
	const load = {
		errno: 22,
		log: 'logs/load.log',
		excerpt: relocationLog,
		place: { file: source, line: 13 },
		...over,
	};
	return { name, section: 'kprobe/tcp_sendmsg', type: 'kprobe', load };
}

export function build(over: Partial<BuildObservation> = {}): BuildObservation {
	return { object: source, exitCode: 0, log: 'logs/build.log', diagnostics: [], ...over };
}

export function cell(
	programs: readonly ProgramObservation[],
	over: Partial<CellObservation> = {},
): CellObservation {
	return { object: source, builtOn: 'debian:6.1', programs, ...over };
}

export function trouble(over: Partial<Trouble> = {}): Trouble {
	return {
		code: 'guest-lost',
		stage: 'load',
		message: 'the channel closed',
		logs: ['logs/console.log'],
		...over,
	};
}

export function kernel(spec: string, over: Partial<KernelObservation> = {}): KernelObservation {
	const release = releases[spec];
	return {
		spec,
		...(release !== undefined && { release }),
		source: { kind: 'debian', url: 'http://archive/x.deb', digest: `sha256:${'0'.repeat(64)}` },
		arch: 'x86_64',
		accel: 'tcg',
		timings: { resolveMs: 1, bootMs: 1, buildMs: 1, loadMs: 1, triggerMs: 1, totalMs: 5 },
		console: 'logs/console.log',
		builds: spec === 'debian:6.1' ? [build()] : [],
		cells: [cell([program('on_send')])],
		commands: [],
		kernelLog: [],
		...over,
	};
}

/** All four kernels; `over` by spec. */
export function kernelsOf(
	over: Readonly<Record<string, Partial<KernelObservation>>> = {},
): KernelObservation[] {
	return specs.map((spec) => kernel(spec, over[spec]));
}

/** The kernels from 6.4 on refuse to load the program. */
export function foundingCase(): KernelObservation[] {
	const cells = [cell([rejected('on_send')])];
	return kernelsOf({ 'debian:6.12': { cells }, 'debian:7': { cells } });
}

export function report(kernels: readonly KernelObservation[], over: Partial<Config> = {}): Report {
	return judge({
		config: configOf(over),
		kernels,
		started: new Date('2026-01-02T03:04:05Z'),
		durationMs: 1234,
		toolVersion: '0.1.0',
	});
}

/** The verdict of the one program on each kernel, in order. */
export function verdicts(judged: Report): (string | undefined)[] {
	return judged.kernels.map(({ cells }) => cells[0]?.programs[0]?.verdict ?? cells[0]?.verdict);
}
