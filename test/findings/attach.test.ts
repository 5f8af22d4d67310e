import { describe, expect, test } from 'vitest';
import { attachFailure, isNotAttachable } from '../../src/findings/attach.ts';
import { outcomeOf } from '../../src/findings/program.ts';
import { program } from './observed.ts';

const refused = (errno: number, message: string) => {
	const attach = { errno, message };
	return attachFailure(program('on_socket', { section: 'cgroup/skb', attach }), attach);
};

describe('a refusal to attach', () => {
	test('is told in the words of the one who said it', () => {
		expect(
			refused(22, "libbpf: prog 'on_socket': failed to attach to cgroup: Invalid argument").message,
		).toBe(
			"Attaching `cgroup/skb` failed with errno 22 (EINVAL). libbpf said: libbpf: prog 'on_socket': failed to attach to cgroup: Invalid argument",
		);
		expect(refused(13, 'core-matrix: cannot make a packet socket: Permission denied\n').message).toBe(
			'Attaching `cgroup/skb` failed with errno 13 (EACCES). The guest agent said: core-matrix: cannot make a packet socket: Permission denied',
		);
	});

	test('is no refusal where nothing is said: there is nothing to attach to', () => {
		expect(isNotAttachable({ errno: 95, message: '' })).toBe(true);
		expect(isNotAttachable({ errno: 95, message: 'core-matrix: BPF_PROG_TEST_RUN failed' })).toBe(false);
	});
});

describe('a program of which no guest can show that it runs', () => {
	test('is not tried, for the reason that the agent gives', () => {
		const attach = { errno: 61, message: 'core-matrix: there is no infrared receiver\n' };
		expect(outcomeOf(program('on_pulse', { section: 'lirc_mode2', attach }), undefined)).toMatchObject({
			untested: {
				title: '`on_pulse` loads; whether it runs was not tried',
				message:
					'Its section is `lirc_mode2`. The guest agent said: core-matrix: there is no infrared receiver',
			},
		});
	});
});

describe('a program that ran on request', () => {
	test('passes and is said to have done so; one at a hook is not', () => {
		const on = (testRun: boolean) =>
			outcomeOf(program('on_call', { attach: { errno: 0, message: '', testRun } }), undefined);
		expect(on(true)).toMatchObject({
			note: { stage: 'attach', title: '`on_call` ran on request, not at a hook' },
		});
		expect(on(true)).not.toHaveProperty('failure');
		expect(on(false)).toEqual({});
	});
});
