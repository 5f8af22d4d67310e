import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { packageFile } from '../../src/package-root.ts';

/** A file of the package. */
export const text = (path: string): string => readFileSync(packageFile(path), 'utf8');

/** Made by tools, or not ours. */
const notWritten = ['node_modules', 'dist', 'out', '.git'];

/** Paths of the files that people have written. Without git, which a downloaded archive of the sources does not have. */
export function projectFiles(): string[] {
	return readdirSync(packageFile('.'))
		.filter((name) => !notWritten.includes(name))
		.flatMap((name) => {
			if (!statSync(packageFile(name)).isDirectory()) return [name];
			const entries = readdirSync(packageFile(name), { recursive: true, withFileTypes: true });
			return entries
				.filter((entry) => entry.isFile())
				.map((entry) => relative(packageFile('.'), join(entry.parentPath, entry.name)));
		});
}

/** Pages that people read; golden files are under test themselves. */
export function pages(): string[] {
	return projectFiles().filter((path) => path.endsWith('.md') && !path.startsWith('test/golden/'));
}

/** The contents of a page's fenced blocks in one of these languages. */
export function blocks(page: string, ...languages: readonly string[]): string[] {
	return [...page.matchAll(/^```(\w*)\n(.*?)^```$/gms)]
		.filter(([, language = '']) => languages.includes(language))
		.map(([, , content = '']) => content);
}

/** A page without its fenced blocks. */
export const prose = (page: string): string => page.replace(/^```.*?^```$/gms, '');

/** The anchors that GitHub gives a page's headings. */
export function anchors(page: string): string[] {
	return [...prose(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
		heading
			.toLowerCase()
			.replace(/[^\p{L}\p{N}\s_-]/gu, '')
			.replace(/\s/g, '-'),
	);
}
