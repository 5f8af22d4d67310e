import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  endpointOf,
  parseMirrors
} from "./chunk-LRGKG6IO.js";
import {
  byFrame,
  collectModules,
  findEntry,
  findImages,
  findKernel,
  isUnavailable,
  kernelEntryVersion,
  kernelTool,
  listCached,
  openImage,
  pieceBytes,
  readEntry,
  resolvePath,
  unavailable,
  unverified,
  writeEntry,
  zstdStream
} from "./chunk-424BE53E.js";
import {
  cacheHome,
  cached,
  execa,
  findCached,
  inTemporaryFolder,
  markUsed,
  sha256,
  withLock
} from "./chunk-7WIFPHHQ.js";
import {
  isNoSpace,
  noSpace
} from "./chunk-I3CZBI62.js";
import {
  packageFile
} from "./chunk-SRHWYGOF.js";
import {
  catalog,
  formatReference,
  isDigest,
  parseReference,
  seriesFor,
  seriesWords,
  sourceNames,
  sourcesFor
} from "./chunk-67H76X4H.js";
import {
  nearest
} from "./chunk-XVPK6C5E.js";
import {
  compareVersions,
  hasPrefix,
  parseVersion,
  seriesOf
} from "./chunk-E24P2CBE.js";
import {
  CoreMatrixError
} from "./chunk-4XT75OCY.js";

