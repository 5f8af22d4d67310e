import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type MapSetting, settingFields } from '../../src/guest/maps.ts';
import { encodeFrame, messageTypes } from '../../src/guest/protocol.ts';
import { packageFile } from '../../src/package-root.ts';

/* What the agent does with settings of maps, under the address and undefined-behaviour sanitizers. No kernel is asked. */

let folder = '';
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), 'core-matrix-test-'));
	const sources = ['test/guest/prepare.c', 'vm-images/guest/maps.c', 'vm-images/guest/frame.c'].map(
		packageFile,
	);
	const warnings = ['-std=gnu11', '-D_GNU_SOURCE', '-Wall', '-Wextra', '-Werror'];
	const sanitizers = ['-g', '-O1', '-fsanitize=address,undefined', '-fno-sanitize-recover=all'];
	const libraries = ['-lbpf', '-lelf', '-lz'];
	execFileSync('cc', [...warnings, ...sanitizers, '-o', join(folder, 'prepare'), ...sources, ...libraries]);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Behind magic, length, checksum, type, request and sequence. */
const payloadOf = (settings: readonly MapSetting[]): Buffer =>
	encodeFrame(messageTypes.try, 1, 0, settings.flatMap(settingFields)).subarray(21);

/** 0 or an errno. */
const prepare = (payload: Uint8Array): number => {
	const object = packageFile('test/fixtures/bpf/belongings.o');
	// libbpf keeps what it has opened to the end.
	const env = { ...process.env, ASAN_OPTIONS: 'detect_leaks=0' };
	return Number(execFileSync(join(folder, 'prepare'), [object], { input: payload, encoding: 'utf8', env }));
};

it('takes what is sound, and refuses what leads out of a section or names no map', () => {
	const bytes = Buffer.from([1, 2]);
	expect(prepare(payloadOf([]))).toBe(0);
	expect(
		prepare(
			payloadOf([
				{ name: 'common', maxEntries: 4096, pin: 'x', keys: [bytes] },
				{ name: 'nobodys', pin: '' },
				{ name: 'nobodys_calls', leaveOut: true },
				{ name: '.rodata', bytes: [{ offset: 0, bytes }] },
			]),
		),
	).toBe(0);
	expect(prepare(payloadOf([{ name: 'comon' }]))).toBe(constants.errno.ENOENT);
	expect(prepare(payloadOf([{ name: '.rodata', maxEntries: 4096 }]))).toBe(constants.errno.EINVAL);
	for (const offset of [1_000_000, 2 ** 52]) {
		expect(prepare(payloadOf([{ name: '.rodata', bytes: [{ offset, bytes }] }]))).toBe(
			constants.errno.ERANGE,
		);
	}
	expect(prepare(payloadOf([{ name: 'common', bytes: [{ offset: 0, bytes }] }]))).toBe(
		constants.errno.ERANGE,
	);
});

it('survives any request', () => {
	const setting = fc.record(
		{
			name: fc.constantFrom('common', 'rooms', 'to_second', '.rodata', '.bss', '.maps', ''),
			maxEntries: fc.nat(),
			pin: fc.string({ maxLength: 400 }),
			leaveOut: fc.constant(true as const),
			bytes: fc.array(fc.record({ offset: fc.nat({ max: 200 }), bytes: fc.uint8Array({ maxLength: 100 }) }), {
				maxLength: 3,
			}),
		},
		{ requiredKeys: ['name'] },
	);
	const change = fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 }));
	fc.assert(
		fc.property(
			fc.array(setting, { maxLength: 6 }),
			fc.array(change, { maxLength: 3 }),
			(settings, changes) => {
				const payload = Buffer.from(payloadOf(settings));
				for (const [at, byte] of changes) if (payload.length > 0) payload[at % payload.length] = byte;
				expect(prepare(payload)).toBeGreaterThanOrEqual(0);
			},
		),
		{ numRuns: 60 },
	);
}, 60_000);
