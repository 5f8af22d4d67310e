import { describe, expect, test } from 'vitest';
import { readLoadLog } from '../../src/bpf/load-log.ts';
import { failureFrames } from '../../src/bpf/locate.ts';
import { attempt, opened, text } from './fixtures.ts';

const kernels = ['5.10.262', '6.1.192', '6.12.117', '7.3.4'];
const source = '/src/frames.bpf.c';
// As the compiler joined the folder of the source and the name in its #include.
const header = '/src/./outside/lookup.h';

/** Line of `file` that has `code`, from 1; of the last when there are several. */
function lineOf(file: string, code: string): number {
	return (
		text(`bpf/${file.replace('/src/', '').replace('./', '')}`)
			.split('\n')
			.findLastIndex((line) => line.includes(code)) + 1
	);
}

/** Of each frame the file, the line and how it relates to the refused instruction. */
function frames(kernel: string, object: string, name: string) {
	const { object: read, program } = opened(object, name);
	const log = readLoadLog(attempt(`${kernel}.refusals.log`, object, name).said);
	return failureFrames(read, program, log).map(({ line, relation }) => [line.file, line.line, relation]);
}

describe.each(['frames.o', 'frames.clang14.o'])('%s', (object) => {
	describe.each(kernels)('refused by %s', (kernel) => {
		test('inlined from a header: its line, then the nearest line of what it was inlined into', () => {
			expect(frames(kernel, object, 'inlined_from_header')).toEqual([
				[header, lineOf(header, 'return *value') - 7, 'own'],
				[source, lineOf(source, 'sum += inlined_value') - 2, 'near'],
			]);
		});

		test('inlined between two lines of the source: the one before', () => {
			expect(frames(kernel, object, 'inlined_between')).toEqual([
				[header, lineOf(header, 'return *value') - 7, 'own'],
				[source, lineOf(source, 'u64 first = bpf_ktime_get_ns'), 'near'],
			]);
		});

		test('in a function of a header: where it is called from', () => {
			expect(frames(kernel, object, 'called_in_header')).toEqual([
				[header, lineOf(header, 'return *value'), 'own'],
				[source, lineOf(source, 'sum += called_value'), 'caller'],
			]);
		});

		test('called by what is called: each caller in turn', () => {
			expect(frames(kernel, object, 'called_by_called')).toEqual([
				[header, lineOf(header, 'return *value'), 'own'],
				[source, lineOf(source, 'return called_value'), 'caller'],
				[source, lineOf(source, 'return between('), 'caller'],
			]);
		});

		test('a macro of a header counts where it is used', () => {
			expect(frames(kernel, object, 'macro_of_header')).toEqual([
				[source, lineOf(source, 'return VALUE_OF'), 'own'],
			]);
		});

		test('a function inlined within the source has the line of its own', () => {
			expect(frames(kernel, object, 'inlined_from_source')).toEqual([
				[source, lineOf(source, 'return *(u64 *)bpf_map_lookup_elem'), 'own'],
			]);
		});
	});
});

describe.each(kernels)('a file that a generator made up, refused by %s', (kernel) => {
	test('its word, then the nearest line that there is', () => {
		expect(frames(kernel, 'frames.o', 'generated')).toEqual([
			['/src/grammar.y', 3, 'own'],
			[source, lineOf(source, 'u64 *value = bpf_map_lookup_elem(&counts, &key);'), 'near'],
		]);
	});

	// Older compilers write the line that `#line` says beside the file of the function.
	test('clang 14 forgets its name', () => {
		expect(frames(kernel, 'frames.clang14.o', 'generated')).toEqual([[source, 3, 'own']]);
	});
});
