import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { junit } from '../../src/report/junit/junit.ts';
import { sarif } from '../../src/report/sarif/sarif.ts';
import { summary } from '../../src/report/summary.ts';
import { writeOutputs } from '../../src/report/write.ts';
import { expected, failing } from './sample.ts';

const temporary = () => mkdtempSync(join(tmpdir(), 'write-'));
const names = ['junit.xml', 'report.html', 'report.json', 'report.sarif', 'summary.md', 'verifier.json'];
const read = (out: string, name: string) => readFileSync(join(out, name), 'utf8');

describe('writeOutputs', () => {
	it('writes the report in all its forms, and nothing else', async () => {
		const root = temporary();
		const out = join(root, 'a', 'ü b');
		await writeOutputs(failing, { out, root });
		expect(readdirSync(out).sort()).toEqual(names);
		expect(JSON.parse(read(out, 'report.json'))).toEqual(failing);
		expect(read(out, 'summary.md')).toBe(summary(failing));
		expect(read(out, 'junit.xml')).toBe(junit(failing));
		expect(read(out, 'report.sarif')).toBe(sarif(failing));
		expect(read(out, 'report.html')).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
	});

	it('replaces what was there', async () => {
		const root = temporary();
		await writeOutputs(failing, { out: root, root });
		await writeOutputs(expected, { out: root, root });
		expect(JSON.parse(read(root, 'report.json'))).toEqual(expected);
	});

	it('says which file cannot be written, and what to do', async () => {
		const root = temporary();
		writeFileSync(join(root, 'file'), '');
		const out = join(root, 'file', 'out');
		await expect(writeOutputs(failing, { out, root })).rejects.toMatchObject({
			kind: 'infrastructure',
			message: expect.stringContaining(join(out, 'report.json')),
			remedy: expect.stringContaining('--out'),
		});
	});

	it.each(names)(
		'with a disk that is full at %s, says so and leaves the files before it whole',
		async (full) => {
			const root = temporary();
			const temporaryFile = join(root, `${full}.${process.pid}.tmp`);
			await writeOutputs(expected, { out: root, root });
			// Writing there ends with the kernel's own ENOSPC.
			symlinkSync('/dev/full', temporaryFile);
			await expect(writeOutputs(failing, { out: root, root })).rejects.toMatchObject({
				kind: 'infrastructure',
				message: expect.stringMatching(`${full}: ENOSPC`),
				remedy: expect.stringContaining('Free space'),
			});
			expect(readdirSync(root).sort()).toEqual(names);
			const report = JSON.parse(read(root, 'report.json'));
			expect(report).toEqual(full === 'report.json' ? expected : failing);
			rmSync(root, { recursive: true });
		},
	);
});
