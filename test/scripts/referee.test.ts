import { describe, expect, test } from 'vitest';
import { compare } from '../../scripts/referee/compare.ts';
import { explanationOf } from '../../scripts/referee/explained.ts';
import { parseRows } from '../../scripts/referee/rows.ts';

const identity = { object: 'a.o', builtOn: '', section: 'kprobe/x', type: 'kprobe' };
const figures = { insns: 32, states: 3, peakStates: 3 };
const row = { program: 'first', loaded: true, ...figures };
const ours = { ...identity, name: 'first', loaded: true, ...figures };
const differences = (
	...given: Parameters<typeof compare> extends [unknown, unknown, ...infer Rest] ? Rest : never
) => compare('debian:6.1', 'a.o', ...given).map(({ program, difference }) => [program, difference]);

test('the table is read, what libbpf says around it is not', () => {
	const said = [
		'libbpf: map x: y,z',
		'prog_name,verdict,total_insns,total_states,peak_states',
		'first,success,32,3,3',
		'endless,failure,1000001,14287,14287',
		'',
		'Done. Processed 1 files',
	].join('\n');
	expect(parseRows(said)).toEqual([
		row,
		{ program: 'endless', loaded: false, insns: 1_000_001, states: 14_287, peakStates: 14_287 },
	]);
	expect(parseRows('Failed to open /tmp/object.o\n')).toEqual([]);
});

describe('both differ', () => {
	test('not, where verdict and figures are the same', () => {
		expect(differences([ours], [row])).toEqual([['first', undefined]]);
		// What does not come to the verifier has no figures here, and zeros there.
		const { insns: _i, states: _s, peakStates: _p, ...refused } = { ...ours, loaded: false };
		const zeros = { program: 'first', loaded: false, insns: 0, states: 0, peakStates: 0 };
		expect(differences([refused], [zeros])).toEqual([['first', undefined]]);
	});

	test.each([
		[{ ...row, loaded: false }, 'verdict'],
		[{ ...row, insns: 33 }, 'insns'],
		[{ ...row, states: 4, peakStates: 4 }, 'states, peakStates'],
	])('in %o', (other, difference) => {
		expect(differences([ours], [other])).toEqual([['first', difference]]);
	});

	test('where one does not name a program', () => {
		expect(differences([ours], [])).toEqual([['first', 'not tried by veristat']]);
		expect(differences([], [row])).toEqual([['first', 'not tried here']]);
	});
});

describe('is explained', () => {
	const explained = (other: Partial<typeof row>, mine: Partial<typeof ours> = {}) =>
		compare('k', 'a.o', [{ ...ours, ...mine }], [{ ...row, ...other }]).map(explanationOf)[0];

	test('where the verifier took it for both', () => {
		expect(explained({ loaded: false })).toContain('The verifier takes it for both');
	});

	test.each([
		['other figures', { loaded: false, insns: 33 }, {}],
		['our own refusal', {}, { loaded: false }],
		['what never came to the verifier', { loaded: false, insns: 0, states: 0 }, { insns: 0, states: 0 }],
		['figures that differ', { insns: 33 }, {}],
	])('but not %s', (_, other, mine) => {
		expect(explained(other, mine)).toBeUndefined();
	});
});
