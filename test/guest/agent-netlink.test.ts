import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { packageFile } from '../../src/package-root.ts';

/* The numbers are those of <linux/rtnetlink.h>, <linux/if_link.h> and <linux/veth.h>. */
const [newLink, createFlags, ifName, linkInfo, kind, data, peer, netNsFd] = [16, 0x405, 3, 18, 1, 2, 1, 28];
const deviceBytes = 16;

interface Attribute {
	readonly type: number;
	readonly value: Buffer;
}

/** A reader of its own, from netlink(7): length, type, value, filled up to 4 bytes. */
function attributes(bytes: Buffer): Attribute[] {
	const found: Attribute[] = [];
	for (let at = 0; at < bytes.length; ) {
		const length = bytes.readUInt16LE(at);
		expect(length).toBeGreaterThanOrEqual(4);
		expect(at + length).toBeLessThanOrEqual(bytes.length);
		found.push({ type: bytes.readUInt16LE(at + 2), value: bytes.subarray(at + 4, at + length) });
		at += (length + 3) & ~3;
	}
	return found;
}

const only = (bytes: Buffer, type: number): Buffer => {
	const [attribute, ...more] = attributes(bytes);
	expect([attribute?.type, more]).toEqual([type, []]);
	return attribute?.value ?? Buffer.alloc(0);
};

it('nests attributes as rtnetlink has them, under the sanitizers', () => {
	const folder = mkdtempSync(join(tmpdir(), 'core-matrix-test-'));
	onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
	const program = join(folder, 'netlink-print');
	const sources = ['test/guest/netlink-print.c', 'vm-images/guest/netlink.c'].map(packageFile);
	const warnings = ['-std=gnu11', '-D_GNU_SOURCE', '-Wall', '-Wextra', '-Werror'];
	const sanitizers = ['-fsanitize=address,undefined', '-fno-sanitize-recover=all'];
	execFileSync('cc', ['-g', '-O1', ...warnings, ...sanitizers, '-o', program, ...sources]);
	const request = execFileSync(program);

	expect(request.readUInt32LE(0)).toBe(request.length);
	expect([request.readUInt16LE(4), request.readUInt16LE(6)]).toEqual([newLink, createFlags]);
	const [name, info, ...more] = attributes(request.subarray(16 + deviceBytes));
	expect(more).toEqual([]);
	expect([name?.type, name?.value.toString()]).toEqual([ifName, 'server\0']);
	expect(info?.type).toBe(linkInfo);
	const [type, details] = attributes(info?.value ?? Buffer.alloc(0));
	expect([type?.type, type?.value.toString(), details?.type]).toEqual([kind, 'veth\0', data]);
	const inner = only(details?.value ?? Buffer.alloc(0), peer);
	expect(inner.readInt32LE(4)).toBe(7);
	expect(only(inner.subarray(deviceBytes), netNsFd).readUInt32LE(0)).toBe(42);
}, 60_000);
