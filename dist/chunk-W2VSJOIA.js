import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  describeMachine,
  encodeFrame,
  fieldNumber,
  fieldText,
  messageTypes,
  qemuProgram,
  startMachine
} from "./chunk-2DA3M3ON.js";
import {
  seriesOf
} from "./chunk-E24P2CBE.js";
import {
  CoreMatrixError
} from "./chunk-4XT75OCY.js";

// src/run/boot.ts
import { mkdir, rm as rm2, stat as stat3 } from "node:fs/promises";
import { join as join2 } from "node:path";

// src/log.ts
import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { dirname } from "node:path";
var headBytes = 63 * 1024 * 1024;
var tailBytes = 1024 * 1024;
var excerptBytes = 32 * 1024;
function createTail(capacity) {
  let chunks = [];
  let held = 0;
  let passed = 0;
  return {
    push(chunk) {
      chunks.push(chunk);
      held += chunk.length;
      passed += chunk.length;
      if (held <= 2 * capacity) return;
      chunks = [Buffer.concat(chunks).subarray(-capacity)];
      held = capacity;
    },
    text() {
      const kept = Buffer.concat(chunks).subarray(-capacity);
      const missing = passed - kept.length;
      const note = missing > 0 ? `
[core-matrix: ${missing} bytes left out]
` : "";
      return Buffer.concat([Buffer.from(note), kept]);
    }
  };
}
function createLog(path) {
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, "w", 420);
  const head = [];
  let headLength = 0;
  const shortTail = createTail(excerptBytes);
  const longTail = createTail(tailBytes);
  let written = 0;
  const toFile = (chunk) => {
    const direct = chunk.subarray(0, Math.max(0, headBytes - written));
    writeSync(file, direct);
    written += direct.length;
    if (direct.length < chunk.length) longTail.push(Buffer.from(chunk.subarray(direct.length)));
  };
  const toExcerpt = (chunk) => {
    const first = chunk.subarray(0, excerptBytes - headLength);
    if (first.length > 0) head.push(Buffer.from(first));
    headLength += first.length;
    if (first.length < chunk.length) shortTail.push(Buffer.from(chunk.subarray(first.length)));
  };
  return {
    write(chunk) {
      toFile(chunk);
      toExcerpt(chunk);
    },
    excerpt: () => Buffer.concat([...head, shortTail.text()]).toString("utf8"),
    close() {
      writeSync(file, longTail.text());
      closeSync(file);
    }
  };
}

