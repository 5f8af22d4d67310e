import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  eachLine,
  fileName,
  kernelPaths,
  questions,
  readLoadLog,
  targetOf
} from "./chunk-OME6HB7L.js";
import {
  accessLine,
  relocationAt,
  relocationOf,
  relocationsIn
} from "./chunk-3S3XZIDN.js";
import {
  accessesMemory,
  arrayLength,
  callSites,
  enumeratorValue,
  firstReference,
  insnAt,
  insnSize,
  intEncoding,
  isComposite,
  isEnum,
  lineAt,
  lineRecordsOf,
  linkProgram,
  mayBeMisnamed,
  memberPlace,
  openObject,
  placeOf,
  programNamed,
  sizeOf,
  sourceLine
} from "./chunk-46HVUH4O.js";
import {
  resolveKernel
} from "./chunk-BL3WRTEZ.js";
import {
  chooseAccelerator,
  findClang,
  findCommand,
  loadCommands
} from "./chunk-YRALUAPS.js";
import {
  defaultDeadlines
} from "./chunk-N64UQFSW.js";
import {
  collectWorkspace,
  createLog,
  flagsWithin,
  inside,
  isInside,
  repositoryPath,
  workFolder,
  workspaceFolder,
  writeLayer
} from "./chunk-W2VSJOIA.js";
import {
  FormatError,
  STT_SECTION,
  btfArrayElement,
  btfEnumerator,
  btfKind,
  btfMember,
  btfType,
  bytesOf,
  cString,
  elementWord,
  kindFlag,
  relocations,
  sectionBytes,
  sectionNamed,
  skipModifiers,
  slice,
  tailWord,
  typeCount,
  u16,
  u32,
  u64,
  u8
} from "./chunk-YMFCXY2X.js";
import {
  buildGuestPrograms,
  fieldNumber,
  fieldText,
  fieldValues,
  fields,
  fieldsOf,
  messageTypes
} from "./chunk-2DA3M3ON.js";
import {
  cached,
  entryVersion,
  execa
} from "./chunk-7WIFPHHQ.js";
import {
  containsEntry,
  integerOf,
  missingMember,
  wantedText
} from "./chunk-CRCXDPEV.js";
import {
  nearest
} from "./chunk-XVPK6C5E.js";
import {
  satisfies
} from "./chunk-E24P2CBE.js";
import {
  CoreMatrixError,
  oneLine
} from "./chunk-4XT75OCY.js";

// src/run/builds.ts
function createBuilds() {
  const entries = /* @__PURE__ */ new Map();
  const closed = /* @__PURE__ */ new Set();
  const beginnings = /* @__PURE__ */ new Map();
  const beginning = (builtOn) => {
    const found = beginnings.get(builtOn) ?? Promise.withResolvers();
    beginnings.set(builtOn, found);
    return found;
  };
  const key = (object, builtOn) => JSON.stringify([builtOn, object]);
  const entry = (object, builtOn) => {
    const found = entries.get(key(object, builtOn)) ?? Promise.withResolvers();
    entries.set(key(object, builtOn), found);
    if (closed.has(builtOn)) found.resolve(void 0);
    return found;
  };
  return {
    begin: (builtOn) => beginning(builtOn).resolve(),
    async begun(builtOn) {
      await Promise.all([...new Set(builtOn)].map((spec) => beginning(spec).promise));
    },
    deliver: (object, builtOn, built) => entry(object, builtOn).resolve(built),
    close(builtOn) {
      closed.add(builtOn);
      beginning(builtOn).resolve();
      for (const [name, pending] of entries) if (JSON.parse(name)[0] === builtOn) pending.resolve(void 0);
    },
    await: (object, builtOn) => entry(object, builtOn).promise
  };
}

// src/guest/cargo.ts
import { open, realpath as realpath2, stat as stat2 } from "node:fs/promises";
import { basename, posix } from "node:path";

// src/guest/libraries.ts
import { closeSync, openSync, readSync } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { dirname, isAbsolute, join, normalize } from "node:path/posix";

// src/bpf/elf-dynamic.ts
var headerSize = 64;
var programHeaderSize = 56;
var entrySize = 16;
var ET_EXEC = 2;
var ET_DYN = 3;
var EM_X86_64 = 62;
var PT_LOAD = 1;
var PT_DYNAMIC = 2;
var PT_INTERP = 3;
var DT_NULL = 0;
var DT_NEEDED = 1;
var DT_STRTAB = 5;
var DT_STRSZ = 10;
var DT_RPATH = 15;
var DT_RUNPATH = 29;
var mostHeaders = 256;
var dynamicMax = 1024 * 1024;
var stringsMax = 64 * 1024 * 1024;
var mostNeeded = 512;
var pathMax = 4096;
function readDynamicElf(readAt) {
  const header = bytesOf("the ELF header", readAt(0, headerSize));
  if (!isLoadable(header)) return void 0;
  const segments = programHeaders(readAt, header);
  const interp = segments.find(({ type }) => type === PT_INTERP);
  const interpreter = interp && cString(range(readAt, interp.offset, interp.fileSize, pathMax), 0);
  const dynamic = segments.find(({ type }) => type === PT_DYNAMIC);
  return {
    ...interpreter !== void 0 && { interpreter },
    ...dynamic === void 0 ? { needed: [] } : dynamicEntries(readAt, segments, dynamic)
  };
}
function isLoadable(header) {
  if (header.data.length < headerSize || header.data.readUInt32BE(0) !== 2135247942) return false;
  const isElf64 = u8(header, 4) === 2 && u8(header, 5) === 1;
  return isElf64 && [ET_EXEC, ET_DYN].includes(u16(header, 16)) && u16(header, 18) === EM_X86_64;
}
function range(readAt, offset, size, most) {
  if (size > most) throw new FormatError("too-large", `a part of the ELF file has ${size} bytes`);
  return slice(bytesOf("the ELF file", readAt(offset, size)), 0, size, "a part of the ELF file");
}
function programHeaders(readAt, header) {
  const count = u16(header, 56);
  if (u16(header, 54) !== programHeaderSize && count > 0) {
    throw new FormatError(
      "malformed",
      `ELF program headers of ${u16(header, 54)} bytes; 56 is the only size there is`
    );
  }
  const table = range(readAt, u64(header, 32), count * programHeaderSize, mostHeaders * programHeaderSize);
  return Array.from({ length: count }, (_, index) => {
    const at = index * programHeaderSize;
    return {
      type: u32(table, at),
      offset: u64(table, at + 8),
      address: u64(table, at + 16),
      fileSize: u64(table, at + 32)
    };
  });
}
function dynamicEntries(readAt, segments, dynamic) {
  const table = range(readAt, dynamic.offset, dynamic.fileSize, dynamicMax);
  const entries = [];
  for (let at = 0; at + entrySize <= table.data.length && u64(table, at) !== DT_NULL; at += entrySize) {
    entries.push([u64(table, at), u64(table, at + 8)]);
  }
  const valuesOf2 = (wanted) => entries.filter(([tag]) => tag === wanted).map(([, value]) => value);
  const firstOf = (tag) => valuesOf2(tag)[0];
  const needed = valuesOf2(DT_NEEDED);
  if (needed.length > mostNeeded) {
    throw new FormatError(
      "too-large",
      `the ELF file needs ${needed.length} libraries; at most ${mostNeeded} are read`
    );
  }
  const [address, size] = [firstOf(DT_STRTAB), firstOf(DT_STRSZ)];
  if (address === void 0 || size === void 0) return { needed: [] };
  const strings = range(readAt, fileOffset(segments, address), size, stringsMax);
  const textOf = (at) => at === void 0 ? void 0 : cString(strings, at, pathMax);
  const [rpath, runpath] = [textOf(firstOf(DT_RPATH)), textOf(firstOf(DT_RUNPATH))];
  return {
    needed: needed.map((at) => cString(strings, at, pathMax)),
    ...rpath !== void 0 && { rpath },
    ...runpath !== void 0 && { runpath }
  };
}
function fileOffset(segments, address) {
  const load = segments.find(
    ({ type, address: start, fileSize }) => type === PT_LOAD && address >= start && address < start + fileSize
  );
  if (load === void 0) throw new FormatError("malformed", "the ELF file maps no table of dynamic strings");
  return load.offset + (address - load.address);
}

// src/guest/libraries.ts
var defaultFolders = [
  "/lib/x86_64-linux-gnu",
  "/usr/lib/x86_64-linux-gnu",
  "/lib64",
  "/usr/lib64",
  "/lib",
  "/usr/lib"
];
var loaderCache = "/etc/ld.so.cache";
var mostLibraries = 1e3;
var loader;
async function findLoader() {
  const { failed, stdout } = await execa("ldconfig", ["-p"], {
    reject: false,
    env: { PATH: `${process.env.PATH}:/usr/sbin:/sbin` }
  });
  const cache = readLoaderCache(failed ? "" : stdout);
  const folders = /* @__PURE__ */ new Set([...defaultFolders, ...[...cache.values()].map(dirname)]);
  return { cache, folders };
}
function readLoaderCache(listing) {
  const cache = /* @__PURE__ */ new Map();
  for (const line of listing.split("\n")) {
    const [, name = "", path = ""] = /^\t(\S+) \(libc6,x86-64\) => (\/\S+)$/.exec(line) ?? [];
    if (name !== "" && !cache.has(name)) cache.set(name, path);
  }
  return cache;
}
function dynamicElfOf(file) {
  const descriptor = openSync(file, "r");
  try {
    return readDynamicElf((offset, length) => {
      const bytes = Buffer.alloc(length);
      return bytes.subarray(0, readSync(descriptor, bytes, 0, bytes.length, offset));
    });
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new CoreMatrixError("usage", `${file} is a broken executable: ${error.message}`, {
      remedy: "Build it anew."
    });
  } finally {
    closeSync(descriptor);
  }
}
async function librariesOf(programs, root) {
  loader ??= findLoader();
  const search = { loader: await loader, root };
  const isTrusted = ({ from }) => root === void 0 || !isInside(root, from);
  const found = /* @__PURE__ */ new Map();
  const waiting = programs.map((program) => ({
    ...program,
    trusted: isTrusted(program),
    inherited: []
  }));
  for (let next = waiting.shift(); next !== void 0; next = waiting.shift()) {
    const elf = dynamicElfOf(next.from);
    if (elf === void 0) continue;
    const rpaths = [...folderList(elf.rpath, next), ...next.inherited];
    const folders = elf.runpath === void 0 ? rpaths : folderList(elf.runpath, next);
    for (const library of await neededBy(search, next, elf, folders)) {
      if (found.has(library.path)) continue;
      found.set(library.path, library);
      waiting.push({ ...library, trusted: isTrusted(library), inherited: rpaths });
    }
    if (found.size > mostLibraries) throw unusable(next, `needs more than ${mostLibraries} libraries`);
  }
  const files = [...found.values()].map((file) => ({ ...file, mode: 493 }));
  const hasCache = files.length > 0 && await stat(loaderCache).catch(() => void 0) !== void 0;
  return hasCache ? [...files, { path: loaderCache, from: loaderCache, mode: 420 }] : files;
}
async function neededBy(search, loading, { interpreter, needed }, folders) {
  const { trusted } = loading;
  const libraries = [];
  if (interpreter !== void 0) {
    const file = await libraryAt(search, interpreter, trusted);
    if (file === void 0)
      throw unusable(loading, `wants the interpreter ${show(interpreter)}, which this machine does not have`);
    libraries.push(file);
  }
  for (const name of needed) {
    const file = name.includes("/") ? await libraryAt(search, name, trusted) : await findLibrary(search, name, folders);
    if (file === void 0)
      throw unusable(loading, `needs the library ${show(name)}, which this machine's loader does not find`);
    libraries.push(file);
  }
  return libraries;
}
async function findLibrary(search, name, folders) {
  const cached2 = search.loader.cache.get(name);
  const places = [
    ...folders.map(({ path, trusted }) => ({ path: join(path, name), trusted })),
    ...cached2 === void 0 ? [] : [{ path: cached2, trusted: true }],
    ...defaultFolders.map((folder) => ({ path: join(folder, name), trusted: true }))
  ];
  for (const { path, trusted } of places) {
    const file = await libraryAt(search, path, trusted);
    if (file !== void 0) return file;
  }
  return void 0;
}
async function libraryAt({ root, loader: { folders } }, written, trusted) {
  if (!isAbsolute(written)) return void 0;
  const path = normalize(written);
  const isWorkspace = root !== void 0 && path.startsWith(`${workspaceFolder}/`);
  const place = isWorkspace ? join(root, path.slice(workspaceFolder.length)) : path;
  const from = await realpath(place).catch(() => void 0);
  if (from === void 0 || !(await stat(from)).isFile()) return void 0;
  const mayTravel = trusted || folders.has(dirname(path)) || root !== void 0 && isInside(root, from);
  return mayTravel && dynamicElfOf(from) !== void 0 ? { path, from } : void 0;
}
function folderList(rpath, { path, trusted }) {
  return (rpath ?? "").split(":").filter((folder) => folder !== "").map((folder) => normalize(folder.replace(/\$(?:ORIGIN|\{ORIGIN\})/g, () => dirname(path)))).map((folder) => ({ path: folder, trusted }));
}
var show = (name) => JSON.stringify(name.slice(0, 200));
function unusable({ path }, why) {
  return new CoreMatrixError("usage", `${path.replace(`${workspaceFolder}/`, "")} ${why}`, {
    remedy: "Install the package that has it; or list it among files, and link with -Wl,-rpath,$ORIGIN or statically."
  });
}

