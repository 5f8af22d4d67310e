import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  CoreMatrixError
} from "./chunk-4XT75OCY.js";

// src/kernels/version.ts
var releasePattern = /^(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?(?:[-~]rc(\d{1,9}))?(?:-(\d{1,9}))?(?![\d.])/;
var comparatorPattern = /\s*(>=|<=|>|<|=)?\s*(\d{1,9}(?:\.\d{1,9}){0,2})(?=\s|$)/y;
function parseVersion(text) {
  const match = releasePattern.exec(text);
  if (match === null) return void 0;
  const [, major, minor = "0", patch = "0", candidate, build = "0"] = match;
  return {
    parts: [Number(major), Number(minor), Number(patch)],
    candidate: candidate === void 0 ? Number.POSITIVE_INFINITY : Number(candidate),
    build: Number(build)
  };
}
function compareVersions(left, right) {
  const a = sortKey(left);
  const b = sortKey(right);
  for (const [index, value] of a.entries()) {
    const other = b[index] ?? 0;
    if (value !== other) return value < other ? -1 : 1;
  }
  return 0;
}
function hasPrefix(version, prefix) {
  const parsed = parseVersion(version);
  const [written = "", candidate] = prefix.split(/[-~]rc/);
  return parsed !== void 0 && compareWritten(parsed, written) === 0 && (candidate === void 0 || parsed.candidate === Number(candidate));
}
function seriesOf(release) {
  return parseVersion(release)?.parts.slice(0, 2).join(".");
}
function parseRange(text) {
  const trimmed = text.trim();
  if (trimmed === "*") return { text, comparators: [] };
  const comparators = [];
  comparatorPattern.lastIndex = 0;
  let end = 0;
  while (end < trimmed.length) {
    const match = comparatorPattern.exec(trimmed);
    if (match?.[2] === void 0) throw badRange(text);
    comparators.push({ operator: match[1] ?? "=", version: match[2] });
    end = comparatorPattern.lastIndex;
  }
  const exact = comparators.filter(({ operator }) => operator === "=");
  if (comparators.length === 0 || exact.length > 1) throw badRange(text);
  return { text, comparators };
}
function satisfies(release, range) {
  if (range.comparators.length === 0) return true;
  const parsed = parseVersion(release);
  return parsed !== void 0 && range.comparators.every((comparator) => holds(parsed, comparator));
}
function holds(version, { operator, version: wanted }) {
  const order = compareWritten(version, wanted);
  switch (operator) {
    case ">=":
      return order >= 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    case "<":
      return order < 0;
    case "=":
      return order === 0;
  }
}
function compareWritten(version, written) {
  for (const [index, part] of written.split(".").entries()) {
    const difference = (version.parts[index] ?? 0) - Number(part);
    if (difference !== 0) return difference;
  }
  return 0;
}
function sortKey(text) {
  const version = parseVersion(text);
  return version === void 0 ? [-1] : [...version.parts, version.candidate, version.build];
}
function badRange(text) {
  return new CoreMatrixError(
    "usage",
    `${JSON.stringify(text.slice(0, 100))} is not a range of kernel versions`,
    {
      remedy: 'Write *, a version such as 6.1, or bounds that must all hold, such as ">=5.15 <6.4".'
    }
  );
}

export {
  parseVersion,
  compareVersions,
  hasPrefix,
  seriesOf,
  parseRange,
  satisfies
};
