import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  size
} from "./chunk-MWI3XDG7.js";
import {
  kernelTools
} from "./chunk-424BE53E.js";
import {
  agentTool
} from "./chunk-2DA3M3ON.js";
import {
  listEntries,
  removeEntry,
  toolCacheRoot
} from "./chunk-7WIFPHHQ.js";
import {
  saveState
} from "./chunk-AFDKXZOO.js";
import {
  oneLine
} from "./chunk-4XT75OCY.js";

// src/github/cache/cache.ts
import { mkdir } from "node:fs/promises";
import { join } from "node:path";

// src/github/cache/notices.ts
async function withAnnotationsAsNotices(work) {
  const write = process.stdout.write;
  process.stdout.write = function softened(...args) {
    const [chunk, ...rest] = args;
    const softer = typeof chunk === "string" ? chunk.replace(/^::(?:warning|error)\b/, "::notice") : chunk;
    return write.apply(this, [softer, ...rest]);
  };
  try {
    return await work();
  } finally {
    process.stdout.write = write;
  }
}

// src/github/cache/cache.ts
var reason = (error) => oneLine(error instanceof Error ? error.message : String(error));
async function restoreFolders(folders2, [first = "", ...others], notice) {
  try {
    const cache = await import("./cache-H32TCJEF.js");
    if (!cache.isFeatureAvailable()) {
      notice("the Actions cache is not offered here; kernels are fetched");
      return void 0;
    }
    return await inRoot(folders2, (paths) => cache.restoreCache(paths, first, others));
  } catch (error) {
    notice(`the Actions cache gave nothing: ${reason(error)}; kernels are fetched`);
    return void 0;
  }
}
async function saveFolders(folders2, key, notice) {
  try {
    const cache = await import("./cache-H32TCJEF.js");
    for (const name of folders2.names) await mkdir(join(folders2.root, name), { recursive: true });
    await inRoot(folders2, (paths) => cache.saveCache(paths, key));
  } catch (error) {
    notice(`the kernels are not in the Actions cache: ${reason(error)}; the next run fetches them again`);
  }
}
async function inRoot({ root, names }, work) {
  const workspace = process.env.GITHUB_WORKSPACE;
  await mkdir(root, { recursive: true });
  process.env.GITHUB_WORKSPACE = root;
  try {
    return await withAnnotationsAsNotices(() => work(names.map((name) => join(root, name))));
  } finally {
    if (workspace === void 0) delete process.env.GITHUB_WORKSPACE;
    else process.env.GITHUB_WORKSPACE = workspace;
  }
}

// src/github/cache/keys.ts
import { createHash } from "node:crypto";
import { arch, platform } from "node:os";
var layout = "core-matrix-1";
var digest = (parts) => createHash("sha256").update(JSON.stringify(parts.toSorted())).digest("hex").slice(0, 32);
function cacheKeys(specs) {
  const family = `${layout}-${platform()}-${arch()}-`;
  return { family, prefix: `${family}${digest(specs)}-` };
}
function entryKey({ prefix }, digests) {
  return `${prefix}${digest(digests)}`;
}

// src/github/cache/kernels.ts
var tools = [...kernelTools, agentTool];
var folders = () => ({ root: toolCacheRoot(), names: tools });
async function restoreKernels(specs, notice) {
  const keys = cacheKeys(specs);
  const found = await restoreFolders(folders(), [keys.prefix, keys.family], notice);
  return { keys, ...found !== void 0 && { found } };
}
function keyToSave({ keys, found }, { kernels }) {
  const digests = kernels.map(({ source }) => source.digest).filter((digest2) => digest2 !== "");
  const key = entryKey(keys, digests);
  return digests.length === 0 || key === found ? void 0 : key;
}
async function saveKernels(key, since, notice) {
  for (const tool of since === void 0 ? [] : tools) {
    for (const entry of await listEntries(tool)) {
      if ((entry.usedAt ?? /* @__PURE__ */ new Date(0)) < (since ?? /* @__PURE__ */ new Date(0))) await removeEntry(entry);
    }
  }
  await saveFolders(folders(), key, notice);
}

// src/github/state.ts
function saveState2({ out, cacheKey, started }) {
  if (out !== void 0) saveState("out", out);
  if (cacheKey !== void 0) saveState("cache-key", cacheKey);
  if (started !== void 0) saveState("started", started.toISOString());
}
function readState(get) {
  const [out, cacheKey, started] = ["out", "cache-key", "started"].map(get);
  return {
    ...out && { out },
    ...cacheKey && { cacheKey },
    ...started && { started: new Date(started) }
  };
}

// src/github/artifact/upload.ts
import { mkdir as mkdir3, rm } from "node:fs/promises";
import { join as join3 } from "node:path";

