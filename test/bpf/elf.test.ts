import { describe, expect, test } from 'vitest';
import { EM_BPF, readElf, relocations, sectionBytes, sectionNamed, symbols } from '../../src/bpf/elf.ts';
import { FormatError } from '../../src/bpf/format-error.ts';
import { openObject } from '../../src/bpf/object.ts';
import { objectBytes } from './fixtures.ts';

function changed(name: string, change: (bytes: Buffer) => void): Uint8Array {
	const bytes = Buffer.from(objectBytes(name));
	change(bytes);
	return bytes;
}

function failure(read: () => unknown): FormatError {
	try {
		read();
	} catch (error) {
		if (error instanceof FormatError) return error;
		throw error;
	}
	throw new Error('nothing was thrown');
}

describe('readElf', () => {
	test('lists sections by index', () => {
		const elf = readElf(objectBytes('calls.o'));
		expect(elf.machine).toBe(EM_BPF);
		expect(elf.sections.map(({ name }) => name)).toEqual(
			expect.arrayContaining([
				'',
				'.text',
				'tp/syscalls/sys_enter_execve',
				'license',
				'.maps',
				'.BTF',
				'.BTF.ext',
			]),
		);
		expect(elf.sections.every(({ index }, at) => index === at)).toBe(true);
	});

	test('gives the contents of a section', () => {
		const elf = readElf(objectBytes('calls.o'));
		const license = sectionNamed(elf, 'license');
		expect(license && sectionBytes(elf, license).data.toString()).toBe('GPL\0');
	});

	test('gives symbols and the relocations that refer to them', () => {
		const elf = readElf(objectBytes('kfunc.o'));
		const code = sectionNamed(elf, 'raw_tp/sys_enter');
		const table = symbols(elf);
		const [relocation, ...others] = code === undefined ? [] : relocations(elf, code);
		expect(others).toEqual([]);
		expect(table[relocation?.symbol ?? -1]).toMatchObject({ name: 'no_such_kfunc', section: 0 });
		expect(relocation?.offset).toBe(2 * 8);
	});

	test.each([
		[
			'an empty file',
			() => new Uint8Array(),
			'not-elf',
			'not an ELF file: it does not begin with 7f 45 4c 46',
		],
		[
			'a script',
			() => Buffer.from('#!/bin/sh\n'),
			'not-elf',
			'not an ELF file: it does not begin with 7f 45 4c 46',
		],
		[
			'32 bits',
			() => changed('calls.o', (bytes) => bytes.writeUInt8(1, 4)),
			'not-64-bit',
			'a 32-bit ELF file; 64-bit is needed',
		],
		[
			'big-endian',
			() => changed('calls.o', (bytes) => bytes.writeUInt8(2, 5)),
			'big-endian',
			'a big-endian ELF file; little-endian is needed (clang -target bpfel)',
		],
		[
			'a header cut off',
			() => objectBytes('calls.o').subarray(0, 40),
			'truncated',
			'the ELF header is truncated: it ends at byte 64 of the file, which has 40',
		],
		[
			'no sections',
			() => changed('calls.o', (bytes) => bytes.writeUInt16LE(0, 60)),
			'malformed',
			'the ELF file has no table of sections',
		],
		[
			'sections beyond the end',
			() => changed('calls.o', (bytes) => bytes.writeBigUInt64LE(2n ** 63n, 40)),
			'truncated',
			expect.stringMatching(
				/^the table of ELF sections is truncated: it ends at byte \d+ of the file, which has 6760$/,
			),
		],
	] as const)('refuses %s', (_, bytes, kind, message) => {
		const error = failure(() => readElf(bytes()));
		expect(error).toMatchObject({ kind, message });
	});

	test('an object for another machine is no eBPF object', () => {
		expect(failure(() => openObject(objectBytes('module.o')))).toMatchObject({
			kind: 'wrong-machine',
			message: 'an ELF file for machine 62, not for BPF (247); compile it with clang -target bpf',
		});
	});

	test('a section that goes beyond the file is refused when it is read', () => {
		const bytes = changed('calls.o', (file) => {
			const { sections } = readElf(file);
			const license = sections.find(({ name }) => name === 'license')?.index ?? 0;
			file.writeBigUInt64LE(1_000_000n, Number(file.readBigUInt64LE(40)) + license * 64 + 32);
		});
		const elf = readElf(bytes);
		const license = sectionNamed(elf, 'license');
		expect(failure(() => license && sectionBytes(elf, license)).message).toMatch(
			/^section license is truncated: it ends at byte \d+ of the file, which has 6760$/,
		);
	});

	test('a section without contents, such as .bss, may be of any size', () => {
		const bytes = changed('calls.o', (file) => {
			const license = readElf(file).sections.find(({ name }) => name === 'license')?.index ?? 0;
			const header = Number(file.readBigUInt64LE(40)) + license * 64;
			file.writeUInt32LE(8, header + 4);
			file.writeBigUInt64LE(1n << 40n, header + 32);
		});
		const elf = readElf(bytes);
		const license = sectionNamed(elf, 'license');
		expect(license && sectionBytes(elf, license).data.length).toBe(0);
	});
});
