import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  defined
} from "./chunk-MT5CUF4Q.js";
import {
  repositoryPath,
  repositoryRoot
} from "./chunk-6VGMYTGX.js";
import {
  defaultDeadlines,
  defaultMemoryMiB
} from "./chunk-N64UQFSW.js";
import {
  parseMirrors
} from "./chunk-LRGKG6IO.js";
import {
  emitError
} from "./chunk-EY6EQHS3.js";
import "./chunk-7AJIZ3YJ.js";
import {
  toolVersion
} from "./chunk-SRHWYGOF.js";
import "./chunk-AFDKXZOO.js";
import {
  openOutput
} from "./chunk-K44MMIG7.js";
import {
  nearest
} from "./chunk-XVPK6C5E.js";
import {
  CoreMatrixError,
  neutralise
} from "./chunk-4XT75OCY.js";
import "./chunk-NV5WPINZ.js";

// src/cli.ts
import { dirname } from "node:path";

// src/cli/commands.ts
var seconds = (milliseconds) => `${milliseconds / 1e3} on KVM`;
var options = {
  config: { value: "FILE", help: "the configuration (default: core-matrix.yml or .github/core-matrix.yml)" },
  btf: {
    value: "FILES",
    help: "files of BTF instead of kernels, separated by commas; a module's stands behind its kernel's"
  },
  kernels: { value: "LIST", help: 'kernels instead of those of the configuration, such as "6.1 debian:7"' },
  sources: { value: "LIST", help: "sources instead of what the configuration lists, paths or globs" },
  objects: { value: "LIST", help: "objects that are compiled already, likewise" },
  build: {
    value: "WHERE",
    help: "where to build: each, all (every build on every kernel), host (on this machine), or one kernel that builds for all"
  },
  out: { value: "DIR", help: "folder of the report and the logs (default: out)" },
  baseline: {
    value: "REPORT",
    help: "report.json of an earlier run, or its folder: warn of programs that take more to verify now"
  },
  accel: { value: "NAME", help: "auto, kvm or tcg (default: auto, which tries whether KVM really works)" },
  parallel: { value: "N", help: "guests at a time (default: as many as cores and memory allow)" },
  memory: { value: "MIB", help: `memory of one guest (default: ${defaultMemoryMiB})` },
  "debian-mirror": { value: "URL", help: "a Debian archive instead of the machine's own" },
  "ubuntu-mirror": { value: "URL", help: "an Ubuntu archive instead of the machine's own" },
  "mainline-mirror": { value: "URL", help: "a copy of Ubuntu's mainline builds" },
  "registry-mirror": { value: "LIST", help: "mirrors of registries, such as ghcr.io=https://mirror.example" },
  "boot-timeout": { value: "SECONDS", help: `for booting (default: ${seconds(defaultDeadlines.bootMs)})` },
  "build-timeout": {
    value: "SECONDS",
    help: `for one compiler run (default: ${seconds(defaultDeadlines.buildMs)})`
  },
  "load-timeout": {
    value: "SECONDS",
    help: `for loading one program (default: ${seconds(defaultDeadlines.loadMs)})`
  },
  "trigger-timeout": {
    value: "SECONDS",
    help: `for triggering one program (default: ${seconds(defaultDeadlines.triggerMs)})`
  },
  update: { help: "lock every kernel anew, to what its name means now" },
  "older-than": { value: "DAYS", help: "what no run has used for so many days (default: 30)" },
  "install-missing": { help: "install packages that are missing with apt-get (in CI that is done anyway)" },
  format: { value: "NAME", help: "text, json or markdown (default: text)" },
  json: { help: "JSON on standard output, everything else on standard error" },
  help: { help: "show help" },
  version: { help: "show the version" }
};
var mirrors = ["debian-mirror", "ubuntu-mirror", "mainline-mirror", "registry-mirror"];
var commands = {
  run: {
    usage: "[options]",
    summary: "boot every kernel, build, load, attach and trigger every program, and report",
    options: [
      "config",
      "kernels",
      "sources",
      "objects",
      "build",
      "out",
      "baseline",
      "accel",
      "parallel",
      "memory",
      ...mirrors,
      "boot-timeout",
      "build-timeout",
      "load-timeout",
      "trigger-timeout",
      "install-missing",
      "json"
    ],
    examples: [
      "core-matrix run",
      'core-matrix run --kernels "6.1 debian:7" --build 6.1',
      "core-matrix run --json | jq .verdict"
    ]
  },
  plan: {
    usage: "[options]",
    summary: "show what a run would do, without doing it",
    options: ["config", "kernels", "sources", "objects", "build", "json"],
    examples: [
      "core-matrix plan",
      "core-matrix plan --config examples/iov_iter/core-matrix.yml",
      "core-matrix plan --json | jq -c .matrix"
    ]
  },
  merge: {
    usage: "DIR\u2026 [options]",
    summary: "judge what runs of single kernels have seen as one run of the whole configuration",
    options: ["config", "kernels", "sources", "objects", "build", "out", "json"],
    examples: ["core-matrix merge out/6.1 out/6.12 --out out/all", "core-matrix merge artifacts"]
  },
  shell: {
    usage: "KERNEL [options]",
    summary: "open a shell in a guest of one kernel, with the workspace in it; its exit code is the shell's",
    options: ["config", "accel", "memory", ...mirrors, "boot-timeout", "build-timeout", "install-missing"],
    examples: [
      "core-matrix shell debian:6.1",
      "core-matrix shell 7 --config examples/commands/core-matrix.yml"
    ]
  },
  explain: {
    usage: "OBJECT [options]",
    summary: "show what an object asks of each kernel: CO-RE relocations, helpers, targets; boots none",
    options: ["kernels", "btf", "config", ...mirrors, "format", "json"],
    examples: [
      "core-matrix explain build/trace.bpf.o",
      'core-matrix explain build/trace.bpf.o --kernels "6.1 debian:7"',
      "core-matrix explain build/trace.bpf.o --btf /sys/kernel/btf/vmlinux,/sys/kernel/btf/veth",
      'core-matrix explain build/trace.bpf.o --format markdown >> "$GITHUB_STEP_SUMMARY"'
    ]
  },
  kernels: {
    usage: "[resolve KERNEL\u2026 | prune] [options]",
    summary: "list the kernels in the cache, fetch kernels into it, or remove those that are not used",
    options: [...mirrors, "older-than", "json"],
    examples: [
      "core-matrix kernels",
      "core-matrix kernels resolve 6.1 debian:7 5.15..6.14",
      "core-matrix kernels prune --older-than 7"
    ]
  },
  lock: {
    usage: "[options]",
    summary: "write down which kernels the configuration means, so that every run takes just those",
    options: ["config", "kernels", "build", ...mirrors, "update", "json"],
    examples: ["core-matrix lock", "core-matrix lock --update"]
  },
  doctor: {
    usage: "[options]",
    summary: "show what this machine has and lacks for a run",
    options: ["install-missing", "json"],
    examples: ["core-matrix doctor", "core-matrix doctor --install-missing"]
  }
};
function isCommand(word) {
  return Object.hasOwn(commands, word);
}

