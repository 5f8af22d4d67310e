import { describe, expect, test } from 'vitest';
import { type Constant, patchFor } from '../../src/bpf/constant.ts';
import { sectionBytes, sectionNamed } from '../../src/bpf/elf.ts';
import { openObject } from '../../src/bpf/object.ts';
import { objectBytes } from './fixtures.ts';

const object = openObject(objectBytes('belongings.o'));
const hex = (path: string, value: Constant) => {
	const patch = patchFor(object, path, value);
	return 'problem' in patch ? patch.problem : Buffer.from(patch.bytes).toString('hex');
};

/** The bytes that the compiler put where the patch goes. */
function before(path: string, value: Constant): string {
	const patch = patchFor(object, path, value);
	if ('problem' in patch) return patch.problem;
	const section = sectionNamed(object.elf, patch.section);
	if (section === undefined) return 'no such section';
	const { data } = sectionBytes(object.elf, section);
	return data.subarray(patch.offset, patch.offset + patch.bytes.length).toString('hex');
}

describe('a constant', () => {
	test.each<[string, Constant, string, string]>([
		['byte', 255, 'ff', '01'],
		['signed_short', -32768, '0080', 'ffff'],
		['wide', '18446744073709551615', 'ffffffffffffffff', '0100000000000000'],
		['wide', '0x1122334455667788', '8877665544332211', '0100000000000000'],
		['enabled', false, '00', '01'],
		['level', 'LEVEL_DEBUG', '07000000', '00000000'],
		['level', 'LEVEL_QUIET', 'ffffffff', '00000000'],
		['level', 5, '05000000', '00000000'],
		['name', 'eth0', '6574683000', '6465666175'],
		['numbers', [9, 8], '0900000008000000', '0100000002000000'],
		['config.first', 2, '0200', '0100'],
		['config.inner.second', -1, 'ff', '00'],
		['own', 3, '03000000', '07000000'],
		['apart', 1, '01000000', '09000000'],
	])('%s = %j is written over what the compiler put there', (path, value, bytes, compiled) => {
		expect(hex(path, value)).toBe(bytes);
		expect(before(path, value)).toBe(compiled);
	});

	test.each<[string, Constant, string]>([
		['byte', 256, 'expected a whole number from 0 to 255 (unsigned char)'],
		['byte', -1, 'expected a whole number from 0 to 255 (unsigned char)'],
		['byte', 1.5, 'expected a whole number from 0 to 255 (unsigned char)'],
		['byte', 'one', 'expected a whole number from 0 to 255 (unsigned char)'],
		['byte', true, 'expected a whole number from 0 to 255 (unsigned char)'],
		['signed_short', 32768, 'expected a whole number from -32768 to 32767 (short)'],
		['enabled', 2, 'expected true or false (_Bool)'],
		['level', 'LEVEL_LOUD', 'expected an enumerator of enum level, or its number'],
		['level', '0x1ffffffff', 'expected an enumerator of enum level, or a number of 4 bytes'],
		['name', 'too long', 'expected at most 7 bytes of text (char[8])'],
		['numbers', [1, 2, 3, 4], 'expected a list of at most 3 values'],
		['numbers', 1, 'expected a list of at most 3 values'],
		['config', 1, 'a struct is set by its members: name one behind a dot'],
		['config.inner.flag', 1, 'flag is a bitfield, which cannot be set'],
		['byte.first', 1, 'what has no members is asked for its member first'],
		['total', 1, 'it is a variable in .bss; only constants (const volatile) are set'],
	])('%s = %j is refused', (path, value, problem) => {
		expect(hex(path, value)).toBe(problem);
	});

	test('that is not there is told with the names that are', () => {
		expect(patchFor(object, 'nam', 1)).toMatchObject({
			near: expect.arrayContaining(['name', 'apart', 'own']),
		});
		expect(patchFor(object, 'config.inner.secnd', 1)).toMatchObject({ near: ['second', 'flag'] });
		expect(patchFor(openObject(objectBytes('naive.o')), 'x', 1)).toMatchObject({ near: [] });
	});

	test('is where bpftool’s linker put it', () => {
		const linked = openObject(objectBytes('linked.o'));
		expect(patchFor(linked, 'own', 1)).toMatchObject({ section: '.rodata', offset: 4 });
		expect(patchFor(linked, 'step', 1)).toMatchObject({ section: '.rodata', offset: 0 });
	});
});
