import { chmod, mkdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { findCommand } from '../../src/host/path.ts';
import { makeTools } from './tools.ts';

test('finds the first that can be executed', async () => {
	const [first, second] = [await makeTools({ tool: 'true' }), await makeTools({ tool: 'true' })];
	expect(await findCommand('tool', `${first}:${second}`)).toBe(join(first, 'tool'));
	await chmod(join(first, 'tool'), 0o644);
	expect(await findCommand('tool', `${first}:${second}`)).toBe(join(second, 'tool'));
	expect(await findCommand('tool', first)).toBeUndefined();
});

test('passes over folders of that name', async () => {
	const tools = await makeTools({});
	await mkdir(join(tools, 'tool'));
	expect(await findCommand('tool', tools)).toBeUndefined();
});

test('does not look where the current folder leads', async () => {
	const tools = await makeTools({ tool: 'true' });
	expect(await findCommand('tool', `:${relative(process.cwd(), tools)}`)).toBeUndefined();
});
