import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { readLoadLog } from '../../src/bpf/load-log.ts';
import { readLoaderOutput } from '../../src/bpf/loader-output.ts';
import { refusalOf } from '../../src/bpf/refusal.ts';
import { attempt, attempts, processorMs, text } from './fixtures.ts';

// Processor time is what is measured; a busy machine may take long for it.
vi.setConfig({ testTimeout: 60_000 });

const [begin, end] = ['-- BEGIN PROG LOAD LOG --\n', '-- END PROG LOAD LOG --'];

/** The verifier's log alone, out of what libbpf printed around it. */
function verifierLog(log: string, object: string, program: string): string {
	const { said } = attempt(log, object, program);
	return said.slice(said.lastIndexOf(begin) + begin.length, said.lastIndexOf(end)).trimEnd();
}

const loads = [
	['5.10.262.log', 'calls.o', 'fails_in_call'],
	['6.12.95.log', 'failures.o', 'out_of_bounds'],
	['7.3.4.log', 'failures.o', 'null_deref'],
	['6.12.95.log', 'failures.o', 'packet_unchecked'],
	['6.12.117.refusals.log', 'refusals.o', 'leaked_record'],
] as const;

describe('ebpf-go', () => {
	test.each([
		// As users pasted them.
		[
			'loading objects: field UretprobeBashReadline: program uretprobe_bash_readline: load program: permission denied: invalid indirect read from stack off -92+0 size 80 (13 line(s) omitted)',
			'uretprobe_bash_readline',
			'permission denied',
			{ message: ['invalid indirect read from stack off -92+0 size 80'] },
		],
		[
			"program tail_handle_snat_fwd_ipv4: load program: permission denied: 2908: (69) r5 = *(u16 *)(r1 +36): R1 invalid mem access 'map_value_or_null' (4703 line(s) omitted)",
			'tail_handle_snat_fwd_ipv4',
			'permission denied',
			{
				message: ["R1 invalid mem access 'map_value_or_null'"],
				insn: 2908,
				insnText: '(69) r5 = *(u16 *)(r1 +36)',
			},
		],
		[
			'2025/05/19 17:57:49 failed to load bpf objects: field TraceSendtoExit: program trace_sendto_exit: load program: bad CO-RE relocation: invalid func unknown#195896080 (85 line(s) omitted)',
			'trace_sendto_exit',
			'bad CO-RE relocation',
			{ facts: [{ kind: 'core-relocation' }] },
		],
		[
			'program x: load program: bad CO-RE relocation: frame pointer is read only (9 line(s) omitted)',
			'x',
			'bad CO-RE relocation',
			{ facts: [{ kind: 'core-relocation' }] },
		],
		[
			'program x: load program: unknown kfunc: invalid func unknown#2002000000 (3 line(s) omitted)',
			'x',
			'unknown kfunc',
			{ facts: [{ kind: 'kfunc-missing' }] },
		],
		[
			'program x: load program: permission denied: 0: (95) exit: R0 !read_ok (2 line(s) omitted)',
			'x',
			'permission denied',
			{ message: ['R0 !read_ok'], insn: 0, insnText: '(95) exit' },
		],
		[
			'program x: load program: argument list too long: BPF program is too large. Processed 1000001 insn (truncated, 1200 line(s) omitted)',
			'x',
			'argument list too long',
			{ facts: [{ kind: 'too-complex', limit: 'instructions' }] },
		],
		[
			'load program: hit verifier bug: bad address: The sequence of 8193 jumps is too complex. (12 line(s) omitted) (increase LogSizeStart to fit the log and check dmesg)',
			undefined,
			'bad address',
			{ facts: [{ kind: 'too-complex', limit: 'jumps' }] },
		],
	])('%s', (line, program, cause, log) => {
		const [failure, ...others] = readLoaderOutput(`starting\n${line}\nexit status 1\n`);
		expect(others).toEqual([]);
		expect(failure).toMatchObject({ loader: 'ebpf-go', cause, log });
		expect(failure?.program).toBe(program);
	});

	test.each([
		[
			'field Events: map events: map create: operation not permitted (MEMLOCK may be too low, consider rlimit.RemoveMemlock)',
			{ kind: 'memlock' },
		],
		[
			'program x: load program: operation not permitted (MEMLOCK may be too low, consider rlimit.RemoveMemlock)',
			{ kind: 'memlock' },
		],
		[
			'loading objects: field Events: map events: map create: invalid argument',
			{ kind: 'map-not-created', name: 'events', error: 'invalid argument' },
		],
		[
			'field X: program x: fixing up kfuncs: kfunc "bpf_task_acquire": not supported',
			{ kind: 'kfunc-missing', name: 'bpf_task_acquire' },
		],
		[
			'program x: resolve .ksyms: kernel is missing symbol: no_such_variable',
			{ kind: 'ksym-missing', name: 'no_such_variable' },
		],
		[
			'field X: program x: attach Tracing/TraceFEntry: fentry no_such_function not supported',
			{ kind: 'attach-target-missing', name: 'no_such_function' },
		],
	])('%s', (line, fact) => {
		expect(readLoaderOutput(`${line}\n`).map(({ log }) => log.facts)).toEqual([[fact]]);
	});

	test.each(loads)('with %%+v the whole log: %s %s %s', (...load) => {
		const log = verifierLog(...load);
		const printed = `program x: load program: permission denied:\n\t${log.replaceAll('\n', '\n\t')}\nmain.go: giving up\n`;
		expect(readLoaderOutput(printed)).toEqual([
			{ loader: 'ebpf-go', program: 'x', cause: 'permission denied', log: readLoadLog(log) },
		]);
		expect(readLoadLog(log).insn).toBe(readLoadLog(attempt(...load).said).insn);
	});
});

