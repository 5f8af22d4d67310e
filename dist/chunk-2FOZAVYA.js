import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  btfBytesMax,
  clearOutput,
  inOrder,
  judge,
  kernelTypesName,
  readRecord,
  recordName
} from "./chunk-TMV4RSKD.js";
import {
  kernelPaths
} from "./chunk-OME6HB7L.js";
import {
  FormatError,
  bytesOf,
  readBtf
} from "./chunk-YMFCXY2X.js";
import {
  toolVersion
} from "./chunk-SRHWYGOF.js";
import {
  CoreMatrixError
} from "./chunk-4XT75OCY.js";

// src/merge/join.ts
function joinRecords(config, records) {
  const latest = records.toSorted((a, b) => a.started < b.started ? 1 : -1);
  const joined = /* @__PURE__ */ new Map();
  for (const spec of buildersOf(latest)) {
    const [first, ...others] = observationsOf(latest, spec);
    if (first !== void 0) joined.set(spec, { ...first, builds: allBuilds([first, ...others]) });
  }
  for (const { text } of config.kernels) {
    const record = latest.find(({ asked }) => asked.includes(text));
    const own = record?.kernels.find(({ spec }) => spec === text);
    if (record === void 0 || own === void 0) {
      joined.set(text, absent(text));
      continue;
    }
    const builds = joined.get(text)?.builds ?? own.builds;
    joined.set(text, { ...isComplete(config, own) ? own : withBuildersTrouble(record, own), builds });
  }
  return inOrder(config, [...joined.values()]);
}
function buildersOf(records) {
  return new Set(
    records.flatMap(
      ({ asked, kernels }) => kernels.flatMap(({ spec }) => asked.includes(spec) ? [] : [spec])
    )
  );
}
function observationsOf(records, spec) {
  return records.flatMap(({ kernels }) => kernels.filter((kernel) => kernel.spec === spec)).toSorted((a, b) => Number(a.trouble !== void 0) - Number(b.trouble !== void 0));
}
function allBuilds(observed) {
  const builds = observed.flatMap((kernel) => kernel.builds).toReversed();
  return [...new Map(builds.map((build) => [build.object, build])).values()].toReversed();
}
function isComplete({ objects }, { cells }) {
  return objects.every(({ name }) => cells.some(({ object }) => object === name));
}
function withBuildersTrouble({ kernels }, own) {
  const lost = kernels.find(({ spec, trouble }) => spec !== own.spec && trouble !== void 0);
  if (own.trouble !== void 0 || lost?.trouble === void 0) return own;
  const message = `kernel ${lost.spec}, which was to build for it, was lost: ${lost.trouble.message}`;
  return { ...own, trouble: { code: "guest-lost", stage: "build", message, logs: lost.trouble.logs } };
}
function absent(spec) {
  return {
    spec,
    arch: "x86_64",
    accel: "tcg",
    timings: { resolveMs: 0, bootMs: 0, buildMs: 0, loadMs: 0, triggerMs: 0, totalMs: 0 },
    trouble: {
      code: "guest-lost",
      stage: "resolve",
      message: `there is no record of kernel ${spec} among those that are merged`,
      remedy: "Look at the log of its job: it did not end, or its artifact was not uploaded or not downloaded.",
      logs: []
    },
    builds: [],
    cells: [],
    commands: [],
    kernelLog: []
  };
}

