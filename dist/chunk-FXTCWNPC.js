import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  CoreMatrixError
} from "./chunk-O62B76C2.js";

// src/kernels/spec.ts
import { isAbsolute, resolve } from "node:path";
var versionPattern = /^(?:(debian):)?(\d{1,9}(?:\.\d{1,9}){0,2})$/;
var supported = "Write a version (6.1, 7, 6.12.95), debian:<version>, or the path of a bzImage that begins with ./, ../ or /.";
function parseSpec(written, root) {
  if (typeof written !== "string") {
    const image = resolve(root, written.image);
    return written.modules === void 0 ? { kind: "path", text: written.image, image } : { kind: "path", text: written.image, image, modules: resolve(root, written.modules) };
  }
  const text = written.trim();
  if (isAbsolute(text) || /^\.\.?\//.test(text)) return { kind: "path", text, image: resolve(root, text) };
  const match = versionPattern.exec(text);
  if (match?.[2] === void 0) {
    throw new CoreMatrixError("usage", `${describe(text)} (kernel ${JSON.stringify(text.slice(0, 100))})`, {
      remedy: supported
    });
  }
  return match[1] === "debian" ? { kind: "version", text, source: "debian", version: match[2] } : { kind: "version", text, version: match[2] };
}
function describe(text) {
  if (text === "") return "a kernel has no name";
  if (/^[\w.]*\.\.[\w.]*$/.test(text)) return "ranges of kernels are not supported yet, name each kernel";
  const source = /^([a-z][a-z0-9]*):/.exec(text)?.[1];
  if (source === "debian") return "debian: is followed by a version of one to three numbers";
  if (source !== void 0) return `the source "${source.slice(0, 20)}" is not supported yet`;
  if (text.includes("/")) return "the path of a kernel begins with ./, ../ or /";
  return "not the name of a kernel";
}

// src/config/kernel-list.ts
var plannedBuilds = ["all", "host"];
function readKernels(written, folder) {
  const kernels = typeof written === "string" ? splitWords(written) : [written].flat();
  const specs = kernels.map((kernel) => parseKernel(kernel, folder));
  if (specs.length === 0) throw new CoreMatrixError("usage", "no kernel is named");
  return distinct(specs);
}
function distinct(specs) {
  return [...new Map(specs.map((spec) => [spec.text, spec])).values()];
}
function splitWords(text) {
  return text.split(/[\s,]+/).filter((word) => word !== "");
}
function readBuild(written, folder) {
  if (written === "each") return { on: "each" };
  if (plannedBuilds.includes(String(written))) {
    throw new CoreMatrixError("usage", `this version of core-matrix cannot build on "${written}" yet`, {
      remedy: "Write each, or one kernel."
    });
  }
  return { on: "kernel", kernel: parseKernel(written, folder) };
}
function parseKernel(written, folder) {
  return parseSpec(typeof written === "number" ? String(written) : written, folder);
}

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
  return parsed !== void 0 && compareWritten(parsed, prefix) === 0;
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
  readKernels,
  distinct,
  readBuild,
  compareVersions,
  hasPrefix,
  seriesOf,
  parseRange,
  satisfies
};