// src/guest/cargo.ts
var bytesMax = 512 * 1024 * 1024;
var shebangBytes = 256;
var pathFolders = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];
var busybox = "/bin/busybox";
var noCommands = ["/linuxrc", "/sbin/init", busybox];
var baseVariables = [`PATH=${pathFolders.join(":")}`, "HOME=/root", "LC_ALL=C", "TMPDIR=/tmp"];
var variablesOf = (env) => [
  ...baseVariables.filter((variable) => !((variable.split("=")[0] ?? "") in env)),
  ...Object.entries(env).map(([name, value]) => `${name}=${value}`)
];
var folderOf = ({ folder }) => posix.join(workspaceFolder, folder);
var argumentsOf = ({ run }) => typeof run === "string" ? ["/bin/sh", "-c", run] : run;
async function packCargo(root, commands) {
  const names = new Set(commands.flatMap(({ tools: tools2 }) => tools2));
  const tools = await Promise.all([...names].map(findTool));
  const files = await repositoryFiles(root, new Set(commands.flatMap((command) => command.files)));
  const shell = await findTool("busybox");
  const programs = [...tools, ...files.filter(({ mode }) => (mode & 73) !== 0)];
  const layer = [
    ...await shellFiles(shell),
    ...tools.flatMap(toolFiles),
    ...await librariesOf([...programs, shell], root),
    ...files
  ];
  await requireInterpreters(files, layer);
  return [...new Map(layer.map((file) => [file.path, file])).values()];
}
var findOnMachine = (name) => findCommand(name, `${process.env.PATH}:/usr/sbin:/sbin`);
async function isProgram(name) {
  const found = await findOnMachine(name);
  return found !== void 0 && dynamicElfOf(await realpath2(found)) !== void 0;
}
async function findTool(name) {
  const found = await findOnMachine(name);
  if (found === void 0) {
    throw new CoreMatrixError("usage", `this machine has no ${name}, which tools names`, {
      remedy: "Install the package that has it, or remove it from tools."
    });
  }
  const from = await realpath2(found);
  if (dynamicElfOf(from) !== void 0) return { name, path: from, from };
  throw new CoreMatrixError("usage", `${found}, which tools names, is no program that runs by itself`, {
    remedy: "A script travels as one of files, with its interpreter among tools."
  });
}
function toolFiles({ name, path, from }) {
  const links = ["/bin", "/usr/bin"].map((folder) => `${folder}/${name}`).filter((link) => link !== path);
  return [{ path, from, mode: 493 }, ...links.map((link) => ({ path: link, link: path }))];
}
async function shellFiles({ from }) {
  const { stdout } = await execa(from, ["--list-full"]);
  const applets = stdout.split("\n").filter((applet) => /^[\w./[-]+$/.test(applet)).map((applet) => `/${applet}`).filter((path) => !noCommands.includes(path));
  return [
    { path: busybox, from, mode: 493 },
    ...applets.map((path) => ({ path, link: busybox })),
    { path: "/root", folder: true },
    { path: "/etc/passwd", content: "root:x:0:0:root:/root:/bin/sh\n", mode: 420 },
    { path: "/etc/group", content: "root:x:0:\n", mode: 420 },
    { path: "/etc/hosts", content: "127.0.0.1 localhost\n::1 localhost\n", mode: 420 }
  ];
}
async function repositoryFiles(root, names) {
  const files = [];
  let bytes = 0;
  for (const name of names) {
    const from = await inside(root, name);
    if (from === void 0) {
      throw new CoreMatrixError("usage", `${name} is gone, or leads out of the repository`);
    }
    const { mode, size } = await stat2(from);
    bytes += size;
    files.push({ path: `${workspaceFolder}/${name}`, from, mode: mode & 511 });
  }
  if (bytes <= bytesMax) return files;
  throw new CoreMatrixError("usage", `the files of commands have more than ${bytesMax / 1024 / 1024} MiB`, {
    remedy: "Name single files instead of whole folders."
  });
}
async function requireInterpreters(files, layer) {
  const there = new Set(layer.map(({ path }) => path));
  for (const { path, from, mode } of files) {
    if ((mode & 73) === 0) continue;
    const [interpreter, argument = ""] = await shebang(from) ?? [];
    if (interpreter === void 0) continue;
    const isEnv = basename(interpreter) === "env";
    const name = isEnv ? argument : basename(interpreter);
    const found = isEnv ? pathFolders.some((folder) => there.has(`${folder}/${name}`)) : there.has(interpreter);
    if (found) continue;
    throw new CoreMatrixError(
      "usage",
      `${path.slice(workspaceFolder.length + 1)} is a script for ${interpreter}${isEnv ? ` ${argument}` : ""}, which is not in the guest`,
      { remedy: `Add ${name} to tools, or write it for /bin/sh.` }
    );
  }
}
async function shebang(file) {
  const handle = await open(file, "r");
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(shebangBytes), 0, shebangBytes, 0);
    const [, path, argument = ""] = /^#![ \t]*([^\s]+)[ \t]*([^\n]*)/.exec(buffer.toString("utf8", 0, bytesRead)) ?? [];
    return path === void 0 ? void 0 : [path, argument.trim()];
  } finally {
    await handle.close();
  }
}

// src/guest/requests.ts
import { createWriteStream } from "node:fs";
import { open as open2 } from "node:fs/promises";
var headerFolder = "/run/include";
var partBytes = 16 * 1024;
var objectBytesMax = 64 * 1024 * 1024;
var fileMs = 6e4;
var output = (message) => message.type === messageTypes.output ? fieldValues(message.payload, "data") : [];
var writeOutput = (log, message) => {
  for (const chunk of output(message)) log.write(chunk);
};
function makeHeader(guest, log, deadlineMs) {
  return guest.ask(messageTypes.header, [], {
    deadlineMs,
    onMessage: (message) => writeOutput(log, message)
  });
}
var commandFields = (command) => [
  ...command.arguments.map((argument) => ["argument", argument]),
  ...command.variables.map((variable) => ["variable", variable]),
  ["folder", command.folder]
];
function execute(guest, command, deadlineMs, log) {
  return guest.ask(messageTypes.exec, commandFields(command), {
    deadlineMs,
    onMessage: (message) => writeOutput(log, message)
  });
}
function runOnTerminal(guest, command, terminal) {
  const sizeFields = ({ rows, columns }) => [
    ["rows", rows],
    ["columns", columns]
  ];
  return guest.ask(messageTypes.shell, [...commandFields(command), ...sizeFields(terminal.size)], {
    deadlineMs: Number.POSITIVE_INFINITY,
    onAsked: (input) => terminal.onReady({
      type(text) {
        for (let at = 0; at < text.length; at += partBytes)
          input([["data", text.subarray(at, at + partBytes)]]);
      },
      resize: (size) => input(sizeFields(size))
    }),
    onMessage: (message) => {
      for (const chunk of output(message)) terminal.write(chunk);
    }
  });
}
async function getFile(guest, from, to) {
  const file = createWriteStream(to, { mode: 420 });
  let written = 0;
  const answer = await guest.ask(messageTypes.get, [["path", from]], {
    deadlineMs: fileMs,
    onMessage(message) {
      for (const chunk of output(message)) {
        written += chunk.length;
        if (written <= objectBytesMax) file.write(chunk);
      }
    }
  });
  await new Promise((resolve, reject) => {
    file.on("error", reject);
    file.end(resolve);
  });
  return written > objectBytesMax ? { ...answer, errno: 27 } : answer;
}
async function putFile(guest, from, to, mode = 420) {
  const file = await open2(from, "r");
  try {
    let answer = { errno: 0, timedOut: false };
    const part = Buffer.alloc(partBytes);
    for (let append = 0; answer.errno === 0 && !answer.timedOut; append = 1) {
      const { bytesRead } = await file.read(part, 0, partBytes);
      if (bytesRead === 0 && append === 1) break;
      const content = [
        ["path", to],
        ["append", append],
        ["mode", mode],
        ["data", Buffer.from(part.subarray(0, bytesRead))]
      ];
      answer = await guest.ask(messageTypes.put, content, { deadlineMs: fileMs });
    }
    return answer;
  } finally {
    await file.close();
  }
}
var programsMax = 4096;
async function inspectObject(guest, path, log, deadlineMs) {
  const programs = [];
  const answer = await guest.ask(messageTypes.inspect, [["path", path]], {
    deadlineMs,
    onMessage(message) {
      writeOutput(log, message);
      if (message.type !== messageTypes.program || programs.length >= programsMax) return;
      programs.push({
        name: fieldText(message.payload, "name"),
        section: fieldText(message.payload, "section"),
        type: fieldText(message.payload, "type"),
        autoload: fieldNumber(message.payload, "autoload") === 1
      });
    }
  });
  return { answer, programs };
}

// src/run/host.ts
import { join as join5 } from "node:path";

// src/guest/toolchain.ts
import { createHash } from "node:crypto";
import { readdir, realpath as realpath3, stat as stat3 } from "node:fs/promises";
import { join as join2 } from "node:path";
var headerFolders = [
  "/usr/include/bpf",
  "/usr/include/linux",
  "/usr/include/asm-generic",
  "/usr/include/x86_64-linux-gnu/asm"
];
async function filesBelow(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile() && entry.name.endsWith(".h")).map((entry) => join2(entry.parentPath, entry.name)).map((path) => ({ path, from: path, mode: 420 }));
}
async function toolchainFiles(clang) {
  const resources = await execa(clang, ["-print-resource-dir"]);
  const headers = [...headerFolders, join2(resources.stdout, "include")];
  return [
    { path: clang, from: clang, mode: 493 },
    ...await librariesOf([{ path: clang, from: clang }]),
    ...(await Promise.all(headers.map(filesBelow))).flat()
  ];
}
async function fingerprint(files) {
  const hash = createHash("sha256");
  for (const file of files) {
    const { size, mtimeNs } = await stat3(file.path, { bigint: true });
    hash.update(`${file.path}\0${size}\0${mtimeNs}
`);
  }
  return hash.digest("hex");
}
async function packToolchain(clang, onPack) {
  const program = await realpath3(clang.path);
  const files = await toolchainFiles(program);
  const version = entryVersion(clang.version, await fingerprint(files));
  const folder = await cached("core-matrix-toolchain", version, async (out) => {
    onPack();
    await writeLayer(join2(out, "toolchain.cpio"), files);
  });
  return { archive: join2(folder, "toolchain.cpio"), clang: program };
}

// src/run/host-build.ts
import { copyFile, mkdir as mkdir2, readFile as readFile2 } from "node:fs/promises";
import { dirname as dirname3, join as join4 } from "node:path";

