import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, expectTypeOf, test } from 'vitest';
import type { FromSchema } from '../../src/config/from-schema.ts';
import { configSchema, type RawCommand, type RawConfig } from '../../src/config/schema.ts';
import { checkConfig } from '../../src/config/validate.ts';
import { packageFile } from '../../src/package-root.ts';

test('the published schema is the one that the validator uses', () => {
	const published = JSON.parse(readFileSync(packageFile('schema/config.schema.json'), 'utf8'));
	expect(published, 'run: node scripts/schema.ts').toEqual(configSchema);
});

test('every key has words for an editor to show', () => {
	const bare: string[] = [];
	const walk = (schema: unknown, path: string): void => {
		const { properties = {}, items, additionalProperties } = schema as Record<string, object>;
		for (const [key, value] of Object.entries(properties ?? {})) {
			if (!('title' in value || 'description' in value)) bare.push(`${path}.${key}`);
			walk(value, `${path}.${key}`);
		}
		for (const inner of [items, additionalProperties])
			if (typeof inner === 'object') walk(inner, `${path}[]`);
	};
	walk(configSchema, '');
	expect(bare).toEqual([]);
});

test('examples in the schema are valid', () => {
	const ajv = new Ajv({ allowUnionTypes: true });
	const wrong: unknown[] = [];
	const walk = (schema: unknown): void => {
		if (typeof schema !== 'object' || schema === null) return;
		if ('examples' in schema && Array.isArray(schema.examples)) {
			wrong.push(...schema.examples.filter((example) => !ajv.validate(schema, example)));
		}
		for (const inner of Object.values(schema)) walk(inner);
	};
	walk(configSchema);
	expect(wrong).toEqual([]);
});

describe('the type and the schema agree', () => {
	// Everything that a configuration can have, once; the compiler checks it against the type.
	const full: Required<RawConfig> = {
		kernels: ['6.1', 6.6, { image: './bzImage', modules: './modules' }],
		build: { on: 'each', run: 'make', files: ['Makefile'], tools: ['make'], env: { V: 1 } },
		objects: [
			{
				source: 'a.c',
				cflags: ['-O2'],
				programs: { p: { runs: '>=1', prints: ['text'], skip: '<5.15', trigger: ['./a', 'b'] } },
				trigger: { run: './fire', files: ['fire'], tools: ['bash'], env: { A: 'b' } },
				expect: [{ kernels: '*', program: 'p', verdict: 'fail', code: 'core-relocation', line: 3 }],
			},
			{ object: 'b.o', trigger: './fire' },
		],
		commands: [
			{
				name: 'loader',
				run: ['./loader', '--all'],
				files: ['loader'],
				tools: ['bash'],
				env: { A: 1 },
				timeout: 10,
				skip: '<5.15',
				expect: [{ kernels: '*', verdict: 'fail', code: 'core-relocation' }],
			},
		],
		baseline: { growth: 20 },
		splats: { allow: ['WARNING: * at kernel/'] },
	};
	test('what the type allows is valid', () => {
		expect(checkConfig(full).problems).toEqual([]);
	});
	test('the type knows what is optional and what a word may be', () => {
		expectTypeOf<RawCommand['run']>().not.toBeNullable();
		expectTypeOf<undefined>().toExtend<RawConfig['kernels']>();
		expectTypeOf<FromSchema<{ enum: readonly ['a', 'b'] }>>().toEqualTypeOf<'a' | 'b'>();
		expectTypeOf<FromSchema<{ type: readonly ['string', 'integer'] }>>().toEqualTypeOf<string | number>();
	});
});
