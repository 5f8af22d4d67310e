import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  qemuProgram
} from "./chunk-2DA3M3ON.js";
import {
  execa
} from "./chunk-7WIFPHHQ.js";
import {
  CoreMatrixError
} from "./chunk-4XT75OCY.js";

// src/config/in-guests.ts
function loadCommands({ objects, commands }) {
  return [...commands, ...objects.flatMap(triggersOf)];
}
function guestCommands(config) {
  return [...loadCommands(config), ...config.buildCommand === void 0 ? [] : [config.buildCommand]];
}
function triggersOf({ trigger, programs }) {
  return [trigger, ...Object.values(programs).map((program) => program.trigger)].filter(
    (command2) => command2 !== void 0
  );
}

// src/host/path.ts
import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";
async function findCommand(name, searchPath = process.env.PATH ?? "") {
  for (const folder2 of searchPath.split(delimiter).filter(isAbsolute)) {
    const path = join(folder2, name);
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
import { stat as stat2 } from "node:fs/promises";
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
function folder(path) {
  return () => stat2(path).then(
    (found) => found.isDirectory() ? path : void 0,
    () => void 0
  );
}
function both(first, second) {
  return async () => await first() === void 0 ? void 0 : await second();
}
function either(first, second) {
  return async () => await first() ?? await second();
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
    name: "busybox",
    why: "be the shell of the guests, where commands run",
    package: "busybox-static",
    purpose: "shell",
    detect: command("busybox", "--help")
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
    name: "bzip2",
    why: "pack a kernel for tests",
    package: "bzip2",
    purpose: "test",
    detect: command("bzip2", "--version")
  },
  {
    name: "docker-registry",
    why: "test against a real registry of images",
    package: "docker-registry",
    purpose: "test",
    detect: command("docker-registry", "--version")
  },
  {
    name: "bpftool",
    why: "make skeletons for tests, and run in their guests",
    package: "bpftool",
    purpose: "test",
    detect: command("bpftool", "version")
  },
  {
    name: "go",
    why: "build a loader for tests",
    package: "golang-go",
    purpose: "test",
    detect: command("go", "version")
  },
  {
    name: "ebpf-go",
    why: "build a loader for tests",
    package: "golang-github-cilium-ebpf-dev",
    purpose: "test",
    detect: folder("/usr/share/gocode/src/github.com/cilium/ebpf")
  },
  {
    name: "openssl",
    why: "make certificates for tests",
    package: "openssl",
    purpose: "test",
    detect: command("openssl", "version")
  },
  {
    name: "xmllint",
    why: "validate the JUnit file in tests",
    package: "libxml2-utils",
    purpose: "test",
    detect: command("xmllint", "--version")
  },
  {
    name: "chromium",
    why: "open the HTML report in tests",
    package: "chromium",
    purpose: "test",
    // Ubuntu has it as a snap only; GitHub's runners have Chrome.
    detect: either(command("chromium", "--version"), command("google-chrome", "--version"))
  }
];
function purposesOf(config) {
  const { kernels, build, buildCommand, objects } = config;
  const purposes = /* @__PURE__ */ new Set();
  if (buildCommand !== void 0 || objects.some(({ kind }) => kind === "source")) purposes.add("build");
  if (guestCommands(config).length > 0) purposes.add("shell");
  const specs = build.on === "kernel" ? [...kernels, build.kernel] : kernels;
  if (specs.some((spec) => spec.kind === "version" && spec.source !== "ci")) purposes.add("debian");
  if (specs.some((spec) => spec.kind === "version" && spec.source === "mainline")) purposes.add("mainline");
  return purposes;
}
var allPurposes = /* @__PURE__ */ new Set(["build", "shell", "debian", "mainline"]);
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
import { spawn } from "node:child_process";
import { access as access2, constants as constants2 } from "node:fs/promises";
var probeSuccess = 16 << 1 | 1;
var probeMs = 2e3;
function runProbe(program, accelerator, deadlineMs) {
  const probe = spawn(
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

export {
  findCommand,
  loadCommands,
  findClang,
  purposesOf,
  allPurposes,
  checkRequirements,
  missingOf,
  isCi,
  ensureRequirements,
  chooseAccelerator
};
