import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  resolveKernels
} from "./chunk-YAC5JFMM.js";
import {
  codeSpan
} from "./chunk-LOLZXN3X.js";
import "./chunk-BL3WRTEZ.js";
import "./chunk-LRGKG6IO.js";
import "./chunk-424BE53E.js";
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
  loadConfig,
  locateConfig,
  lockName,
  lockedKernel,
  writeLock
} from "./chunk-CRCXDPEV.js";
import {
  distinct
} from "./chunk-67H76X4H.js";
import "./chunk-XVPK6C5E.js";
import "./chunk-E24P2CBE.js";
import {
  CoreMatrixError,
  oneLine
} from "./chunk-4XT75OCY.js";
import "./chunk-NV5WPINZ.js";

// src/cli/lock.ts
import { dirname, join } from "node:path";

// src/cli/lock-changes.ts
function lockChanges(before, after) {
  return [.../* @__PURE__ */ new Set([...after.keys(), ...before.keys()])].flatMap((kernel) => {
    const old = before.get(kernel);
    const now = after.get(kernel);
    if (old !== void 0 && now !== void 0 && digestsOf(old) === digestsOf(now)) return [];
    return [{ kernel, ...old !== void 0 && { before: old }, ...now !== void 0 && { after: now } }];
  });
}
function digestsOf({ files }) {
  return String(files.map(({ digest }) => digest));
}
function changesTable(changes) {
  const rows = changes.map(
    ({ kernel, before, after }) => `| ${cell(kernel)} | ${kernelCell(before)} | ${kernelCell(after)} | ${after === void 0 ? "" : cell(sourceOf(after))} |
`
  );
  return `| kernel | before | now | from |
| --- | --- | --- | --- |
${rows.join("")}`;
}
function kernelCell(kernel) {
  return kernel === void 0 ? "\u2014" : `${kernel.version} ${cell(kernel.release)}`;
}
function sourceOf({ source, files }) {
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  const short = files[0]?.digest.slice(0, "sha256:".length + 12) ?? "";
  return `${source}, ${Math.ceil(bytes / 1e6)} MB, ${short}`;
}
function cell(text) {
  return codeSpan(text).replaceAll("|", "\\|");
}

// src/cli/lock.ts
async function lockCommand(given, output) {
  const cwd = process.cwd();
  const path = await locateConfig(given.config, cwd);
  const config = await loadConfig({ file: path, cwd, overrides: given.overrides });
  const tell = (message) => process.stderr.write(`${oneLine(message)}
`);
  const specs = lockable(config, tell);
  const before = config.lock?.kernels ?? /* @__PURE__ */ new Map();
  const wanted = specs.filter(({ text }) => given.update || !before.has(text));
  const resolved = await resolveKernels(wanted, { access: given.access, tell });
  const found = new Map([...before, ...resolved.map(lockedPair)]);
  const after = new Map(
    specs.flatMap(({ text }) => {
      const kernel = found.get(text);
      return kernel === void 0 ? [] : [[text, kernel]];
    })
  );
  const changes = lockChanges(before, after);
  const file = join(dirname(path), lockName);
  if (changes.length > 0 || config.lock === void 0) await writeLock({ file, kernels: after });
  if (given.json) writeJson(output, changes);
  else output.result(changes.length === 0 ? `${oneLine(file)} is as it should be.
` : changesTable(changes));
  return 0;
}
function lockable({ kernels, build }, tell) {
  const all = distinct([...kernels, ...build.on === "kernel" ? [build.kernel] : []]);
  for (const { kind, text } of all)
    if (kind === "path") tell(`${text} is a file of your own and is not locked`);
  return all.filter(({ kind }) => kind !== "path");
}
function lockedPair({ spec, image, error }) {
  if (image !== void 0) return [spec.text, lockedKernel(image)];
  throw new CoreMatrixError("infrastructure", `${spec.text} cannot be locked: ${error?.message}`, {
    ...error?.remedy !== void 0 && { remedy: error.remedy },
    cause: error
  });
}
export {
  lockCommand
};