// src/bpf/diagnostics.ts
var located = /^(.+?):(\d{1,9}):(\d{1,9}): (fatal error|error|warning|note): (.*)$/;
var unlocated = /^(?:clang(?:-\d{1,3})?: )?(fatal error|error|warning): (.*)$/;
var inclusion = /^In file included from (.+):(\d{1,9}):$/;
var escapes = /\x1b\[[\d;]*[A-Za-z]/g;
var mostDiagnostics = 200;
var mostNotes = 20;
var deepestInclusion = 200;
function parseDiagnostics(text) {
  const found = [];
  const count = { error: 0, warning: 0, note: 0 };
  const waysTo = /* @__PURE__ */ new Map();
  let way = [];
  let owner;
  eachLine(text, (raw) => {
    const line = raw.replace(escapes, "").trimEnd();
    const [, includer, includerLine] = inclusion.exec(line) ?? [];
    if (includer !== void 0) {
      if (way.length < deepestInclusion) way = [{ file: includer, line: Number(includerLine) }, ...way];
      return;
    }
    const read = diagnosticOf(line);
    if (read === void 0) return;
    if (read.file !== void 0 && way.length > 0 && waysTo.size < mostDiagnostics)
      waysTo.set(read.file, way);
    way = [];
    const diagnostic = { ...read, includedFrom: waysTo.get(read.file ?? "") ?? [] };
    if (diagnostic.severity === "note" && owner !== void 0) {
      if (owner.notes.length < mostNotes) owner.notes.push(diagnostic);
      return;
    }
    owner = diagnostic;
    if (count[diagnostic.severity]++ < mostDiagnostics) found.push(diagnostic);
  });
  return withoutSurplus(found);
}
function diagnosticOf(line) {
  const [, file = "", row, column, severity, message = ""] = located.exec(line) ?? [];
  if (severity !== void 0) {
    return {
      severity: severityOf(severity),
      message,
      ...placeOf2(file, Number(row), Number(column)),
      includedFrom: [],
      notes: []
    };
  }
  const [, kind, text = ""] = unlocated.exec(line) ?? [];
  if (kind === void 0 || text.startsWith("too many errors emitted")) return void 0;
  return { severity: severityOf(kind), message: text, includedFrom: [], notes: [] };
}
function placeOf2(file, line, column) {
  if (file.startsWith("<") || line === 0) return {};
  return { file, line, ...column > 0 && { column } };
}
function severityOf(word) {
  return word === "warning" || word === "note" ? word : "error";
}
function withoutSurplus(found) {
  let room = mostDiagnostics - found.filter(({ severity }) => severity === "error").length;
  return found.filter(({ severity }) => severity === "error" || room-- > 0);
}

// src/run/build.ts
import { mkdir, readFile, rm } from "node:fs/promises";
import { dirname as dirname2, join as join3 } from "node:path";

// src/run/errno.ts
import { getSystemErrorMap } from "node:util";
function errnoName(errno) {
  const known = getSystemErrorMap().get(-errno);
  return known === void 0 ? `errno ${errno}` : `${known[0]} (${known[1]})`;
}

// src/run/build.ts
var builtFile = "/tmp/built.o";
var compilerFlags = (header) => [
  ...["-target", "bpf", "-g", "-O2", "-D__TARGET_ARCH_x86", "-fno-color-diagnostics", `-I${header}`],
  ...["-idirafter", "/usr/include/x86_64-linux-gnu"]
];
function inRepository(pathOf, diagnostic) {
  const { file, line, column, ...rest } = diagnostic;
  const path = file === void 0 ? void 0 : pathOf(file);
  return {
    ...rest,
    ...path !== void 0 && {
      file: path,
      ...line !== void 0 && { line },
      ...column !== void 0 && { column }
    },
    includedFrom: diagnostic.includedFrom.flatMap((from) => {
      const including = pathOf(from.file);
      return including === void 0 ? [] : [{ file: including, line: from.line }];
    }),
    notes: diagnostic.notes.map((note) => inRepository(pathOf, note))
  };
}
var buildTrouble = (message, log, timedOut) => ({
  code: timedOut ? "stage-timeout" : "build-error",
  stage: "build",
  message,
  logs: [log],
  ...timedOut && { remedy: "Give it longer with --build-timeout." }
});
async function prepareHeader(context) {
  const log = createLog(join3(context.out, context.paths.header));
  try {
    const answer = await makeHeader(context.guest, log, context.buildMs);
    if (answer.errno === 0 && !answer.timedOut) return void 0;
    log.write(
      Buffer.from(
        `core-matrix: vmlinux.h was not made: ${answer.timedOut ? "deadline" : errnoName(answer.errno)}
`
      )
    );
    if (answer.timedOut) return buildTrouble("dumping vmlinux.h took too long", context.paths.header, true);
    return {
      code: "btf-missing",
      stage: "build",
      message: `no vmlinux.h could be made from the kernel's BTF: ${errnoName(answer.errno)}`,
      remedy: "The kernel must be built with CONFIG_DEBUG_INFO_BTF=y.",
      logs: [context.paths.header]
    };
  } finally {
    log.close();
    if (log.excerpt() === "") await rm(join3(context.out, context.paths.header));
  }
}
async function fetchObject(context, object) {
  const path = join3(context.out, context.paths.object(object));
  await mkdir(dirname2(path), { recursive: true });
  const answer = await getFile(context.guest, builtFile, path);
  context.builds.deliver(object, context.spec, answer.errno === 0 && !answer.timedOut ? path : void 0);
}
async function buildObject(context, object) {
  const logPath = context.paths.build(object.name);
  const log = createLog(join3(context.out, logPath));
  const own = flagsWithin(context.root, object.cflags, workspaceFolder);
  const answer = await execute(
    context.guest,
    {
      arguments: [context.clang, ...compilerFlags(headerFolder), ...own, "-c", object.name, "-o", builtFile],
      variables: ["PATH=/usr/bin:/bin", "LC_ALL=C", "TMPDIR=/tmp"],
      folder: workspaceFolder
    },
    context.buildMs,
    log
  ).finally(() => log.close());
  const text = await readFile(join3(context.out, logPath), "utf8");
  const observed = {
    object: object.name,
    exitCode: answer.exit ?? -1,
    log: logPath,
    diagnostics: parseDiagnostics(text).map(
      (diagnostic) => inRepository((file) => repositoryPath(context.workspace, file), diagnostic)
    )
  };
  if (answer.exit === 0) {
    await fetchObject(context, object.name);
    return observed;
  }
  context.builds.deliver(object.name, context.spec, void 0);
  if (answer.timedOut) {
    return {
      ...observed,
      trouble: buildTrouble(`the compiler did not end within ${context.buildMs / 1e3} s`, logPath, true)
    };
  }
  if (answer.exit !== void 0) return observed;
  const how = answer.signal === void 0 ? errnoName(answer.errno) : `signal ${answer.signal}`;
  return { ...observed, trouble: buildTrouble(`the compiler ended with ${how}`, logPath, false) };
}

// src/run/host-build.ts
var memoryBytes = 4 * 1024 ** 3;
var objectBytes = 64 * 1024 ** 2;
async function copyWorkspace(workspace, folder) {
  await mkdir2(folder, { recursive: true });
  for (const [path, from] of workspace) {
    await mkdir2(dirname3(join4(folder, path)), { recursive: true });
    await copyFile(from, join4(folder, path));
  }
}
async function fetchHeader(context, folder) {
  await mkdir2(folder, { recursive: true });
  const answer = await getFile(context.guest, `${headerFolder}/vmlinux.h`, join4(folder, "vmlinux.h"));
  if (answer.errno === 0 && !answer.timedOut) return void 0;
  const why = answer.timedOut ? "it took too long" : errnoName(answer.errno);
  return buildTrouble(`vmlinux.h could not be fetched from the guest: ${why}`, context.paths.header, false);
}
async function buildOnHost(context, object, folders, signal) {
  const logPath = context.paths.build(object.name);
  const path = join4(context.out, context.paths.object(object.name));
  await mkdir2(dirname3(path), { recursive: true });
  const log = createLog(join4(context.out, logPath));
  const limits = [`--as=${memoryBytes}`, `--fsize=${objectBytes}`];
  const flags = [
    ...compilerFlags(folders.header),
    ...flagsWithin(context.root, object.cflags, folders.workspace)
  ];
  const compiler = execa("prlimit", [...limits, context.clang, ...flags, "-c", object.name, "-o", path], {
    cwd: folders.workspace,
    env: { PATH: "/usr/bin:/bin", LC_ALL: "C" },
    extendEnv: false,
    stdin: "ignore",
    all: true,
    buffer: false,
    reject: false,
    timeout: context.buildMs,
    killSignal: "SIGKILL",
    ...signal !== void 0 && { cancelSignal: signal }
  });
  compiler.all.on("data", (chunk) => log.write(chunk));
  const { exitCode, timedOut, signal: ended } = await compiler;
  log.close();
  const text = await readFile2(join4(context.out, logPath), "utf8");
  context.builds.deliver(object.name, context.spec, exitCode === 0 ? path : void 0);
  const pathOf = (file) => repositoryPath(context.workspace, file, folders.workspace);
  const observed = {
    object: object.name,
    exitCode: exitCode ?? -1,
    log: logPath,
    diagnostics: parseDiagnostics(text).map((diagnostic) => inRepository(pathOf, diagnostic))
  };
  if (exitCode !== void 0) return observed;
  const how = timedOut ? `did not end within ${context.buildMs / 1e3} s` : `ended with signal ${ended}`;
  return { ...observed, trouble: buildTrouble(`the compiler ${how}`, logPath, timedOut) };
}

// src/run/host.ts
var emulationFactor = 5;
function deadlinesFor(accelerator, given) {
  const factor = accelerator === "kvm" ? 1 : emulationFactor;
  const scaled = Object.entries(defaultDeadlines).map(([stage, ms]) => [stage, ms * factor]);
  return { ...Object.fromEntries(scaled), ...given };
}
async function prepareHost(options, listen) {
  const tell = (message) => listen({ type: "host", message });
  const { config } = options;
  const workspace = await workspaceOf(config);
  const commands = loadCommands(config);
  const cargo = commands.length === 0 ? [] : await packCargo(config.root, commands);
  const programs = await buildGuestPrograms(() => tell("building the guest agent"));
  const choice = await chooseAccelerator(options.accel, programs.probe);
  if (choice.notice !== void 0) listen({ type: "notice", message: choice.notice });
  const shared = {
    programs,
    accelerator: choice.accelerator,
    deadlines: deadlinesFor(choice.accelerator, options.deadlines),
    cargo
  };
  if (config.objects.every(({ kind }) => kind === "object")) return shared;
  const clang = await findClang();
  if (clang === void 0) {
    throw new CoreMatrixError("infrastructure", "no clang on PATH, and sources have to be built", {
      remedy: "Run `core-matrix doctor --install-missing`, or install the package clang."
    });
  }
  if (config.build.on === "host") {
    const folder = join5(options.out, workFolder, "workspace");
    await copyWorkspace(workspace, folder);
    return { ...shared, building: { on: "host", workspace, clang: clang.path, folder } };
  }
  const toolchain = await packToolchain(clang, () => tell(`packing the toolchain (clang ${clang.version})`));
  const building = {
    on: "guests",
    workspace,
    clang: toolchain.clang,
    toolchain,
    cargo: await buildCargo(config, toolchain)
  };
  return { ...shared, building };
}
async function workspaceOf({ root, objects, buildCommand }) {
  const sources = objects.filter(({ kind }) => kind === "source");
  const workspace = await collectWorkspace(
    root,
    sources.map(({ name, cflags }) => ({ path: name, cflags }))
  );
  return new Map([
    ...workspace,
    ...(buildCommand?.files ?? []).map((name) => [name, join5(root, name)])
  ]);
}
async function buildCargo({ root, buildCommand }, { clang }) {
  if (buildCommand === void 0) return [];
  return [{ path: "/usr/local/bin/clang", link: clang }, ...await packCargo(root, [buildCommand])];
}

// src/run/resolve.ts
async function resolveImage({ options, listen }, { spec }) {
  return await resolveKernel(spec, {
    access: options.access,
    ...options.signal !== void 0 && { signal: options.signal },
    ...options.config.lock !== void 0 && { lock: options.config.lock },
    onNotice: (message) => listen({ type: "notice", message }),
    onProgress: (detail) => listen({ type: "stage", kernel: spec.text, stage: "resolve", detail })
  });
}

// src/run/guest-command.ts
var commandOf = (command, env = {}) => ({
  arguments: argumentsOf(command),
  variables: variablesOf({ ...env, ...command.env }),
  folder: folderOf(command)
});
var commandText = ({ run }) => typeof run === "string" ? run : run.join(" ");
function badEnd({ errno, exit, signal }) {
  if (errno !== void 0 && errno !== 0) return `could not be started: ${errnoName(errno)}`;
  if (signal !== void 0) return `ended by signal ${signal}`;
  return exit === 0 ? void 0 : `exit code ${exit}`;
}
var [ENOENT, cannotExecute, notFound, bySignal] = [2, 126, 127, 128];
function exitCodeOf({ errno, exit, signal }) {
  if (errno !== void 0 && errno !== 0) return errno === ENOENT ? notFound : cannotExecute;
  return signal === void 0 ? exit ?? cannotExecute : bySignal + signal;
}

// src/run/objects.ts
import { dirname as dirname5, join as join12 } from "node:path";

// src/run/build-command.ts
import { mkdir as mkdir3, readFile as readFile3 } from "node:fs/promises";
import { dirname as dirname4, join as join6, posix as posix2 } from "node:path";
function pathFrom(workspace, folder, file) {
  const direct = repositoryPath(workspace, posix2.resolve(folder, file));
  if (direct !== void 0 || posix2.isAbsolute(file)) return direct;
  const end = posix2.normalize(file).replace(/^(?:\.\.\/)+/, "");
  const alike = [...workspace.keys()].filter((path) => path === end || path.endsWith(`/${end}`));
  return alike.length === 1 ? alike[0] : void 0;
}
async function buildByCommand(context, command, objects) {
  const { out, workspace, buildMs } = context;
  const logPath = context.paths.buildCommand;
  const log = createLog(join6(out, logPath));
  const asked = commandOf(command, { CPATH: headerFolder });
  const answer = await execute(context.guest, asked, buildMs, log).finally(() => log.close());
  const text = await readFile3(join6(out, logPath), "utf8");
  const ended = badEnd(answer);
  const name = commandText(command);
  const isOver = !answer.timedOut;
  const observed = {
    exitCode: exitCodeOf(answer),
    command: name,
    log: logPath,
    diagnostics: parseDiagnostics(text).map(
      (diagnostic) => inRepository((file) => pathFrom(workspace, folderOf(command), file), diagnostic)
    ),
    ...answer.timedOut && {
      trouble: buildTrouble(`\`${name}\` did not end within ${buildMs / 1e3} s`, logPath, true)
    },
    ...isOver && answer.exit === void 0 && { trouble: buildTrouble(`\`${name}\`: ${ended}`, logPath, false) }
  };
  const builds = [];
  for (const { name: object } of objects) {
    const isThere = isOver && ended === void 0 && await fetchBuilt(context, object);
    if (!isThere) context.builds.deliver(object, context.spec, void 0);
    const trouble = buildTrouble(`\`${name}\` ended well, and there is no ${object}`, logPath, false);
    builds.push({ object, ...observed, ...isOver && ended === void 0 && !isThere && { trouble } });
  }
  return builds;
}
async function fetchBuilt(context, object) {
  const path = join6(context.out, context.paths.object(object));
  await mkdir3(dirname4(path), { recursive: true });
  const answer = await getFile(context.guest, `${workspaceFolder}/${object}`, path);
  if (answer.errno !== 0 || answer.timedOut) return false;
  context.builds.deliver(object, context.spec, path);
  return true;
}

// src/run/known-objects.ts
import { join as join7 } from "node:path";
async function knownObjects(context, task) {
  const { root } = context.options.config;
  const tried = await Promise.all(
    task.loads.map(async ({ object, builtOn }) => {
      const isCompiled = object.kind === "object";
      const path = isCompiled ? join7(root, object.name) : await context.builds.await(object.name, builtOn);
      const repository = repositoryOf(context, object);
      return { object: object.name, builtOn: isCompiled ? "" : builtOn, path, repository };
    })
  );
  const files = new Set(task.commands.flatMap((command) => command.files));
  const brought = [...files].map((file) => ({
    object: file,
    builtOn: "",
    path: join7(root, file),
    repository: { root }
  }));
  return [
    ...tried.flatMap(({ path, ...known }) => path === void 0 ? [] : [{ ...known, path }]),
    ...brought
  ];
}
function repositoryOf({ options, host }, { kind }) {
  const { root } = options.config;
  const { building } = host;
  if (kind === "object" || building === void 0) return { root };
  return {
    root,
    workspace: building.workspace,
    ...building.on === "host" && { builtIn: building.folder }
  };
}

// src/run/load.ts
import { join as join11 } from "node:path";

// src/bpf/btf-value.ts
var deepest = 32;
var mostBytesShown = 64;
var cut = { kind: "cut" };
function decodeValue(btf, typeId, bytes, allowance, depth = 0) {
  if (--allowance.values < 0 || depth >= deepest) return cut;
  const type = skipModifiers(btf, typeId);
  if (isComposite(type)) {
    const members = /* @__PURE__ */ new Map();
    addMembers(btf, type, bytes, allowance, depth + 1, members);
    return { kind: "members", members };
  }
  if (type.kind === "array") return decodeArray(btf, type, bytes, allowance, depth + 1);
  if (type.kind === "void" || type.kind === "fwd" || type.kind === "func") return decodeUntyped(bytes);
  const size = sizeOf(btf, typeId);
  if (bytes.length < size) return cut;
  return scalar(btf, type, bytes.subarray(0, size), size * 8);
}
function decodeUntyped(bytes) {
  if ([1, 2, 4, 8].includes(bytes.length)) return { kind: "integer", value: unsigned(bytes) };
  const shown = Buffer.from(bytes.subarray(0, mostBytesShown)).toString("hex");
  return { kind: "bytes", value: bytes.length > mostBytesShown ? `${shown}\u2026` : shown };
}
function addMembers(btf, type, bytes, allowance, depth, members) {
  for (let index = 0; index < type.vlen && allowance.values > 0 && depth <= deepest; index++) {
    const { name, type: id } = btfMember(btf, type, index);
    const { bitOffset, bitfieldSize } = memberPlace(btf, type, index);
    const own = bytes.subarray(bitOffset >>> 3);
    const inner = skipModifiers(btf, id);
    if (name === "" && isComposite(inner)) {
      allowance.values--;
      addMembers(btf, inner, own, allowance, depth + 1, members);
    } else if (bitfieldSize > 0) {
      members.set(name, decodeBitfield(btf, inner, own, bitOffset & 7, bitfieldSize, allowance));
    } else {
      members.set(name, decodeValue(btf, id, own, allowance, depth));
    }
  }
}
function decodeBitfield(btf, type, bytes, shift, bits, allowance) {
  const size = Math.ceil((shift + bits) / 8);
  if (--allowance.values < 0 || bytes.length < size) return cut;
  const value = BigInt.asUintN(bits, unsigned(bytes.subarray(0, size)) >> BigInt(shift));
  const whole = Buffer.alloc(16);
  whole.writeBigUInt64LE(BigInt.asUintN(64, value));
  return scalar(btf, type, whole, bits);
}
var widest = 16;
function scalar(btf, type, bytes, bits) {
  if (bytes.length > widest) return decodeUntyped(bytes);
  switch (type.kind) {
    case "int": {
      const { signed, bool } = intEncoding(btf, type);
      const value = unsigned(bytes);
      if (bool) return { kind: "boolean", value: value !== 0n };
      return { kind: "integer", value: signed ? BigInt.asIntN(bits, value) : value };
    }
    case "enum":
    case "enum64": {
      const signed = kindFlag(btf, type);
      const value = signed ? BigInt.asIntN(bits, unsigned(bytes)) : unsigned(bytes);
      const name = enumeratorNamed(btf, type, value);
      return { kind: "integer", value, ...name !== void 0 && { name } };
    }
    case "ptr": {
      const value = unsigned(bytes);
      return { kind: "integer", value, name: `0x${value.toString(16)}` };
    }
    case "float":
      return decodeFloat(bytes);
    default:
      return decodeUntyped(bytes);
  }
}
function decodeFloat(bytes) {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length === 4) return { kind: "float", value: view.readFloatLE() };
  return bytes.length === 8 ? { kind: "float", value: view.readDoubleLE() } : decodeUntyped(bytes);
}
function enumeratorNamed(btf, type, value) {
  for (let index = 0; index < type.vlen; index++) {
    if (BigInt.asIntN(64, enumeratorValue(btf, type, index)) === BigInt.asIntN(64, value)) {
      return btfEnumerator(btf, type, index);
    }
  }
  return void 0;
}
function decodeArray(btf, type, bytes, allowance, depth) {
  const element = btfArrayElement(btf, type);
  const length = arrayLength(btf, type);
  const text = isCharacter(btf, skipModifiers(btf, element)) ? asText(bytes.subarray(0, length)) : void 0;
  if (text !== void 0) return { kind: "text", value: text };
  const size = sizeOf(btf, element);
  const items = [];
  for (let index = 0; index < length; index++) {
    const item = decodeValue(btf, element, bytes.subarray(index * size), allowance, depth);
    items.push(item);
    if (item.kind === "cut") break;
  }
  return { kind: "list", items };
}
function isCharacter(btf, type) {
  return type.kind === "int" && type.sizeOrType === 1 && type.name === "char" && !intEncoding(btf, type).bool;
}
function asText(bytes) {
  const end = bytes.indexOf(0);
  try {
    const text = utf8.decode(end < 0 ? bytes : bytes.subarray(0, end));
    return /[\0-\x08\x0b-\x1f\x7f]/.test(text) ? void 0 : text;
  } catch {
    return void 0;
  }
}
var utf8 = new TextDecoder("utf-8", { fatal: true });
function unsigned(bytes) {
  let value = 0n;
  for (let at = bytes.length - 1; at >= 0; at--) value = value << 8n | BigInt(bytes[at] ?? 0);
  return value;
}

