import { expect, test } from 'vitest';
import { btfType } from '../../src/bpf/btf.ts';
import { explainRelocation } from '../../src/bpf/core/explain.ts';
import { widthText } from '../../src/findings/width.ts';
import { type MadeMember, makeBtf } from '../bpf/core/make-btf.ts';

const ack = (bytes: number, member: Partial<MadeMember> = {}) =>
	makeBtf((b) => void b.struct('ack', 8, [{ name: 'ato', type: b.int('unsigned int', bytes), ...member }]));
const local = ack(1);
const typeId = local.offsets.findIndex((_, id) => id > 0 && btfType(local, id).name === 'ack');

const warning = (accessesMemory: boolean, ...kernels: readonly ReturnType<typeof ack>[]) =>
	widthText(
		explainRelocation(
			local,
			{ kind: 'byte_off', typeId, access: '0:0', accessesMemory },
			kernels.map((btf, index) => ({ name: `kernel ${index + 1}`, btf })),
		),
	);

test('an integer that is wider elsewhere, or a bitfield, is read wrongly and warned of', () => {
	expect(warning(false, ack(1), ack(4), ack(4, { width: 8 }))).toMatch(
		/^`ato` has 8 bits to the program, 32 on kernel 2, a bitfield of 8 on kernel 3: /,
	);
});

test('one of the same width is not, nor what libbpf adapts', () => {
	expect(warning(false, ack(1), ack(1))).toBeUndefined();
	expect(warning(true, ack(4))).toBeUndefined();
});
