import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { clangVersion, findClang } from '../../src/host/clang.ts';
import { makeTools } from './tools.ts';

const clang = (version: string) => `echo 'Debian clang version ${version}'`;

describe('findClang', () => {
	test.each<[string, Record<string, string>, string | undefined, string?]>([
		[
			'the newest by number',
			{ clang: clang('14.0.6'), 'clang-9': clang('9.0.1'), 'clang-19': clang('19.1.7') },
			'clang-19',
			'19.1.7',
		],
		[
			'clang itself when it is the newest',
			{ clang: clang('21.0.0'), 'clang-19': clang('19.1.7') },
			'clang',
			'21.0.0',
		],
		['clang itself of equals', { clang: clang('19.1.7'), 'clang-19': clang('19.1.7') }, 'clang', '19.1.7'],
		['by minor version too', { clang: clang('19.1.7'), 'clang-19': clang('19.1.10') }, 'clang-19', '19.1.10'],
		['none that is too old', { clang: clang('10.0.1') }, undefined],
		[
			'none that does not start',
			{ clang: 'echo clang version 14.0.6; exit 1', 'clang-13': clang('13.0.1') },
			'clang-13',
			'13.0.1',
		],
		['none that says something else', { clang: 'echo hello' }, undefined],
		['none', {}, undefined],
	])('finds %s', async (_, tools, name, version) => {
		const path = await makeTools(tools);
		const expected =
			name === undefined
				? undefined
				: { path: join(path, name), version, major: Number.parseInt(version ?? '', 10) };
		expect(await findClang(path)).toEqual(expected);
	});

	test('passes over folders and relative parts of PATH', async () => {
		const path = await makeTools({ 'clang-14': clang('14.0.6') });
		await mkdir(join(path, 'clang'));
		expect(await findClang(`.:bin:${path}`)).toMatchObject({ path: join(path, 'clang-14') });
	});
});

test.each([
	['Debian clang version 14.0.6\nTarget: x86_64', '14.0.6'],
	['Ubuntu clang version 18.1.3 (1ubuntu1)', '18.1.3'],
	['clang version 20.0.0git (https://github.com/llvm/llvm-project 1234)', '20.0.0'],
	['gcc (Debian 12.2.0-14) 12.2.0', undefined],
])('the version of %j', (text, version) => {
	expect(clangVersion(text)).toBe(version);
});