// src/cli/explain-format.ts
var explainFormats = ["text", "json", "markdown"];

// src/cli/values.ts
var longestSeconds = 86400;
function readValues(given) {
  const wrong = [];
  const text = (name) => {
    const value = given[name];
    return value === true ? void 0 : value;
  };
  const read = (name, expected, parse) => {
    const value = text(name);
    if (value === void 0) return void 0;
    const parsed = parse(value);
    if (parsed === void 0) wrong.push(`--${name}: expected ${expected}, found ${JSON.stringify(value)}`);
    return parsed;
  };
  return {
    has: (name) => given[name] !== void 0,
    text: (name) => read(name, "a value", (value) => value || void 0),
    whole: (name, least, most) => read(
      name,
      `a whole number from ${least} to ${most}`,
      (value) => /^\d{1,9}$/.test(value) && Number(value) >= least && Number(value) <= most ? Number(value) : void 0
    ),
    milliseconds: (name) => read(
      name,
      `seconds above 0 and up to ${longestSeconds}`,
      (value) => /^\d{1,6}(?:\.\d{1,3})?$/.test(value) && Number(value) > 0 && Number(value) <= longestSeconds ? Math.round(Number(value) * 1e3) : void 0
    ),
    oneOf: (name, words) => read(
      name,
      `one of ${words.join(", ")}${meant(text(name) ?? "", words)}`,
      (value) => words.find((word) => word === value)
    ),
    webUrl: (name) => read(name, "an http or https URL", (value) => {
      const protocol = URL.canParse(value) ? new URL(value).protocol : void 0;
      return protocol === "http:" || protocol === "https:" ? value : void 0;
    }),
    mirrors: (name) => read(
      name,
      "mirrors such as ghcr.io=https://mirror.example",
      (value) => parseMirrors(value) === void 0 ? void 0 : value
    ),
    finish() {
      if (wrong.length > 0) throw new CoreMatrixError("usage", wrong.join("\n"));
    }
  };
}
function meant(written, words) {
  const near = nearest(written, words);
  return near === void 0 ? "" : ` (did you mean ${near}?)`;
}

