import { describe, expect, test } from 'vitest';
import { findingCodes } from '../../src/findings/finding.ts';
import { exampleCounts, withExamples } from './examples.ts';
import { blocks, text } from './pages.ts';

const page = text('docs/findings.md');
const [, ...sections] = page.split(/^## /m);
const headed = sections.flatMap((section) => {
	const code = /^`([a-z-]+)`\n/.exec(section)?.[1];
	return code === undefined ? [] : [{ code, section }];
});

describe('docs/findings.md', () => {
	test('has a section for each code', () => {
		const codes = headed.map(({ code }) => code);
		expect(codes.sort()).toEqual([...findingCodes].sort());
	});

	test('shows a finding of each code, printed as a run prints it', () => {
		for (const { code, section } of headed) {
			const examples = blocks(section, 'text');
			expect(examples, code).not.toEqual([]);
			for (const example of examples) {
				expect(example.split('\n', 1)[0], code).toMatch(
					new RegExp(`^\\S+: (?:error|warning|notice): .+ \\[${code}\\]$`),
				);
			}
		}
	});

	// To print them anew: `npx vitest run --project unit test/docs/findings.test.ts -u`.
	test('shows exactly what is printed today', async () => {
		await expect(withExamples(page)).toMatchFileSnapshot('../../docs/findings.md');
	});

	test('has no example that is not printed by a test', () => {
		for (const { code, section } of headed) {
			expect([code, blocks(section, 'text').length]).toEqual([code, exampleCounts.get(code)]);
		}
		expect([...exampleCounts.keys()].sort()).toEqual(headed.map(({ code }) => code).sort());
	});

	test('counts right in the changelog', () => {
		expect(text('CHANGELOG.md')).toContain(`all ${findingCodes.length} codes`);
	});
});
