import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  clearOutput,
  inOrder,
  judge,
  keepRecord,
  list,
  object,
  optional,
  panicTrace,
  readLoaderOutput,
  summary,
  text,
  whole
} from "./chunk-TMV4RSKD.js";
import {
  badEnd,
  buildAll,
  commandOf,
  createBuilds,
  createSlots,
  execute,
  exitCodeOf,
  guestsAtATime,
  guestsInMemory,
  knownObjects,
  loadAll,
  placeOfFailure,
  prepareHost,
  relocationOfFailure,
  resolveImage
} from "./chunk-MLLA47J6.js";
import {
  kernelPaths
} from "./chunk-OME6HB7L.js";
import {
  openObject
} from "./chunk-46HVUH4O.js";
import {
  repositoryPaths
} from "./chunk-6VGMYTGX.js";
import {
  begin,
  boot,
  createLog,
  snapshotOf,
  troubleOf,
  versionOf,
  workFolder
} from "./chunk-W2VSJOIA.js";
import {
  imageTypes
} from "./chunk-424BE53E.js";
import {
  FormatError
} from "./chunk-YMFCXY2X.js";
import {
  emitAnnotation,
  emitOutputs,
  emitSummary,
  planAnnotations
} from "./chunk-EY6EQHS3.js";
import {
  toolVersion
} from "./chunk-SRHWYGOF.js";
import {
  assumptions
} from "./chunk-U2SJ5GTU.js";
import {
  makePlan
} from "./chunk-FDSPZ43S.js";
import {
  satisfies
} from "./chunk-E24P2CBE.js";
import {
  CoreMatrixError
} from "./chunk-4XT75OCY.js";