// src/bpf/value-text.ts
var isExact = (value) => BigInt.asIntN(54, value) === value;
function valueText(value) {
  switch (value.kind) {
    case "integer":
      if (value.name !== void 0) return JSON.stringify(value.name);
      return isExact(value.value) ? String(value.value) : JSON.stringify(String(value.value));
    case "boolean":
      return String(value.value);
    case "float":
      return Number.isFinite(value.value) ? String(value.value) : JSON.stringify(String(value.value));
    case "text":
    case "bytes":
      return JSON.stringify(value.value);
    case "list":
      return `[${value.items.map(valueText).join(", ")}]`;
    case "members": {
      const members = [...value.members].map(
        ([name, member]) => `${JSON.stringify(name)}: ${valueText(member)}`
      );
      return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
    }
    case "cut":
      return '"\u2026"';
  }
}

// src/bpf/variables.ts
var BTF_VAR_STATIC = 0;
function dataSections({ btf }) {
  const found = /* @__PURE__ */ new Map();
  if (btf === void 0) return found;
  for (let id = 1; id < typeCount(btf); id++) {
    if (btfKind(btf, id) !== "datasec") continue;
    const type = btfType(btf, id);
    found.set(type.name, type);
  }
  return found;
}
function variablesOf2(object, section) {
  const { btf } = object;
  if (btf === void 0) return [];
  const offsets = symbolOffsets(object, section.name);
  return Array.from({ length: section.vlen }, (_, index) => {
    const variable = btfType(btf, elementWord(btf, section, index, 0));
    const own = elementWord(btf, section, index, 1);
    const isStatic = linkage(btf, variable) === BTF_VAR_STATIC;
    return {
      name: variable.name,
      section: section.name,
      offset: isStatic ? own : offsets.get(variable.name) ?? own,
      type: variable.sizeOrType
    };
  });
}
function linkage(btf, variable) {
  return variable.kind === "var" ? tailWord(btf, variable, 0) : BTF_VAR_STATIC;
}
function symbolOffsets({ elf, symbols }, name) {
  const section = sectionNamed(elf, name);
  const inside2 = symbols.filter((symbol2) => symbol2.section === section?.index && symbol2.type !== STT_SECTION);
  return new Map(inside2.map((symbol2) => [symbol2.name, symbol2.value]));
}

