import { copyFile, cp, mkdir, mkdtemp, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import type { Finding } from '../../src/findings/finding.ts';
import { packageFile } from '../../src/package-root.ts';
import type { Report } from '../../src/report/report.ts';
import { coreMatrix } from '../cli/command.ts';

/*
 * Objects as projects write them, all in one run on the oldest and the newest kernel to be had: those of the examples,
 * compiled here, which is faster than in a guest, and those that must fail.
 */

const kernels = ['debian:5.10', 'debian:7'];

const own = {
	'refused.bpf.c': {},
	'externs.bpf.c': {
		programs: {
			read_externs: {
				maps: {
					'.bss': {
						contains: {
							value: {
								version: '>=0x50a00',
								hz: '>=100',
								bpf: true,
								no_such_option: false,
								nobody: false,
								has_schedule: true,
							},
						},
					},
				},
			},
		},
	},
	'conflict.bpf.c': {},
	'apart.bpf.c': { maps: { shared: { pin: 'of_my_own' } } },
	'huge.bpf.c': {
		programs: {
			in_large: {
				maps: {
					many: {
						contains: [
							{ key: 60000, value: 60001 },
							{ key: 59999, value: 0 },
							{ key: 299999, value: 300000 },
						],
					},
					pages: { contains: { key: 1, value: { words: [2, 0] } } },
				},
			},
		},
	},
	'legacy.bpf.c': {},
	'no-btf.bpf.c': {},
	'big-endian.bpf.c': {},
};

/** How each source is compiled, where that is not as usual. */
const flags: Readonly<Record<string, readonly string[]>> = {
	'legacy.bpf.c': ['-g', '-target', 'bpfel', '-DLEGACY'],
	'no-btf.bpf.c': ['-target', 'bpfel'],
	'big-endian.bpf.c': ['-g', '-target', 'bpfeb'],
};

const fixtures = {
	'linked.o': {
		rodata: { step: 5, own: 1 },
		programs: {
			in_first: { maps: { counts: { contains: { key: 1, value: 5 } } } },
			in_second: {
				maps: {
					counts: { contains: { key: 2, value: 7 } },
					'.bss': { contains: { value: { padding: 'x' } } },
				},
			},
		},
	},
	'bpf2go.o': {
		maps: { counts: { max_entries: 2 } },
		rodata: { step: 3 },
		programs: { in_first: { maps: { counts: { contains: { key: 1, value: 3 } } } } },
	},
	'belongings.o': {
		maps: { comon: { max_entries: 2 } },
		rodata: { byte: 256 },
		programs: { first: { with: ['thrd'] } },
	},
};

async function compile(cwd: string, source: string): Promise<void> {
	const usual = ['-g', '-target', 'bpfel'];
	const headers = ['-idirafter', `/usr/include/${process.arch === 'x64' ? 'x86_64' : 'aarch64'}-linux-gnu`];
	const to = source.replace(/c$/, 'o');
	await execa('clang', [...(flags[source] ?? usual), '-O2', '-Wall', ...headers, '-c', source, '-o', to], {
		cwd,
	});
}

let cwd = '';
let report: Report;

beforeAll(async () => {
	const example: { objects: { source: string }[] } = parse(
		await readFile(packageFile('examples/maps/core-matrix.yml'), 'utf8'),
	);
	const ready = (source: string, keys: object) => ({ object: source.replace(/c$/, 'o'), ...keys });
	const objects = [
		...example.objects.map(({ source, ...keys }) => ready(source, keys)),
		...Object.entries(own).map(([source, keys]) => ready(source, keys)),
		...Object.entries(fixtures).map(([object, keys]) => ({ object, ...keys })),
	];
	cwd = await realpath(await mkdtemp(join(tmpdir(), 'core-matrix-')));
	await mkdir(join(cwd, '.git'));
	await writeFile(join(cwd, 'core-matrix.yml'), stringify({ kernels, objects }));
	for (const folder of ['examples/maps', 'test/e2e/objects'])
		await cp(packageFile(folder), cwd, {
			recursive: true,
			filter: (file) => basename(file) !== 'core-matrix.yml',
		});
	await copyFile(join(cwd, 'conflict.bpf.c'), join(cwd, 'apart.bpf.c'));
	for (const kind of ['legacy', 'no-btf', 'big-endian'])
		await copyFile(join(cwd, 'plain.bpf.c'), join(cwd, `${kind}.bpf.c`));
	for (const fixture of Object.keys(fixtures))
		await copyFile(packageFile(`test/fixtures/bpf/${fixture}`), join(cwd, fixture));
	await Promise.all(
		[...example.objects.map(({ source }) => source), ...Object.keys(own)].map((source) =>
			compile(cwd, source),
		),
	);
	const { stdout } = await coreMatrix(['run', '--json', '--accel', 'tcg'], { cwd });
	report = JSON.parse(stdout);
});

afterAll(() => rm(cwd, { recursive: true, force: true }));

/** `verdict code` of each program, by object, on one kernel. */
function outcomes(spec: string): Record<string, unknown> {
	const cells = report.kernels.find((kernel) => kernel.spec === spec)?.cells ?? [];
	return Object.fromEntries(
		cells.map(({ object, verdict, programs }) => [
			object,
			programs.length === 0
				? verdict
				: Object.fromEntries(
						programs.map((program) => [program.name, `${program.verdict} ${program.code ?? ''}`.trim()]),
					),
		]),
	);
}

const findings = (object: string, program?: string): Finding[] =>
	report.findings.filter(
		(finding) => finding.object === object && (program === undefined || finding.program === program),
	);

const everywhere = {
	'counts.bpf.o': { count: 'pass' },
	'together.bpf.o': { last: 'pass', first: 'pass', in_rooms: 'pass', on_enter: 'pass', on_exit: 'pass' },
	'writer.bpf.o': { write_shared: 'pass' },
	'reader.bpf.o': { read_shared: 'pass' },
	'refused.bpf.o': { target: 'fail verifier-rejected', caller: 'fail verifier-rejected', bystander: 'pass' },
	'externs.bpf.o': { read_externs: 'pass' },
	'conflict.bpf.o': { conflicting: 'fail load-error' },
	'apart.bpf.o': { conflicting: 'pass' },
	'huge.bpf.o': { in_large: 'pass', in_billion: 'fail map-unsupported', in_vast: 'fail map-unsupported' },
	'legacy.bpf.o': 'fail',
	'no-btf.bpf.o': 'fail',
	'big-endian.bpf.o': 'fail',
	'linked.o': { in_first: 'pass', in_second: 'fail expectation' },
	'bpf2go.o': { in_first: 'pass' },
	'belongings.o': 'fail',
};

describe('objects as projects write them', () => {
	test('come out alike on old and new kernels, but for a map that came with 5.16', () => {
		expect(outcomes('debian:7')).toEqual({
			...everywhere,
			'optional.bpf.o': { with_filter: 'pass', without_filter: 'pass' },
		});
		expect(outcomes('debian:5.10')).toEqual({
			...everywhere,
			'optional.bpf.o': { with_filter: 'xfail map-unsupported', without_filter: 'pass' },
		});
	});

	test('fail with the program that was refused, at its line', async () => {
		const source = await readFile(join(cwd, 'refused.bpf.c'), 'utf8');
		const line = 1 + source.split('\n').findIndex((text) => text.includes('*(volatile int *)0'));
		expect(findings('refused.bpf.o', 'target')).toMatchObject([{ file: 'refused.bpf.c', line }]);
		expect(findings('refused.bpf.o', 'caller')).toMatchObject([
			{
				file: 'refused.bpf.c',
				line,
				title: expect.stringMatching(/^`caller` is loaded with `target`: the verifier rejects `target`/),
			},
		]);
	});

	test('fail with words for what is wrong with them', () => {
		expect(findings('conflict.bpf.o')).toMatchObject([
			{
				title: 'the map `shared` is pinned already, with another type or other sizes',
				hint: expect.stringContaining('pin:'),
			},
		]);
		expect(findings('legacy.bpf.o')).toMatchObject([{ hint: expect.stringContaining('SEC(".maps")') }]);
		expect(findings('no-btf.bpf.o')).toMatchObject([
			{ code: 'btf-missing', hint: expect.stringContaining('-g') },
		]);
		expect(findings('big-endian.bpf.o')).toMatchObject([
			{ message: expect.stringContaining('little-endian is needed') },
		]);
		expect(findings('huge.bpf.o', 'in_vast')).toMatchObject([
			{ message: expect.stringContaining('It is used by `in_vast`.') },
		]);
		expect(findings('belongings.o')).toMatchObject([
			{
				code: 'expectation',
				message: expect.stringMatching(
					/no map `comon`; did you mean `common`.*no program `thrd`; did you mean `third`.*0 to 255/s,
				),
			},
		]);
	});
});

describe('what maps held', () => {
	test('is shown where it was not what was expected', () => {
		expect(findings('linked.o')).toMatchObject([
			{
				program: 'in_second',
				title: 'the map `counts` of `in_second` does not contain what was expected',
				message: expect.stringContaining(
					'Expected in it: { key: 2, value: 7 }. What is in it:\n  { "key": 2, "value": 6 }',
				),
				logs: expect.arrayContaining([expect.stringMatching(/in_second\.maps\.json$/)]),
			},
		]);
	});

	test('is kept as JSON, by the types of the object', async () => {
		for (const [object, spec] of [
			['counts.bpf.o', 'debian-5.10'],
			['counts.bpf.o', 'debian-7'],
		] as const) {
			const path = join(cwd, 'out/logs', spec, object, `built-on-${spec}`, 'count.maps.json');
			const maps: unknown = JSON.parse(await readFile(path, 'utf8'));
			expect(maps).toMatchObject({
				counts: {
					type: 'hash',
					entries: expect.arrayContaining([
						{
							key: { mode: 1, comm: 'init' },
							value: { calls: expect.any(Number), mode: 'COUNT_ALL', by_init: true },
						},
					]),
				},
				'.rodata': {
					entries: [{ key: 0, value: { config: { step: 2, mode: 'COUNT_ALL' }, wanted: 'init' } }],
				},
				'.bss': { entries: [{ key: 0, value: { total: expect.any(Number) } }] },
			});
		}
	});

	test('is bounded, however large the map', async () => {
		const path = join(cwd, 'out/logs/debian-7/huge.bpf.o/built-on-debian-7/in_large.maps.json');
		expect((await stat(path)).size).toBeLessThan(1 << 20);
		const maps: Record<string, { note?: string; entries: unknown[] }> = JSON.parse(
			await readFile(path, 'utf8'),
		);
		expect(maps.many).toEqual({
			type: 'array',
			note: 'there is more than the 65536 entries that were looked at; entries that are all zeros are left out',
			entries: [
				{ key: 60000, value: 60001 },
				{ key: 59999, value: 0 },
				{ key: 299999, value: 300000 },
			],
		});
		expect(maps.pages?.note).toContain('there is more');
		expect(Object.keys(maps)).not.toContain('billion');
	});
});
