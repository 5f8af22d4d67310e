import { describe, expect, test } from 'vitest';
import { btfType } from '../../src/bpf/btf.ts';
import { judge } from '../../src/findings/judge.ts';
import type { SuspectObservation } from '../../src/findings/observation.ts';
import { type BtfMaker, makeBtf } from '../bpf/core/make-btf.ts';
import { cell, configOf, kernelsOf, program, rejected } from './observed.ts';

const iter = (name: string) =>
	makeBtf((b: BtfMaker) => void b.struct(name, 8, [{ name: '__iov', type: b.pointer(0) }]));
const local = iter('iov_iter__new');
const typeId = local.offsets.findIndex((_, id) => id > 0 && btfType(local, id).kind === 'struct');
const suspect: SuspectObservation = {
	types: local,
	request: { kind: 'byte_off', typeId, access: '0:0', accessesMemory: false },
	place: { file: 'bpf/trace.bpf.c', line: 10 },
};

const findingsOf = (cells: Parameters<typeof kernelsOf>[0], kernelType: string) =>
	judge({
		config: configOf(),
		kernels: kernelsOf(cells),
		started: new Date(0),
		durationMs: 1,
		toolVersion: '0.1.0',
		btf: () => ({ btf: iter(kernelType) }),
	}).findings;

const loads = cell([program('on_send', { suspect })]);

describe('a program that loads and holds a misnamed flavor', () => {
	test('is told of, and passes', () => {
		const findings = findingsOf({ 'debian:6.1': { cells: [loads] } }, 'iov_iter');
		expect(findings).toEqual([
			expect.objectContaining({
				code: 'core-flavor-name',
				severity: 'notice',
				line: 10,
				kernels: ['debian:6.1'],
				message: expect.stringContaining('only `iov_iter`, of which that is no flavor'),
				hint: expect.stringContaining('`iov_iter___new`'),
			}),
		]);
	});

	test('is told of by the refusal where a kernel refuses it', () => {
		const cells = { 'debian:6.1': { cells: [loads] }, 'debian:7': { cells: [cell([rejected('on_send')])] } };
		expect(findingsOf(cells, 'iov_iter').map(({ code }) => code)).toEqual(['core-relocation']);
	});

	test('is told of as well where the kernel has no such member yet', () => {
		const old = makeBtf((b) => void b.struct('iov_iter', 8, [{ name: 'iov', type: b.pointer(0) }]));
		const { findings } = judge({
			config: configOf(),
			kernels: kernelsOf({ 'debian:6.1': { cells: [loads] } }),
			started: new Date(0),
			durationMs: 1,
			toolVersion: '0.1.0',
			btf: () => ({ btf: old }),
		});
		expect(findings.map(({ code }) => code)).toEqual(['core-flavor-name']);
		expect(findings[0]?.hint).not.toContain('resolves on');
	});

	test('is right where the kernel has a type of that very name', () => {
		expect(findingsOf({ 'debian:6.1': { cells: [loads] } }, 'iov_iter__new')).toEqual([]);
	});
});
