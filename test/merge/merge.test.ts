import { mkdir, readdir, readFile, symlink, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Btf } from '../../src/bpf/btf.ts';
import { btfType } from '../../src/bpf/btf.ts';
import type { KernelBtf } from '../../src/findings/context.ts';
import { judge } from '../../src/findings/judge.ts';
import type { KernelObservation } from '../../src/findings/observation.ts';
import { merge } from '../../src/merge.ts';
import { toolVersion } from '../../src/package-root.ts';
import { keepRecord } from '../../src/run/keep.ts';
import { kernelPaths } from '../../src/run/paths.ts';
import { type BtfMaker, makeBtf } from '../bpf/core/make-btf.ts';
import { makeFolder } from '../config/repository.ts';
import { cell, configOf, kernelsOf, program, rejected, specs } from '../findings/observed.ts';

/** `struct iov_iter { const struct iovec *<name>; }`. */
const iter =
	(name: string) =>
	(b: BtfMaker): void => {
		const iovec = b.struct('iovec', 8, [{ name: 'iov_base', type: b.pointer(0) }]);
		b.struct('iov_iter', 8, [{ name, type: b.pointer(b.constant(iovec)), bits: 0 }]);
	};
const old = makeBtf(iter('iov'));
const renamed = makeBtf(iter('__iov'));
const typesOf = (spec: string): Btf => (['debian:5.10', 'debian:6.1'].includes(spec) ? old : renamed);
const types: KernelBtf = (spec) => ({ btf: typesOf(spec) });

const typeId = old.offsets.findIndex((_, id) => id > 0 && btfType(old, id).name === 'iov_iter');
const relocation = {
	types: old,
	request: { kind: 'byte_off', typeId, access: '0:0', accessesMemory: false },
	line: '\tiov = BPF_CORE_READ(iter, iov);',
} as const;

/** Each kernel has logs of its own, and from 6.4 on a relocation finds nothing. */
const observed: readonly KernelObservation[] = kernelsOf().map((each) => {
	const paths = kernelPaths(each.spec);
	const log = paths.program('bpf/naive.bpf.c', 'debian:6.1', 'on_send');
	const seen =
		typesOf(each.spec) === old
			? program('on_send', { load: { errno: 0, log, excerpt: '' } })
			: rejected('on_send', { log, relocation });
	return { ...each, console: paths.console, cells: [cell([seen])] };
});

const listen = () => {};

/** What a job of one kernel leaves behind; the kernel that builds is booted in each. */
async function keepPart(folder: string, spec: string): Promise<void> {
	const kernels = observed.flatMap((each) => {
		if (each.spec === spec) return [each];
		return each.spec === 'debian:6.1' ? [{ ...each, cells: [] }] : [];
	});
	for (const { console } of kernels) {
		await mkdir(dirname(join(folder, console ?? '')), { recursive: true });
		await writeFile(join(folder, console ?? ''), `console of ${spec}\n`);
	}
	const record = { started: '2026-01-02T03:04:05.000Z', durationMs: 1000, asked: [spec], kernels };
	await keepRecord(folder, record, types, listen);
}

/** The folder of debian:5.10. */
const first = 'core-matrix 0 ä';

/** A folder with one folder for each kernel, as actions/download-artifact leaves them. */
async function makeParts(kernels: readonly string[] = specs): Promise<string> {
	const parts = await makeFolder({ 'zz.md': 'not a part' });
	for (const [index, spec] of kernels.entries()) {
		const folder = join(parts, `core-matrix ${index} ä`);
		await mkdir(folder);
		await keepPart(folder, spec);
	}
	return parts;
}

async function mergeFolder(parts: string, over = {}) {
	const out = await makeFolder({});
	const told: string[] = [];
	const report = await merge({ config: configOf(over), parts: [parts], out }, (event) => {
		if (event.type === 'notice') told.push(event.message);
	});
	return { report, out, told };
}