// src/cli/words.ts
import { parseArgs } from "node:util";
function splitWords(command, words) {
  const known = [...commands[command].options, "help", "version"];
  const { tokens } = parseArgs({
    args: [...words],
    options: Object.fromEntries(
      known.map((name) => [name, { type: takesValue(name) ? "string" : "boolean" }])
    ),
    // Its own errors know neither what is near nor what the option is for.
    strict: false,
    allowPositionals: true,
    tokens: true
  });
  const given = {};
  const positionals = [];
  for (const token of tokens) {
    if (token.kind === "positional") positionals.push(token.value);
    if (token.kind !== "option") continue;
    const name = known.find((candidate) => `--${candidate}` === token.rawName);
    if (name === void 0) throw unknownOption(command, token.rawName, known);
    given[name] = readValue(command, name, token.value, token.inlineValue === true);
  }
  return { given, positionals };
}
function readValue(command, name, value, isInline) {
  const { value: placeholder } = options[name];
  if (placeholder === void 0) {
    if (value === void 0) return true;
    throw usage(command, `--${name} takes no value`);
  }
  if (value === void 0 || value.startsWith("--") && !isInline) {
    throw usage(command, `--${name} needs a value: --${name} ${placeholder}`);
  }
  return value;
}
var takesValue = (name) => "value" in options[name];
function unknownOption(command, written, known) {
  const near = nearest(
    written,
    known.map((name) => `--${name}`)
  );
  return usage(
    command,
    `${command} has no option ${JSON.stringify(written)}${near === void 0 ? "" : `; did you mean ${near}?`}`
  );
}
function usage(command, message) {
  return new CoreMatrixError("usage", message, {
    remedy: `core-matrix ${command} --help shows what there is.`
  });
}

