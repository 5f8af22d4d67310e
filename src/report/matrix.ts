import type { FindingCode } from '../findings/finding.ts';
import type { CellReport, KernelReport, ProgramReport, Report, Verdict } from './report.ts';

/** `infra`: the kernel could not be judged. `none`: not tried there. */
export type CellState = Verdict | 'infra' | 'none';

export interface GridCell {
	readonly state: CellState;
	/** Why it failed, or was expected to. */
	readonly code?: FindingCode;
}

export interface GridRow {
	readonly object: string;
	/** Missing for an object of which no kernel has shown a program. */
	readonly program?: string;
	/** One for each kernel, in the order of {@link Grid.kernels}. */
	readonly cells: readonly GridCell[];
}

/** A report as a table: programs down, kernels across. Texts are as the report has them: hostile. */
export interface Grid {
	readonly kernels: readonly KernelReport[];
	/** By object, then by program, each in the order in which the report first names it. */
	readonly rows: readonly GridRow[];
}

export function matrix(report: Report): Grid {
	const objects = new Map<string, Set<string>>();
	for (const { object, programs } of report.kernels.flatMap(({ cells }) => cells)) {
		const names = objects.get(object) ?? new Set();
		objects.set(object, names);
		for (const { name } of programs) names.add(name);
	}
	const rows = [...objects].flatMap(([object, names]) =>
		names.size === 0 ? [row(report, object)] : [...names].map((name) => row(report, object, name)),
	);
	return { kernels: report.kernels, rows };
}

function row(report: Report, object: string, program?: string): GridRow {
	const cells = report.kernels.map((kernel) => gridCell(report, kernel, object, program));
	return program === undefined ? { object, cells } : { object, program, cells };
}

/** Worst first: what is shown when an object was built more than once for the same kernel. */
const severity: readonly CellState[] = ['fail', 'xpass', 'infra', 'none', 'xfail', 'skip', 'pass'];

function gridCell(
	report: Report,
	kernel: KernelReport,
	object: string,
	program: string | undefined,
): GridCell {
	const seen = kernel.cells
		.filter((cell) => cell.object === object)
		.flatMap((cell) => cellsOf(report, kernel, cell, program))
		.sort((a, b) => severity.indexOf(a.state) - severity.indexOf(b.state));
	return seen[0] ?? { state: kernel.verdict === 'infra' ? 'infra' : 'none' };
}

function cellsOf(
	report: Report,
	kernel: KernelReport,
	cell: CellReport,
	program: string | undefined,
): readonly GridCell[] {
	if (cell.programs.length > 0) return cell.programs.filter(({ name }) => name === program).map(programCell);
	const code = codeOfWhole(report, kernel, cell);
	return [code === undefined ? { state: cell.verdict } : { state: cell.verdict, code }];
}

function programCell({ verdict, code }: ProgramReport): GridCell {
	return code === undefined ? { state: verdict } : { state: verdict, code };
}

/** An object without programs (it was not built, or could not be opened) has its code only in its finding. */
function codeOfWhole(report: Report, kernel: KernelReport, cell: CellReport): FindingCode | undefined {
	return report.findings.find(
		(finding) =>
			finding.object === cell.object &&
			finding.program === undefined &&
			finding.stage !== 'expect' &&
			(finding.kernels.includes(kernel.spec) || finding.builtOn?.includes(cell.builtOn)),
	)?.code;
}

const marks: Readonly<Record<CellState, string>> = {
	pass: '✓',
	fail: '✗',
	xfail: 'xfail',
	xpass: 'xpass',
	skip: 'skip',
	infra: '!',
	none: '–',
};

const meanings: Readonly<Record<CellState, string>> = {
	pass: 'passed',
	fail: 'failed',
	xfail: 'failed as expected',
	xpass: 'expected to fail, but passed',
	skip: 'skipped by configuration, or loaded and not attached',
	infra: 'kernel could not be judged',
	none: 'not tried',
};

/** What stands in the table for a cell: a mark, and its code where a code helps. */
export function cellText({ state, code }: GridCell): string {
	return code === undefined || (state !== 'fail' && state !== 'xfail')
		? marks[state]
		: `${marks[state]} ${code}`;
}

/** A cell without its code, for narrow places. */
export function cellMark({ state }: GridCell): string {
	return marks[state];
}

/** The meaning of each mark that the table has and that does not speak for itself, such as `xfail failed as expected`. */
export function legend(grid: Grid): string {
	const there = new Set(grid.rows.flatMap(({ cells }) => cells.map(({ state }) => state)));
	there.delete('pass');
	there.delete('fail');
	return [...there].map((state) => `${marks[state]} ${meanings[state]}`).join(' · ');
}

/** The part of a release that tells kernels of one table apart: `6.12.95` of `6.12.95+deb13-cloud-amd64`. */
export function shortRelease(release: string): string {
	return release.split(/[-+](?!rc\d)(?=[A-Za-z])/, 1)[0] ?? release;
}
