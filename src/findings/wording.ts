import type { Incident } from './failure.ts';
import type { KernelName } from './where.ts';
import { kernelText } from './where.ts';

/** Wordings that a message tells apart; what more there are the logs have. */
const mostWordings = 4;

/**
 * What each kernel said, where they do not all say the same: one line for each wording, the oldest kernel's first. Empty
 * where they agree.
 */
export function wordings(incidents: readonly Incident[], oldestFirst: readonly KernelName[]): string {
	const kernelsByWords = new Map<string, KernelName[]>();
	for (const kernel of oldestFirst) {
		const { said } = incidents.find((incident) => incident.kernel === kernel.spec)?.failure ?? {};
		if (said === undefined) continue;
		const same = kernelsByWords.get(said);
		if (same === undefined) kernelsByWords.set(said, [kernel]);
		else same.push(kernel);
	}
	if (kernelsByWords.size < 2) return '';
	const lines = [...kernelsByWords]
		.slice(0, mostWordings)
		.map(([said, kernels]) => `\n  ${kernels.map(kernelText).join(', ')}: ${said}`);
	return `\nThe kernels word it differently:${lines.join('')}`;
}
