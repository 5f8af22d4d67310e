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
	/** Spec of the build kernel, where kernels load what several built. */
	readonly builtOn?: string;
	/** It is one of the user's commands, `program` its name. */
	readonly isCommand?: true;
	/** One for each kernel, in the order of {@link Grid.kernels}. */
	readonly cells: readonly GridCell[];
}

/**
 * A report as a table: programs down, load kernels across; where kernels load what several built, a row for each program
 * and build kernel; the user's commands last. Texts are as the report has them: hostile.
 */
export interface Grid {
	readonly kernels: readonly KernelReport[];
	/** By object, then by program, then by build kernel, each in the order in which the report first names it. */
	readonly rows: readonly GridRow[];
}

export function matrix(report: Report): Grid {
	const cells = report.kernels.flatMap((kernel) => kernel.cells);
	const rows = [...Map.groupBy(cells, ({ object }) => object)].flatMap(([object, ofObject]) => {
		const programs = distinct(ofObject.flatMap((cell) => cell.programs.map(({ name }) => name)));
		const builders = severalBuilders(report, object)
			? distinct(ofObject.map(({ builtOn }) => builtOn))
			: [undefined];
		return (programs.length === 0 ? [undefined] : programs).flatMap((program) =>
			builders.map((builtOn) => row(report, object, program, builtOn)),
		);
	});
	const commands = distinct(report.kernels.flatMap((kernel) => kernel.commands.map(({ name }) => name)));
	return { kernels: report.kernels, rows: [...rows, ...commands.map((name) => commandRow(report, name))] };
}

const distinct = (names: readonly string[]): readonly string[] => [...new Set(names)];

function severalBuilders({ kernels }: Report, object: string): boolean {
	return kernels.some(({ cells }) => cells.filter((cell) => cell.object === object).length > 1);
}

function row(report: Report, object: string, program?: string, builtOn?: string): GridRow {
	return {
		object,
		...(program !== undefined && { program }),
		...(builtOn !== undefined && { builtOn }),
		cells: report.kernels.map((kernel) => gridCell(report, kernel, object, program, builtOn)),
	};
}

function commandRow({ kernels }: Report, program: string): GridRow {
	const cells = kernels.map(({ verdict, commands }): GridCell => {
		const seen = commands.find(({ name }) => name === program);
		return { state: seen?.verdict ?? (verdict === 'infra' ? 'infra' : 'none') };
	});
	return { object: 'commands', program, isCommand: true, cells };
}

function gridCell(
	report: Report,
	kernel: KernelReport,
	object: string,
	program: string | undefined,
	builtOn: string | undefined,
): GridCell {
	const [seen] = kernel.cells
		.filter((cell) => cell.object === object && (builtOn === undefined || cell.builtOn === builtOn))
		.flatMap((cell) => cellsOf(report, kernel, cell, program));
	return seen ?? { state: kernel.verdict === 'infra' ? 'infra' : 'none' };
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
			finding.kernels.includes(kernel.spec) &&
			(finding.builtOn === undefined || finding.builtOn.includes(cell.builtOn)),
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

/** What a state means, in words. */
export function meaningOf(state: CellState): string {
	return meanings[state];
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

/** The folder that all paths share, with its `/`; empty when there is none. */
export function commonFolder(paths: readonly string[]): string {
	const [first = ''] = paths;
	let end = first.lastIndexOf('/') + 1;
	while (end > 0 && !paths.every((path) => path.startsWith(first.slice(0, end)))) {
		end = first.lastIndexOf('/', end - 2) + 1;
	}
	return first.slice(0, end);
}
