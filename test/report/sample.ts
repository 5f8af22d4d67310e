import type { Finding, FindingCode, Stage } from '../../src/findings/finding.ts';
import type { CellReport, KernelReport, ProgramReport, Report, Verdict } from '../../src/report/report.ts';

// The founding case by hand: seven objects on four kernels, built on debian:6.1 (`struct iov_iter` changed in 6.4).

const folder = 'examples/iov_iter';

interface Kernel {
	readonly spec: string;
	readonly release: string;
	/** Where `iov` is gone. */
	readonly changed: boolean;
	readonly totalMs: number;
}

const kernels: readonly Kernel[] = [
	{ spec: 'debian:5.10', release: '5.10.0-36-cloud-amd64', changed: false, totalMs: 21_480 },
	{ spec: 'debian:6.1', release: '6.1.0-50-cloud-amd64', changed: false, totalMs: 58_213 },
	{ spec: 'debian:6.12', release: '6.12.95+deb13-cloud-amd64', changed: true, totalMs: 24_071 },
	{ spec: 'debian:7', release: '7.3.4+deb13-cloud-amd64', changed: true, totalMs: 25_990 },
];

interface ProgramSample {
	readonly name: string;
	readonly section: string;
	readonly type: string;
	readonly breaks: boolean;
}

const kprobe = { section: 'kprobe/tcp_sendmsg', type: 'kprobe' };
const programs: readonly ProgramSample[] = [
	{ name: 'naive', ...kprobe, breaks: true },
	{ name: 'guard', ...kprobe, breaks: false },
	{ name: 'flavor', ...kprobe, breaks: false },
	{ name: 'kvec', ...kprobe, breaks: false },
	{ name: 'two_underscores', ...kprobe, breaks: true },
	{ name: 'task', section: 'tracepoint/syscalls/sys_enter_execve', type: 'tracepoint', breaks: false },
];

function objectOf(program: string): string {
	return `${folder}/${program.replaceAll('_', '-')}.bpf.c`;
}

const buildError: Finding = {
	id: 'f-4be1',
	severity: 'error',
	stage: 'build',
	code: 'build-error',
	title: 'no member named `__iov` in `struct iov_iter`',
	message:
		'`examples/iov_iter/direct.bpf.c` does not compile: no member named `__iov`. Built on debian:6.1 for all kernels.',
	file: `${folder}/direct.bpf.c`,
	line: 17,
	column: 34,
	object: `${folder}/direct.bpf.c`,
	builtOn: ['debian:6.1'],
	kernels: kernels.map(({ spec }) => spec),
	logs: ['debian-6.1/build/direct.log'],
};

function relocation(program: string, member: string, line: number, hint: string): Finding {
	return {
		id: `f-${program}`,
		severity: 'error',
		stage: 'load',
		code: 'core-relocation',
		title: `\`struct iov_iter\` has no member \`${member}\` on this kernel`,
		message:
			'libbpf found no field of that name in the kernel’s BTF.\nFails on debian:6.12 (6.12.95), debian:7 (7.3.4); loads on debian:5.10 (5.10.0-36), debian:6.1 (6.1.0-50).',
		hint,
		file: objectOf(program),
		line,
		column: 9,
		program,
		object: objectOf(program),
		builtOn: ['debian:6.1'],
		kernels: ['debian:6.12', 'debian:7'],
		logs: [`debian-6.12/load/${program}.log`, `debian-7/load/${program}.log`],
	};
}

const findings: readonly Finding[] = [
	buildError,
	relocation(
		'naive',
		'iov',
		21,
		[
			'Ask before reading, and declare what other kernels have in a flavor of the type:',
			'',
			'    struct iov_iter___new {',
			'            const struct iovec *__iov;',
			'    } __attribute__((preserve_access_index));',
			'',
			'    if (bpf_core_field_exists(iter->iov))',
			'            iov = BPF_CORE_READ(iter, iov);',
			'',
			'`bpftool btf dump file /sys/kernel/btf/vmlinux format c` shows what the kernel has.',
		].join('\n'),
	),
	relocation('two_underscores', '__iov', 10, 'Write three underscores: only `___` starts a flavor.'),
];