describe('aya', () => {
	test.each(loads)('%s %s %s', (...load) => {
		const log = verifierLog(...load);
		const printed = `Error: the BPF_PROG_LOAD syscall returned Permission denied (os error 13). Verifier output: ${log}\n\nCaused by:\n    Permission denied (os error 13)\n`;
		expect(readLoaderOutput(printed)).toEqual([
			{ loader: 'aya', cause: 'Permission denied (os error 13)', log: readLoadLog(log) },
		]);
	});

	test('older versions do not say what the call returned', () => {
		const printed =
			'Error: the BPF_PROG_LOAD syscall failed. Verifier output: last insn is not an exit or jmp\nprocessed 0 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0\n\nCaused by:\n    Invalid argument (os error 22)\n';
		const [failure] = readLoaderOutput(printed);
		expect(failure).toMatchObject({ loader: 'aya', log: { message: ['last insn is not an exit or jmp'] } });
	});

	test.each([
		['map error: failed to create map `EVENTS`', { kind: 'map-not-created', name: 'EVENTS' }],
		["Error: kernel symbol error: kernel variable 'x' not found", { kind: 'ksym-missing', name: 'x' }],
		['Error: unknown BTF type `do_x`', { kind: 'attach-target-missing', name: 'do_x' }],
	])('%s', (line, fact) => {
		expect(readLoaderOutput(`${line}\n`).map(({ log }) => log.facts)).toEqual([[fact]]);
	});
});

describe('bpftool and libbpf', () => {
	test('bpftool, as it really printed', () => {
		const [, said = ''] = text('logs/6.14.0.samples.log').split(
			'##### twounderscores (built with the 6.1 header), bpftool\n',
		);
		const [failure, ...others] = readLoaderOutput(said);
		expect(others).toEqual([]);
		expect(failure).toMatchObject({
			loader: 'libbpf',
			log: { insn: 7, facts: [{ kind: 'core-relocation' }] },
		});
	});

	test.each([
		["libbpf: prog 'on_send': failed to load: -22", '-22'],
		["12:00:01 libbpf: prog 'on_send': failed to load: -EINVAL", '-EINVAL'],
	])('%s: which program, and what the system call answered', (line, cause) => {
		const begun = "libbpf: prog 'on_send': BPF program load failed: Invalid argument";
		const later = "libbpf: prog 'other': failed to load: -1";
		const [failure, ...others] = readLoaderOutput(`${begun}\n${line}\n${later}\n`);
		expect(others).toEqual([]);
		expect(failure).toMatchObject({ loader: 'libbpf', program: 'on_send', cause });
	});

	test('what bpftool says last is no refusal of the verifier', () => {
		const said =
			"libbpf: map 'events': failed to create: Invalid argument(-22)\nlibbpf: failed to load object 'x.o'\nError: failed to load object file\n";
		expect(readLoaderOutput(said)[0]?.log).toMatchObject({
			message: [],
			facts: [{ kind: 'map-not-created', name: 'events' }],
		});
	});

	test('libbpf before 0.7', () => {
		const said = `libbpf: load bpf program failed: Permission denied\nlibbpf: -- BEGIN DUMP LOG ---\nlibbpf: \n${verifierLog(...loads[0])}\n\nlibbpf: -- END LOG --\nlibbpf: failed to load program 'x'\nlibbpf: failed to load object 'x.o'\n`;
		expect(readLoaderOutput(said)[0]?.log).toMatchObject({
			message: ["R0 invalid mem access 'map_value_or_null'"],
			insn: 38,
		});
	});
});

test('every refusal has the same reason, whoever prints it', () => {
	const refused = attempts('6.1.192.refusals.log').filter(({ said }) => readLoadLog(said).message.length > 0);
	expect(refused.length).toBeGreaterThan(20);
	for (const { name, said } of refused) {
		const { message, insnText, facts } = readLoadLog(said);
		const summary = `program x: load program: permission denied: ${insnText === undefined ? '' : `1: ${insnText}: `}${message[0]} (3 line(s) omitted)`;
		const [failure] = readLoaderOutput(summary);
		const read = failure?.log;
		expect([name, refusalOf(read?.message ?? [], read?.insnText)?.kind]).toEqual([
			name,
			refusalOf(message.slice(0, 1), insnText)?.kind,
		]);
		expect([name, read?.facts]).toEqual([name, facts]);
	}
});

test('a command that says nothing of the kind', () => {
	expect(readLoaderOutput('ok\nall 12 tests passed\nError: no such file\n')).toEqual([]);
});

describe('hostile output', () => {
	test('any text gives failures, at most 51', () => {
		const piece = fc.oneof(
			fc.string({ unit: 'binary' }),
			fc.constantFrom(
				'program x: load program: a: b: c (1 line(s) omitted)',
				'program x: load program: a:',
				'\t1: (95) exit',
				'Error: the BPF_PROG_LOAD syscall failed. Verifier output: ',
				'map a: map create: b',
				'libbpf: failed to find valid kernel BTF',
				'Caused by:',
			),
		);
		fc.assert(
			fc.property(fc.array(piece, { maxLength: 200 }), (lines) => {
				expect(readLoaderOutput(lines.join('\n')).length).toBeLessThanOrEqual(51);
			}),
		);
	});

	test.each([
		'program x: load program: a: b: c: d: e: f: g\n',
		'program x: load program: a:\n\t1: (95) exit\n',
		': : : : : : : : load program: : : : : : : : : : :\n',
		'(((((((((\n',
	])('16 MB of %j in under two seconds', (line) => {
		const output = line.repeat(Math.ceil((16 * 1024 * 1024) / line.length));
		expect(processorMs(() => readLoaderOutput(output))).toBeLessThan(2000);
	});
});