// src/guest/guest.ts
var killGraceMs = 2e4;
var lost = (code, message, remedy) => new CoreMatrixError("infrastructure", message, { code, remedy });
function explainEnd(end, consoleText) {
  const panic = consoleText.lastIndexOf("Kernel panic - not syncing");
  if (panic >= 0) {
    const line = consoleText.slice(panic, panic + 300).split(/[\r\n]/, 1)[0] ?? "";
    return lost("kernel-panic", `the kernel panicked: ${line}`, "Read the console log for the trace.");
  }
  if (end.code === 0) return lost("guest-lost", "the guest rebooted or powered off", "Read the console log.");
  const how = end.signal === null ? `exit code ${end.code ?? "none"}` : `signal ${end.signal}`;
  const said = end.complaint.trim();
  return lost(
    "guest-lost",
    `${qemuProgram} ended (${how})${said === "" ? "" : `: ${said}`}`,
    "Read the console log; try `core-matrix doctor` when QEMU itself complains."
  );
}
function inSequence(session, message) {
  const expected = session.nextSequence;
  session.nextSequence = message.sequence + 1;
  if (message.sequence === expected) return true;
  session.give(
    lost("guest-lost", `the guest's channel lost ${message.sequence - expected} messages`, "Run it again.")
  );
  return false;
}
function receive(session, message) {
  if (!inSequence(session, message)) return;
  const { pending } = session;
  if (pending === void 0 || message.request !== pending.id) return;
  if (message.type !== messageTypes.done) {
    pending.options.onMessage?.(message, pending.extend);
    return;
  }
  session.pending = void 0;
  const exit = fieldNumber(message.payload, "exit");
  const signal = fieldNumber(message.payload, "signal");
  pending.resolve({
    errno: fieldNumber(message.payload, "errno") ?? 0,
    ...exit !== void 0 && { exit },
    ...signal !== void 0 && { signal },
    timedOut: pending.timedOut
  });
}
function listenToKernel(session, message, { onKernelLog }) {
  if (inSequence(session, message)) onKernelLog?.(fieldText(message.payload, "data"));
}
async function ask(session, type, content, options) {
  const id = session.nextRequest++;
  const send = (kind, what) => session.machine.send(encodeFrame(kind, id, 0, what));
  const { promise, resolve } = Promise.withResolvers();
  let timer;
  const end = () => {
    pending.timedOut = true;
    send(messageTypes.kill, []);
    timer = setTimeout(
      () => session.give(lost("guest-lost", "the guest no longer answers", "Read the console log.")),
      killGraceMs
    );
  };
  const extend = (deadlineMs) => {
    if (pending.timedOut) return;
    clearTimeout(timer);
    if (Number.isFinite(deadlineMs)) timer = setTimeout(end, deadlineMs);
  };
  const pending = { id, options, resolve, extend, timedOut: false };
  session.pending = pending;
  extend(options.deadlineMs);
  try {
    send(type, content);
    options.onAsked?.((typed) => send(messageTypes.input, typed));
    return await Promise.race([promise, session.gone]);
  } finally {
    clearTimeout(timer);
  }
}
async function bootGuest(options) {
  const console = createLog(options.consolePath);
  const greeting = Promise.withResolvers();
  const gone = Promise.withResolvers();
  gone.promise.catch(() => {
  });
  const machine = startMachine({
    arguments: options.arguments,
    console,
    onMessage(message, serial) {
      if (message.type === messageTypes.kernel_log) return listenToKernel(session, message, options);
      if (message.type !== messageTypes.hello) return receive(session, message);
      session.nextSequence = message.sequence + 1;
      greeting.resolve({
        release: fieldText(message.payload, "release"),
        btf: fieldNumber(message.payload, "btf") === 1,
        complaints: fieldText(message.payload, "text"),
        transport: serial ? "serial" : "virtio"
      });
    }
  });
  const session = {
    machine,
    gone: gone.promise,
    give: (reason) => gone.reject(reason),
    pending: void 0,
    nextSequence: 0,
    nextRequest: 1
  };
  const closed = machine.ended.then((end) => {
    session.give(explainEnd(end, console.excerpt()));
    console.close();
  });
  const abort = () => session.give(lost("guest-lost", "the run was cancelled", "Run it again."));
  options.signal?.addEventListener("abort", abort, { once: true });
  if (options.signal?.aborted) abort();
  const stop = async () => {
    options.signal?.removeEventListener("abort", abort);
    await machine.kill();
    await closed;
  };
  const deadline = setTimeout(
    () => session.give(
      lost(
        "boot-timeout",
        `no sign of life after ${options.deadlineMs / 1e3} s`,
        "Read the console log; --boot-timeout gives it longer."
      )
    ),
    options.deadlineMs
  );
  try {
    const hello = await Promise.race([greeting.promise, gone.promise]);
    return { hello, ask: (type, content, how) => ask(session, type, content, how), stop };
  } catch (error) {
    await stop();
    throw error;
  } finally {
    clearTimeout(deadline);
  }
}

// src/guest/initramfs.ts
import { createReadStream as createReadStream2, createWriteStream } from "node:fs";
import { copyFile, rm, writeFile as writeFile2 } from "node:fs/promises";
import { basename } from "node:path";
import { pipeline } from "node:stream/promises";

// src/guest/layer.ts
import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";

// src/guest/cpio.ts
var typeBits = { folder: 16384, file: 32768, link: 40960 };
var padding = (length) => Buffer.alloc((4 - length % 4) % 4);
function header(mode, size, name, links) {
  const nameBytes = Buffer.from(`${name}\0`, "utf8");
  const numbers = [0, mode, 0, 0, links, 0, size, 0, 0, 0, 0, nameBytes.length, 0];
  const head = `070701${numbers.map((number) => number.toString(16).padStart(8, "0")).join("")}`;
  return Buffer.concat([Buffer.from(head, "latin1"), nameBytes, padding(head.length + nameBytes.length)]);
}
var cpioHeader = (entry) => header(typeBits[entry.kind] | entry.mode, entry.size, entry.name, 1);
var cpioPadding = (size) => padding(size);
var cpioTrailer = () => header(0, 0, "TRAILER!!!", 1);

