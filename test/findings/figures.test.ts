import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import type { Figures } from '../../src/findings/figures.ts';
import { packageFile } from '../../src/package-root.ts';
import { publicReport, verifierReport } from '../../src/report/json.ts';
import { cell, kernelsOf, loaded, objectConfig, program, rejected, report, source } from './observed.ts';

const validate = new Ajv({ strict: true, strictRequired: false }).compile(
	JSON.parse(readFileSync(packageFile('schema/verifier.schema.json'), 'utf8')),
);

const all: Required<Figures> = {
	insns: 250,
	states: 12,
	peakStates: 9,
	verifyUs: 830,
	stackDepth: [16, 8],
	xlatedBytes: 512,
	jitedBytes: 381,
	memlockBytes: 4096,
};
const identity = { section: 'kprobe/tcp_sendmsg', type: 'kprobe' };

describe('what verifying took', () => {
	const cells = [
		cell([program('on_send', { load: { ...loaded(), ...all } }), rejected('refused', { insns: 4 })]),
	];
	const judged = report(kernelsOf({ 'debian:7': { cells } }));

	test('is there for each program that a kernel was asked to load, refused ones too', () => {
		expect(judged.figures?.[3]).toEqual({
			spec: 'debian:7',
			release: '7.3.4+deb13-cloud-amd64',
			programs: [
				{ object: source, builtOn: 'debian:6.1', name: 'on_send', ...identity, loaded: true, ...all },
				{ object: source, builtOn: 'debian:6.1', name: 'refused', ...identity, loaded: false, insns: 4 },
			],
		});
	});

	test('says of what a deadline ended that it did not load', () => {
		const { insns: _i, states: _s, ...neither } = loaded();
		const unended = { ...program('on_send'), load: neither };
		const { figures } = report(kernelsOf({ 'debian:7': { cells: [cell([unended])] } }));
		expect(figures?.[3]?.programs).toMatchObject([{ name: 'on_send', loaded: false }]);
	});

	test('is not there of what nobody asked for', () => {
		const leftOut = { ...program('left_out'), autoload: false };
		const { figures } = report(kernelsOf({ 'debian:7': { cells: [cell([leftOut])] } }));
		expect(figures?.[3]?.programs).toEqual([]);
	});

	test('is of no build kernel where the object came compiled', () => {
		const { figures } = report(kernelsOf(), { objects: [objectConfig({ kind: 'object' })] });
		expect(figures?.flatMap(({ programs }) => programs.map(({ builtOn }) => builtOn))).toEqual(
			Array(4).fill(''),
		);
	});

	test('makes verifier.json as its schema says, and leaves report.json as it is', () => {
		const written = JSON.parse(JSON.stringify(verifierReport(judged)));
		expect(validate(written), JSON.stringify(validate.errors)).toBe(true);
		expect(written.kernels).toHaveLength(4);
		expect(written.started).toBe(judged.started);
		expect(publicReport(judged)).not.toHaveProperty('figures');
	});
});