// src/github/artifact/plan.ts
var isLog = ({ path }) => path.startsWith("logs/");
var isProduct = ({ path }) => path.startsWith("objects/") || path.startsWith("types/");
var shortestCut = 64 * 1024;
var total = (files) => files.reduce((sum, { bytes }) => sum + bytes, 0);
function planArtifact(files, budget) {
  const reports = files.filter((file) => !isLog(file) && !isProduct(file));
  const logs = files.filter(isLog);
  const longest = Math.max(shortestCut, longestThatFits(logs, budget - total(reports)));
  const kept = [
    ...reports.map((file) => ({ ...file, keep: file.bytes })),
    ...logs.map((file) => ({ ...file, keep: Math.min(file.bytes, longest) }))
  ];
  let room = budget - kept.reduce((sum, { keep }) => sum + keep, 0);
  const left = [];
  for (const file of files.filter(isProduct).toSorted((a, b) => a.bytes - b.bytes)) {
    room -= file.bytes;
    if (room >= 0) kept.push({ ...file, keep: file.bytes });
    else left.unshift(file);
  }
  return { files: kept, left };
}
function longestThatFits(logs, room) {
  if (total(logs) <= room) return Number.POSITIVE_INFINITY;
  let left = room;
  const shortestFirst = logs.toSorted((a, b) => a.bytes - b.bytes);
  for (const [index, { bytes }] of shortestFirst.entries()) {
    const share = Math.floor(left / (logs.length - index));
    if (bytes > share) return share;
    left -= bytes;
  }
  return Number.POSITIVE_INFINITY;
}
function legalName(name) {
  return name.replace(/[":<>|*?\r\n\\/]/g, "-").slice(0, 200);
}

// src/github/artifact/stage.ts
import { copyFile, link, mkdir as mkdir2, open, readdir, stat } from "node:fs/promises";
import { dirname, join as join2, relative, sep } from "node:path";
var ours = [
  ...[
    "report.json",
    "summary.md",
    "report.html",
    "junit.xml",
    "report.sarif",
    "verifier.json",
    "observations.json"
  ],
  ...["logs", "objects", "types"]
];
async function outputFiles(out) {
  const entries = await readdir(out, { recursive: true, withFileTypes: true });
  const files = [];
  for (const entry of entries) {
    const absolute = join2(entry.parentPath, entry.name);
    const path = relative(out, absolute).split(sep).join("/");
    if (!entry.isFile() || !ours.includes(path.split("/")[0] ?? "")) continue;
    files.push({ path, bytes: (await stat(absolute)).size });
  }
  return files;
}
async function stageArtifact({ files }, out, folder) {
  for (const { path, bytes, keep } of files) {
    const to = join2(folder, path);
    await mkdir2(dirname(to), { recursive: true });
    if (keep < bytes) await copyEnds(join2(out, path), to, bytes, keep);
    else await link(join2(out, path), to).catch(() => copyFile(join2(out, path), to));
  }
}
var chunkBytes = 1 << 20;
async function copyEnds(from, to, bytes, keep) {
  const half = Math.floor(keep / 2);
  const source = await open(from, "r");
  const target = await open(to, "w");
  try {
    await copyRange(source, target, 0, half);
    await target.write(`
[core-matrix: ${bytes - 2 * half} bytes left out]
`);
    await copyRange(source, target, bytes - half, half);
  } finally {
    await source.close();
    await target.close();
  }
}
async function copyRange(source, target, from, length) {
  const chunk = Buffer.alloc(Math.min(chunkBytes, length));
  for (let done = 0; done < length; ) {
    const { bytesRead } = await source.read(chunk, 0, Math.min(chunk.length, length - done), from + done);
    if (bytesRead === 0) return;
    await target.write(chunk, 0, bytesRead);
    done += bytesRead;
  }
}

// src/github/artifact/upload.ts
var budgetBytes = 512 * 1024 * 1024;
var stageFolder = ".artifact";
var namesMax = 20;
async function uploadArtifact({
  out,
  name,
  notice
}) {
  const folder = join3(out, stageFolder);
  try {
    await rm(folder, { recursive: true, force: true });
    await mkdir3(folder, { recursive: true });
    const plan = planArtifact(await outputFiles(out), budgetBytes);
    await stageArtifact(plan, out, folder);
    for (const { path, bytes } of plan.left.slice(0, 3)) {
      notice(`${oneLine(path)} (${size(bytes)}) is too large for the artifact and is not in it`);
    }
    const files = plan.files.map(({ path }) => join3(folder, path));
    return await upload(files, folder, name);
  } catch (error) {
    const why = oneLine(error instanceof Error ? error.message : String(error));
    notice(
      `the logs are not uploaded: ${why}. They are in ${oneLine(out)}; a step with actions/upload-artifact and that path keeps them.`
    );
    return void 0;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
async function upload(files, folder, name) {
  const { DefaultArtifactClient } = await import("./artifact-EHWFFASR.js");
  const client = new DefaultArtifactClient();
  for (let number = 1; ; number++) {
    const tried = number === 1 ? name : `${name}-${number}`;
    try {
      const { id } = await client.uploadArtifact(tried, files, folder);
      if (id === void 0) throw new Error("the service gave it no id");
      return { name: tried, id, url: urlOf(id) };
    } catch (error) {
      const isTaken = error instanceof Error && error.message.includes("(409)");
      if (!isTaken || number === namesMax) throw error;
    }
  }
}
function urlOf(id) {
  const { GITHUB_SERVER_URL = "", GITHUB_REPOSITORY = "", GITHUB_RUN_ID = "" } = process.env;
  return `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}/artifacts/${id}`;
}

export {
  restoreKernels,
  keyToSave,
  saveKernels,
  saveState2 as saveState,
  readState,
  legalName,
  stageFolder,
  uploadArtifact
};