// src/guest/layer.ts
function parents(path) {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join("/")).filter((parent) => parent !== "");
}
async function writeEntry(handle, entry, data) {
  await handle.write(cpioHeader(entry));
  let written = 0;
  for await (const chunk of data instanceof Uint8Array ? [data] : data) {
    await handle.writev([chunk]);
    written += chunk.length;
  }
  if (written !== entry.size) throw new Error(`${entry.name} changed while it was packed`);
  await handle.write(cpioPadding(entry.size));
}
async function writeFile(handle, file) {
  const name = file.path.slice(1);
  if ("folder" in file) {
    await writeEntry(handle, { kind: "folder", name, mode: 493, size: 0 }, new Uint8Array());
  } else if ("link" in file) {
    const target = Buffer.from(file.link);
    await writeEntry(handle, { kind: "link", name, mode: 511, size: target.length }, target);
  } else if ("content" in file) {
    const data = Buffer.from(file.content);
    await writeEntry(handle, { kind: "file", name, mode: file.mode, size: data.length }, data);
  } else {
    const { size } = await stat(file.from);
    await writeEntry(handle, { kind: "file", name, mode: file.mode, size }, createReadStream(file.from));
  }
}
async function writeLayer(archive, files) {
  const folders = new Set(files.flatMap((file) => parents(file.path)));
  const handle = await open(archive, "w", 384);
  try {
    for (const path of [...folders].sort()) await writeFile(handle, { path, folder: true });
    for (const file of files)
      if (!("folder" in file && folders.has(file.path))) await writeFile(handle, file);
    await handle.write(cpioTrailer());
  } finally {
    await handle.close();
  }
}

// src/guest/initramfs.ts
var mountPoints = ["/proc", "/sys", "/dev", "/tmp", "/run"];
var targetPath = "/usr/bin/core-matrix-target";
function baseFiles({ agent, target }, { modules, config }) {
  const places = modules.map((module, index) => ({
    from: module,
    path: `/modules/${index}-${basename(module)}`
  }));
  return [
    { path: "/init", from: agent, mode: 493 },
    { path: targetPath, from: target, mode: 493 },
    ...mountPoints.map((path) => ({ path, folder: true })),
    ...places.map((place) => ({ ...place, mode: 420 })),
    ...config === void 0 ? [] : [{ path: "/boot/config", from: config, mode: 420 }],
    { path: "/modules/order", content: places.map(({ path }) => `${path}
`).join(""), mode: 420 }
  ];
}
async function writeInitramfs(path, archives, files) {
  const [first, ...rest] = archives;
  const last = `${path}.layer`;
  if (first === void 0) await writeFile2(path, "");
  else await copyFile(first, path);
  try {
    await writeLayer(last, files);
    for (const archive of [...rest, last]) {
      await pipeline(createReadStream2(archive), createWriteStream(path, { flags: "a" }));
    }
  } finally {
    await rm(last, { force: true });
  }
}

// src/guest/workspace.ts
import { readdir, readFile, realpath, stat as stat2 } from "node:fs/promises";
import { isAbsolute, join, posix as posix2, relative, sep } from "node:path";

// src/guest/includes.ts
import { posix } from "node:path";
var folderFlags = ["-I", "-isystem", "-iquote", "-idirafter"];
var fileFlags = ["-include", "-imacros"];
function searchPath(flags) {
  const folders = [];
  const files = [];
  for (let index = 0; index < flags.length; index++) {
    const flag = flags[index] ?? "";
    const folderFlag = folderFlags.find((name) => flag.startsWith(name));
    const fileFlag = fileFlags.find((name) => flag === name);
    if (fileFlag !== void 0) files.push(flags[++index] ?? "");
    else if (folderFlag !== void 0) folders.push(flag.slice(folderFlag.length) || (flags[++index] ?? ""));
  }
  return { folders, files };
}
var includesMax = 1e3;
function namedIncludes(source) {
  const found = [];
  for (const line of source.split("\n")) {
    const match = /^[ \t]*#[ \t]*(?:include|include_next|import)[ \t]*(?:"([^"\n]+)"|<([^>\n]+)>)/.exec(line);
    if (match === null) continue;
    found.push({ name: match[1] ?? match[2] ?? "", quoted: match[1] !== void 0 });
    if (found.length >= includesMax) break;
  }
  return found;
}
function candidates(include, includingFile, folders) {
  const beside = include.quoted ? [posix.dirname(includingFile)] : [];
  return [...beside, ...folders].map((folder) => posix.normalize(posix.join(folder, include.name)));
}

