import { describe, expect, test } from 'vitest';
import { btfType } from '../../src/bpf/btf.ts';
import { functionRecords, lineRecords, readBtfExt } from '../../src/bpf/btf-ext.ts';
import { bytesOf } from '../../src/bpf/bytes.ts';
import { codeRange } from '../../src/bpf/source-line.ts';
import { opened } from './fixtures.ts';

const { object, program } = opened('naive.o', 'on_send');

/** The strings of any object will do: a section's name is looked up in them. */
function read(bytes: Buffer) {
	if (object.btf === undefined) throw new Error('the fixture has no BTF');
	return readBtfExt(bytesOf('section .BTF.ext', bytes), object.btf);
}

/** A `.BTF.ext` with one table, of lines: its record size, then words of its own. */
function lines(recordSize: number, words: readonly number[]): Buffer {
	const table = [recordSize, ...words];
	const header = [0x0001eb9f, 24, 0, 0, 0, 4 * table.length];
	const bytes = Buffer.alloc(4 * (header.length + table.length));
	for (const [index, word] of [...header, ...table].entries()) bytes.writeUInt32LE(word, 4 * index);
	return bytes;
}

const nameOf = (name: string) => object.btf?.strings.data.indexOf(`${name}\0`) ?? -1;
const section = nameOf('kprobe/tcp_sendmsg');
const range = { section: 'kprobe/tcp_sendmsg', start: 0, end: 1_000 };

describe('readBtfExt', () => {
	test('gives the records of a range', () => {
		const { btf, btfExt } = object;
		if (btf === undefined || btfExt === undefined) throw new Error('the fixture has no BTF');
		expect(
			lineRecords(btfExt, codeRange(program)).map(({ offset, line, column }) => [offset, line, column]),
		).toEqual([
			[0, 7, 5],
			[56, 8, 31],
			[72, 8, 31],
			[80, 9, 3],
			[112, 7, 5],
		]);
		const functions = functionRecords(btfExt, codeRange(program));
		expect(functions.map(({ offset, type }) => [offset, btfType(btf, type).name])).toEqual([[0, 'on_send']]);
		expect(
			lineRecords(btfExt, { ...codeRange(program), start: 57, end: 80 }).map(({ offset }) => offset),
		).toEqual([72]);
		expect(lineRecords(btfExt, { ...codeRange(program), section: 'xdp' })).toEqual([]);
	});

	test('takes records that a later version has made larger', () => {
		const ext = read(lines(24, [section, 2, 0, 1, 2, (5 << 10) | 3, 77, 77, 8, 1, 2, 6 << 10, 77, 77]));
		expect(lineRecords(ext, range)).toEqual([
			{ offset: 0, file: 1, text: 2, line: 5, column: 3 },
			{ offset: 8, file: 1, text: 2, line: 6, column: 0 },
		]);
		expect(ext.coreRelocations.sections.size).toBe(0);
	});

	test.each([
		[
			'records that are too small',
			lines(12, [section, 1, 0, 0, 0]),
			'malformed',
			'has records of 12 bytes; 16 is the least',
		],
		['records of no size', lines(0, [section, 0]), 'malformed', 'has records of 0 bytes; 16 is the least'],
		[
			'more records than there are',
			lines(16, [section, 2, 0, 0, 0, 0]),
			'truncated',
			'for section kprobe/tcp_sendmsg is truncated',
		],
		[
			'a count that overflows 32 bits',
			lines(16, [section, 0x1000_0001, 0, 0, 0, 0]),
			'truncated',
			'is truncated',
		],
		[
			'a section named twice',
			lines(16, [section, 0, section, 0]),
			'malformed',
			'has section kprobe/tcp_sendmsg twice',
		],
		['a name beyond the strings', lines(16, [1_000_000, 0]), 'truncated', 'bytes wanted at offset 1000000'],
		[
			'a short header',
			Buffer.from('9feb010010000000', 'hex'),
			'malformed',
			'has a header of 16 bytes; 24 is the least',
		],
	])('refuses %s', (_, bytes, kind, message) => {
		expect(() => read(bytes)).toThrow(
			expect.objectContaining({ kind, message: expect.stringContaining(message) }),
		);
	});
});
