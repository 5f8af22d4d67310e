import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
	createDecoder,
	encodeFrame,
	type Field,
	fieldsOf,
	type Message,
	messageTypes,
} from '../../src/guest/protocol.ts';
import { packageFile } from '../../src/package-root.ts';

/*
 * The agent's C against ours, under the address and undefined-behaviour sanitizers: both read the same streams, sound
 * and broken, and must see the same messages.
 */

let folder = '';
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), 'core-matrix-test-'));
	const sources = [packageFile('test/guest/decode.c'), packageFile('vm-images/guest/frame.c')];
	const flags = [
		'-std=gnu11',
		'-D_GNU_SOURCE',
		'-g',
		'-O1',
		'-Wall',
		'-Wextra',
		'-Werror',
		'-fsanitize=address,undefined',
	];
	execFileSync('cc', [
		...flags,
		'-fno-sanitize-recover=all',
		'-o',
		join(folder, 'decode'),
		...sources,
		'-lz',
	]);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const agentSees = (stream: Uint8Array, step: number): string =>
	execFileSync(join(folder, 'decode'), [String(step)], { input: stream, encoding: 'utf8' });

function print({ type, request, sequence, payload }: Message): string {
	const words = [type, request, sequence].map(String);
	for (const [number, bytes] of fieldsOf(payload))
		words.push(`${number}:${Buffer.from(bytes).toString('hex')}`);
	return `${words.join(' ')}\n`;
}

const weSee = (stream: Uint8Array): string => createDecoder()(stream).map(print).join('');

const field: fc.Arbitrary<Field> = fc.tuple(
	fc.constantFrom('text', 'argument', 'data'),
	fc.uint8Array({ maxLength: 40 }),
);
const sound = fc
	.tuple(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.array(field, { maxLength: 4 }))
	.map(([request, content]) => encodeFrame(messageTypes.exec, request, 3, content));
const noise = fc.oneof(
	fc.uint8Array({ maxLength: 30 }),
	fc.constantFrom(Buffer.from('CMX1'), Buffer.from('CM')),
);
const stream = fc.array(fc.oneof(sound, noise), { maxLength: 8 }).map((pieces) => Buffer.concat(pieces));

it('sees what we see in any stream', () => {
	fc.assert(
		fc.property(stream, fc.integer({ min: 1, max: 64 }), (bytes, step) => {
			expect(agentSees(bytes, step)).toBe(weSee(bytes));
		}),
		{ numRuns: 150 },
	);
}, 120_000);

it('sees what we see in sound frames whose fields lie about their length', () => {
	const lying = fc
		.tuple(fc.array(field, { minLength: 1, maxLength: 3 }), fc.nat(), fc.integer({ min: 1, max: 255 }))
		.map(([content, place, change]) => {
			const frame = encodeFrame(messageTypes.exec, 1, 0, content);
			const body = frame.subarray(12);
			// Behind type, request and sequence: whatever is changed there, the frame itself stays sound.
			const at = 9 + (place % (body.length - 9));
			body.writeUInt8(body.readUInt8(at) ^ change, at);
			frame.writeUInt32LE(crc32(body), 8);
			return frame;
		});
	fc.assert(
		fc.property(lying, (bytes) => {
			expect(agentSees(bytes, bytes.length)).toBe(weSee(bytes));
		}),
		{ numRuns: 150 },
	);
}, 120_000);

it('sees what we see when a sound stream is damaged', () => {
	const damaged = fc
		.tuple(fc.array(sound, { minLength: 2, maxLength: 4 }), fc.nat(), fc.integer({ min: 1, max: 255 }))
		.map(([frames, place, change]) => {
			const bytes = Buffer.concat(frames);
			const at = place % bytes.length;
			bytes.writeUInt8(bytes.readUInt8(at) ^ change, at);
			return bytes;
		});
	fc.assert(
		fc.property(damaged, (bytes) => {
			expect(agentSees(bytes, 7)).toBe(weSee(bytes));
		}),
		{ numRuns: 150 },
	);
}, 120_000);