// src/baseline/read.ts
import { readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
var bytesMax = 64 << 20;
var reportVersion = 1;
var listed = 10;
var remedy = "Name the report.json of an earlier run, or its output folder.";
var usage = (message, cause) => new CoreMatrixError("usage", message, { remedy, cause });
var name = text(4096);
var program = object({
  name,
  insns: optional(whole()),
  states: optional(whole()),
  verifyUs: optional(whole()),
  jitedBytes: optional(whole())
});
var cell = object({ object: name, builtOn: name, programs: list(program, 1e4) });
var kernel = object({ spec: name, release: name, cells: list(cell, 1e5) });
var report = object({ started: text(40), kernels: list(kernel, 512) });
var header = object({
  version: optional(whole()),
  tool: optional(object({ name }))
});
async function readBaseline(written, cwd, kernels) {
  const value = await readJson(written, resolve(cwd, written));
  const { version, tool } = checked(written, header, value);
  if (tool?.name !== "core-matrix" || version === void 0) {
    throw usage(`the baseline ${written} is not a report of core-matrix`);
  }
  if (version !== reportVersion) {
    throw usage(
      `the baseline ${written} is a report of version ${version}, and this core-matrix reads version ${reportVersion}`
    );
  }
  const baseline = { name: written, ...checked(written, report, value) };
  const common = baseline.kernels.some(({ spec }) => kernels.some((wanted) => wanted.text === spec));
  if (!common) {
    const specs = (all) => all.length === 0 ? "no kernel" : all.slice(0, listed).join(", ") + (all.length > listed ? ", \u2026" : "");
    throw usage(
      `the baseline ${written} is of ${specs(baseline.kernels.map(({ spec }) => spec))}, and this run of ${specs(kernels.map((wanted) => wanted.text))}`
    );
  }
  return baseline;
}
async function readJson(written, path) {
  try {
    const isFolder = (await stat(path)).isDirectory();
    const file = isFolder ? join(path, "report.json") : path;
    const found = await stat(file);
    if (!found.isFile() || found.size > bytesMax) {
      throw usage(`the baseline ${written} is not a file of at most ${bytesMax >> 20} MiB`);
    }
    return JSON.parse(await readFile(file, "utf8"));
  } catch (cause) {
    if (cause instanceof CoreMatrixError) throw cause;
    if (cause instanceof SyntaxError || cause instanceof RangeError) {
      throw usage(`the baseline ${written} is not JSON`, cause);
    }
    throw usage(
      `the baseline ${written} cannot be read: ${cause instanceof Error ? cause.message : cause}`,
      cause
    );
  }
}
function checked(written, read, value) {
  try {
    return read(value, "");
  } catch (cause) {
    if (!(cause instanceof CoreMatrixError)) throw cause;
    const where = cause.message.startsWith(":") ? cause.message.slice(2) : cause.message;
    throw usage(`the baseline ${written} is not a report of core-matrix: ${where}`, cause);
  }
}

// src/run.ts
import { rm } from "node:fs/promises";
import { join as join4 } from "node:path";

// src/run/last-words.ts
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { join as join2 } from "node:path";
var tailBytes = 64 * 1024;
function tailOf(path) {
  const file = openSync(path, "r");
  try {
    const { size } = fstatSync(file);
    const bytes = Buffer.alloc(Math.min(size, tailBytes));
    return bytes.toString("utf8", 0, readSync(file, bytes, 0, bytes.length, size - bytes.length));
  } finally {
    closeSync(file);
  }
}
function withLastWords(trouble, out) {
  const [console] = trouble.logs;
  if (trouble.code !== "kernel-panic" || console === void 0) return trouble;
  const excerpt = panicTrace(tailOf(join2(out, console)));
  return excerpt === void 0 ? trouble : { ...trouble, excerpt };
}

// src/run/stage.ts
async function inStage(context, task, progress, stage, work) {
  progress.stage = stage;
  context.listen({ type: "stage", kernel: task.spec.text, stage });
  const started = performance.now();
  try {
    return await work();
  } finally {
    progress.timings[`${stage}Ms`] += performance.now() - started;
  }
}

// src/run/commands.ts
import { join as join3 } from "node:path";

// src/run/refused.ts
import { readFile as readFile2 } from "node:fs/promises";
var objectBytesMax = 64 * 1024 * 1024;
async function openKnown(path) {
  try {
    const bytes = await readFile2(path);
    return bytes.length > objectBytesMax ? void 0 : openObject(bytes);
  } catch (error) {
    if (error instanceof FormatError || error instanceof Error && "code" in error) return void 0;
    throw error;
  }
}
function locate({ repository, object: object2, builtOn }, opened, { program: program2, log }) {
  const found = opened.programs.find(({ name: name2 }) => name2 === program2);
  if (found === void 0) return void 0;
  const relocation = relocationOfFailure(repository, opened, found, log);
  return {
    name: found.name,
    section: found.section.name,
    object: object2,
    builtOn,
    ...placeOfFailure(repository, opened, found, log),
    ...relocation !== void 0 && { relocation }
  };
}
async function refusedPrograms(output, objects) {
  const failures = readLoaderOutput(output).filter(({ program: program2 }) => program2 !== void 0);
  if (failures.length === 0) return [];
  const opened = [];
  for (const known of await objects()) {
    const object2 = await openKnown(known.path);
    if (object2 !== void 0) opened.push({ known, object: object2 });
  }
  return failures.flatMap((failure) => {
    for (const { known, object: object2 } of opened) {
      const refused = locate(known, object2, failure);
      if (refused !== void 0) return [refused];
    }
    return [];
  });
}

// src/run/commands.ts
var timedOutCode = 124;
function troubleOf2(answer, deadlineMs, log) {
  if (answer.timedOut) {
    return {
      code: "stage-timeout",
      stage: "trigger",
      message: `it did not end within ${deadlineMs / 1e3} s`,
      remedy: "Give it longer with the key timeout.",
      logs: [log]
    };
  }
  if (answer.errno === 0 || answer.signal === void 0) return void 0;
  return {
    code: "command-failed",
    stage: "trigger",
    message: `it took along the process that watched it (signal ${answer.signal})`,
    logs: [log]
  };
}
async function runCommand(context, command) {
  const { name: name2, timeoutMs = context.commandMs } = command;
  const logPath = context.paths.command(name2);
  const log = createLog(join3(context.out, logPath));
  const guest = await context.seat.guest();
  const answer = await execute(guest, commandOf(command), timeoutMs, log).finally(() => log.close());
  const excerpt = log.excerpt();
  const trouble = troubleOf2(answer, timeoutMs, logPath);
  const ended = badEnd(answer);
  const exitCode = answer.timedOut ? timedOutCode : exitCodeOf(answer);
  const hasExit = answer.exit !== void 0;
  return {
    name: name2,
    exitCode,
    ...trouble === void 0 && !hasExit && ended !== void 0 && { ended },
    log: logPath,
    excerpt,
    refused: exitCode === 0 ? [] : await refusedPrograms(excerpt, context.objects),
    ...trouble !== void 0 && { trouble }
  };
}
function lostCommand(context, { name: name2 }, error) {
  const trouble = context.seat.lost(error);
  return { name: name2, exitCode: -1, log: context.paths.command(name2), excerpt: "", refused: [], trouble };
}
async function runAllCommands(context, task, progress, seat, version) {
  if (task.commands.length === 0) return;
  const kernel2 = task.spec.text;
  const running = {
    seat,
    out: context.options.out,
    paths: kernelPaths(kernel2),
    commandMs: context.host.deadlines.commandMs,
    objects: () => knownObjects(context, task)
  };
  progress.stage = "trigger";
  const started = performance.now();
  try {
    for (const command of task.commands) {
      if (command.skip !== void 0 && satisfies(version, command.skip)) continue;
      context.listen({ type: "stage", kernel: kernel2, stage: "trigger", detail: command.name });
      try {
        progress.commands.push(await runCommand(running, command));
      } catch (error) {
        progress.commands.push(lostCommand(running, command, error));
      }
    }
  } finally {
    progress.timings.triggerMs += performance.now() - started;
  }
}

// src/run/seat.ts
var lossesMax = 5;
function createSeat({ options }, progress, boot2) {
  let guest;
  let ending;
  let losses = 0;
  return {
    async guest() {
      await ending;
      guest ??= await boot2(losses);
      return guest;
    },
    lost(error) {
      const isLoss = error instanceof CoreMatrixError && (error.code === "guest-lost" || error.code === "kernel-panic");
      if (!isLoss || guest === void 0 || options.signal?.aborted || ++losses > lossesMax) throw error;
      ending = guest.stop();
      guest = void 0;
      return withLastWords(troubleOf(error, progress), options.out);
    },
    async close() {
      await ending;
      await guest?.stop();
      guest = void 0;
    }
  };
}

// src/run/turns.ts
function othersOf({ spec, loads }) {
  return loads.filter(({ object: object2, builtOn }) => object2.kind !== "object" && builtOn !== spec.text).map(({ builtOn }) => builtOn);
}
function takesTwoTurns(task) {
  return task.builds.length > 0 && othersOf(task).length > 0;
}
async function runTurns(context, task, progress, image) {
  const { builds, keepsGuests } = context;
  const { console, buildConsole, laterConsole } = kernelPaths(task.spec.text);
  const isSplit = takesTwoTurns(task);
  let purpose = { builds: false, console };
  const seat = createSeat(context, progress, async (losses) => {
    const wanted = losses === 0 ? purpose : { builds: false, console: laterConsole(losses + 1) };
    const guest = await inStage(
      context,
      task,
      progress,
      "boot",
      () => boot(context, progress, image, wanted)
    );
    progress.release = guest.hello.release;
    return guest;
  });
  const build = async () => {
    if (task.builds.length === 0) return;
    builds.begin(task.spec.text);
    purpose = { builds: true, console: isSplit && !keepsGuests ? buildConsole : console };
    const builder = await seat.guest();
    await inStage(context, task, progress, "build", () => buildAll(context, task, progress, builder));
    builds.close(task.spec.text);
  };
  const load = async () => {
    purpose = { builds: false, console };
    const { hello } = await seat.guest();
    const version = versionOf(image, hello.release);
    await loadAll(context, task, progress, seat, version);
    await runAllCommands(context, task, progress, seat, version);
    await seat.close();
  };
  const turn = (...works) => {
    context.listen({ type: "stage", kernel: task.spec.text, stage: "wait" });
    return context.slots.use(async () => {
      for (const work of works) await work();
    });
  };
  try {
    if (isSplit) await turn(build, ...keepsGuests ? [] : [seat.close]);
    await builds.begun(othersOf(task));
    await turn(...isSplit ? [] : [build], load);
  } finally {
    await seat.close();
  }
}

// src/run/kernel.ts
async function runKernel(context, task, progress) {
  const { options } = context;
  try {
    const image = await inStage(context, task, progress, "resolve", () => resolveImage(context, task));
    progress.image = image;
    await runTurns(context, task, progress, image);
  } catch (error) {
    progress.trouble = withLastWords(troubleOf(error, progress), options.out);
  } finally {
    progress.ended = performance.now();
    context.builds.close(task.spec.text);
  }
}
function startKernel(context, task) {
  const progress = begin();
  const finished = runKernel(context, task, progress);
  return {
    snapshot: () => snapshotOf(task.spec.text, context.host.accelerator, progress),
    image: () => progress.image,
    finished
  };
}

// src/run/types.ts
async function kernelTypes(images) {
  const types = /* @__PURE__ */ new Map();
  const missing = [];
  await Promise.all(
    images.map(async (image) => {
      try {
        types.set(image.spec, await imageTypes(image));
      } catch (error) {
        if (!(error instanceof CoreMatrixError)) throw error;
        missing.push(`${image.spec}: ${error.message}`);
      }
    })
  );
  return { of: (spec) => types.get(spec), missing };
}

// src/run.ts
function doneEvent(observation, report2) {
  const { spec, timings, trouble } = observation;
  const kernel2 = report2.kernels.find((candidate) => candidate.spec === spec);
  const reason = kernel2?.reason ?? trouble?.message;
  return {
    type: "done",
    kernel: spec,
    verdict: kernel2?.verdict ?? (trouble === void 0 ? "pass" : "infra"),
    durationMs: timings.totalMs,
    ...reason !== void 0 && { reason }
  };
}
function holdsAll({ kernels }, memoryMiB, listen) {
  const waiting = kernels.filter(takesTwoTurns).length;
  const most = guestsInMemory(memoryMiB);
  if (waiting <= most) return true;
  listen({
    type: "notice",
    message: `${waiting} guests of ${memoryMiB} MiB wait for each other's objects, and memory holds ${most} at a time: each kernel is booted twice, once to build and once to load. Less for each with --memory may spare that.`
  });
  return false;
}
async function run(options, listen) {
  const started = /* @__PURE__ */ new Date();
  const { config } = options;
  listen({
    type: "plan",
    kernels: config.kernels.map(({ text: text2 }) => text2),
    objects: config.objects.map(({ name: name2 }) => name2)
  });
  for (const message of assumptions(config)) listen({ type: "host", message });
  await clearOutput(options.out);
  const host = await prepareHost(options, listen);
  const plan = makePlan(config);
  const context = {
    options,
    listen,
    host,
    builds: createBuilds(),
    slots: createSlots(options.parallel ?? guestsAtATime(options.memoryMiB)),
    keepsGuests: holdsAll(plan, options.memoryMiB, listen)
  };
  const judgeAll = (kernels, btf) => judge({
    config,
    kernels,
    started,
    durationMs: Date.now() - started.getTime(),
    toolVersion: toolVersion(),
    ...btf !== void 0 && { btf },
    ...options.baseline !== void 0 && { baseline: options.baseline }
  });
  try {
    const runs = plan.kernels.map((kernel2) => startKernel(context, kernel2));
    const snapshots = () => inOrder(
      config,
      runs.map((kernel2) => kernel2.snapshot())
    );
    await Promise.all(
      runs.map(async (kernel2) => {
        await kernel2.finished;
        listen(doneEvent(kernel2.snapshot(), judgeAll(snapshots())));
      })
    );
    const observed = snapshots();
    const images = options.signal?.aborted ? [] : runs.flatMap((kernel2) => kernel2.image() ?? []);
    const types = await kernelTypes(images);
    const report2 = judgeAll(observed, types.of);
    if (report2.findings.some(({ code }) => code === "core-relocation")) {
      for (const message of types.missing) listen({ type: "notice", message });
    }
    const { durationMs } = report2;
    const asked = config.kernels.map(({ text: text2 }) => text2);
    await keepRecord(
      options.out,
      { started: report2.started, durationMs, asked, kernels: observed },
      types.of,
      listen
    );
    return report2;
  } finally {
    await rm(join4(options.out, workFolder), { recursive: true, force: true });
  }
}

// src/github/report.ts
import { join as join5 } from "node:path";
async function reportToGitHub(report2, { root, out, notice, ...options }) {
  const pathOf = repositoryPaths(root, process.env);
  const plan = planAnnotations(report2, { pathOf: (file) => pathOf?.(file), ...options });
  for (const annotation of plan.annotations) emitAnnotation(annotation);
  await emitSummary(summary(report2, { notAnnotated: plan.left, ...notice !== void 0 && { notice } }));
  emitOutputs(outputsOf(report2, out));
}
function outputsOf(report2, out) {
  const failed = report2.kernels.filter(({ verdict }) => verdict === "fail").map(({ spec }) => spec);
  return {
    verdict: report2.verdict,
    report: join5(out, "report.json"),
    // JSON, so that a later job can take it as a matrix with fromJSON.
    "failed-kernels": JSON.stringify(failed)
  };
}

export {
  readBaseline,
  run,
  reportToGitHub
};
