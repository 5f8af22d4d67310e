import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);

// src/nearest.ts
var lengthMax = 128;
function nearest(written, candidates) {
  let best;
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
function editDistance(left, right) {
  let before = [];
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1];
      const swapped = row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      current[column] = Math.min(
        at(previous, column) + 1,
        at(current, column - 1) + 1,
        at(previous, column - 1) + (same ? 0 : 1),
        swapped ? at(before, column - 2) + 1 : Number.POSITIVE_INFINITY
      );
    }
    before = previous;
    previous = current;
  }
  return at(previous, right.length);
}
var at = (row, column) => row[column] ?? Number.POSITIVE_INFINITY;

export {
  nearest
};