// src/cli/args.ts
function readArguments(words) {
  const [first = ""] = words;
  if (isCommand(first)) return readCommand(first, words.slice(1));
  if (first === "--help") return { command: "help" };
  if (first === "--version") return { command: "version" };
  throw new CoreMatrixError("usage", badCommand(first), {
    remedy: "core-matrix --help lists the commands."
  });
}
function readCommand(command, words) {
  const { given, positionals } = splitWords(command, words);
  if (given.help !== void 0) return { command: "help", of: command };
  if (given.version !== void 0) return { command: "version" };
  const operands = readOperands(command, positionals);
  const values = readValues(given);
  const invocation = interpret(command, values, operands);
  values.finish();
  return invocation;
}
function interpret(command, values, operands) {
  const json = values.has("json");
  switch (command) {
    case "run":
      return readRun(values, json);
    case "plan":
      return { command, json, ...readConfigArguments(values) };
    case "merge":
      return {
        command,
        json,
        ...readConfigArguments(values),
        parts: operands,
        out: values.text("out") ?? "out"
      };
    case "shell":
      return readShell(values, operands);
    case "kernels":
      return readKernels(values, json, operands);
    case "lock":
      return {
        command,
        json,
        update: values.has("update"),
        ...readConfigArguments(values),
        access: readAccess(values)
      };
    case "explain":
      return readExplain(values, json, operands);
    case "doctor":
      return { command, json, installMissing: values.has("install-missing") };
  }
}
function readRun(values, json) {
  return {
    command: "run",
    json,
    ...readConfigArguments(values),
    out: values.text("out") ?? "out",
    ...readMachine(values),
    ...defined({ parallel: values.whole("parallel", 1, 256), baseline: values.text("baseline") }),
    deadlines: defined({
      bootMs: values.milliseconds("boot-timeout"),
      buildMs: values.milliseconds("build-timeout"),
      loadMs: values.milliseconds("load-timeout"),
      triggerMs: values.milliseconds("trigger-timeout")
    })
  };
}
function readShell(values, [kernel = ""]) {
  return {
    command: "shell",
    kernel,
    ...defined({ config: values.text("config") }),
    ...readMachine(values),
    deadlines: defined({
      bootMs: values.milliseconds("boot-timeout"),
      buildMs: values.milliseconds("build-timeout")
    })
  };
}
function readMachine(values) {
  return {
    accel: values.oneOf("accel", ["auto", "kvm", "tcg"]) ?? "auto",
    memoryMiB: values.whole("memory", 256, 1048576) ?? defaultMemoryMiB,
    installMissing: values.has("install-missing"),
    access: readAccess(values)
  };
}
function readKernels(values, json, [action, ...kernels]) {
  const olderThan = values.whole("older-than", 0, 36500);
  if (olderThan !== void 0 && action !== "prune")
    throw usage("kernels", "--older-than is for kernels prune");
  return {
    command: "kernels",
    json,
    ...action === "resolve" && { resolve: kernels },
    ...action === "prune" && { prune: { olderThan: olderThan ?? 30 } },
    access: readAccess(values)
  };
}
function readExplain(values, json, [object = ""]) {
  const btf = values.text("btf")?.split(",").filter((file) => file !== "");
  return {
    command: "explain",
    object,
    format: values.oneOf("format", explainFormats) ?? (json ? "json" : "text"),
    ...defined({
      btf,
      kernels: values.text("kernels"),
      config: values.text("config")
    }),
    access: readAccess(values)
  };
}
function readConfigArguments(values) {
  return {
    ...defined({ config: values.text("config") }),
    overrides: defined({
      kernels: values.text("kernels"),
      build: values.text("build"),
      sources: values.text("sources"),
      objects: values.text("objects")
    })
  };
}
function readAccess(values) {
  return defined({
    debianMirror: values.webUrl("debian-mirror"),
    ubuntuMirror: values.webUrl("ubuntu-mirror"),
    mainlineMirror: values.webUrl("mainline-mirror"),
    registryMirror: values.mirrors("registry-mirror")
  });
}
function readOperands(command, positionals) {
  const [first, ...rest] = positionals;
  if (command === "explain") {
    if (first === void 0) throw usage(command, "explain needs an object file");
    const [second] = rest;
    if (second === void 0) return [first];
    throw usage(command, `${JSON.stringify(second)} is one word too many; explain takes one object`);
  }
  if (command === "merge") {
    if (first === void 0) throw usage(command, "merge needs the output folders of runs");
    return positionals;
  }
  if (command === "shell") {
    if (first === void 0) throw usage(command, "shell needs the name of a kernel");
    const [second] = rest;
    if (second === void 0) return [first];
    throw usage(command, `${JSON.stringify(second)} is one word too many; shell takes one kernel`);
  }
  if (first === void 0) return [];
  if (command !== "kernels") {
    throw usage(command, `${JSON.stringify(first)} is one word too many; ${command} takes only options`);
  }
  if (first !== "resolve" && first !== "prune") {
    throw usage(command, `kernels knows only resolve and prune, not ${JSON.stringify(first)}`);
  }
  if (first === "resolve" && rest.length === 0)
    throw usage(command, "kernels resolve needs the names of kernels");
  if (first === "prune" && rest.length > 0) {
    throw usage(command, `${JSON.stringify(rest[0])} is one word too many; kernels prune takes only options`);
  }
  return positionals;
}
function badCommand(word) {
  if (word === "") return "no command is given";
  if (word.startsWith("-")) return `${JSON.stringify(word)} stands before the command; options come after it`;
  const near = nearest(word, Object.keys(commands));
  return `there is no command ${JSON.stringify(word)}${near === void 0 ? "" : `; did you mean ${near}?`}`;
}

