import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { legalName, planArtifact } from '../../src/github/artifact/plan.ts';

const KiB = 1024;
const file = (path: string, bytes: number) => ({ path, bytes });

describe('what of a run goes into an artifact', () => {
	it('is all of it where there is room', () => {
		const files = [file('report.json', 10), file('logs/a.log', 20), file('objects/a.o', 30)];
		expect(planArtifact(files, 60)).toEqual({
			files: files.map((one) => ({ ...one, keep: one.bytes })),
			left: [],
		});
	});

	it('is of the longest logs only the ends, so that short ones stay whole', () => {
		const files = [
			file('logs/short.log', 100 * KiB),
			file('logs/long.log', 9000 * KiB),
			file('logs/longest.log', 90_000 * KiB),
			file('report.json', 100 * KiB),
			file('objects/a.o', 1),
		];
		const { files: planned, left } = planArtifact(files, 2200 * KiB);
		expect(planned.map(({ path, keep }) => [path, keep / KiB])).toEqual([
			['report.json', 100],
			['logs/short.log', 100],
			['logs/long.log', 1000],
			['logs/longest.log', 1000],
		]);
		expect(left).toEqual([file('objects/a.o', 1)]);
	});

	it('never leaves a report or a log out, and keeps to the budget where these let it', () => {
		const one = fc.record({
			path: fc.constantFrom('logs/x', 'objects/x', 'types/x', 'report.json'),
			bytes: fc.nat(500 * KiB),
		});
		fc.assert(
			fc.property(fc.array(one, { maxLength: 30 }), fc.nat(4000 * KiB), (files, budget) => {
				const { files: planned, left } = planArtifact(files, budget);
				expect(planned.length + left.length).toBe(files.length);
				expect(left.every(({ path }) => /^(objects|types)\//.test(path))).toBe(true);
				for (const { bytes, keep } of planned) expect(keep).toBeLessThanOrEqual(bytes);
				const kept = planned.reduce((sum, { keep }) => sum + keep, 0);
				const least = planned.reduce(
					(sum, { path, bytes }) => sum + (path.startsWith('logs/') ? Math.min(bytes, 64 * KiB) : bytes),
					0,
				);
				expect(kept).toBeLessThanOrEqual(Math.max(budget, least));
			}),
		);
	});
});

it('names an artifact as GitHub allows', () => {
	expect(legalName('core-matrix oci://ghcr.io/a:6.1\r\n<b>|"*?\\')).toBe(
		'core-matrix oci---ghcr.io-a-6.1---b------',
	);
});
