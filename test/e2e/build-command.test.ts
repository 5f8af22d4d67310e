import { expect, test } from 'vitest';
import { runProject } from './build-command.ts';

test('a Makefile in the guest makes the objects, and commands fire what is in them', async () => {
	const { exitCode, report } = await runProject({});
	expect(exitCode).toBe(1);
	const [good, late] = report.kernels[0]?.cells ?? [];
	expect(good).toMatchObject({ object: 'bpf/good.bpf.o', builtOn: 'debian:6.1', verdict: 'pass' });
	expect(late?.programs).toMatchObject([{ verdict: 'fail', stage: 'trigger', code: 'command-failed' }]);
	expect(report.findings).toMatchObject([
		{
			object: 'bpf/late.bpf.o',
			message: expect.stringMatching(/send\.sh never; exit 7: .*7.*it said at last: sending never/s),
		},
	]);
});
