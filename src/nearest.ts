/** Longer texts are not what somebody mistyped, and the distance costs the product of both lengths. */
const lengthMax = 128;

/**
 * The candidate that somebody who wrote `written` most likely meant: the one with the fewest edits, when those are at
 * most a third of its length and one at least. Undefined when nothing is that near. Earlier candidates win a draw.
 */
export function nearest(written: string, candidates: Iterable<string>): string | undefined {
	let best: string | undefined;
	let fewest = Number.POSITIVE_INFINITY;
	for (const candidate of candidates) {
		if (candidate.length > lengthMax || written.length > lengthMax) continue;
		const edits = editDistance(written.toLowerCase(), candidate.toLowerCase());
		const allowed = Math.max(1, Math.floor(Math.max(candidate.length, written.length) / 3));
		if (edits > allowed || edits >= fewest) continue;
		best = candidate;
		fewest = edits;
	}
	return best;
}

/** Optimal string alignment: insertions, deletions, replacements, and neighbours swapped, each counting one. */
function editDistance(left: string, right: string): number {
	let before: number[] = [];
	let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
	for (let row = 1; row <= left.length; row++) {
		const current = [row];
		for (let column = 1; column <= right.length; column++) {
			const same = left[row - 1] === right[column - 1];
			const swapped =
				row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
			current[column] = Math.min(
				at(previous, column) + 1,
				at(current, column - 1) + 1,
				at(previous, column - 1) + (same ? 0 : 1),
				swapped ? at(before, column - 2) + 1 : Number.POSITIVE_INFINITY,
			);
		}
		before = previous;
		previous = current;
	}
	return at(previous, right.length);
}

const at = (row: readonly number[], column: number): number => row[column] ?? Number.POSITIVE_INFINITY;
