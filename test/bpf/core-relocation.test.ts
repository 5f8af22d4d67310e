import { expect, test } from 'vitest';
import { relocationAt, relocationOf } from '../../src/bpf/core-relocation.ts';
import { opened } from './fixtures.ts';

test.each([
	['member', 1, 'byte_off', 'task_struct___other.gone', '0:0', 'gone'],
	['element', 1, 'byte_off', 'task_struct___other[1].more[2][1]', '1:1:2:1', 'more'],
	['anonymous', 1, 'byte_off', 'task_struct___other.in[1].deep', '0:2:1:0:0', 'deep'],
	['bitfield', 3, 'byte_off', 'task_struct___other.bits', '0:3', 'bits'],
	['bitfield', 7, 'byte_sz', 'task_struct___other.bits', '0:3', 'bits'],
	['bitfield', 11, 'lshift_u64', 'task_struct___other.bits', '0:3', 'bits'],
	['bitfield', 12, 'signed', 'task_struct___other.bits', '0:3', 'bits'],
	['bitfield', 14, 'rshift_u64', 'task_struct___other.bits', '0:3', 'bits'],
	['size_of_type', 0, 'type_size', 'gone_t', '0', 'gone_t'],
	['size_of_field', 0, 'byte_sz', 'task_struct___other.gone', '0:0', 'gone'],
	['enumerator', 0, 'enumval_value', 'gone_enum::GONE_B', '1', 'GONE_B'],
	['wide_enumerator', 0, 'enumval_value', 'gone_enum64::GONE_WIDE', '0', 'GONE_WIDE'],
	['target_type', 0, 'target_type_id', 'no_such_type', '0', 'no_such_type'],
	['existence', 0, 'enumval_exists', 'gone_enum::GONE_A', '0', 'GONE_A'],
	['existence', 2, 'type_exists', 'no_such_type', '0', 'no_such_type'],
	['existence', 4, 'field_exists', 'task_struct.comm', '0:3', 'comm'],
])('%s, instruction %i: %s of %s', (name, insn, kind, path, access, identifier) => {
	const { object, program } = opened('relocations.o', name);
	expect(relocationAt(object, program, insn)).toMatchObject({ kind, path, access, identifier });
});

test('only the very instruction has it', () => {
	const { object, program } = opened('relocations.o', 'member');
	expect([0, 2, 1_000].map((insn) => relocationAt(object, program, insn))).toEqual([
		undefined,
		undefined,
		undefined,
	]);
});

test('is found by type and access where the instruction is not known', () => {
	const { object, program } = opened('twounderscores.o', 'on_send');
	const there = relocationAt(object, program, 7);
	expect(there).toMatchObject({ typeName: 'iov_iter__new', access: '0:0', path: 'iov_iter__new.__iov' });
	expect(relocationOf(object, program, there?.typeId ?? 0, '0:0')).toEqual({ insn: 7, relocation: there });
	expect(relocationOf(object, program, there?.typeId ?? 0, '0:9')).toBeUndefined();
});