// src/merge/logs.ts
import { constants } from "node:fs";
import { copyFile, lstat, mkdir, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
var namePattern = /^[A-Za-z0-9_+][A-Za-z0-9._+-]*$/;
var depthMax = 40;
var roomForLogs = () => ({ files: 5e4, bytes: 2 ** 30 });
async function copyLogs(from, to, room) {
  const isFolder = await lstat(join(from, "logs")).then(
    (found) => found.isDirectory(),
    () => false
  );
  return isFolder ? await copyFolder(from, to, "logs", room, depthMax) : 0;
}
async function copyFolder(from, to, path, room, depth) {
  let left = 0;
  for (const entry of await readdir(join(from, path), { withFileTypes: true })) {
    const inner = `${path}/${entry.name}`;
    if (!namePattern.test(entry.name) || depth === 0) left++;
    else if (entry.isDirectory()) left += await copyFolder(from, to, inner, room, depth - 1);
    else if (!entry.isFile() || !await takes(room, join(from, inner))) left++;
    else {
      await mkdir(join(to, path), { recursive: true });
      await copyFile(join(from, inner), join(to, inner), constants.COPYFILE_EXCL).catch(ignoreExisting);
    }
  }
  return left;
}
async function takes(room, file) {
  const { size } = await stat(file);
  if (room.files === 0 || room.bytes < size) return false;
  room.files--;
  room.bytes -= size;
  return true;
}
function ignoreExisting(error) {
  if (error.code !== "EEXIST") throw error;
}

// src/merge/parts.ts
import { readdir as readdir2 } from "node:fs/promises";
import { join as join2 } from "node:path";

// src/merge/plain-file.ts
import { constants as constants2 } from "node:fs";
import { open } from "node:fs/promises";
async function readPlain(file, bytesMax) {
  try {
    const handle = await open(file, constants2.O_RDONLY | constants2.O_NOFOLLOW | constants2.O_NONBLOCK);
    try {
      const found = await handle.stat();
      if (found.isFile() && found.size <= bytesMax) return await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return void 0;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CoreMatrixError("infrastructure", `cannot read ${file}: ${why}`, { cause });
  }
  throw new CoreMatrixError("infrastructure", `${file} is not a file of at most ${bytesMax >> 20} MiB`);
}

// src/merge/parts.ts
var recordBytesMax = 64 << 20;
var foldersMax = 1e3;
async function findParts(folders) {
  const parts = await Promise.all(folders.map(partsIn));
  return parts.flat();
}
async function partsIn(folder) {
  const own = await readPart(folder);
  if (own !== void 0) return [own];
  const entries = await readdir2(folder, { withFileTypes: true }).catch((cause) => {
    throw unreadable(`cannot read the folder ${folder}: ${cause.message}`, cause);
  });
  const below = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  if (below.length > foldersMax) throw unreadable(`${folder} has more than ${foldersMax} folders`);
  const parts = [];
  for (const name of below.sort()) {
    const part = await readPart(join2(folder, name));
    if (part !== void 0) parts.push(part);
  }
  if (parts.length === 0) throw unreadable(`there is no ${recordName} in ${folder} nor in a folder in it`);
  return parts;
}
async function readPart(folder) {
  const file = join2(folder, recordName);
  const bytes = await readPlain(file, recordBytesMax);
  return bytes && { folder, record: readRecord(bytes.toString("utf8"), toolVersion(), file) };
}
function unreadable(message, cause) {
  return new CoreMatrixError("infrastructure", message, {
    remedy: `Name the output folders of runs, each with its ${recordName}, or the folder that has them.`,
    cause
  });
}

// src/merge/types.ts
import { readdir as readdir3 } from "node:fs/promises";
import { dirname, join as join3 } from "node:path";
var modulesMax = 1e3;
async function kernelTypesIn({ folder }, spec) {
  const { types } = kernelPaths(spec);
  const btf = await readTypes(join3(folder, types(kernelTypesName)));
  if (btf === void 0) return void 0;
  const names = await readdir3(dirname(join3(folder, types(kernelTypesName))));
  const modules = names.filter((name) => name !== kernelTypesName).sort();
  const read = await Promise.all(
    modules.slice(0, modulesMax).map(async (name) => {
      const own = await readTypes(join3(folder, types(name)), btf);
      return own === void 0 ? [] : [{ name, btf: own }];
    })
  );
  return { btf, modules: read.flat() };
}
async function readTypes(file, base) {
  try {
    const bytes = await readPlain(file, btfBytesMax);
    return bytes && readBtf(bytesOf(file, bytes), base);
  } catch (error) {
    if (error instanceof FormatError || error instanceof CoreMatrixError) return void 0;
    throw error;
  }
}

// src/merge.ts
async function merge({ config, parts: folders, out, baseline }, listen) {
  const parts = await findParts(folders);
  if (parts.some(({ folder }) => folder === out)) {
    throw new CoreMatrixError("usage", `${out} is the output folder of a run that is to be merged`, {
      remedy: "Name another folder for what is merged, with --out or the input `out`."
    });
  }
  tellStrangers(config, parts, listen);
  await clearOutput(out);
  const kernels = joinRecords(
    config,
    parts.map(({ record }) => record)
  );
  const { started, durationMs } = spanOf(parts);
  const judged = {
    config,
    kernels,
    started,
    durationMs,
    toolVersion: toolVersion(),
    ...baseline !== void 0 && { baseline }
  };
  const first = judge(judged);
  const isExplained = first.findings.some(({ code }) => code === "core-relocation");
  const report = isExplained ? judge({ ...judged, btf: await typesOf(parts, listen) }) : first;
  await gatherLogs(parts, out, listen);
  return report;
}
function tellStrangers(config, parts, listen) {
  const named = new Set(config.kernels.map(({ text }) => text));
  const asked = new Set(parts.flatMap(({ record }) => record.asked));
  const strangers = [...asked].filter((spec) => !named.has(spec));
  if (strangers.length === 0) return;
  const message = `left out, since the configuration does not name them: ${strangers.join(", ")}`;
  listen({ type: "notice", message });
}
function spanOf(parts) {
  const begins = parts.map(({ record }) => Date.parse(record.started));
  const ends = parts.map(({ record }) => Date.parse(record.started) + record.durationMs);
  const started = Math.min(...begins);
  return { started: new Date(started), durationMs: Math.max(...ends) - started };
}
async function typesOf(parts, listen) {
  const types = /* @__PURE__ */ new Map();
  for (const part of parts) {
    for (const { spec } of part.record.kernels) {
      if (types.has(spec)) continue;
      const found = await kernelTypesIn(part, spec);
      if (found !== void 0) types.set(spec, found);
      else listen({ type: "notice", message: `${spec}: its types did not come with its record` });
    }
  }
  return (spec) => types.get(spec);
}
async function gatherLogs(parts, out, listen) {
  const room = roomForLogs();
  for (const { folder } of parts) {
    const left = await copyLogs(folder, out, room);
    if (left > 0)
      listen({ type: "notice", message: `${left} files of logs in ${folder} were not taken over` });
  }
}

export {
  merge
};
