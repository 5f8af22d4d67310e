import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeInitramfs } from '../../src/guest/initramfs.ts';
import { writeLayer } from '../../src/guest/layer.ts';

let folder = '';
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'core-matrix-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Entry {
	readonly name: string;
	readonly mode: number;
	readonly data: string;
}

/** A reader of its own, written from the format's description, so that writer and test cannot agree on a mistake. */
function readCpio(bytes: Buffer): Entry[] {
	const entries: Entry[] = [];
	for (let at = 0; at < bytes.length; ) {
		expect(at % 4).toBe(0);
		expect(bytes.toString('latin1', at, at + 6)).toBe('070701');
		const field = (index: number) =>
			Number.parseInt(bytes.toString('latin1', at + 6 + index * 8, at + 14 + index * 8), 16);
		const nameEnd = at + 110 + field(11);
		const name = bytes.toString('utf8', at + 110, nameEnd - 1);
		const start = nameEnd + ((4 - ((110 + field(11)) % 4)) % 4);
		const end = start + field(6);
		entries.push({ name, mode: field(1), data: bytes.toString('utf8', start, end) });
		at = end + ((4 - (field(6) % 4)) % 4);
	}
	return entries;
}

describe('a layer', () => {
	it('holds files, links and the folders above them, folders first', async () => {
		writeFileSync(join(folder, 'source'), 'from disk');
		const archive = join(folder, 'layer.cpio');
		await writeLayer(archive, [
			{ path: '/usr/bin/tool', from: join(folder, 'source'), mode: 0o755 },
			{ path: '/etc/ü', content: 'text', mode: 0o644 },
			{ path: '/lib', link: 'usr/lib' },
			{ path: '/proc', folder: true },
		]);
		expect(readCpio(readFileSync(archive))).toEqual([
			{ name: 'etc', mode: 0o040755, data: '' },
			{ name: 'usr', mode: 0o040755, data: '' },
			{ name: 'usr/bin', mode: 0o040755, data: '' },
			{ name: 'usr/bin/tool', mode: 0o100755, data: 'from disk' },
			{ name: 'etc/ü', mode: 0o100644, data: 'text' },
			{ name: 'lib', mode: 0o120777, data: 'usr/lib' },
			{ name: 'proc', mode: 0o040755, data: '' },
			{ name: 'TRAILER!!!', mode: 0, data: '' },
		]);
	});
});

describe('an initramfs', () => {
	it('is its archives, one behind the other, and leaves nothing else', async () => {
		const first = join(folder, 'first.cpio');
		const second = join(folder, 'second.cpio');
		await writeLayer(first, [{ path: '/one', content: '1', mode: 0o644 }]);
		await writeLayer(second, [{ path: '/two', content: '22', mode: 0o644 }]);
		const path = join(folder, 'initramfs');
		await writeInitramfs(path, [first, second], [{ path: '/three', content: '333', mode: 0o644 }]);
		const names = readCpio(readFileSync(path)).map(({ name }) => name);
		expect(names).toEqual(['one', 'TRAILER!!!', 'two', 'TRAILER!!!', 'three', 'TRAILER!!!']);
		expect(existsSync(`${path}.layer`)).toBe(false);
	});
});
