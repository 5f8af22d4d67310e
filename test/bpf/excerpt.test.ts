import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { excerptOf } from '../../src/bpf/excerpt.ts';
import { readLoadLog } from '../../src/bpf/load-log.ts';
import { attempt, attempts, processorMs } from './fixtures.ts';

// Processor time is what is measured; a busy machine may take long for it.
vi.setConfig({ testTimeout: 60_000 });

const logs = ['5.10.262', '6.1.176', '6.12.95', '7.3.4', '5.10.262.refusals', '6.1.192.refusals']
	.concat('6.12.117.refusals', '7.3.4.refusals')
	.map((name) => `${name}.log`);

const excerpt = (said: string) => {
	const { message, insn } = readLoadLog(said);
	return excerptOf(said, message, insn);
};
const of = (log: string, object: string, program: string) => excerpt(attempt(log, object, program).said);

test.each(logs)(
	'every refusal in %s: at most 40 lines, the refused instruction and the refusal among them',
	(log) => {
		const refused = attempts(log).filter(({ said }) => readLoadLog(said).message.length > 0);
		expect(refused.length).toBeGreaterThan(5);
		for (const { said } of refused) {
			const { message, insnText, comment } = readLoadLog(said);
			const lines = excerpt(said);
			expect(lines.length).toBeLessThanOrEqual(40);
			expect(lines.slice(-message.length)).toEqual(message.map((line) => line.slice(0, 160)));
			if (insnText !== undefined) expect(lines.join('\n')).toContain(insnText);
			if (insnText !== undefined && comment !== undefined) {
				expect(lines.some((line) => line.startsWith(`; ${comment.text.slice(0, 100)}`))).toBe(true);
			}
		}
	},
);

describe('what led there', () => {
	test('where an index came from, and each operation on it, but not what has nothing to do with it', () => {
		const lines = of('6.12.95.log', 'failures.o', 'out_of_bounds');
		expect(lines).toEqual([
			'; int out_of_bounds(void *ctx) @ failures.bpf.c:20',
			'; u32 key = 0; @ failures.bpf.c:22',
			'; u64 i = bpf_get_prandom_u32(); @ failures.bpf.c:23',
			'2: (85) call bpf_get_prandom_u32#7  ; R0_w=scalar()',
			'3: (bf) r6 = r0  ; R0_w=scalar(id=1) R6_w=scalar(id=1)',
			'…',
			'; char *v = bpf_map_lookup_elem(&buf, &key); @ failures.bpf.c:24',
			'8: (85) call bpf_map_lookup_elem#1  ; R0=map_value_or_null(id=2,map=buf,ks=4,vs=64)',
			'; if (!v) @ failures.bpf.c:25',
			'9: (15) if r0 == 0x0 goto pc+5  ; R0=map_value(map=buf,ks=4,vs=64)',
			'; u64 i = bpf_get_prandom_u32(); @ failures.bpf.c:23',
			expect.stringMatching(/^10: \(67\) r6 <<= 32 {2}; R6_w=scalar\(/),
			expect.stringMatching(/^11: \(77\) r6 >>= 32 {2}; R6_w=scalar\(/),
			'; v[i] = 1; @ failures.bpf.c:27',
			expect.stringMatching(/^12: \(0f\) r0 \+= r6 {2}; .*…$/),
			'13: (b7) r1 = 1  ; R1_w=1',
			'14: (73) *(u8 *)(r0 +0) = r1',
			'R0 unbounded memory access, make sure to bounds check any such access',
		]);
	});

	test('of a call, only the argument that is refused', () => {
		const lines = of('6.12.117.refusals.log', 'refusals.o', 'negative_size').join('\n');
		expect(lines).toContain('7: (65) if r0 s> 0x10 goto');
		expect(lines).toContain('10: (bf) r2 = r0');
		expect(lines).not.toContain('11: (bf) r3 = r6');
	});

	test('of a leak, where it was acquired', () => {
		expect(of('5.10.262.refusals.log', 'refusals.o', 'leaked_record').join('\n')).toContain(
			'4: (85) call bpf_ringbuf_reserve#131',
		);
	});

	test('the walk goes back to the branch where this path began, not through the paths before it', () => {
		const log = [
			'; a();',
			'0: (85) call bpf_get_prandom_u32#7',
			'; if (x)',
			'1: (55) if r0 != 0x0 goto pc+3',
			'; other();',
			'2: (b7) r0 = 1',
			'3: (95) exit',
			'',
			'from 1 to 5: R0=scalar() R10=fp0',
			'; use(x);',
			'5: (79) r1 = *(u64 *)(r0 +0)',
			"R0 invalid mem access 'scalar'",
		].join('\n');
		expect(excerpt(log)).toEqual([
			'; a();',
			'0: (85) call bpf_get_prandom_u32#7',
			'; if (x)',
			'1: (55) if r0 != 0x0 goto pc+3',
			'…',
			'from 1 to 5: R0=scalar() R10=fp0',
			'; use(x);',
			'5: (79) r1 = *(u64 *)(r0 +0)',
			"R0 invalid mem access 'scalar'",
		]);
	});

	test('no single instruction is to blame: the end of the trace', () => {
		const lines = of('7.3.4.refusals.log', 'refusals.o', 'too_many_jumps');
		expect(lines.at(-1)).toBe('The sequence of 8193 jumps is too complex.');
		expect(lines.length).toBeGreaterThan(5);
	});
});

test('a program that loads has none', () => {
	expect(of('6.12.95.log', 'calls.o', 'first')).toEqual([]);
});

describe('hostile logs', () => {
	const piece = fc.oneof(
		fc.string({ unit: 'binary' }),
		fc.nat(20).map((insn) => `${insn}: (bf) r1 = r2`),
		fc.tuple(fc.nat(20), fc.nat(20)).map(([from, to]) => `from ${from} to ${to}: R1=scalar()`),
		fc.constantFrom(
			'; a();',
			'R1 !read_ok',
			'-- END PROG LOAD LOG --',
			"libbpf: prog 'x': -- BEGIN PROG LOAD LOG --",
		),
	);

	test('any text has at most 40 lines of at most 160 characters', () => {
		fc.assert(
			fc.property(fc.array(piece, { maxLength: 200 }), (lines) => {
				const found = excerpt(lines.join('\n'));
				expect(found.length).toBeLessThanOrEqual(40);
				expect(Math.max(0, ...found.map((line) => line.length))).toBeLessThanOrEqual(160);
			}),
		);
	});

	test.each(['1: (bf) r1 = r2\n', 'from 1 to 1: x\n1: (bf) r1 = r1\n', '; a();\n', 'R1 !read_ok\n'])(
		'16 MB of %j in under a second and a half',
		(line) => {
			const text = `${line.repeat(Math.ceil((16 * 1024 * 1024) / line.length))}R1 !read_ok\n`;
			expect(processorMs(() => excerptOf(text, ['R1 !read_ok'], 1))).toBeLessThan(1500);
		},
	);
});
