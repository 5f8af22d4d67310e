/** To a tenth: more is not seen and makes files long. */
export function rounded(number: number): number {
	return Math.round(number * 10) / 10;
}

/** Round numbers, from at most `min` to at least `max`, for a logarithmic axis: 1, 2 and 5 by powers of ten, or the powers alone. */
export function logTicks(min: number, max: number): readonly number[] {
	const low = Math.floor(Math.log10(Math.max(1, min)));
	const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(1, max))));
	const steps = high - low > 2 ? [1] : [1, 2, 5];
	const all = Array.from({ length: high - low + 1 }, (_, power) =>
		steps.map((step) => step * 10 ** (low + power)),
	).flat();
	const first = all.findLastIndex((tick) => tick <= Math.max(1, min));
	const last = all.findIndex((tick, index) => tick >= max && index > first);
	return all.slice(Math.max(0, first), last + 1);
}

const labelHeight = 15;

/** Where labels go that belong at `wanted`, in the same order: as near as they can be without lying on each other. */
export function labelPositions(wanted: readonly number[], top: number, bottom: number): readonly number[] {
	const order = [...wanted.keys()].sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0));
	const placed = new Map<number, number>();
	let next = top;
	for (const index of order) {
		const at = Math.max(next, wanted[index] ?? 0);
		placed.set(index, at);
		next = at + labelHeight;
	}
	// What went over the edge pushes the others back.
	let limit = bottom;
	for (const index of order.toReversed()) {
		const at = Math.min(limit, placed.get(index) ?? 0);
		placed.set(index, at);
		limit = at - labelHeight;
	}
	return wanted.map((_, index) => rounded(placed.get(index) ?? 0));
}