// src/bpf/map-content.ts
var mostValues = 32768;
var mostZeros = 64 * 1024;
function decodeMap(object, content) {
  const allowance = { values: mostValues };
  const decode = (type2, bytes) => {
    try {
      return decodeTyped(object, type2, bytes, allowance);
    } catch (error) {
      if (error instanceof FormatError) return decodeUntyped(bytes);
      throw error;
    }
  };
  const { name, type, state, lookedAt, cpus, keyType: keyType2, valueType } = content;
  const byKey = new Map(
    content.entries.map((entry) => [Buffer.from(entry.key).toString("hex"), entry])
  );
  const entries = [...byKey.values()].map(({ key, value }) => ({
    key: decode(keyType2, key),
    values: valuesOf(value, cpus).map((bytes) => decode(valueType, bytes))
  }));
  const zeros = type === "array" || type === "percpu_array" ? zerosOf(object, content) : void 0;
  return {
    name,
    type,
    state,
    lookedAt,
    entries,
    ...zeros !== void 0 && { zero: decode(valueType, zeros) }
  };
}
function decodeTyped(object, type, bytes, allowance) {
  const { btf } = object;
  if (btf === void 0 || type === 0) return decodeUntyped(bytes);
  const section = btfType(btf, type);
  if (section.kind !== "datasec") return decodeValue(btf, type, bytes, allowance);
  const members = /* @__PURE__ */ new Map();
  for (const variable of variablesOf2(object, section)) {
    if (allowance.values <= 0) break;
    members.set(variable.name, decodeValue(btf, variable.type, bytes.subarray(variable.offset), allowance));
  }
  return { kind: "members", members };
}
function valuesOf(value, cpus) {
  if (cpus === void 0 || cpus < 1 || value.length === 0) return [value];
  const size = Math.max(8, Math.floor(value.length / cpus));
  return Array.from(
    { length: Math.ceil(value.length / size) },
    (_, cpu) => value.subarray(cpu * size, (cpu + 1) * size)
  );
}
function zerosOf({ btf }, { valueType, entries }) {
  const known = entries[0]?.value.length;
  if (known !== void 0) return new Uint8Array(known);
  try {
    const size = btf === void 0 || valueType === 0 ? 0 : sizeOf(btf, valueType);
    return size > 0 && size <= mostZeros ? new Uint8Array(size) : void 0;
  } catch (error) {
    if (error instanceof FormatError) return void 0;
    throw error;
  }
}
function mapsText(maps) {
  const parts = maps.map((map) => {
    const note = noteOf(map);
    const entries = map.entries.map((entry) => `
			${entryText(entry)}`).join(",");
    return [
      `	${JSON.stringify(map.name)}: {`,
      `		"type": ${JSON.stringify(map.type)},`,
      ...note === void 0 ? [] : [`		"note": ${JSON.stringify(note)},`],
      `		"entries": [${entries}${entries === "" ? "" : "\n		"}]`,
      "	}"
    ].join("\n");
  });
  return `{
${parts.join(",\n")}
}
`;
}
function entryText({ key, values }) {
  const [value] = values;
  const text = value !== void 0 && values.length === 1 ? `"value": ${valueText(value)}` : `"values": [${values.map(valueText).join(", ")}]`;
  return `{ "key": ${valueText(key)}, ${text} }`;
}
function noteOf({ state, zero, lookedAt, entries }) {
  if (state === "unreadable") return "maps of this type are not read";
  const zeros = zero !== void 0 && lookedAt > entries.length ? "entries that are all zeros are left out" : void 0;
  if (state === "whole") return zeros;
  const more = `there is more than the ${lookedAt} entries that were looked at`;
  return zeros === void 0 ? more : `${more}; ${zeros}`;
}

