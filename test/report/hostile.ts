import type { Report } from '../../src/report/report.ts';

/** A report in which every text that may come from outside is the given one, kinds of values kept. */
export function withTextsOf(report: Report, text: string): Report {
	const ours = new Set([
		'version',
		'tool',
		'started',
		'verdict',
		'accel',
		'severity',
		'stage',
		'code',
		'digest',
	]);
	const change = (value: unknown, key: string): unknown => {
		if (ours.has(key)) return value;
		if (typeof value === 'string') return text;
		if (Array.isArray(value)) return value.map((item) => change(item, key));
		if (typeof value !== 'object' || value === null) return value;
		return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, change(inner, name)]));
	};
	return change(report, '') as Report;
}
