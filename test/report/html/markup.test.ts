import { describe, expect, it } from 'vitest';
import { dataScript, html, ownElement } from '../../../src/report/html/markup.ts';
import { advice, prose } from '../../../src/report/html/prose.ts';

describe('html', () => {
	it.each([
		['<img src=x onerror=alert(1)>', '&lt;img src=x onerror=alert(1)&gt;'],
		['" onclick="x', '&quot; onclick=&quot;x'],
		["' & '", '&#39; &amp; &#39;'],
		['\x1b[31mred\x00\u202e', 'red'],
		['lone \ud800', 'lone \ufffd'],
		['🐝 漢字', '🐝 漢字'],
	])('escapes %j', (text, escaped) => {
		expect(html`<p title="${text}">${text}</p>`.markup).toBe(`<p title="${escaped}">${escaped}</p>`);
	});

	it('takes pieces, numbers, lists and nothing', () => {
		expect(html`${html`<b>${1}</b>`}${undefined}${['<', html`<br>`]}`.markup).toBe('<b>1</b>&lt;<br>');
	});
});

describe('dataScript', () => {
	it.each(['</script><script>alert(1)</script>', '<!--', ']]>', '\u2028\u2029', '&lt;'])(
		'holds %j, and it comes back as it was',
		(text) => {
			const { markup } = dataScript('data', { text });
			const content = markup.replace(/^<script type="application\/json" id="data">|<\/script>$/g, '');
			expect(content).not.toMatch(/[<>&\u2028\u2029]/);
			expect(JSON.parse(content)).toEqual({ text });
		},
	);
});

describe('ownElement', () => {
	it('refuses what would end it', () => {
		expect(() => ownElement('script', 'const a = "</script>"')).toThrow(TypeError);
		expect(ownElement('style', 'a > b {}').markup).toBe('<style>a > b {}</style>');
	});
});

describe('prose and advice', () => {
	it('make names code, and lines with four spaces blocks', () => {
		expect(prose('no `a<b>` here').markup).toBe('no <code>a&lt;b&gt;</code> here');
		expect(advice('Write `x`:\n\n    if (a < b)\n            c();\n\nDone.').markup).toBe(
			'<p class="prose">Write <code>x</code>:</p><pre class="code"><code>if (a &lt; b)\n        c();</code></pre><p class="prose">Done.</p>',
		);
	});
});
