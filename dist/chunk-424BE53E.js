import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  FormatError,
  bytesOf,
  isSplitBtf,
  readBtf,
  readElf,
  sectionBytes,
  sectionNamed
} from "./chunk-YMFCXY2X.js";
import {
  bytesIn,
  cached,
  cachedVersions,
  entryVersion,
  execa,
  findCached,
  listEntries,
  markUsed,
  removeEntry,
  sha256
} from "./chunk-7WIFPHHQ.js";
import {
  compareVersions
} from "./chunk-E24P2CBE.js";
import {
  CoreMatrixError
} from "./chunk-4XT75OCY.js";

// src/kernels/cache.ts
import { readFile as readFile4 } from "node:fs/promises";
import { dirname, join as join5 } from "node:path";

// src/kernels/btf.ts
import { open, readFile, stat, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";

// src/kernels/decompress.ts
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import zlib from "node:zlib";

// src/kernels/zstd-frames.ts
var frameMagic = 4247762216;
var skippableMagic = 407710288;
var start = {
  needs: 4,
  atStart: true,
  decide(bytes) {
    const magic = bytes.readUInt32LE();
    if (magic === frameMagic) return { pass: 0, next: header };
    if ((magic & ~15) >>> 0 === skippableMagic) return { pass: 0, next: skippable };
    throw new RangeError("a frame of zstd is followed by what is none");
  }
};
var skippable = { needs: 4, decide: (bytes) => ({ pass: bytes.readUInt32LE(), next: start }) };
var header = {
  needs: 1,
  decide(bytes) {
    const descriptor = bytes.readUInt8();
    const single = descriptor >> 5 & 1;
    const contentSize = [single, 2, 4, 8][descriptor >> 6] ?? 0;
    const dictionary = [0, 1, 2, 4][descriptor & 3] ?? 0;
    const checksum = (descriptor >> 2 & 1) * 4;
    return { pass: 1 - single + dictionary + contentSize, next: block(checksum) };
  }
};
function block(checksum) {
  return {
    needs: 3,
    decide(bytes) {
      const value = bytes.readUIntLE(0, 3);
      const last = (value & 1) === 1;
      const size = (value >> 1 & 3) === 1 ? 1 : value >> 3;
      return last ? { pass: size + checksum, next: start } : { pass: size, next: this };
    }
  };
}
async function* byFrame(source) {
  let step = start;
  let pass = 0;
  let seen = Buffer.alloc(0);
  for await (const chunk of source) {
    let from = 0;
    for (let at = 0; at < chunk.length; ) {
      const passed = Math.min(pass, chunk.length - at);
      pass -= passed;
      at += passed;
      if (pass > 0) break;
      if (step.atStart && seen.length === 0 && at > from) {
        yield chunk.subarray(from, at);
        from = at;
      }
      const more = chunk.subarray(at, at + step.needs - seen.length);
      seen = Buffer.concat([seen, more]);
      at += more.length;
      if (seen.length < step.needs) break;
      ({ pass, next: step } = step.decide(seen));
      seen = Buffer.alloc(0);
    }
    if (from < chunk.length) yield chunk.subarray(from);
  }
}

// src/kernels/decompress.ts
async function decompress(input, compression, mostBytes4) {
  switch (compression) {
    case "gzip":
      return await gunzip(input, mostBytes4);
    case "zstd":
      return await unzstd(input, mostBytes4);
    case "xz":
    case "lzma":
      return await byTool(
        "xz",
        [`--format=${compression}`, "--memlimit-decompress=256MiB", "--decompress", "--stdout"],
        input,
        mostBytes4
      );
    case "bzip2":
      return await byTool("bzip2", ["--decompress", "--stdout"], input, mostBytes4);
  }
}
async function gunzip(input, mostBytes4) {
  try {
    return await promisify(zlib.gunzip)(input, { maxOutputLength: Math.max(mostBytes4, 1) });
  } catch (error) {
    throw error instanceof RangeError ? tooMuch(mostBytes4, error) : error;
  }
}
async function unzstd(input, mostBytes4) {
  return await pipeline(
    Readable.from([input]),
    byFrame,
    zstdStream(),
    (unpacked) => collect(unpacked, mostBytes4)
  );
}
async function collect(unpacked, mostBytes4) {
  const pieces = [];
  let length = 0;
  for await (const piece of unpacked) {
    length += piece.length;
    if (length > mostBytes4) throw tooMuch(mostBytes4);
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
var pieceBytes = 256 << 10;
function zstdStream() {
  if (zlib.createZstdDecompress === void 0) {
    throw new RangeError(`Node ${process.versions.node} has no zstd, 22.15 and newer have`);
  }
  return zlib.createZstdDecompress({ chunkSize: pieceBytes });
}
async function byTool(tool, words, input, mostBytes4) {
  const run = execa(tool, words, { input, buffer: { stdout: false }, reject: false });
  try {
    const bytes = await collect(run.stdout, mostBytes4);
    const { failed, code, stderr, shortMessage } = await run;
    if (code === "ENOENT") throw new RangeError(`the command ${tool} is not here`);
    if (failed) throw new Error(stderr.trim().slice(0, 300) || shortMessage);
    return bytes;
  } finally {
    run.kill();
  }
}
function tooMuch(mostBytes4, cause) {
  return new RangeError(`it unpacks to more than ${mostBytes4} bytes`, { cause });
}

// src/kernels/lz4.ts
var legacyMagic = 407642370;
var blockBytes = 8 << 20;
function unpackLz4(input, size) {
  if (input.length < 4 || input.readUInt32LE(0) !== legacyMagic)
    throw new RangeError("not an LZ4 legacy frame");
  const output = Buffer.alloc(size);
  let from = 4;
  let to = 0;
  while (to < size) {
    const length = input.readUInt32LE(from);
    from += 4;
    if (length > input.length - from) throw new RangeError(`an LZ4 block of ${length} bytes is cut off`);
    to = unpackBlock(input.subarray(from, from + length), output, to);
    from += length;
  }
  return output;
}
function unpackBlock(input, output, start2) {
  const limit = Math.min(output.length, start2 + blockBytes);
  let from = 0;
  let to = start2;
  const byte = () => {
    const value = input[from++];
    if (value === void 0) throw new RangeError("an LZ4 block is cut off");
    return value;
  };
  const lengthOf = (bits) => {
    let length = bits;
    if (bits !== 15) return length;
    for (let more = 255; more === 255; length += more) more = byte();
    return length;
  };
  while (from < input.length) {
    const token = byte();
    const literals = lengthOf(token >>> 4);
    if (literals > input.length - from || literals > limit - to) throw overflow();
    input.copy(output, to, from, from + literals);
    from += literals;
    to += literals;
    if (from >= input.length) break;
    const distance = byte() | byte() << 8;
    const length = lengthOf(token & 15) + 4;
    if (distance === 0 || distance > to - start2 || length > limit - to) throw overflow();
    copyWithin(output, to, distance, length);
    to += length;
  }
  return to;
}
function copyWithin(output, to, distance, length) {
  if (distance >= length) output.copyWithin(to, to - distance, to - distance + length);
  else for (let at = to; at < to + length; at++) output[at] = output[at - distance] ?? 0;
}
function overflow() {
  return new RangeError("an LZ4 block goes beyond its end");
}

// src/kernels/payload.ts
var mostBytes = 256 << 20;
var setupSects = 497;
var payloadOffset = 584;
var payloadLength = 588;
var headerEnd = 592;
async function unpackKernel(image) {
  if (image.length < headerEnd || image.toString("latin1", 514, 518) !== "HdrS") {
    throw new RangeError("it has no boot header");
  }
  const start2 = ((image.readUInt8(setupSects) || 4) + 1) * 512 + image.readUInt32LE(payloadOffset);
  const length = image.readUInt32LE(payloadLength);
  if (length < 16 || start2 + length > image.length) throw new RangeError("its payload is cut off");
  const payload = image.subarray(start2, start2 + length);
  const size = payload.readUInt32LE(length - 4);
  if (size > mostBytes) throw new RangeError(`its payload claims to unpack to ${size} bytes`);
  const unpacked = await unpack(payload, size);
  if (unpacked.length !== size)
    throw new RangeError(`its payload unpacks to ${unpacked.length} bytes, not ${size}`);
  return unpacked;
}
async function unpack(payload, size) {
  const compressed = payload.subarray(0, -4);
  const magic = payload.toString("hex", 0, 4);
  if (magic === "7f454c46") return compressed;
  if (magic === "02214c18") return unpackLz4(compressed, size);
  if (magic.startsWith("1f8b")) return await decompress(payload, "gzip", size);
  const [, compression] = compressions.find(([beginning]) => magic.startsWith(beginning)) ?? [];
  if (compression !== void 0) return await decompress(compressed, compression, size);
  throw new RangeError(`its payload is packed in a way that is not known (it begins with ${magic})`);
}
var compressions = [
  ["28b52ffd", "zstd"],
  ["fd377a58", "xz"],
  ["5d0000", "lzma"],
  ["425a68", "bzip2"]
];

// src/kernels/btf.ts
var btfTool = "core-matrix-btf";
var btfName = "vmlinux.btf";
var mostBytes2 = 512 << 20;
async function kernelBtf(image, options = {}) {
  try {
    return readBtf(await imageSection(image, options));
  } catch (error) {
    throw withName(image, error);
  }
}
async function imageSection(image, options) {
  const version = entryVersion("0", await sha256(image));
  const folder = await cached(
    btfTool,
    version,
    async (into) => writeFile(join(into, btfName), btfSection(await unpackKernel(await readFile(image)))),
    options
  );
  return bytesOf("the BTF of the kernel", await readFile(join(folder, btfName)));
}
async function imageTypes({ spec, image, modules }, options = {}) {
  const btf = await kernelBtf(image, options);
  const split = await Promise.all(modules.map((file) => moduleBtf(file, btf)));
  return { name: spec, btf, modules: split.flatMap((module) => module ?? []) };
}
async function moduleBtf(file, base) {
  try {
    const elf = readElf(await readFile(file));
    const section = sectionNamed(elf, ".BTF");
    if (section === void 0 || sectionNamed(elf, ".BTF.base") !== void 0) return void 0;
    return { name: moduleName(file), btf: readBtf(sectionBytes(elf, section), base) };
  } catch (error) {
    if (error instanceof FormatError) return void 0;
    throw error;
  }
}
function moduleName(file) {
  return basename(file).replace(/\.ko$/, "").replaceAll("-", "_");
}
async function readBtfFiles(files, options = {}) {
  const kernels = [];
  for (const file of files) {
    try {
      const section = await sectionOf(resolve(file), options);
      if (!isSplitBtf(section)) {
        kernels.push({ name: file, btf: readBtf(section), modules: [] });
        continue;
      }
      const kernel = kernels.at(-1);
      if (kernel === void 0) {
        throw new FormatError("unsupported", "it is a module's, and no kernel's stands before it");
      }
      kernel.modules.push({ name: moduleName(file), btf: readBtf(section, kernel.btf) });
    } catch (error) {
      throw withName(file, error);
    }
  }
  return kernels;
}
async function sectionOf(file, options) {
  const head = await readHead(file);
  if (head.toString("latin1", 514, 518) === "HdrS") return await imageSection(file, options);
  const bytes = await readFile(file);
  return bytesOf(file, head.readUInt32BE(0) === 2135247942 ? btfSection(bytes) : bytes);
}
async function readHead(file) {
  const { size } = await stat(file);
  if (size > mostBytes2) throw new RangeError(`it has ${size} bytes; ${mostBytes2} is the most`);
  const handle = await open(file);
  try {
    const { buffer } = await handle.read(Buffer.alloc(528), 0, 528, 0);
    return buffer;
  } finally {
    await handle.close();
  }
}
function btfSection(vmlinux) {
  const elf = readElf(vmlinux);
  const section = sectionNamed(elf, ".BTF");
  if (section === void 0) throw new FormatError("unsupported", "it has no section .BTF");
  return sectionBytes(elf, section).data;
}
function withName(file, cause) {
  if (cause instanceof CoreMatrixError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new CoreMatrixError("usage", `no BTF can be read from ${file}: ${reason}`, {
    remedy: "Give a kernel that is built with CONFIG_DEBUG_INFO_BTF=y, or a file such as /sys/kernel/btf/vmlinux.",
    code: "btf-missing",
    cause
  });
}

// src/kernels/entry.ts
import { createHash } from "node:crypto";
import { copyFile, mkdir, readdir, readFile as readFile3, writeFile as writeFile2 } from "node:fs/promises";
import { join as join3 } from "node:path";

// src/kernels/modules.ts
import { opendir, readFile as readFile2 } from "node:fs/promises";
import { extname, join as join2 } from "node:path";

// src/bpf/modinfo.ts
function modinfo(bytes) {
  const elf = readElf(bytes);
  const section = sectionNamed(elf, ".modinfo");
  if (section === void 0)
    throw new FormatError("malformed", "not a kernel module: it has no .modinfo section");
  const facts = /* @__PURE__ */ new Map();
  for (const entry of sectionBytes(elf, section).data.toString("utf8").split("\0")) {
    const equals = entry.indexOf("=");
    if (equals <= 0) continue;
    const key = entry.slice(0, equals);
    const values = facts.get(key);
    if (values === void 0) facts.set(key, [entry.slice(equals + 1)]);
    else values.push(entry.slice(equals + 1));
  }
  return facts;
}
function moduleDependencies(info) {
  return (info.get("depends") ?? []).flatMap((list) => list.split(",")).filter((name) => name !== "");
}

// src/kernels/failure.ts
function unavailable(message, remedy, cause) {
  return new CoreMatrixError("infrastructure", message, { remedy, code: "kernel-unavailable", cause });
}
function unverified(message, remedy) {
  return new CoreMatrixError("infrastructure", message, { remedy, code: "verification-failed" });
}
function isUnavailable(error) {
  return error instanceof CoreMatrixError && error.code === "kernel-unavailable";
}

// src/kernels/modules.ts
var wantedModules = [
  // Every device that QEMU gives the guest sits on it.
  "virtio_pci",
  // The agent's channel.
  "virtio_console",
  // Pairs of interfaces for programs on the network path (XDP, tc): the guest has no network card.
  "veth",
  // An interface that swallows what is sent, for the same programs.
  "dummy",
  // What programs of the type tc are attached with where the kernel has no tcx: a qdisc and a classifier.
  "sch_ingress",
  "cls_bpf",
  // And programs of the type action, which hang at a classifier that takes every packet.
  "cls_matchall",
  "act_bpf"
];
var mostBytes3 = 128 << 20;
var mostFiles = 2e5;
async function collectModules(folder, wanted = wantedModules) {
  const files = await indexModules(folder);
  const seen = /* @__PURE__ */ new Set();
  const ordered = [];
  const visit = async (name) => {
    const file = files.get(name);
    if (file === void 0 || seen.has(name)) return;
    seen.add(name);
    const bytes = await readModule(file);
    const info = readInfo(file, bytes);
    for (const dependency of moduleDependencies(info)) await visit(canonicalName(dependency));
    ordered.push({ name, bytes, release: info.get("vermagic")?.[0]?.split(" ", 1)[0] ?? "" });
  };
  for (const name of wanted) await visit(name);
  return ordered;
}
async function indexModules(folder) {
  const files = /* @__PURE__ */ new Map();
  let count = 0;
  for await (const entry of await openFolder(folder)) {
    if (++count > mostFiles) {
      throw new CoreMatrixError(
        "usage",
        `${folder} has more than ${mostFiles} files: not a folder of modules`,
        {
          remedy: "Name the folder of one kernel, such as lib/modules/<release>."
        }
      );
    }
    const stem = /^([\w-]{1,100})\.ko(?:\.xz|\.zst|\.gz)?$/.exec(entry.name)?.[1];
    if (entry.isFile() && stem !== void 0) {
      files.set(canonicalName(stem), join2(entry.parentPath, entry.name));
    }
  }
  return files;
}
async function openFolder(folder) {
  try {
    return await opendir(folder, { recursive: true });
  } catch (cause) {
    throw new CoreMatrixError("usage", `cannot read the modules in ${folder}: ${String(cause)}`, {
      remedy: "Name an existing folder, such as lib/modules/<release>.",
      code: "kernel-unavailable",
      cause
    });
  }
}
function canonicalName(name) {
  return name.replaceAll("-", "_");
}
var compressions2 = /* @__PURE__ */ new Map([
  [".xz", "xz"],
  [".zst", "zstd"],
  [".gz", "gzip"]
]);
async function readModule(file) {
  const bytes = await readFile2(file);
  const compression = compressions2.get(extname(file));
  if (compression === void 0) return bytes;
  try {
    return await decompress(bytes, compression, mostBytes3);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw unavailable(
      `cannot decompress ${file}: ${reason}`,
      "Check that the file is whole and that xz (package xz-utils) is installed.",
      cause
    );
  }
}
function readInfo(file, bytes) {
  try {
    return modinfo(bytes);
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause;
    throw unavailable(
      `${file} is not a kernel module: ${cause.message}`,
      "Give the modules as the kernel was built with them.",
      cause
    );
  }
}

// src/kernels/entry.ts
var kernelTool = "core-matrix-kernel";
var entryName = "kernel.json";
function kernelEntryVersion(version, digests) {
  const recipe = JSON.stringify([digests, wantedModules]);
  return entryVersion(version, createHash("sha256").update(recipe).digest("hex").slice(0, 32));
}
async function findEntry(digests, options) {
  const recipe = kernelEntryVersion("0", digests).slice("0.0.0".length);
  const version = (await cachedVersions(kernelTool)).find((candidate) => candidate.endsWith(recipe));
  const folder = version === void 0 ? void 0 : await findCached(kernelTool, version, options);
  if (folder !== void 0) await markUsed(folder);
  return folder;
}
async function writeEntry(folder, facts, files) {
  await copyFile(files.image, join3(folder, "vmlinuz"));
  if (files.config !== void 0) await copyFile(files.config, join3(folder, "config"));
  await writeModules(folder, files.modules);
  const entry = { ...facts, modules: files.modules.map(({ name }) => name) };
  await writeFile2(join3(folder, entryName), `${JSON.stringify(entry, null, "	")}
`);
}
async function readEntry(folder, spec) {
  const entry = JSON.parse(await readFile3(join3(folder, entryName), "utf8"));
  const hasConfig = (await readdir(folder)).includes("config");
  return {
    spec: spec ?? specOf(entry),
    release: entry.release,
    version: entry.version,
    arch: "x86_64",
    image: join3(folder, "vmlinuz"),
    ...hasConfig && { config: join3(folder, "config") },
    modules: entry.modules.map((name) => modulePath(folder, name)),
    source: entry.source,
    files: entry.files
  };
}
function specOf({ source: { kind, url, digest }, version }) {
  if (kind === "oci") return url;
  return kind === "url" ? `url:${url}@${digest}` : `${kind}:${version}`;
}
async function writeModules(folder, modules) {
  await mkdir(join3(folder, "modules"));
  for (const { name, bytes } of modules) await writeFile2(modulePath(folder, name), bytes);
}
function modulePath(folder, name) {
  return join3(folder, "modules", `${name}.ko`);
}

// src/kernels/sources/path.ts
import { createHash as createHash2 } from "node:crypto";
import { stat as stat2 } from "node:fs/promises";

// src/kernels/bzimage.ts
import { constants, open as open2 } from "node:fs/promises";
var headBytes = 64 << 10;
var setupSects2 = 497;
var bootFlag = 510;
var headerMagic = 514;
var protocolVersion = 518;
var kernelVersion = 526;
var loadFlags = 529;
var xloadFlags = 566;
async function openImage(file) {
  const image = readBzImage(await readHead2(file));
  if (!("problem" in image)) return image;
  throw new CoreMatrixError("usage", `${file} ${image.problem}`, {
    remedy: "Give the bzImage of an x86-64 kernel, such as arch/x86/boot/bzImage or /boot/vmlinuz-<release>.",
    code: "kernel-unavailable"
  });
}
async function readHead2(file) {
  try {
    const handle = await open2(file, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      if (!(await handle.stat()).isFile()) throw new Error("not a regular file");
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CoreMatrixError("usage", `cannot read the kernel ${file}: ${reason}`, {
      remedy: "Name an existing file; a relative path starts from the folder of the repository.",
      code: "kernel-unavailable",
      cause
    });
  }
}
function readBzImage(head) {
  if (head.subarray(0, 4).equals(Buffer.from("\x7FELF", "latin1"))) {
    return { problem: "is an ELF file; the bzImage of the same build is arch/x86/boot/bzImage" };
  }
  if (head.length < 616 || head.readUInt16LE(bootFlag) !== 43605 || head.toString("latin1", headerMagic, headerMagic + 4) !== "HdrS") {
    return { problem: "is not a Linux bzImage: it has no boot header" };
  }
  if (head.readUInt16LE(protocolVersion) < 524 || (head.readUInt16LE(xloadFlags) & 1) === 0) {
    return { problem: "is not a 64-bit kernel" };
  }
  if ((head.readUInt8(loadFlags) & 1) === 0) return { problem: "is not a bzImage: it is loaded low" };
  const banner = readBanner(head);
  const release = /^\d[\w.+~-]{0,99}/.exec(banner)?.[0];
  if (release === void 0) return { problem: "does not say its release in its boot header" };
  const version = /Debian (\d+(?:\.\d+){1,2})/.exec(banner)?.[1] ?? /^\d+(?:\.\d+){0,2}/.exec(release)?.[0];
  return { release, version: version ?? release };
}
function readBanner(head) {
  const pointer = head.readUInt16LE(kernelVersion);
  const sectors = head.readUInt8(setupSects2) || 4;
  if (pointer === 0 || pointer >= 512 * sectors) return "";
  const start2 = pointer + 512;
  const end = head.indexOf(0, start2);
  return head.toString("latin1", start2, Math.min(end === -1 ? head.length : end, start2 + 1e3));
}

// src/kernels/find.ts
import { access, readdir as readdir2 } from "node:fs/promises";
import { join as join4 } from "node:path";
var modulesFolders = ["lib/modules", "usr/lib/modules"];
async function findImages(folder, release) {
  const inBoot = (await namesIn(join4(folder, "boot"))).filter(
    (name) => /^(?:vmlinuz|bzImage)/.test(name) && (release === void 0 || name.endsWith(`-${release}`))
  ).map((name) => join4("boot", name));
  const found = [inBoot];
  for (const modules of modulesFolders) {
    for (const name of release === void 0 ? await namesIn(join4(folder, modules)) : [release]) {
      const path = join4(modules, name, "vmlinuz");
      if (await firstPresent([join4(folder, path)]) !== void 0) found.push([path]);
    }
  }
  return found.flat();
}
async function namesIn(folder) {
  return (await readdir2(folder).catch(() => [])).sort();
}
async function findKernel(folder, release) {
  const images = await findImages(folder, release);
  const [first] = images;
  if (first === void 0) {
    throw unclear(
      `${folder} holds no kernel: neither boot/vmlinuz-<release> nor lib/modules/<release>/vmlinuz`
    );
  }
  if (release === void 0 && images.length > 1) {
    throw unclear(`${folder} holds ${images.length} kernels: ${images.slice(0, 10).join(", ")}`);
  }
  const image = join4(folder, first);
  const read = await openImage(image);
  const modules = modulesFolders.map((path) => join4(folder, path, read.release));
  const config = await firstPresent([
    join4(folder, "boot", `config-${read.release}`),
    ...modules.map((path) => join4(path, "config"))
  ]);
  const present = await firstPresent(modules);
  return {
    image,
    ...read,
    ...config !== void 0 && { config },
    ...present !== void 0 && { modules: present }
  };
}
async function firstPresent(paths) {
  for (const path of paths) {
    const isThere = await access(path).then(
      () => true,
      () => false
    );
    if (isThere) return path;
  }
  return void 0;
}
function unclear(message) {
  return new CoreMatrixError("usage", message, {
    remedy: "Name a folder with one kernel, or the image and the folder of its modules (image, modules).",
    code: "kernel-unavailable"
  });
}

// src/kernels/sources/path.ts
var modulesTool = "core-matrix-modules";
async function resolvePath(spec, options) {
  options.onProgress("reading the image");
  const { image, release, version, modules } = await locate(spec);
  const digest = `sha256:${await sha256(image)}`;
  return {
    spec: spec.text,
    release,
    version,
    arch: "x86_64",
    image,
    modules: modules === void 0 ? [] : await prepareModules(modules, { release, version }, options),
    source: { kind: "path", url: spec.text, digest },
    files: [{ url: spec.text, digest, size: (await stat2(image)).size }]
  };
}
async function locate({ image, modules }) {
  const isFolder = await stat2(image).then(
    (entry) => entry.isDirectory(),
    () => false
  );
  const found = isFolder ? await findKernel(image) : { image, ...await openImage(image) };
  return modules === void 0 ? found : { ...found, modules };
}
async function prepareModules(folder, image, options) {
  options.onProgress("reading the modules");
  const modules = await collectModules(folder);
  for (const module of modules) checkRelease(module, image, folder);
  const hash = createHash2("sha256");
  for (const { name, bytes } of modules) hash.update(`${name} ${bytes.length}
`).update(bytes);
  const version = entryVersion(image.version, hash.digest("hex").slice(0, 32));
  const fill = (into) => writeModules(into, modules);
  const entry = await cached(modulesTool, version, fill, options);
  return modules.map(({ name }) => modulePath(entry, name));
}
function checkRelease(module, image, folder) {
  if (module.release === image.release) return;
  throw new CoreMatrixError(
    "usage",
    `the modules in ${folder} are of ${module.release}, the image is of ${image.release} (${module.name})`,
    { remedy: "Give the modules that were built with the image.", code: "kernel-unavailable" }
  );
}

// src/kernels/cache.ts
var kernelTools = [kernelTool, modulesTool, btfTool];
async function listCached() {
  const images = [];
  for (const version of await cachedVersions(kernelTool)) {
    const folder = await findCached(kernelTool, version);
    if (folder !== void 0) images.push(await readEntry(folder));
  }
  return images.sort(
    (a, b) => compareVersions(a.version, b.version) || compareVersions(a.release, b.release)
  );
}
async function abilitiesOf({ image, modules }) {
  const folder = dirname(image);
  const config = await readFile4(join5(folder, "config"), "utf8").catch(() => "");
  const has = (option, module) => config.includes(`
${option}=y
`) || modules.some((file) => file.endsWith(`/${module}.ko`));
  const isVirtio = has("CONFIG_VIRTIO_PCI", "virtio_pci") && has("CONFIG_VIRTIO_CONSOLE", "virtio_console");
  return {
    bytes: await bytesIn(folder),
    btf: await hasBtf(image),
    transports: isVirtio ? ["virtio", "serial"] : ["serial"]
  };
}
async function hasBtf(image) {
  try {
    await kernelBtf(image);
    return true;
  } catch (error) {
    if (error instanceof CoreMatrixError && error.code === "btf-missing") return false;
    throw error;
  }
}
var day = 24 * 60 * 60 * 1e3;
async function pruneKernels(days, now = /* @__PURE__ */ new Date()) {
  const removed = [];
  for (const tool of kernelTools) {
    for (const entry of await listEntries(tool)) {
      if (now.getTime() - (entry.usedAt?.getTime() ?? 0) < days * day) continue;
      await removeEntry(entry);
      removed.push(entry);
    }
  }
  return removed;
}

export {
  byFrame,
  pieceBytes,
  zstdStream,
  imageTypes,
  readBtfFiles,
  unavailable,
  unverified,
  isUnavailable,
  collectModules,
  kernelTool,
  kernelEntryVersion,
  findEntry,
  writeEntry,
  readEntry,
  openImage,
  findImages,
  findKernel,
  resolvePath,
  kernelTools,
  listCached,
  abilitiesOf,
  pruneKernels
};
