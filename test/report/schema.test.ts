import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { findingCodes, stages } from '../../src/findings/finding.ts';
import { packageFile } from '../../src/package-root.ts';
import { type PublicReport, publicReport } from '../../src/report/json.ts';
import type { Report, Verdict } from '../../src/report/report.ts';
import { expected, failing, mixed } from './sample.ts';

const schema = JSON.parse(readFileSync(packageFile('schema/report.schema.json'), 'utf8'));
const validate = new Ajv({ strict: true, strictRequired: false, allErrors: true }).compile(schema);
const errors = (value: unknown) => (validate(value) ? [] : (validate.errors ?? []));

/** Every optional property there: the compiler refuses a full report without one of the type's properties. */
type Full<T> = T extends readonly (infer Item)[]
	? readonly Full<Item>[]
	: T extends object
		? { readonly [Key in keyof T]-?: Full<T[Key]> }
		: T;

const full: Full<PublicReport> = {
	version: 1,
	tool: { name: 'core-matrix', version: '0.1.0' },
	started: '2026-11-22T12:00:00.000Z',
	durationMs: 83_400,
	verdict: 'fail',
	kernels: [
		{
			spec: 'debian:6.12',
			release: '6.12.95+deb13-cloud-amd64',
			source: { kind: 'debian', url: 'pool/linux.deb', digest: `sha256:${'0f'.repeat(32)}` },
			arch: 'x86_64',
			accel: 'kvm',
			verdict: 'fail',
			reason: 'why',
			timings: { resolveMs: 1, bootMs: 2.5, buildMs: 3, loadMs: 4, triggerMs: 5, totalMs: 15.5 },
			console: 'debian-6.12/console.log',
			cells: [
				{
					object: 'a.bpf.c',
					builtOn: 'debian:6.1',
					verdict: 'fail',
					programs: [
						{
							name: 'naive',
							section: 'kprobe/tcp_sendmsg',
							type: 'kprobe',
							verdict: 'fail',
							stage: 'load',
							code: 'core-relocation',
							runs: 1,
							insns: 2,
							states: 3,
							verifyUs: 4,
							jitedBytes: 5,
							log: 'debian-6.12/load/naive.log',
						},
					],
				},
			],
			commands: [{ name: 'loader', exitCode: 1, verdict: 'fail', log: 'debian-6.12/loader.log' }],
		},
	],
	findings: [
		{
			id: 'f1',
			severity: 'error',
			stage: 'load',
			code: 'core-relocation',
			title: 'title',
			message: 'message',
			hint: 'hint',
			file: 'a.bpf.c',
			line: 10,
			column: 2,
			endLine: 10,
			program: 'naive',
			object: 'a.bpf.c',
			builtOn: ['debian:6.1'],
			kernels: ['debian:6.12'],
			logs: ['debian-6.12/load/naive.log'],
		},
	],
};

/** The full report with one change at a path. */
function changed(
	path: readonly (string | number)[],
	change: (holder: Record<string, unknown>, key: string) => void,
) {
	const copy = structuredClone(full);
	const parents = path.slice(0, -1);
	const holder = parents.reduce<Record<string, unknown>>(
		(at, key) => at[key] as Record<string, unknown>,
		copy as never,
	);
	change(holder, String(path.at(-1)));
	return copy;
}

/** Paths of all properties of a value. */
function paths(value: unknown, at: readonly (string | number)[] = []): (readonly (string | number)[])[] {
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([key, inner]) => [[...at, key], ...paths(inner, [...at, key])]);
}

const optional = new Set([
	...['reason', 'stage', 'code', 'runs', 'insns', 'states', 'verifyUs', 'jitedBytes', 'log', 'hint', 'file'],
	...['line', 'column', 'endLine', 'program', 'object', 'builtOn'],
]);
const isOptional = (path: readonly (string | number)[]) => {
	const [top, , inner] = path;
	const key = String(path.at(-1));
	if (top === 'findings') return optional.has(key) && !['stage', 'code'].includes(key);
	if (inner === 'commands') return false;
	return (
		optional.has(key) && !['object', 'builtOn', ...(path.includes('programs') ? [] : ['log'])].includes(key)
	);
};
const named = paths(full).filter((path) => Number.isNaN(Number(path.at(-1))));

