import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { relocationAt } from '../../src/bpf/core-relocation.ts';
import { FormatError } from '../../src/bpf/format-error.ts';
import { linkProgram } from '../../src/bpf/link.ts';
import { readLoadLog } from '../../src/bpf/load-log.ts';
import { locateFailure } from '../../src/bpf/locate.ts';
import { modinfo } from '../../src/bpf/modinfo.ts';
import { openObject } from '../../src/bpf/object.ts';
import { lineAt } from '../../src/bpf/source-line.ts';
import { attempt, objectBytes, processorMs, sources } from './fixtures.ts';

// Processor time is what is measured; a busy machine may take long for it.
vi.setConfig({ testTimeout: 60_000 });

const log = readLoadLog(attempt('6.12.95.log', 'twounderscores.o', 'on_send').said);
const names = ['calls.o', 'relocations.o', 'twounderscores.clang14.o', 'kfunc.o'] as const;

/** Everything that the project asks of an object. Gives a value, or the FormatError that ended it. */
function readAll(bytes: Uint8Array): unknown {
	try {
		const object = openObject(bytes);
		return object.programs.slice(0, 8).map((program) => {
			const { length } = linkProgram(object, program);
			const places = [0, 1, 7, 38].map((insn) => [
				lineAt(object, program, insn),
				relocationAt(object, program, insn),
			]);
			return [length, places, locateFailure(object, program, log, sources)];
		});
	} catch (error) {
		if (error instanceof FormatError) return error;
		throw error;
	}
}

/** A value that a hostile author would write: small, huge, or at a limit. */
const word = fc.oneof(
	fc.constantFrom(0, 1, 7, 8, 0x7f, 0xff, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_fff8, 0xffff_ffff),
	fc.nat(0xffff),
);

const mutated = fc
	.record({
		name: fc.constantFrom(...names),
		changes: fc.array(fc.record({ at: fc.nat(1_000_000), value: word }), { minLength: 1, maxLength: 12 }),
		length: fc.option(fc.nat(8_000), { freq: 4 }),
	})
	.map(({ name, changes, length }) => {
		const bytes = Buffer.from(objectBytes(name)).subarray(0, length ?? undefined);
		// Aligned words, where all formats here keep their offsets, sizes and counts.
		const words = Math.floor(bytes.length / 4);
		for (const { at, value } of words > 0 ? changes : []) bytes.writeUInt32LE(value, 4 * (at % words));
		return bytes;
	});

describe('mutated and truncated objects', () => {
	test('give a value or a FormatError, quickly', () => {
		let failures = 0;
		let runs = 0;
		fc.assert(
			fc.property(mutated, (bytes) => {
				runs++;
				const took = processorMs(() => {
					if (readAll(bytes) instanceof FormatError) failures++;
				});
				expect(took).toBeLessThan(500);
			}),
			{ numRuns: 3000 },
		);
		// The property would be empty if all mutations were refused, or none.
		expect(failures).toBeGreaterThan(runs / 20);
		expect(failures).toBeLessThan(runs);
	});

	test.each(names)('%s cut off anywhere', (name) => {
		const bytes = objectBytes(name);
		for (let length = 0; length < bytes.length; length += 13) {
			expect(readAll(bytes.subarray(0, length))).toBeInstanceOf(FormatError);
		}
		expect(readAll(bytes)).not.toBeInstanceOf(FormatError);
	});

	test('each word of the headers and tables of .BTF, .BTF.ext and ELF, set to each extreme', () => {
		const bytes = objectBytes('naive.o');
		for (let at = 0; at + 4 <= bytes.length; at += 4) {
			for (const value of [0, 0xffff, 0x7fff_ffff, 0xffff_ffff]) {
				const changed = Buffer.from(bytes);
				changed.writeUInt32LE(value, at);
				readAll(changed);
			}
		}
	}, 60_000);
});

test('any bytes are a module, or a FormatError', () => {
	fc.assert(
		fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), mutated), (bytes) => {
			try {
				modinfo(bytes);
			} catch (error) {
				expect(error).toBeInstanceOf(FormatError);
			}
		}),
	);
});

test('any text is a log', () => {
	const line = fc.oneof(
		fc.string({ unit: 'binary' }),
		fc.constantFrom(...attempt('7.3.4.log', 'calls.o', 'fails_in_call').said.split('\n')),
		fc.tuple(fc.nat(99), fc.string()).map(([n, s]) => `${n}: (85) ${s}`),
		fc.string().map((s) => `failed to resolve CO-RE relocation <${s}`),
		fc.string().map((s) => `libbpf: map '${s}`),
	);
	fc.assert(
		fc.property(fc.array(line), (lines) => {
			const { insn, message } = readLoadLog(lines.join('\n'));
			if (insn !== undefined) expect(insn).toBeGreaterThanOrEqual(0);
			expect(message.length).toBeLessThanOrEqual(8);
		}),
	);
});
