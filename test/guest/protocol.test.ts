import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	bodyMax,
	createDecoder,
	encodeFrame,
	type Field,
	fieldNumber,
	fields,
	fieldText,
	fieldValues,
	messageTypes,
} from '../../src/guest/protocol.ts';
import { packageFile } from '../../src/package-root.ts';

const frame = (text: string, sequence = 0) => encodeFrame(messageTypes.output, 7, sequence, [['text', text]]);

/** The members of a C enum as written, `PREFIX_NAME = number`. */
function enumMembers(header: string, prefix: string): Record<string, number> {
	const members = [...header.matchAll(new RegExp(`^\\t${prefix}_([A-Z_]+) = (\\d+),`, 'gm'))];
	return Object.fromEntries(members.map(([, name = '', number]) => [name.toLowerCase(), Number(number)]));
}

describe('the numbers of the channel', () => {
	const header = readFileSync(packageFile('vm-images/guest/agent.h'), 'utf8');

	it('are the agent’s', () => {
		expect(messageTypes).toEqual(enumMembers(header, 'M'));
		expect(fields).toEqual(enumMembers(header, 'F'));
	});

	it('bound a frame as the agent does', () => {
		const [, product = ''] = /#define FRAME_BODY_MAX \((\d+ \* \d+)\)/.exec(header) ?? [];
		const [first = 0, second = 0] = product.split(' * ').map(Number);
		expect(bodyMax).toBe(first * second);
	});
});

describe('decoding', () => {
	it('gives back what was encoded, however the bytes are cut', () => {
		const contents = fc.array(fc.string(), { maxLength: 5 });
		fc.assert(
			fc.property(contents, fc.integer({ min: 1, max: 40 }), (texts, step) => {
				const bytes = Buffer.concat(texts.map((text, index) => frame(text, index)));
				const decode = createDecoder();
				const messages = [];
				for (let at = 0; at < bytes.length; at += step)
					messages.push(...decode(bytes.subarray(at, at + step)));
				expect(messages.map(({ payload }) => fieldText(payload, 'text'))).toEqual(
					texts.map((text) => text.toWellFormed()),
				);
				expect(messages.map(({ sequence }) => sequence)).toEqual(texts.map((_, index) => index));
			}),
		);
	});

	it('skips noise between frames, also noise that looks like a beginning', () => {
		const noise = fc.array(fc.constantFrom('C', 'CM', 'CMX', 'CMX1', 'CMX1\0\0\0\0', '\xff', 'login: '), {
			maxLength: 6,
		});
		fc.assert(
			fc.property(noise, (pieces) => {
				const decode = createDecoder();
				const bytes = Buffer.concat([
					Buffer.from(pieces.join(''), 'latin1'),
					frame('kept'),
					Buffer.alloc(bodyMax),
				]);
				expect(decode(bytes).map(({ payload }) => fieldText(payload, 'text'))).toEqual(['kept']);
			}),
		);
	});

	it('loses a frame with a flipped bit, and that one only', () => {
		const bytes = Buffer.concat([frame('one'), frame('two'), frame('three')]);
		const at = frame('one').length + 20;
		bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
		const texts = createDecoder()(bytes).map(({ payload }) => fieldText(payload, 'text'));
		expect(texts).toEqual(['one', 'three']);
	});

	it('never takes a length beyond the bound for a frame', () => {
		const bytes = Buffer.concat([frame('x'), frame('after')]);
		bytes.writeUInt32LE(0xffff_ffff, 4);
		expect(createDecoder()(bytes).map(({ payload }) => fieldText(payload, 'text'))).toEqual(['after']);
	});

	it('never throws, whatever comes', () => {
		fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => createDecoder()(bytes).length >= 0));
	});
});

describe('fields', () => {
	const payload = (content: readonly Field[]) =>
		createDecoder()(encodeFrame(messageTypes.exec, 1, 0, content))[0]?.payload;

	it('keep their order and their type', () => {
		const bytes = payload([
			['argument', 'a'],
			['exit', 300],
			['argument', 'ü'],
		]);
		expect(fieldValues(bytes ?? new Uint8Array(), 'argument').map(String)).toEqual(['a', 'ü']);
		expect(fieldNumber(bytes ?? new Uint8Array(), 'exit')).toBe(300);
	});

	it('end where the payload breaks off', () => {
		const bytes =
			payload([
				['argument', 'whole'],
				['argument', 'broken'],
			]) ?? new Uint8Array();
		expect(fieldValues(bytes.subarray(0, bytes.length - 1), 'argument').map(String)).toEqual(['whole']);
	});

	it('have no number where the bytes are not one', () => {
		expect(fieldNumber(payload([['exit', 'text']]) ?? new Uint8Array(), 'exit')).toBeUndefined();
	});

	it('refuse a frame over the bound', () => {
		expect(() => encodeFrame(messageTypes.put, 1, 0, [['data', Buffer.alloc(bodyMax)]])).toThrow(RangeError);
	});
});
