import { readFileSync } from 'node:fs';
import type { Comparison } from '../../../src/baseline/compare.ts';
import { packageFile } from '../../../src/package-root.ts';
import { joinModules, type PageAssets, scriptFiles, styleFiles } from '../../../src/report/html/assets.ts';
import type { Evidence } from '../../../src/report/html/evidence.ts';

const read = (name: string) => readFileSync(packageFile(`assets/report/${name}`), 'utf8');

export const assets: PageAssets = {
	style: styleFiles.map(read).join('\n'),
	script: joinModules(scriptFiles.map(read)),
};

const source = (name: string) => {
	const path = `examples/iov_iter/${name}.bpf.c`;
	return [path, readFileSync(packageFile(path), 'utf8')] as const;
};

const trace = Array.from({ length: 120 }, (_, index) => `${index}: (b7) r1 = ${index}`);

/** What the sample's reports point at: real sources, and a long log in which instruction 119 is refused. */
export const evidence: Evidence = {
	definitions: new Map([
		['src/two.bpf.c', new Map([['on_exit', { file: 'examples/iov_iter/task.bpf.c', line: 3 }]])],
	]),
	sources: new Map([source('naive'), source('two-underscores'), source('direct'), source('task')]),
	logs: new Map([
		[
			'debian-6.12/load/naive.log',
			[
				"libbpf: prog 'naive': -- BEGIN PROG LOAD LOG --",
				...trace,
				"R1 invalid mem access 'scalar'",
				'-- END PROG LOAD LOG --',
			].join('\n'),
		],
	]),
	consoles: new Map([['debian-5.10/console.log', '[    0.000000] Linux version 5.10.0-36\n']]),
};

const before = { insns: 1000, states: 40 };

/** One program grew too much, one a little, and one is new. */
export const comparison: Comparison = {
	baseline: { name: 'main', started: '2026-11-21T12:00:00.000Z' },
	changes: [
		change('task', { insns: 1010, states: 40 }, []),
		change('naive', { insns: 2000, states: 90 }, ['insns', 'states']),
		change('kvec', before, []),
	],
	newKernels: [],
	added: [{ kernel: 'debian:6.1', object: 'new.bpf.c', builtOn: 'debian:6.1', program: 'new' }],
	gone: [],
};

function change(
	program: string,
	now: Comparison['changes'][0]['figures']['now'],
	grown: Comparison['changes'][0]['grown'],
): Comparison['changes'][0] {
	return {
		...{ kernel: 'debian:6.1', object: `examples/iov_iter/${program}.bpf.c`, builtOn: 'debian:6.1', program },
		...{ releases: { before: '6.1.0-49', now: '6.1.0-50' }, figures: { before, now }, grown },
	};
}