// src/bpf/needs.ts
var mapsSection = ".maps";
var implementationSections = [".struct_ops", ".struct_ops.link"];
var mostInsns = 1 << 24;
function definitionsIn({ elf, symbols }, name) {
  const section = sectionNamed(elf, name)?.index;
  return symbols.filter((symbol2) => symbol2.section === section && symbol2.name !== "").sort((a, b) => a.value - b.value);
}
function mapNames(object) {
  return definitionsIn(object, mapsSection).map(({ name }) => name);
}
function needsOf(object) {
  const slots = slotsOf(object);
  const used = mapsByProgram(object);
  const together = implementationsOf(object);
  const all = new Map(
    [...used].map(([name, maps]) => [name, maps && reach(together.get(name) ?? [name], used, slots)])
  );
  const referred = new Set([...all.values()].flatMap((references) => [...references?.maps ?? []]));
  const dispensable = mapNames(object).filter(
    (map) => referred.has(map) || (slots.get(map)?.programs.size ?? 0) > 0
  );
  const needs = [...all].map(([name, references]) => [
    name,
    {
      programs: [...references?.programs ?? []].filter((other) => other !== name),
      unused: references === void 0 ? [] : dispensable.filter((map) => !references.maps.has(map))
    }
  ]);
  return new Map(needs);
}
function usersOf(object, map) {
  return [...mapsByProgram(object)].filter(([, maps]) => maps?.has(map)).map(([name]) => name);
}
function reach(names, used, slots) {
  const seen = { maps: /* @__PURE__ */ new Set(), programs: new Set(names) };
  const pending = names.flatMap((name) => [...used.get(name) ?? []]);
  for (let map = pending.pop(); map !== void 0; map = pending.pop()) {
    if (seen.maps.has(map)) continue;
    seen.maps.add(map);
    const { maps: inner, programs } = slots.get(map) ?? { maps: [], programs: [] };
    pending.push(...inner);
    for (const program of programs) {
      if (seen.programs.has(program)) continue;
      seen.programs.add(program);
      pending.push(...used.get(program) ?? []);
    }
  }
  return seen;
}
var followed = /* @__PURE__ */ new WeakMap();
function mapsByProgram(object) {
  const maps = followed.get(object) ?? followMaps(object);
  followed.set(object, maps);
  return maps;
}
function followMaps(object) {
  const section = sectionNamed(object.elf, mapsSection)?.index;
  const tables = /* @__PURE__ */ new Map();
  let left = mostInsns;
  const mapsOf = (program) => {
    try {
      const code = linkProgram(object, program).map((linked) => linked.function);
      left -= code.reduce((sum, { insnCount }) => sum + insnCount, 0);
      if (left < 0) return void 0;
      const symbols = code.flatMap((part) => symbolsIn(object, part, tables));
      return new Set(symbols.filter((symbol2) => symbol2.section === section).map(({ name }) => name));
    } catch (error) {
      if (error instanceof FormatError) return void 0;
      throw error;
    }
  };
  return new Map(object.programs.map((program) => [program.name, left < 0 ? void 0 : mapsOf(program)]));
}
function symbolsIn(object, { section, insnOffset, insnCount }, tables) {
  const table = tables.get(section) ?? relocations(object.elf, section).toSorted((a, b) => a.offset - b.offset);
  tables.set(section, table);
  const end = (insnOffset + insnCount) * insnSize;
  const symbols = [];
  for (let at = countBefore(table, ({ offset }) => offset, insnOffset * insnSize); at < table.length; at++) {
    const entry = table[at];
    if (entry === void 0 || entry.offset >= end) break;
    const symbol2 = object.symbols[entry.symbol];
    if (symbol2 !== void 0) symbols.push(symbol2);
  }
  return symbols;
}
var slotsOf = (object) => slotsIn(object, mapsSection);
function implementationsOf(object) {
  const members = implementationSections.flatMap((section) => [...slotsIn(object, section).values()]);
  return new Map(
    members.flatMap(({ programs }) => [...programs].map((name) => [name, [...programs]]))
  );
}
function slotsIn(object, name) {
  const section = sectionNamed(object.elf, name);
  if (section === void 0) return /* @__PURE__ */ new Map();
  const maps = definitionsIn(object, name);
  const programs = new Set(object.programs.map(({ name: name2 }) => name2));
  const found = new Map(
    maps.map(({ name: name2 }) => [name2, { maps: /* @__PURE__ */ new Set(), programs: /* @__PURE__ */ new Set() }])
  );
  for (const { offset, symbol: symbol2 } of relocations(object.elf, section)) {
    const owner = maps[countBefore(maps, ({ value }) => value, offset + 1) - 1];
    const target = object.symbols[symbol2];
    const slots = owner && found.get(owner.name);
    if (slots === void 0 || target === void 0) continue;
    if (target.section === section.index) slots.maps.add(target.name);
    else if (programs.has(target.name)) slots.programs.add(target.name);
  }
  return found;
}
function countBefore(sorted, of, limit) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = low + high >>> 1;
    const item = sorted[middle];
    if (item !== void 0 && of(item) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

// src/findings/map-expectations.ts
var quotedEntries = 8;
var mostMismatches = 16;
function mapMismatches(wanted, maps) {
  return Object.entries(wanted).flatMap(([name, entries]) => {
    const map = maps.find((candidate) => candidate.name === name);
    const missing = entries.find((entry) => map === void 0 || !containsEntry(map, entry));
    if (missing === void 0) return [];
    const found = map === void 0 ? "It was not created: nothing that was loaded refers to it. Name the program that does with `with`." : foundText(map, missing);
    return [{ map: name, wanted: oneLine(wantedText(missing), 300), found }];
  }).slice(0, mostMismatches);
}
function foundText(map, wanted) {
  const note = noteOf(map);
  const lines = map.entries.slice(0, quotedEntries).map((entry) => `
  ${oneLine(entryText(entry), 200)}`);
  const more = map.entries.length > quotedEntries ? `
  (${map.entries.length - quotedEntries} more entries)` : "";
  const head = lines.length === 0 ? "It is empty" : `What is in it`;
  return `${head}${note === void 0 ? "" : ` (${note})`}${lines.length === 0 ? "." : ":"}${lines.join("")}${more}${advice(map, wanted)}`;
}
function advice({ entries, zero }, wanted) {
  const value = entries[0]?.values[0] ?? zero;
  const missing = (value && missingMember(value, wanted.value)) ?? (entries[0] && missingMember(entries[0].key, wanted.key));
  if (missing === void 0) return "";
  const near = nearest(missing.name, missing.members);
  const name = oneLine(missing.name, 100);
  return `
There is no member \`${name}\` in it${near === void 0 ? "" : `; did you mean \`${oneLine(near, 100)}\`?`}`;
}

// src/findings/questions.ts
import { constants } from "node:os";
var none = { helpers: [], maps: [], symbols: [], events: [] };
var { ENOENT: ENOENT2, ESRCH, EADDRNOTAVAIL, EPERM, EACCES } = constants.errno;
var noTarget = [ENOENT2, ESRCH, EADDRNOTAVAIL];
var mostQuestions = 16;
var symbol = /^[A-Za-z_][\w.]{0,511}$/;
function questionsFor(program) {
  const { section, load, attach, trigger } = program;
  if (load.errno !== 0) return questionsOfLoad(load.excerpt, section);
  const errno = attach?.errno ?? 0;
  if (noTarget.includes(errno)) {
    const target = targetOf(section);
    return target && { ...none, [target.list]: [target.name] };
  }
  const isForbidden = errno === EPERM || errno === EACCES;
  const isSilentHook = trigger?.runs === 0 && section.startsWith("lsm");
  return isForbidden || isSilentHook ? none : void 0;
}
function questionsOfLoad(excerpt, section) {
  const target = targetOf(section);
  const { facts, message } = readLoadLog(excerpt);
  const helpers = [];
  const maps = [];
  const symbols = [];
  const events = [];
  for (const fact of facts.slice(0, mostQuestions)) {
    switch (fact.kind) {
      case "helper-unknown":
      case "helper-not-allowed":
        helpers.push(fact.id);
        break;
      case "map-not-created":
        if (fact.name !== void 0) maps.push(fact.name);
        break;
      case "kfunc-missing":
      case "ksym-missing":
        if (fact.name !== void 0 && symbol.test(fact.name)) symbols.push(fact.name);
        break;
      case "attach-target-missing":
        if (target?.written === fact.name) (target.list === "events" ? events : symbols).push(target.name);
        else if (symbol.test(fact.name)) symbols.push(fact.name);
        break;
      default:
    }
  }
  const isSilent = facts.length === 0 && message.length === 0;
  const isAsking = helpers.length + maps.length + symbols.length + events.length > 0;
  return isSilent || isAsking ? { helpers, maps, symbols, events } : void 0;
}

// src/guest/features.ts
var isQuestion = (text) => questions.some((question) => question === text);
var probeMs = 6e4;
var answersMax = 64;
var nearMax = 256;
function answerOf({ type, payload }) {
  const question = fieldText(payload, "question");
  if (type !== messageTypes.answer || !isQuestion(question)) return void 0;
  const found = fieldNumber(payload, "found");
  const typed = fieldNumber(payload, "btf");
  const mapType = fieldText(payload, "type");
  const near = fieldText(payload, "text").split("\n", nearMax).filter(Boolean);
  return {
    question,
    name: fieldText(payload, "name"),
    ...mapType !== "" && { type: mapType },
    ...found !== void 0 && { found: found === 1 },
    ...typed !== void 0 && { typed: typed === 1 },
    ...near.length > 0 && { near }
  };
}
async function probeKernel(guest, path, program, { helpers, maps, symbols, events }) {
  const answers = [];
  const content = [
    ["path", path],
    ["name", program],
    ...helpers.map((helper) => ["helper", helper]),
    ...maps.map((map) => ["map", map]),
    ...symbols.map((symbol2) => ["symbol", symbol2]),
    ...events.map((event) => ["event", event])
  ];
  await guest.ask(messageTypes.probe, content, {
    deadlineMs: probeMs,
    onMessage(message) {
      const answer = answerOf(message);
      if (answer !== void 0 && answers.length < answersMax) answers.push(answer);
    }
  });
  return answers;
}

// src/guest/maps.ts
import { constants as constants2 } from "node:os";
function settingFields({
  name,
  maxEntries,
  pin,
  leaveOut,
  keys = [],
  bytes = []
}) {
  const settings = [["map", name]];
  if (maxEntries !== void 0) settings.push(["max_entries", maxEntries]);
  if (pin !== void 0) settings.push(["pin", pin]);
  if (leaveOut) settings.push(["leave_out", 1]);
  for (const key of keys) settings.push(["key", key]);
  for (const { offset, bytes: data } of bytes) settings.push(["offset", offset], ["data", data]);
  return settings;
}
var stateOf = (errno) => errno === 0 ? "whole" : errno === constants2.errno.EOPNOTSUPP ? "unreadable" : "cut";
function readMap({ payload }) {
  const entries = [];
  let key;
  for (const [field, bytes] of fieldsOf(payload)) {
    if (field === fields.key) key = bytes;
    else if (field === fields.value && key !== void 0) entries.push({ key, value: bytes });
  }
  const cpus = fieldNumber(payload, "cpus");
  return {
    name: fieldText(payload, "name"),
    type: fieldText(payload, "type"),
    keyType: fieldNumber(payload, "key_type") ?? 0,
    valueType: fieldNumber(payload, "value_type") ?? 0,
    ...cpus !== void 0 && { cpus },
    lookedAt: fieldNumber(payload, "looked_at") ?? 0,
    entries,
    state: stateOf(fieldNumber(payload, "errno"))
  };
}

// src/guest/trial.ts
var logBytes = 16 * 1024 * 1024;
var saidMax = 4096;
var mapsMax = 64;
function commandEnd(payload) {
  const [errno, exit, signal] = ["errno", "exit", "signal"].map(
    (name) => fieldNumber(payload, name)
  );
  if (errno !== void 0 && errno !== 0) return { errno };
  return signal === void 0 ? { exit: exit ?? -1 } : { signal };
}
function fieldsOfRequest(request) {
  return [
    ["path", request.path],
    ["name", request.program],
    ["log_bytes", logBytes],
    ["group", request.group],
    ...request.loadWith.map((name) => ["load_with", name]),
    ...request.attachWith.map((name) => ["attach_with", name]),
    ...request.maps.flatMap(settingFields),
    ...request.trigger === void 0 ? [] : commandFields(request.trigger.command)
  ];
}
function loadedStep({ payload }, program) {
  const refused = fieldText(payload, "name");
  const errno = fieldNumber(payload, "errno") ?? 0;
  const sizes = {
    xlatedBytes: fieldNumber(payload, "xlated") ?? 0,
    jitedBytes: fieldNumber(payload, "jited") ?? 0,
    memlockBytes: fieldNumber(payload, "memlock") ?? 0
  };
  return {
    errno,
    ...errno === 0 && { sizes },
    ...refused !== "" && refused !== program && { refused }
  };
}
async function tryProgram(guest, request, log, { loadMs, triggerMs, onStage }) {
  const steps = {};
  const maps = [];
  let said = "";
  const started = performance.now();
  let loadedAt;
  const answer = await guest.ask(messageTypes.try, fieldsOfRequest(request), {
    deadlineMs: loadMs,
    onMessage(message, extend) {
      writeOutput((steps.attached && request.trigger?.log) ?? log, message);
      if (steps.loaded !== void 0 && steps.attached === void 0)
        said = (said + output(message).join("")).slice(0, saidMax);
      if (message.type === messageTypes.loaded) {
        loadedAt = performance.now();
        steps.loaded = loadedStep(message, request.program);
        onStage?.("attach");
        extend(triggerMs);
      } else if (message.type === messageTypes.attached) {
        const errno = fieldNumber(message.payload, "errno") ?? 0;
        const testRun = fieldNumber(message.payload, "test_run") === 1;
        steps.attached = { errno, said, testRun };
        onStage?.("trigger");
      } else if (message.type === messageTypes.triggered) {
        const runs = fieldNumber(message.payload, "runs") ?? 0;
        steps.triggered = {
          runs,
          prints: fieldText(message.payload, "text"),
          ...request.trigger !== void 0 && { command: commandEnd(message.payload) }
        };
      } else if (message.type === messageTypes.map && maps.length < mapsMax) {
        maps.push(readMap(message));
      }
    }
  });
  const ended = performance.now();
  return {
    answer,
    ...steps,
    maps,
    loadMs: (loadedAt ?? ended) - started,
    triggerMs: ended - (loadedAt ?? ended)
  };
}

// src/bpf/constant.ts
var mostBytes = 64 * 1024;
var isConstantSection = (name) => name === ".rodata" || name.startsWith(".rodata.");
function patchFor(object, path, value) {
  const { btf } = object;
  const [name = "", ...members] = path.split(".");
  if (btf === void 0) return { problem: "the object has no BTF, which says where its constants are" };
  const variables = [...dataSections(object).values()].flatMap((section) => variablesOf2(object, section));
  const constants3 = variables.filter((each) => isConstantSection(each.section) && !each.name.includes("."));
  const variable = constants3.find((candidate) => candidate.name === name);
  if (variable === void 0) return unknownConstant(name, variables, constants3);
  let place = { type: variable.type, offset: variable.offset };
  for (const member of members) {
    const inner = memberOf(btf, place, member);
    if ("problem" in inner) return inner;
    place = inner;
  }
  const bytes = encodeConstant(btf, place.type, value);
  return "problem" in bytes ? bytes : { section: variable.section, offset: place.offset, bytes };
}
function unknownConstant(name, variables, constants3) {
  const other = variables.find((candidate) => candidate.name === name);
  return other === void 0 ? { problem: "there is no constant of that name", near: constants3.map((constant) => constant.name) } : { problem: `it is a variable in ${other.section}; only constants (const volatile) are set` };
}
function memberOf(btf, { type: id, offset }, wanted) {
  const type = skipModifiers(btf, id);
  if (!isComposite(type)) return { problem: `what has no members is asked for its member ${wanted}` };
  for (let index = 0; index < type.vlen; index++) {
    const { name, type: inner } = btfMember(btf, type, index);
    if (name !== wanted) continue;
    const { bitOffset, bitfieldSize } = memberPlace(btf, type, index);
    if (bitfieldSize > 0) return { problem: `${wanted} is a bitfield, which cannot be set` };
    return { type: inner, offset: offset + bitOffset / 8 };
  }
  const near = Array.from({ length: type.vlen }, (_, index) => btfMember(btf, type, index).name);
  return { problem: `${type.kind} ${type.name} has no member ${wanted}`, near: near.filter(Boolean) };
}
var widest2 = 16;
function encodeConstant(btf, id, value) {
  const type = skipModifiers(btf, id);
  const isNumber = type.kind === "int" || isEnum(type);
  if (isNumber && !(type.sizeOrType >= 1 && type.sizeOrType <= widest2)) {
    return { problem: `a constant of ${type.sizeOrType} bytes cannot be set` };
  }
  switch (type.kind) {
    case "int":
      return encodeInt(btf, type, value);
    case "enum":
    case "enum64":
      return encodeEnum(btf, type, value);
    case "array":
      return encodeArray(btf, type, value);
    case "struct":
    case "union":
      return { problem: `a ${type.kind} is set by its members: name one behind a dot` };
    default:
      return { problem: `a constant of kind ${type.kind} cannot be set` };
  }
}
function encodeInt(btf, type, value) {
  const { signed, bool } = intEncoding(btf, type);
  const number = typeof value === "boolean" && bool ? BigInt(value) : integerOf(value);
  const bits = bool ? 1 : type.sizeOrType * 8;
  const [low, high] = signed ? [-(1n << BigInt(bits - 1)), (1n << BigInt(bits - 1)) - 1n] : [0n, (1n << BigInt(bits)) - 1n];
  if (number === void 0 || number < low || number > high) {
    return {
      problem: `expected ${bool ? "true or false" : `a whole number from ${low} to ${high}`} (${type.name})`
    };
  }
  return littleEndian(number, type.sizeOrType);
}
function encodeEnum(btf, type, value) {
  const names = Array.from({ length: type.vlen }, (_, index2) => btfEnumerator(btf, type, index2));
  const index = typeof value === "string" ? names.indexOf(value) : -1;
  const number = index >= 0 ? enumeratorValue(btf, type, index) : integerOf(value);
  if (number === void 0)
    return { problem: `expected an enumerator of enum ${type.name}, or its number`, near: names };
  const bits = type.sizeOrType * 8;
  if (BigInt.asIntN(bits, number) !== number && BigInt.asUintN(bits, number) !== number && index < 0) {
    return {
      problem: `expected an enumerator of enum ${type.name}, or a number of ${type.sizeOrType} bytes`
    };
  }
  return littleEndian(number, type.sizeOrType);
}
function encodeArray(btf, type, value) {
  const length = arrayLength(btf, type);
  const element = btfArrayElement(btf, type);
  if (typeof value === "string" && isCharacter(btf, skipModifiers(btf, element))) {
    const text = Buffer.from(`${value}\0`);
    return text.length <= length ? text : { problem: `expected at most ${length - 1} bytes of text (char[${length}])` };
  }
  if (!Array.isArray(value) || value.length > length) {
    return { problem: `expected a list of at most ${length} values` };
  }
  const size = sizeOf(btf, element);
  if (size * value.length > mostBytes) return { problem: `expected at most ${mostBytes / 1024} KiB` };
  const bytes = Buffer.alloc(size * value.length);
  for (const [index, item] of value.entries()) {
    const encoded = encodeConstant(btf, element, item);
    if ("problem" in encoded) return encoded;
    bytes.set(encoded, index * size);
  }
  return bytes;
}
function littleEndian(value, size) {
  const bytes = Buffer.alloc(size);
  for (let at = 0; at < size; at++) bytes[at] = Number(value >> BigInt(8 * at) & 0xffn);
  return bytes;
}

// src/bpf/map-keys.ts
function keyBytes(object, map, key) {
  const { btf } = object;
  const written = key?.kind === "text" ? key.value : key?.kind === "integer" && key.operator === "==" ? key.written : void 0;
  const type = btf && keyType(object, btf, map);
  if (btf === void 0 || written === void 0 || type === void 0) return void 0;
  const bytes = encodeConstant(btf, type, written);
  if ("problem" in bytes) return void 0;
  const whole = new Uint8Array(sizeOf(btf, type));
  whole.set(bytes);
  return whole;
}
function keyType(object, btf, map) {
  const section = dataSections(object).get(mapsSection);
  const variable = section && variablesOf2(object, section).find(({ name }) => name === map);
  const definition = variable && skipModifiers(btf, variable.type);
  if (definition === void 0 || !isComposite(definition)) return void 0;
  for (let index = 0; index < definition.vlen; index++) {
    const { name, type } = btfMember(btf, definition, index);
    const pointer = btfType(btf, type);
    if (name === "key" && pointer.kind === "ptr") return pointer.sizeOrType;
  }
  return void 0;
}

// src/run/belongings.ts
var mostConstantBytes = 128 * 1024;
var mostKeys = 64;
var mostProblems = 5;
function belongingsOf(object, opened) {
  try {
    return settle(object, opened);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return {
      code: "load-error",
      stage: "load",
      message: `its maps and constants: ${error.message}`,
      logs: []
    };
  }
}
function settle(object, opened) {
  const patches = Object.entries(object.rodata ?? {}).map(([name, value]) => ({
    name,
    patch: patchFor(opened, name, value)
  }));
  const problems = [
    ...unknownNames(object, opened),
    ...patches.flatMap(
      ({ name, patch }) => "problem" in patch ? [`rodata.${name}: ${problemText(name, patch)}`] : []
    )
  ];
  const sound = patches.flatMap(({ patch }) => "problem" in patch ? [] : [patch]);
  if (sound.reduce((sum, { bytes }) => sum + bytes.length, 0) > mostConstantBytes) {
    problems.push(`rodata: more than ${mostConstantBytes / 1024} KiB of constants`);
  }
  if (problems.length > 0) return notAsConfigured(problems);
  const needs = needsOf(opened);
  return (program) => {
    const attachWith = object.programs[program]?.with ?? [];
    const own = [program, ...attachWith].map((name) => needs.get(name));
    return {
      loadWith: [.../* @__PURE__ */ new Set([...attachWith, ...own.flatMap((each) => each?.programs ?? [])])],
      attachWith,
      maps: [
        ...mapSettings(object, own),
        ...dataSettings(sound),
        ...keySettings(opened, object.programs[program]?.maps ?? {})
      ]
    };
  };
}
function mapSettings({ maps = {} }, needs) {
  const [first, ...others] = needs.map((each) => each?.unused ?? []);
  const unused = (first ?? []).filter((map) => others.every((each) => each.includes(map)));
  return [
    ...Object.entries(maps).map(([name, setting]) => ({ name, ...setting })),
    ...unused.map((name) => ({ name, leaveOut: true }))
  ];
}
function keySettings(opened, wanted) {
  return Object.entries(wanted).flatMap(([name, entries]) => {
    const keys = entries.flatMap(({ key }) => keyBytes(opened, name, key) ?? []).slice(0, mostKeys);
    return keys.length === 0 ? [] : [{ name, keys }];
  });
}
function dataSettings(patches) {
  return patches.map(({ section, offset, bytes }) => ({ name: section, bytes: [{ offset, bytes }] }));
}
function unknownNames(object, opened) {
  const maps = mapNames(opened);
  const readable = [...maps, ...dataSections(opened).keys()].filter((name) => name !== ".maps");
  const programs = opened.programs.map(({ name }) => name);
  const check = (path, kind, names, known) => names.filter((name) => !known.includes(name)).map(
    (name) => `${path}: the object has no ${kind} \`${oneLine(name, 100)}\`${suggestion(name, known)}`
  );
  return [
    ...check("maps", "map", Object.keys(object.maps ?? {}), maps),
    ...Object.entries(object.programs).flatMap(([name, program]) => [
      ...check(`programs.${name}.maps`, "map", Object.keys(program.maps ?? {}), readable),
      ...check(`programs.${name}.with`, "program", program.with ?? [], programs)
    ])
  ];
}
function problemText(name, { problem, near }) {
  return `${problem}${near === void 0 ? "" : suggestion(name.split(".").at(-1) ?? name, near)}`;
}
function suggestion(name, known) {
  const near = nearest(name, known);
  if (near !== void 0) return `; did you mean \`${oneLine(near, 100)}\`?`;
  const some = known.slice(0, 10).map((each) => `\`${oneLine(each, 100)}\``);
  return known.length === 0 ? "" : `; there ${known.length === 1 ? "is" : "are"} ${some.join(", ")}${known.length > 10 ? ", \u2026" : ""}`;
}
function notAsConfigured(problems) {
  const more = problems.length > mostProblems ? `; and ${problems.length - mostProblems} more` : "";
  return {
    code: "expectation",
    stage: "expect",
    message: `${problems.slice(0, mostProblems).join("; ")}${more}`,
    remedy: "Correct the configuration, or the object: nothing of it was loaded.",
    logs: []
  };
}

