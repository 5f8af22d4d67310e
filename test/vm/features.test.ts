import { describe, expect, it } from 'vitest';
import type { Questions } from '../../src/findings/questions.ts';
import { probeKernel } from '../../src/guest/features.ts';
import type { Guest } from '../../src/guest/guest.ts';
import { putFile } from '../../src/guest/requests.ts';
import { packageFile } from '../../src/package-root.ts';
import { boot } from './support.ts';

async function ask(guest: Guest, object: string, program: string, questions: Partial<Questions>) {
	const path = `/tmp/${object}`;
	await putFile(guest, packageFile(`test/fixtures/bpf/${object}`), path);
	return await probeKernel(guest, path, program, {
		helpers: [],
		maps: [],
		symbols: [],
		events: [],
		...questions,
	});
}

describe.each([
	{ spec: 'debian:5.10', isYoung: false },
	{ spec: 'debian:7', isYoung: true },
])('$spec, asked what it has', ({ spec, isYoung }) => {
	it('answers for types, helpers, maps and symbols; what libbpf itself does not know stays open', async () => {
		const guest = await boot({ spec });
		expect(await ask(guest, 'failures.o', 'new_helper', { helpers: [208, 1] })).toEqual([
			{ question: 'program-type', name: 'tracepoint', found: true },
			expect.objectContaining({ question: 'attach-type', found: true }),
			{ question: 'lsm', name: 'bpf', found: true },
			{ question: 'lockdown', name: 'none', found: false },
			{ question: 'helper', name: '208', found: isYoung },
			{ question: 'helper', name: '1', found: true },
		]);
		const ofMaps = async (object: string, program: string, map: string) =>
			(await ask(guest, object, program, { maps: [map] })).at(-1);
		expect(await ofMaps('young.o', 'young_map', 'bloom')).toEqual({
			question: 'map-type',
			name: 'bloom',
			type: 'bloom_filter',
			found: isYoung,
		});
		expect(await ofMaps('map.o', 'strange_map', 'strange')).toEqual({
			question: 'map-type',
			name: 'strange',
		});
		expect(await ofMaps('map.o', 'strange_map', 'none')).toEqual({ question: 'map-type', name: 'none' });
		const symbols = ['tcp_sendmsg', 'tcp_sendmsgs', 'no_such_kernel_function'];
		const answers = await ask(guest, 'failures.o', 'no_target', { symbols });
		expect(answers.slice(-3)).toEqual([
			expect.objectContaining({ question: 'symbol', name: 'tcp_sendmsg', found: true, typed: true }),
			expect.objectContaining({
				name: 'tcp_sendmsgs',
				found: false,
				typed: false,
				near: expect.arrayContaining(['tcp_sendmsg']),
			}),
			{ question: 'symbol', name: 'no_such_kernel_function', found: false, typed: false },
		]);
		const events = ['sched/sched_switch', 'sched/sched_swich', 'sched_swich'];
		expect((await ask(guest, 'failures.o', 'no_target', { events })).slice(-3)).toEqual([
			expect.objectContaining({ question: 'tracepoint', name: 'sched/sched_switch', found: true }),
			{
				question: 'tracepoint',
				name: 'sched/sched_swich',
				found: false,
				near: expect.arrayContaining(['sched/sched_switch']),
			},
			{
				question: 'tracepoint',
				name: 'sched_swich',
				found: false,
				near: expect.arrayContaining(['sched_switch']),
			},
		]);
		// What is no object, or not in it, is nothing that a kernel could be asked about.
		expect(await ask(guest, 'make.sh', 'x', {})).toEqual([]);
		expect(await ask(guest, 'failures.o', 'no_such_program', {})).toEqual([]);
	});
});
