import { describe, expect, it } from 'vitest';
import { pageData } from '../../../src/report/html/data.ts';
import { noEvidence } from '../../../src/report/html/evidence.ts';
import { matrix } from '../../../src/report/matrix.ts';
import type { CellReport, KernelReport, Report } from '../../../src/report/report.ts';
import { failing, finding, mixed } from '../sample.ts';

const dataOf = (report: Report, evidence = noEvidence) => pageData(report, matrix(report), evidence);
const rowOf = (report: Report, program: string) => dataOf(report).rows.find((row) => row.program === program);

describe('pageData', () => {
	it('gives a cell its program, its findings, and the logs of its own kernel', () => {
		expect(rowOf(failing, 'naive')?.cells[2]).toEqual({
			tried: {
				...{ name: 'naive', section: 'kprobe/tcp_sendmsg', type: 'kprobe', builtOn: 'debian:6.1' },
				...{ verdict: 'fail', stage: 'load', code: 'core-relocation', log: 'debian-6.12/load/naive.log' },
			},
			findings: [1],
			logs: ['debian-6.12/load/naive.log'],
		});
		expect(rowOf(failing, 'naive')?.cells[0]).toMatchObject({ findings: [], logs: [] });
	});

	it('gives an object that was not built the log of the kernel that should have built it', () => {
		const [direct] = dataOf(failing).rows;
		expect(direct?.cells.map(({ logs }) => logs)).toEqual(Array(4).fill(['debian-6.1/build/direct.log']));
	});

	it('gives the cells of a kernel that could not be judged the reason', () => {
		const { findings, rows } = dataOf(mixed);
		const cell = rows.find(({ program }) => program === 'task')?.cells[3];
		expect(cell?.tried).toBeUndefined();
		expect(cell?.findings.map((index) => findings[index])).toEqual([{ isNotice: false }]);
	});

	it('tells builds of the same program apart', () => {
		const cell = (builtOn: string): CellReport => ({
			...{ object: 'a.c', builtOn, verdict: 'fail' },
			programs: [{ name: 'p', section: 's', type: 't', verdict: 'fail', insns: builtOn.length }],
		});
		const [kernel] = failing.kernels as [KernelReport];
		const about = (id: string, builtOn: string) =>
			finding(id, 'error', 'load', 'load-error', {
				...{ object: 'a.c', program: 'p', kernels: [kernel.spec], builtOn: [builtOn] },
			});
		const report = {
			...failing,
			kernels: [{ ...kernel, cells: [cell('debian:6.1'), cell('debian:5.10')] }],
			findings: [about('f0', 'debian:5.10'), about('f1', 'debian:6.1')],
		};
		expect(dataOf(report).rows.map(({ cells }) => [cells[0]?.tried?.builtOn, cells[0]?.findings])).toEqual([
			['debian:6.1', [1]],
			['debian:5.10', [0]],
		]);
	});

	it('finds rows by object, program, section, type and code', () => {
		const words = rowOf(failing, 'two_underscores')?.words.split(' ');
		expect(words).toEqual([
			...['examples/iov_iter/two-underscores.bpf.c', 'two_underscores', ''],
			...['kprobe/tcp_sendmsg', 'kprobe', 'core-relocation'],
		]);
	});

	it('makes texts visible, line ends one, and takes any path for a name', () => {
		const evidence = {
			...noEvidence,
			sources: new Map([['__proto__', 'int a;\r\nint b;\u202e\r\n']]),
			logs: new Map([['a.log', '\x1b[31mred\x1b[0m\r\nnext\n\n']]),
		};
		const { sources, logs } = dataOf(failing, evidence);
		expect(Object.entries(sources)).toEqual([['__proto__', 'int a;\nint b;']]);
		expect(logs['a.log']).toEqual({ lines: ['red', 'next'], from: 0, to: 2 });
	});
});
