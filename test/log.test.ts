import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLog } from '../src/log.ts';

let folder = '';
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'core-matrix-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a log', () => {
	it('is what was written, in a file whose folders it makes', () => {
		const log = createLog(join(folder, 'a/b/x.log'));
		log.write(Buffer.from('one\n'));
		log.write(Buffer.from('two\n'));
		expect(log.excerpt()).toBe('one\ntwo\n');
		log.close();
		expect(readFileSync(join(folder, 'a/b/x.log'), 'utf8')).toBe('one\ntwo\n');
	});

	it('shows both ends of a long text and says what is between', () => {
		const log = createLog(join(folder, 'x.log'));
		log.write(Buffer.from('first line\n'));
		for (let line = 0; line < 20_000; line++) log.write(Buffer.from(`line ${line}\n`));
		log.write(Buffer.from('last line\n'));
		const excerpt = log.excerpt();
		log.close();
		expect(excerpt).toMatch(/^first line\n/);
		expect(excerpt).toMatch(/last line\n$/);
		expect(excerpt.length).toBeLessThan(66 * 1024);
		const [, leftOut] = /\[core-matrix: (\d+) bytes left out\]/.exec(excerpt) ?? [];
		const total = statSync(join(folder, 'x.log')).size;
		expect(Number(leftOut)).toBe(total - 64 * 1024);
	});

	it('keeps 64 MiB of hundreds, the beginning and the end', () => {
		const path = join(folder, 'x.log');
		const log = createLog(path);
		log.write(Buffer.from('BEGIN'));
		const chunk = Buffer.alloc(1024 * 1024, 'x');
		for (let mebibyte = 0; mebibyte < 100; mebibyte++) log.write(chunk);
		log.write(Buffer.from('END'));
		log.close();
		const bytes = readFileSync(path);
		expect(bytes.subarray(0, 5).toString()).toBe('BEGIN');
		expect(bytes.subarray(-3).toString()).toBe('END');
		expect(bytes.length).toBeLessThan(64 * 1024 * 1024 + 100);
		expect(bytes.includes('bytes left out')).toBe(true);
	});
});
