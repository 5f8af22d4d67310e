import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  resolveKernels
} from "./chunk-YAC5JFMM.js";
import "./chunk-BL3WRTEZ.js";
import "./chunk-LRGKG6IO.js";
import {
  abilitiesOf,
  listCached,
  pruneKernels
} from "./chunk-424BE53E.js";
import "./chunk-YMFCXY2X.js";
import "./chunk-7WIFPHHQ.js";
import "./chunk-I3CZBI62.js";
import "./chunk-SRHWYGOF.js";
import "./chunk-VOHS77KR.js";
import "./chunk-AFDKXZOO.js";
import {
  writeJson
} from "./chunk-K44MMIG7.js";
import {
  groupLines,
  readKernels
} from "./chunk-67H76X4H.js";
import "./chunk-XVPK6C5E.js";
import "./chunk-E24P2CBE.js";
import {
  neutralise,
  oneLine
} from "./chunk-4XT75OCY.js";
import "./chunk-NV5WPINZ.js";

// src/cli/kernels.ts
async function kernelsCommand(given, output) {
  if (given.prune !== void 0) return await prune(given.prune.olderThan, given.json, output);
  if (given.resolve !== void 0) return await resolveAll(given, given.resolve, output);
  const kernels = [];
  for (const image of await listCached()) kernels.push({ ...image, ...await abilitiesOf(image) });
  if (given.json) writeJson(output, kernels);
  else if (kernels.length === 0)
    output.result("No kernel is in the cache yet; a run fetches what it needs.\n");
  else output.result(neutralise(kernels.map(knownText).join("\n")));
  return 0;
}
function knownText({ bytes, btf, transports, ...image }) {
  const facts = [megabytes(bytes), btf ? "BTF" : "no BTF", transports.join(" and ")];
  return imageText(image, facts.join(", "));
}
async function resolveAll({ access, json }, words, output) {
  const specs = readKernels(words, process.cwd());
  const tell = (message) => process.stderr.write(`${oneLine(message)}
`);
  groupLines(specs).forEach(tell);
  const resolved = await resolveKernels(specs, { access, tell });
  if (json) writeJson(output, resolved.map(resolvedJson));
  else output.result(neutralise(resolved.map(resolvedText).join("\n")));
  const isUsage = resolved.some(({ error }) => error?.kind === "usage");
  return resolved.every(({ error }) => error === void 0) ? 0 : isUsage ? 2 : 3;
}
function resolvedJson({ spec, image, error }) {
  if (image !== void 0) return image;
  return { spec: spec.text, error: { code: error?.code, message: error?.message, remedy: error?.remedy } };
}
function resolvedText({ spec, image, error }) {
  if (image !== void 0) return imageText(image);
  const lines = [error?.message ?? "", error?.remedy ?? ""].join("\n").split("\n");
  return `${spec.text}  cannot be had
${lines.map((line) => `  ${line}
`).join("")}`;
}
function imageText({ spec, release, version, image, source }, facts) {
  const more = facts === void 0 ? "" : `  ${facts}
`;
  return `${spec}  ${release} (${version})
${more}  ${image}
  ${source.url}
  ${source.digest}
`;
}
async function prune(days, json, output) {
  const removed = await pruneKernels(days);
  if (json) writeJson(output, removed);
  else output.result(prunedText(removed));
  return 0;
}
function prunedText(removed) {
  const bytes = removed.reduce((sum, entry) => sum + entry.bytes, 0);
  const folders = removed.map(({ folder }) => `${oneLine(folder)}
`);
  return `${folders.join("")}Removed ${removed.length} of the cache's entries, ${megabytes(bytes)}.
`;
}
function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
export {
  kernelsCommand
};
