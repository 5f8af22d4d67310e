import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeOutputs } from '../../src/report/write.ts';
import { clearOutput } from '../../src/run/output.ts';
import { failing } from '../report/sample.ts';

function folder(): string {
	const out = mkdtempSync(join(tmpdir(), 'out-'));
	for (const name of ['logs', 'mine']) mkdirSync(join(out, name));
	writeFileSync(join(out, 'mine.xml'), '');
	return out;
}

test('what an earlier run left is gone, in all its forms; what is not ours stays', async () => {
	const out = folder();
	await writeOutputs(failing, { out, root: out });
	await clearOutput(out);
	expect(readdirSync(out).sort()).toEqual(['mine', 'mine.xml', 'report.json']);
});

test('a folder without a report of ours is left as it is', async () => {
	const out = folder();
	writeFileSync(join(out, 'report.html'), 'mine');
	await clearOutput(out);
	expect(readdirSync(out).sort()).toEqual(['logs', 'mine', 'mine.xml', 'report.html']);
});
