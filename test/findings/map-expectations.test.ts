import { describe, expect, test } from 'vitest';
import type { BtfValue } from '../../src/bpf/btf-value.ts';
import type { MapValues } from '../../src/bpf/map-content.ts';
import type { WantedValue } from '../../src/bpf/value-match.ts';
import { mapMismatches } from '../../src/findings/map-expectations.ts';
import { cell, configOf, kernelsOf, objectConfig, program, report } from './observed.ts';

const integer = (value: number): BtfValue => ({ kind: 'integer', value: BigInt(value) });
const wanted = (value: number): WantedValue => ({
	kind: 'integer',
	operator: '>=',
	value: BigInt(value),
	written: `>=${value}`,
});
const map = (
	entries: readonly (readonly [number, BtfValue])[],
	over: Partial<MapValues> = {},
): MapValues => ({
	name: 'counts',
	type: 'hash',
	state: 'whole',
	lookedAt: entries.length,
	entries: entries.map(([key, value]) => ({ key: integer(key), values: [value] })),
	...over,
});

describe('maps that are not as wanted', () => {
	test('are told with what is in them', () => {
		const entries = Array.from({ length: 10 }, (_, index) => [index, integer(index)] as const);
		expect(mapMismatches({ counts: [{ value: wanted(5) }] }, [map(entries)])).toEqual([]);
		const [mismatch] = mapMismatches({ counts: [{ value: wanted(5) }, { value: wanted(10) }] }, [
			map(entries),
		]);
		expect(mismatch).toMatchObject({ map: 'counts', wanted: '{ value: ">=10" }' });
		expect(mismatch?.found.split('\n')).toEqual([
			'What is in it:',
			...entries.slice(0, 8).map(([key]) => `  { "key": ${key}, "value": ${key} }`),
			'  (2 more entries)',
		]);
	});

	test('are told that there is nothing, or no such map', () => {
		const found = (maps: readonly MapValues[]) =>
			mapMismatches({ counts: [{ key: wanted(1) }] }, maps)[0]?.found;
		expect(found([map([])])).toBe('It is empty.');
		expect(found([])).toContain('nothing that was loaded refers to it');
		expect(found([map([], { state: 'unreadable' })])).toBe('It is empty (maps of this type are not read).');
	});

	test('are told which member nobody has', () => {
		const value: BtfValue = { kind: 'members', members: new Map([['calls', integer(1)]]) };
		const part: WantedValue = { kind: 'members', members: new Map([['cals', wanted(1)]]) };
		const [mismatch] = mapMismatches({ counts: [{ value: part }] }, [map([[1, value]])]);
		expect(mismatch?.found).toContain('There is no member `cals` in it; did you mean `calls`?');
	});
});

test('a mismatch is a finding with the logs of the program and of its maps', () => {
	const trigger = {
		runs: 3,
		prints: '',
		mapsLog: 'logs/a.maps.json',
		mapMismatches: [{ map: 'counts', wanted: '{ key: 1 }', found: 'It is empty.' }],
	};
	const kernels = kernelsOf({ 'debian:7': { cells: [cell([program('on_send', { trigger })])] } });
	const { findings, verdict } = report(kernels);
	expect(verdict).toBe('fail');
	expect(findings).toMatchObject([
		{
			stage: 'expect',
			code: 'expectation',
			title: 'the map `counts` of `on_send` does not contain what was expected',
			message: expect.stringContaining('Expected in it: { key: 1 }. It is empty.'),
			kernels: ['debian:7'],
			logs: ['logs/load.log', 'logs/a.maps.json'],
		},
	]);
});

test('what the configuration names and the object lacks is no failure that is expected', () => {
	const trouble = { code: 'expectation', stage: 'expect', message: 'no map `x`', logs: [] } as const;
	const kernels = kernelsOf({ 'debian:7': { cells: [cell([], { trouble })] } });
	const expectAll = { kernels: { text: '*', comparators: [] }, verdict: 'fail' } as const;
	const objects = [objectConfig({ expect: [expectAll] })];
	const judged = report(kernels, configOf({ objects }));
	expect(judged.findings).toContainEqual(
		expect.objectContaining({
			severity: 'error',
			title: expect.stringContaining('is not as the configuration has it'),
		}),
	);
	expect(judged.kernels.at(-1)?.verdict).toBe('fail');
});
