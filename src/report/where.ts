import { type Finding, type Stage, stages } from '../findings/finding.ts';
import { oneLine } from './neutralise.ts';
import type { CellReport, KernelReport, Report } from './report.ts';

/** What works on a kernel that got beyond a stage. */
const works: Readonly<Record<Exclude<Stage, 'expect'>, string>> = {
	resolve: 'is there',
	boot: 'boots',
	build: 'builds',
	load: 'loads',
	attach: 'attaches',
	trigger: 'runs',
};

/** On which kernels it fails and on which not: `fails on debian:6.12, debian:7; loads on debian:5.10, debian:6.1`. */
export function whereText(report: Report, finding: Finding): string {
	const failing = report.kernels.filter(({ spec }) => finding.kernels.includes(spec));
	// An expectation that was not met is no failure of the kernels that it was about.
	if (finding.stage === 'expect') return failing.length > 0 ? `on ${names(failing)}` : '';
	const passing = report.kernels.filter((kernel) => !failing.includes(kernel) && isBeyond(kernel, finding));
	const parts = [
		failing.length > 0 ? `fails on ${names(failing)}` : '',
		passing.length > 0 ? `${works[finding.stage]} on ${names(passing)}` : '',
	];
	return parts.filter((part) => part !== '').join('; ');
}

function names(kernels: readonly KernelReport[]): string {
	return kernels.map(({ spec }) => oneLine(spec)).join(', ');
}

/** Whether a kernel has shown that what the finding is about gets further there. */
function isBeyond(kernel: KernelReport, finding: Finding): boolean {
	if (finding.object === undefined) return false;
	return kernel.cells.some((cell) => cell.object === finding.object && isCellBeyond(cell, finding));
}

function isCellBeyond(cell: CellReport, { stage, program }: Finding): boolean {
	if (program === undefined) return cell.programs.length > 0;
	const seen = cell.programs.find(({ name }) => name === program);
	if (seen === undefined || seen.verdict === 'skip') return false;
	return seen.verdict === 'pass' || isLater(seen.stage, stage);
}

function isLater(reached: Stage | undefined, stage: Stage): boolean {
	return reached !== undefined && stages.indexOf(reached) > stages.indexOf(stage);
}