// src/kernels/oci/credentials.ts
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
async function dockerCredentials(registry) {
  const file = join(process.env.DOCKER_CONFIG || join(homedir(), ".docker"), "config.json");
  const text = await readFile(file, "utf8").catch(() => void 0);
  return text === void 0 ? void 0 : credentialsIn(text, registry, file);
}
function parseLogins(text) {
  const logins = /* @__PURE__ */ new Map();
  for (const word2 of text.split(/\s+/).filter(Boolean)) {
    const [, registry, username, password] = /^([^=/:]+(?::\d+)?)=([^:]+):(.+)$/.exec(word2) ?? [];
    if (registry === void 0 || username === void 0 || password === void 0) return void 0;
    logins.set(registryHost(registry.toLowerCase()), { username, password });
  }
  return logins;
}
function credentialsIn(text, registry, file) {
  const auths = member(parse(text, file), "auths");
  if (typeof auths !== "object" || auths === null) return void 0;
  const entry = Object.entries(auths).find(([key]) => hostOf(key) === registryHost(registry))?.[1];
  const auth = member(entry, "auth");
  const username = member(entry, "username");
  const password = member(entry, "password");
  if (typeof auth === "string" && auth !== "") return decode(auth);
  return typeof username === "string" && typeof password === "string" ? { username, password } : void 0;
}
function parse(text, file) {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CoreMatrixError("usage", `${file} is not JSON: ${String(cause)}`, {
      remedy: "Mend it, log in again with docker login, or name another folder with DOCKER_CONFIG.",
      cause
    });
  }
}
function hostOf(key) {
  return registryHost(key.replace(/^https?:\/\//, "").replace(/\/.*$/, ""));
}
function registryHost(registry) {
  return registry === "index.docker.io" || registry === "registry-1.docker.io" ? "docker.io" : registry;
}
function decode(auth) {
  const text = Buffer.from(auth, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon < 1 ? void 0 : { username: text.slice(0, colon), password: text.slice(colon + 1) };
}
function member(value, key) {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : void 0;
}

// src/kernels/lock-broken.ts
function lockBroken(spec, why) {
  return unverified(
    `the kernel that ${spec} is locked to cannot be had: ${why}`,
    "Run `core-matrix lock --update`, look at what changed, and commit core-matrix.lock.json."
  );
}

// src/kernels/locked.ts
async function resolveLocked(spec, lock, options, resolve) {
  const locked = lock.kernels.get(spec.text);
  if (locked === void 0) throw notLocked(spec, lock);
  checkMeaning(spec, locked);
  const digests = locked.files.map(({ digest }) => digest);
  const present = await findEntry(digests, options);
  if (present !== void 0) return await readEntry(present, spec.text);
  const image = await resolve(narrowed(spec, locked), { ...options, digests });
  if (String(image.files.map(({ digest }) => digest)) !== String(digests)) {
    throw lockBroken(spec.text, `${image.source.url} is another one now`);
  }
  return { ...image, spec: spec.text };
}
function checkMeaning(spec, { source, version }) {
  const wanted = spec.kind === "version" ? spec.source : spec.kind;
  if (wanted !== void 0 && wanted !== source)
    throw lockBroken(spec.text, `the lock says that it is ${source}'s`);
  if (spec.kind !== "version" || seriesWords.includes(spec.text) || hasPrefix(version, spec.version)) return;
  throw lockBroken(spec.text, `the lock says that it is ${version}`);
}
function narrowed(spec, locked) {
  const source = sourceNames.find((name) => name === locked.source);
  if (spec.kind !== "version" || source === void 0) return spec;
  return { kind: "version", text: spec.text, source, version: locked.version.replace("~rc", "-rc") };
}
function notLocked({ text }, { file }) {
  return unverified(
    `${text} is not in ${file}`,
    "Run `core-matrix lock`, which adds what is missing, and commit the file; or remove it."
  );
}

// src/kernels/sources/archive.ts
import { createHash } from "node:crypto";
import { join as join4 } from "node:path";

// src/kernels/sources/apt.ts
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join as join2 } from "node:path";

// src/kernels/sources/apt-failure.ts
var distrust = /signature|is not signed|NO_PUBKEY|BADSIG|EXPKEYSIG|Hash Sum mismatch|unexpected size|is (?:expired|not valid yet)|no longer signed/i;
function aptFailure(failed, archives, another5) {
  if (failed.code === "ENOENT") {
    return unavailable(
      `${failed.program} is not installed`,
      "Run on Debian or Ubuntu, or give the path of a bzImage as the kernel."
    );
  }
  const where = [...new Set(archives.map(withoutPassword))].join(" and ");
  const reasons2 = explain(failed.stderr) || failed.shortMessage || "it did not say why";
  if (/No space left on device|enough free space/.test(failed.stderr)) return noSpace(`packages: ${reasons2}`);
  if (distrust.test(failed.stderr)) {
    return unverified(
      `what ${where} gave cannot be verified: ${reasons2}`,
      `Check the clock of this machine, try again, or ${another5}.`
    );
  }
  return unavailable(
    `cannot get kernels from ${where}: ${reasons2}`,
    `Check the network and the proxy settings of apt, or ${another5}.`
  );
}
function explain(stderr) {
  const errors = stderr.slice(0, 2e4).split("\n").filter((line) => /^[EW]: (?!Some index files failed)/.test(line)).map((line) => withoutPassword(line.slice(3).replace(/\s+/g, " ").trim()));
  return [...new Set(errors)].slice(0, 3).join("; ").slice(0, 1e3);
}
function withoutPassword(text) {
  return text.replace(/:\/\/[^/\s@]*@/g, "://");
}

// src/kernels/sources/apt.ts
async function refreshPackages(apt, namePattern) {
  return await exclusively(apt, async () => {
    await configure(apt);
    await run(apt, "apt-get", ["update", "--option", "APT::Update::Error-Mode=any"]);
    return await run(apt, "apt-cache", ["search", "--names-only", "--full", namePattern]);
  });
}
async function packageUrls(apt, records) {
  const names = records.map(({ name, version }) => `${name}=${version}`);
  const output = await exclusively(apt, () => run(apt, "apt-get", ["download", "--print-uris", ...names]));
  const lines = output.split("\n").map((line) => line.split(" "));
  return records.map(({ name }) => {
    const [quoted = ""] = lines.find(([, file]) => file?.startsWith(`${name}_`)) ?? [];
    return withoutUser(quoted.slice(1, -1));
  });
}
function withoutUser(address) {
  if (!URL.canParse(address)) return address;
  const url = new URL(address);
  url.username = "";
  url.password = "";
  return url.href;
}
async function downloadPackages(apt, records, folder) {
  await mkdir(folder);
  const names = records.map(({ name, version }) => `${name}=${version}`);
  await exclusively(apt, () => run(apt, "apt-get", ["download", ...names], folder));
  const present = await readdir(folder);
  const files = [];
  for (const { name, sha256: expected } of records) {
    const file = present.find((candidate) => candidate.startsWith(`${name}_`));
    if (file === void 0) {
      throw unavailable(
        `apt-get downloaded no file for ${name}`,
        `Try again; if it stays so, ${apt.another}.`
      );
    }
    await verifyDigest(join2(folder, file), expected, apt.another);
    files.push(join2(folder, file));
  }
  return files;
}
async function verifyDigest(file, expected, another5) {
  const actual = await sha256(file);
  if (actual === expected) return;
  throw unverified(
    `${file} is not what the archive's signed index says: sha256 ${actual}, expected ${expected}`,
    `Try again; if it stays so, ${another5}.`
  );
}
async function exclusively(apt, work) {
  return await withLock(join2(apt.folder, "core-matrix.lock"), work, apt.signal);
}
async function configure(apt) {
  await mkdir(join2(apt.folder, "lists", "partial"), { recursive: true });
  await mkdir(join2(apt.folder, "archives", "partial"), { recursive: true });
  await writeFile(join2(apt.folder, "status"), "");
  await writeFile(join2(apt.folder, "sources.list"), sourcesList(apt));
  await writeFile(configFile(apt), aptConfig(apt));
}
function sourcesList({ sources: sources2, keyring }) {
  const line = ({ archive, suite }) => `deb [signed-by=${keyring}] ${archive} ${suite} main
`;
  return sources2.map(line).join("");
}
function aptConfig({ folder, machineSettings: machineSettings2 }) {
  return `Dir::State "${folder}";
Dir::State::lists "${join2(folder, "lists")}";
Dir::State::status "${join2(folder, "status")}";
Dir::Cache "${folder}";
// Half the space, and hardly slower: the indexes of two suites are 100 MB otherwise.
Dir::Cache::srcpkgcache "";
Acquire::GzipIndexes "true";
Dir::Etc::SourceList "${join2(folder, "sources.list")}";
Dir::Etc::SourceParts "/dev/null";
Dir::Etc::Main "/dev/null";
Dir::Etc::Parts "/dev/null";
Dir::Etc::Trusted "/dev/null";
Dir::Etc::TrustedParts "/dev/null";
Dir::Etc::Preferences "/dev/null";
Dir::Etc::PreferencesParts "/dev/null";
APT::Architecture "amd64";
APT::Architectures { "amd64"; };
// The user _apt, whom root's apt would become, cannot read folders below a home.
APT::Sandbox::User "root";
Acquire::Languages "none";
Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
Acquire::Retries "3";
Acquire::http::Timeout "30";
Acquire::https::Timeout "30";
${machineSettings2.map((line) => `${line}
`).join("")}`;
}
function configFile({ folder }) {
  return join2(folder, "apt.conf");
}
async function run(apt, program, args, cwd = apt.folder) {
  const result = await execa(program, args, {
    cwd,
    env: { APT_CONFIG: configFile(apt), LC_ALL: "C.UTF-8" },
    stdin: "ignore",
    reject: false,
    ...apt.signal === void 0 ? {} : { cancelSignal: apt.signal }
  });
  apt.signal?.throwIfAborted();
  if (!result.failed) return result.stdout;
  const { stderr, code, shortMessage } = result;
  const archives = apt.sources.map(({ archive }) => archive);
  throw aptFailure({ program, stderr, code, shortMessage }, archives, apt.another);
}

// src/kernels/sources/mirror.ts
var fields = ["ORIGIN", "RELEASE", "COMPONENT", "REPO_URI"];
var unknown = "$(ORIGIN)";
async function findMirror(asked, { origin, mirror: fallback }) {
  const dump = await askApt("apt-config", ["dump"]);
  if (asked !== void 0)
    return { main: checkedAddress(asked, origin), settings: machineSettings(dump, false) };
  const format = fields.map((name) => `$(${name})`).join("	");
  const query = ["indextargets", "--format", format, "Created-By: Packages"];
  for (const args of [query, [...query, "--no-release-info"]]) {
    const found = archivesOf(origin, await askApt("apt-get", args));
    if (found !== void 0) return { ...found, settings: machineSettings(dump, true) };
  }
  return { main: fallback, settings: machineSettings(dump, false) };
}
function archivesOf(wanted, table) {
  const folder = wanted.toLowerCase();
  const archives = table.split("\n").flatMap((line) => {
    const [origin = "", release = "", component = "", uri = ""] = line.split("	");
    const address = uri.replace(/\/+$/, "");
    if (component !== "main" || !isAddress(address)) return [];
    const named = address.endsWith(`/${folder}`) || address.endsWith(`/${folder}-security`);
    if (origin !== wanted && !(origin === unknown && named)) return [];
    return [{ address, security: release.endsWith("-security") }];
  });
  const main = archives.find(({ security: security2 }) => !security2)?.address;
  const security = archives.find((archive) => archive.security)?.address;
  if (main === void 0) return void 0;
  return security === void 0 ? { main } : { main, security };
}
function machineSettings(dump, ownMirror) {
  const kept = ownMirror ? /^Acquire::(?:https?::|Check-Valid-Until |Check-Date )/ : /^Acquire::https?::/;
  return dump.split("\n").filter((line) => kept.test(line));
}
function isAddress(text) {
  return /^(?:https?|file|mirror\+\w+):\/[!-~]+$/.test(text) && !/[[\]"']/.test(text);
}
function checkedAddress(asked, origin) {
  if (isAddress(asked)) return asked.replace(/\/+$/, "");
  throw new CoreMatrixError(
    "usage",
    `${JSON.stringify(asked.slice(0, 200))} is not the address of an archive of ${origin}'s`,
    { remedy: "Write it as an address such as http://ftp.debian.org/debian." }
  );
}
async function askApt(program, args) {
  const { stdout } = await execa(program, args, {
    env: { LC_ALL: "C.UTF-8" },
    stdin: "ignore",
    reject: false
  });
  return stdout ?? "";
}

// src/kernels/sources/packages.ts
function parsePackages(text) {
  return text.split(/\n\n+/).flatMap((paragraph) => {
    const name = field(paragraph, "Package", /^[a-z0-9][a-z0-9+.-]{1,199}$/);
    const version = field(paragraph, "Version", /^\d[\w.+~:-]{0,99}$/);
    const size = field(paragraph, "Size", /^\d{1,12}$/);
    const sha2562 = field(paragraph, "SHA256", /^[0-9a-f]{64}$/);
    if (name === void 0 || version === void 0 || size === void 0 || sha2562 === void 0) return [];
    const depends = parseDepends(field(paragraph, "Depends", /^/) ?? "");
    return [{ name, version, size: Number(size), sha256: sha2562, depends }];
  });
}
function kernelCandidates(packages, { imagePackages, partPackages, optionalPackages, flavour }) {
  const byName = new Map(packages.map((record) => [record.name, record]));
  const candidates = /* @__PURE__ */ new Map();
  for (const template of imagePackages) {
    for (const image of packages) {
      const release = releaseIn(image.name, template);
      if (release === void 0 || !release.endsWith(`-${flavour}`) || candidates.has(release)) continue;
      const named = (templates) => templates.map((name) => name.replace("{release}", release));
      const isWanted2 = (name) => partPackages === void 0 ? name.endsWith(`-${release}`) : named(partPackages).includes(name);
      const parts = withParts(image, isWanted2, named(optionalPackages), byName);
      if (parts !== void 0) candidates.set(release, { release, version: image.version, packages: parts });
    }
  }
  return [...candidates.values()].sort(
    (a, b2) => compareVersions(a.version, b2.version) || // Ubuntu's 6.14.0-9.9 and 6.14.0-37.37 differ in the number that the release has alone.
    compareVersions(a.release, b2.release) || (a.release < b2.release ? -1 : 1)
  );
}
function withParts(image, isWanted2, optional, byName) {
  const parts = /* @__PURE__ */ new Set([image]);
  for (const { depends } of parts) {
    for (const alternatives2 of depends) {
      const ofThisKernel = alternatives2.filter(isWanted2);
      if (ofThisKernel.length === 0) continue;
      const part = ofThisKernel.map((name) => byName.get(name)).find((record) => record !== void 0);
      if (part !== void 0) parts.add(part);
      else if (!ofThisKernel.some((name) => optional.includes(name))) return void 0;
    }
  }
  return [...parts];
}
function newestMatching(candidates, version) {
  return candidates.findLast((candidate) => hasPrefix(candidate.version, version));
}
function alternatives(candidates, version) {
  const upstream2 = candidates.map((candidate) => candidate.version.replace(/-.*$/, ""));
  const sameSeries = upstream2.filter((other) => seriesOf(other) === seriesOf(version));
  return [
    ...new Set(sameSeries.length > 0 ? sameSeries : upstream2.flatMap((other) => seriesOf(other) ?? []))
  ];
}
function releaseIn(name, template) {
  const [before = "", after = ""] = template.split("{release}");
  if (!name.startsWith(before) || !name.endsWith(after)) return void 0;
  const release = name.slice(before.length, name.length - after.length);
  return /^\d/.test(release) ? release : void 0;
}
function parseDepends(text) {
  return text.split(",").map((dependency) => dependency.split("|").map((word2) => word2.trim().split(/[\s(:[]/, 1)[0] ?? ""));
}
function field(paragraph, name, form) {
  const value = new RegExp(`^${name}: (.*)$`, "m").exec(paragraph)?.[1];
  return value !== void 0 && form.test(value) ? value : void 0;
}

// src/kernels/sources/packed.ts
import { readFile as readFile2 } from "node:fs/promises";
import { join as join3 } from "node:path";

// src/kernels/sources/unpack.ts
import { mkdir as mkdir2 } from "node:fs/promises";

// src/kernels/untar.ts
import { once } from "node:events";

// node_modules/tar/dist/esm/index.min.js
import Qr from "events";
import I from "fs";
import { EventEmitter as Di } from "node:events";
import Cs from "node:stream";
import { StringDecoder as Hr } from "node:string_decoder";
import cr from "node:path";
import Kt from "node:fs";
import { dirname as Fn, parse as kn } from "path";
import { EventEmitter as Dn } from "events";
import zi from "assert";
import { Buffer as Ot } from "buffer";
import * as Ps from "zlib";
import en from "zlib";
import { posix as Zt } from "node:path";
import { basename as _n } from "node:path";
import mi from "fs";
import X from "fs";
import js from "path";
import { win32 as Pn } from "node:path";
import ar from "path";
import Br from "node:fs";
import co from "node:assert";
import { randomBytes as Mr } from "node:crypto";
import u from "node:fs";
import R from "node:path";
import pr from "fs";
import wi from "node:fs";
import we from "node:path";
import k from "node:fs";
import ro from "node:fs/promises";
import Si from "node:path";
import { join as xr } from "node:path";
import v from "node:fs";
import Pr from "node:path";
var zr = Object.defineProperty;
var Ur = (s3, t) => {
  for (var e in t) zr(s3, e, { get: t[e], enumerable: true });
};
var Ds = typeof process == "object" && process ? process : { stdout: null, stderr: null };
var Wr = (s3) => !!s3 && typeof s3 == "object" && (s3 instanceof A || s3 instanceof Cs || Gr(s3) || Zr(s3));
var Gr = (s3) => !!s3 && typeof s3 == "object" && s3 instanceof Di && typeof s3.pipe == "function" && s3.pipe !== Cs.Writable.prototype.pipe;
var Zr = (s3) => !!s3 && typeof s3 == "object" && s3 instanceof Di && typeof s3.write == "function" && typeof s3.end == "function";
var Q = /* @__PURE__ */ Symbol("EOF");
var J = /* @__PURE__ */ Symbol("maybeEmitEnd");
var nt = /* @__PURE__ */ Symbol("emittedEnd");
var De = /* @__PURE__ */ Symbol("emittingEnd");
var qt = /* @__PURE__ */ Symbol("emittedError");
var Ne = /* @__PURE__ */ Symbol("closed");
var Ns = /* @__PURE__ */ Symbol("read");
var Ae = /* @__PURE__ */ Symbol("flush");
var As = /* @__PURE__ */ Symbol("flushChunk");
var z = /* @__PURE__ */ Symbol("encoding");
var Mt = /* @__PURE__ */ Symbol("decoder");
var g = /* @__PURE__ */ Symbol("flowing");
var Qt = /* @__PURE__ */ Symbol("paused");
var Bt = /* @__PURE__ */ Symbol("resume");
var b = /* @__PURE__ */ Symbol("buffer");
var N = /* @__PURE__ */ Symbol("pipes");
var _ = /* @__PURE__ */ Symbol("bufferLength");
var bi = /* @__PURE__ */ Symbol("bufferPush");
var Ie = /* @__PURE__ */ Symbol("bufferShift");
var L = /* @__PURE__ */ Symbol("objectMode");
var S = /* @__PURE__ */ Symbol("destroyed");
var _i = /* @__PURE__ */ Symbol("error");
var Oi = /* @__PURE__ */ Symbol("emitData");
var Is = /* @__PURE__ */ Symbol("emitEnd");
var Ti = /* @__PURE__ */ Symbol("emitEnd2");
var Z = /* @__PURE__ */ Symbol("async");
var xi = /* @__PURE__ */ Symbol("abort");
var Ce = /* @__PURE__ */ Symbol("aborted");
var Jt = /* @__PURE__ */ Symbol("signal");
var Rt = /* @__PURE__ */ Symbol("dataListeners");
var C = /* @__PURE__ */ Symbol("discarded");
var jt = (s3) => Promise.resolve().then(s3);
var Yr = (s3) => s3();
var Kr = (s3) => s3 === "end" || s3 === "finish" || s3 === "prefinish";
var Vr = (s3) => s3 instanceof ArrayBuffer || !!s3 && typeof s3 == "object" && s3.constructor && s3.constructor.name === "ArrayBuffer" && s3.byteLength >= 0;
var $r = (s3) => !Buffer.isBuffer(s3) && ArrayBuffer.isView(s3);
var Fe = class {
  src;
  dest;
  opts;
  ondrain;
  constructor(t, e, i) {
    this.src = t, this.dest = e, this.opts = i, this.ondrain = () => t[Bt](), this.dest.on("drain", this.ondrain);
  }
  unpipe() {
    this.dest.removeListener("drain", this.ondrain);
  }
  proxyErrors(t) {
  }
  end() {
    this.unpipe(), this.opts.end && this.dest.end();
  }
};
var Li = class extends Fe {
  unpipe() {
    this.src.removeListener("error", this.proxyErrors), super.unpipe();
  }
  constructor(t, e, i) {
    super(t, e, i), this.proxyErrors = (r) => this.dest.emit("error", r), t.on("error", this.proxyErrors);
  }
};
var Xr = (s3) => !!s3.objectMode;
var qr = (s3) => !s3.objectMode && !!s3.encoding && s3.encoding !== "buffer";
var A = class extends Di {
  [g] = false;
  [Qt] = false;
  [N] = [];
  [b] = [];
  [L];
  [z];
  [Z];
  [Mt];
  [Q] = false;
  [nt] = false;
  [De] = false;
  [Ne] = false;
  [qt] = null;
  [_] = 0;
  [S] = false;
  [Jt];
  [Ce] = false;
  [Rt] = 0;
  [C] = false;
  writable = true;
  readable = true;
  constructor(...t) {
    let e = t[0] || {};
    if (super(), e.objectMode && typeof e.encoding == "string") throw new TypeError("Encoding and objectMode may not be used together");
    Xr(e) ? (this[L] = true, this[z] = null) : qr(e) ? (this[z] = e.encoding, this[L] = false) : (this[L] = false, this[z] = null), this[Z] = !!e.async, this[Mt] = this[z] ? new Hr(this[z]) : null, e && e.debugExposeBuffer === true && Object.defineProperty(this, "buffer", { get: () => this[b] }), e && e.debugExposePipes === true && Object.defineProperty(this, "pipes", { get: () => this[N] });
    let { signal: i } = e;
    i && (this[Jt] = i, i.aborted ? this[xi]() : i.addEventListener("abort", () => this[xi]()));
  }
  get bufferLength() {
    return this[_];
  }
  get encoding() {
    return this[z];
  }
  set encoding(t) {
    throw new Error("Encoding must be set at instantiation time");
  }
  setEncoding(t) {
    throw new Error("Encoding must be set at instantiation time");
  }
  get objectMode() {
    return this[L];
  }
  set objectMode(t) {
    throw new Error("objectMode must be set at instantiation time");
  }
  get async() {
    return this[Z];
  }
  set async(t) {
    this[Z] = this[Z] || !!t;
  }
  [xi]() {
    this[Ce] = true, this.emit("abort", this[Jt]?.reason), this.destroy(this[Jt]?.reason);
  }
  get aborted() {
    return this[Ce];
  }
  set aborted(t) {
  }
  write(t, e, i) {
    if (this[Ce]) return false;
    if (this[Q]) throw new Error("write after end");
    if (this[S]) return this.emit("error", Object.assign(new Error("Cannot call write after a stream was destroyed"), { code: "ERR_STREAM_DESTROYED" })), true;
    typeof e == "function" && (i = e, e = "utf8"), e || (e = "utf8");
    let r = this[Z] ? jt : Yr;
    if (!this[L] && !Buffer.isBuffer(t)) {
      if ($r(t)) t = Buffer.from(t.buffer, t.byteOffset, t.byteLength);
      else if (Vr(t)) t = Buffer.from(t);
      else if (typeof t != "string") throw new Error("Non-contiguous data written to non-objectMode stream");
    }
    return this[L] ? (this[g] && this[_] !== 0 && this[Ae](true), this[g] ? this.emit("data", t) : this[bi](t), this[_] !== 0 && this.emit("readable"), i && r(i), this[g]) : t.length ? (typeof t == "string" && !(e === this[z] && !this[Mt]?.lastNeed) && (t = Buffer.from(t, e)), Buffer.isBuffer(t) && this[z] && (t = this[Mt].write(t)), this[g] && this[_] !== 0 && this[Ae](true), this[g] ? this.emit("data", t) : this[bi](t), this[_] !== 0 && this.emit("readable"), i && r(i), this[g]) : (this[_] !== 0 && this.emit("readable"), i && r(i), this[g]);
  }
  read(t) {
    if (this[S]) return null;
    if (this[C] = false, this[_] === 0 || t === 0 || t && t > this[_]) return this[J](), null;
    this[L] && (t = null), this[b].length > 1 && !this[L] && (this[b] = [this[z] ? this[b].join("") : Buffer.concat(this[b], this[_])]);
    let e = this[Ns](t || null, this[b][0]);
    return this[J](), e;
  }
  [Ns](t, e) {
    if (this[L]) this[Ie]();
    else {
      let i = e;
      t === i.length || t === null ? this[Ie]() : typeof i == "string" ? (this[b][0] = i.slice(t), e = i.slice(0, t), this[_] -= t) : (this[b][0] = i.subarray(t), e = i.subarray(0, t), this[_] -= t);
    }
    return this.emit("data", e), !this[b].length && !this[Q] && this.emit("drain"), e;
  }
  end(t, e, i) {
    return typeof t == "function" && (i = t, t = void 0), typeof e == "function" && (i = e, e = "utf8"), t !== void 0 && this.write(t, e), i && this.once("end", i), this[Q] = true, this.writable = false, (this[g] || !this[Qt]) && this[J](), this;
  }
  [Bt]() {
    this[S] || (!this[Rt] && !this[N].length && (this[C] = true), this[Qt] = false, this[g] = true, this.emit("resume"), this[b].length ? this[Ae]() : this[Q] ? this[J]() : this.emit("drain"));
  }
  resume() {
    return this[Bt]();
  }
  pause() {
    this[g] = false, this[Qt] = true, this[C] = false;
  }
  get destroyed() {
    return this[S];
  }
  get flowing() {
    return this[g];
  }
  get paused() {
    return this[Qt];
  }
  [bi](t) {
    this[L] ? this[_] += 1 : this[_] += t.length, this[b].push(t);
  }
  [Ie]() {
    return this[L] ? this[_] -= 1 : this[_] -= this[b][0].length, this[b].shift();
  }
  [Ae](t = false) {
    do
      ;
    while (this[As](this[Ie]()) && this[b].length);
    !t && !this[b].length && !this[Q] && this.emit("drain");
  }
  [As](t) {
    return this.emit("data", t), this[g];
  }
  pipe(t, e) {
    if (this[S]) return t;
    this[C] = false;
    let i = this[nt];
    return e = e || {}, t === Ds.stdout || t === Ds.stderr ? e.end = false : e.end = e.end !== false, e.proxyErrors = !!e.proxyErrors, i ? e.end && t.end() : (this[N].push(e.proxyErrors ? new Li(this, t, e) : new Fe(this, t, e)), this[Z] ? jt(() => this[Bt]()) : this[Bt]()), t;
  }
  unpipe(t) {
    let e = this[N].find((i) => i.dest === t);
    e && (this[N].length === 1 ? (this[g] && this[Rt] === 0 && (this[g] = false), this[N] = []) : this[N].splice(this[N].indexOf(e), 1), e.unpipe());
  }
  addListener(t, e) {
    return this.on(t, e);
  }
  on(t, e) {
    let i = super.on(t, e);
    if (t === "data") this[C] = false, this[Rt]++, !this[N].length && !this[g] && this[Bt]();
    else if (t === "readable" && this[_] !== 0) super.emit("readable");
    else if (Kr(t) && this[nt]) super.emit(t), this.removeAllListeners(t);
    else if (t === "error" && this[qt]) {
      let r = e;
      this[Z] ? jt(() => r.call(this, this[qt])) : r.call(this, this[qt]);
    }
    return i;
  }
  removeListener(t, e) {
    return this.off(t, e);
  }
  off(t, e) {
    let i = super.off(t, e);
    return t === "data" && (this[Rt] = this.listeners("data").length, this[Rt] === 0 && !this[C] && !this[N].length && (this[g] = false)), i;
  }
  removeAllListeners(t) {
    let e = super.removeAllListeners(t);
    return (t === "data" || t === void 0) && (this[Rt] = 0, !this[C] && !this[N].length && (this[g] = false)), e;
  }
  get emittedEnd() {
    return this[nt];
  }
  [J]() {
    !this[De] && !this[nt] && !this[S] && this[b].length === 0 && this[Q] && (this[De] = true, this.emit("end"), this.emit("prefinish"), this.emit("finish"), this[Ne] && this.emit("close"), this[De] = false);
  }
  emit(t, ...e) {
    let i = e[0];
    if (t !== "error" && t !== "close" && t !== S && this[S]) return false;
    if (t === "data") return !this[L] && !i ? false : this[Z] ? (jt(() => this[Oi](i)), true) : this[Oi](i);
    if (t === "end") return this[Is]();
    if (t === "close") {
      if (this[Ne] = true, !this[nt] && !this[S]) return false;
      let n = super.emit("close");
      return this.removeAllListeners("close"), n;
    } else if (t === "error") {
      this[qt] = i, super.emit(_i, i);
      let n = !this[Jt] || this.listeners("error").length ? super.emit("error", i) : false;
      return this[J](), n;
    } else if (t === "resume") {
      let n = super.emit("resume");
      return this[J](), n;
    } else if (t === "finish" || t === "prefinish") {
      let n = super.emit(t);
      return this.removeAllListeners(t), n;
    }
    let r = super.emit(t, ...e);
    return this[J](), r;
  }
  [Oi](t) {
    for (let i of this[N]) i.dest.write(t) === false && this.pause();
    let e = this[C] ? false : super.emit("data", t);
    return this[J](), e;
  }
  [Is]() {
    return this[nt] ? false : (this[nt] = true, this.readable = false, this[Z] ? (jt(() => this[Ti]()), true) : this[Ti]());
  }
  [Ti]() {
    if (this[Mt]) {
      let e = this[Mt].end();
      if (e) {
        for (let i of this[N]) i.dest.write(e);
        this[C] || super.emit("data", e);
      }
    }
    for (let e of this[N]) e.end();
    let t = super.emit("end");
    return this.removeAllListeners("end"), t;
  }
  async collect() {
    let t = Object.assign([], { dataLength: 0 });
    this[L] || (t.dataLength = 0);
    let e = this.promise();
    return this.on("data", (i) => {
      t.push(i), this[L] || (t.dataLength += i.length);
    }), await e, t;
  }
  async concat() {
    if (this[L]) throw new Error("cannot concat in objectMode");
    let t = await this.collect();
    return this[z] ? t.join("") : Buffer.concat(t, t.dataLength);
  }
  async promise() {
    return new Promise((t, e) => {
      this.on(S, () => e(new Error("stream destroyed"))), this.on("error", (i) => e(i)), this.on("end", () => t());
    });
  }
  [Symbol.asyncIterator]() {
    this[C] = false;
    let t = false, e = async () => (this.pause(), t = true, { value: void 0, done: true });
    return { next: () => {
      if (t) return e();
      let r = this.read();
      if (r !== null) return Promise.resolve({ done: false, value: r });
      if (this[Q]) return e();
      let n, o, h = (d) => {
        this.off("data", a), this.off("end", l), this.off(S, c), e(), o(d);
      }, a = (d) => {
        this.off("error", h), this.off("end", l), this.off(S, c), this.pause(), n({ value: d, done: !!this[Q] });
      }, l = () => {
        this.off("error", h), this.off("data", a), this.off(S, c), e(), n({ done: true, value: void 0 });
      }, c = () => h(new Error("stream destroyed"));
      return new Promise((d, y) => {
        o = y, n = d, this.once(S, c), this.once("error", h), this.once("end", l), this.once("data", a);
      });
    }, throw: e, return: e, [Symbol.asyncIterator]() {
      return this;
    }, [Symbol.asyncDispose]: async () => {
    } };
  }
  [Symbol.iterator]() {
    this[C] = false;
    let t = false, e = () => (this.pause(), this.off(_i, e), this.off(S, e), this.off("end", e), t = true, { done: true, value: void 0 }), i = () => {
      if (t) return e();
      let r = this.read();
      return r === null ? e() : { done: false, value: r };
    };
    return this.once("end", e), this.once(_i, e), this.once(S, e), { next: i, throw: e, return: e, [Symbol.iterator]() {
      return this;
    }, [Symbol.dispose]: () => {
    } };
  }
  destroy(t) {
    if (this[S]) return t ? this.emit("error", t) : this.emit(S), this;
    this[S] = true, this[C] = true, this[b].length = 0, this[_] = 0;
    let e = this;
    return typeof e.close == "function" && !this[Ne] && e.close(), t ? this.emit("error", t) : this.emit(S), this;
  }
  static get isStream() {
    return Wr;
  }
};
var Jr = I.writev;
var ht = /* @__PURE__ */ Symbol("_autoClose");
var H = /* @__PURE__ */ Symbol("_close");
var te = /* @__PURE__ */ Symbol("_ended");
var m = /* @__PURE__ */ Symbol("_fd");
var Ni = /* @__PURE__ */ Symbol("_finished");
var tt = /* @__PURE__ */ Symbol("_flags");
var Ai = /* @__PURE__ */ Symbol("_flush");
var ki = /* @__PURE__ */ Symbol("_handleChunk");
var vi = /* @__PURE__ */ Symbol("_makeBuf");
var ie = /* @__PURE__ */ Symbol("_mode");
var ke = /* @__PURE__ */ Symbol("_needDrain");
var Ut = /* @__PURE__ */ Symbol("_onerror");
var Ht = /* @__PURE__ */ Symbol("_onopen");
var Ii = /* @__PURE__ */ Symbol("_onread");
var Pt = /* @__PURE__ */ Symbol("_onwrite");
var at = /* @__PURE__ */ Symbol("_open");
var U = /* @__PURE__ */ Symbol("_path");
var ot = /* @__PURE__ */ Symbol("_pos");
var Y = /* @__PURE__ */ Symbol("_queue");
var zt = /* @__PURE__ */ Symbol("_read");
var Ci = /* @__PURE__ */ Symbol("_readSize");
var j = /* @__PURE__ */ Symbol("_reading");
var ee = /* @__PURE__ */ Symbol("_remain");
var Fi = /* @__PURE__ */ Symbol("_size");
var ve = /* @__PURE__ */ Symbol("_write");
var gt = /* @__PURE__ */ Symbol("_writing");
var Me = /* @__PURE__ */ Symbol("_defaultFlag");
var bt = /* @__PURE__ */ Symbol("_errored");
var _t = class extends A {
  [bt] = false;
  [m];
  [U];
  [Ci];
  [j] = false;
  [Fi];
  [ee];
  [ht];
  constructor(t, e) {
    if (e = e || {}, super(e), this.readable = true, this.writable = false, typeof t != "string") throw new TypeError("path must be a string");
    this[bt] = false, this[m] = typeof e.fd == "number" ? e.fd : void 0, this[U] = t, this[Ci] = e.readSize || 16 * 1024 * 1024, this[j] = false, this[Fi] = typeof e.size == "number" ? e.size : 1 / 0, this[ee] = this[Fi], this[ht] = typeof e.autoClose == "boolean" ? e.autoClose : true, typeof this[m] == "number" ? this[zt]() : this[at]();
  }
  get fd() {
    return this[m];
  }
  get path() {
    return this[U];
  }
  write() {
    throw new TypeError("this is a readable stream");
  }
  end() {
    throw new TypeError("this is a readable stream");
  }
  [at]() {
    I.open(this[U], "r", (t, e) => this[Ht](t, e));
  }
  [Ht](t, e) {
    t ? this[Ut](t) : (this[m] = e, this.emit("open", e), this[zt]());
  }
  [vi]() {
    return Buffer.allocUnsafe(Math.min(this[Ci], this[ee]));
  }
  [zt]() {
    if (!this[j]) {
      this[j] = true;
      let t = this[vi]();
      if (t.length === 0) return process.nextTick(() => this[Ii](null, 0, t));
      I.read(this[m], t, 0, t.length, null, (e, i, r) => this[Ii](e, i, r));
    }
  }
  [Ii](t, e, i) {
    this[j] = false, t ? this[Ut](t) : this[ki](e, i) && this[zt]();
  }
  [H]() {
    if (this[ht] && typeof this[m] == "number") {
      let t = this[m];
      this[m] = void 0, I.close(t, (e) => e ? this.emit("error", e) : this.emit("close"));
    }
  }
  [Ut](t) {
    this[j] = true, this[H](), this.emit("error", t);
  }
  [ki](t, e) {
    let i = false;
    return this[ee] -= t, t > 0 && (i = super.write(t < e.length ? e.subarray(0, t) : e)), (t === 0 || this[ee] <= 0) && (i = false, this[H](), super.end()), i;
  }
  emit(t, ...e) {
    switch (t) {
      case "prefinish":
      case "finish":
        return false;
      case "drain":
        return typeof this[m] == "number" && this[zt](), false;
      case "error":
        return this[bt] ? false : (this[bt] = true, super.emit(t, ...e));
      default:
        return super.emit(t, ...e);
    }
  }
};
var Be = class extends _t {
  [at]() {
    let t = true;
    try {
      this[Ht](null, I.openSync(this[U], "r")), t = false;
    } finally {
      t && this[H]();
    }
  }
  [zt]() {
    let t = true;
    try {
      if (!this[j]) {
        this[j] = true;
        do {
          let e = this[vi](), i = e.length === 0 ? 0 : I.readSync(this[m], e, 0, e.length, null);
          if (!this[ki](i, e)) break;
        } while (true);
        this[j] = false;
      }
      t = false;
    } finally {
      t && this[H]();
    }
  }
  [H]() {
    if (this[ht] && typeof this[m] == "number") {
      let t = this[m];
      this[m] = void 0, I.closeSync(t), this.emit("close");
    }
  }
};
var et = class extends Qr {
  readable = false;
  writable = true;
  [bt] = false;
  [gt] = false;
  [te] = false;
  [Y] = [];
  [ke] = false;
  [U];
  [ie];
  [ht];
  [m];
  [Me];
  [tt];
  [Ni] = false;
  [ot];
  constructor(t, e) {
    e = e || {}, super(e), this[U] = t, this[m] = typeof e.fd == "number" ? e.fd : void 0, this[ie] = e.mode === void 0 ? 438 : e.mode, this[ot] = typeof e.start == "number" ? e.start : void 0, this[ht] = typeof e.autoClose == "boolean" ? e.autoClose : true;
    let i = this[ot] !== void 0 ? "r+" : "w";
    this[Me] = e.flags === void 0, this[tt] = e.flags === void 0 ? i : e.flags, this[m] === void 0 && this[at]();
  }
  emit(t, ...e) {
    if (t === "error") {
      if (this[bt]) return false;
      this[bt] = true;
    }
    return super.emit(t, ...e);
  }
  get fd() {
    return this[m];
  }
  get path() {
    return this[U];
  }
  [Ut](t) {
    this[H](), this[gt] = true, this.emit("error", t);
  }
  [at]() {
    I.open(this[U], this[tt], this[ie], (t, e) => this[Ht](t, e));
  }
  [Ht](t, e) {
    this[Me] && this[tt] === "r+" && t && t.code === "ENOENT" ? (this[tt] = "w", this[at]()) : t ? this[Ut](t) : (this[m] = e, this.emit("open", e), this[gt] || this[Ai]());
  }
  end(t, e) {
    return t && this.write(t, e), this[te] = true, !this[gt] && !this[Y].length && typeof this[m] == "number" && this[Pt](null, 0), this;
  }
  write(t, e) {
    return typeof t == "string" && (t = Buffer.from(t, e)), this[te] ? (this.emit("error", new Error("write() after end()")), false) : this[m] === void 0 || this[gt] || this[Y].length ? (this[Y].push(t), this[ke] = true, false) : (this[gt] = true, this[ve](t), true);
  }
  [ve](t) {
    I.write(this[m], t, 0, t.length, this[ot], (e, i) => this[Pt](e, i));
  }
  [Pt](t, e) {
    t ? this[Ut](t) : (this[ot] !== void 0 && typeof e == "number" && (this[ot] += e), this[Y].length ? this[Ai]() : (this[gt] = false, this[te] && !this[Ni] ? (this[Ni] = true, this[H](), this.emit("finish")) : this[ke] && (this[ke] = false, this.emit("drain"))));
  }
  [Ai]() {
    if (this[Y].length === 0) this[te] && this[Pt](null, 0);
    else if (this[Y].length === 1) this[ve](this[Y].pop());
    else {
      let t = this[Y];
      this[Y] = [], Jr(this[m], t, this[ot], (e, i) => this[Pt](e, i));
    }
  }
  [H]() {
    if (this[ht] && typeof this[m] == "number") {
      let t = this[m];
      this[m] = void 0, I.close(t, (e) => e ? this.emit("error", e) : this.emit("close"));
    }
  }
};
var Wt = class extends et {
  [at]() {
    let t;
    if (this[Me] && this[tt] === "r+") try {
      t = I.openSync(this[U], this[tt], this[ie]);
    } catch (e) {
      if (e?.code === "ENOENT") return this[tt] = "w", this[at]();
      throw e;
    }
    else t = I.openSync(this[U], this[tt], this[ie]);
    this[Ht](null, t);
  }
  [H]() {
    if (this[ht] && typeof this[m] == "number") {
      let t = this[m];
      this[m] = void 0, I.closeSync(t), this.emit("close");
    }
  }
  [ve](t) {
    let e = true;
    try {
      this[Pt](null, I.writeSync(this[m], t, 0, t.length, this[ot])), e = false;
    } finally {
      if (e) try {
        this[H]();
      } catch {
      }
    }
  }
};
var jr = /* @__PURE__ */ new Map([["C", "cwd"], ["f", "file"], ["z", "gzip"], ["P", "preservePaths"], ["U", "unlink"], ["strip-components", "strip"], ["stripComponents", "strip"], ["keep-newer", "newer"], ["keepNewer", "newer"], ["keep-newer-files", "newer"], ["keepNewerFiles", "newer"], ["k", "keep"], ["keep-existing", "keep"], ["keepExisting", "keep"], ["m", "noMtime"], ["no-mtime", "noMtime"], ["p", "preserveOwner"], ["L", "follow"], ["h", "follow"], ["onentry", "onReadEntry"]]);
var Fs = (s3) => !!s3.sync && !!s3.file;
var ks = (s3) => !s3.sync && !!s3.file;
var vs = (s3) => !!s3.sync && !s3.file;
var Ms = (s3) => !s3.sync && !s3.file;
var Bs = (s3) => !!s3.file;
var tn = (s3) => {
  let t = jr.get(s3);
  return t || s3;
};
var se = (s3 = {}) => {
  if (!s3) return {};
  let t = {};
  for (let [e, i] of Object.entries(s3)) {
    let r = tn(e);
    t[r] = i;
  }
  return t.chmod === void 0 && t.noChmod === false && (t.chmod = true), delete t.noChmod, t;
};
var K = (s3, t, e, i, r) => Object.assign((n = [], o, h) => {
  Array.isArray(n) && (o = n, n = {}), typeof o == "function" && (h = o, o = void 0), o = o ? Array.from(o) : [];
  let a = se(n);
  if (r?.(a, o), Fs(a)) {
    if (typeof h == "function") throw new TypeError("callback not supported for sync tar functions");
    return s3(a, o);
  } else if (ks(a)) {
    let l = t(a, o);
    return h ? l.then(() => h(), h) : l;
  } else if (vs(a)) {
    if (typeof h == "function") throw new TypeError("callback not supported for sync tar functions");
    return e(a, o);
  } else if (Ms(a)) {
    if (typeof h == "function") throw new TypeError("callback only supported with file option");
    return i(a, o);
  }
  throw new Error("impossible options??");
}, { syncFile: s3, asyncFile: t, syncNoFile: e, asyncNoFile: i, validate: r });
var sn = en.constants || { ZLIB_VERNUM: 4736 };
var M = Object.freeze(Object.assign(/* @__PURE__ */ Object.create(null), { Z_NO_FLUSH: 0, Z_PARTIAL_FLUSH: 1, Z_SYNC_FLUSH: 2, Z_FULL_FLUSH: 3, Z_FINISH: 4, Z_BLOCK: 5, Z_OK: 0, Z_STREAM_END: 1, Z_NEED_DICT: 2, Z_ERRNO: -1, Z_STREAM_ERROR: -2, Z_DATA_ERROR: -3, Z_MEM_ERROR: -4, Z_BUF_ERROR: -5, Z_VERSION_ERROR: -6, Z_NO_COMPRESSION: 0, Z_BEST_SPEED: 1, Z_BEST_COMPRESSION: 9, Z_DEFAULT_COMPRESSION: -1, Z_FILTERED: 1, Z_HUFFMAN_ONLY: 2, Z_RLE: 3, Z_FIXED: 4, Z_DEFAULT_STRATEGY: 0, DEFLATE: 1, INFLATE: 2, GZIP: 3, GUNZIP: 4, DEFLATERAW: 5, INFLATERAW: 6, UNZIP: 7, BROTLI_DECODE: 8, BROTLI_ENCODE: 9, Z_MIN_WINDOWBITS: 8, Z_MAX_WINDOWBITS: 15, Z_DEFAULT_WINDOWBITS: 15, Z_MIN_CHUNK: 64, Z_MAX_CHUNK: 1 / 0, Z_DEFAULT_CHUNK: 16384, Z_MIN_MEMLEVEL: 1, Z_MAX_MEMLEVEL: 9, Z_DEFAULT_MEMLEVEL: 8, Z_MIN_LEVEL: -1, Z_MAX_LEVEL: 9, Z_DEFAULT_LEVEL: -1, BROTLI_OPERATION_PROCESS: 0, BROTLI_OPERATION_FLUSH: 1, BROTLI_OPERATION_FINISH: 2, BROTLI_OPERATION_EMIT_METADATA: 3, BROTLI_MODE_GENERIC: 0, BROTLI_MODE_TEXT: 1, BROTLI_MODE_FONT: 2, BROTLI_DEFAULT_MODE: 0, BROTLI_MIN_QUALITY: 0, BROTLI_MAX_QUALITY: 11, BROTLI_DEFAULT_QUALITY: 11, BROTLI_MIN_WINDOW_BITS: 10, BROTLI_MAX_WINDOW_BITS: 24, BROTLI_LARGE_MAX_WINDOW_BITS: 30, BROTLI_DEFAULT_WINDOW: 22, BROTLI_MIN_INPUT_BLOCK_BITS: 16, BROTLI_MAX_INPUT_BLOCK_BITS: 24, BROTLI_PARAM_MODE: 0, BROTLI_PARAM_QUALITY: 1, BROTLI_PARAM_LGWIN: 2, BROTLI_PARAM_LGBLOCK: 3, BROTLI_PARAM_DISABLE_LITERAL_CONTEXT_MODELING: 4, BROTLI_PARAM_SIZE_HINT: 5, BROTLI_PARAM_LARGE_WINDOW: 6, BROTLI_PARAM_NPOSTFIX: 7, BROTLI_PARAM_NDIRECT: 8, BROTLI_DECODER_RESULT_ERROR: 0, BROTLI_DECODER_RESULT_SUCCESS: 1, BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT: 2, BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT: 3, BROTLI_DECODER_PARAM_DISABLE_RING_BUFFER_REALLOCATION: 0, BROTLI_DECODER_PARAM_LARGE_WINDOW: 1, BROTLI_DECODER_NO_ERROR: 0, BROTLI_DECODER_SUCCESS: 1, BROTLI_DECODER_NEEDS_MORE_INPUT: 2, BROTLI_DECODER_NEEDS_MORE_OUTPUT: 3, BROTLI_DECODER_ERROR_FORMAT_EXUBERANT_NIBBLE: -1, BROTLI_DECODER_ERROR_FORMAT_RESERVED: -2, BROTLI_DECODER_ERROR_FORMAT_EXUBERANT_META_NIBBLE: -3, BROTLI_DECODER_ERROR_FORMAT_SIMPLE_HUFFMAN_ALPHABET: -4, BROTLI_DECODER_ERROR_FORMAT_SIMPLE_HUFFMAN_SAME: -5, BROTLI_DECODER_ERROR_FORMAT_CL_SPACE: -6, BROTLI_DECODER_ERROR_FORMAT_HUFFMAN_SPACE: -7, BROTLI_DECODER_ERROR_FORMAT_CONTEXT_MAP_REPEAT: -8, BROTLI_DECODER_ERROR_FORMAT_BLOCK_LENGTH_1: -9, BROTLI_DECODER_ERROR_FORMAT_BLOCK_LENGTH_2: -10, BROTLI_DECODER_ERROR_FORMAT_TRANSFORM: -11, BROTLI_DECODER_ERROR_FORMAT_DICTIONARY: -12, BROTLI_DECODER_ERROR_FORMAT_WINDOW_BITS: -13, BROTLI_DECODER_ERROR_FORMAT_PADDING_1: -14, BROTLI_DECODER_ERROR_FORMAT_PADDING_2: -15, BROTLI_DECODER_ERROR_FORMAT_DISTANCE: -16, BROTLI_DECODER_ERROR_DICTIONARY_NOT_SET: -19, BROTLI_DECODER_ERROR_INVALID_ARGUMENTS: -20, BROTLI_DECODER_ERROR_ALLOC_CONTEXT_MODES: -21, BROTLI_DECODER_ERROR_ALLOC_TREE_GROUPS: -22, BROTLI_DECODER_ERROR_ALLOC_CONTEXT_MAP: -25, BROTLI_DECODER_ERROR_ALLOC_RING_BUFFER_1: -26, BROTLI_DECODER_ERROR_ALLOC_RING_BUFFER_2: -27, BROTLI_DECODER_ERROR_ALLOC_BLOCK_TYPE_TREES: -30, BROTLI_DECODER_ERROR_UNREACHABLE: -31 }, sn));
var rn = Ot.concat;
var zs = Object.getOwnPropertyDescriptor(Ot, "concat");
var nn = (s3) => s3;
var Bi = zs?.writable === true || zs?.set !== void 0 ? (s3) => {
  Ot.concat = s3 ? nn : rn;
} : (s3) => {
};
var Tt = /* @__PURE__ */ Symbol("_superWrite");
var Gt = class extends Error {
  code;
  errno;
  constructor(t, e) {
    super("zlib: " + t.message, { cause: t }), this.code = t.code, this.errno = t.errno, this.code || (this.code = "ZLIB_ERROR"), this.message = "zlib: " + t.message, Error.captureStackTrace(this, e ?? this.constructor);
  }
  get name() {
    return "ZlibError";
  }
};
var Pi = /* @__PURE__ */ Symbol("flushFlag");
var re = class extends A {
  #t = false;
  #i = false;
  #s;
  #n;
  #r;
  #e;
  #o;
  get sawError() {
    return this.#t;
  }
  get handle() {
    return this.#e;
  }
  get flushFlag() {
    return this.#s;
  }
  constructor(t, e) {
    if (!t || typeof t != "object") throw new TypeError("invalid options for ZlibBase constructor");
    if (super(t), this.#s = t.flush ?? 0, this.#n = t.finishFlush ?? 0, this.#r = t.fullFlushFlag ?? 0, typeof Ps[e] != "function") throw new TypeError("Compression method not supported: " + e);
    try {
      this.#e = new Ps[e](t);
    } catch (i) {
      throw new Gt(i, this.constructor);
    }
    this.#o = (i) => {
      this.#t || (this.#t = true, this.close(), this.emit("error", i));
    }, this.#e?.on("error", (i) => this.#o(new Gt(i))), this.once("end", () => this.close);
  }
  close() {
    this.#e && (this.#e.close(), this.#e = void 0, this.emit("close"));
  }
  reset() {
    if (!this.#t) return zi(this.#e, "zlib binding closed"), this.#e.reset?.();
  }
  flush(t) {
    this.ended || (typeof t != "number" && (t = this.#r), this.write(Object.assign(Ot.alloc(0), { [Pi]: t })));
  }
  end(t, e, i) {
    return typeof t == "function" && (i = t, e = void 0, t = void 0), typeof e == "function" && (i = e, e = void 0), t && (e ? this.write(t, e) : this.write(t)), this.flush(this.#n), this.#i = true, super.end(i);
  }
  get ended() {
    return this.#i;
  }
  [Tt](t) {
    return super.write(t);
  }
  write(t, e, i) {
    if (typeof e == "function" && (i = e, e = "utf8"), typeof t == "string" && (t = Ot.from(t, e)), this.#t) return;
    zi(this.#e, "zlib binding closed");
    let r = this.#e._handle, n = r.close;
    r.close = () => {
    };
    let o = this.#e.close;
    this.#e.close = () => {
    }, Bi(true);
    let h;
    try {
      let l = typeof t[Pi] == "number" ? t[Pi] : this.#s;
      h = this.#e._processChunk(t, l), Bi(false);
    } catch (l) {
      Bi(false), this.#o(new Gt(l, this.write));
    } finally {
      this.#e && (this.#e._handle = r, r.close = n, this.#e.close = o, this.#e.removeAllListeners("error"));
    }
    this.#e && this.#e.on("error", (l) => this.#o(new Gt(l, this.write)));
    let a;
    if (h) if (Array.isArray(h) && h.length > 0) {
      let l = h[0];
      a = this[Tt](Ot.from(l));
      for (let c = 1; c < h.length; c++) a = this[Tt](h[c]);
    } else a = this[Tt](Ot.from(h));
    return i && i(), a;
  }
};
var Pe = class extends re {
  #t;
  #i;
  constructor(t, e) {
    t = t || {}, t.flush = t.flush || M.Z_NO_FLUSH, t.finishFlush = t.finishFlush || M.Z_FINISH, t.fullFlushFlag = M.Z_FULL_FLUSH, super(t, e), this.#t = t.level, this.#i = t.strategy;
  }
  params(t, e) {
    if (!this.sawError) {
      if (!this.handle) throw new Error("cannot switch params when binding is closed");
      if (!this.handle.params) throw new Error("not supported in this implementation");
      if (this.#t !== t || this.#i !== e) {
        this.flush(M.Z_SYNC_FLUSH), zi(this.handle, "zlib binding closed");
        let i = this.handle.flush;
        this.handle.flush = (r, n) => {
          typeof r == "function" && (n = r, r = this.flushFlag), this.flush(r), n?.();
        };
        try {
          this.handle.params(t, e);
        } finally {
          this.handle.flush = i;
        }
        this.handle && (this.#t = t, this.#i = e);
      }
    }
  }
};
var ze = class extends Pe {
  #t;
  constructor(t) {
    super(t, "Gzip"), this.#t = t && !!t.portable;
  }
  [Tt](t) {
    return this.#t ? (this.#t = false, t[9] = 255, super[Tt](t)) : super[Tt](t);
  }
};
var Ue = class extends Pe {
  constructor(t) {
    super(t, "Unzip");
  }
};
var He = class extends re {
  constructor(t, e) {
    t = t || {}, t.flush = t.flush || M.BROTLI_OPERATION_PROCESS, t.finishFlush = t.finishFlush || M.BROTLI_OPERATION_FINISH, t.fullFlushFlag = M.BROTLI_OPERATION_FLUSH, super(t, e);
  }
};
var We = class extends He {
  constructor(t) {
    super(t, "BrotliCompress");
  }
};
var Ge = class extends He {
  constructor(t) {
    super(t, "BrotliDecompress");
  }
};
var Ze = class extends re {
  constructor(t, e) {
    t = t || {}, t.flush = t.flush || M.ZSTD_e_continue, t.finishFlush = t.finishFlush || M.ZSTD_e_end, t.fullFlushFlag = M.ZSTD_e_flush, super(t, e);
  }
};
var Ye = class extends Ze {
  constructor(t) {
    super(t, "ZstdCompress");
  }
};
var Ke = class extends Ze {
  constructor(t) {
    super(t, "ZstdDecompress");
  }
};
var Us = (s3, t) => {
  if (Number.isSafeInteger(s3)) s3 < 0 ? an(s3, t) : hn(s3, t);
  else throw Error("cannot encode number outside of javascript safe integer range");
  return t;
};
var hn = (s3, t) => {
  t[0] = 128;
  for (var e = t.length; e > 1; e--) t[e - 1] = s3 & 255, s3 = Math.floor(s3 / 256);
};
var an = (s3, t) => {
  t[0] = 255;
  var e = false;
  s3 = s3 * -1;
  for (var i = t.length; i > 1; i--) {
    var r = s3 & 255;
    s3 = Math.floor(s3 / 256), e ? t[i - 1] = Ws(r) : r === 0 ? t[i - 1] = 0 : (e = true, t[i - 1] = Gs(r));
  }
};
var Hs = (s3) => {
  let t = s3[0], e = t === 128 ? cn(s3.subarray(1, s3.length)) : t === 255 ? ln(s3) : null;
  if (e === null) throw Error("invalid base256 encoding");
  if (!Number.isSafeInteger(e)) throw Error("parsed number outside of javascript safe integer range");
  return e;
};
var ln = (s3) => {
  for (var t = s3.length, e = 0, i = false, r = t - 1; r > -1; r--) {
    var n = Number(s3[r]), o;
    i ? o = Ws(n) : n === 0 ? o = n : (i = true, o = Gs(n)), o !== 0 && (e -= o * Math.pow(256, t - r - 1));
  }
  return e;
};
var cn = (s3) => {
  for (var t = s3.length, e = 0, i = t - 1; i > -1; i--) {
    var r = Number(s3[i]);
    r !== 0 && (e += r * Math.pow(256, t - i - 1));
  }
  return e;
};
var Ws = (s3) => (255 ^ s3) & 255;
var Gs = (s3) => (255 ^ s3) + 1 & 255;
var Hi = {};
Ur(Hi, { code: () => Ve, isCode: () => ne, isName: () => dn, name: () => oe, normalFsTypes: () => Ui });
var ne = (s3) => oe.has(s3);
var dn = (s3) => Ve.has(s3);
var Ui = /* @__PURE__ */ new Set(["0", "", "1", "2", "3", "4", "5", "6", "7", "D"]);
var oe = /* @__PURE__ */ new Map([["0", "File"], ["", "OldFile"], ["1", "Link"], ["2", "SymbolicLink"], ["3", "CharacterDevice"], ["4", "BlockDevice"], ["5", "Directory"], ["6", "FIFO"], ["7", "ContiguousFile"], ["g", "GlobalExtendedHeader"], ["x", "ExtendedHeader"], ["A", "SolarisACL"], ["D", "GNUDumpDir"], ["I", "Inode"], ["K", "NextFileHasLongLinkpath"], ["L", "NextFileHasLongPath"], ["M", "ContinuationFile"], ["N", "OldGnuLongPath"], ["S", "SparseFile"], ["V", "TapeVolumeHeader"], ["X", "OldExtendedHeader"]]);
var Ve = new Map(Array.from(oe).map((s3) => [s3[1], s3[0]]));
var un = (s3) => s3 === void 0 || s3 < 0 ? void 0 : s3;
var F = class {
  cksumValid = false;
  needPax = false;
  nullBlock = false;
  block;
  path;
  mode;
  uid;
  gid;
  size;
  cksum;
  #t = "Unsupported";
  linkpath;
  uname;
  gname;
  devmaj = 0;
  devmin = 0;
  atime;
  ctime;
  mtime;
  charset;
  comment;
  constructor(t, e = 0, i, r) {
    Buffer.isBuffer(t) ? this.decode(t, e || 0, i, r) : t && this.#i(t);
  }
  decode(t, e, i, r) {
    if (e || (e = 0), !t || !(t.length >= e + 512)) throw new Error("need 512 bytes for header");
    let n = xt(t, e + 156, 1), o = Ui.has(n), h = o ? i : void 0, a = o ? r : void 0;
    if (this.path = h?.path ?? xt(t, e, 100), this.mode = h?.mode ?? a?.mode ?? lt(t, e + 100, 8), this.uid = h?.uid ?? a?.uid ?? lt(t, e + 108, 8), this.gid = h?.gid ?? a?.gid ?? lt(t, e + 116, 8), this.size = un(h?.size ?? a?.size ?? lt(t, e + 124, 12)), this.mtime = h?.mtime ?? a?.mtime ?? Wi(t, e + 136, 12), this.cksum = lt(t, e + 148, 12), a && this.#i(a, true), h && this.#i(h), ne(n) && (this.#t = n || "0"), this.#t === "0" && this.path.slice(-1) === "/" && (this.#t = "5"), this.#t === "5" && (this.size = 0), this.linkpath = xt(t, e + 157, 100), t.subarray(e + 257, e + 265).toString() === "ustar\x0000") if (this.uname = h?.uname ?? a?.uname ?? xt(t, e + 265, 32), this.gname = h?.gname ?? a?.gname ?? xt(t, e + 297, 32), this.devmaj = h?.devmaj ?? a?.devmaj ?? lt(t, e + 329, 8) ?? 0, this.devmin = h?.devmin ?? a?.devmin ?? lt(t, e + 337, 8) ?? 0, t[e + 475] !== 0) {
      let c = xt(t, e + 345, 155);
      this.path = c + "/" + this.path;
    } else {
      let c = xt(t, e + 345, 130);
      c && (this.path = c + "/" + this.path), this.atime = i?.atime ?? r?.atime ?? Wi(t, e + 476, 12), this.ctime = i?.ctime ?? r?.ctime ?? Wi(t, e + 488, 12);
    }
    let l = 256;
    for (let c = e; c < e + 148; c++) l += t[c];
    for (let c = e + 156; c < e + 512; c++) l += t[c];
    this.cksumValid = l === this.cksum, this.cksum === void 0 && l === 256 && (this.nullBlock = true);
  }
  #i(t, e = false) {
    Object.assign(this, Object.fromEntries(Object.entries(t).filter(([i, r]) => !(r == null || i === "size" && Number(r) < 0 || i === "path" && e || i === "linkpath" && e || i === "global"))));
  }
  encode(t, e = 0) {
    if (t || (t = this.block = Buffer.alloc(512)), this.#t === "Unsupported" && (this.#t = "0"), !(t.length >= e + 512)) throw new Error("need 512 bytes for header");
    let i = this.ctime || this.atime ? 130 : 155, r = mn(this.path || "", i), n = r[0], o = r[1];
    this.needPax = !!r[2], this.needPax = Lt(t, e, 100, n) || this.needPax, this.needPax = ct(t, e + 100, 8, this.mode) || this.needPax, this.needPax = ct(t, e + 108, 8, this.uid) || this.needPax, this.needPax = ct(t, e + 116, 8, this.gid) || this.needPax, this.needPax = ct(t, e + 124, 12, this.size) || this.needPax, this.needPax = Gi(t, e + 136, 12, this.mtime) || this.needPax, t[e + 156] = Number(this.#t.codePointAt(0)), this.needPax = Lt(t, e + 157, 100, this.linkpath) || this.needPax, t.write("ustar\x0000", e + 257, 8), this.needPax = Lt(t, e + 265, 32, this.uname) || this.needPax, this.needPax = Lt(t, e + 297, 32, this.gname) || this.needPax, this.needPax = ct(t, e + 329, 8, this.devmaj) || this.needPax, this.needPax = ct(t, e + 337, 8, this.devmin) || this.needPax, this.needPax = Lt(t, e + 345, i, o) || this.needPax, t[e + 475] !== 0 ? this.needPax = Lt(t, e + 345, 155, o) || this.needPax : (this.needPax = Lt(t, e + 345, 130, o) || this.needPax, this.needPax = Gi(t, e + 476, 12, this.atime) || this.needPax, this.needPax = Gi(t, e + 488, 12, this.ctime) || this.needPax);
    let h = 256;
    for (let a = e; a < e + 148; a++) h += t[a];
    for (let a = e + 156; a < e + 512; a++) h += t[a];
    return this.cksum = h, ct(t, e + 148, 8, this.cksum), this.cksumValid = true, this.needPax;
  }
  get type() {
    return this.#t === "Unsupported" ? this.#t : oe.get(this.#t);
  }
  get typeKey() {
    return this.#t;
  }
  set type(t) {
    let e = String(Ve.get(t));
    if (ne(e) || e === "Unsupported") this.#t = e;
    else if (ne(t)) this.#t = t;
    else throw new TypeError("invalid entry type: " + t);
  }
};
var mn = (s3, t) => {
  let i = s3, r = "", n, o = Zt.parse(s3).root || ".";
  if (Buffer.byteLength(i) < 100) n = [i, r, false];
  else {
    r = Zt.dirname(i), i = Zt.basename(i);
    do
      Buffer.byteLength(i) <= 100 && Buffer.byteLength(r) <= t ? n = [i, r, false] : Buffer.byteLength(i) > 100 && Buffer.byteLength(r) <= t ? n = [i.slice(0, 99), r, true] : (i = Zt.join(Zt.basename(r), i), r = Zt.dirname(r));
    while (r !== o && n === void 0);
    n || (n = [s3.slice(0, 99), "", true]);
  }
  return n;
};
var xt = (s3, t, e) => s3.subarray(t, t + e).toString("utf8").replace(/\0.*/, "");
var Wi = (s3, t, e) => pn(lt(s3, t, e));
var pn = (s3) => s3 === void 0 ? void 0 : new Date(s3 * 1e3);
var lt = (s3, t, e) => Number(s3[t]) & 128 ? Hs(s3.subarray(t, t + e)) : wn(s3, t, e);
var En = (s3) => isNaN(s3) ? void 0 : s3;
var wn = (s3, t, e) => En(parseInt(s3.subarray(t, t + e).toString("utf8").replace(/\0.*$/, "").trim(), 8));
var Sn = { 12: 8589934591, 8: 2097151 };
var ct = (s3, t, e, i) => i === void 0 ? false : i > Sn[e] || i < 0 ? (Us(i, s3.subarray(t, t + e)), true) : (yn(s3, t, e, i), false);
var yn = (s3, t, e, i) => s3.write(Rn(i, e), t, e, "ascii");
var Rn = (s3, t) => gn(Math.floor(s3).toString(8), t);
var gn = (s3, t) => (s3.length === t - 1 ? s3 : new Array(t - s3.length - 1).join("0") + s3 + " ") + "\0";
var Gi = (s3, t, e, i) => i === void 0 ? false : ct(s3, t, e, i.getTime() / 1e3);
var bn = new Array(156).join("\0");
var Lt = (s3, t, e, i) => i === void 0 ? false : (s3.write(i + bn, t, e, "utf8"), i.length !== Buffer.byteLength(i) || i.length > e);
var ft = class s {
  atime;
  mtime;
  ctime;
  charset;
  comment;
  gid;
  uid;
  gname;
  uname;
  linkpath;
  dev;
  ino;
  nlink;
  path;
  size;
  mode;
  global;
  constructor(t, e = false) {
    this.atime = t.atime, this.charset = t.charset, this.comment = t.comment, this.ctime = t.ctime, this.dev = t.dev, this.gid = t.gid, this.global = e, this.gname = t.gname, this.ino = t.ino, this.linkpath = t.linkpath, this.mtime = t.mtime, this.nlink = t.nlink, this.path = t.path, this.size = t.size, this.uid = t.uid, this.uname = t.uname;
  }
  encode() {
    let t = this.encodeBody();
    if (t === "") return Buffer.allocUnsafe(0);
    let e = Buffer.byteLength(t), i = 512 * Math.ceil(1 + e / 512), r = Buffer.allocUnsafe(i);
    for (let n = 0; n < 512; n++) r[n] = 0;
    new F({ path: ("PaxHeader/" + _n(this.path ?? "")).slice(0, 99), mode: this.mode || 420, uid: this.uid, gid: this.gid, size: e, mtime: this.mtime, type: this.global ? "GlobalExtendedHeader" : "ExtendedHeader", linkpath: "", uname: this.uname || "", gname: this.gname || "", devmaj: 0, devmin: 0, atime: this.atime, ctime: this.ctime }).encode(r), r.write(t, 512, e, "utf8");
    for (let n = e + 512; n < r.length; n++) r[n] = 0;
    return r;
  }
  encodeBody() {
    return this.encodeField("path") + this.encodeField("ctime") + this.encodeField("atime") + this.encodeField("dev") + this.encodeField("ino") + this.encodeField("nlink") + this.encodeField("charset") + this.encodeField("comment") + this.encodeField("gid") + this.encodeField("gname") + this.encodeField("linkpath") + this.encodeField("mtime") + this.encodeField("size") + this.encodeField("uid") + this.encodeField("uname");
  }
  encodeField(t) {
    if (this[t] === void 0) return "";
    let e = this[t], i = e instanceof Date ? e.getTime() / 1e3 : e, r = " " + (t === "dev" || t === "ino" || t === "nlink" ? "SCHILY." : "") + t + "=" + i + `
`, n = Buffer.byteLength(r), o = Math.floor(Math.log(n) / Math.log(10)) + 1;
    return n + o >= Math.pow(10, o) && (o += 1), o + n + r;
  }
  static parse(t, e, i = false) {
    return new s(On(Tn(t), e), i);
  }
};
var On = (s3, t) => t ? Object.assign({}, t, s3) : s3;
var Tn = (s3) => s3.replace(/\n$/, "").split(`
`).reduce(xn, /* @__PURE__ */ Object.create(null));
var xn = (s3, t) => {
  let e = parseInt(t, 10);
  if (e !== Buffer.byteLength(t) + 1) return s3;
  t = t.slice((e + " ").length);
  let i = t.split("="), r = i.shift();
  if (!r) return s3;
  let n = r.replace(/^SCHILY\.(dev|ino|nlink)/, "$1"), o = i.join("=").replace(/\0.*/, "");
  switch (n) {
    case "path":
    case "linkpath":
    case "type":
    case "charset":
    case "comment":
    case "gname":
    case "uname":
      s3[n] = o;
      break;
    case "ctime":
    case "atime":
    case "mtime":
      s3[n] = new Date(Number(o) * 1e3);
      break;
    case "size":
      let h = +o;
      h >= 0 && (s3[n] = h);
      break;
    case "gid":
    case "uid":
    case "dev":
    case "ino":
    case "nlink":
    case "mode":
      s3[n] = +o;
      break;
  }
  return s3;
};
var Ln = process.env.TESTING_TAR_FAKE_PLATFORM || process.platform;
var f = Ln !== "win32" ? (s3) => String(s3) : (s3) => String(s3).replaceAll(/\\/g, "/");
var $e = class extends A {
  extended;
  globalExtended;
  header;
  startBlockSize;
  blockRemain;
  remain;
  type;
  meta = false;
  ignore = false;
  path;
  mode;
  uid;
  gid;
  uname;
  gname;
  size = 0;
  mtime;
  atime;
  ctime;
  linkpath;
  dev;
  ino;
  nlink;
  invalid = false;
  absolute;
  unsupported = false;
  constructor(t, e, i) {
    switch (super({}), this.pause(), this.extended = e, this.globalExtended = i, this.header = t, this.remain = t.size ?? 0, this.startBlockSize = 512 * Math.ceil(this.remain / 512), this.blockRemain = this.startBlockSize, this.type = t.type, this.type) {
      case "File":
      case "OldFile":
      case "Link":
      case "SymbolicLink":
      case "CharacterDevice":
      case "BlockDevice":
      case "Directory":
      case "FIFO":
      case "ContiguousFile":
      case "GNUDumpDir":
        break;
      case "NextFileHasLongLinkpath":
      case "NextFileHasLongPath":
      case "OldGnuLongPath":
      case "GlobalExtendedHeader":
      case "ExtendedHeader":
      case "OldExtendedHeader":
        this.meta = true;
        break;
      default:
        this.ignore = true;
    }
    if (!t.path) throw new Error("no path provided for tar.ReadEntry");
    this.path = f(t.path), this.mode = t.mode, this.mode && (this.mode = this.mode & 4095), this.uid = t.uid, this.gid = t.gid, this.uname = t.uname, this.gname = t.gname, this.size = this.remain, this.mtime = t.mtime, this.atime = t.atime, this.ctime = t.ctime, this.linkpath = t.linkpath ? f(t.linkpath) : void 0, this.uname = t.uname, this.gname = t.gname, e && this.#t(e), i && this.#t(i, true);
  }
  write(t) {
    let e = t.length;
    if (e > this.blockRemain) throw new Error("writing more to entry than is appropriate");
    let i = this.remain, r = this.blockRemain;
    return this.remain = Math.max(0, i - e), this.blockRemain = Math.max(0, r - e), this.ignore ? true : i >= e ? super.write(t) : super.write(t.subarray(0, i));
  }
  #t(t, e = false) {
    t.path && (t.path = f(t.path)), t.linkpath && (t.linkpath = f(t.linkpath)), Object.assign(this, Object.fromEntries(Object.entries(t).filter(([i, r]) => !(r == null || i === "path" && e))));
  }
};
var Dt = (s3, t, e, i = {}) => {
  s3.file && (i.file = s3.file), s3.cwd && (i.cwd = s3.cwd), i.code = e instanceof Error && e.code || t, i.tarCode = t, !s3.strict && i.recoverable !== false ? (e instanceof Error && (i = Object.assign(e, i), e = e.message), s3.emit("warn", t, e, i)) : e instanceof Error ? s3.emit("error", Object.assign(e, i)) : s3.emit("error", Object.assign(new Error(`${t}: ${e}`), i));
};
var Nn = 1024 * 1024;
var Xi = Buffer.from([31, 139]);
var qi = Buffer.from([40, 181, 47, 253]);
var An = Math.max(Xi.length, qi.length);
var B = /* @__PURE__ */ Symbol("state");
var Nt = /* @__PURE__ */ Symbol("writeEntry");
var it = /* @__PURE__ */ Symbol("readEntry");
var Zi = /* @__PURE__ */ Symbol("nextEntry");
var Zs = /* @__PURE__ */ Symbol("processEntry");
var V = /* @__PURE__ */ Symbol("extendedHeader");
var he = /* @__PURE__ */ Symbol("globalExtendedHeader");
var dt = /* @__PURE__ */ Symbol("meta");
var Ys = /* @__PURE__ */ Symbol("emitMeta");
var p = /* @__PURE__ */ Symbol("buffer");
var st = /* @__PURE__ */ Symbol("queue");
var ut = /* @__PURE__ */ Symbol("ended");
var Yi = /* @__PURE__ */ Symbol("emittedEnd");
var At = /* @__PURE__ */ Symbol("emit");
var w = /* @__PURE__ */ Symbol("unzip");
var Xe = /* @__PURE__ */ Symbol("consumeChunk");
var qe = /* @__PURE__ */ Symbol("consumeChunkSub");
var Ki = /* @__PURE__ */ Symbol("consumeBody");
var Ks = /* @__PURE__ */ Symbol("consumeMeta");
var Vs = /* @__PURE__ */ Symbol("consumeHeader");
var ae = /* @__PURE__ */ Symbol("consuming");
var Vi = /* @__PURE__ */ Symbol("bufferConcat");
var Qe = /* @__PURE__ */ Symbol("maybeEnd");
var Yt = /* @__PURE__ */ Symbol("writing");
var $ = /* @__PURE__ */ Symbol("aborted");
var Je = /* @__PURE__ */ Symbol("onDone");
var It = /* @__PURE__ */ Symbol("sawValidEntry");
var je = /* @__PURE__ */ Symbol("sawNullBlock");
var ti = /* @__PURE__ */ Symbol("sawEOF");
var $s = /* @__PURE__ */ Symbol("closeStream");
var In = 1e3;
var le = /* @__PURE__ */ Symbol("compressedBytesRead");
var $i = /* @__PURE__ */ Symbol("decompressedBytesRead");
var Xs = /* @__PURE__ */ Symbol("checkDecompressionRatio");
var Cn = () => true;
var rt = class extends Dn {
  file;
  strict;
  maxMetaEntrySize;
  filter;
  brotli;
  zstd;
  maxDecompressionRatio;
  writable = true;
  readable = false;
  [st] = [];
  [p];
  [it];
  [Nt];
  [B] = "begin";
  [dt] = "";
  [V];
  [he];
  [ut] = false;
  [w];
  [$] = false;
  [It];
  [je] = false;
  [ti] = false;
  [Yt] = false;
  [ae] = false;
  [Yi] = false;
  [le] = 0;
  [$i] = 0;
  constructor(t = {}) {
    super(), this.file = t.file || "", this.on(Je, () => {
      (this[B] === "begin" || this[It] === false) && this.warn("TAR_BAD_ARCHIVE", "Unrecognized archive format");
    }), t.ondone ? this.on(Je, t.ondone) : this.on(Je, () => {
      this.emit("prefinish"), this.emit("finish"), this.emit("end");
    }), this.strict = !!t.strict, this.maxDecompressionRatio = typeof t.maxDecompressionRatio == "number" ? t.maxDecompressionRatio : In, this.maxMetaEntrySize = t.maxMetaEntrySize || Nn, this.filter = typeof t.filter == "function" ? t.filter : Cn;
    let e = t.file && (t.file.endsWith(".tar.br") || t.file.endsWith(".tbr"));
    this.brotli = !(t.gzip || t.zstd) && t.brotli !== void 0 ? t.brotli : e ? void 0 : false;
    let i = t.file && (t.file.endsWith(".tar.zst") || t.file.endsWith(".tzst"));
    this.zstd = !(t.gzip || t.brotli) && t.zstd !== void 0 ? t.zstd : i ? true : void 0, this.on("end", () => this[$s]()), typeof t.onwarn == "function" && this.on("warn", t.onwarn), typeof t.onReadEntry == "function" && this.on("entry", t.onReadEntry);
  }
  warn(t, e, i = {}) {
    Dt(this, t, e, i);
  }
  [Vs](t, e) {
    this[It] === void 0 && (this[It] = false);
    let i;
    try {
      i = new F(t, e, this[V], this[he]);
    } catch (r) {
      return this.warn("TAR_ENTRY_INVALID", r);
    }
    if (i.nullBlock) this[je] ? (this[ti] = true, this[B] === "begin" && (this[B] = "header"), this[At]("eof")) : (this[je] = true, this[At]("nullBlock"));
    else if (this[je] = false, !i.cksumValid) this.warn("TAR_ENTRY_INVALID", "checksum failure", { header: i });
    else if (!i.path) this.warn("TAR_ENTRY_INVALID", "path is required", { header: i });
    else {
      let r = i.type;
      if (/^(Symbolic)?Link$/.test(r) && !i.linkpath) this.warn("TAR_ENTRY_INVALID", "linkpath required", { header: i });
      else if (!/^(Symbolic)?Link$/.test(r) && !/^(Global)?ExtendedHeader$/.test(r) && i.linkpath) this.warn("TAR_ENTRY_INVALID", "linkpath forbidden", { header: i });
      else {
        let n = this[Nt] = new $e(i, this[V], this[he]);
        if (!this[It]) if (n.remain) {
          let o = () => {
            n.invalid || (this[It] = true);
          };
          n.on("end", o);
        } else this[It] = true;
        n.meta ? n.size > this.maxMetaEntrySize ? (n.ignore = true, this[At]("ignoredEntry", n), this[B] = "ignore", n.resume()) : n.size > 0 && (this[dt] = "", n.on("data", (o) => this[dt] += o), this[B] = "meta") : (this[V] = void 0, n.ignore = n.ignore || !this.filter(n.path, n), n.ignore ? (this[At]("ignoredEntry", n), this[B] = n.remain ? "ignore" : "header", n.resume()) : (n.remain ? this[B] = "body" : (this[B] = "header", n.end()), this[it] ? this[st].push(n) : (this[st].push(n), this[Zi]())));
      }
    }
  }
  [$s]() {
    queueMicrotask(() => this.emit("close"));
  }
  [Zs](t) {
    let e = true;
    if (!t) this[it] = void 0, e = false;
    else if (Array.isArray(t)) {
      let [i, ...r] = t;
      this.emit(i, ...r);
    } else this[it] = t, this.emit("entry", t), t.emittedEnd || (t.on("end", () => this[Zi]()), e = false);
    return e;
  }
  [Zi]() {
    do
      ;
    while (this[Zs](this[st].shift()));
    if (this[st].length === 0) {
      let t = this[it];
      !t || t.flowing || t.size === t.remain ? this[Yt] || this.emit("drain") : t.once("drain", () => this.emit("drain"));
    }
  }
  [Ki](t, e) {
    let i = this[Nt];
    if (!i) throw new Error("attempt to consume body without entry??");
    let r = i.blockRemain ?? 0, n = r >= t.length && e === 0 ? t : t.subarray(e, e + r);
    return i.write(n), i.blockRemain || (this[B] = "header", this[Nt] = void 0, i.end()), n.length;
  }
  [Ks](t, e) {
    let i = this[Nt], r = this[Ki](t, e);
    return !this[Nt] && i && this[Ys](i), r;
  }
  [At](t, e, i) {
    this[st].length === 0 && !this[it] ? this.emit(t, e, i) : this[st].push([t, e, i]);
  }
  [Ys](t) {
    switch (this[At]("meta", this[dt]), t.type) {
      case "ExtendedHeader":
      case "OldExtendedHeader":
        this[V] = ft.parse(this[dt], this[V], false);
        break;
      case "GlobalExtendedHeader":
        this[he] = ft.parse(this[dt], this[he], true);
        break;
      case "NextFileHasLongPath":
      case "OldGnuLongPath": {
        let e = this[V] ?? /* @__PURE__ */ Object.create(null);
        this[V] = e, e.path = this[dt].replace(/\0.*/, "");
        break;
      }
      case "NextFileHasLongLinkpath": {
        let e = this[V] || /* @__PURE__ */ Object.create(null);
        this[V] = e, e.linkpath = this[dt].replace(/\0.*/, "");
        break;
      }
      default:
        throw new Error("unknown meta: " + t.type);
    }
  }
  abort(t) {
    if (!this[$]) {
      if (this[w]) {
        let e = this[w];
        e.write = () => true, e.end = () => e, e.emit = () => false, e.destroy?.();
      }
      this[$] = true, this.emit("abort", t), this.warn("TAR_ABORT", t, { recoverable: false });
    }
  }
  [Xs](t) {
    this[$i] += t.length;
    let e = this[$i] / this[le];
    return e > this.maxDecompressionRatio ? (this.abort(new Error(`max decompression ratio exceeded: ${e.toFixed(2)} > ${this.maxDecompressionRatio}`)), false) : true;
  }
  write(t, e, i) {
    if (typeof e == "function" && (i = e, e = void 0), typeof t == "string" && (t = Buffer.from(t, typeof e == "string" ? e : "utf8")), this[$]) return i?.(), false;
    if ((this[w] === void 0 || this.brotli === void 0 && this[w] === false) && t) {
      if (this[p] && (t = Buffer.concat([this[p], t]), this[p] = void 0), t.length < An) return this[p] = t, i?.(), true;
      for (let a = 0; this[w] === void 0 && a < Xi.length; a++) t[a] !== Xi[a] && (this[w] = false);
      let o = false;
      if (this[w] === false && this.zstd !== false) {
        o = true;
        for (let a = 0; a < qi.length; a++) if (t[a] !== qi[a]) {
          o = false;
          break;
        }
      }
      let h = this.brotli === void 0 && !o;
      if (this[w] === false && h) if (t.length < 512) if (this[ut]) this.brotli = true;
      else return this[p] = t, i?.(), true;
      else try {
        new F(t.subarray(0, 512)), this.brotli = false;
      } catch {
        this.brotli = true;
      }
      if (this[w] === void 0 || this[w] === false && (this.brotli || o)) {
        let a = this[ut];
        this[ut] = false, this[w] = this[w] === void 0 ? new Ue({}) : o ? new Ke({}) : new Ge({}), this[w].on("data", (c) => {
          this[Xs](c) && this[Xe](c);
        }), this[w].on("error", (c) => {
          this[$] || this.abort(c);
        }), this[w].on("end", () => {
          this[ut] = true, this[Xe]();
        }), this[Yt] = true, this[le] += t.length;
        let l = !!this[w][a ? "end" : "write"](t);
        return this[Yt] = false, i?.(), l;
      }
    }
    this[Yt] = true, this[w] ? (this[le] += t.length, this[w].write(t)) : this[Xe](t), this[Yt] = false;
    let n = this[st].length > 0 ? false : this[it] ? this[it].flowing : true;
    return !n && this[st].length === 0 && this[it]?.once("drain", () => this.emit("drain")), i?.(), n;
  }
  [Vi](t) {
    t && !this[$] && (this[p] = this[p] ? Buffer.concat([this[p], t]) : t);
  }
  [Qe]() {
    if (this[ut] && !this[Yi] && !this[$] && !this[ae]) {
      this[Yi] = true;
      let t = this[Nt];
      if (t?.blockRemain) {
        let e = this[p] ? this[p].length : 0;
        this.warn("TAR_BAD_ARCHIVE", `Truncated input (needed ${t.blockRemain} more bytes, only ${e} available)`, { entry: t }), this[p] && t.write(this[p]), t.end();
      }
      this[At](Je);
    }
  }
  [Xe](t) {
    if (this[ae] && t) this[Vi](t);
    else if (!t && !this[p]) this[Qe]();
    else if (t) {
      if (this[ae] = true, this[p]) {
        this[Vi](t);
        let e = this[p];
        this[p] = void 0, this[qe](e);
      } else this[qe](t);
      for (; this[p] && this[p]?.length >= 512 && !this[$] && !this[ti]; ) {
        let e = this[p];
        this[p] = void 0, this[qe](e);
      }
      this[ae] = false;
    }
    (!this[p] || this[ut]) && this[Qe]();
  }
  [qe](t) {
    let e = 0, i = t.length;
    for (; e + 512 <= i && !this[$] && !this[ti]; ) switch (this[B]) {
      case "begin":
      case "header":
        this[Vs](t, e), e += 512;
        break;
      case "ignore":
      case "body":
        e += this[Ki](t, e);
        break;
      case "meta":
        e += this[Ks](t, e);
        break;
      default:
        throw new Error("invalid state: " + this[B]);
    }
    e < i && (this[p] = this[p] ? Buffer.concat([t.subarray(e), this[p]]) : t.subarray(e));
  }
  end(t, e, i) {
    return typeof t == "function" && (i = t, e = void 0, t = void 0), typeof e == "function" && (i = e, e = void 0), typeof t == "string" && (t = Buffer.from(t, e)), i && this.once("finish", i), this[$] || (this[w] ? (t && (this[le] += t.length, this[w].write(t)), this[w].end()) : (this[ut] = true, (this.brotli === void 0 || this.zstd === void 0) && (t = t || Buffer.alloc(0)), t && this.write(t), this[Qe]())), this;
  }
};
var mt = (s3) => {
  let t = s3.length - 1, e = -1;
  for (; t > -1 && s3.charAt(t) === "/"; ) e = t, t--;
  return e === -1 ? s3 : s3.slice(0, e);
};
var vn = (s3) => {
  let t = s3.onReadEntry;
  s3.onReadEntry = t ? (e) => {
    t(e), e.resume();
  } : (e) => e.resume();
};
var Qi = (s3, t) => {
  let e = new Map(t.map((o) => [mt(o), true])), i = s3.filter, r = 100, n = (o, h = "", a = 0) => {
    if (a >= r) return e.set(o, false), false;
    let l = h || kn(o).root || ".", c;
    if (o === l) c = false;
    else {
      let d = e.get(o);
      c = d !== void 0 ? d : n(Fn(o), l, a + 1);
    }
    return e.set(o, c), c;
  };
  s3.filter = i ? (o, h) => i(o, h) && n(mt(o)) : (o) => n(mt(o));
};
var Mn = (s3) => {
  let t = new rt(s3), e = s3.file, i;
  try {
    i = Kt.openSync(e, "r");
    let r = Kt.fstatSync(i), n = s3.maxReadSize || 16 * 1024 * 1024;
    if (r.size < n) {
      let o = Buffer.allocUnsafe(r.size), h = Kt.readSync(i, o, 0, r.size, 0);
      t.end(h === o.byteLength ? o : o.subarray(0, h));
    } else {
      let o = 0, h = Buffer.allocUnsafe(n);
      for (; o < r.size; ) {
        let a = Kt.readSync(i, h, 0, n, o);
        if (a === 0) break;
        o += a, t.write(h.subarray(0, a));
      }
      t.end();
    }
  } finally {
    if (typeof i == "number") try {
      Kt.closeSync(i);
    } catch {
    }
  }
};
var Bn = (s3, t) => {
  let e = new rt(s3), i = s3.maxReadSize || 16 * 1024 * 1024, r = s3.file;
  return new Promise((o, h) => {
    e.on("error", h), e.on("end", o), Kt.stat(r, (a, l) => {
      if (a) h(a);
      else {
        let c = new _t(r, { readSize: i, size: l.size });
        c.on("error", h), c.pipe(e);
      }
    });
  });
};
var Ct = K(Mn, Bn, (s3) => new rt(s3), (s3) => new rt(s3), (s3, t) => {
  t?.length && Qi(s3, t), s3.noResume || vn(s3);
});
var Ji = (s3, t, e) => (s3 &= 4095, e && (s3 = (s3 | 384) & -19), t && (s3 & 256 && (s3 |= 64), s3 & 32 && (s3 |= 8), s3 & 4 && (s3 |= 1)), s3);
var { isAbsolute: zn, parse: qs } = Pn;
var ce = (s3) => {
  let t = "", e = qs(s3);
  for (; zn(s3) || e.root; ) {
    let i = s3.charAt(0) === "/" && s3.slice(0, 4) !== "//?/" ? "/" : e.root;
    s3 = s3.slice(i.length), t += i, e = qs(s3);
  }
  return [t, s3];
};
var ei = ["|", "<", ">", "?", ":"];
var ji = ei.map((s3) => String.fromCodePoint(61440 + Number(s3.codePointAt(0))));
var Un = new Map(ei.map((s3, t) => [s3, ji[t]]));
var Hn = new Map(ji.map((s3, t) => [s3, ei[t]]));
var ts = (s3) => ei.reduce((t, e) => t.split(e).join(Un.get(e)), s3);
var Qs = (s3) => ji.reduce((t, e) => t.split(e).join(Hn.get(e)), s3);
var rr = (s3, t) => t ? (s3 = f(s3).replace(/^\.(\/|$)/, ""), mt(t) + "/" + s3) : f(s3);
var Wn = 16 * 1024 * 1024;
var tr = /* @__PURE__ */ Symbol("process");
var er = /* @__PURE__ */ Symbol("file");
var ir = /* @__PURE__ */ Symbol("directory");
var is = /* @__PURE__ */ Symbol("symlink");
var sr = /* @__PURE__ */ Symbol("hardlink");
var fe = /* @__PURE__ */ Symbol("header");
var ii = /* @__PURE__ */ Symbol("read");
var ss = /* @__PURE__ */ Symbol("lstat");
var si = /* @__PURE__ */ Symbol("onlstat");
var rs = /* @__PURE__ */ Symbol("onread");
var ns = /* @__PURE__ */ Symbol("onreadlink");
var os = /* @__PURE__ */ Symbol("openfile");
var hs = /* @__PURE__ */ Symbol("onopenfile");
var pt = /* @__PURE__ */ Symbol("close");
var ri = /* @__PURE__ */ Symbol("mode");
var as = /* @__PURE__ */ Symbol("awaitDrain");
var es = /* @__PURE__ */ Symbol("ondrain");
var q = /* @__PURE__ */ Symbol("prefix");
var de = class extends A {
  path;
  portable;
  myuid = process.getuid && process.getuid() || 0;
  myuser = process.env.USER || "";
  maxReadSize;
  linkCache;
  statCache;
  preservePaths;
  cwd;
  strict;
  mtime;
  noPax;
  noMtime;
  prefix;
  fd;
  blockLen = 0;
  blockRemain = 0;
  buf;
  pos = 0;
  remain = 0;
  length = 0;
  offset = 0;
  win32;
  absolute;
  header;
  type;
  linkpath;
  stat;
  onWriteEntry;
  #t = false;
  constructor(t, e = {}) {
    let i = se(e);
    super(), this.path = f(t), this.portable = !!i.portable, this.maxReadSize = i.maxReadSize || Wn, this.linkCache = i.linkCache || /* @__PURE__ */ new Map(), this.statCache = i.statCache || /* @__PURE__ */ new Map(), this.preservePaths = !!i.preservePaths, this.cwd = f(i.cwd || process.cwd()), this.strict = !!i.strict, this.noPax = !!i.noPax, this.noMtime = !!i.noMtime, this.mtime = i.mtime, this.prefix = i.prefix ? f(i.prefix) : void 0, this.onWriteEntry = i.onWriteEntry, typeof i.onwarn == "function" && this.on("warn", i.onwarn);
    let r = false;
    if (!this.preservePaths) {
      let [o, h] = ce(this.path);
      o && typeof h == "string" && (this.path = h, r = o);
    }
    this.win32 = !!i.win32 || process.platform === "win32", this.win32 && (this.path = Qs(this.path.replaceAll(/\\/g, "/")), t = t.replaceAll(/\\/g, "/")), this.absolute = f(i.absolute || js.resolve(this.cwd, t)), this.path === "" && (this.path = "./"), r && this.warn("TAR_ENTRY_INFO", `stripping ${r} from absolute path`, { entry: this, path: r + this.path });
    let n = this.statCache.get(this.absolute);
    n ? this[si](n) : this[ss]();
  }
  warn(t, e, i = {}) {
    return Dt(this, t, e, i);
  }
  emit(t, ...e) {
    return t === "error" && (this.#t = true), super.emit(t, ...e);
  }
  [ss]() {
    X.lstat(this.absolute, (t, e) => {
      if (t) return this.emit("error", t);
      this[si](e);
    });
  }
  [si](t) {
    this.statCache.set(this.absolute, t), this.stat = t, t.isFile() || (t.size = 0), this.type = Gn(t), this.emit("stat", t), this[tr]();
  }
  [tr]() {
    switch (this.type) {
      case "File":
        return this[er]();
      case "Directory":
        return this[ir]();
      case "SymbolicLink":
        return this[is]();
      default:
        return this.end();
    }
  }
  [ri](t) {
    return Ji(t, this.type === "Directory", this.portable);
  }
  [q](t) {
    return rr(t, this.prefix);
  }
  [fe]() {
    if (!this.stat) throw new Error("cannot write header before stat");
    this.type === "Directory" && this.portable && (this.noMtime = true), this.onWriteEntry?.(this), this.header = new F({ path: this[q](this.path), linkpath: this.type === "Link" && this.linkpath !== void 0 ? this[q](this.linkpath) : this.linkpath, mode: this[ri](this.stat.mode), uid: this.portable ? void 0 : this.stat.uid, gid: this.portable ? void 0 : this.stat.gid, size: this.stat.size, mtime: this.noMtime ? void 0 : this.mtime || this.stat.mtime, type: this.type === "Unsupported" ? void 0 : this.type, uname: this.portable ? void 0 : this.stat.uid === this.myuid ? this.myuser : "", atime: this.portable ? void 0 : this.stat.atime, ctime: this.portable ? void 0 : this.stat.ctime }), this.header.encode() && !this.noPax && super.write(new ft({ atime: this.portable ? void 0 : this.header.atime, ctime: this.portable ? void 0 : this.header.ctime, gid: this.portable ? void 0 : this.header.gid, mtime: this.noMtime ? void 0 : this.mtime || this.header.mtime, path: this[q](this.path), linkpath: this.type === "Link" && this.linkpath !== void 0 ? this[q](this.linkpath) : this.linkpath, size: this.header.size, uid: this.portable ? void 0 : this.header.uid, uname: this.portable ? void 0 : this.header.uname, dev: this.portable ? void 0 : this.stat.dev, ino: this.portable ? void 0 : this.stat.ino, nlink: this.portable ? void 0 : this.stat.nlink }).encode());
    let t = this.header?.block;
    if (!t) throw new Error("failed to encode header");
    super.write(t);
  }
  [ir]() {
    if (!this.stat) throw new Error("cannot create directory entry without stat");
    this.path.slice(-1) !== "/" && (this.path += "/"), this.stat.size = 0, this[fe](), this.end();
  }
  [is]() {
    X.readlink(this.absolute, (t, e) => {
      if (t) return this.emit("error", t);
      this[ns](e);
    });
  }
  [ns](t) {
    this.linkpath = f(t), this[fe](), this.end();
  }
  [sr](t) {
    if (!this.stat) throw new Error("cannot create link entry without stat");
    this.type = "Link", this.linkpath = f(js.relative(this.cwd, t)), this.stat.size = 0, this[fe](), this.end();
  }
  [er]() {
    if (!this.stat) throw new Error("cannot create file entry without stat");
    if (this.stat.nlink > 1) {
      let t = `${this.stat.dev}:${this.stat.ino}`, e = this.linkCache.get(t);
      if (e?.indexOf(this.cwd) === 0) return this[sr](e);
      this.linkCache.set(t, this.absolute);
    }
    if (this[fe](), this.stat.size === 0) return this.end();
    this[os]();
  }
  [os]() {
    X.open(this.absolute, "r", (t, e) => {
      if (t) return this.emit("error", t);
      this[hs](e);
    });
  }
  [hs](t) {
    if (this.fd = t, this.#t) return this[pt]();
    if (!this.stat) throw new Error("should stat before calling onopenfile");
    this.blockLen = 512 * Math.ceil(this.stat.size / 512), this.blockRemain = this.blockLen;
    let e = Math.min(this.blockLen, this.maxReadSize);
    this.buf = Buffer.allocUnsafe(e), this.offset = 0, this.pos = 0, this.remain = this.stat.size, this.length = this.buf.length, this[ii]();
  }
  [ii]() {
    let { fd: t, buf: e, offset: i, length: r, pos: n } = this;
    if (t === void 0 || e === void 0) throw new Error("cannot read file without first opening");
    X.read(t, e, i, r, n, (o, h) => {
      if (o) return this[pt](() => this.emit("error", o));
      this[rs](h);
    });
  }
  [pt](t = () => {
  }) {
    this.fd !== void 0 && X.close(this.fd, t);
  }
  [rs](t) {
    if (t <= 0 && this.remain > 0) {
      let r = Object.assign(new Error("encountered unexpected EOF"), { path: this.absolute, syscall: "read", code: "EOF" });
      return this[pt](() => this.emit("error", r));
    }
    if (t > this.remain) {
      let r = Object.assign(new Error("did not encounter expected EOF"), { path: this.absolute, syscall: "read", code: "EOF" });
      return this[pt](() => this.emit("error", r));
    }
    if (!this.buf) throw new Error("should have created buffer prior to reading");
    if (t === this.remain) for (let r = t; r < this.length && t < this.blockRemain; r++) this.buf[r + this.offset] = 0, t++, this.remain++;
    let e = this.offset === 0 && t === this.buf.length ? this.buf : this.buf.subarray(this.offset, this.offset + t);
    this.write(e) ? this[es]() : this[as](() => this[es]());
  }
  [as](t) {
    this.once("drain", t);
  }
  write(t, e, i) {
    if (typeof e == "function" && (i = e, e = void 0), typeof t == "string" && (t = Buffer.from(t, typeof e == "string" ? e : "utf8")), this.blockRemain < t.length) {
      let r = Object.assign(new Error("writing more data than expected"), { path: this.absolute });
      return this.emit("error", r);
    }
    return this.remain -= t.length, this.blockRemain -= t.length, this.pos += t.length, this.offset += t.length, super.write(t, null, i);
  }
  [es]() {
    if (!this.remain) return this.blockRemain && super.write(Buffer.alloc(this.blockRemain)), this[pt]((t) => t ? this.emit("error", t) : this.end());
    if (!this.buf) throw new Error("buffer lost somehow in ONDRAIN");
    this.offset >= this.length && (this.buf = Buffer.allocUnsafe(Math.min(this.blockRemain, this.buf.length)), this.offset = 0), this.length = this.buf.length - this.offset, this[ii]();
  }
};
var ni = class extends de {
  sync = true;
  [ss]() {
    this[si](X.lstatSync(this.absolute));
  }
  [is]() {
    this[ns](X.readlinkSync(this.absolute));
  }
  [os]() {
    this[hs](X.openSync(this.absolute, "r"));
  }
  [ii]() {
    let t = true;
    try {
      let { fd: e, buf: i, offset: r, length: n, pos: o } = this;
      if (e === void 0 || i === void 0) throw new Error("fd and buf must be set in READ method");
      let h = X.readSync(e, i, r, n, o);
      this[rs](h), t = false;
    } finally {
      if (t) try {
        this[pt](() => {
        });
      } catch {
      }
    }
  }
  [as](t) {
    t();
  }
  [pt](t = () => {
  }) {
    this.fd !== void 0 && X.closeSync(this.fd), t();
  }
};
var oi = class extends A {
  blockLen = 0;
  blockRemain = 0;
  buf = 0;
  pos = 0;
  remain = 0;
  length = 0;
  preservePaths;
  portable;
  strict;
  noPax;
  noMtime;
  readEntry;
  type;
  prefix;
  path;
  mode;
  uid;
  gid;
  uname;
  gname;
  header;
  mtime;
  atime;
  ctime;
  linkpath;
  size;
  onWriteEntry;
  warn(t, e, i = {}) {
    return Dt(this, t, e, i);
  }
  constructor(t, e = {}) {
    let i = se(e);
    super(), this.preservePaths = !!i.preservePaths, this.portable = !!i.portable, this.strict = !!i.strict, this.noPax = !!i.noPax, this.noMtime = !!i.noMtime, this.onWriteEntry = i.onWriteEntry, this.readEntry = t;
    let { type: r } = t;
    if (r === "Unsupported") throw new Error("writing entry that should be ignored");
    this.type = r, this.type === "Directory" && this.portable && (this.noMtime = true), this.prefix = i.prefix, this.path = f(t.path), this.mode = t.mode !== void 0 ? this[ri](t.mode) : void 0, this.uid = this.portable ? void 0 : t.uid, this.gid = this.portable ? void 0 : t.gid, this.uname = this.portable ? void 0 : t.uname, this.gname = this.portable ? void 0 : t.gname, this.size = t.size, this.mtime = this.noMtime ? void 0 : i.mtime || t.mtime, this.atime = this.portable ? void 0 : t.atime, this.ctime = this.portable ? void 0 : t.ctime, this.linkpath = t.linkpath !== void 0 ? f(t.linkpath) : void 0, typeof i.onwarn == "function" && this.on("warn", i.onwarn);
    let n = false;
    if (!this.preservePaths) {
      let [h, a] = ce(this.path);
      h && typeof a == "string" && (this.path = a, n = h);
    }
    this.remain = t.size, this.blockRemain = t.startBlockSize, this.onWriteEntry?.(this), this.header = new F({ path: this[q](this.path), linkpath: this.type === "Link" && this.linkpath !== void 0 ? this[q](this.linkpath) : this.linkpath, mode: this.mode, uid: this.portable ? void 0 : this.uid, gid: this.portable ? void 0 : this.gid, size: this.size, mtime: this.noMtime ? void 0 : this.mtime, type: this.type, uname: this.portable ? void 0 : this.uname, atime: this.portable ? void 0 : this.atime, ctime: this.portable ? void 0 : this.ctime }), n && this.warn("TAR_ENTRY_INFO", `stripping ${n} from absolute path`, { entry: this, path: n + this.path }), this.header.encode() && !this.noPax && super.write(new ft({ atime: this.portable ? void 0 : this.atime, ctime: this.portable ? void 0 : this.ctime, gid: this.portable ? void 0 : this.gid, mtime: this.noMtime ? void 0 : this.mtime, path: this[q](this.path), linkpath: this.type === "Link" && this.linkpath !== void 0 ? this[q](this.linkpath) : this.linkpath, size: this.size, uid: this.portable ? void 0 : this.uid, uname: this.portable ? void 0 : this.uname, dev: this.portable ? void 0 : this.readEntry.dev, ino: this.portable ? void 0 : this.readEntry.ino, nlink: this.portable ? void 0 : this.readEntry.nlink }).encode());
    let o = this.header?.block;
    if (!o) throw new Error("failed to encode header");
    super.write(o), t.pipe(this);
  }
  [q](t) {
    return rr(t, this.prefix);
  }
  [ri](t) {
    return Ji(t, this.type === "Directory", this.portable);
  }
  write(t, e, i) {
    typeof e == "function" && (i = e, e = void 0), typeof t == "string" && (t = Buffer.from(t, typeof e == "string" ? e : "utf8"));
    let r = t.length;
    if (r > this.blockRemain) throw new Error("writing more to entry than is appropriate");
    return this.blockRemain -= r, super.write(t, i);
  }
  end(t, e, i) {
    return this.blockRemain && super.write(Buffer.alloc(this.blockRemain)), typeof t == "function" && (i = t, e = void 0, t = void 0), typeof e == "function" && (i = e, e = void 0), typeof t == "string" && (t = Buffer.from(t, e ?? "utf8")), i && this.once("finish", i), t ? super.end(t, i) : super.end(i), this;
  }
};
var Gn = (s3) => s3.isFile() ? "File" : s3.isDirectory() ? "Directory" : s3.isSymbolicLink() ? "SymbolicLink" : "Unsupported";
var hi = class s2 {
  tail;
  head;
  length = 0;
  static create(t = []) {
    return new s2(t);
  }
  constructor(t = []) {
    for (let e of t) this.push(e);
  }
  *[Symbol.iterator]() {
    for (let t = this.head; t; t = t.next) yield t.value;
  }
  removeNode(t) {
    if (t.list !== this) throw new Error("removing node which does not belong to this list");
    let e = t.next, i = t.prev;
    return e && (e.prev = i), i && (i.next = e), t === this.head && (this.head = e), t === this.tail && (this.tail = i), this.length--, t.next = void 0, t.prev = void 0, t.list = void 0, e;
  }
  unshiftNode(t) {
    if (t === this.head) return;
    t.list && t.list.removeNode(t);
    let e = this.head;
    t.list = this, t.next = e, e && (e.prev = t), this.head = t, this.tail || (this.tail = t), this.length++;
  }
  pushNode(t) {
    if (t === this.tail) return;
    t.list && t.list.removeNode(t);
    let e = this.tail;
    t.list = this, t.prev = e, e && (e.next = t), this.tail = t, this.head || (this.head = t), this.length++;
  }
  push(...t) {
    for (let e = 0, i = t.length; e < i; e++) Yn(this, t[e]);
    return this.length;
  }
  unshift(...t) {
    for (var e = 0, i = t.length; e < i; e++) Kn(this, t[e]);
    return this.length;
  }
  pop() {
    if (!this.tail) return;
    let t = this.tail.value, e = this.tail;
    return this.tail = this.tail.prev, this.tail ? this.tail.next = void 0 : this.head = void 0, e.list = void 0, this.length--, t;
  }
  shift() {
    if (!this.head) return;
    let t = this.head.value, e = this.head;
    return this.head = this.head.next, this.head ? this.head.prev = void 0 : this.tail = void 0, e.list = void 0, this.length--, t;
  }
  forEach(t, e) {
    e = e || this;
    for (let i = this.head, r = 0; i; r++) t.call(e, i.value, r, this), i = i.next;
  }
  forEachReverse(t, e) {
    e = e || this;
    for (let i = this.tail, r = this.length - 1; i; r--) t.call(e, i.value, r, this), i = i.prev;
  }
  get(t) {
    let e = 0, i = this.head;
    for (; i && e < t; e++) i = i.next;
    if (e === t && i) return i.value;
  }
  getReverse(t) {
    let e = 0, i = this.tail;
    for (; i && e < t; e++) i = i.prev;
    if (e === t && i) return i.value;
  }
  map(t, e) {
    e = e || this;
    let i = new s2();
    for (let r = this.head; r; ) i.push(t.call(e, r.value, this)), r = r.next;
    return i;
  }
  mapReverse(t, e) {
    e = e || this;
    var i = new s2();
    for (let r = this.tail; r; ) i.push(t.call(e, r.value, this)), r = r.prev;
    return i;
  }
  reduce(t, e) {
    let i, r = this.head;
    if (arguments.length > 1) i = e;
    else if (this.head) r = this.head.next, i = this.head.value;
    else throw new TypeError("Reduce of empty list with no initial value");
    for (var n = 0; r; n++) i = t(i, r.value, n), r = r.next;
    return i;
  }
  reduceReverse(t, e) {
    let i, r = this.tail;
    if (arguments.length > 1) i = e;
    else if (this.tail) r = this.tail.prev, i = this.tail.value;
    else throw new TypeError("Reduce of empty list with no initial value");
    for (let n = this.length - 1; r; n--) i = t(i, r.value, n), r = r.prev;
    return i;
  }
  toArray() {
    let t = new Array(this.length);
    for (let e = 0, i = this.head; i; e++) t[e] = i.value, i = i.next;
    return t;
  }
  toArrayReverse() {
    let t = new Array(this.length);
    for (let e = 0, i = this.tail; i; e++) t[e] = i.value, i = i.prev;
    return t;
  }
  slice(t = 0, e = this.length) {
    e < 0 && (e += this.length), t < 0 && (t += this.length);
    let i = new s2();
    if (e < t || e < 0) return i;
    t < 0 && (t = 0), e > this.length && (e = this.length);
    let r = this.head, n = 0;
    for (n = 0; r && n < t; n++) r = r.next;
    for (; r && n < e; n++, r = r.next) i.push(r.value);
    return i;
  }
  sliceReverse(t = 0, e = this.length) {
    e < 0 && (e += this.length), t < 0 && (t += this.length);
    let i = new s2();
    if (e < t || e < 0) return i;
    t < 0 && (t = 0), e > this.length && (e = this.length);
    let r = this.length, n = this.tail;
    for (; n && r > e; r--) n = n.prev;
    for (; n && r > t; r--, n = n.prev) i.push(n.value);
    return i;
  }
  splice(t, e = 0, ...i) {
    t > this.length && (t = this.length - 1), t < 0 && (t = this.length + t);
    let r = this.head;
    for (let o = 0; r && o < t; o++) r = r.next;
    let n = [];
    for (let o = 0; r && o < e; o++) n.push(r.value), r = this.removeNode(r);
    r ? r !== this.tail && (r = r.prev) : r = this.tail;
    for (let o of i) r = Zn(this, r, o);
    return n;
  }
  reverse() {
    let t = this.head, e = this.tail;
    for (let i = t; i; i = i.prev) {
      let r = i.prev;
      i.prev = i.next, i.next = r;
    }
    return this.head = e, this.tail = t, this;
  }
};
function Zn(s3, t, e) {
  let i = t, r = t ? t.next : s3.head, n = new ue(e, i, r, s3);
  return n.next === void 0 && (s3.tail = n), n.prev === void 0 && (s3.head = n), s3.length++, n;
}
function Yn(s3, t) {
  s3.tail = new ue(t, s3.tail, void 0, s3), s3.head || (s3.head = s3.tail), s3.length++;
}
function Kn(s3, t) {
  s3.head = new ue(t, void 0, s3.head, s3), s3.tail || (s3.tail = s3.head), s3.length++;
}
var ue = class {
  list;
  next;
  prev;
  value;
  constructor(t, e, i, r) {
    this.list = r, this.value = t, e ? (e.next = this, this.prev = e) : this.prev = void 0, i ? (i.prev = this, this.next = i) : this.next = void 0;
  }
};
var pi = class {
  path;
  absolute;
  entry;
  stat;
  readdir;
  pending = false;
  pendingLink = false;
  ignore = false;
  piped = false;
  constructor(t, e) {
    this.path = t || "./", this.absolute = e;
  }
};
var nr = Buffer.alloc(1024);
var li = /* @__PURE__ */ Symbol("onStat");
var me = /* @__PURE__ */ Symbol("ended");
var W = /* @__PURE__ */ Symbol("queue");
var pe = /* @__PURE__ */ Symbol("pendingLinks");
var Et = /* @__PURE__ */ Symbol("current");
var Ft = /* @__PURE__ */ Symbol("process");
var Ee = /* @__PURE__ */ Symbol("processing");
var ai = /* @__PURE__ */ Symbol("processJob");
var G = /* @__PURE__ */ Symbol("jobs");
var ls = /* @__PURE__ */ Symbol("jobDone");
var ci = /* @__PURE__ */ Symbol("addFSEntry");
var or = /* @__PURE__ */ Symbol("addTarEntry");
var ds = /* @__PURE__ */ Symbol("stat");
var us = /* @__PURE__ */ Symbol("readdir");
var fi = /* @__PURE__ */ Symbol("onreaddir");
var di = /* @__PURE__ */ Symbol("pipe");
var hr = /* @__PURE__ */ Symbol("entry");
var cs = /* @__PURE__ */ Symbol("entryOpt");
var ui = /* @__PURE__ */ Symbol("writeEntryClass");
var lr = /* @__PURE__ */ Symbol("write");
var fs = /* @__PURE__ */ Symbol("ondrain");
var wt = class extends A {
  sync = false;
  opt;
  cwd;
  maxReadSize;
  preservePaths;
  strict;
  noPax;
  prefix;
  linkCache;
  statCache;
  file;
  portable;
  zip;
  readdirCache;
  noDirRecurse;
  follow;
  noMtime;
  mtime;
  filter;
  jobs;
  [ui];
  onWriteEntry;
  [W];
  [pe] = /* @__PURE__ */ new Map();
  [G] = 0;
  [Ee] = false;
  [me] = false;
  constructor(t = {}) {
    if (super(), this.opt = t, this.file = t.file || "", this.cwd = t.cwd || process.cwd(), this.maxReadSize = t.maxReadSize, this.preservePaths = !!t.preservePaths, this.strict = !!t.strict, this.noPax = !!t.noPax, this.prefix = f(t.prefix || ""), this.linkCache = t.linkCache || /* @__PURE__ */ new Map(), this.statCache = t.statCache || /* @__PURE__ */ new Map(), this.readdirCache = t.readdirCache || /* @__PURE__ */ new Map(), this.onWriteEntry = t.onWriteEntry, this[ui] = de, typeof t.onwarn == "function" && this.on("warn", t.onwarn), this.portable = !!t.portable, t.gzip || t.brotli || t.zstd) {
      if ((t.gzip ? 1 : 0) + (t.brotli ? 1 : 0) + (t.zstd ? 1 : 0) > 1) throw new TypeError("gzip, brotli, zstd are mutually exclusive");
      if (t.gzip && (typeof t.gzip != "object" && (t.gzip = {}), this.portable && (t.gzip.portable = true), this.zip = new ze(t.gzip)), t.brotli && (typeof t.brotli != "object" && (t.brotli = {}), this.zip = new We(t.brotli)), t.zstd && (typeof t.zstd != "object" && (t.zstd = {}), this.zip = new Ye(t.zstd)), !this.zip) throw new Error("impossible");
      let e = this.zip;
      e.on("data", (i) => super.write(i)), e.on("end", () => super.end()), e.on("drain", () => this[fs]()), this.on("resume", () => e.resume());
    } else this.on("drain", this[fs]);
    this.noDirRecurse = !!t.noDirRecurse, this.follow = !!t.follow, this.noMtime = !!t.noMtime, t.mtime && (this.mtime = t.mtime), this.filter = typeof t.filter == "function" ? t.filter : () => true, this[W] = new hi(), this[G] = 0, this.jobs = Number(t.jobs) || 4, this[Ee] = false, this[me] = false;
  }
  [lr](t) {
    return super.write(t);
  }
  add(t) {
    return this.write(t), this;
  }
  end(t, e, i) {
    return typeof t == "function" && (i = t, t = void 0), typeof e == "function" && (i = e, e = void 0), t && this.add(t), this[me] = true, this[Ft](), i && i(), this;
  }
  write(t) {
    if (this[me]) throw new Error("write after end");
    return typeof t == "string" ? this[ci](t) : this[or](t), this.flowing;
  }
  [or](t) {
    let e = f(ar.resolve(this.cwd, t.path));
    if (!this.filter(t.path, t)) t.resume();
    else {
      let i = new pi(t.path, e);
      i.entry = new oi(t, this[cs](i)), i.entry.on("end", () => this[ls](i)), this[G] += 1, this[W].push(i);
    }
    this[Ft]();
  }
  [ci](t) {
    let e = f(ar.resolve(this.cwd, t));
    this[W].push(new pi(t, e)), this[Ft]();
  }
  [ds](t) {
    t.pending = true, this[G] += 1;
    let e = this.follow ? "stat" : "lstat";
    mi[e](t.absolute, (i, r) => {
      t.pending = false, this[G] -= 1, i ? this.emit("error", i) : this[li](t, r);
    });
  }
  [li](t, e) {
    if (this.statCache.set(t.absolute, e), t.stat = e, !this.filter(t.path, e)) t.ignore = true;
    else if (e.isFile() && e.nlink > 1 && !this.linkCache.get(`${e.dev}:${e.ino}`) && !this.sync) if (t === this[Et]) this[ai](t);
    else {
      let i = `${e.dev}:${e.ino}`, r = this[pe].get(i);
      r ? r.push(t) : this[pe].set(i, [t]), t.pendingLink = true, t.pending = true;
    }
    this[Ft]();
  }
  [us](t) {
    t.pending = true, this[G] += 1, mi.readdir(t.absolute, (e, i) => {
      if (t.pending = false, this[G] -= 1, e) return this.emit("error", e);
      this[fi](t, i);
    });
  }
  [fi](t, e) {
    this.readdirCache.set(t.absolute, e), t.readdir = e, this[Ft]();
  }
  [Ft]() {
    if (!this[Ee]) {
      this[Ee] = true;
      for (let t = this[W].head; t && this[G] < this.jobs; t = t.next) if (this[ai](t.value), t.value.ignore) {
        let e = t.next;
        this[W].removeNode(t), t.next = e;
      }
      this[Ee] = false, this[me] && this[W].length === 0 && this[G] === 0 && (this.zip ? this.zip.end(nr) : (super.write(nr), super.end()));
    }
  }
  get [Et]() {
    return this[W] && this[W].head && this[W].head.value;
  }
  [ls](t) {
    this[W].shift(), this[G] -= 1;
    let { stat: e } = t;
    if (e && e.isFile() && e.nlink > 1) {
      let i = `${e.dev}:${e.ino}`, r = this[pe].get(i);
      if (r) {
        this[pe].delete(i);
        for (let n of r) n.pending = false, this[ai](n);
      }
    }
    this[Ft]();
  }
  [ai](t) {
    if (t.pending && t.pendingLink && t === this[Et] && (t.pending = false, t.pendingLink = false), !t.pending) {
      if (t.entry) {
        t === this[Et] && !t.piped && this[di](t);
        return;
      }
      if (!t.stat) {
        let e = this.statCache.get(t.absolute);
        e ? this[li](t, e) : this[ds](t);
      }
      if (t.stat && !t.ignore) {
        if (!this.noDirRecurse && t.stat.isDirectory() && !t.readdir) {
          let e = this.readdirCache.get(t.absolute);
          if (e ? this[fi](t, e) : this[us](t), !t.readdir) return;
        }
        if (t.entry = this[hr](t), !t.entry) {
          t.ignore = true;
          return;
        }
        t === this[Et] && !t.piped && this[di](t);
      }
    }
  }
  [cs](t) {
    return { onwarn: (e, i, r) => this.warn(e, i, r), noPax: this.noPax, cwd: this.cwd, absolute: t.absolute, preservePaths: this.preservePaths, maxReadSize: this.maxReadSize, strict: this.strict, portable: this.portable, linkCache: this.linkCache, statCache: this.statCache, noMtime: this.noMtime, mtime: this.mtime, prefix: this.prefix, onWriteEntry: this.onWriteEntry };
  }
  [hr](t) {
    this[G] += 1;
    try {
      return new this[ui](t.path, this[cs](t)).on("end", () => this[ls](t)).on("error", (i) => this.emit("error", i));
    } catch (e) {
      this.emit("error", e);
    }
  }
  [fs]() {
    this[Et] && this[Et].entry && this[Et].entry.resume();
  }
  [di](t) {
    t.piped = true, t.readdir && t.readdir.forEach((r) => {
      let n = t.path, o = n === "./" ? "" : n.replace(/\/*$/, "/");
      this[ci](o + r);
    });
    let e = t.entry, i = this.zip;
    if (!e) throw new Error("cannot pipe without source");
    i ? e.on("data", (r) => {
      i.write(r) || e.pause();
    }) : e.on("data", (r) => {
      super.write(r) || e.pause();
    });
  }
  pause() {
    return this.zip && this.zip.pause(), super.pause();
  }
  warn(t, e, i = {}) {
    Dt(this, t, e, i);
  }
};
var kt = class extends wt {
  sync = true;
  constructor(t) {
    super(t), this[ui] = ni;
  }
  pause() {
  }
  resume() {
  }
  [ds](t) {
    let e = this.follow ? "statSync" : "lstatSync";
    this[li](t, mi[e](t.absolute));
  }
  [us](t) {
    this[fi](t, mi.readdirSync(t.absolute));
  }
  [di](t) {
    let e = t.entry, i = this.zip;
    if (t.readdir && t.readdir.forEach((r) => {
      let n = t.path, o = n === "./" ? "" : n.replace(/\/*$/, "/");
      this[ci](o + r);
    }), !e) throw new Error("Cannot pipe without source");
    i ? e.on("data", (r) => {
      i.write(r);
    }) : e.on("data", (r) => {
      super[lr](r);
    });
  }
};
var Vn = (s3, t) => {
  let e = new kt(s3), i = new Wt(s3.file, { mode: s3.mode || 438 });
  e.pipe(i), fr(e, t);
};
var $n = (s3, t) => {
  let e = new wt(s3), i = new et(s3.file, { mode: s3.mode || 438 });
  e.pipe(i);
  let r = new Promise((n, o) => {
    i.on("error", o), i.on("close", n), e.on("error", o);
  });
  return dr(e, t).catch((n) => e.emit("error", n)), r;
};
var fr = (s3, t) => {
  t.forEach((e) => {
    e.charAt(0) === "@" ? Ct({ file: cr.resolve(s3.cwd, e.slice(1)), sync: true, noResume: true, onReadEntry: (i) => s3.add(i) }) : s3.add(e);
  }), s3.end();
};
var dr = async (s3, t) => {
  for (let e of t) e.charAt(0) === "@" ? await Ct({ file: cr.resolve(String(s3.cwd), e.slice(1)), noResume: true, onReadEntry: (i) => {
    s3.add(i);
  } }) : s3.add(e);
  s3.end();
};
var Xn = (s3, t) => {
  let e = new kt(s3);
  return fr(e, t), e;
};
var qn = (s3, t) => {
  let e = new wt(s3);
  return dr(e, t).catch((i) => e.emit("error", i)), e;
};
var Qn = K(Vn, $n, Xn, qn, (s3, t) => {
  if (!t?.length) throw new TypeError("no paths specified to add to archive");
});
var Jn = process.env.__FAKE_PLATFORM__ || process.platform;
var Er = Jn === "win32";
var { O_CREAT: wr, O_NOFOLLOW: ur, O_TRUNC: Sr, O_WRONLY: yr } = pr.constants;
var Rr = Number(process.env.__FAKE_FS_O_FILENAME__) || pr.constants.UV_FS_O_FILEMAP || 0;
var jn = Er && !!Rr;
var to = 512 * 1024;
var eo = Rr | Sr | wr | yr;
var mr = !Er && typeof ur == "number" ? ur | Sr | wr | yr : null;
var ms = mr !== null ? () => mr : jn ? (s3) => s3 < to ? eo : "w" : () => "w";
var ps = (s3, t, e) => {
  try {
    return wi.lchownSync(s3, t, e);
  } catch (i) {
    if (i?.code !== "ENOENT") throw i;
  }
};
var Ei = (s3, t, e, i) => {
  wi.lchown(s3, t, e, (r) => {
    i(r && r?.code !== "ENOENT" ? r : null);
  });
};
var io = (s3, t, e, i, r) => {
  if (t.isDirectory()) Es(we.resolve(s3, t.name), e, i, (n) => {
    if (n) return r(n);
    let o = we.resolve(s3, t.name);
    Ei(o, e, i, r);
  });
  else {
    let n = we.resolve(s3, t.name);
    Ei(n, e, i, r);
  }
};
var Es = (s3, t, e, i) => {
  wi.readdir(s3, { withFileTypes: true }, (r, n) => {
    if (r) {
      if (r.code === "ENOENT") return i();
      if (r.code !== "ENOTDIR" && r.code !== "ENOTSUP") return i(r);
    }
    if (r || !n.length) return Ei(s3, t, e, i);
    let o = n.length, h = null, a = (l) => {
      if (!h) {
        if (l) return i(h = l);
        if (--o === 0) return Ei(s3, t, e, i);
      }
    };
    for (let l of n) io(s3, l, t, e, a);
  });
};
var so = (s3, t, e, i) => {
  t.isDirectory() && ws(we.resolve(s3, t.name), e, i), ps(we.resolve(s3, t.name), e, i);
};
var ws = (s3, t, e) => {
  let i;
  try {
    i = wi.readdirSync(s3, { withFileTypes: true });
  } catch (r) {
    let n = r;
    if (n?.code === "ENOENT") return;
    if (n?.code === "ENOTDIR" || n?.code === "ENOTSUP") return ps(s3, t, e);
    throw n;
  }
  for (let r of i) so(s3, r, t, e);
  return ps(s3, t, e);
};
var Se = class extends Error {
  path;
  code;
  syscall = "chdir";
  constructor(t, e) {
    super(`${e}: Cannot cd into '${t}'`), this.path = t, this.code = e;
  }
  get name() {
    return "CwdError";
  }
};
var St = class extends Error {
  path;
  symlink;
  syscall = "symlink";
  code = "TAR_SYMLINK_ERROR";
  constructor(t, e) {
    super("TAR_SYMLINK_ERROR: Cannot extract through symbolic link"), this.symlink = t, this.path = e;
  }
  get name() {
    return "SymlinkError";
  }
};
var no = (s3, t) => {
  k.stat(s3, (e, i) => {
    (e || !i.isDirectory()) && (e = new Se(s3, e?.code || "ENOTDIR")), t(e);
  });
};
var gr = (s3, t, e) => {
  s3 = f(s3);
  let i = t.umask ?? 18, r = t.mode | 448, n = (r & i) !== 0, o = t.uid, h = t.gid, a = typeof o == "number" && typeof h == "number" && (o !== t.processUid || h !== t.processGid), l = t.preserve, c = t.unlink, d = f(t.cwd), y = (E, x) => {
    E ? e(E) : x && a ? Es(x, o, h, (Le) => y(Le)) : n ? k.chmod(s3, r, e) : e();
  };
  if (s3 === d) return no(s3, y);
  if (l) return ro.mkdir(s3, { mode: r, recursive: true }).then((E) => y(null, E ?? void 0), y);
  let D = f(Si.relative(d, s3)).split("/");
  Ss(d, D, r, c, d, void 0, y);
};
var Ss = (s3, t, e, i, r, n, o) => {
  if (t.length === 0) return o(null, n);
  let h = t.shift(), a = f(Si.resolve(s3 + "/" + h));
  k.mkdir(a, e, br(a, t, e, i, r, n, o));
};
var br = (s3, t, e, i, r, n, o) => (h) => {
  h ? k.lstat(s3, (a, l) => {
    if (a) a.path = a.path && f(a.path), o(a);
    else if (l.isDirectory()) Ss(s3, t, e, i, r, n, o);
    else if (i) k.unlink(s3, (c) => {
      if (c) return o(c);
      k.mkdir(s3, e, br(s3, t, e, i, r, n, o));
    });
    else {
      if (l.isSymbolicLink()) return o(new St(s3, s3 + "/" + t.join("/")));
      o(h);
    }
  }) : (n = n || s3, Ss(s3, t, e, i, r, n, o));
};
var oo = (s3) => {
  let t = false, e;
  try {
    t = k.statSync(s3).isDirectory();
  } catch (i) {
    e = i?.code;
  } finally {
    if (!t) throw new Se(s3, e ?? "ENOTDIR");
  }
};
var _r = (s3, t) => {
  s3 = f(s3);
  let e = t.umask ?? 18, i = t.mode | 448, r = (i & e) !== 0, n = t.uid, o = t.gid, h = typeof n == "number" && typeof o == "number" && (n !== t.processUid || o !== t.processGid), a = t.preserve, l = t.unlink, c = f(t.cwd), d = (E) => {
    E && h && ws(E, n, o), r && k.chmodSync(s3, i);
  };
  if (s3 === c) return oo(c), d();
  if (a) return d(k.mkdirSync(s3, { mode: i, recursive: true }) ?? void 0);
  let T = f(Si.relative(c, s3)).split("/"), D;
  for (let E = T.shift(), x = c; E && (x += "/" + E); E = T.shift()) {
    x = f(Si.resolve(x));
    try {
      k.mkdirSync(x, i), D = D || x;
    } catch {
      let Le = k.lstatSync(x);
      if (Le.isDirectory()) continue;
      if (l) {
        k.unlinkSync(x), k.mkdirSync(x, i), D = D || x;
        continue;
      } else if (Le.isSymbolicLink()) return new St(x, x + "/" + T.join("/"));
    }
  }
  return d(D);
};
var ys = /* @__PURE__ */ Object.create(null);
var Or = 1e4;
var Vt = /* @__PURE__ */ new Set();
var Tr = (s3) => {
  Vt.has(s3) ? Vt.delete(s3) : ys[s3] = s3.normalize("NFD").toLocaleLowerCase("en").toLocaleUpperCase("en"), Vt.add(s3);
  let t = ys[s3], e = Vt.size - Or;
  if (e > Or / 10) {
    for (let i of Vt) if (Vt.delete(i), delete ys[i], --e <= 0) break;
  }
  return t;
};
var ho = process.env.TESTING_TAR_FAKE_PLATFORM || process.platform;
var ao = ho === "win32";
var lo = (s3) => s3.split("/").slice(0, -1).reduce((e, i) => {
  let r = e.at(-1);
  return r !== void 0 && (i = xr(r, i)), e.push(i || "/"), e;
}, []);
var yi = class {
  #t = /* @__PURE__ */ new Map();
  #i = /* @__PURE__ */ new Map();
  #s = /* @__PURE__ */ new Set();
  reserve(t, e) {
    t = ao ? ["win32 parallelization disabled"] : t.map((r) => mt(xr(Tr(r))));
    let i = new Set(t.map((r) => lo(r)).reduce((r, n) => r.concat(n)));
    this.#i.set(e, { dirs: i, paths: t });
    for (let r of t) {
      let n = this.#t.get(r);
      n ? n.push(e) : this.#t.set(r, [e]);
    }
    for (let r of i) {
      let n = this.#t.get(r);
      if (!n) this.#t.set(r, [/* @__PURE__ */ new Set([e])]);
      else {
        let o = n.at(-1);
        o instanceof Set ? o.add(e) : n.push(/* @__PURE__ */ new Set([e]));
      }
    }
    return this.#r(e);
  }
  #n(t) {
    let e = this.#i.get(t);
    if (!e) throw new Error("function does not have any path reservations");
    return { paths: e.paths.map((i) => this.#t.get(i)), dirs: [...e.dirs].map((i) => this.#t.get(i)) };
  }
  check(t) {
    let { paths: e, dirs: i } = this.#n(t);
    return e.every((r) => r && r[0] === t) && i.every((r) => r && r[0] instanceof Set && r[0].has(t));
  }
  #r(t) {
    return this.#s.has(t) || !this.check(t) ? false : (this.#s.add(t), t(() => this.#e(t)), true);
  }
  #e(t) {
    if (!this.#s.has(t)) return false;
    let e = this.#i.get(t);
    if (!e) throw new Error("invalid reservation");
    let { paths: i, dirs: r } = e, n = /* @__PURE__ */ new Set();
    for (let o of i) {
      let h = this.#t.get(o);
      if (!h || h?.[0] !== t) continue;
      let a = h[1];
      if (!a) {
        this.#t.delete(o);
        continue;
      }
      if (h.shift(), typeof a == "function") n.add(a);
      else for (let l of a) n.add(l);
    }
    for (let o of r) {
      let h = this.#t.get(o), a = h?.[0];
      if (!(!h || !(a instanceof Set))) if (a.size === 1 && h.length === 1) {
        this.#t.delete(o);
        continue;
      } else if (a.size === 1) {
        h.shift();
        let l = h[0];
        typeof l == "function" && n.add(l);
      } else a.delete(t);
    }
    return this.#s.delete(t), n.forEach((o) => this.#r(o)), true;
  }
};
var Lr = () => process.umask();
var Dr = /* @__PURE__ */ Symbol("onEntry");
var _s = /* @__PURE__ */ Symbol("checkFs");
var Nr = /* @__PURE__ */ Symbol("checkFs2");
var Os = /* @__PURE__ */ Symbol("isReusable");
var P = /* @__PURE__ */ Symbol("makeFs");
var Ts = /* @__PURE__ */ Symbol("file");
var xs = /* @__PURE__ */ Symbol("directory");
var gi = /* @__PURE__ */ Symbol("link");
var Ar = /* @__PURE__ */ Symbol("symlink");
var Ir = /* @__PURE__ */ Symbol("hardlink");
var Re = /* @__PURE__ */ Symbol("ensureNoSymlink");
var Cr = /* @__PURE__ */ Symbol("unsupported");
var Fr = /* @__PURE__ */ Symbol("checkPath");
var Rs = /* @__PURE__ */ Symbol("stripAbsolutePath");
var yt = /* @__PURE__ */ Symbol("mkdir");
var O = /* @__PURE__ */ Symbol("onError");
var Ri = /* @__PURE__ */ Symbol("pending");
var kr = /* @__PURE__ */ Symbol("pend");
var $t = /* @__PURE__ */ Symbol("unpend");
var gs = /* @__PURE__ */ Symbol("ended");
var bs = /* @__PURE__ */ Symbol("maybeClose");
var Ls = /* @__PURE__ */ Symbol("skip");
var ge = /* @__PURE__ */ Symbol("doChown");
var be = /* @__PURE__ */ Symbol("uid");
var _e = /* @__PURE__ */ Symbol("gid");
var Oe = /* @__PURE__ */ Symbol("checkedCwd");
var fo = process.env.TESTING_TAR_FAKE_PLATFORM || process.platform;
var Te = fo === "win32";
var uo = 1024;
var mo = (s3, t) => {
  if (!Te) return u.unlink(s3, t);
  let e = s3 + ".DELETE." + Mr(16).toString("hex");
  u.rename(s3, e, (i) => {
    if (i) return t(i);
    u.unlink(e, t);
  });
};
var po = (s3) => {
  if (!Te) return u.unlinkSync(s3);
  let t = s3 + ".DELETE." + Mr(16).toString("hex");
  u.renameSync(s3, t), u.unlinkSync(t);
};
var vr = (s3, t, e) => s3 !== void 0 && s3 === s3 >>> 0 ? s3 : t !== void 0 && t === t >>> 0 ? t : e;
var Xt = class extends rt {
  [gs] = false;
  [Oe] = false;
  [Ri] = 0;
  reservations = new yi();
  transform;
  writable = true;
  readable = false;
  uid;
  gid;
  setOwner;
  preserveOwner;
  processGid;
  processUid;
  maxDepth;
  forceChown;
  win32;
  newer;
  keep;
  noMtime;
  preservePaths;
  unlink;
  cwd;
  strip;
  processUmask;
  umask;
  dmode;
  fmode;
  chmod;
  constructor(t = {}) {
    if (t.ondone = () => {
      this[gs] = true, this[bs]();
    }, super(t), this.transform = t.transform, this.chmod = !!t.chmod, typeof t.uid == "number" || typeof t.gid == "number") {
      if (typeof t.uid != "number" || typeof t.gid != "number") throw new TypeError("cannot set owner without number uid and gid");
      if (t.preserveOwner) throw new TypeError("cannot preserve owner in archive and also set owner explicitly");
      this.uid = t.uid, this.gid = t.gid, this.setOwner = true;
    } else this.uid = void 0, this.gid = void 0, this.setOwner = false;
    this.preserveOwner = t.preserveOwner === void 0 && typeof t.uid != "number" ? process.getuid?.() === 0 : !!t.preserveOwner, this.processUid = (this.preserveOwner || this.setOwner) && process.getuid ? process.getuid() : void 0, this.processGid = (this.preserveOwner || this.setOwner) && process.getgid ? process.getgid() : void 0, this.maxDepth = typeof t.maxDepth == "number" ? t.maxDepth : uo, this.forceChown = t.forceChown === true, this.win32 = !!t.win32 || Te, this.newer = !!t.newer, this.keep = !!t.keep, this.noMtime = !!t.noMtime, this.preservePaths = !!t.preservePaths, this.unlink = !!t.unlink, this.cwd = f(R.resolve(t.cwd || process.cwd())), this.strip = Number(t.strip) || 0, this.processUmask = this.chmod ? typeof t.processUmask == "number" ? t.processUmask : Lr() : 0, this.umask = typeof t.umask == "number" ? t.umask : this.processUmask, this.dmode = t.dmode || 511 & ~this.umask, this.fmode = t.fmode || 438 & ~this.umask, this.on("entry", (e) => this[Dr](e));
  }
  warn(t, e, i = {}) {
    return (t === "TAR_BAD_ARCHIVE" || t === "TAR_ABORT") && (i.recoverable = false), super.warn(t, e, i);
  }
  [bs]() {
    this[gs] && this[Ri] === 0 && (this.emit("prefinish"), this.emit("finish"), this.emit("end"));
  }
  [Rs](t, e) {
    let i = t[e], { type: r } = t;
    if (!i || this.preservePaths) return true;
    let [n, o] = ce(i), h = o.replaceAll(/\\/g, "/").split("/");
    if (h.includes("..") || Te && /^[a-z]:\.\.$/i.test(h[0] ?? "")) {
      if (e === "path" || r === "Link") return this.warn("TAR_ENTRY_ERROR", `${e} contains '..'`, { entry: t, [e]: i }), false;
      let a = R.posix.dirname(t.path), l = R.posix.normalize(R.posix.join(a, h.join("/")));
      if (l.startsWith("../") || l === "..") return this.warn("TAR_ENTRY_ERROR", `${e} escapes extraction directory`, { entry: t, [e]: i }), false;
    }
    return n && (t[e] = String(o), this.warn("TAR_ENTRY_INFO", `stripping ${n} from absolute ${e}`, { entry: t, [e]: i })), true;
  }
  [Fr](t) {
    let e = f(t.path), i = e.split("/");
    if (this.strip) {
      if (i.length < this.strip) return false;
      if (t.type === "Link") {
        let r = f(String(t.linkpath)).split("/");
        if (r.length >= this.strip) t.linkpath = r.slice(this.strip).join("/");
        else return false;
      }
      i.splice(0, this.strip), t.path = i.join("/");
    }
    if (isFinite(this.maxDepth) && i.length > this.maxDepth) return this.warn("TAR_ENTRY_ERROR", "path excessively deep", { entry: t, path: e, depth: i.length, maxDepth: this.maxDepth }), false;
    if (!this[Rs](t, "path") || !this[Rs](t, "linkpath")) return false;
    if (t.absolute = R.isAbsolute(t.path) ? f(R.resolve(t.path)) : f(R.resolve(this.cwd, t.path)), !this.preservePaths && typeof t.absolute == "string" && t.absolute.indexOf(this.cwd + "/") !== 0 && t.absolute !== this.cwd) return this.warn("TAR_ENTRY_ERROR", "path escaped extraction target", { entry: t, path: f(t.path), resolvedPath: t.absolute, cwd: this.cwd }), false;
    if (t.absolute === this.cwd && t.type !== "Directory" && t.type !== "GNUDumpDir") return false;
    if (this.win32) {
      let { root: r } = R.win32.parse(String(t.absolute));
      t.absolute = r + ts(String(t.absolute).slice(r.length));
      let { root: n } = R.win32.parse(t.path);
      t.path = n + ts(t.path.slice(n.length));
    }
    return true;
  }
  [Dr](t) {
    if (!this[Fr](t)) return t.resume();
    switch (co.equal(typeof t.absolute, "string"), t.type) {
      case "Directory":
      case "GNUDumpDir":
        t.mode && (t.mode = t.mode | 448);
      case "File":
      case "OldFile":
      case "ContiguousFile":
      case "Link":
      case "SymbolicLink":
        return this[_s](t);
      default:
        return this[Cr](t);
    }
  }
  [O](t, e) {
    t.name === "CwdError" ? this.emit("error", t) : (this.warn("TAR_ENTRY_ERROR", t, { entry: e }), this[$t](), e.resume());
  }
  [yt](t, e, i) {
    gr(f(t), { uid: this.uid, gid: this.gid, processUid: this.processUid, processGid: this.processGid, umask: this.processUmask, preserve: this.preservePaths, unlink: this.unlink, cwd: this.cwd, mode: e }, i);
  }
  [ge](t) {
    return this.forceChown || this.preserveOwner && (typeof t.uid == "number" && t.uid !== this.processUid || typeof t.gid == "number" && t.gid !== this.processGid) || typeof this.uid == "number" && this.uid !== this.processUid || typeof this.gid == "number" && this.gid !== this.processGid;
  }
  [be](t) {
    return vr(this.uid, t.uid, this.processUid);
  }
  [_e](t) {
    return vr(this.gid, t.gid, this.processGid);
  }
  [Ts](t, e) {
    let i = typeof t.mode == "number" ? t.mode & 4095 : this.fmode, r = new et(String(t.absolute), { flags: ms(t.size), mode: i, autoClose: false });
    r.on("error", (a) => {
      r.fd && u.close(r.fd, () => {
      }), r.write = () => true, this[O](a, t), e();
    });
    let n = 1, o = (a) => {
      if (a) {
        r.fd && u.close(r.fd, () => {
        }), this[O](a, t), e();
        return;
      }
      --n === 0 && r.fd !== void 0 && u.close(r.fd, (l) => {
        l ? this[O](l, t) : this[$t](), e();
      });
    };
    r.on("finish", () => {
      let a = String(t.absolute), l = r.fd;
      if (typeof l == "number" && t.mtime && !this.noMtime) {
        n++;
        let c = t.atime || /* @__PURE__ */ new Date(), d = t.mtime;
        u.futimes(l, c, d, (y) => y ? u.utimes(a, c, d, (T) => o(T && y)) : o());
      }
      if (typeof l == "number" && this[ge](t)) {
        n++;
        let c = this[be](t), d = this[_e](t);
        typeof c == "number" && typeof d == "number" && u.fchown(l, c, d, (y) => y ? u.chown(a, c, d, (T) => o(T && y)) : o());
      }
      o();
    });
    let h = this.transform && this.transform(t) || t;
    h !== t && (h.on("error", (a) => {
      this[O](a, t), e();
    }), t.pipe(h)), h.pipe(r);
  }
  [xs](t, e) {
    let i = typeof t.mode == "number" ? t.mode & 4095 : this.dmode;
    this[yt](String(t.absolute), i, (r) => {
      if (r) {
        this[O](r, t), e();
        return;
      }
      let n = 1, o = () => {
        --n === 0 && (e(), this[$t](), t.resume());
      };
      t.mtime && !this.noMtime && (n++, u.utimes(String(t.absolute), t.atime || /* @__PURE__ */ new Date(), t.mtime, o)), this[ge](t) && (n++, u.chown(String(t.absolute), Number(this[be](t)), Number(this[_e](t)), o)), o();
    });
  }
  [Cr](t) {
    t.unsupported = true, this.warn("TAR_ENTRY_UNSUPPORTED", `unsupported entry type: ${t.type}`, { entry: t }), t.resume();
  }
  [Ar](t, e) {
    let i = f(R.relative(this.cwd, R.resolve(R.dirname(String(t.absolute)), String(t.linkpath)))).split("/");
    this[Re](t, this.cwd, i, () => this[gi](t, String(t.linkpath), "symlink", e), (r) => {
      this[O](r, t), e();
    });
  }
  [Ir](t, e) {
    let i = f(R.resolve(this.cwd, String(t.linkpath))), r = f(String(t.linkpath)).split("/");
    this[Re](t, this.cwd, r, () => this[gi](t, i, "link", e), (n) => {
      this[O](n, t), e();
    });
  }
  [Re](t, e, i, r, n) {
    let o = i.shift();
    if (this.preservePaths || o === void 0) return r();
    let h = R.resolve(e, o);
    u.lstat(h, (a, l) => {
      if (a) return r();
      if (l?.isSymbolicLink()) return n(new St(h, R.resolve(h, i.join("/"))));
      this[Re](t, h, i, r, n);
    });
  }
  [kr]() {
    this[Ri]++;
  }
  [$t]() {
    this[Ri]--, this[bs]();
  }
  [Ls](t) {
    this[$t](), t.resume();
  }
  [Os](t, e) {
    return t.type === "File" && !this.unlink && e.isFile() && e.nlink <= 1 && !Te;
  }
  [_s](t) {
    this[kr]();
    let e = [t.path];
    t.linkpath && e.push(t.linkpath), this.reservations.reserve(e, (i) => this[Nr](t, i));
  }
  [Nr](t, e) {
    let i = (h) => {
      e(h);
    }, r = () => {
      this[yt](this.cwd, this.dmode, (h) => {
        if (h) {
          this[O](h, t), i();
          return;
        }
        this[Oe] = true, n();
      });
    }, n = () => {
      if (t.absolute !== this.cwd) {
        let h = f(R.dirname(String(t.absolute)));
        if (h !== this.cwd) return this[yt](h, this.dmode, (a) => {
          if (a) {
            this[O](a, t), i();
            return;
          }
          o();
        });
      }
      o();
    }, o = () => {
      u.lstat(String(t.absolute), (h, a) => {
        if (a && (this.keep || this.newer && a.mtime > (t.mtime ?? a.mtime))) {
          this[Ls](t), i();
          return;
        }
        if (h || this[Os](t, a)) return this[P](null, t, i);
        if (a.isDirectory()) {
          if (t.type === "Directory") {
            let l = this.chmod && t.mode && (a.mode & 4095) !== t.mode, c = (d) => this[P](d ?? null, t, i);
            return l ? u.chmod(String(t.absolute), Number(t.mode), c) : c();
          }
          if (t.absolute !== this.cwd) return u.rmdir(String(t.absolute), (l) => this[P](l ?? null, t, i));
        }
        if (t.absolute === this.cwd) return this[P](null, t, i);
        mo(String(t.absolute), (l) => this[P](l ?? null, t, i));
      });
    };
    this[Oe] ? n() : r();
  }
  [P](t, e, i) {
    if (t) {
      this[O](t, e), i();
      return;
    }
    switch (e.type) {
      case "File":
      case "OldFile":
      case "ContiguousFile":
        return this[Ts](e, i);
      case "Link":
        return this[Ir](e, i);
      case "SymbolicLink":
        return this[Ar](e, i);
      case "Directory":
      case "GNUDumpDir":
        return this[xs](e, i);
    }
  }
  [gi](t, e, i, r) {
    u[i](e, String(t.absolute), (n) => {
      n ? this[O](n, t) : (this[$t](), t.resume()), r();
    });
  }
};
var ye = (s3) => {
  try {
    return [null, s3()];
  } catch (t) {
    return [t, null];
  }
};
var xe = class extends Xt {
  sync = true;
  [P](t, e) {
    return super[P](t, e, () => {
    });
  }
  [_s](t) {
    if (!this[Oe]) {
      let n = this[yt](this.cwd, this.dmode);
      if (n) return this[O](n, t);
      this[Oe] = true;
    }
    if (t.absolute !== this.cwd) {
      let n = f(R.dirname(String(t.absolute)));
      if (n !== this.cwd) {
        let o = this[yt](n, this.dmode);
        if (o) return this[O](o, t);
      }
    }
    let [e, i] = ye(() => u.lstatSync(String(t.absolute)));
    if (i && (this.keep || this.newer && i.mtime > (t.mtime ?? i.mtime))) return this[Ls](t);
    if (e || this[Os](t, i)) return this[P](null, t);
    if (i.isDirectory()) {
      if (t.type === "Directory") {
        let o = this.chmod && t.mode && (i.mode & 4095) !== t.mode, [h] = o ? ye(() => {
          u.chmodSync(String(t.absolute), Number(t.mode));
        }) : [];
        return this[P](h, t);
      }
      let [n] = ye(() => u.rmdirSync(String(t.absolute)));
      this[P](n, t);
    }
    let [r] = t.absolute === this.cwd ? [] : ye(() => po(String(t.absolute)));
    this[P](r, t);
  }
  [Ts](t, e) {
    let i = typeof t.mode == "number" ? t.mode & 4095 : this.fmode, r = (h) => {
      let a;
      try {
        u.closeSync(n);
      } catch (l) {
        a = l;
      }
      (h || a) && this[O](h || a, t), e();
    }, n;
    try {
      n = u.openSync(String(t.absolute), ms(t.size), i);
    } catch (h) {
      return r(h);
    }
    let o = this.transform && this.transform(t) || t;
    o !== t && (o.on("error", (h) => this[O](h, t)), t.pipe(o)), o.on("data", (h) => {
      try {
        u.writeSync(n, h, 0, h.length);
      } catch (a) {
        r(a);
      }
    }), o.on("end", () => {
      let h = null;
      if (t.mtime && !this.noMtime) {
        let a = t.atime || /* @__PURE__ */ new Date(), l = t.mtime;
        try {
          u.futimesSync(n, a, l);
        } catch (c) {
          try {
            u.utimesSync(String(t.absolute), a, l);
          } catch {
            h = c;
          }
        }
      }
      if (this[ge](t)) {
        let a = this[be](t), l = this[_e](t);
        try {
          u.fchownSync(n, Number(a), Number(l));
        } catch (c) {
          try {
            u.chownSync(String(t.absolute), Number(a), Number(l));
          } catch {
            h = h || c;
          }
        }
      }
      r(h);
    });
  }
  [xs](t, e) {
    let i = typeof t.mode == "number" ? t.mode & 4095 : this.dmode, r = this[yt](String(t.absolute), i);
    if (r) {
      this[O](r, t), e();
      return;
    }
    if (t.mtime && !this.noMtime) try {
      u.utimesSync(String(t.absolute), t.atime || /* @__PURE__ */ new Date(), t.mtime);
    } catch {
    }
    if (this[ge](t)) try {
      u.chownSync(String(t.absolute), Number(this[be](t)), Number(this[_e](t)));
    } catch {
    }
    e(), t.resume();
  }
  [yt](t, e) {
    try {
      return _r(f(t), { uid: this.uid, gid: this.gid, processUid: this.processUid, processGid: this.processGid, umask: this.processUmask, preserve: this.preservePaths, unlink: this.unlink, cwd: this.cwd, mode: e });
    } catch (i) {
      return i;
    }
  }
  [Re](t, e, i, r, n) {
    if (this.preservePaths || i.length === 0) return r();
    let o = e;
    for (let h of i) {
      o = R.resolve(o, h);
      let [a, l] = ye(() => u.lstatSync(o));
      if (a) return r();
      if (l.isSymbolicLink()) return n(new St(o, R.resolve(e, i.join("/"))));
    }
    r();
  }
  [gi](t, e, i, r) {
    let n = `${i}Sync`;
    try {
      u[n](e, String(t.absolute)), r(), t.resume();
    } catch (o) {
      return this[O](o, t);
    }
  }
};
var Eo = (s3) => {
  let t = new xe(s3), e = s3.file, i = Br.statSync(e), r = s3.maxReadSize || 16 * 1024 * 1024;
  new Be(e, { readSize: r, size: i.size }).pipe(t);
};
var wo = (s3, t) => {
  let e = new Xt(s3), i = s3.maxReadSize || 16 * 1024 * 1024, r = s3.file;
  return new Promise((o, h) => {
    e.on("error", h), e.on("close", o), Br.stat(r, (a, l) => {
      if (a) h(a);
      else {
        let c = new _t(r, { readSize: i, size: l.size });
        c.on("error", h), c.pipe(e);
      }
    });
  });
};
var So = K(Eo, wo, (s3) => new xe(s3), (s3) => new Xt(s3), (s3, t) => {
  t?.length && Qi(s3, t);
});
var yo = (s3, t) => {
  let e = new kt(s3), i = true, r, n;
  try {
    try {
      r = v.openSync(s3.file, "r+");
    } catch (a) {
      if (a?.code === "ENOENT") r = v.openSync(s3.file, "w+");
      else throw a;
    }
    let o = v.fstatSync(r), h = Buffer.alloc(512);
    t: for (n = 0; n < o.size; n += 512) {
      for (let c = 0, d = 0; c < 512; c += d) {
        if (d = v.readSync(r, h, c, h.length - c, n + c), n === 0 && h[0] === 31 && h[1] === 139) throw new Error("cannot append to compressed archives");
        if (!d) break t;
      }
      let a = new F(h);
      if (!a.cksumValid) break;
      let l = 512 * Math.ceil((a.size || 0) / 512);
      if (n + l + 512 > o.size) break;
      n += l, s3.mtimeCache && a.mtime && s3.mtimeCache.set(String(a.path), a.mtime);
    }
    i = false, Ro(s3, e, n, r, t);
  } finally {
    if (i) try {
      v.closeSync(r);
    } catch {
    }
  }
};
var Ro = (s3, t, e, i, r) => {
  let n = new Wt(s3.file, { fd: i, start: e });
  t.pipe(n), bo(t, r);
};
var go = (s3, t) => {
  t = Array.from(t);
  let e = new wt(s3), i = (n, o, h) => {
    let a = (T, D) => {
      T ? v.close(n, (E) => h(T)) : h(null, D);
    }, l = 0;
    if (o === 0) return a(null, 0);
    let c = 0, d = Buffer.alloc(512), y = (T, D) => {
      if (T || D === void 0) return a(T);
      if (c += D, c < 512 && D) return v.read(n, d, c, d.length - c, l + c, y);
      if (l === 0 && d[0] === 31 && d[1] === 139) return a(new Error("cannot append to compressed archives"));
      if (c < 512) return a(null, l);
      let E = new F(d);
      if (!E.cksumValid) return a(null, l);
      let x = 512 * Math.ceil((E.size ?? 0) / 512);
      if (l + x + 512 > o || (l += x + 512, l >= o)) return a(null, l);
      s3.mtimeCache && E.mtime && s3.mtimeCache.set(String(E.path), E.mtime), c = 0, v.read(n, d, 0, 512, l, y);
    };
    v.read(n, d, 0, 512, l, y);
  };
  return new Promise((n, o) => {
    e.on("error", o);
    let h = "r+", a = (l, c) => {
      if (l && l.code === "ENOENT" && h === "r+") return h = "w+", v.open(s3.file, h, a);
      if (l || !c) return o(l);
      v.fstat(c, (d, y) => {
        if (d) return v.close(c, () => o(d));
        i(c, y.size, (T, D) => {
          if (T) return o(T);
          let E = new et(s3.file, { fd: c, start: D });
          e.pipe(E), E.on("error", o), E.on("close", n), _o(e, t);
        });
      });
    };
    v.open(s3.file, h, a);
  });
};
var bo = (s3, t) => {
  t.forEach((e) => {
    e.charAt(0) === "@" ? Ct({ file: Pr.resolve(s3.cwd, e.slice(1)), sync: true, noResume: true, onReadEntry: (i) => s3.add(i) }) : s3.add(e);
  }), s3.end();
};
var _o = async (s3, t) => {
  for (let e of t) e.charAt(0) === "@" ? await Ct({ file: Pr.resolve(String(s3.cwd), e.slice(1)), noResume: true, onReadEntry: (i) => s3.add(i) }) : s3.add(e);
  s3.end();
};
var vt = K(yo, go, () => {
  throw new TypeError("file is required");
}, () => {
  throw new TypeError("file is required");
}, (s3, t) => {
  if (!Bs(s3)) throw new TypeError("file is required");
  if (s3.gzip || s3.brotli || s3.zstd || s3.file.endsWith(".br") || s3.file.endsWith(".tbr")) throw new TypeError("cannot append to compressed archives");
  if (!t?.length) throw new TypeError("no paths specified to add/replace");
});
var Oo = K(vt.syncFile, vt.asyncFile, vt.syncNoFile, vt.asyncNoFile, (s3, t = []) => {
  vt.validate?.(s3, t), To(s3);
});
var To = (s3) => {
  let t = s3.filter;
  s3.mtimeCache || (s3.mtimeCache = /* @__PURE__ */ new Map()), s3.filter = t ? (e, i) => t(e, i) && !((s3.mtimeCache?.get(e) ?? i.mtime ?? 0) > (i.mtime ?? 0)) : (e, i) => !((s3.mtimeCache?.get(e) ?? i.mtime ?? 0) > (i.mtime ?? 0));
};

// src/kernels/untar.ts
var mostBytes = 4 * 2 ** 30;
var mostWrittenBytes = 2 ** 31;
async function untar(tar, folder, wants) {
  let writtenBytes = 0;
  const unpack = So({
    cwd: folder,
    preserveOwner: false,
    noChmod: true,
    noMtime: true,
    strict: true,
    filter: (path, entry) => {
      if (!("type" in entry) || !wants({ path, type: entry.type })) return false;
      writtenBytes += entry.size;
      return writtenBytes <= mostWrittenBytes;
    }
  });
  const written = new Promise((resolve, reject) => unpack.on("close", resolve).on("error", reject));
  let failure;
  written.catch((error) => {
    failure = error;
  });
  let hasEnded = false;
  unpack.on("eof", () => {
    hasEnded = true;
  });
  let bytes = 0;
  let empty = true;
  for await (const chunk of tar) {
    if (bytes === 0 && compressionOf(chunk) !== void 0) throw new RangeError("it is compressed twice");
    bytes += chunk.length;
    if (bytes > mostBytes) throw new RangeError(`it unpacks to more than ${mostBytes / 2 ** 30} GiB`);
    empty &&= isNothing(chunk);
    if (empty || hasEnded) continue;
    const isFull = !unpack.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
    if (isFull) await Promise.race([once(unpack, "drain"), written]);
    if (failure !== void 0) throw failure;
    if (writtenBytes > mostWrittenBytes) {
      throw new RangeError(`its kernels and modules have more than ${mostWrittenBytes / 2 ** 30} GiB`);
    }
  }
  if (empty) return;
  unpack.end();
  await written;
}
var nothing = Buffer.alloc(pieceBytes);
function isNothing(chunk) {
  return chunk.length <= nothing.length && nothing.subarray(0, chunk.length).equals(chunk);
}
function compressionOf(head) {
  const hex = Buffer.from(head.subarray(0, 4)).toString("hex");
  return hex.startsWith("1f8b") ? "gzip" : hex === "28b52ffd" ? "zstd" : void 0;
}

// src/kernels/sources/unpack.ts
var wantedPath = /^(?:\.\/)?(?:boot\/(?:vmlinuz|config)-[^/]+|(?:usr\/)?lib\/modules\/[^/]+\/(?:vmlinuz|config|.*\.ko(?:\.xz|\.zst|\.gz)?))$/;
async function unpackPackages(packages, release, folder, signal) {
  await mkdir2(folder);
  let imagePackage;
  for (const file of packages) {
    await unpackPackage(file, folder, signal);
    if (imagePackage === void 0 && (await findImages(folder, release)).length > 0) imagePackage = file;
  }
  if (imagePackage === void 0) {
    const wanted = release === void 0 ? "a kernel" : release;
    throw unavailable(
      `no image of ${wanted} in ${packages.join(", ")}`,
      "Name another version; this one is packed in a way that is not known here."
    );
  }
  return { ...await findKernel(folder, release), imagePackage };
}
async function unpackPackage(file, folder, signal) {
  const archive = execa("dpkg-deb", ["--fsys-tarfile", "--", file], {
    // Each thread of xz holds a block of 24 MiB, packed and unpacked, and there are as many as processors (dpkg-deb(1)).
    env: { DPKG_DEB_THREADS_MAX: "1" },
    stdin: "ignore",
    buffer: { stdout: false },
    ...signal === void 0 ? {} : { cancelSignal: signal }
  });
  const wants = ({ path, type }) => type === "File" && wantedPath.test(path);
  try {
    await Promise.all([untar(archive.stdout, folder, wants), archive]);
  } catch (cause) {
    signal?.throwIfAborted();
    if (isNoSpace(cause)) throw noSpace(folder, cause);
    throw damaged(file, cause instanceof Error ? cause.message : String(cause), cause);
  } finally {
    archive.kill();
  }
}
function damaged(file, why, cause) {
  return unavailable(
    `cannot unpack ${file}: ${why}`,
    "Check that dpkg-deb is installed and that there is space on the disk.",
    cause
  );
}

// src/kernels/sources/packed.ts
async function writePackedEntry(folder, { kind, release, version, packages }, scratch, signal) {
  const paths = packages.map(({ path }) => path);
  const root = join3(scratch, "root");
  const unpacked = await unpackPackages(paths, release, root, signal);
  const { url = "", digest = "" } = packages[paths.indexOf(unpacked.imagePackage)] ?? {};
  const facts = {
    release: unpacked.release,
    version: await signedVersion(unpacked.config) ?? version ?? unpacked.version,
    source: { kind, url, digest },
    files: packages.map(({ path: _2, ...file }) => file)
  };
  await writeEntry(folder, facts, { ...unpacked, modules: await collectModules(root) });
}
async function signedVersion(config) {
  if (config === void 0) return void 0;
  const text = await readFile2(config, "utf8");
  return /^CONFIG_VERSION_SIGNATURE="[^"\n]* (\d{1,4}(?:\.\d{1,4}){1,2})"$/m.exec(text)?.[1];
}

// src/kernels/sources/archive.ts
var indexes = /* @__PURE__ */ new Map();
async function resolveFromArchive(spec, archive, options) {
  options.onProgress(`asking ${archive.catalog.origin}'s archive`);
  const mirror = await findMirror(archive.mirror, archive.catalog);
  const listing = await listKernels(spec, mirror, archive, options);
  const candidate = choose(spec, listing, archive.catalog.origin, options.digests);
  const version = kernelEntryVersion(candidate.version, digestsOf(candidate));
  const fill = (folder) => fetchKernel(folder, archive.kind, listing.apt, candidate, options);
  return await readEntry(await cached(kernelTool, version, fill, options), spec.text);
}
function choose(spec, listing, origin, digests) {
  const newest = newestMatching(listing.candidates, spec.version);
  if (digests === void 0) {
    if (newest === void 0) throw notThere(spec, listing, origin);
    return newest;
  }
  const locked = listing.candidates.find((candidate) => String(digestsOf(candidate)) === String(digests));
  if (locked !== void 0) return locked;
  const instead = newest === void 0 ? "has none of its series any more" : `has ${newest.release} (${newest.version})`;
  throw lockBroken(spec.text, `${origin}'s archive ${instead}`);
}
function digestsOf({ packages }) {
  return packages.map(({ sha256: sha2562 }) => `sha256:${sha2562}`);
}
async function listKernels(spec, mirror, archive, options) {
  const { catalog: catalog2 } = archive;
  const series = seriesFor(spec.version, catalog2);
  const main = series.flatMap(({ suites }) => suites).map((suite) => ({ archive: mirror.main, suite }));
  const security = series.flatMap(({ securitySuites }) => securitySuites).flatMap((suite) => mirror.security === void 0 ? [] : [{ archive: mirror.security, suite }]);
  const make = (sources2) => privateApt(sources2, mirror, archive, options.signal);
  try {
    return await list(make([...main, ...security]), catalog2);
  } catch (error) {
    if (security.length === 0 || !isUnavailable(error)) throw error;
    const listing = await list(make(main), catalog2);
    options.onNotice(`${error.message}; going on without ${catalog2.origin}'s security archive`);
    return listing;
  }
}
function privateApt(sources2, { settings }, { catalog: catalog2, another: another5 }, signal) {
  const keyring = packageFile(catalog2.keyring);
  const identity = createHash("sha256").update(JSON.stringify([sources2, keyring])).digest("hex").slice(0, 16);
  const folder = join4(cacheHome(), "apt", identity);
  const apt = { folder, sources: sources2, keyring, machineSettings: settings, another: another5 };
  return signal === void 0 ? apt : { ...apt, signal };
}
async function list(apt, catalog2) {
  let index = indexes.get(apt.folder);
  if (index === void 0) {
    index = refreshPackages(apt, `^linux-.*-${catalog2.flavour}`).then(
      (text) => kernelCandidates(parsePackages(text), catalog2)
    );
    indexes.set(apt.folder, index);
    index.catch(() => indexes.delete(apt.folder));
  }
  return { apt, candidates: await index };
}
async function fetchKernel(folder, kind, apt, { release, version, packages }, { onProgress, signal }) {
  await inTemporaryFolder(async (scratch) => {
    const bytes = packages.reduce((sum, { size }) => sum + size, 0);
    onProgress(`fetching ${release}, ${Math.ceil(bytes / 1e6)} MB`);
    const paths = await downloadPackages(apt, packages, join4(scratch, "packages"));
    const urls = await packageUrls(apt, packages);
    const fetched = packages.map(({ sha256: sha2562, size }, index) => ({
      path: paths[index] ?? "",
      url: urls[index] ?? "",
      digest: `sha256:${sha2562}`,
      size
    }));
    onProgress(`unpacking ${release}`);
    const kernel = { kind, release, version: upstream(version), packages: fetched };
    await writePackedEntry(folder, kernel, scratch, signal);
  });
}
function upstream(version) {
  return version.replace(/-.*$/, "");
}
function notThere({ text, version }, { apt, candidates }, origin) {
  const suites = apt.sources.map(({ suite }) => suite).join(", ");
  const others = alternatives(candidates, version);
  return unavailable(
    `${origin} has no kernel ${text} in ${suites}`,
    others.length === 0 ? `Name another source, or ${apt.another}.` : `Name one that is there: ${others.join(", ")}.`
  );
}

// src/kernels/sources/mainline.ts
import { join as join6 } from "node:path";

// src/kernels/http/patience.ts
import { setTimeout as setTimeout2 } from "node:timers/promises";
var patience = { attempts: 4, pauseMs: 1e3, longestPauseMs: 6e4, idleMs: 3e4 };
var progressBytes = 256 << 10;
async function persistently({ what, another: another5, patience: { attempts, pauseMs, longestPauseMs }, signal, progress = () => 0 }, work) {
  for (let inVain = 0; ; ) {
    signal?.throwIfAborted();
    const before = progress();
    const outcome = await work();
    if ("done" in outcome) return outcome.done;
    inVain = progress() - before >= progressBytes ? 1 : inVain + 1;
    const pause = Math.max(outcome.waitMs ?? 0, pauseMs * 2 ** (inVain - 1));
    if (pause > longestPauseMs) {
      const seconds = Math.ceil(pause / 1e3);
      throw unavailable(
        `cannot get ${what}: ${outcome.why}, and asks to wait ${seconds} s`,
        `Run again later, log in where that allows more, or ${another5}.`,
        outcome.cause
      );
    }
    if (inVain >= attempts) {
      throw unavailable(
        `cannot get ${what}: ${outcome.why} (tried ${attempts} times)`,
        `Check the network, or ${another5}.`,
        outcome.cause
      );
    }
    await setTimeout2(pause, void 0, signal === void 0 ? {} : { signal });
  }
}
function retryAfter(value, now) {
  if (value === null) return void 0;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1e3;
  const date = Date.parse(value);
  return Number.isNaN(date) ? void 0 : Math.max(0, date - now);
}

// src/kernels/http/exchange.ts
var passing = /* @__PURE__ */ new Set([408, 425, 429, 500, 502, 503, 504]);
var mostRedirects = 5;
async function exchange(asked, use) {
  return await persistently(asked, () => once2(asked, use));
}
async function once2(asked, use) {
  const watch = startWatch(asked.patience.idleMs);
  const signal = asked.signal === void 0 ? watch.signal : AbortSignal.any([asked.signal, watch.signal]);
  let broken;
  const guarded = async (work) => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof TypeError || watch.signal.aborted) broken = { why: reasonOf(error), cause: error };
      throw error;
    }
  };
  async function* chunks(body) {
    const reader = body?.getReader();
    while (reader !== void 0) {
      const { done, value } = await guarded(() => reader.read());
      if (done) return;
      watch.touch();
      yield value;
      watch.touch();
    }
  }
  try {
    const response = await guarded(() => follow(asked, signal));
    const { status, headers, body } = response;
    if (passing.has(status)) {
      const waitMs = retryAfter(headers.get("retry-after"), Date.now());
      return { why: `it answered ${status}`, ...waitMs === void 0 ? {} : { waitMs } };
    }
    return await use({ status, headers, chunks: () => chunks(body) });
  } catch (error) {
    if (broken !== void 0) return broken;
    throw error;
  } finally {
    watch.stop();
  }
}
function startWatch(idleMs) {
  const controller = new AbortController();
  const timer = setTimeout(
    () => controller.abort(new Error(`it said nothing for ${idleMs / 1e3} s`)),
    idleMs
  );
  return {
    signal: controller.signal,
    touch: () => timer.refresh(),
    stop: () => {
      clearTimeout(timer);
      controller.abort();
    }
  };
}
async function follow({ what, another: another5, url, headers }, signal) {
  const refused2 = (why) => unavailable(`cannot get ${what}: ${why}`, `Check the address, or ${another5}.`);
  let from = url;
  for (let redirects = 0; ; redirects++) {
    const { authorization, ...others } = headers();
    const own = authorization !== void 0 && from.origin === url.origin;
    const response = await fetch(from, {
      // A coding would be undone on the way, so that neither lengths nor ranges were those of the blob.
      headers: { "accept-encoding": "identity", ...others, ...own ? { authorization } : {} },
      redirect: "manual",
      signal
    });
    const location = response.headers.get("location");
    if (response.status < 300 || response.status > 399 || location === null) return response;
    await response.body?.cancel();
    const to2 = URL.canParse(location, from.href) ? new URL(location, from) : void 0;
    if (to2 === void 0 || to2.protocol !== "https:" && to2.protocol !== from.protocol) {
      throw refused2(`${from.host} sends on to an address that is not to be trusted`);
    }
    if (redirects >= mostRedirects) throw refused2(`it was sent on more than ${mostRedirects} times`);
    from = to2;
  }
}
function reasonOf(error) {
  const cause = error instanceof TypeError ? error.cause : error;
  if (!(cause instanceof Error)) return String(cause ?? error);
  const code = "code" in cause && typeof cause.code === "string" ? cause.code : cause.name;
  return cause.message === "" ? code : cause.message;
}

// src/kernels/http/read.ts
async function readBytes(reply, { what, another: another5 }, mostBytes5) {
  const pieces = [];
  let length = 0;
  for await (const piece of reply.chunks()) {
    length += piece.length;
    if (length > mostBytes5) throw tooLong({ what, another: another5 }, mostBytes5);
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
async function readText(reply, asked, mostBytes5) {
  refuseWebPage(reply, asked);
  return (await readBytes(reply, asked, mostBytes5)).toString("utf8");
}
function tooLong({ what, another: another5 }, mostBytes5) {
  return unavailable(`${what} has more than ${mostBytes5} bytes`, `Check the address, or ${another5}.`);
}
function expectOk({ status }, { what, another: another5 }) {
  if (status >= 200 && status <= 299) return;
  throw unavailable(`cannot get ${what}: it answered ${status}`, `Check the address, or ${another5}.`);
}
function refuseWebPage({ headers }, { what, another: another5 }) {
  if (!/^(?:text\/html|application\/xhtml)/i.test(headers.get("content-type") ?? "")) return;
  throw unavailable(
    `cannot get ${what}: a web page came instead`,
    `Check whether a proxy or a login page stands between this machine and the server, or ${another5}.`
  );
}

// src/kernels/http/receive.ts
import { createHash as createHash2 } from "node:crypto";
import { open, rm } from "node:fs/promises";
async function receive(file, expected, ask2) {
  const handle = await open(file, "wx");
  try {
    return await receiveInto(handle, expected, ask2);
  } catch (error) {
    await rm(file, { force: true });
    throw isNoSpace(error) ? noSpace(file, error) : error;
  } finally {
    await handle.close();
  }
}
async function receiveInto(file, expected, ask2) {
  const { size, mostBytes: mostBytes5 } = expected;
  let hash = createHash2("sha256");
  let received = 0;
  let furthest = 0;
  let validator;
  let head = Buffer.alloc(0);
  const headers = () => ({
    ...received > 0 && { range: `bytes=${received}-` },
    ...received > 0 && validator !== void 0 && { "if-range": validator }
  });
  return await ask2({ headers, progress: () => furthest }, async (reply) => {
    if (!goesOn(reply, expected, received)) {
      await file.truncate(0);
      hash = createHash2("sha256");
      received = 0;
    }
    if (reply.status === 416) return { why: "it answered 416" };
    if (received === 0) checkLength(reply, expected);
    validator = strongTag(reply);
    for await (const chunk of reply.chunks()) {
      if (size !== void 0 && received + chunk.length > size)
        throw wrongSize(expected, `more than ${size}`);
      if (received + chunk.length > mostBytes5) throw tooLong(expected, mostBytes5);
      if (received === 0) head = chunk.subarray(0, 64);
      await writeAt(file, chunk, received);
      hash.update(chunk);
      received += chunk.length;
      furthest = Math.max(furthest, received);
    }
    if (size !== void 0 && received < size) return { why: `it ended after ${received} of ${size} bytes` };
    checkDigest(expected, hash.digest("hex"), received, Buffer.from(head).toString("latin1"));
    return { done: received };
  });
}
function goesOn({ status, headers }, expected, received) {
  if (status === 416 && expected.size !== void 0) throw wrongSize(expected, String(received));
  if (status !== 206) return false;
  const start = /^bytes (\d{1,15})-/.exec(headers.get("content-range") ?? "")?.[1];
  if (Number(start) === received) return true;
  throw unavailable(
    `cannot get ${expected.what}: asked to go on at ${received}, the server went on elsewhere`,
    `Run again; if it stays so, ${expected.another}.`
  );
}
function checkLength({ headers }, expected) {
  const length = Number(headers.get("content-length") ?? Number.NaN);
  if (Number.isNaN(length)) return;
  if (expected.size !== void 0 && length !== expected.size) throw wrongSize(expected, String(length));
  if (length > expected.mostBytes) throw tooLong(expected, expected.mostBytes);
}
function strongTag({ headers }) {
  const tag = headers.get("etag");
  return tag === null || tag.startsWith("W/") ? void 0 : tag;
}
async function writeAt(file, chunk, position) {
  for (let done = 0; done < chunk.length; ) {
    const { bytesWritten } = await file.write(chunk, done, chunk.length - done, position + done);
    done += bytesWritten;
  }
}
function checkDigest(expected, sha2562, bytes, head) {
  if (sha2562 === expected.sha256) return;
  const page = /^\s*<(?:!doctype|html|\?xml)/i.test(head) ? ", a web page" : "";
  throw another(expected, `${bytes} bytes${page}, sha256 ${sha2562} instead of ${expected.sha256}`);
}
function wrongSize(expected, bytes) {
  return another(expected, `${bytes} bytes instead of ${expected.size}`);
}
function another(expected, how) {
  return unverified(
    `${expected.what} is another file: ${how}`,
    `Try again; if it stays so, what is published or a server in between is damaged: ${expected.another}.`
  );
}

// src/kernels/http/download.ts
async function fetchBytes(url, options) {
  const asked = { ...exchangeOf(url, options), headers: () => ({}) };
  return await exchange(asked, async (reply) => {
    if (reply.status === 404) return { done: void 0 };
    expectOk(reply, asked);
    return { done: await readBytes(reply, asked, options.mostBytes) };
  });
}
async function download(url, file, sha2562, options) {
  const asked = exchangeOf(url, options);
  return await receive(
    file,
    { ...asked, sha256: sha2562, mostBytes: options.mostBytes },
    (request, use) => exchange({ ...asked, ...request }, async (reply) => {
      if (reply.status !== 416) expectOk(reply, asked);
      return await use(reply);
    })
  );
}
function exchangeOf(url, { another: another5, signal, patience: patience2 = patience }) {
  return { what: url, url: new URL(url), another: another5, patience: patience2, ...signal === void 0 ? {} : { signal } };
}

// src/kernels/sources/mainline-listing.ts
function mainlineVersions(listing) {
  const links = listing.matchAll(/href="v(\d{1,3}\.\d{1,3}(?:\.\d{1,4})?(?:-rc\d{1,3})?)\/"/g);
  return [...new Set([...links].flatMap(([, version]) => version ?? []))].sort(compareVersions);
}
function mainlineRelease(version, flavour) {
  const { parts = [0, 0, 0], candidate = Number.POSITIVE_INFINITY } = parseVersion(version) ?? {};
  const stamp = parts.map((part) => String(part).padStart(2, "0")).join("");
  return `${parts.join(".")}-${stamp}${Number.isFinite(candidate) ? `rc${candidate}` : ""}-${flavour}`;
}
function parseChecksums(text) {
  const lines = text.matchAll(/^([0-9a-f]{64})[ \t]+\*?(?:\.\/|amd64\/)?([a-z0-9][\w.+~-]{1,250})$/gm);
  return new Map([...lines].map(([, digest = "", name = ""]) => [name, digest]));
}
function nearestVersions(versions, wanted) {
  const sameSeries = versions.filter((version) => seriesOf(version) === seriesOf(wanted));
  if (sameSeries.length > 0) return sameSeries.slice(-8);
  return [...new Set(versions.flatMap((version) => seriesOf(version) ?? []))].slice(-12);
}

// src/kernels/sources/signature.ts
import { writeFile as writeFile2 } from "node:fs/promises";
import { join as join5 } from "node:path";
async function verifySignature({ name, text, signature }, { fingerprint, key }) {
  const keyring = dearmor(key);
  if (keyring === void 0) throw notSigned(name, "the keyserver gave no OpenPGP key");
  await inTemporaryFolder(async (folder) => {
    const files = { keyring, signature, text };
    for (const [file, bytes] of Object.entries(files)) await writeFile2(join5(folder, file), bytes);
    const args = ["--status-fd", "1", "--keyring", join5(folder, "keyring"), "--", "signature", "text"];
    const { exitCode, stdout, code } = await execa("gpgv", args, {
      cwd: folder,
      env: { LC_ALL: "C.UTF-8", GNUPGHOME: folder },
      stdin: "ignore",
      reject: false
    });
    if (code === "ENOENT") throw gpgvMissing();
    const status = stdout ?? "";
    const signer = /^\[GNUPG:\] VALIDSIG (?:\S+ ){9}([0-9A-F]{40,64})$/m.exec(status)?.[1];
    if (exitCode === 0 && /^\[GNUPG:\] GOODSIG /m.test(status) && signer === fingerprint) return;
    throw notSigned(name, reasonIn(status, fingerprint));
  });
}
function reasonIn(status, fingerprint) {
  const has = (word2) => status.includes(`[GNUPG:] ${word2}`);
  if (has("EXPKEYSIG")) return "the key that signed it has expired";
  if (has("REVKEYSIG")) return "the key that signed it was revoked";
  if (has("EXPSIG")) return "its signature has expired";
  if (has("BADSIG")) return "its signature is of another text";
  if (has("NO_PUBKEY") || has("VALIDSIG")) return `it is signed by another key than ${fingerprint}`;
  return "it has no valid signature";
}
function dearmor(key) {
  const block = /-----BEGIN PGP PUBLIC KEY BLOCK-----\r?\n([\s\S]{1,200000}?)-----END PGP PUBLIC KEY BLOCK-----/.exec(
    key
  )?.[1];
  const body = block?.split(/\r?\n/).filter((line) => /^[A-Za-z0-9+/]{4,}={0,2}$/.test(line));
  return body === void 0 || body.length === 0 ? void 0 : Buffer.from(body.join(""), "base64");
}
function notSigned(name, why) {
  return unverified(
    `${name} cannot be verified: ${why}`,
    "Check the clock of this machine, try again, or take the kernel from another source."
  );
}
function gpgvMissing() {
  return unavailable(
    "gpgv is not installed, so mainline builds cannot be verified",
    "Install the package gpgv."
  );
}

// src/kernels/sources/mainline.ts
var mostText = 16 << 20;
var mostPackage = 2 ** 30;
var another2 = "name another source, or a copy with --mainline-mirror";
var mostTried = 5;
async function resolveMainline(spec, published, options) {
  const { mainlineMirror } = options.access ?? {};
  const catalog2 = { ...published, address: mainlineMirror?.replace(/\/+$/, "") ?? published.address };
  options.onProgress("asking for mainline builds");
  const listing = await fetchText(`${catalog2.address}/`, options);
  const versions = mainlineVersions(listing ?? "");
  if (versions.length === 0) throw notThere2(`${catalog2.address}/ lists no kernels`, []);
  const build = await newestBuild(spec, versions, catalog2, options);
  const digests = build.packages.map(({ sha256: sha2562 }) => `sha256:${sha2562}`);
  if (options.digests !== void 0 && String(digests) !== String(options.digests)) {
    throw lockBroken(spec.text, `${catalog2.address}/v${build.version}/ has other packages now`);
  }
  const fill = (folder) => fetchBuild(folder, build, options);
  const entry = await cached(kernelTool, kernelEntryVersion(build.version, digests), fill, options);
  return await readEntry(entry, spec.text);
}
async function newestBuild(spec, versions, catalog2, options) {
  const fitting = versions.filter((version) => hasPrefix(version, spec.version)).reverse();
  for (const version of fitting.slice(0, mostTried)) {
    const build = await readBuild(version, catalog2, options);
    if (build !== void 0) return build;
    options.onNotice(`mainline build ${version} has no packages for amd64: it failed, or is not ready yet`);
  }
  const others = nearestVersions(versions, spec.version).filter((version) => !fitting.includes(version));
  throw notThere2(`${catalog2.address}/ has no kernel ${spec.version}`, others);
}
async function readBuild(version, catalog2, options) {
  const folder = `${catalog2.address}/v${version}/amd64`;
  const text = await fetchKnown(`${folder}/CHECKSUMS`, options);
  const signature = await fetchKnown(`${folder}/CHECKSUMS.gpg`, options);
  if (text === void 0 || signature === void 0) return void 0;
  const key = await fetchText(catalog2.key, options) ?? "";
  const { fingerprint } = catalog2;
  await verifySignature({ name: `${folder}/CHECKSUMS`, text, signature }, { fingerprint, key });
  const release = mainlineRelease(version, catalog2.flavour);
  const checksums = [...parseChecksums(text.toString("utf8"))];
  const packages = [`linux-image-unsigned-${release}_`, `linux-modules-${release}_`].flatMap(
    (prefix2) => checksums.filter(([name]) => name.startsWith(prefix2) && name.endsWith("_amd64.deb")).slice(0, 1).map(([name, sha2562]) => ({ url: `${folder}/${name}`, sha256: sha2562 }))
  );
  return packages.length === 2 ? { version, release, packages } : void 0;
}
async function fetchBuild(folder, { release, version, packages }, { onProgress, signal, patience: patience2 }) {
  await inTemporaryFolder(async (scratch) => {
    const fetched = [];
    for (const { url, sha256: sha2562 } of packages) {
      onProgress(`fetching ${url.slice(url.lastIndexOf("/") + 1)}`);
      const path = join6(scratch, `${fetched.length}.deb`);
      const size = await download(url, path, sha2562, { mostBytes: mostPackage, another: another2, signal, patience: patience2 });
      fetched.push({ path, url, digest: `sha256:${sha2562}`, size });
    }
    onProgress(`unpacking ${release}`);
    await writePackedEntry(
      folder,
      { kind: "mainline", release, version, packages: fetched },
      scratch,
      signal
    );
  });
}
async function fetchKnown(url, { signal, patience: patience2 }) {
  return await fetchBytes(url, { mostBytes: mostText, another: another2, signal, patience: patience2 });
}
async function fetchText(url, options) {
  return (await fetchKnown(url, options))?.toString("utf8");
}
function notThere2(message, others) {
  return unavailable(
    message,
    others.length === 0 ? "Name another version or source." : `Name one that is there: ${others.join(", ")}.`
  );
}

// src/kernels/sources/oci.ts
import { join as join8 } from "node:path";

// src/kernels/access.ts
var mirrorVariable = "CORE_MATRIX_OCI_MIRROR";
var loginVariable = "CORE_MATRIX_OCI_LOGIN";
function registryMirrors({ registryMirror }) {
  const written = registryMirror ?? process.env[mirrorVariable] ?? "";
  const mirrors = parseMirrors(written);
  if (mirrors !== void 0) return mirrors;
  const name = registryMirror === void 0 ? mirrorVariable : "the mirror of registries";
  throw new CoreMatrixError("usage", `${name} is ${JSON.stringify(written.slice(0, 200))}`, {
    remedy: "Write it as ghcr.io=https://mirror.example, several separated by spaces; passwords have another place."
  });
}
function registryLogins({ registryLogin }) {
  const logins = parseLogins(registryLogin ?? process.env[loginVariable] ?? "");
  if (logins !== void 0) return logins;
  const name = registryLogin === void 0 ? loginVariable : "the login for registries";
  throw new CoreMatrixError("usage", `${name} is not written as such`, {
    remedy: "Write it as ghcr.io=user:password, several separated by spaces."
  });
}

// src/kernels/oci/image.ts
import { mkdir as mkdir3, rm as rm2 } from "node:fs/promises";
import { join as join7 } from "node:path";

// src/kernels/oci/blob.ts
import { createHash as createHash4 } from "node:crypto";

// src/kernels/oci/registry.ts
import { createHash as createHash3 } from "node:crypto";

// src/kernels/oci/challenge.ts
var token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
var parameterPattern = new RegExp(`(${token})[ \\t]*=[ \\t]*(?:(${token})|"((?:[^"\\\\]|\\\\.)*)")`, "y");
var schemePattern = new RegExp(`(${token})(?: +[0-9A-Za-z._~+/-]+=*(?=[ \\t]*(?:,|$)))?(?=[ \\t,]|$)`, "y");
var separatorPattern = /[ \t,]*/y;
function parseChallenges(header) {
  const challenges = [];
  let position = 0;
  const take = (pattern) => {
    pattern.lastIndex = position;
    const match = pattern.exec(header);
    if (match !== null) position = pattern.lastIndex;
    return match;
  };
  for (take(separatorPattern); position < header.length; take(separatorPattern)) {
    const current = challenges.at(-1);
    const parameter = current === void 0 ? null : take(parameterPattern);
    if (parameter !== null) {
      const [, name = "", plain, quoted = ""] = parameter;
      current?.parameters.set(name.toLowerCase(), plain ?? quoted.replace(/\\(.)/g, "$1"));
      continue;
    }
    const scheme = take(schemePattern)?.[1];
    if (scheme === void 0) break;
    challenges.push({ scheme: scheme.toLowerCase(), parameters: /* @__PURE__ */ new Map() });
  }
  return challenges;
}

// src/kernels/oci/manifest.ts
var manifestTypes = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json"
];
var platform = "linux/amd64";
var mostLayers = 128;
var mostManifests = 1e3;
function parseManifest(text) {
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    return { problem: "is not JSON" };
  }
  if (Reflect.get(Object(value), "schemaVersion") !== 2) return { problem: "is of no version that is known" };
  const { manifests, layers, config } = Object(value);
  if (Array.isArray(manifests) && manifests.length <= mostManifests) {
    const read = manifests.flatMap((entry) => {
      const descriptor = readDescriptor(entry);
      return descriptor === void 0 ? [] : [{ ...descriptor, platform: readPlatform(entry) }];
    });
    return { kind: "index", manifests: read };
  }
  const readConfig = readDescriptor(config);
  if (readConfig === void 0 || !Array.isArray(layers)) {
    return { problem: "has neither manifests nor a configuration and layers" };
  }
  if (layers.length > mostLayers) return { problem: `has ${layers.length} layers` };
  const readLayers = layers.map(readDescriptor).filter((layer) => layer !== void 0);
  if (readLayers.length < layers.length) {
    return { problem: "has a layer without a size or a digest in sha256" };
  }
  return { kind: "manifest", config: readConfig, layers: readLayers };
}
function configPlatform(text) {
  try {
    const value = JSON.parse(text);
    const { os: os2, architecture } = Object(value);
    return typeof architecture === "string" ? `${word(os2) || "linux"}/${word(architecture)}` : void 0;
  } catch {
    return void 0;
  }
}
function readDescriptor(value) {
  const { mediaType, digest, size } = Object(value);
  if (typeof digest !== "string" || !isDigest(digest)) return void 0;
  if (typeof size !== "number" || !Number.isSafeInteger(size) || size < 0) return void 0;
  return { mediaType: typeof mediaType === "string" ? mediaType : "", digest, size };
}
function readPlatform(entry) {
  const { os: os2, architecture, variant } = Object(
    Reflect.get(Object(entry), "platform")
  );
  return [os2, architecture, variant].map(word).filter(Boolean).join("/") || "unknown";
}
function word(value) {
  return typeof value === "string" && /^[\w.-]{1,40}$/.test(value) ? value : "";
}

// src/kernels/oci/token.ts
var mostBytes2 = 256 << 10;
async function answerChallenges(challenges, credentials, asked, scope) {
  const bearer = challenges.find(({ scheme }) => scheme === "bearer");
  if (bearer !== void 0) return `Bearer ${await fetchToken(bearer, credentials, asked, scope)}`;
  const basic = challenges.some(({ scheme }) => scheme === "basic");
  return basic && credentials !== void 0 ? basicAuthorization(credentials) : void 0;
}
async function fetchToken({ parameters }, credentials, asked, scope) {
  const url = tokenUrl(parameters, asked.url, scope);
  const what = `a token for ${asked.what} from ${url.host}`;
  const headers = () => credentials === void 0 ? {} : { authorization: basicAuthorization(credentials) };
  return await exchange({ ...asked, what, url, headers }, async (reply) => {
    if (reply.status < 200 || reply.status > 299) {
      throw refused(what, `it answered ${reply.status}`, asked.url.host);
    }
    const token2 = tokenIn(await readText(reply, { ...asked, what }, mostBytes2));
    if (token2 === void 0) throw refused(what, "its answer has none", asked.url.host);
    return { done: token2 };
  });
}
function tokenUrl(parameters, registry, scope) {
  const realm = parameters.get("realm") ?? "";
  const url = URL.canParse(realm) ? new URL(realm) : void 0;
  if (url === void 0 || url.protocol !== "https:" && url.protocol !== registry.protocol) {
    throw unavailable(
      `${registry.host} names no service for tokens that is to be trusted`,
      "Check the address of the registry or its mirror."
    );
  }
  const service = parameters.get("service");
  if (service !== void 0) url.searchParams.set("service", service);
  url.searchParams.set("scope", parameters.get("scope") ?? scope);
  return url;
}
function tokenIn(text) {
  try {
    const value = JSON.parse(text);
    const { token: token2, access_token: other } = Object(value);
    return [token2, other].find(
      (found) => typeof found === "string" && /^[!-~]+$/.test(found)
    );
  } catch {
    return void 0;
  }
}
function basicAuthorization({ username, password }) {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}
function refused(what, why, registry) {
  return unavailable(`cannot get ${what}: ${why}`, loginRemedy(registry));
}
function loginRemedy(registry) {
  return `Check the name of the image; if it is not public, log in with \`docker login ${registry}\`, whose password must stand in Docker's config.json, or set CORE_MATRIX_OCI_LOGIN.`;
}

// src/kernels/oci/registry.ts
var mostManifestBytes = 4 << 20;
var mostPages = 100;
function openRegistry(repository, options) {
  const endpoint = endpointOf(repository, options.mirrors);
  const name = `${repository.registry}/${repository.name}`;
  const mirrored = endpoint.registry === repository.registry ? "" : ` at ${endpoint.registry}`;
  return { name: `${name}${mirrored}`, endpoint, options };
}
var another3 = "name a mirror of the registry with --registry-mirror";
async function ask(registry, { path, what, headers, progress }, use) {
  const { endpoint, options } = registry;
  const { patience: patience2, signal } = options;
  const asked = {
    what,
    another: another3,
    url: new URL(path, endpoint.url),
    patience: patience2,
    ...signal === void 0 ? {} : { signal }
  };
  const own = () => registry.authorization === void 0 ? {} : { authorization: registry.authorization };
  const attempt = () => exchange(
    { ...asked, ...progress && { progress }, headers: () => ({ ...headers?.(), ...own() }) },
    async (reply) => {
      if (reply.status === 401) return { done: { challenge: reply.headers.get("www-authenticate") ?? "" } };
      if (reply.status === 403) throw denied(what, 403, endpoint);
      const outcome = await use(reply);
      return "done" in outcome ? { done: { result: outcome.done } } : outcome;
    }
  );
  const first = await attempt();
  if ("result" in first) return first.result;
  const authorization = await answerChallenges(
    parseChallenges(first.challenge),
    options.logins.get(endpoint.registry) ?? await dockerCredentials(endpoint.registry),
    { ...asked, what: registry.name },
    `repository:${decodeURI(endpoint.url.pathname).replace(/^\/v2\/|\/$/g, "")}:pull`
  );
  if (authorization === void 0) throw denied(what, 401, endpoint);
  registry.authorization = authorization;
  const second = await attempt();
  if ("result" in second) return second.result;
  throw denied(what, 401, endpoint);
}
async function fetchManifest(registry, named) {
  const word2 = "digest" in named ? named.digest : named.tag;
  const what = `the manifest ${word2} of ${registry.name}`;
  const headers = () => ({ accept: manifestTypes.join(", ") });
  return await ask(registry, { path: `manifests/${word2}`, what, headers }, async (reply) => {
    if (reply.status === 404) return { done: void 0 };
    expectOk(reply, { what, another: another3 });
    const text = await readText(reply, { what, another: another3 }, mostManifestBytes);
    const digest = `sha256:${createHash3("sha256").update(text).digest("hex")}`;
    const promised = "digest" in named ? named.digest : reply.headers.get("docker-content-digest");
    if (promised?.startsWith("sha256:") && promised !== digest) {
      throw unverified(
        `${what} is another: it is ${digest}, expected ${promised.slice(0, 71)}`,
        `Try again; if it stays so, ${another3}.`
      );
    }
    return { done: { text, digest } };
  });
}
async function listTags(registry) {
  const what = `the tags of ${registry.name}`;
  const tags = [];
  let path = "tags/list?n=1000";
  for (let page = 0; path !== void 0 && page < mostPages; page++) {
    path = await ask(registry, { path, what }, async (reply) => {
      if (reply.status === 404) return { done: void 0 };
      expectOk(reply, { what, another: another3 });
      tags.push(...tagsIn(await readText(reply, { what, another: another3 }, mostManifestBytes)));
      return { done: nextPage(reply.headers.get("link"), registry.endpoint.url) };
    });
  }
  return tags;
}
function tagsIn(text) {
  try {
    const { tags } = Object(JSON.parse(text));
    return Array.isArray(tags) ? tags.filter((tag) => typeof tag === "string" && /^\w[\w.-]{0,127}$/.test(tag)) : [];
  } catch {
    return [];
  }
}
function nextPage(link, base) {
  const target = /^<([^>]{1,2000})>\s*;\s*rel="?next"?/i.exec(link ?? "")?.[1];
  if (target === void 0 || !URL.canParse(target, base.href)) return void 0;
  const url = new URL(target, base);
  return url.origin === base.origin ? url.href : void 0;
}
function denied(what, status, { registry }) {
  return unavailable(`cannot get ${what}: access is refused (${status})`, loginRemedy(registry));
}

// src/kernels/oci/blob.ts
async function fetchBlobText(registry, blob, mostBytes5) {
  const what = describe(registry, blob);
  return await ask(registry, { path: `blobs/${blob.digest}`, what }, async (reply) => {
    expectOk(reply, { what, another: another3 });
    const text = await readText(reply, { what, another: another3 }, mostBytes5);
    const digest = `sha256:${createHash4("sha256").update(text).digest("hex")}`;
    if (digest === blob.digest) return { done: text };
    throw unverified(`${what} is another: it is ${digest}`, `Try again; if it stays so, ${another3}.`);
  });
}
async function fetchBlob(registry, blob, file) {
  const { digest, size } = blob;
  const what = describe(registry, blob);
  const expected = { what, another: another3, sha256: digest.replace("sha256:", ""), size, mostBytes: size };
  await receive(
    file,
    expected,
    (request, use) => ask(registry, { path: `blobs/${digest}`, what, ...request }, async (reply) => {
      if (reply.status !== 416) expectOk(reply, expected);
      refuseWebPage(reply, expected);
      return await use(reply);
    })
  );
}
function describe(registry, { digest }) {
  return `the blob ${digest} of ${registry.name}`;
}

// src/kernels/oci/layer.ts
import { createReadStream } from "node:fs";
import { open as open2 } from "node:fs/promises";
import { PassThrough } from "node:stream";
import { pipeline } from "node:stream/promises";
import zlib from "node:zlib";

// src/kernels/oci/layout.ts
var safe = "[\\w+~:,@=][\\w.+~:,@=-]*";
var prefix = `(?:data/kernels/${safe}/)?`;
var imagePatterns = [
  "boot/vmlinuz",
  `boot/vmlinuz-${safe}`,
  `data/kernels/${safe}/boot/vmlinuz`,
  `data/kernels/${safe}/boot/vmlinuz-${safe}`,
  `(?:usr/)?lib/modules/${safe}/vmlinuz`
].map((pattern) => new RegExp(`^${pattern}$`));
var otherPatterns = [
  `${prefix}boot/config(?:-${safe})?`,
  `${prefix}(?:usr/)?lib/modules/${safe}/config`,
  `${prefix}(?:usr/)?lib/modules/(?:${safe}/)+${safe}\\.ko(?:\\.xz|\\.zst|\\.gz)?`
].map((pattern) => new RegExp(`^${pattern}$`));
function isWanted(path) {
  return [...imagePatterns, ...otherPatterns].some((pattern) => pattern.test(path));
}
function findKernels(paths) {
  const all = [...paths].sort();
  for (const pattern of imagePatterns) {
    const found = all.filter((path) => pattern.test(path));
    if (found.length > 0) return found.map(layoutOf);
  }
  return [];
}
function layoutOf(image) {
  const folder = image.slice(0, image.lastIndexOf("/"));
  const config = image.replace(/vmlinuz(-[^/]*)?$/, "config$1");
  const root = image.replace(/(?:boot|(?:usr\/)?lib\/modules)\/.*$/, "");
  return {
    image,
    configs: [.../* @__PURE__ */ new Set([config, `${folder}/config`])],
    modules: [`${root}usr/lib/modules`, `${root}lib/modules`]
  };
}

// src/kernels/oci/overlay.ts
function emptyOverlay() {
  return { hidden: /* @__PURE__ */ new Set(), opaque: /* @__PURE__ */ new Set(), characters: 0 };
}
function addOverlay(to2, { hidden, opaque, characters }) {
  for (const path of hidden) to2.hidden.add(path);
  for (const path of opaque) to2.opaque.add(path);
  to2.characters += characters;
}
function normalPath(path) {
  const plain = path.replace(/^(?:\.\/)+/, "").replace(/\/+$/, "");
  const components = plain.split("/");
  return components.some((component) => component === "" || component === "." || component === "..") ? void 0 : plain;
}
function isHidden(path, { hidden, opaque }) {
  if (hidden.has(path)) return true;
  for (let slash = path.lastIndexOf("/"); slash > 0; slash = path.lastIndexOf("/", slash - 1)) {
    const folder = path.slice(0, slash);
    if (hidden.has(folder) || opaque.has(folder)) return true;
  }
  return false;
}
function noteEntry(path, isFolder, to2) {
  const slash = path.lastIndexOf("/");
  const folder = path.slice(0, Math.max(slash, 0));
  const name = path.slice(slash + 1);
  if (isFolder) return;
  to2.characters += path.length;
  if (name === ".wh..wh..opq") to2.opaque.add(folder);
  else if (name.startsWith(".wh.")) to2.hidden.add(`${path.slice(0, slash + 1)}${name.slice(4)}`);
  else to2.hidden.add(path);
}

// src/kernels/oci/layer.ts
var mostCharacters = 64 << 20;
async function unpackLayer(file, what, to2) {
  const files = /* @__PURE__ */ new Set();
  const hides = emptyOverlay();
  const wants = ({ path, type }) => {
    const plain = normalPath(path);
    if (plain === void 0) return false;
    noteEntry(plain, type === "Directory", hides);
    if (type !== "File" && type !== "OldFile") {
      files.delete(plain);
      return false;
    }
    if (!isWanted(plain) || isHidden(plain, to2.above)) return false;
    files.add(plain);
    return true;
  };
  async function* bounded(tar) {
    for await (const chunk of tar) {
      yield chunk;
      if (to2.above.characters + hides.characters > mostCharacters)
        throw new RangeError("its names alone have more than 64 MiB");
    }
  }
  try {
    const { signal } = to2;
    await pipeline(
      createReadStream(file),
      ...unpacking(await magicOf(file)),
      (tar) => untar(bounded(tar), to2.folder, wants),
      signal === void 0 ? {} : { signal }
    );
  } catch (cause) {
    to2.signal?.throwIfAborted();
    if (cause instanceof CoreMatrixError) throw cause;
    if (isNoSpace(cause)) throw noSpace(to2.folder, cause);
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw unavailable(
      `cannot unpack ${what}: ${reason}`,
      "Name another image: this one is not made as images of kernels are.",
      cause
    );
  }
  return { files: [...files], hides };
}
function unpacking(magic) {
  switch (compressionOf(magic)) {
    case "gzip":
      return [asItIs, zlib.createGunzip({ chunkSize: pieceBytes })];
    case "zstd":
      return [byFrame, zstdStream()];
    case void 0:
      return [asItIs, new PassThrough()];
  }
}
var asItIs = (source) => source;
async function magicOf(file) {
  const handle = await open2(file);
  try {
    return (await handle.read(Buffer.alloc(4), 0, 4, 0)).buffer;
  } finally {
    await handle.close();
  }
}

// src/kernels/oci/tags.ts
var mostNamed = 8;
var releasePattern = /^\d{1,9}\.\d{1,9}\.\d{1,9}$/;
function newestRelease(tags, version) {
  return releases(tags).filter((tag) => hasPrefix(tag, version)).at(-1);
}
function nearestTags(wanted, tags) {
  const known = releases(tags);
  const series = seriesOf(wanted);
  if (series !== void 0 && known.length > 0) {
    const sameSeries = known.filter((tag) => seriesOf(tag) === series);
    if (sameSeries.length > 0) return sameSeries.slice(-mostNamed);
    return [...new Map(known.map((tag) => [seriesOf(tag), tag])).values()].slice(-mostNamed);
  }
  const left = new Set(tags);
  const alike = [];
  while (alike.length < mostNamed) {
    const next = nearest(wanted, left);
    if (next === void 0) break;
    alike.push(next);
    left.delete(next);
  }
  return alike.length > 0 ? alike : [...tags].sort().slice(-mostNamed);
}
function releases(tags) {
  return tags.filter((tag) => releasePattern.test(tag)).sort(compareVersions);
}

// src/kernels/oci/image.ts
var mostBytes3 = 2 ** 31;
var mostConfigBytes = 4 << 20;
async function findManifest(registry, { tag, digest }) {
  const found = digest !== void 0 ? await fetchManifest(registry, { digest }) : tag !== void 0 ? await fetchManifest(registry, { tag }) : void 0;
  if (found !== void 0) return found;
  const wanted = digest === void 0 ? `tag ${tag}` : `image ${digest}`;
  const near = nearestTags(tag ?? "", await listTags(registry));
  throw unavailable(
    `${registry.name} has no ${wanted}`,
    near.length === 0 ? "Check the name of the repository: it has no tags." : `Name one that is there: ${near.join(", ")}.`
  );
}
async function platformManifest(registry, top) {
  const manifest = await chooseManifest(registry, top);
  const bytes = imageBytes(manifest);
  if (bytes > mostBytes3) {
    throw unavailable(
      `${registry.name} has an image of ${bytes} bytes; ${mostBytes3} are the most`,
      "Name an image of a kernel alone."
    );
  }
  const config = await fetchBlobText(registry, manifest.config, mostConfigBytes);
  const stated = configPlatform(config);
  if (stated !== void 0 && stated !== platform) throw otherPlatforms(registry, [stated]);
  return manifest;
}
function imageBytes({ layers }) {
  return layers.reduce((sum, { size }) => sum + size, 0);
}
async function chooseManifest(registry, { text, digest }) {
  const parsed = parse2(registry, text, digest);
  if (parsed.kind === "manifest") return parsed;
  const chosen = parsed.manifests.find((entry) => entry.platform === platform);
  if (chosen === void 0) {
    throw otherPlatforms(
      registry,
      parsed.manifests.map((entry) => entry.platform)
    );
  }
  const found = await findManifest(registry, chosen);
  const manifest = parse2(registry, found.text, found.digest);
  if (manifest.kind === "manifest") return manifest;
  throw unreadable(registry, found.digest, "is an index within an index");
}
function parse2(registry, text, digest) {
  const parsed = parseManifest(text);
  if ("problem" in parsed) throw unreadable(registry, digest, parsed.problem);
  return parsed;
}
async function unpackImage(registry, { layers }, folder, onLayer) {
  const root = join7(folder, "root");
  await mkdir3(root);
  const above = emptyOverlay();
  const files = [];
  for (const [index, layer] of [...layers.entries()].reverse()) {
    onLayer(index + 1);
    const file = join7(folder, "layer");
    await fetchBlob(registry, layer, file);
    const what = `the layer ${layer.digest} of ${registry.name}`;
    const { signal } = registry.options;
    const unpacked = await unpackLayer(file, what, {
      folder: root,
      above,
      ...signal === void 0 ? {} : { signal }
    });
    await rm2(file);
    addOverlay(above, unpacked.hides);
    files.push(...unpacked.files);
  }
  return files;
}
function otherPlatforms(registry, platforms) {
  const known = [...new Set(platforms)].filter((name) => !name.startsWith("unknown"));
  return unavailable(
    `${registry.name} has no image for ${platform}, only for ${known.slice(0, 10).join(", ") || "platforms that it does not name"}`,
    `Name an image that is built for ${platform}.`
  );
}
function unreadable(registry, digest, problem) {
  return unavailable(
    `the manifest ${digest} of ${registry.name} ${problem}`,
    "Name the reference of an image; artifacts of other kinds hold no kernel."
  );
}

// src/kernels/sources/oci.ts
async function resolveOci(spec, options) {
  const registry = registryOf(spec.reference, options);
  return await resolveImage("oci", spec.text, spec.reference, registry, options);
}
async function resolveCi(spec, catalog2, options) {
  const repository = parseReference(`${catalog2.repository}:any`);
  if ("problem" in repository)
    throw new TypeError(`the catalog's ${catalog2.repository} ${repository.problem}`);
  const registry = registryOf(repository, options);
  options.onProgress("asking the registry");
  const tag = await releaseTag(spec, registry, options);
  return await resolveImage("ci", spec.text, { ...repository, tag }, registry, options);
}
function registryOf(repository, { access = {}, signal, patience: patience2 = patience }) {
  const given = { mirrors: registryMirrors(access), logins: registryLogins(access) };
  return openRegistry(repository, { ...given, patience: patience2, ...signal === void 0 ? {} : { signal } });
}
async function releaseTag({ text, version }, registry, { digests, onNotice }) {
  if (/^\d+\.\d+\.\d+$/.test(version) || digests !== void 0) return version;
  const newest = newestRelease(await listTags(registry), version);
  if (newest !== void 0) return newest;
  onNotice(`${registry.name} has no release for ${text}; its tag ${version} is taken, which may move`);
  return version;
}
async function resolveImage(kind, text, asked, registry, options) {
  const pinned = options.digests?.[0] ?? asked.digest;
  if (pinned !== void 0) {
    const present = await findCached(kernelTool, kernelEntryVersion("0", [pinned]), options);
    if (present !== void 0) {
      await markUsed(present);
      return await readImage(present, text, { ...asked, digest: pinned });
    }
  }
  options.onProgress("asking the registry");
  const wanted = pinned === void 0 ? asked : { ...asked, digest: pinned };
  const top = await findManifest(registry, wanted);
  const reference = { ...asked, digest: top.digest };
  const version = kernelEntryVersion("0", [top.digest]);
  const fill = (folder) => fetchImage(folder, kind, reference, registry, top, options);
  return await readImage(await cached(kernelTool, version, fill, options), text, reference);
}
async function readImage(folder, text, reference) {
  const image = await readEntry(folder, text);
  return { ...image, source: { ...image.source, url: urlOf(reference) } };
}
async function fetchImage(folder, kind, reference, registry, top, { onProgress }) {
  await inTemporaryFolder(async (scratch) => {
    const manifest = await platformManifest(registry, top);
    const size = imageBytes(manifest);
    const megabytes = Math.ceil(size / 1e6);
    const { digest: _2, ...named } = reference;
    const files = await unpackImage(
      registry,
      manifest,
      scratch,
      (layer) => onProgress(
        `fetching ${formatReference(named)}, layer ${layer} of ${manifest.layers.length}, ${megabytes} MB`
      )
    );
    const layout = oneKernel(registry, reference, findKernels(files));
    const root = join8(scratch, "root");
    const image = join8(root, layout.image);
    const facts = await openImage(image).catch((cause) => {
      const why = cause.message.replaceAll(image, layout.image);
      throw unavailable(
        `the image ${urlOf(reference)} holds no kernel for a guest: ${why}`,
        "Name another image.",
        cause
      );
    });
    const config = layout.configs.find((path) => files.includes(path));
    const modules = layout.modules.map((path) => `${path}/${facts.release}`).find((path) => files.some((file) => file.startsWith(`${path}/`) && /\.ko(?:\.\w+)?$/.test(file)));
    const source = { kind, url: urlOf(reference), digest: top.digest };
    await writeEntry(
      folder,
      { ...facts, source, files: [{ url: source.url, digest: top.digest, size }] },
      {
        image,
        ...config === void 0 ? {} : { config: join8(root, config) },
        modules: modules === void 0 ? [] : await collectModules(join8(root, modules))
      }
    );
  });
}
function oneKernel(registry, reference, found) {
  const [kernel, another5] = found;
  const name = `${registry.name}@${reference.digest}`;
  if (kernel === void 0) {
    throw unavailable(
      `${name} holds no kernel: neither boot/vmlinuz, nor one in data/kernels or lib/modules`,
      "Name an image that is laid out as those of ghcr.io/cilium/ci-kernels or quay.io/lvh-images/kernel-images."
    );
  }
  if (another5 === void 0) return kernel;
  const paths = found.slice(0, 10).map(({ image }) => image.slice(0, 100));
  throw unavailable(`${name} holds several kernels: ${paths.join(", ")}`, "Name an image that holds one.");
}
function urlOf(reference) {
  return `oci://${formatReference(reference)}`;
}

// src/kernels/sources/url.ts
import { open as open3 } from "node:fs/promises";
import { join as join9 } from "node:path";
var mostBytes4 = 2 ** 31;
var another4 = "name another address";
async function resolveUrl(spec, options) {
  const version = kernelEntryVersion("0", [`sha256:${spec.sha256}`]);
  const fill = (folder) => fetchKernel2(folder, spec, options);
  return await readEntry(await cached(kernelTool, version, fill, options), spec.text);
}
async function fetchKernel2(folder, { url, sha256: sha2562 }, { onProgress, signal, patience: patience2 }) {
  await inTemporaryFolder(async (scratch) => {
    onProgress(`fetching ${url}`);
    const path = join9(scratch, "kernel");
    const size = await download(url, path, sha2562, { mostBytes: mostBytes4, another: another4, signal, patience: patience2 });
    const file = { url, digest: `sha256:${sha2562}`, size };
    if (await isPackage(path)) {
      await writePackedEntry(folder, { kind: "url", packages: [{ path, ...file }] }, scratch, signal);
    } else {
      const source = { kind: "url", url, digest: file.digest };
      const facts = { ...await openImage(path), source, files: [file] };
      await writeEntry(folder, facts, { image: path, modules: [] });
    }
  });
}
async function isPackage(path) {
  const handle = await open3(path);
  try {
    const { buffer } = await handle.read(Buffer.alloc(8), 0, 8, 0);
    return buffer.toString("latin1") === "!<arch>\n";
  } finally {
    await handle.close();
  }
}

// src/kernels/resolve.ts
var sources = {
  debian: (spec, options, catalog2) => resolveFromArchive(
    spec,
    {
      kind: "debian",
      catalog: catalog2.debian,
      mirror: options.access?.debianMirror,
      another: "name another archive with --debian-mirror"
    },
    options
  ),
  ubuntu: (spec, options, catalog2) => resolveFromArchive(
    spec,
    {
      kind: "ubuntu",
      catalog: catalog2.ubuntu,
      mirror: options.access?.ubuntuMirror,
      another: "name another archive with --ubuntu-mirror"
    },
    options
  ),
  ci: (spec, options, catalog2) => resolveCi(spec, catalog2.ci, options),
  mainline: (spec, options, catalog2) => resolveMainline(spec, catalog2.mainline, options)
};
async function resolveKernel(spec, options, catalog2 = catalog) {
  const { lock, ...others } = options;
  if (lock === void 0 || spec.kind === "path") return await resolveAny(spec, others, catalog2);
  return await resolveLocked(spec, lock, others, (narrowed2, held) => resolveAny(narrowed2, held, catalog2));
}
async function resolveAny(spec, options, catalog2) {
  switch (spec.kind) {
    case "path":
      return await resolvePath(spec, options);
    case "url":
      return await resolveUrl(spec, options);
    case "oci":
      return await resolveReference(spec, options);
    case "version":
      return await resolveVersion(spec, options, catalog2);
  }
}
async function resolveReference(spec, options) {
  try {
    return await resolveOci(spec, options);
  } catch (error) {
    if (!isUnavailable(error) || options.digests !== void 0) throw error;
    const images = await listCached();
    const earlier = images.findLast(({ source }) => source.url.startsWith(`${spec.text}@`));
    if (earlier === void 0) throw error;
    options.onNotice(`${error.message}; using ${earlier.source.digest} (${earlier.release}) from the cache`);
    return { ...earlier, spec: spec.text };
  }
}
async function resolveVersion(spec, options, catalog2) {
  const names = spec.source === void 0 ? sourcesFor(spec.version, catalog2) : [spec.source];
  const failures = [];
  for (const name of names) {
    try {
      const image = await sources[name](spec, options, catalog2);
      if (failures.length > 0) options.onNotice(`${spec.text} is ${name}'s: ${reasons(failures).join("; ")}`);
      return image;
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      failures.push({ name, error });
    }
  }
  const images = await listCached();
  const newest = images.findLast(
    ({ version, source }) => hasPrefix(version, spec.version) && names.some((name) => name === source.kind)
  );
  if (newest === void 0 || options.digests !== void 0) throw noneHas(spec, failures);
  const why = reasons(failures).join("; ");
  options.onNotice(`${why}; using ${newest.release} (${newest.version}) from the cache`);
  return { ...newest, spec: spec.text };
}
function reasons(failures) {
  return failures.map(({ error }) => [error.message, error.remedy].filter(Boolean).join(". "));
}
function noneHas(spec, failures) {
  const [first, ...others] = failures;
  if (first !== void 0 && others.length === 0) return first.error;
  const named = (text) => failures.flatMap(({ name, error }) => text(error) === void 0 ? [] : [`${name}: ${text(error)}`]).join("\n");
  const message = `no source has kernel ${spec.text}
${named((error) => error.message)}`;
  return unavailable(
    message,
    named(({ remedy }) => remedy),
    first?.error
  );
}

export {
  parseLogins,
  resolveKernel
};
