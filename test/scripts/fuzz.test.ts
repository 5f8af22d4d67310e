import { describe, expect, test } from 'vitest';
import { createRandom, mutated } from '../../scripts/fuzz/mutate.ts';
import { fuzz } from '../../scripts/fuzz/run.ts';
import type { Target } from '../../scripts/fuzz/targets.ts';
import { FormatError } from '../../src/bpf/format-error.ts';

const options = { inputs: 400, seed: 1, allowedMs: 250 };
const target = (read: Target['read']): [Target] => [
	{ name: 'x', seeds: [Buffer.from('seed'.repeat(50))], read },
];

test('every reader of untrusted bytes gives a value or a FormatError, in time', () => {
	const { tallies, fault } = fuzz({ inputs: 6000, seed: 20_261_122, allowedMs: 1000 });
	expect(fault).toBeUndefined();
	expect([...tallies.keys()]).toEqual([
		'object',
		'core',
		'kernel-needs',
		'module-btf',
		'btf',
		'maps',
		'module',
		'log',
		'diagnostics',
		'frames',
	]);
	for (const [name, { inputs, refused }] of tallies) {
		expect([name, inputs]).toEqual([name, 600]);
		// Were all mutations refused, or none, little would be read.
		if (['object', 'core', 'kernel-needs', 'module-btf', 'btf', 'maps', 'module'].includes(name))
			expect(refused / inputs).toBeGreaterThan(0.05);
		expect(refused / inputs).toBeLessThan(0.95);
	}
}, 60_000);

describe('a fault ends a run', () => {
	test('an error of another kind, with the input that made it', () => {
		const { fault } = fuzz({
			...options,
			chosen: target((bytes) => {
				if (bytes.length < 100) throw new TypeError('a bug');
			}),
		});
		expect(fault).toMatchObject({ target: 'x', what: 'error' });
		expect(fault?.message).toContain('a bug');
		expect(fault?.input.length).toBeLessThan(100);
	});

	test('too much time', () => {
		const spin = () => {
			for (const end = performance.now() + 30; performance.now() < end; );
		};
		expect(fuzz({ ...options, allowedMs: 5, chosen: target(spin) }).fault).toMatchObject({ what: 'slow' });
	});

	test('but not a refusal', () => {
		const { fault, tallies } = fuzz({
			...options,
			chosen: target(() => {
				throw new FormatError('malformed', 'no');
			}),
		});
		expect(fault).toBeUndefined();
		expect(tallies.get('x')).toMatchObject({ inputs: 400, refused: 400 });
	});
});

test('the same seed makes the same inputs, and each is changed', () => {
	const seed = Buffer.from('a'.repeat(300));
	const inputs = (start: number) => {
		const random = createRandom(start);
		return Array.from({ length: 50 }, () =>
			mutated(seed, random, Buffer.from('b'.repeat(30))).toString('hex'),
		);
	};
	expect(inputs(7)).toEqual(inputs(7));
	expect(inputs(7)).not.toEqual(inputs(8));
	expect(new Set(inputs(7)).size).toBeGreaterThan(40);
	expect(seed.toString()).toBe('a'.repeat(300));
});
