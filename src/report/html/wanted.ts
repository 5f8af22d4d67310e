import { inOrder } from '../order.ts';
import type { Report, Verdict } from '../report.ts';

const worstFirst: readonly Verdict[] = ['fail', 'xpass', 'xfail', 'skip', 'pass'];

/** Paths of the files that show what findings and cells are about, the most telling first, each once. */
export function wantedSources({ findings, kernels }: Report): readonly string[] {
	const named = inOrder(findings).flatMap(({ file }) => file ?? []);
	const objects = kernels.flatMap(({ cells }) => cells.map(({ object }) => object));
	return [...new Set([...named, ...objects])];
}

/** Paths of the objects that came compiled. */
export function wantedObjects({ kernels }: Report): readonly string[] {
	const cells = kernels.flatMap((kernel) => kernel.cells).filter(({ builtOn }) => builtOn === '');
	return [...new Set(cells.map(({ object }) => object))];
}

/** Paths of logs, without the consoles: those of findings first, then those of programs and commands, the worst first. */
export function wantedLogs({ findings, kernels }: Report): readonly string[] {
	const consoles = new Set(kernels.map(({ console }) => console));
	const programs = kernels.flatMap(({ cells }) => cells.flatMap((cell) => cell.programs));
	const commands = kernels.flatMap((kernel) => kernel.commands);
	const rest = [...commands, ...programs]
		.toSorted((a, b) => worstFirst.indexOf(a.verdict) - worstFirst.indexOf(b.verdict))
		.flatMap(({ log }) => log || []);
	const all = [...inOrder(findings).flatMap(({ logs }) => logs), ...rest];
	return [...new Set(all)].filter((path) => !consoles.has(path));
}
