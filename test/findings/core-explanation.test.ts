import { describe, expect, test } from 'vitest';
import { btfType } from '../../src/bpf/btf.ts';
import type { TargetTypes } from '../../src/bpf/core/resolve.ts';
import { judge } from '../../src/findings/judge.ts';
import type { LoadObservation } from '../../src/findings/observation.ts';
import { type BtfMaker, makeBtf } from '../bpf/core/make-btf.ts';
import { cell, configOf, kernelsOf, rejected } from './observed.ts';

/** `struct iov_iter { size_t count; const struct iovec *<name>; }`. */
const iter =
	(name: string) =>
	(b: BtfMaker): void => {
		const size = b.int('unsigned long', 8);
		const iovec = b.struct('iovec', 8, [{ name: 'iov_base', type: b.pointer(0) }]);
		b.struct('iov_iter', 16, [
			{ name: 'count', type: size },
			{ name, type: b.pointer(b.constant(iovec)), bits: 64 },
		]);
	};
const old = makeBtf(iter('iov'));
const renamed = makeBtf(iter('__iov'));
const types: Record<string, TargetTypes> = {
	'debian:5.10': { btf: old },
	'debian:6.1': { btf: old },
	'debian:6.12': { btf: renamed },
	'debian:7': { btf: renamed },
};

const typeId = old.offsets.findIndex((_, id) => id > 0 && btfType(old, id).name === 'iov_iter');
const relocation: NonNullable<LoadObservation['relocation']> = {
	types: old,
	request: { kind: 'byte_off', typeId, access: '0:1', accessesMemory: false },
	line: '\tiov = BPF_CORE_READ(iter, iov);',
};

function finding(over: Partial<LoadObservation>, btf?: (spec: string) => TargetTypes | undefined) {
	const cells = [cell([rejected('on_send', over)])];
	const report = judge({
		config: configOf(),
		kernels: kernelsOf({ 'debian:6.12': { cells }, 'debian:7': { cells } }),
		started: new Date(0),
		durationMs: 1,
		toolVersion: '0.1.0',
		...(btf !== undefined && { btf }),
	});
	expect(report.findings).toHaveLength(1);
	return report.findings[0];
}

describe('a relocation that finds nothing', () => {
	test('is explained by what the kernels of the matrix have', () => {
		const found = finding({ relocation }, (spec) => types[spec]);
		expect(found?.title).toBe('`struct iov_iter` has no member `iov` on this kernel: it is `__iov`');
		expect(found?.message).toMatch(
			/^`struct iov_iter` has the member `iov` \(const struct iovec \*\) on debian:5\.10 and debian:6\.1; on debian:6\.12 and debian:7 it is `__iov`, of the same type\. The CO-RE relocation <byte_off>/,
		);
		expect(found?.message).toContain('Fails on debian:6.12');
		expect(found?.hint).toContain(
			[
				'    struct iov_iter___new {',
				'            const struct iovec *__iov;',
				'    } __attribute__((preserve_access_index));',
				'',
				'    if (bpf_core_field_exists(iter->iov))',
				'            iov = BPF_CORE_READ(iter, iov);',
				'    else',
				'            iov = BPF_CORE_READ((struct iov_iter___new *)iter, __iov);',
			].join('\n'),
		);
	});

	test('speaks only of kernels on which the program failed: elsewhere no path may lead to it', () => {
		const cells = [cell([rejected('on_send', { relocation })])];
		const { findings } = judge({
			config: configOf(),
			kernels: kernelsOf({ 'debian:7': { cells } }),
			started: new Date(0),
			durationMs: 1,
			toolVersion: '0.1.0',
			btf: (spec) => types[spec],
		});
		expect(findings[0]?.message).toMatch(
			/^`struct iov_iter` has the member `iov` \(const struct iovec \*\) on debian:5\.10 and debian:6\.1; on debian:7 it is/,
		);
	});

	test('is told by the log alone where the types of the kernels are not known', () => {
		const byLog = finding({});
		expect(byLog?.title).toBe('`struct iov_iter` has no member `iov` on this kernel');
		expect(finding({ relocation })).toEqual(byLog);
		expect(finding({ relocation }, () => undefined)).toEqual(byLog);
		// Only a kernel that failed can be explained.
		expect(finding({ relocation }, (spec) => (spec === 'debian:6.1' ? { btf: old } : undefined))).toEqual(
			byLog,
		);
	});

	test('that makes no sense in its object is told by the log alone', () => {
		const wrong = { ...relocation, request: { ...relocation.request, access: '0:99' } };
		expect(finding({ relocation: wrong }, (spec) => types[spec])).toEqual(finding({}));
	});

	test('with names of a hostile object stays harmless', () => {
		const hostile = makeBtf((b) =>
			b.struct('iov_iter', 8, [
				{ name: '\x1b[2J`::error::`__iov', type: b.pointer(b.struct('iovec', 8, [])) },
			]),
		);
		const found = finding({ relocation }, (spec) =>
			types[spec]?.btf === renamed ? { btf: hostile } : types[spec],
		);
		expect(`${found?.title}${found?.message}${found?.hint}`).not.toContain('\x1b');
	});
});