// src/cli/help.ts
var exitCodes = `Exit codes:
  0  all is as expected
  1  something that you must fix: a program failed, or passed though it was expected to fail
  2  wrong usage or configuration
  3  infrastructure: no kernel, no guest, a lost guest
`;
function helpText(command) {
  return command === void 0 ? overview() : commandHelp(command, commands[command]);
}
function overview() {
  const summaries = Object.entries(commands).map(([name, { summary }]) => [name, summary]);
  return `core-matrix: does this eBPF program build, load, attach and run on each kernel, and if not, which line is to blame?

Usage: core-matrix <command> [options]

Commands:
${columns(summaries)}
Options:
${columns(optionRows(["help", "version"]))}
core-matrix <command> --help says more of a command.

${examples(Object.values(commands).map(({ examples: [first] }) => first))}
${exitCodes}`;
}
function commandHelp(name, { usage: usage2, summary, options: own, examples: some }) {
  return `core-matrix ${name}: ${summary}

Usage: core-matrix ${name} ${usage2}

Options:
${columns(optionRows([...own, "help", "version"]))}
${examples(some)}
${exitCodes}`;
}
function optionRows(names) {
  return names.map((name) => {
    const { value, help } = options[name];
    return [value === void 0 ? `--${name}` : `--${name} ${value}`, help];
  });
}
function examples(lines) {
  return `Examples:
${lines.map((line) => `  ${line}
`).join("")}`;
}
function columns(rows) {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}
`).join("");
}

// src/cli.ts
async function execute(invocation) {
  const isForMachines = "format" in invocation ? invocation.format !== "text" : "json" in invocation && invocation.json;
  const output = openOutput(isForMachines);
  switch (invocation.command) {
    case "help":
      output.result(helpText(invocation.of));
      return 0;
    case "version":
      output.result(`${toolVersion()}
`);
      return 0;
    case "run":
      return await (await import("./run-KUVPFC7R.js")).runCommand(invocation, output);
    case "plan":
      return await (await import("./plan-D7VWW6YV.js")).planCommand(invocation, output);
    case "merge":
      return await (await import("./merge-COIX45Q6.js")).mergeCommand(invocation, output);
    case "shell":
      return await (await import("./shell-IFB6HKVM.js")).shellCommand(invocation);
    case "kernels":
      return await (await import("./kernels-NRUKBF4V.js")).kernelsCommand(invocation, output);
    case "lock":
      return await (await import("./lock-QN3NFLAP.js")).lockCommand(invocation, output);
    case "explain":
      return await (await import("./explain-SE2NDENS.js")).explainCommand(invocation, output);
    case "doctor":
      return await (await import("./doctor-TQBQHGEY.js")).doctorCommand(invocation, output);
  }
}
function failed(error) {
  if (!(error instanceof CoreMatrixError)) {
    const what = error instanceof Error ? error.stack ?? error.message : String(error);
    process.stderr.write(`core-matrix: this is a mistake of core-matrix itself:
${neutralise(what)}
`);
    return 3;
  }
  const message = error.problems.length > 0 ? error.message : `core-matrix: ${error.message}`;
  process.stderr.write(`${neutralise([message, error.remedy].filter(Boolean).join("\n"))}
`);
  if (process.env.GITHUB_ACTIONS === "true") {
    emitError(error, (file) => repositoryPath(repositoryRoot(dirname(file), process.env), file));
  }
  return error.kind === "usage" ? 2 : 3;
}
process.stdout.on("error", (error) => {
  if (error.code !== "EPIPE") throw error;
});
try {
  process.exitCode = await execute(readArguments(process.argv.slice(2)));
} catch (error) {
  process.exitCode = failed(error);
}