// src/guest/workspace.ts
var workspaceFolder = "/workspace";
var filesMax = 2e4;
var bytesMax = 128 * 1024 * 1024;
var headerEndings = [".h", ".hh", ".hpp", ".inc", ".def"];
var ownHeader = "vmlinux.h";
var leaves = (path) => path === ".." || path.startsWith("../") || isAbsolute(path);
var isInside = (root, real) => !leaves(relative(root, real).split(sep).join("/"));
async function inside(root, path) {
  if (leaves(path)) return void 0;
  try {
    const real = await realpath(join(root, path));
    if (!isInside(root, real)) return void 0;
    return (await stat2(real)).isFile() ? real : void 0;
  } catch {
    return void 0;
  }
}
async function take(collection, path) {
  if (collection.files.has(path)) return true;
  if (posix2.basename(path) === ownHeader) return false;
  const real = await inside(collection.root, path);
  if (real === void 0) return false;
  collection.files.set(path, real);
  collection.bytes += (await stat2(real)).size;
  if (collection.files.size > filesMax || collection.bytes > bytesMax) {
    throw new CoreMatrixError(
      "usage",
      `the sources bring more than ${filesMax} files or ${bytesMax / 1024 / 1024} MiB of headers along`,
      { remedy: "Point -I at the folders of headers that the programs need, not at a whole tree." }
    );
  }
  return true;
}
async function takeWithIncludes(collection, path, folders) {
  const waiting = [path];
  const seen = new Set(waiting);
  for (let file = waiting.pop(); file !== void 0; file = waiting.pop()) {
    if (!await take(collection, file)) continue;
    const text = await readFile(join(collection.root, file), "utf8");
    for (const include of namedIncludes(text)) {
      for (const candidate of candidates(include, file, folders)) {
        if (seen.has(candidate)) continue;
        seen.add(candidate);
        waiting.push(candidate);
      }
    }
  }
}
async function takeHeaders(collection, folder) {
  const entries = await readdir(join(collection.root, folder), {
    recursive: true,
    withFileTypes: true
  }).catch(() => []);
  for (const entry of entries) {
    if (!headerEndings.some((ending) => entry.name.endsWith(ending))) continue;
    const path = relative(collection.root, join(entry.parentPath, entry.name)).split(sep).join("/");
    await take(collection, path);
  }
}
function relativeFolder(root, folder) {
  return posix2.normalize(isAbsolute(folder) ? relative(root, folder).split(sep).join("/") || "." : folder);
}
async function collectWorkspace(root, sources) {
  const collection = { root, files: /* @__PURE__ */ new Map(), bytes: 0 };
  for (const source of sources) {
    const search = searchPath(source.cflags);
    const folders = search.folders.map((folder) => relativeFolder(root, folder));
    for (const folder of folders) if (!leaves(folder)) await takeHeaders(collection, folder);
    for (const file of [source.path, ...search.files]) await takeWithIncludes(collection, file, folders);
  }
  return collection.files;
}
function workspaceFiles(workspace) {
  return [...workspace].map(([path, from]) => ({ path: `${workspaceFolder}/${path}`, from, mode: 420 }));
}
function flagsWithin(root, cflags, folder) {
  return cflags.map((flag) => {
    const at = flag.indexOf(root + sep);
    const isPath = at === 0 || ["-I", "-isystem", "-iquote", "-idirafter"].includes(flag.slice(0, at));
    return at >= 0 && isPath ? flag.slice(0, at) + folder + flag.slice(at + root.length) : flag;
  });
}
function repositoryPath(workspace, file, folder = workspaceFolder) {
  const path = posix2.relative(folder, posix2.resolve(folder, file));
  return workspace.has(path) ? path : void 0;
}

