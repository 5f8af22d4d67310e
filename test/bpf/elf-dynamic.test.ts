import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readDynamicElf } from '../../src/bpf/elf-dynamic.ts';
import { FormatError } from '../../src/bpf/format-error.ts';
import { packageFile } from '../../src/package-root.ts';
import { makeDynamic } from './make-dynamic.ts';

const read = (bytes: Uint8Array) =>
	readDynamicElf((offset, length) => bytes.subarray(offset, offset + length));

const parts = {
	interpreter: '/lib64/ld-linux-x86-64.so.2',
	needed: ['libbpf.so.1', 'libc.so.6'],
	rpath: '/opt/lib',
	runpath: '$ORIGIN/../lib:/usr/local/lib',
};

describe('an executable', () => {
	test('says its interpreter, libraries and folders', () => {
		expect(read(makeDynamic(parts))).toEqual(parts);
	});

	test('that is static says none', () => {
		expect(read(makeDynamic({}))).toEqual({ needed: [] });
	});

	test('of this machine is read too', () => {
		const node = readFileSync(process.execPath);
		expect(read(node)).toMatchObject({
			interpreter: expect.stringContaining('ld-'),
			needed: expect.arrayContaining(['libc.so.6']),
		});
	});
});

test.each([
	['text', Buffer.from('#!/bin/sh\n')],
	['nothing', Buffer.alloc(0)],
	['an object for BPF', readFileSync(packageFile('test/fixtures/bpf/naive.o'))],
	['another machine', Buffer.from(makeDynamic({})).fill(183, 18, 19)],
	['32 bits', Buffer.from(makeDynamic({})).fill(1, 4, 5)],
])('%s is nothing that an x86-64 kernel runs', (_, bytes) => {
	expect(read(bytes)).toBeUndefined();
});

describe('a hostile one', () => {
	const file = makeDynamic(parts);
	const outcome = (bytes: Uint8Array): string => {
		try {
			read(bytes);
			return 'read';
		} catch (error) {
			if (error instanceof FormatError) return error.kind;
			throw error;
		}
	};

	test('is refused with words, wherever it breaks off or lies', () => {
		fc.assert(
			fc.property(
				fc.nat(file.length - 1),
				fc.integer({ min: 0, max: 255 }),
				fc.nat(file.length),
				(at, byte, end) => {
					const bent = Buffer.from(file);
					bent[at] = byte;
					expect(outcome(bent.subarray(0, end))).toMatch(/^(?:read|truncated|malformed|too-large)$/);
				},
			),
			{ numRuns: 2000 },
		);
	});

	test('cannot ask for more memory than an executable has', () => {
		const huge = Buffer.from(file);
		huge.writeBigUInt64LE(2n ** 40n, 64 + 56 + 32);
		expect(outcome(huge)).toBe('too-large');
		const many = makeDynamic({ needed: Array.from({ length: 600 }, () => 'x') });
		expect(outcome(many)).toBe('too-large');
	});
});
