import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  cached,
  entryVersion,
  execa
} from "./chunk-E5MBR4A2.js";
import {
  packageFile,
  toolVersion
} from "./chunk-QRASG3EV.js";
import {
  CoreMatrixError
} from "./chunk-O62B76C2.js";

// src/host/path.ts
import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";
async function findCommand(name, searchPath = process.env.PATH ?? "") {
  for (const folder of searchPath.split(delimiter).filter(isAbsolute)) {
    const path = join(folder, name);
    if (await isExecutable(path)) return path;
  }
  return void 0;
}
async function isExecutable(path) {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

// src/host/clang.ts
var oldestClang = 11;
var newestNamed = 25;
var names = [
  "clang",
  ...Array.from({ length: newestNamed - oldestClang + 1 }, (_, index) => `clang-${newestNamed - index}`)
];
async function findClang(searchPath) {
  const found = await Promise.all(names.map((name) => inspect(name, searchPath)));
  return found.filter((clang2) => clang2 !== void 0 && clang2.major >= oldestClang).reduce((best, clang2) => isNewer(clang2, best) ? clang2 : best, void 0);
}
async function inspect(name, searchPath) {
  const path = await findCommand(name, searchPath);
  if (path === void 0) return void 0;
  const { failed, stdout } = await execa(path, ["--version"], { reject: false, timeout: 2e4 });
  const version = failed ? void 0 : clangVersion(stdout);
  return version === void 0 ? void 0 : { path, version, major: Number.parseInt(version, 10) };
}
function clangVersion(text) {
  return /\bclang version (\d{1,4}\.\d{1,4}\.\d{1,4})/.exec(text)?.[1];
}
function isNewer(clang2, best) {
  if (clang2 === void 0 || best === void 0) return best === void 0;
  return clang2.version.localeCompare(best.version, "en", { numeric: true }) > 0;
}

// src/host/detect.ts
import { isAbsolute as isAbsolute2, resolve } from "node:path";
var timeout = 2e4;
function command(name, ...versionArguments) {
  return async () => {
    const path = await findCommand(name);
    if (path === void 0) return void 0;
    const { failed, all } = await execa(path, versionArguments, { reject: false, all: true, timeout });
    if (failed) return void 0;
    return `${/\d+(?:\.\d+)+/.exec(all)?.[0] ?? ""} ${path}`.trim();
  };
}
function header(name) {
  return async () => {
    const { failed } = await compiler(["-E", "-x", "c", "-o", "/dev/null", "-"], `#include <${name}>
`);
    return failed ? void 0 : `<${name}>`;
  };
}
function library(file) {
  return async () => {
    const { failed, stdout } = await compiler([`-print-file-name=${file}`], "");
    return !failed && isAbsolute2(stdout) ? resolve(stdout) : void 0;
  };
}
function both(first, second) {
  return async () => await first() === void 0 ? void 0 : await second();
}
async function compiler(options, input) {
  return await execa("cc", options, { reject: false, input, timeout });
}

// src/host/requirements.ts
var clang = async () => {
  const found = await findClang();
  return found === void 0 ? void 0 : `${found.version} ${found.path}`;
};
var staticLibrary = (file, headerName) => both(header(headerName), library(file));
var requirements = [
  {
    name: "qemu-system-x86_64",
    why: "run the guests",
    package: "qemu-system-x86",
    detect: command("qemu-system-x86_64", "--version")
  },
  {
    name: "setpriv",
    why: "have the kernel end QEMU when core-matrix ends",
    package: "util-linux",
    detect: command("setpriv", "--version")
  },
  { name: "cc", why: "build the guest agent", package: "gcc", detect: command("cc", "--version") },
  { name: "make", why: "build the guest agent", package: "make", detect: command("make", "--version") },
  {
    name: "libc.a",
    why: "link the guest agent statically",
    package: "libc6-dev",
    detect: staticLibrary("libc.a", "stdio.h")
  },
  {
    name: "libbpf.a",
    why: "load and attach programs in the guest",
    package: "libbpf-dev",
    detect: staticLibrary("libbpf.a", "bpf/libbpf.h")
  },
  {
    name: "libelf.a",
    why: "link libbpf into the guest agent",
    package: "libelf-dev",
    detect: staticLibrary("libelf.a", "libelf.h")
  },
  {
    name: "libz.a",
    why: "link libelf into the guest agent",
    package: "zlib1g-dev",
    detect: staticLibrary("libz.a", "zlib.h")
  },
  {
    name: "libzstd.a",
    why: "link libelf into the guest agent",
    package: "libzstd-dev",
    detect: staticLibrary("libzstd.a", "zstd.h")
  },
  { name: "xz", why: "unpack kernel modules", package: "xz-utils", detect: command("xz", "--version") },
  {
    name: `clang ${oldestClang} or newer`,
    why: "compile eBPF sources in the guests, which get a copy of it",
    package: "clang",
    purpose: "build",
    detect: clang
  },
  {
    name: "apt-get",
    why: "fetch kernels through signed metadata",
    package: "apt",
    purpose: "debian",
    detect: command("apt-get", "--version")
  },
  {
    name: "dpkg-deb",
    why: "unpack packages of kernels",
    package: "dpkg",
    purpose: "debian",
    detect: command("dpkg-deb", "--version")
  },
  {
    name: "gpgv",
    why: "verify mainline builds",
    package: "gpgv",
    purpose: "mainline",
    detect: command("gpgv", "--version")
  },
  {
    name: "gpg",
    why: "sign what tests verify",
    // With its agent, which alone makes keys.
    package: "gnupg",
    purpose: "test",
    detect: both(command("gpg-agent", "--version"), command("gpg", "--version"))
  },
  {
    name: "docker-registry",
    why: "test against a real registry of images",
    package: "docker-registry",
    purpose: "test",
    detect: command("docker-registry", "--version")
  },
  {
    name: "openssl",
    why: "make certificates for tests",
    package: "openssl",
    purpose: "test",
    detect: command("openssl", "version")
  }
];
function purposesOf({ kernels, build, objects }) {
  const purposes = /* @__PURE__ */ new Set();
  if (objects.some(({ kind }) => kind === "source")) purposes.add("build");
  const specs = build.on === "kernel" ? [...kernels, build.kernel] : kernels;
  if (specs.some((spec) => spec.kind === "version" && spec.source !== "ci")) purposes.add("debian");
  if (specs.some((spec) => spec.kind === "version" && spec.source === "mainline")) purposes.add("mainline");
  return purposes;
}
var allPurposes = /* @__PURE__ */ new Set(["build", "debian", "mainline"]);
async function checkRequirements(purposes) {
  const needed = requirements.filter(({ purpose }) => purpose === void 0 || purposes.has(purpose));
  return await Promise.all(
    needed.map(async (requirement) => {
      const found = await requirement.detect();
      return found === void 0 ? { requirement } : { requirement, found };
    })
  );
}
function missingOf(checks) {
  return checks.filter(({ found }) => found === void 0).map(({ requirement }) => requirement);
}

// src/host/install.ts
function isCi(env) {
  return env.GITHUB_ACTIONS === "true" || env.CI === "true" || env.CI === "1";
}
async function ensureRequirements(purposes, options) {
  const missing = missingOf(await checkRequirements(purposes));
  if (missing.length === 0) return;
  await install(missing, options);
  const stillMissing = missingOf(await checkRequirements(purposes));
  if (stillMissing.length === 0) return;
  throw lacking(stillMissing, "these are still missing though their packages are installed", {
    remedy: "Look at what `core-matrix doctor` finds, and at what stands first on PATH."
  });
}
async function install(missing, { consent, tell }) {
  const packages = [...new Set(missing.map((requirement) => requirement.package))].sort();
  if (await findCommand("apt-get") === void 0) {
    throw lacking(missing, "this machine lacks what a run needs, and has no apt-get to install it with", {
      remedy: `Install what Debian and Ubuntu have in: ${packages.join(" ")}.`
    });
  }
  const installation = ["install", "-y", "--no-install-recommends", ...packages];
  if (!consent) {
    throw lacking(missing, "this machine lacks what a run needs", {
      remedy: `Run \`${isRoot() ? "" : "sudo "}apt-get ${installation.join(" ")}\`, or give --install-missing to have it done.`
    });
  }
  for (const requirement of missing) {
    tell(`installing ${requirement.package}: ${requirement.name} is needed to ${requirement.why}`);
  }
  if ((await aptGet(installation)).failed) {
    const update = await aptGet(["update"]);
    const again = await aptGet(installation);
    if (again.failed) throw failure(packages, `${update.output}
${again.output}`);
  }
}
var isRoot = () => process.getuid?.() === 0;
async function aptGet(words) {
  const command2 = ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=120", ...words];
  const [file = "", ...rest] = isRoot() ? command2 : ["sudo", "-n", "env", "DEBIAN_FRONTEND=noninteractive", ...command2];
  const { failed, all, shortMessage } = await execa(file, rest, {
    reject: false,
    all: true,
    stdin: "ignore",
    timeout: 15 * 6e4,
    env: { DEBIAN_FRONTEND: "noninteractive" }
  });
  return { failed, output: all || (failed ? shortMessage ?? "" : "") };
}
function failure(packages, output) {
  const errors = output.split("\n").filter((line) => /^(?:E:|W:|Err:|sudo:)/.test(line));
  const said = (errors.length > 0 ? errors : output.trim().split("\n")).slice(-8).join("\n");
  return new CoreMatrixError("infrastructure", `apt-get could not install ${packages.join(" ")}:
${said}`, {
    remedy: isRoot() ? "Mend what apt-get says, and run again." : "Run as root or with a sudo that needs no password, or install these packages yourself."
  });
}
function lacking(missing, what, details) {
  const lines = missing.map(
    ({ name, why, package: from }) => `  ${name} (package ${from}) is needed to ${why}`
  );
  return new CoreMatrixError("infrastructure", `${what}:
${lines.join("\n")}`, details);
}

// src/guest/accelerator.ts
import { spawn as spawn2 } from "node:child_process";
import { access as access2, constants as constants2 } from "node:fs/promises";

// src/guest/machine.ts
import { spawn } from "node:child_process";

// src/guest/protocol.ts
import { crc32 } from "node:zlib";
var messageTypes = {
  hello: 1,
  put: 2,
  get: 3,
  exec: 4,
  header: 5,
  inspect: 6,
  try: 7,
  kill: 8,
  poweroff: 9,
  probe: 10,
  output: 16,
  program: 17,
  loaded: 18,
  attached: 19,
  triggered: 20,
  done: 21,
  answer: 22
};
var fields = {
  path: 1,
  data: 2,
  argument: 3,
  variable: 4,
  folder: 5,
  mode: 6,
  name: 7,
  section: 8,
  type: 9,
  errno: 10,
  exit: 11,
  signal: 12,
  release: 13,
  text: 14,
  btf: 15,
  runs: 16,
  jited: 17,
  append: 18,
  autoload: 19,
  log_bytes: 20,
  helper: 21,
  map: 22,
  symbol: 23,
  question: 24,
  found: 25,
  test_run: 26
};
var magic = Buffer.from("CMX1", "latin1");
var headerBytes = 12;
var prefixBytes = 9;
var bodyMax = 256 * 1024;
function encodeField([name, value]) {
  const bytes = typeof value === "number" ? Buffer.alloc(8) : Buffer.from(value);
  if (typeof value === "number") bytes.writeBigUInt64LE(BigInt(value));
  const head = Buffer.alloc(5);
  head.writeUInt8(fields[name]);
  head.writeUInt32LE(bytes.length, 1);
  return [head, bytes];
}
function encodeFrame(type, request, sequence, content) {
  const prefix = Buffer.alloc(prefixBytes);
  prefix.writeUInt8(type);
  prefix.writeUInt32LE(request, 1);
  prefix.writeUInt32LE(sequence, 5);
  const body = Buffer.concat([prefix, ...content.flatMap(encodeField)]);
  if (body.length > bodyMax) throw new RangeError(`a frame of ${body.length} bytes exceeds ${bodyMax}`);
  const header2 = Buffer.alloc(headerBytes);
  magic.copy(header2);
  header2.writeUInt32LE(body.length, 4);
  header2.writeUInt32LE(crc32(body), 8);
  return Buffer.concat([header2, body]);
}
function decodeAt(bytes, at) {
  if (bytes.compare(magic, 0, 4, at, at + 4) !== 0) return "noise";
  const length = bytes.readUInt32LE(at + 4);
  if (length < prefixBytes || length > bodyMax) return "noise";
  const start = at + headerBytes;
  const end = start + length;
  if (end > bytes.length) return "more";
  if (crc32(bytes.subarray(start, end)) !== bytes.readUInt32LE(at + 8)) return "noise";
  return {
    message: {
      type: bytes.readUInt8(start),
      request: bytes.readUInt32LE(start + 1),
      sequence: bytes.readUInt32LE(start + 5),
      payload: bytes.subarray(start + prefixBytes, end)
    },
    end
  };
}
function createDecoder() {
  let pending = Buffer.alloc(0);
  return (chunk) => {
    pending = Buffer.concat([pending, chunk]);
    const messages = [];
    let at = 0;
    while (pending.length - at >= headerBytes) {
      const step = decodeAt(pending, at);
      if (step === "more") break;
      if (step === "noise") {
        const next = pending.indexOf(magic, at + 1);
        at = next < 0 ? Math.max(at + 1, pending.length - magic.length + 1) : next;
        continue;
      }
      messages.push(step.message);
      at = step.end;
    }
    pending = pending.subarray(at);
    return messages;
  };
}
function* fieldsOf(payload) {
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  for (let at = 0; at + 5 <= bytes.length; ) {
    const end = at + 5 + bytes.readUInt32LE(at + 1);
    if (end > bytes.length) return;
    yield [bytes.readUInt8(at), bytes.subarray(at + 5, end)];
    at = end;
  }
}
function fieldValues(payload, name) {
  return [...fieldsOf(payload)].filter(([field]) => field === fields[name]).map(([, bytes]) => bytes);
}
var fieldText = (payload, name) => fieldValues(payload, name)[0]?.toString("utf8") ?? "";
function fieldNumber(payload, name) {
  const bytes = fieldValues(payload, name)[0];
  if (bytes?.length !== 8) return void 0;
  const value = Number(bytes.readBigUInt64LE());
  return Number.isSafeInteger(value) ? value : void 0;
}

// src/guest/qemu.ts
var descriptors = { console: 3, virtio: 4, serial: 5 };
var bare = { arguments: ["-nodefaults", "-no-user-config", "-display", "none"] };
var sandbox = {
  arguments: ["-sandbox", "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny"]
};
var exitOnPanic = { arguments: ["-no-reboot"], kernel: ["panic=-1"] };
var emulatedProcessor = "max,cx16=off";
var accelerated = (accelerator) => ({
  arguments: [
    ...["-machine", `q35,accel=${accelerator}`],
    ...["-cpu", accelerator === "kvm" ? "host" : emulatedProcessor]
  ]
});
var memory = (mebibytes) => ({ arguments: ["-m", `${mebibytes}M`] });
var processors = (count) => ({ arguments: ["-smp", `${count}`] });
var direct = (image, initramfs) => ({
  arguments: ["-kernel", image, "-initrd", initramfs]
});
var socket = (id, descriptor) => ["-chardev", `socket,id=${id},fd=${descriptor}`];
var console = {
  arguments: [...socket("console", descriptors.console), "-device", "isa-serial,chardev=console,index=0"],
  // All that a kernel has to say costs no time worth the name, and is what explains a boot that fails.
  kernel: ["console=ttyS0", "loglevel=7"]
};
var channel = {
  arguments: [
    ...socket("virtio", descriptors.virtio),
    "-device",
    "virtio-serial-pci",
    "-device",
    "virtserialport,chardev=virtio,name=core-matrix",
    ...socket("serial", descriptors.serial),
    "-device",
    "isa-serial,chardev=serial,index=1"
  ]
};
var commandLine = (features) => [
  ...features.flatMap((feature) => feature.arguments),
  "-append",
  features.flatMap((feature) => feature.kernel ?? []).join(" ")
];
var describeMachine = (machine) => commandLine([
  bare,
  sandbox,
  exitOnPanic,
  accelerated(machine.accelerator),
  memory(machine.memoryMiB),
  processors(1),
  direct(machine.image, machine.initramfs),
  console,
  channel
]);

// src/guest/machine.ts
var qemuProgram = "qemu-system-x86_64";
var complaintBytes = 4096;
var socketOf = (child, descriptor) => child.stdio[descriptor];
function listen(socket2, onMessage) {
  const decode = createDecoder();
  socket2.on("data", (chunk) => {
    for (const message of decode(chunk)) onMessage(message);
  });
  socket2.on("error", () => {
  });
}
function endOf(child) {
  let complaint = "";
  child.stderr?.setEncoding("utf8").on("data", (text) => {
    complaint = (complaint + text).slice(-complaintBytes);
  });
  return new Promise((resolve2) => {
    child.on("close", (code, signal) => resolve2({ code, signal, complaint }));
    child.on("error", (error) => resolve2({ code: null, signal: null, complaint: error.message }));
  });
}
function startMachine(options) {
  const child = spawn("setpriv", ["--pdeathsig", "KILL", "--", qemuProgram, ...options.arguments], {
    stdio: ["ignore", "ignore", "pipe", "pipe", "pipe", "pipe"],
    detached: true
  });
  const ended = endOf(child);
  if (child.pid === void 0) {
    throw new CoreMatrixError("infrastructure", "cannot start setpriv, which starts QEMU", {
      remedy: "Install the package util-linux."
    });
  }
  const pid = child.pid;
  let channel2 = descriptors.virtio;
  socketOf(child, descriptors.console).on("data", (chunk) => options.console.write(chunk));
  socketOf(child, descriptors.console).on("error", () => {
  });
  for (const descriptor of [descriptors.virtio, descriptors.serial]) {
    listen(socketOf(child, descriptor), (message) => {
      channel2 = descriptor;
      options.onMessage(message, descriptor === descriptors.serial);
    });
  }
  return {
    pid,
    ended,
    send(frame) {
      socketOf(child, channel2).write(frame);
    },
    async kill() {
      try {
        process.kill(-pid, "SIGKILL");
      } catch {
      }
      await ended;
    }
  };
}

// src/guest/accelerator.ts
var probeSuccess = 16 << 1 | 1;
var probeMs = 2e3;
function runProbe(program, accelerator, deadlineMs) {
  const probe = spawn2(
    "setpriv",
    [
      ...["--pdeathsig", "KILL", "--", qemuProgram, "-nodefaults", "-no-user-config", "-display", "none"],
      ...["-machine", `q35,accel=${accelerator}`, "-m", "64M", "-no-reboot", "-kernel", program],
      ...["-device", "isa-debug-exit,iobase=0xf4,iosize=0x04"]
    ],
    { stdio: "ignore", detached: true, timeout: deadlineMs, killSignal: "SIGKILL" }
  );
  return new Promise((resolve2) => {
    probe.on("close", (code) => resolve2(code ?? void 0));
    probe.on("error", () => resolve2(void 0));
  });
}
async function chooseAccelerator(wanted, program) {
  if (wanted !== "auto") return { accelerator: wanted };
  try {
    await access2("/dev/kvm", constants2.R_OK | constants2.W_OK);
  } catch {
    return {
      accelerator: "tcg",
      notice: "/dev/kvm cannot be opened; guests run under emulation, about ten times slower"
    };
  }
  if (await runProbe(program, "kvm", probeMs) === probeSuccess) return { accelerator: "kvm" };
  return {
    accelerator: "tcg",
    notice: "/dev/kvm opens but ran no guest within 2 s; guests run under emulation, about ten times slower"
  };
}

// src/guest/agent-build.ts
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join as join2 } from "node:path";
var compiler2 = "cc";
var libraries = ["libbpf.a", "libelf.a", "libz.a", "libzstd.a"];
async function compilerSays(argument) {
  const { stdout } = await execa(compiler2, [argument]);
  return stdout;
}
async function fingerprint(sources) {
  const hash = createHash("sha256");
  hash.update(await compilerSays("--version"));
  for (const name of (await readdir(sources)).sort())
    hash.update(name).update(await readFile(join2(sources, name)));
  for (const library2 of libraries) {
    hash.update(await readFile(await compilerSays(`-print-file-name=${library2}`)));
  }
  return hash.digest("hex");
}
async function buildGuestPrograms(onBuild) {
  const sources = packageFile("vm-images/guest");
  try {
    const version = entryVersion(toolVersion(), await fingerprint(sources));
    const folder = await cached("core-matrix-agent", version, async (out) => {
      onBuild();
      await execa("make", ["-C", sources, "--no-print-directory", `OUT=${out}`, `CC=${compiler2}`], {
        all: true
      });
    });
    return { agent: join2(folder, "agent"), probe: join2(folder, "probe.elf") };
  } catch (cause) {
    if (cause instanceof CoreMatrixError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CoreMatrixError("infrastructure", `the guest agent could not be built: ${reason}`, {
      remedy: "Run `core-matrix doctor`: it names the missing compiler or library.",
      cause
    });
  }
}

export {
  findClang,
  purposesOf,
  allPurposes,
  checkRequirements,
  missingOf,
  isCi,
  ensureRequirements,
  messageTypes,
  encodeFrame,
  fieldValues,
  fieldText,
  fieldNumber,
  describeMachine,
  qemuProgram,
  startMachine,
  chooseAccelerator,
  buildGuestPrograms
};
