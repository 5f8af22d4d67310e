import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { expect, test } from 'vitest';
import { packageFile } from '../../src/package-root.ts';
import { anchors, pages, prose, text } from './pages.ts';

/** Links of a page that lead nowhere. */
function broken(page: string, content: string): string[] {
	const links = [...prose(content).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
	return links
		.filter((link) => !/^[a-z]+:/.test(link))
		.filter((link) => {
			const [path = '', anchor] = link.split('#');
			const target = path === '' ? page : join(dirname(page), path);
			if (target.startsWith('..') || !existsSync(packageFile(target))) return true;
			const targetText = target === page ? content : text(target);
			return anchor !== undefined && !anchors(targetText).includes(anchor);
		});
}

test('every link within the project leads to a file, and to a heading where it names one', () => {
	const found = pages().flatMap((page) => broken(page, text(page)).map((link) => `${page}: ${link}`));
	expect(found).toEqual([]);
});

test('links that lead nowhere would be found', () => {
	const links = [
		'gone.md',
		'../gone',
		'../../outside',
		'findings.md#gone',
		'#gone',
		'findings.md#before-anything-boots',
		'#here',
	];
	const page = `# Here\n${[...links, 'https://a.example/b'].map((link) => `[x](${link})`).join('\n')}\n`;
	expect(broken('docs/kernels.md', page)).toEqual(links.slice(0, 5));
});
