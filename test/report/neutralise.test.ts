import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cut, neutralise, oneLine } from '../../src/report/neutralise.ts';
import { parseCommand } from '../fakes/runner.ts';

describe('neutralise', () => {
	it.each([
		['plain text, and ✓ 漢字 🐝 stay', 'plain text, and ✓ 漢字 🐝 stay'],
		['\ttabs\nand newlines', '\ttabs\nand newlines'],
		['\x1b[31;1mred\x1b[0m', 'red'],
		['\x1b[?25l\x1b[2Jcleared', 'cleared'],
		['\x9b31mred', 'red'],
		['\x1b]0;a title\x07text', 'text'],
		['\x1b]8;;https://example.org\x1b\\link\x1b]8;;\x1b\\', 'link'],
		['\x1bPq#0\x1b\\sixel', 'sixel'],
		['\x1b(Bcharset', 'charset'],
		['\x1b]0;never ended\nnext line', '\nnext line'],
		['over\rwritten', 'over\nwritten'],
		['dos\r\nlines', 'dos\nlines'],
		['nul\0 bell\x07 backspace\x08 delete\x7f', 'nul bell backspace delete'],
		['if (\u202e } \u2066admin) {', 'if ( } admin) {'],
		['zero\u200bwidth \ufefftags\u{e0041}', 'zerowidth tags'],
		['lone \ud800 surrogate', 'lone \ufffd surrogate'],
		['::error file=a::b', ': :error file=a::b'],
		['  \t ::set-output name=a::b', '  \t : :set-output name=a::b'],
		['first\n::stop-commands::x', 'first\n: :stop-commands::x'],
		['\u00a0::error::x', '\u00a0: :error::x'],
		['a ##[error]b', 'a # #[error]b'],
		['###[group]b', '## #[group]b'],
		['std::string stays', 'std::string stays'],
		// Forms that appear only once something else is removed.
		[':\x1b[0m:error::x', ': :error::x'],
		['#\u00ad#[error]x', '# #[error]x'],
		['a\r::error::x', 'a\n: :error::x'],
		['\x1b\x1b[0m[31m::error::x', '31m::error::x'],
		['\x07::error::x', ': :error::x'],
	])('%j → %j', (hostile, harmless) => {
		expect(neutralise(hostile)).toBe(harmless);
	});

	const hostile = fc.string({
		unit: fc.constantFrom(
			...['::error::', '\n::error::', ':error::', '[error]'],
			...['::', ':', '#', '##[', ']', 'error', 'add-mask', ' ', '\n', '\r', '\t', '\x1b', '\x1b[', '\x1b]'],
			...['\x07', '0', ';', 'm', '\x9b', '\x9c', '\u00ad', '\u200b', '\u2028', '\u0085', '\u00a0', 'é', '🐝'],
		),
		maxLength: 40,
	});

	it('leaves no command that a runner would obey and nothing that is not shown', () => {
		fc.assert(
			fc.property(hostile, (text) => {
				for (const line of neutralise(text).split('\n')) {
					expect(parseCommand(line)).toBeUndefined();
					expect(line).not.toMatch(/[^\P{C}\t]/u);
				}
				expect(parseCommand(oneLine(text))).toBeUndefined();
				expect(oneLine(text)).not.toContain('\n');
			}),
			{ numRuns: 2000 },
		);
	});

	it('changes nothing the second time', () => {
		fc.assert(fc.property(hostile, (text) => neutralise(neutralise(text)) === neutralise(text)));
	});

	it.each(['\x1b[', '\x1b]', '\x1b', '\x9b0', '##', ':', ' ', '\r', '\x1b]0;', '\x1b(  '])(
		'reads a megabyte of %j in time',
		(part) => {
			const before = performance.now();
			neutralise(part.repeat(1_000_000 / part.length));
			expect(performance.now() - before).toBeLessThan(1000);
		},
	);
});

describe('oneLine', () => {
	it('joins lines, trims, and cuts', () => {
		expect(oneLine('  a\n\n b\t c  ')).toBe('a b c');
		expect(oneLine('\n::error::x')).toBe(': :error::x');
		expect(oneLine('x'.repeat(600))).toHaveLength(500);
		expect(oneLine('abcdef', 4)).toBe('abc…');
	});
});

describe('cut', () => {
	it('tears no character', () => {
		expect(cut('ab🐝cd', 4)).toBe('ab…');
		expect(cut('ab🐝', 4)).toBe('ab🐝');
	});
});
