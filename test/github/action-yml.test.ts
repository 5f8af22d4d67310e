import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type InputName, inputNames, readInputs } from '../../src/github/inputs.ts';
import { outputsOf } from '../../src/github/report.ts';
import { packageFile } from '../../src/package-root.ts';
import { expected } from '../report/sample.ts';

interface Manifest {
	readonly inputs: Record<string, { description: string; required: boolean; default: string }>;
	readonly outputs: Record<string, { description: string }>;
	readonly runs: { using: string; main: string; post?: string };
	readonly branding: { icon: string; color: string };
}

const text = (path: string) => readFileSync(packageFile(path), 'utf8');
const action: Manifest = parse(text('action.yml'));

/** Names in the first column of the table below a heading. */
function documented(heading: string): string[] {
	const section =
		text('docs/action.md')
			.split(/^## /m)
			.find((part) => part.startsWith(heading)) ?? '';
	return [...section.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name ?? '');
}

describe('action.yml', () => {
	it('names the inputs that the code reads and the documentation lists', () => {
		expect(Object.keys(action.inputs)).toEqual([...inputNames]);
		expect(documented('Inputs')).toEqual([...inputNames]);
	});

	it('names the outputs that the code sets and the documentation lists', () => {
		const outputs = [...Object.keys(outputsOf(expected, '/out')), 'artifact-id', 'artifact-url', 'matrix'];
		expect(Object.keys(action.outputs).sort()).toEqual(outputs.sort());
		expect(documented('Outputs')).toEqual(Object.keys(action.outputs));
	});

	it('has the defaults that the code has, and the documentation says them', () => {
		// The runner puts the job's token there.
		const given = ({ default: value }: { readonly default: string }) =>
			value.startsWith('${{') ? '' : value;
		expect(readInputs((name) => given(action.inputs[name] ?? { default: '' }))).toEqual(readInputs(() => ''));
		for (const [name, { default: value }] of Object.entries(action.inputs)) {
			const [, said] =
				new RegExp(`^\\| \`${name}\` \\| (\`([^\`]*)\`|) \\|`, 'm').exec(text('docs/action.md')) ?? [];
			expect(said, name).toBe(value === '' ? '' : `\`${value}\``);
		}
	});

	it('has a part for the mode plan alone, with the same inputs and outputs', () => {
		const plan: Manifest = parse(text('plan/action.yml'));
		for (const [name, input] of Object.entries(plan.inputs)) {
			if (name !== 'mode') expect(input.default, name).toBe(action.inputs[name]?.default);
		}
		expect(readInputs((name) => plan.inputs[name]?.default ?? '').mode).toBe('plan');
		expect(Object.keys(plan.outputs)).toEqual(['matrix']);
		expect(plan.runs).toEqual({ using: 'node24', main: '../dist/index.js' });
	});

	it('reads every input by its name', () => {
		const read: InputName[] = [];
		readInputs((name) => {
			read.push(name);
			return '';
		});
		expect(read.sort()).toEqual([...inputNames].sort());
	});

	it('runs the bundle on the only current runtime, and describes everything', () => {
		expect(action.runs).toEqual({ using: 'node24', main: 'dist/index.js', post: 'dist/post.js' });
		for (const { description } of [...Object.values(action.inputs), ...Object.values(action.outputs)]) {
			expect(description).toMatch(/\.$/);
		}
	});
});