function cell(program: ProgramSample, kernel: Kernel, broken: Verdict): CellReport {
	const fails = program.breaks && kernel.changed;
	const verdict = fails ? broken : 'pass';
	const seen: ProgramReport = fails
		? {
				...named(program),
				verdict,
				stage: 'load',
				code: 'core-relocation',
				log: `${kernel.spec.replace(':', '-')}/load/${program.name}.log`,
			}
		: { ...named(program), verdict, runs: 12, insns: 42, states: 3, verifyUs: 180, jitedBytes: 211 };
	return { object: objectOf(program.name), builtOn: 'debian:6.1', verdict, programs: [seen] };
}

function named({ name, section, type }: ProgramSample): Pick<ProgramReport, 'name' | 'section' | 'type'> {
	return { name, section, type };
}

function kernelReport(kernel: Kernel, broken: Verdict): KernelReport {
	return {
		spec: kernel.spec,
		release: kernel.release,
		source: {
			kind: 'debian',
			url: `pool/main/l/linux/linux-image-${kernel.release}.deb`,
			digest: `sha256:${'0123456789abcdef'.repeat(4)}`,
		},
		arch: 'x86_64',
		accel: 'tcg',
		verdict: broken === 'fail' ? 'fail' : 'pass',
		timings: {
			resolveMs: 1840,
			bootMs: 3120,
			buildMs: kernel.spec === 'debian:6.1' ? 36_700 : 0,
			loadMs: 6450,
			triggerMs: 4300,
			totalMs: kernel.totalMs,
		},
		console: `${kernel.spec.replace(':', '-')}/console.log`,
		cells: [
			{ object: buildError.object ?? '', builtOn: 'debian:6.1', verdict: broken, programs: [] },
			...programs.map((program) => cell(program, kernel, broken)),
		],
		commands: [],
	};
}

function report(broken: Verdict): Report {
	return {
		version: 1,
		tool: { name: 'core-matrix', version: '0.1.0' },
		started: '2026-11-22T12:00:00.000Z',
		durationMs: 83_400,
		verdict: broken === 'fail' ? 'fail' : 'pass',
		kernels: kernels.map((kernel) => kernelReport(kernel, broken)),
		findings: findings.map((finding) => ({ ...finding, severity: broken === 'fail' ? 'error' : 'notice' })),
	};
}

/** Every failure is expected. */
export const expected: Report = report('xfail');

/** The same without expectations. */
export const failing: Report = report('fail');

const lost = 'no answer to `hello` within 30 s';

/** One kernel never came up, one program passed where it should not, one was skipped, one object has two programs. */
export const mixed: Report = {
	...expected,
	verdict: 'fail',
	kernels: expected.kernels.map((kernel, index) => {
		if (index === 3) {
			return { ...kernel, release: '', verdict: 'infra', reason: lost, cells: [] };
		}
		const [first, ...rest] = kernel.cells;
		if (first === undefined) throw new Error('the sample has cells');
		const two: CellReport = {
			object: 'src/two.bpf.c',
			builtOn: 'debian:6.1',
			verdict: 'xpass',
			programs: [
				{
					name: 'on_enter',
					section: 'fentry/tcp_sendmsg',
					type: 'tracing',
					verdict: 'xpass',
					stage: 'load',
					runs: 3,
				},
				{ name: 'on_exit', section: 'fexit/tcp_sendmsg', type: 'tracing', verdict: 'skip' },
			],
		};
		return { ...kernel, verdict: 'fail', cells: [first, ...rest, two] };
	}),
	findings: [
		...expected.findings,
		finding('f-xpass', 'error', 'expect', 'expectation', {
			title: '`on_enter` was expected to fail and passed',
			message: 'core-matrix.yml expects `load-error` on every kernel; remove the expectation.',
			file: 'src/two.bpf.c',
			line: 12,
			program: 'on_enter',
			object: 'src/two.bpf.c',
			kernels: ['debian:5.10', 'debian:6.1', 'debian:6.12'],
		}),
		finding('f-boot', 'error', 'boot', 'boot-timeout', {
			title: 'The kernel did not boot in time',
			message: lost,
			hint: 'Read the console log, or give it more time with boot-timeout.',
			kernels: ['debian:7'],
			logs: ['debian-7/console.log'],
		}),
	],
};

/** A finding with what all have, and what a test is about. */
export function finding(
	id: string,
	severity: Finding['severity'],
	stage: Stage,
	code: FindingCode,
	more: Partial<Finding> = {},
): Finding {
	return { id, severity, stage, code, title: id, message: '', kernels: [], logs: [], ...more };
}
