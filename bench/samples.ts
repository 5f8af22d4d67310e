/** Milliseconds of each measured thing, by its name, in the order in which names first came. */
export type Samples = Map<string, number[]>;

export async function measure<Result>(
	samples: Samples,
	name: string,
	work: () => Promise<Result>,
): Promise<Result> {
	const started = performance.now();
	const result = await work();
	record(samples, name, performance.now() - started);
	return result;
}

export function record(samples: Samples, name: string, ms: number): void {
	samples.set(name, [...(samples.get(name) ?? []), ms]);
}

const header = ['', 'min', 'median', 'max', 'floor', 'ratio'];

/**
 * A line for each stage: its times, the shortest of its floor, and how often that goes into its own shortest. What else the
 * machine does only adds to a time, so the shortest is nearest to the truth. Floors have no floor.
 */
export function table(samples: Samples, floors: Readonly<Record<string, string>>): string {
	const rows = [...samples].map(([name, times]) => {
		const least = Math.min(...times);
		const floor = samples.get(floors[name] ?? '');
		const compared =
			floor === undefined ? ['', ''] : [text(Math.min(...floor)), ratio(least, Math.min(...floor))];
		return [name, text(least), text(median(times)), text(Math.max(...times)), ...compared];
	});
	const lines = [header, ...rows];
	const widths = header.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)));
	return lines
		.map((cells) =>
			cells
				.map((cell, column) =>
					column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
				)
				.join('  ')
				.trimEnd(),
		)
		.join('\n');
}

/** Of an even number of values, the mean of the two in the middle. */
function median(values: readonly number[]): number {
	const sorted = values.toSorted((a, b) => a - b);
	const [low = Number.NaN, high = low] = sorted.slice(
		Math.ceil(sorted.length / 2) - 1,
		Math.floor(sorted.length / 2) + 1,
	);
	return (low + high) / 2;
}

const text = (ms: number): string => (ms < 100 ? `${ms.toFixed(1)} ms` : `${(ms / 1000).toFixed(2)} s`);
const ratio = (ms: number, floor: number): string => `${(ms / floor).toFixed(ms < 10 * floor ? 1 : 0)} ×`;
