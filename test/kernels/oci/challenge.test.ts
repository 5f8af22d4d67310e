import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseChallenges } from '../../../src/kernels/oci/challenge.ts';

const read = (header: string) =>
	parseChallenges(header).map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)]);

describe('parseChallenges', () => {
	it.each<[string, unknown]>([
		['', []],
		['Basic realm="basic-realm"', [['basic', { realm: 'basic-realm' }]]],
		[
			'Bearer realm="https://ghcr.io/token",service="ghcr.io",scope="repository:a/b:pull,push"',
			[['bearer', { realm: 'https://ghcr.io/token', service: 'ghcr.io', scope: 'repository:a/b:pull,push' }]],
		],
		['bearer  Realm = "a\\"b\\\\c" , SERVICE=d', [['bearer', { realm: 'a"b\\c', service: 'd' }]]],
		[
			'Negotiate, Basic realm="x, Bearer realm=y", Bearer realm="z"',
			[
				['negotiate', {}],
				['basic', { realm: 'x, Bearer realm=y' }],
				['bearer', { realm: 'z' }],
			],
		],
		[
			'Negotiate abc/d+e==, Basic realm=""',
			[
				['negotiate', {}],
				['basic', { realm: '' }],
			],
		],
		[', ,Basic realm=a', [['basic', { realm: 'a' }]]],
		// The reading ends where the grammar does.
		['Basic realm="open', [['basic', {}]]],
		['Basic realm=a, (', [['basic', { realm: 'a' }]]],
	])('%s', (header, challenges) => {
		expect(read(header)).toEqual(challenges);
	});

	it('ends on whatever a server writes', () => {
		const pieces = fc.constantFrom(
			'Basic',
			'Bearer',
			' ',
			',',
			'=',
			'"',
			'\\',
			'realm',
			'a/b==',
			'\t',
			'(',
			'é',
		);
		fc.assert(
			fc.property(fc.array(pieces, { maxLength: 40 }), (words) => {
				expect(parseChallenges(words.join('')).length).toBeLessThanOrEqual(words.length);
			}),
		);
	});
});