// src/run/open.ts
import { readFile as readFile4, rm as rm2 } from "node:fs/promises";
import { join as join8 } from "node:path";
var guestObject = "/tmp/object.o";
var stageTimeout = (stage, ms, logs) => ({
  code: "stage-timeout",
  stage,
  message: `it did not end within ${ms / 1e3} s`,
  remedy: `Give it longer with --${stage}-timeout.`,
  logs
});
var broken = (message, logs = [], remedy) => ({
  code: "load-error",
  stage: "load",
  message,
  ...remedy !== void 0 && { remedy },
  logs
});
function unopenable(object) {
  if (sectionNamed(object.elf, "maps") !== void 0) {
    return broken(
      "its maps are in a section `maps`, as struct bpf_map_def, which libbpf no longer reads from 1.0 on",
      [],
      'Define them by BTF: struct { __uint(type, \u2026); __uint(max_entries, \u2026); __type(key, \u2026); __type(value, \u2026); } name SEC(".maps"); and compile with -g.'
    );
  }
  if (object.btf === void 0 && sectionNamed(object.elf, mapsSection) !== void 0) {
    return {
      ...broken(
        "it has maps, which only BTF describes, and no BTF of its own",
        [],
        "Compile it with -g, and strip it with `llvm-strip -g` at most: that leaves .BTF in it."
      ),
      code: "btf-missing"
    };
  }
  return void 0;
}
async function openHere(path) {
  try {
    const object = openObject(await readFile4(path));
    return unopenable(object) ?? object;
  } catch (error) {
    if (error instanceof FormatError) return broken(error.message);
    throw error;
  }
}
async function putObject(seat, path) {
  for (; ; ) {
    const guest = await seat.guest();
    const put = await putFile(guest, path, guestObject);
    if (put.errno === 0 && !put.timedOut) return guest;
    const why = put.timedOut ? "in time" : `(${errnoName(put.errno)})`;
    seat.lost(
      new CoreMatrixError("infrastructure", `the guest does not take another object ${why}`, {
        code: "guest-lost"
      })
    );
  }
}
async function openInGuest(context, name, builtOn, path) {
  const object = await openHere(path);
  if ("code" in object) return object;
  const guest = await putObject(context.seat, path);
  const logPath = context.paths.program(name, builtOn, "object");
  const log = createLog(join8(context.out, logPath));
  const { answer, programs } = await inspectObject(guest, guestObject, log, context.deadlines.loadMs).finally(
    () => log.close()
  );
  if (answer.timedOut) return stageTimeout("load", context.deadlines.loadMs, [logPath]);
  const said = log.excerpt().trimEnd();
  if (answer.errno !== 0) {
    const lastLine = said.split("\n").at(-1) ?? "";
    return broken(`libbpf cannot open it: ${errnoName(answer.errno)}: ${lastLine}`, [logPath]);
  }
  if (said === "") await rm2(join8(context.out, logPath));
  return { object, programs, guest };
}

// src/run/place.ts
import { readFileSync, realpathSync, statSync } from "node:fs";
import { isAbsolute as isAbsolute2, join as join9, relative, sep } from "node:path";

// src/bpf/frames.ts
var deepestCall = 8;
function framesAround(object, program, insn) {
  const own = lineAt(object, program, insn);
  if (own === void 0) return [];
  const frames = [{ line: own, relation: "own" }];
  const seen = /* @__PURE__ */ new Set();
  let at = insn;
  for (let depth = 0; depth < deepestCall && at !== void 0; depth++) {
    const place = placeOf(object, program, at);
    if (place === void 0 || seen.has(place.function)) break;
    seen.add(place.function);
    const lines = linesByFile(object, place.function, place.sectionInsn);
    const relation = depth === 0 ? "near" : "caller";
    frames.push(
      ...lines.filter(({ file }) => depth > 0 || file !== own.file).map((line) => ({ line, relation }))
    );
    at = callSites(object, program, place.function)[0];
  }
  return frames;
}
function linesByFile(object, code, sectionInsn) {
  const records = lineRecordsOf(object, code).filter(({ line }) => line > 0);
  const offset = sectionInsn * insnSize;
  const before = records.filter((record) => record.offset <= offset).reverse();
  const after = records.filter((record) => record.offset > offset);
  const byFile = /* @__PURE__ */ new Map();
  for (const record of [...before, ...after]) {
    if (byFile.has(record.file)) continue;
    const line = sourceLine(object, record);
    if (line !== void 0) byFile.set(record.file, line);
  }
  return [...byFile.values()];
}

// src/bpf/locate.ts
function locateFailure(object, program, log, source) {
  return failureFrames(object, program, log, source)[0]?.line;
}
function failureFrames(object, program, log, source) {
  try {
    const relocation = failedRelocation(object, program, log);
    const insn = relocation?.insn ?? referringInsn(object, program, log.facts) ?? log.insn ?? 0;
    const line = relocation === void 0 ? void 0 : accessLine(object, program, insn, relocation.relocation.identifier, source);
    const [own, ...around] = framesAround(object, program, insn);
    if (own !== void 0) return [line === void 0 ? own : { line, relation: "own" }, ...around];
    const first = lineAt(object, program, 0);
    return first === void 0 ? [] : [{ line: first, relation: "own" }];
  } catch (error) {
    if (error instanceof FormatError) return [];
    throw error;
  }
}
function failedRelocation(object, program, { facts, insn }) {
  const fact = facts.find(({ kind }) => kind === "core-relocation");
  if (fact?.kind !== "core-relocation") return void 0;
  const relocation = insn === void 0 ? void 0 : relocationAt(object, program, insn);
  if (insn !== void 0 && relocation !== void 0) return { insn, relocation };
  const { failed } = fact;
  return failed && relocationOf(object, program, failed.typeId, failed.access ?? "0");
}
function referringInsn(object, program, facts) {
  for (const fact of facts) {
    if (fact.kind !== "map-not-created" && fact.kind !== "kfunc-missing" && fact.kind !== "ksym-missing")
      continue;
    const insn = fact.name === void 0 ? void 0 : firstReference(object, program, fact.name);
    if (insn !== void 0) return insn;
  }
  return void 0;
}

// src/run/place.ts
var sourceBytesMax = 4 * 1024 * 1024;
function pathInRepository({ root, workspace, builtIn }, file) {
  if (workspace !== void 0) return repositoryPath(workspace, file, builtIn);
  try {
    const path = relative(root, realpathSync(isAbsolute2(file) ? file : join9(root, file)));
    return path === "" || path.startsWith("..") || isAbsolute2(path) ? void 0 : path.split(sep).join("/");
  } catch {
    return void 0;
  }
}
function readSource(repository, file) {
  const path = pathInRepository(repository, file);
  if (path === void 0) return void 0;
  const absolute = join9(repository.root, path);
  try {
    return statSync(absolute).size > sourceBytesMax ? void 0 : readFileSync(absolute, "utf8");
  } catch {
    return void 0;
  }
}
function placeOfFailure(repository, object, program, log) {
  const frames = failureFrames(object, program, log, (file) => readSource(repository, file));
  for (const { line, relation } of frames) {
    const file = pathInRepository(repository, line.file);
    if (file === void 0) continue;
    const place = { file, line: line.line, ...line.column !== void 0 && { column: line.column } };
    const [own] = frames;
    if (relation === "own" || own === void 0) return { place };
    return { place, origin: { file: own.line.file, line: own.line.line, relation } };
  }
  return {};
}
function suspectRelocation(repository, object, program) {
  try {
    if (object.btf === void 0) return void 0;
    for (const { function: code } of linkProgram(object, program)) {
      const found = relocationsIn(object, code).find(({ relocation: relocation2 }) => mayBeMisnamed(relocation2.typeName));
      if (found === void 0) continue;
      const { insn, relocation } = found;
      const line = accessLine(
        object,
        code,
        insn,
        relocation.identifier,
        (file2) => readSource(repository, file2)
      );
      const file = line && pathInRepository(repository, line.file);
      return {
        types: object.btf,
        request: { ...relocation, accessesMemory: false },
        ...line?.text !== void 0 && { line: line.text },
        ...line !== void 0 && file !== void 0 && {
          place: { file, line: line.line, ...line.column !== void 0 && { column: line.column } }
        }
      };
    }
    return void 0;
  } catch (error) {
    if (error instanceof FormatError) return void 0;
    throw error;
  }
}
function relocationOfFailure(repository, object, program, log) {
  try {
    const failed = failedRelocation(object, program, log);
    const place = failed && placeOf(object, program, failed.insn);
    if (object.btf === void 0 || failed === void 0 || place === void 0) return void 0;
    const insn = insnAt(sectionBytes(object.elf, place.function.section), place.sectionInsn);
    const line = locateFailure(object, program, log, (file) => readSource(repository, file));
    const text = line && (line.text ?? readSource(repository, line.file)?.split("\n")[line.line - 1]);
    return {
      types: object.btf,
      request: { ...failed.relocation, accessesMemory: accessesMemory(insn) },
      ...text !== void 0 && { line: text }
    };
  } catch (error) {
    if (error instanceof FormatError) return void 0;
    throw error;
  }
}

