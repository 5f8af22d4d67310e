import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  cached,
  entryVersion,
  execa
} from "./chunk-7WIFPHHQ.js";
import {
  packageFile,
  toolVersion
} from "./chunk-SRHWYGOF.js";
import {
  CoreMatrixError
} from "./chunk-4XT75OCY.js";

// src/guest/agent-build.ts
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
var agentTool = "core-matrix-agent";
var compiler = "cc";
var libraries = ["libbpf.a", "libelf.a", "libz.a", "libzstd.a"];
async function compilerSays(argument) {
  const { stdout } = await execa(compiler, [argument]);
  return stdout;
}
async function fingerprint(sources) {
  const hash = createHash("sha256");
  hash.update(await compilerSays("--version"));
  for (const name of (await readdir(sources)).sort())
    hash.update(name).update(await readFile(join(sources, name)));
  for (const library of libraries) {
    hash.update(await readFile(await compilerSays(`-print-file-name=${library}`)));
  }
  return hash.digest("hex");
}
async function buildGuestPrograms(onBuild) {
  const sources = packageFile("vm-images/guest");
  try {
    const version = entryVersion(toolVersion(), await fingerprint(sources));
    const folder = await cached(agentTool, version, async (out) => {
      onBuild();
      await execa("make", ["-C", sources, "--no-print-directory", `OUT=${out}`, `CC=${compiler}`], {
        all: true
      });
    });
    return {
      agent: join(folder, "agent"),
      target: join(folder, "target"),
      probe: join(folder, "probe.elf")
    };
  } catch (cause) {
    if (cause instanceof CoreMatrixError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CoreMatrixError("infrastructure", `the guest agent could not be built: ${reason}`, {
      remedy: "Run `core-matrix doctor`: it names the missing compiler or library.",
      cause
    });
  }
}

// src/guest/qemu.ts
var descriptors = { console: 3, virtio: 4, serial: 5 };
var bare = { arguments: ["-nodefaults", "-no-user-config", "-display", "none"] };
var sandbox = {
  arguments: ["-sandbox", "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny"]
};
var exitOnPanic = { arguments: ["-no-reboot"], kernel: ["panic=-1"] };
var emulatedProcessor = "max,cx16=off";
var securityModules = {
  arguments: [],
  kernel: ["lsm=landlock,lockdown,yama,integrity,apparmor,bpf"]
};
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
  securityModules,
  accelerated(machine.accelerator),
  memory(machine.memoryMiB),
  processors(1),
  direct(machine.image, machine.initramfs),
  console,
  channel
]);

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
  shell: 11,
  input: 12,
  output: 16,
  program: 17,
  loaded: 18,
  attached: 19,
  triggered: 20,
  done: 21,
  answer: 22,
  map: 30,
  kernel_log: 31
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
  test_run: 26,
  rows: 27,
  columns: 28,
  group: 40,
  load_with: 41,
  attach_with: 42,
  max_entries: 43,
  pin: 44,
  leave_out: 45,
  offset: 46,
  key: 47,
  value: 48,
  key_type: 49,
  value_type: 50,
  cpus: 51,
  looked_at: 52,
  xlated: 60,
  memlock: 61,
  event: 70
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
  const header = Buffer.alloc(headerBytes);
  magic.copy(header);
  header.writeUInt32LE(body.length, 4);
  header.writeUInt32LE(crc32(body), 8);
  return Buffer.concat([header, body]);
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
  return new Promise((resolve) => {
    child.on("close", (code, signal) => resolve({ code, signal, complaint }));
    child.on("error", (error) => resolve({ code: null, signal: null, complaint: error.message }));
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

export {
  agentTool,
  buildGuestPrograms,
  messageTypes,
  fields,
  encodeFrame,
  fieldsOf,
  fieldValues,
  fieldText,
  fieldNumber,
  describeMachine,
  qemuProgram,
  startMachine
};