describe('merge', () => {
	test('makes the report of one run, explanations across kernels and all', async () => {
		const { report, told } = await mergeFolder(await makeParts());
		const whole = judge({
			config: configOf(),
			kernels: observed,
			started: new Date('2026-01-02T03:04:05.000Z'),
			durationMs: 1000,
			toolVersion: toolVersion(),
			btf: types,
		});
		expect(report).toEqual(whole);
		expect(report.findings).toHaveLength(1);
		expect(report.findings[0]?.title).toContain('it is `__iov`');
		expect(report.findings[0]?.hint).toContain('bpf_core_field_exists');
		expect(told).toEqual([]);
	});

	test('gathers the logs that the report names, each kernel’s own', async () => {
		const { report, out } = await mergeFolder(await makeParts());
		for (const { console, spec } of report.kernels.filter((each) => each.spec !== 'debian:6.1')) {
			expect(await readFile(join(out, console), 'utf8')).toBe(`console of ${spec}\n`);
		}
		expect((await readdir(join(out, 'logs'))).sort()).toHaveLength(4);
	});

	test('does not pass a kernel whose artifact is missing', async () => {
		const { report } = await mergeFolder(await makeParts(['debian:5.10', 'debian:6.1', 'debian:7']));
		expect(report.kernels.find(({ spec }) => spec === 'debian:6.12')?.verdict).toBe('infra');
		expect(report.findings.map(({ code }) => code)).toContain('guest-lost');
	});

	test('says what it leaves out because the configuration does not name it', async () => {
		const kernels = configOf().kernels.slice(0, 2);
		const { report, told } = await mergeFolder(await makeParts(), { kernels });
		expect(report.verdict).toBe('pass');
		expect(told).toEqual(['left out, since the configuration does not name them: debian:6.12, debian:7']);
	});

	test('explains nothing where the types did not come, and says so', async () => {
		const parts = await makeParts();
		await truncate(join(parts, first, 'types/debian-5.10/vmlinux'), 100);
		const { report, told } = await mergeFolder(parts);
		expect(told).toEqual(['debian:5.10: its types did not come with its record']);
		expect(report.findings).toHaveLength(1);
	});

	test('takes the folder of one run as well', async () => {
		const parts = await makeParts(['debian:5.10']);
		const { report } = await mergeFolder(join(parts, first), { kernels: configOf().kernels.slice(0, 1) });
		expect(report.verdict).toBe('pass');
	});

	test('does not clear the folder of a run to put its own report there', async () => {
		const parts = await makeParts(['debian:5.10']);
		const out = join(parts, first);
		const merging = merge({ config: configOf(), parts: [parts], out }, listen);
		await expect(merging).rejects.toThrow(`${out} is the output folder of a run that is to be merged`);
		expect(await readdir(out)).toEqual(expect.arrayContaining(['logs', 'observations.json']));
	});

	test('names the folder in which there is nothing', async () => {
		const empty = await makeFolder({ 'a/b.txt': '' });
		await expect(mergeFolder(empty)).rejects.toThrow(`there is no observations.json in ${empty}`);
		await expect(mergeFolder(join(empty, 'nowhere'))).rejects.toThrow('cannot read the folder');
	});
});

describe('a hostile artifact', () => {
	test('leads nowhere by links', async () => {
		const parts = await makeParts();
		const secret = await makeFolder({ key: 'SECRET', 'folder/key': 'SECRET' });
		await symlink(join(secret, 'key'), join(parts, first, 'logs/debian-5.10/link.log'));
		await symlink(join(secret, 'folder'), join(parts, first, 'logs/debian-5.10/folder'));
		await writeFile(join(parts, first, 'logs/debian-5.10/bad\nname'), '');
		const { out, told } = await mergeFolder(parts);
		const names = await readdir(join(out, 'logs/debian-5.10'), { recursive: true });
		expect(names).toEqual(['console.log']);
		expect(told).toEqual([`3 files of logs in ${join(parts, first)} were not taken over`]);
	});

	test('whose record is a link is refused', async () => {
		const parts = await makeParts(['debian:5.10']);
		const linked = await makeFolder({});
		await symlink(join(parts, first, 'observations.json'), join(linked, 'observations.json'));
		await expect(mergeFolder(linked)).rejects.toThrow(/cannot read .*observations\.json: ELOOP/);
	});

	test('whose record is too large is refused', async () => {
		const parts = await makeParts(['debian:5.10']);
		await truncate(join(parts, first, 'observations.json'), 65 << 20);
		await expect(mergeFolder(parts)).rejects.toThrow('is not a file of at most 64 MiB');
	});

	test('whose record is none is refused by name', async () => {
		const parts = await makeFolder({ 'a/observations.json': '{"format":1' });
		await expect(mergeFolder(parts)).rejects.toThrow(`${parts}/a/observations.json: expected JSON`);
	});
});
