import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { defaultKernels } from '../../src/config/kernel-list.ts';
import { loadConfig } from '../../src/config/load.ts';
import { configSchema } from '../../src/config/schema.ts';
import { checkConfig } from '../../src/config/validate.ts';
import { makeRepository } from '../config/repository.ts';
import { anchors, blocks, pages, text } from './pages.ts';

/** What the examples name. */
const files = {
	'bpf/trace.bpf.c': '',
	'build/trace.bpf.o': '',
	'build/loader': '',
	'test/send.sh': '',
	'test/suite.sh': '',
	'test/data/x': '',
};

/** YAML blocks that are configurations; the others are parts of workflows. */
function examples(): (readonly [page: string, block: string])[] {
	const found = pages().flatMap((page) => blocks(text(page), 'yaml').map((block) => [page, block] as const));
	return found.filter(([page, block]) => page === 'docs/configuration.md' || /^objects:/m.test(block));
}

describe('configurations in the pages', () => {
	test('are what the schema allows, and can be loaded', async () => {
		const all = examples();
		expect(all.map(([page]) => page)).toEqual(
			expect.arrayContaining(['README.md', 'docs/configuration.md', 'docs/kernels.md']),
		);
		for (const [page, block] of all) {
			expect(checkConfig(parse(block)).problems, `${page}\n${block}`).toEqual([]);
			const cwd = await makeRepository({ ...files, 'core-matrix.yml': block });
			await expect(loadConfig({ cwd }), `${page}\n${block}`).resolves.toMatchObject({ root: cwd });
		}
	});

	test('say which kernels are tried when none is named', () => {
		const names = defaultKernels().map((kernel) => kernel.text);
		const words = `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
		const flat = (file: string) => text(file).replace(/\s+/g, ' ');
		for (const file of ['docs/configuration.md', 'docs/action.md', 'action.yml'])
			expect(flat(file), file).toContain(words);
		expect(configSchema.properties.kernels.description).toContain(names.join(', '));
	});

	test('use every key, and docs/configuration.md has a place for each', async () => {
		const page = text('docs/configuration.md');
		const written = blocks(page, 'yaml').join('\n');
		const { items: object } = configSchema.properties.objects;
		const headings = [...Object.keys(configSchema.properties), ...Object.keys(object.properties)];
		expect(anchors(page)).toEqual(expect.arrayContaining(headings));
		const rows = [
			...Object.keys(object.properties.programs.additionalProperties.properties),
			...Object.keys(object.properties.maps.additionalProperties.properties),
			...Object.keys(object.properties.expect.items.properties),
			...Object.keys(configSchema.properties.commands.items.properties),
		];
		expect([...page.matchAll(/^\| `(\w+)` \|/gm)].map(([, key]) => key).sort()).toEqual(rows.sort());
		for (const key of [...headings, ...rows, 'on', 'image', 'modules'])
			expect(written).toMatch(new RegExp(`\\b${key}:`));
	});
});
