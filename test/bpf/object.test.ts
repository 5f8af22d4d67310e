import { describe, expect, test } from 'vitest';
import { openObject } from '../../src/bpf/object.ts';
import { objectBytes } from './fixtures.ts';

describe('openObject', () => {
	test('tells programs from the subprograms that they call, in libbpf’s order', () => {
		const { programs, subprograms, license } = openObject(objectBytes('calls.o'));
		const shape = programs.map(({ name, section, insnOffset, insnCount }) => [
			name,
			section.name,
			insnOffset,
			insnCount,
		]);
		expect(shape).toEqual([
			['first', 'tp/syscalls/sys_enter_execve', 0, 10],
			['second', 'tp/syscalls/sys_enter_execve', 10, 28],
			['fails_in_call', 'tp/syscalls/sys_enter_execve', 38, 10],
			['with_callback', 'tp/syscalls/sys_enter_execve', 48, 16],
		]);
		expect(subprograms.map(({ name }) => name)).toEqual([
			'global',
			'middle',
			'unused_by_first',
			'without_check',
			'count',
			'last',
		]);
		expect(license).toBe('GPL');
	});

	test('knows whether there is type information', () => {
		const bytes = Buffer.from(objectBytes('naive.o'));
		expect(openObject(bytes).btf).toBeDefined();
		bytes.write('.XYZ', bytes.indexOf('.BTF.ext\0'));
		const renamed = openObject(bytes);
		expect([renamed.btf, renamed.btfExt]).toEqual([expect.anything(), undefined]);
	});

	test('refuses a function that goes beyond its section', () => {
		const bytes = Buffer.from(objectBytes('naive.o'));
		const { elf, programs } = openObject(bytes);
		const size = Buffer.alloc(8);
		size.writeBigUInt64LE(BigInt((programs[0]?.insnCount ?? 0) * 8));
		const table = elf.sections.find(({ type }) => type === 2);
		const at = bytes.indexOf(size, (table?.offset ?? 0) + 16);
		bytes.writeBigUInt64LE(8_000n, at);
		expect(() => openObject(bytes)).toThrow(
			'function on_send goes beyond the end of section kprobe/tcp_sendmsg',
		);
		bytes.writeBigUInt64LE(7n, at);
		expect(() => openObject(bytes)).toThrow(
			'function on_send in kprobe/tcp_sendmsg is not made of whole instructions',
		);
	});
});