// src/run/progress.ts
function begin() {
  return {
    started: performance.now(),
    stage: "resolve",
    builds: [],
    cells: [],
    commands: [],
    kernelLog: [],
    timings: { resolveMs: 0, bootMs: 0, buildMs: 0, loadMs: 0, triggerMs: 0 }
  };
}
var codeAtStage = (stage) => stage === "resolve" ? "kernel-unavailable" : "guest-lost";
var kernelLogMax = 1024 * 1024;
function noteKernelLog(progress, text) {
  const kept = progress.kernelLog.reduce((sum, entry) => sum + entry.text.length, 0);
  if (kept + text.length > kernelLogMax) return;
  const { stage, object, builtOn, program } = progress;
  progress.kernelLog.push({
    stage,
    ...object !== void 0 && { object },
    ...builtOn !== void 0 && { builtOn },
    ...program !== void 0 && { program },
    text
  });
}
var cancelled = new CoreMatrixError("infrastructure", "the run was cancelled", {
  code: "guest-lost",
  remedy: "Run it again."
});
function isCancellation(error) {
  return error instanceof Error && error.name === "AbortError";
}
function troubleOf(thrown, progress) {
  const error = isCancellation(thrown) ? cancelled : thrown;
  if (!(error instanceof CoreMatrixError)) throw error;
  return {
    code: error.code ?? codeAtStage(progress.stage),
    stage: progress.stage,
    message: error.message,
    ...error.remedy !== void 0 && { remedy: error.remedy },
    ...progress.object !== void 0 && { object: progress.object },
    ...progress.builtOn !== void 0 && { builtOn: progress.builtOn },
    ...progress.program !== void 0 && { program: progress.program },
    logs: progress.console === void 0 ? [] : [progress.console]
  };
}
function versionOf(image, release = image.release) {
  return seriesOf(image.version) === seriesOf(release) ? image.version : release;
}
function snapshotOf(spec, accel, progress) {
  const { image, release, console, trouble, builds, cells, commands, kernelLog, timings } = progress;
  return {
    spec,
    ...release !== void 0 && { release },
    ...image !== void 0 && { version: versionOf(image, release) },
    ...image !== void 0 && { source: image.source },
    arch: image?.arch ?? "x86_64",
    accel,
    timings: {
      resolveMs: Math.round(timings.resolveMs),
      bootMs: Math.round(timings.bootMs),
      buildMs: Math.round(timings.buildMs),
      loadMs: Math.round(timings.loadMs),
      triggerMs: Math.round(timings.triggerMs),
      totalMs: Math.round((progress.ended ?? performance.now()) - progress.started)
    },
    ...console !== void 0 && { console },
    ...trouble !== void 0 && { trouble },
    builds: [...builds],
    cells: [...cells],
    commands: [...commands],
    kernelLog: [...kernelLog]
  };
}

// src/run/boot.ts
var workFolder = ".work";
async function boot(context, progress, image, { builds, console }) {
  const { options, host } = context;
  const building = builds && host.building?.on === "guests" ? host.building : void 0;
  const folder = join2(options.out, workFolder);
  await mkdir(folder, { recursive: true });
  const initramfs = join2(folder, `${console.replaceAll("/", "-")}.cpio`);
  await writeInitramfs(initramfs, building === void 0 ? [] : [building.toolchain.archive], [
    ...baseFiles(host.programs, image),
    ...withoutRepeats([
      ...building === void 0 ? [] : [...workspaceFiles(building.workspace), ...building.cargo],
      ...host.cargo
    ])
  ]);
  try {
    await requireMemory(options.memoryMiB, initramfs);
    progress.console = console;
    return await bootGuest({
      arguments: describeMachine({
        accelerator: host.accelerator,
        memoryMiB: options.memoryMiB,
        image: image.image,
        initramfs
      }),
      consolePath: join2(options.out, console),
      deadlineMs: host.deadlines.bootMs,
      onKernelLog: (text) => noteKernelLog(progress, text),
      ...options.signal !== void 0 && { signal: options.signal }
    });
  } finally {
    await rm2(initramfs, { force: true });
  }
}
function withoutRepeats(files) {
  return [...new Map(files.map((file) => [file.path, file])).values()];
}
async function requireMemory(memoryMiB, initramfs) {
  const kernelMiB = 128;
  const needed = Math.ceil(2 * (await stat3(initramfs)).size / 1024 / 1024) + kernelMiB;
  if (memoryMiB >= needed) return;
  throw new CoreMatrixError(
    "infrastructure",
    `a guest of ${memoryMiB} MiB is too small for what it has to hold`,
    {
      code: "guest-lost",
      remedy: `Give it at least ${needed} MiB with --memory.`
    }
  );
}

export {
  createLog,
  writeLayer,
  workspaceFolder,
  isInside,
  inside,
  collectWorkspace,
  flagsWithin,
  repositoryPath,
  begin,
  troubleOf,
  versionOf,
  snapshotOf,
  workFolder,
  boot
};
