import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findFiles } from '../../src/config/files.ts';
import { makeRepository } from './repository.ts';

const sources = { 'bpf/net.bpf.c': '', 'bpf/trace.bpf.c': '', 'bpf/deep/er/lsm.bpf.c': '', 'bpf/a.h': '' };

async function tree(files: Readonly<Record<string, string>> = sources, folder = '') {
	const root = await makeRepository(files);
	return { root, folder: join(root, folder) };
}

describe('finds', () => {
	test.each([
		['bpf/net.bpf.c', ['bpf/net.bpf.c']],
		['./bpf//net.bpf.c', ['bpf/net.bpf.c']],
		['bpf/../bpf/net.bpf.c', ['bpf/net.bpf.c']],
		['bpf/*.bpf.c', ['bpf/net.bpf.c', 'bpf/trace.bpf.c']],
		['**/*.bpf.c', ['bpf/deep/er/lsm.bpf.c', 'bpf/net.bpf.c', 'bpf/trace.bpf.c']],
		['bpf/{net,trace}.bpf.c', ['bpf/net.bpf.c', 'bpf/trace.bpf.c']],
		['bpf/[n]et.bpf.?', ['bpf/net.bpf.c']],
	])('%s', async (written, expected) => {
		expect(await findFiles(written, await tree())).toEqual(expected);
	});

	test('names relative to the root, whatever folder the configuration is in', async () => {
		expect(await findFiles('*.bpf.c', await tree(sources, 'bpf'))).toEqual([
			'bpf/net.bpf.c',
			'bpf/trace.bpf.c',
		]);
		expect(await findFiles('../net.bpf.c', await tree({ 'net.bpf.c': '', 'sub/x': '' }, 'sub'))).toEqual([
			'net.bpf.c',
		]);
	});

	test('a file whose name looks like a glob', async () => {
		expect(await findFiles('a[1].c', await tree({ 'a[1].c': '', 'a1.c': '' }))).toEqual(['a[1].c']);
	});

	test('nothing in .git and node_modules', async () => {
		const files = { 'a.c': '', 'node_modules/x/b.c': '', '.git/c.c': '' };
		expect(await findFiles('**/*.c', await tree(files))).toEqual(['a.c']);
	});
});

describe('refuses', () => {
	test.each([
		['bpf/nett.bpf.c', 'there is no file "bpf/nett.bpf.c"', 'Did you mean bpf/net.bpf.c?'],
		['bfp/net.bpf.c', 'there is no file "bfp/net.bpf.c"', 'Did you mean bpf/net.bpf.c?'],
		['bfp/other.c', 'there is no file', 'Did you mean bpf?'],
		['bpf/zzzzzzzzzzzz.c', 'there is no file', 'In bpf there is: a.h, deep, net.bpf.c, trace.bpf.c.'],
		['bpf/*.o', 'no file matches "bpf/*.o"', 'In bpf there is: a.h, deep, net.bpf.c, trace.bpf.c.'],
		['bpf', '"bpf" is not a file', 'It is a folder; bpf/*.c means the sources in it.'],
		['../../etc/passwd', '"../../etc/passwd" leads out of ', 'Only files of the repository'],
		['../nothing.c', '"../nothing.c" leads out of ', 'Only files of the repository'], // and nothing of what is there
		['../*', '"../*" leads out of ', 'Only files of the repository'],
		['/etc/passwd', '"/etc/passwd" is not a relative path', 'Write it relative'],
		['bpf/a\0.c', 'is not a relative path', 'Write it relative'],
		['bpf/*a*b*c*d.c', 'is not a simple glob', 'at most 3 * between two slashes'],
		['**/**/**/x.c', 'is not a simple glob', 'at most 2 **'],
		['+(a|a*)*.c', 'is not a simple glob', 'no parentheses'],
	])('%j', async (written, message, remedy) => {
		await expect(findFiles(written, await tree())).rejects.toMatchObject({
			kind: 'usage',
			message: expect.stringContaining(message),
			remedy: expect.stringContaining(remedy),
		});
	});

	test('links that lead out of the repository, named or matched', async () => {
		const where = await tree();
		await symlink('/etc/passwd', join(where.root, 'bpf/link.c'));
		const refused = { kind: 'usage', message: expect.stringContaining('leads out of') };
		await expect(findFiles('bpf/link.c', where)).rejects.toMatchObject(refused);
		await expect(findFiles('bpf/l*.c', where)).rejects.toMatchObject(refused);
	});

	test('more matches than anybody means', async () => {
		const many = Object.fromEntries(Array.from({ length: 1001 }, (_, index) => [`m/${index}.c`, '']));
		await expect(findFiles('m/*.c', await tree(many))).rejects.toThrow('matches more than 1000 files');
	});

	test('a folder where nothing is', async () => {
		const where = await tree();
		await mkdir(join(where.root, 'empty'));
		await expect(findFiles('empty/a.c', where)).rejects.toMatchObject({
			remedy: 'There is nothing in empty.',
		});
	});
});
