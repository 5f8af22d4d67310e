import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { CoreMatrixError } from '../src/error.ts';
import { ensureRequirements } from '../src/host/install.ts';
import { allPurposes } from '../src/host/requirements.ts';
import { packageFile } from '../src/package-root.ts';
import { type TestReport, type Totals, totalsOf } from './test-results.ts';

// Everything that has to hold, in the order in which it is quickest to know: `npm test`. A part that fails does not
// keep the later ones from running. The last line is `N passed, N failed`: the tests, and one for each other part
// that failed, so that it says 0 failed only when the exit code is 0.

const root = packageFile('.');
const reports = await mkdtemp(join(tmpdir(), 'core-matrix-test-'));

interface Part {
	readonly name: string;
	readonly run: () => Promise<Totals>;
}

async function machine(): Promise<Totals> {
	try {
		await ensureRequirements(new Set([...allPurposes, 'test']), { consent: true, tell: console.log });
		return nothing;
	} catch (error) {
		if (!(error instanceof CoreMatrixError)) throw error;
		console.error(`${error.message}\n${error.remedy ?? ''}`);
		return { passed: 0, failed: 1, reasons: ['machine: lacks what the tests need'] };
	}
}

const nothing: Totals = { passed: 0, failed: 0, reasons: [] };

async function start(file: string, ...words: readonly string[]): Promise<number> {
	const { exitCode } = await execa(file, words, {
		cwd: root,
		preferLocal: true,
		reject: false,
		stdin: 'ignore',
		stdout: 'inherit',
		stderr: 'inherit',
	});
	return exitCode ?? 1;
}

function check(name: string, file: string, ...words: readonly string[]): Part {
	return {
		name,
		async run() {
			const exitCode = await start(file, ...words);
			if (exitCode === 0) return nothing;
			return { passed: 0, failed: 1, reasons: [`${name}: exit code ${exitCode}`] };
		},
	};
}

function tests(project: string): Part {
	return {
		name: project,
		async run() {
			const file = join(reports, `${project}.json`);
			const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
			const exitCode = await start('vitest', 'run', '--project', project, ...reporters);
			const report: TestReport | undefined = await readFile(file, 'utf8').then(JSON.parse, () => undefined);
			return totalsOf(project, report, exitCode);
		},
	};
}

const parts: readonly Part[] = [
	{ name: 'machine', run: machine },
	check('form', 'biome', 'ci', '.'),
	check('types', 'tsc', '--noEmit'),
	check('page', 'tsc', '--noEmit', '-p', 'assets'),
	tests('unit'),
	tests('vm'),
];

const lines: string[] = [];
const totals: Totals[] = [];
for (const { name, run } of parts) {
	console.log(`\n== ${name}`);
	const begun = performance.now();
	const total = await run();
	totals.push(total);
	const seconds = ((performance.now() - begun) / 1000).toFixed(1).padStart(7);
	lines.push(`${name.padEnd(8)} ${seconds} s  ${total.failed === 0 ? 'ok' : 'FAILED'}`);
}
await rm(reports, { recursive: true });

const passed = totals.reduce((sum, total) => sum + total.passed, 0);
const failed = totals.reduce((sum, total) => sum + total.failed, 0);
const reasons = totals.flatMap((total) => total.reasons);
console.log(`\n${[...lines, ...reasons].join('\n')}\n\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
