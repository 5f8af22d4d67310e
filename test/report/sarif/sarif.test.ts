import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Log, Result } from 'sarif';
import { describe, expect, it } from 'vitest';
import { findingCodes } from '../../../src/findings/finding.ts';
import { packageFile } from '../../../src/package-root.ts';
import type { Report } from '../../../src/report/report.ts';
import { rules } from '../../../src/report/sarif/rules.ts';
import { sarif } from '../../../src/report/sarif/sarif.ts';
import { anchors, text } from '../../docs/pages.ts';
import { withTextsOf } from '../hostile.ts';
import { expected, failing, finding, mixed } from '../sample.ts';

const schema = JSON.parse(readFileSync(packageFile('test/fixtures/sarif/sarif-2.1.0.json'), 'utf8'));
// Formats (URI, date-time) are not checked by Ajv itself; what is in them is, below.
const validate = new Ajv2020({ strict: false, validateFormats: false, allErrors: true }).compile(schema);
const complaints = (value: unknown) => (validate(value) ? [] : (validate.errors ?? []));

function runOf(report: Report, pathOf?: (file: string) => string | undefined) {
	const log: Log = JSON.parse(sarif(report, { ...(pathOf && { pathOf }) }));
	const [run] = log.runs;
	if (run?.results === undefined) throw new Error('a log has one run');
	return { log, run, results: run.results, notes: run.invocations?.[0]?.toolExecutionNotifications ?? [] };
}

const placeOf = ({ locations }: Result) => locations?.[0]?.physicalLocation;
const uriOf = (result: Result) => placeOf(result)?.artifactLocation?.uri;

describe('sarif', () => {
	it('looks like golden/report-mixed.sarif', async () => {
		await expect(sarif(mixed)).toMatchFileSnapshot('../../golden/report-mixed.sarif');
	});

	it.each([
		['expected', expected],
		['failing', failing],
		['mixed', mixed],
	])('keeps to the schema: %s', (_, report) => {
		expect(complaints(runOf(report).log)).toEqual([]);
	});

	it('would be found by the schema if it were wrong', () => {
		const { log } = runOf(failing);
		expect(complaints({ ...log, version: '2.0.0' })).not.toEqual([]);
		expect(complaints({ ...log, runs: [{ ...log.runs[0], resluts: [] }] })).not.toEqual([]);
	});

	it('gives each result exactly one place, a rule that is there, and a fingerprint that stays', () => {
		const { run, results } = runOf(failing);
		expect(results).toHaveLength(failing.findings.length);
		for (const { locations, ruleId, ruleIndex = -1, partialFingerprints, level } of results) {
			expect(locations).toHaveLength(1);
			expect(run.tool.driver.rules?.[ruleIndex]?.id).toBe(ruleId);
			expect(level).toBe('error');
			expect(Object.values(partialFingerprints ?? {})[0]).toMatch(/^f-/);
		}
		expect(runOf(expected).results.map(({ level }) => level)).toEqual(['note', 'note', 'note']);
	});

	it('makes a notification of what has no place: GitHub refuses a result without one', () => {
		const { results, notes, run } = runOf(mixed);
		expect(results.map(({ ruleId }) => ruleId)).not.toContain('boot-timeout');
		expect(notes).toMatchObject([{ level: 'error', associatedRule: { id: 'boot-timeout' } }]);
		expect(run.invocations).toMatchObject([{ executionSuccessful: true, exitCode: 1 }]);
		expect(runOf({ ...mixed, verdict: 'infra' }).run.invocations).toMatchObject([
			{ executionSuccessful: false, exitCode: 3 },
		]);
	});

	it.each([
		['a b/ü#?%.c', 'a%20b/%C3%BC%23%3F%25.c'],
		['c:d.c', 'c%3Ad.c'],
		['漢/🐝.c', '%E6%BC%A2/%F0%9F%90%9D.c'],
		['lone\ud800.c', 'lone%EF%BF%BD.c'],
	])('writes the path %j as a relative reference', (file, uri) => {
		const { results } = runOf({
			...failing,
			findings: [finding('f', 'error', 'load', 'load-error', { file })],
		});
		expect(results.map(uriOf)).toEqual([uri]);
	});

	it('names files as the repository does, and leaves out those that are not in it', () => {
		const { results, notes } = runOf(failing, (file) =>
			file.endsWith('naive.bpf.c') ? `sub/${file}` : undefined,
		);
		expect(results.map(uriOf)).toEqual(['sub/examples/iov_iter/naive.bpf.c']);
		expect(notes).toHaveLength(2);
	});

	it('has no region where there is no line, and takes an object for the place of what has no file', () => {
		const findings = [
			finding('a', 'error', 'load', 'load-error', { file: 'a.c' }),
			finding('b', 'error', 'load', 'load-error', { object: 'b.o' }),
			finding('c', 'error', 'load', 'load-error', { file: 'c.c', line: 3, endLine: 5, column: 2 }),
		];
		const { results } = runOf({ ...failing, findings });
		expect(results.map((result) => [uriOf(result), placeOf(result)?.region])).toEqual([
			['b.o', undefined],
			['a.c', undefined],
			['c.c', { startLine: 3, startColumn: 2, endLine: 5 }],
		]);
	});

	it('stays within what GitHub takes with 6000 long findings, the errors first', () => {
		const findings = Array.from({ length: 6000 }, (_, index) =>
			finding(`f${index}`, index % 2 === 0 ? 'notice' : 'error', 'load', 'verifier-rejected', {
				...{ file: 'a.c', line: index + 1, message: '漢🐝'.repeat(2000), hint: `${index}` },
			}),
		);
		const { results, notes, log } = runOf({ ...failing, findings });
		expect(results).toHaveLength(5000);
		expect(results.filter(({ level }) => level === 'error')).toHaveLength(3000);
		expect(notes.map(({ message }) => message.text)).toEqual([expect.stringContaining('1000 results')]);
		expect(gzipSync(JSON.stringify(log)).length).toBeLessThan(10_000_000);
	}, 30_000);

	it.each(['\x1b[31m::error::x\n::error::y', '\ud800\ufffe\u2028</script>', 'a\r\nb', '../../x'])(
		'keeps to the schema and obeys nothing with %j everywhere',
		(hostile) => {
			const { log } = runOf(withTextsOf(mixed, hostile));
			expect(complaints(log)).toEqual([]);
			expect(/\\u001b|\\n::/.test(JSON.stringify(log))).toBe(false);
		},
	);
});

describe('rules', () => {
	it('say of each code what it means, and where to read on', () => {
		expect(rules.map(({ id }) => id)).toEqual(findingCodes);
		const headings = new Set(anchors(text('docs/findings.md')));
		const reserved = text('docs/findings.md').split(/^## Reserved$/m)[1] ?? '';
		for (const { id, helpUri = '', shortDescription } of rules) {
			expect(shortDescription?.text).toMatch(/^[A-Z].*\.$/);
			expect(helpUri.split('#')[1]).toBe(id);
			expect(headings.has(id) || reserved.includes(`\`${id}\``), id).toBe(true);
		}
	});
});
