import { describe, expect, test } from 'vitest';
import { relocationsOf } from '../../src/bpf/core/relocations.ts';
import { readLoadLog } from '../../src/bpf/load-log.ts';
import { locateFailure } from '../../src/bpf/locate.ts';
import { openObject } from '../../src/bpf/object.ts';
import { attempt, objectBytes, opened, sources } from './fixtures.ts';

const kernels = ['5.10.262', '6.1.176', '6.12.95', '7.3.4'];

function located(kernel: string, objectName: string, programName: string) {
	const { object, program } = opened(objectName, programName);
	const { said } = attempt(`${kernel}.log`, objectName, programName);
	return locateFailure(object, program, readLoadLog(said), sources);
}

describe.each(kernels)('on %s', (kernel) => {
	test.each([
		['calls.o', 'fails_in_call', '/src/calls.bpf.c', 34, '	return *value;'],
		['failures.o', 'null_deref', '/src/failures.bpf.c', 15, '	*v += 1;'],
		['failures.o', 'out_of_bounds', '/src/failures.bpf.c', 27, '	v[i] = 1;'],
		['failures.o', 'packet_unchecked', '/src/failures.bpf.c', 44, '	return data[14] ? XDP_PASS : XDP_DROP;'],
		['failures.o', 'no_target', '/src/failures.bpf.c', 61, 'int BPF_PROG(no_target, int a)'],
		['relocations.o', 'member', '/src/relocations.bpf.c', 18, '	return BPF_CORE_READ(task, gone);'],
		[
			'relocations.o',
			'element',
			'/src/relocations.bpf.c',
			27,
			'	bpf_core_read(&c, sizeof(c), &task[1].more[2][1]);',
		],
		['relocations.o', 'anonymous', '/src/relocations.bpf.c', 36, '	return BPF_CORE_READ(task, in[1].deep);'],
		[
			'relocations.o',
			'bitfield',
			'/src/relocations.bpf.c',
			44,
			'	return BPF_CORE_READ_BITFIELD_PROBED(task, bits);',
		],
		[
			'relocations.o',
			'enumerator',
			'/src/relocations.bpf.c',
			62,
			'	return bpf_core_enum_value(enum gone_enum, GONE_B);',
		],
		[
			'relocations.o',
			'wide_enumerator',
			'/src/relocations.bpf.c',
			68,
			'	return bpf_core_enum_value(enum gone_enum64, GONE_WIDE) > bpf_ktime_get_ns();',
		],
		['kfunc.o', 'kernel_function', '/src/kfunc.bpf.c', 12, '	return no_such_kfunc(x);'],
		[
			'variable.o',
			'kernel_variable',
			'/src/variable.bpf.c',
			12,
			'	return x + *(int *)bpf_this_cpu_ptr(&no_such_variable);',
		],
		['map.o', 'strange_map', '/src/map.bpf.c', 13, '	return bpf_map_lookup_elem(&strange, &key) == 0;'],
	])('%s %s', (object, program, file, line, text) => {
		expect(located(kernel, object, program)).toMatchObject({ file, line, text });
	});
});

describe.each(['6.12.95', '7.3.4'])('the founding case on %s', (kernel) => {
	test('naive: the access, not the line that the verifier printed last', () => {
		const { said } = attempt(`${kernel}.log`, 'naive.o', 'on_send');
		expect(readLoadLog(said).comment?.line).toBe(7);
		expect(located(kernel, 'naive.o', 'on_send')).toMatchObject({
			file: '/src/naive.bpf.c',
			line: 8,
			column: 31,
		});
	});

	test.each(['twounderscores.o', 'twounderscores.clang14.o'])(
		'%s: line 10, although optimised code has no line for the access',
		(object) => {
			const { said } = attempt(`${kernel}.log`, object, 'on_send');
			expect(readLoadLog(said).comment?.line).toBe(9);
			expect(located(kernel, object, 'on_send')).toMatchObject({
				file: '/src/twounderscores.bpf.c',
				line: 10,
				column: 73,
			});
		},
	);

	test('without the instruction in the log the relocation’s type and access find it', () => {
		const { object, program } = opened('naive.o', 'on_send');
		const { said } = attempt(`${kernel}.log`, 'naive.o', 'on_send');
		const cut = said.split('\n').filter((line) => !/^\d+: /.test(line));
		const log = readLoadLog(cut.join('\n'));
		expect(log.insn).toBeUndefined();
		expect(locateFailure(object, program, log)).toMatchObject({ line: 8 });
	});

	test('libbpf’s words or not, the line is the same', () => {
		const { object, program } = opened('naive.o', 'on_send');
		const raw = attempt(`${kernel}.log`, 'naive.o', 'on_send')
			.said.replace('<invalid CO-RE relocation>', '(85) call unknown#195896080')
			.replace(/^failed to resolve.*/m, 'invalid func unknown#195896080');
		expect(locateFailure(object, program, readLoadLog(raw))).toMatchObject({ line: 8, column: 31 });
	});
});

test('without line information there is no place', () => {
	const bytes = Buffer.from(objectBytes('naive.o'));
	bytes.write('.XYZ', bytes.indexOf('.BTF.ext\0'));
	const object = openObject(bytes);
	const [program] = object.programs;
	const log = readLoadLog(attempt('6.12.95.log', 'naive.o', 'on_send').said);
	expect(program && locateFailure(object, program, log)).toBeUndefined();
});

test('an object that lies about its relocations has no place to show, and is no error', () => {
	const bytes = Buffer.from(objectBytes('twounderscores.o'));
	bytes.write('9:9', bytes.indexOf('\x000:0\0') + 1);
	const object = openObject(bytes);
	const [program] = object.programs;
	const log = readLoadLog(attempt('6.12.95.log', 'twounderscores.o', 'on_send').said);
	expect(program && locateFailure(object, program, log, sources)).toBeUndefined();
});

test('a log of another program, or a forged one, is no error', () => {
	const { object, program } = opened('naive.o', 'on_send');
	const at = (log: string) => locateFailure(object, program, readLoadLog(log))?.line;
	expect(at('9999999: (95) exit\nR0 !read_ok\n')).toBe(7);
	expect(at('failed to resolve CO-RE relocation <byte_off> [4000000] struct x.y (9:9 @ offset 0)\n')).toBe(7);
	expect(at('')).toBe(7);
});

test.each(['kinds.o', 'kinds.clang14.o'])(
	'%s: each relocation is at a line that names what it asks for',
	(name) => {
		const relocations = relocationsOf(openObject(objectBytes(name)), sources);
		expect(relocations.length).toBeGreaterThan(50);
		for (const { line, path } of relocations) {
			const asked =
				path
					.split(/[.:]+/)
					.at(-1)
					?.replace(/\[\d+\]|___k$/g, '') ?? path;
			expect(line?.text, path).toContain(asked);
		}
		// Nothing of that line is left in the code but the value.
		const later = relocations.find((relocation) => relocation.function === 'later');
		expect(later?.line?.text).toBe('\tu64 value = bpf_core_enum_value(enum no_such_enum, NO_SUCH);');
	},
);
