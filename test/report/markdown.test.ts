import { describe, expect, it } from 'vitest';
import { advice, codeBlock, codeSpan, escapeText, prose, table } from '../../src/report/markdown.ts';

describe('escapeText', () => {
	it.each([
		['<img src=x onerror=alert(1)>', '&lt;img src=x onerror=alert(1)&gt;'],
		['a & b', 'a &amp; b'],
		['[link](http://x)', '\\[link\\](http:\u200b//x)'],
		['![image](x)', '\\!\\[image\\](x)'],
		['*a* _b_ ~c~ $d$ `e`', '\\*a\\* \\_b\\_ \\~c\\~ \\$d\\$ \\`e\\`'],
		['# heading', '\\# heading'],
		['- item', '\\- item'],
		['1. item', '1\\. item'],
		['5.10.0', '5.10.0'],
		['title\n===', 'title\n\\==='],
		['@team', '@\u200bteam'],
		['www.example.org', 'www\u200b.example.org'],
		['a | b', 'a \\| b'],
		['back\\slash', 'back\\\\slash'],
		['\x1b[31mred', 'red'],
	])('%j → %j', (text, escaped) => {
		expect(escapeText(text)).toBe(escaped);
	});
});

describe('codeSpan', () => {
	it.each([
		['iov', '`iov`'],
		['a`b', '``a`b``'],
		['`', '`` ` ``'],
		['``', '``` `` ```'],
		['a\nb', '`a b`'],
		['<b>', '`<b>`'],
		['', ''],
	])('%j → %j', (text, span) => {
		expect(codeSpan(text)).toBe(span);
	});
});

describe('prose', () => {
	it('keeps names in backticks as code and escapes the rest', () => {
		expect(prose('`struct a_b` has no <member> `c*`.')).toBe('`struct a_b` has no &lt;member&gt; `c*`.');
	});
	it('escapes a backtick without its other', () => {
		expect(prose('one ` only')).toBe('one \\` only');
	});
	it('keeps lines apart and makes no block of indented ones', () => {
		expect(prose('one\n    two\n\nthree')).toBe('one\\\ntwo\n\nthree');
	});
});

describe('codeBlock', () => {
	it.each([
		['int a;', '```c\nint a;\n```'],
		['a\n```\nescaped', '````c\na\n```\nescaped\n````'],
		['a `````` b\n', '```````c\na `````` b\n```````'],
	])('%j', (code, block) => {
		expect(codeBlock(code)).toBe(block);
	});
});

describe('advice', () => {
	it('makes blocks of code of indented lines', () => {
		expect(advice('Write:\n\n    if (a)\n            b();\n\n    c();\n\nThat is `all`.')).toBe(
			'Write:\n\n```c\nif (a)\n        b();\n\nc();\n```\n\nThat is `all`.',
		);
	});
	it('lets code not end its block', () => {
		expect(advice('    ```\n    <script>\n')).toBe('````c\n```\n<script>\n````');
	});
	it.each(['    \n', ' \n', '\n', '    x\n\n', '`', '    `'])('reads much of %j in time', (part) => {
		const before = performance.now();
		advice(part.repeat(20_000));
		expect(performance.now() - before).toBeLessThan(1000);
	});
});

describe('table', () => {
	it('lets no bar or line break end a cell', () => {
		expect(table(['', '`a|b`'], [['`x\\|y`', 'one\ntwo']])).toBe(
			'|  | `a\\|b` |\n| --- | --- |\n| `x\\|y` | one<br>two |',
		);
	});
});
