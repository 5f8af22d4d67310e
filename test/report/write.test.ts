import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { summary } from '../../src/report/summary.ts';
import { writeOutputs } from '../../src/report/write.ts';
import { expected, failing } from './sample.ts';

const temporary = () => mkdtempSync(join(tmpdir(), 'write-'));

describe('writeOutputs', () => {
	it('writes the report and its summary, and nothing else', async () => {
		const out = join(temporary(), 'a', 'b');
		await writeOutputs(failing, out);
		expect(readdirSync(out).sort()).toEqual(['report.json', 'summary.md']);
		expect(JSON.parse(readFileSync(join(out, 'report.json'), 'utf8'))).toEqual(failing);
		expect(readFileSync(join(out, 'summary.md'), 'utf8')).toBe(summary(failing));
	});

	it('replaces what was there', async () => {
		const out = temporary();
		await writeOutputs(failing, out);
		await writeOutputs(expected, out);
		expect(JSON.parse(readFileSync(join(out, 'report.json'), 'utf8'))).toEqual(expected);
	});

	it('says which folder cannot be written, and what to do', async () => {
		const file = join(temporary(), 'file');
		writeFileSync(file, '');
		await expect(writeOutputs(failing, join(file, 'out'))).rejects.toMatchObject({
			kind: 'infrastructure',
			message: expect.stringContaining(join(file, 'out')),
			remedy: expect.stringContaining('--out'),
		});
	});
});
