import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readBaseline } from '../../src/baseline/read.ts';
import { parseSpec } from '../../src/kernels/spec.ts';
import { publicReport } from '../../src/report/json.ts';
import { expected } from '../report/sample.ts';

const cwd = mkdtempSync(join(tmpdir(), 'core-matrix-baseline-'));
afterAll(() => rmSync(cwd, { recursive: true }));

const kernels = ['debian:6.1', 'debian:6.12'].map((spec) => parseSpec(spec, '/'));
const written = publicReport(expected);

function write(name: string, content: unknown): string {
	writeFileSync(join(cwd, name), typeof content === 'string' ? content : JSON.stringify(content));
	return name;
}

test('a report, or the folder that has one', async () => {
	mkdirSync(join(cwd, 'out'));
	write('out/report.json', written);
	const file = await readBaseline('out/report.json', cwd, kernels);
	expect(file).toMatchObject({ name: 'out/report.json', started: expected.started });
	expect(file.kernels.map(({ spec }) => spec)).toEqual(expected.kernels.map(({ spec }) => spec));
	expect(file.kernels[0]?.cells[1]?.programs[0]).toEqual({
		...{ name: 'naive', insns: 42, states: 3, verifyUs: 180, jitedBytes: 211 },
	});
	expect(await readBaseline('out', cwd, kernels)).toEqual({ ...file, name: 'out' });
});

describe('anything else is refused, and it is said why', () => {
	test.each([
		['missing.json', undefined, 'the baseline missing.json cannot be read: ENOENT'],
		['broken.json', '{', 'the baseline broken.json is not JSON'],
		['deep.json', '['.repeat(200_000), 'the baseline deep.json is not JSON'],
		['list.json', [], 'the baseline list.json is not a report of core-matrix: expected keys and values'],
		[
			'other.json',
			{ version: 1, tool: { name: 'other' } },
			'the baseline other.json is not a report of core-matrix',
		],
		[
			'newer.json',
			{ ...written, version: 2 },
			'the baseline newer.json is a report of version 2, and this core-matrix reads version 1',
		],
		[
			'figures.json',
			{
				...written,
				kernels: [
					{
						spec: 'debian:6.1',
						release: '',
						cells: [{ object: 'a', builtOn: '', programs: [{ name: 'p', insns: -1 }] }],
					},
				],
			},
			'the baseline figures.json is not a report of core-matrix: kernels[0].cells[0].programs[0].insns: expected a whole number from 0',
		],
		[
			'kernels.json',
			{ ...written, kernels: written.kernels.slice(0, 1) },
			'the baseline kernels.json is of debian:5.10, and this run of debian:6.1, debian:6.12',
		],
	])('%s', async (name, content, message) => {
		if (content !== undefined) write(name, content);
		await expect(readBaseline(name, cwd, kernels)).rejects.toMatchObject({
			kind: 'usage',
			message: expect.stringContaining(message),
			remedy: 'Name the report.json of an earlier run, or its output folder.',
		});
	});

	test('what is no file', async () => {
		await expect(readBaseline('/dev/zero', cwd, kernels)).rejects.toThrow('is not a file of at most 64 MiB');
	});
});