// src/run/trigger.ts
import { rm as rm3 } from "node:fs/promises";
import { join as join10 } from "node:path";
function openTrigger({ out, paths }, { config, builtOn }, program) {
  const written = config.programs[program]?.trigger ?? config.trigger;
  if (written === void 0) return void 0;
  const path = paths.trigger(config.name, builtOn, program);
  return { written, path, command: commandOf(written), log: createLog(join10(out, path)) };
}
async function closeTrigger(out, { log, path }) {
  log.close();
  if (log.excerpt() !== "") return [path];
  await rm3(join10(out, path));
  return [];
}
function triggerEnd({ triggered }, trigger) {
  if (trigger === void 0) return {};
  const said = trigger.log.excerpt();
  const ended = triggered?.command && badEnd(triggered.command);
  return {
    ...said !== "" && { output: trigger.path },
    ...ended !== void 0 && { failure: `${commandText(trigger.written)}: ${ended}${lastWords(said)}` }
  };
}
function lastWords(said) {
  const line = said.trimEnd().split("\n").at(-1) ?? "";
  return line === "" ? "" : `; it said at last: ${line}`;
}

// src/run/load.ts
function troubleOf({ answer, loaded }, context, logs) {
  const stage = loaded === void 0 ? "load" : "trigger";
  if (answer.timedOut) return stageTimeout(stage, context.deadlines[`${stage}Ms`], logs);
  if (answer.errno === 0) return void 0;
  const how = answer.signal === void 0 ? errnoName(answer.errno) : `signal ${answer.signal}`;
  return { code: "load-error", stage, message: `the agent's worker ended with ${how}`, logs };
}
var mostUsers = 1e3;
var notLoaded = ({ name, section, type }) => ({
  name,
  section,
  type,
  autoload: false,
  load: { errno: 0, log: "", excerpt: "" }
});
async function guestWithObject(context, cell) {
  if (await context.seat.guest() !== cell.guest) cell.guest = await putObject(context.seat, cell.path);
  return cell.guest;
}
function observeLoss(context, cell, entry, error) {
  const { name, section, type } = entry;
  const trouble = context.seat.lost(error);
  const log = context.paths.program(cell.config.name, cell.builtOn, name);
  return { name, section, type, load: { errno: 0, log, excerpt: "" }, trouble };
}
async function observeProgram(context, cell, entry) {
  const logPath = context.paths.program(cell.config.name, cell.builtOn, entry.name);
  const log = createLog(join11(context.out, logPath));
  context.onStage("load");
  const trigger = openTrigger(context, cell, entry.name);
  const request = {
    path: guestObject,
    program: entry.name,
    group: fileName(cell.builtOn),
    ...cell.belongings(entry.name),
    ...trigger !== void 0 && { trigger }
  };
  const guest = await guestWithObject(context, cell);
  let triggerLogs = [];
  const trial = await tryProgram(guest, request, log, {
    ...context.deadlines,
    onStage: context.onStage
  }).finally(async () => {
    log.close();
    if (trigger !== void 0) triggerLogs = await closeTrigger(context.out, trigger);
  });
  context.onTrial(trial);
  const { name, section, type } = entry;
  const excerpt = log.excerpt();
  const load = observeLoad(context, cell, entry.name, trial, { log: logPath, excerpt });
  const trouble = troubleOf(trial, context, [logPath, ...triggerLogs]);
  const { attached } = trial;
  const attach = attached && { errno: attached.errno, message: attached.said, testRun: attached.testRun };
  const seen = trial.triggered && {
    ...observeTrigger(context, cell, name, trial),
    ...triggerEnd(trial, trigger)
  };
  const code = load.errno === 0 ? programNamed(cell.opened.object, name) : void 0;
  const suspect = code && suspectRelocation(context.repository, cell.opened.object, code);
  const questions2 = questionsFor({
    section,
    load,
    ...attach !== void 0 && { attach },
    ...seen !== void 0 && { trigger: seen }
  });
  const answers = questions2 && await probeKernel(guest, guestObject, load.refused?.name ?? name, questions2).catch((error) => {
    context.seat.lost(error);
    return void 0;
  });
  return {
    name,
    section,
    type,
    load,
    ...trouble !== void 0 && { trouble },
    ...attach !== void 0 && { attach },
    ...suspect !== void 0 && { suspect },
    ...answers !== void 0 && { answers },
    ...seen !== void 0 && { trigger: seen }
  };
}
function observeLoad(context, { opened: { object, programs } }, name, { loaded }, { log, excerpt }) {
  const said = readLoadLog(excerpt);
  const errno = loaded?.errno ?? 0;
  const refused = programs.find((candidate) => candidate.name === loaded?.refused);
  const program = errno === 0 ? void 0 : programNamed(object, refused?.name ?? name);
  const place = program && placeOfFailure(context.repository, object, program, said);
  const relocation = program && relocationOfFailure(context.repository, object, program, said);
  const map = said.facts.find((fact) => fact.kind === "map-not-created")?.name;
  return {
    errno,
    log,
    excerpt,
    ...place,
    ...relocation !== void 0 && { relocation },
    ...said.statistics,
    ...said.verifyUs !== void 0 && { verifyUs: said.verifyUs },
    ...said.stackDepth !== void 0 && { stackDepth: said.stackDepth },
    ...loaded?.sizes,
    ...refused !== void 0 && {
      refused: { name: refused.name, section: refused.section, type: refused.type }
    },
    ...map !== void 0 && { mapUsers: usersOf(object, map).slice(0, mostUsers) }
  };
}
function observeTrigger(context, { config, builtOn, opened }, program, { triggered: { runs, prints } = { runs: 0, prints: "" }, maps: contents }) {
  const maps = contents.map((content) => decodeMap(opened.object, content));
  const mismatches = mapMismatches(config.programs[program]?.maps ?? {}, maps);
  const { paths, out } = context;
  const keep = (path, text) => {
    const log = createLog(join11(out, path));
    log.write(Buffer.from(text));
    log.close();
    return path;
  };
  return {
    runs,
    prints,
    ...prints !== "" && { log: keep(paths.prints(config.name, builtOn, program), prints) },
    ...maps.length > 0 && { mapsLog: keep(paths.maps(config.name, builtOn, program), mapsText(maps)) },
    ...mismatches.length > 0 && { mapMismatches: mismatches }
  };
}
async function loadObject(context, object, builtOn, path, observed) {
  const opened = await openInGuest(context, object.name, builtOn, path);
  if ("code" in opened) return opened;
  const belongings = belongingsOf(object, opened.object);
  if ("code" in belongings) return belongings;
  const { guest } = opened;
  const cell = { config: object, builtOn, opened, path, guest, belongings };
  for (const entry of opened.programs) {
    const skip = object.programs[entry.name]?.skip;
    if (skip !== void 0 && satisfies(context.version, skip)) continue;
    if (!(object.programs[entry.name]?.autoload ?? entry.autoload)) {
      observed.push(notLoaded(entry));
      continue;
    }
    context.onProgram(entry.name);
    try {
      observed.push(await observeProgram(context, cell, entry));
    } catch (error) {
      observed.push(observeLoss(context, cell, entry, error));
    }
  }
  return void 0;
}

// src/run/objects.ts
async function buildAll(context, task, progress, guest) {
  const { building } = context.host;
  if (building === void 0 || task.builds.length === 0) return;
  const build = {
    guest,
    spec: task.spec.text,
    root: context.options.config.root,
    out: context.options.out,
    clang: building.clang,
    workspace: building.workspace,
    paths: kernelPaths(task.spec.text),
    buildMs: context.host.deadlines.buildMs,
    builds: context.builds
  };
  const headerFolder2 = join12(build.out, workFolder, dirname5(build.paths.header));
  const trouble = await prepareHeader(build) ?? (building.on === "host" ? await fetchHeader(build, headerFolder2) : void 0);
  if (trouble !== void 0) {
    const unbuilt = { exitCode: -1, log: trouble.logs[0] ?? "", diagnostics: [], trouble };
    progress.builds.push(...task.builds.map(({ name }) => ({ object: name, ...unbuilt })));
    return;
  }
  const tell = (detail) => context.listen({ type: "stage", kernel: task.spec.text, stage: "build", detail });
  const { buildCommand } = context.options.config;
  const made = task.builds.filter(({ kind }) => kind === "built");
  if (buildCommand !== void 0 && made.length > 0) {
    tell(commandText(buildCommand));
    progress.builds.push(...await buildByCommand(build, buildCommand, made));
  }
  for (const object of task.builds.filter(({ kind }) => kind === "source")) {
    progress.object = object.name;
    tell(object.name);
    progress.builds.push(
      building.on === "host" ? await buildOnHost(
        build,
        object,
        { workspace: building.folder, header: headerFolder2 },
        context.options.signal
      ) : await buildObject(build, object)
    );
  }
  delete progress.object;
}
async function loadAll(context, task, progress, seat, version) {
  const { options, host } = context;
  for (const { object, builtOn } of task.loads) {
    progress.object = object.name;
    if (object.kind !== "object") progress.builtOn = builtOn;
    else delete progress.builtOn;
    const path = object.kind === "object" ? join12(options.config.root, object.name) : await waitFor(context, task, object, builtOn);
    if (path === void 0) continue;
    const load = {
      seat,
      version,
      repository: repositoryOf(context, object),
      out: options.out,
      paths: kernelPaths(task.spec.text),
      deadlines: host.deadlines,
      onStage(stage) {
        progress.stage = stage;
      },
      onProgram(name) {
        progress.program = name;
        const detail = `${object.name} ${name}`;
        context.listen({ type: "stage", kernel: task.spec.text, stage: "load", detail });
      },
      onTrial({ loadMs, triggerMs }) {
        progress.timings.loadMs += loadMs;
        progress.timings.triggerMs += triggerMs;
      }
    };
    progress.stage = "load";
    const programs = [];
    const cell = { object: object.name, builtOn, programs };
    progress.cells.push(cell);
    const trouble = await loadObject(load, object, builtOn, path, programs).catch(seat.lost);
    if (trouble !== void 0) progress.cells.splice(-1, 1, { ...cell, trouble });
    delete progress.program;
  }
  delete progress.object;
  delete progress.builtOn;
}
async function waitFor(context, task, object, builtOn) {
  if (builtOn !== task.spec.text) {
    context.listen({ type: "stage", kernel: task.spec.text, stage: "wait", detail: object.name });
  }
  return await context.builds.await(object.name, builtOn);
}

// src/run/slots.ts
import { availableParallelism, freemem } from "node:os";
function createSlots(count) {
  let free = count;
  const waiting = [];
  return {
    async use(work) {
      if (free > 0) free--;
      else await new Promise((resolve) => waiting.push(resolve));
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        if (next === void 0) free++;
        else next();
      }
    }
  };
}
function guestsInMemory(memoryMiB) {
  const reserveMiB = 512;
  return Math.max(1, Math.floor((freemem() / 1024 / 1024 - reserveMiB) / memoryMiB));
}
function guestsAtATime(memoryMiB) {
  return Math.min(availableParallelism(), guestsInMemory(memoryMiB));
}

export {
  createBuilds,
  isProgram,
  execute,
  runOnTerminal,
  putFile,
  prepareHost,
  resolveImage,
  commandOf,
  badEnd,
  exitCodeOf,
  knownObjects,
  placeOfFailure,
  relocationOfFailure,
  buildAll,
  loadAll,
  createSlots,
  guestsInMemory,
  guestsAtATime
};