describe('report.schema.json', () => {
	it('is what the report becomes for others: an excerpt stays inside', () => {
		const [first] = full.findings;
		if (first === undefined) throw new Error('no finding');
		const inside = { ...full, findings: [{ ...first, excerpt: '7: (79) r1 = *(u64 *)(r0 +0)' }] };
		expect(errors(inside)).not.toEqual([]);
		expect(publicReport(inside)).toEqual(full);
	});

	it.each([
		['a report with everything', full],
		['the founding case as expected', expected],
		['the founding case failing', failing],
		['a report with a kernel that never booted', mixed],
	])('accepts %s', (_name, report: Report) => {
		expect(errors(report)).toEqual([]);
	});

	it('accepts what is not known of a kernel that was never found', () => {
		const [kernel] = expected.kernels;
		if (kernel === undefined) throw new Error('the sample has kernels');
		const none = {
			...kernel,
			release: '',
			console: '',
			source: { kind: 'debian', url: '', digest: '' },
			verdict: 'infra' as const,
		};
		expect(errors({ ...expected, kernels: [none] } satisfies Report)).toEqual([]);
	});

	it('knows no property that the type does not have', () => {
		const inSchema = new Set<string>();
		const collect = (value: unknown): void => {
			if (typeof value !== 'object' || value === null) return;
			for (const [key, inner] of Object.entries(value)) {
				if (key === 'properties') for (const name of Object.keys(inner as object)) inSchema.add(name);
				collect(inner);
			}
		};
		collect(schema);
		expect([...inSchema].sort()).toEqual([...new Set(named.map((path) => String(path.at(-1))))].sort());
	});

	it('lists the codes, stages and verdicts of the types', () => {
		const verdicts: Record<Verdict, true> = { pass: true, fail: true, skip: true, xfail: true, xpass: true };
		const runVerdicts: Record<Report['verdict'], true> = { pass: true, fail: true, infra: true };
		expect(schema.definitions.code.enum).toEqual(findingCodes);
		expect(schema.definitions.stage.enum).toEqual(stages);
		expect(schema.definitions.verdict.enum).toEqual(Object.keys(verdicts));
		expect(schema.definitions.runVerdict.enum).toEqual(Object.keys(runVerdicts));
	});

	it.each(named.map((path) => [path.join('.'), path] as const))(
		'is right about whether %s may be missing',
		(_, path) => {
			const without = changed(path, (holder, key) => delete holder[key]);
			// A place hangs together: nothing has a line without a file.
			const hangs =
				['findings', '0'].every((key, at) => path[at] === key) &&
				['file', 'line'].includes(String(path.at(-1)));
			expect(errors(without).length === 0).toBe(isOptional(path) && !hangs);
		},
	);

	it.each(named.map((path) => [path.join('.'), path] as const))(
		'refuses a wrong kind of value in %s',
		(_, path) => {
			for (const wrong of [null, true, -1, {}, [1]]) {
				expect(errors(changed(path, (holder, key) => (holder[key] = wrong)))).not.toEqual([]);
			}
		},
	);

	it('refuses properties that are not in the contract, everywhere', () => {
		const holders = [[], ...paths(full)].filter((path) => {
			const value = path.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], full);
			return typeof value === 'object' && value !== null && !Array.isArray(value);
		});
		expect(holders.length).toBeGreaterThan(8);
		for (const holder of holders) {
			expect(errors(changed([...holder, 'extra'], (at, key) => (at[key] = 1))), holder.join('.')).not.toEqual(
				[],
			);
		}
	});

	it.each([
		['an absolute path', ['findings', 0, 'file'], '/etc/passwd'],
		['a path that leads upwards', ['findings', 0, 'file'], 'a/../../b'],
		['a path that leads upwards', ['findings', 0, 'logs'], ['..']],
		['line 0', ['findings', 0, 'line'], 0],
		['a time without zone', ['started'], '2026-11-22T12:00:00'],
		['a digest that is none', ['kernels', 0, 'source', 'digest'], 'sha256:00'],
		['a later version', ['version'], 2],
		['a verdict of runs for a program', ['kernels', 0, 'cells', 0, 'verdict'], 'infra'],
	])('refuses %s', (_name, path, value) => {
		expect(errors(changed(path, (holder, key) => (holder[key] = value)))).not.toEqual([]);
	});
});
