import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readArguments } from '../../src/cli/args.ts';
import { packageFile } from '../../src/package-root.ts';
import { blocks, pages, text } from './pages.ts';

const { scripts }: { scripts: Record<string, string> } = JSON.parse(text('package.json'));

/** Words as a shell makes them, of what pages have: plain words and double quotes. */
const words = (line: string): string[] =>
	[...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');

/** What is wrong with a command of a page. */
function problem([program = '', ...rest]: readonly string[]): string | undefined {
	switch (program) {
		case 'core-matrix':
			return refusal(rest);
		case 'npm':
			return npmProblem(rest);
		case 'sh':
			return missing(rest);
		default:
			return 'a program that the test does not know';
	}
}

function npmProblem([command = '', ...rest]: readonly string[]): string | undefined {
	const line = [command, ...rest].join(' ');
	if (line === 'ci' || line === 'test') return undefined;
	if (line.startsWith('exec -- node ')) {
		const [, , file = '', ...given] = rest;
		return missing([file]) ?? (file === 'src/bin.ts' ? refusal(given) : undefined);
	}
	const [script = '', dashes, ...given] = rest;
	if (command !== 'run' || scripts[script] === undefined) return 'no such script';
	if (dashes !== undefined && dashes !== '--') return 'npm takes for its own what no -- stands before';
	return missing(given.filter((word) => word.includes('/')));
}

function missing(files: readonly string[]): string | undefined {
	const gone = files.find((file) => !existsSync(packageFile(file)));
	return gone === undefined ? undefined : `there is no ${gone}`;
}

function refusal(given: readonly string[]): string | undefined {
	try {
		readArguments(given);
		return undefined;
	} catch (error) {
		return String(error);
	}
}

const commandsOf = (page: string): string[][] =>
	blocks(page, 'sh', 'console')
		.flatMap((block) => block.split('\n'))
		.filter((line) => line !== '' && !line.startsWith('#'))
		.flatMap((line) => line.replace(/^\$ /, '').split(' && '))
		.map(words);

describe('commands of the pages', () => {
	test('are such as exist', () => {
		const wrong = pages().flatMap((page) =>
			commandsOf(text(page)).flatMap((command) => {
				const why = problem(command);
				return why === undefined ? [] : [`${page}: ${command.join(' ')}: ${why}`];
			}),
		);
		expect(wrong).toEqual([]);
	});

	test('are in the pages where people look for them', () => {
		const flat = (page: string) => commandsOf(text(page)).map((command) => command.join(' '));
		expect(flat('README.md')).toEqual(
			expect.arrayContaining([
				'npm ci',
				'npm run demo',
				'npm test',
				'core-matrix run --kernels 6.1 debian:7',
			]),
		);
		expect(flat('CONTRIBUTING.md').length).toBeGreaterThan(10);
	});

	test.each([
		['core-matrix runs'],
		['core-matrix run --kernel 6.1'],
		['npm run demos'],
		['npm run test:unit test/bpf/elf.test.ts'],
		['npm run test:unit -- test/bpf/elv.test.ts'],
		['npm exec -- node scripts/shema.ts'],
		['npm exec -- node src/bin.ts doctor --install'],
		['sh test/fixtures/bpf/build.sh'],
		['yarn'],
	])('that do not exist would be found: %s', (line) => {
		expect(problem(words(line))).toBeDefined();
	});
});
