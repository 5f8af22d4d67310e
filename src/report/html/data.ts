import type { Finding } from '../../findings/finding.ts';
import type { Grid, GridRow } from '../matrix.ts';
import { visible } from '../neutralise.ts';
import type { CellReport, KernelReport, ProgramReport, Report } from '../report.ts';
import type { Definition } from './definitions.ts';
import type { Evidence } from './evidence.ts';
import { shownFindings } from './findings.ts';
import { type Fold, foldLog } from './fold.ts';

/** What the page's script shows of a cell; assets/report reads it. Texts are visible, not escaped. */
export interface PageData {
	readonly kernels: readonly string[];
	readonly rows: readonly RowData[];
	readonly sources: Readonly<Record<string, string>>;
	readonly logs: Readonly<Record<string, Fold & { readonly lines: readonly string[] }>>;
	/** By index, as the page names them; which source and line each is at. */
	readonly findings: readonly {
		readonly file?: string;
		readonly line?: number;
		readonly isNotice: boolean;
	}[];
}

export interface RowData {
	readonly object: string;
	readonly program: string;
	/** Where the program begins, where that is known. */
	readonly definition?: Definition;
	/** What a text filter is compared with. */
	readonly words: string;
	readonly cells: readonly CellData[];
}

export interface CellData {
	/** Missing where nothing was tried. */
	readonly tried?: Tried;
	/** Indices of findings. */
	readonly findings: readonly number[];
	/** Paths of logs beside the programs' own. */
	readonly logs: readonly string[];
}

type Tried = Omit<ProgramReport, 'name' | 'section' | 'type'> &
	Partial<ProgramReport> & { readonly builtOn: string };

export function pageData(report: Report, grid: Grid, evidence: Evidence): PageData {
	const findings = shownFindings(report);
	const about = findingsByKernel(grid, findings);
	return {
		kernels: grid.kernels.map(({ spec }) => visible(spec)),
		rows: grid.rows.map((row) => rowData(row, grid, about, evidence)),
		sources: Object.fromEntries(
			[...evidence.sources].map(([path, text]) => [visible(path), visible(text).trimEnd()]),
		),
		logs: Object.fromEntries([...evidence.logs].map(([path, text]) => [visible(path), logData(text)])),
		findings: findings.map(({ file, line, severity }) => ({
			isNotice: severity === 'notice',
			...(file !== undefined && { file: visible(file) }),
			...(line !== undefined && { line }),
		})),
	};
}

function logData(text: string) {
	const lines = visible(text).trimEnd().split('\n');
	return { lines, ...foldLog(lines) };
}

type Numbered = readonly [index: number, finding: Finding];

/** In the order of the kernels, and each with its index: a report may have many of all. */
function findingsByKernel({ kernels }: Grid, findings: readonly Finding[]): readonly (readonly Numbered[])[] {
	return kernels.map(({ spec }) =>
		[...findings.entries()].filter(([, finding]) => finding.kernels.includes(spec)),
	);
}

function rowData(
	row: GridRow,
	grid: Grid,
	about: readonly (readonly Numbered[])[],
	{ definitions }: Evidence,
): RowData {
	const definition = definitions.get(row.object)?.get(row.program ?? '');
	const cells = grid.kernels.map((kernel, index) => cellData(row, kernel, grid, about[index] ?? []));
	const known = cells.flatMap(({ tried }) => [tried?.section ?? '', tried?.type ?? '', tried?.code ?? '']);
	const words = [...new Set([row.object, row.program ?? '', row.builtOn ?? '', ...known])].join(' ');
	return {
		object: visible(row.object),
		program: visible(row.program ?? ''),
		...(definition && { definition: { file: visible(definition.file), line: definition.line } }),
		words: visible(words).toLowerCase(),
		cells,
	};
}

function cellData(row: GridRow, kernel: KernelReport, grid: Grid, findings: readonly Numbered[]): CellData {
	const cell = kernel.cells.find(
		({ object, builtOn }) => object === row.object && (row.builtOn ?? builtOn) === builtOn,
	);
	const own = findings.filter(([, finding]) => isAbout(finding, row, kernel));
	const others = grid.kernels
		.filter(({ spec }) => spec !== kernel.spec && spec !== cell?.builtOn)
		.map(folderOf);
	const isOfOthers = (log: string) => others.some((folder) => folder !== '' && log.startsWith(folder));
	const tried = cell && triedIn(cell, row.program);
	return {
		...(tried !== undefined && { tried }),
		findings: own.map(([index]) => index),
		logs: [...new Set(own.flatMap(([, { logs }]) => logs))].filter((log) => !isOfOthers(log)).map(visible),
	};
}

function isAbout(finding: Finding, { object, program, builtOn }: GridRow, kernel: KernelReport): boolean {
	if (finding.object === undefined) return kernel.verdict === 'infra';
	return (
		finding.object === object &&
		(finding.program === undefined || finding.program === program) &&
		(builtOn === undefined || finding.builtOn?.includes(builtOn) !== false)
	);
}

/** A finding names the logs of all its kernels, each in its kernel's folder, where the console is as well. */
function folderOf({ console }: KernelReport): string {
	return console.slice(0, console.lastIndexOf('/') + 1);
}

function triedIn({ builtOn, verdict, programs }: CellReport, program: string | undefined): Tried | undefined {
	if (programs.length === 0) return { builtOn: visible(builtOn), verdict };
	const tried = programs.find(({ name }) => name === program);
	return (
		tried && {
			...tried,
			name: visible(tried.name),
			section: visible(tried.section),
			type: visible(tried.type),
			...(tried.log !== undefined && { log: visible(tried.log) }),
			builtOn: visible(builtOn),
		}
	);
}
