import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  merge
} from "./chunk-2FOZAVYA.js";
import {
  defined
} from "./chunk-MT5CUF4Q.js";
import {
  keyToSave,
  legalName,
  restoreKernels,
  saveState,
  uploadArtifact
} from "./chunk-JNTBZR7W.js";
import {
  getOctokit
} from "./chunk-UHUNVHVE.js";
import {
  readBaseline,
  reportToGitHub,
  run
} from "./chunk-RBLS5IVC.js";
import {
  summary,
  writeOutputs
} from "./chunk-TMV4RSKD.js";
import "./chunk-MLLA47J6.js";
import {
  doneText,
  exitCode,
  failLevels,
  plain,
  renderText,
  verdictText
} from "./chunk-OME6HB7L.js";
import "./chunk-7OCU32MZ.js";
import "./chunk-3S3XZIDN.js";
import "./chunk-46HVUH4O.js";
import "./chunk-LOLZXN3X.js";
import {
  parseLogins
} from "./chunk-BL3WRTEZ.js";
import {
  ensureRequirements,
  purposesOf
} from "./chunk-YRALUAPS.js";
import {
  repositoryPath,
  repositoryPaths,
  repositoryRoot
} from "./chunk-6VGMYTGX.js";
import {
  defaultMemoryMiB
} from "./chunk-N64UQFSW.js";
import {
  parseMirrors
} from "./chunk-LRGKG6IO.js";
import "./chunk-W2VSJOIA.js";
import {
  count,
  duration
} from "./chunk-MWI3XDG7.js";
import "./chunk-424BE53E.js";
import "./chunk-YMFCXY2X.js";
import "./chunk-2DA3M3ON.js";
import {
  execa
} from "./chunk-7WIFPHHQ.js";
import "./chunk-I3CZBI62.js";
import {
  annotation,
  annotationLevels,
  emitError,
  emitGroup,
  emitLine,
  emitOutputs,
  emitText,
  emitWarning,
  endGroup,
  inGroup,
  maskSecret,
  startGroup
} from "./chunk-EY6EQHS3.js";
import {
  inOrder
} from "./chunk-7AJIZ3YJ.js";
import "./chunk-SRHWYGOF.js";
import "./chunk-VOHS77KR.js";
import {
  getInput
} from "./chunk-AFDKXZOO.js";
import {
  jobMatrix,
  planText
} from "./chunk-XTWPWHL3.js";
import {
  assumptions
} from "./chunk-U2SJ5GTU.js";
import {
  makePlan
} from "./chunk-FDSPZ43S.js";
import {
  loadConfig
} from "./chunk-CRCXDPEV.js";
import "./chunk-67H76X4H.js";
import "./chunk-XVPK6C5E.js";
import "./chunk-E24P2CBE.js";
import {
  CoreMatrixError,
  neutralise,
  oneLine
} from "./chunk-4XT75OCY.js";
import "./chunk-NV5WPINZ.js";

// src/action.ts
import { dirname } from "node:path";

// src/action/modes.ts
import { resolve } from "node:path";

// src/github/job-log.ts
function createJobLog() {
  const kernels = /* @__PURE__ */ new Map();
  let preparing = false;
  const prepare = (message) => {
    if (!preparing) startGroup("core-matrix: prepare");
    preparing = true;
    emitLine(message);
  };
  const prepared = () => {
    if (preparing) endGroup();
    preparing = false;
  };
  return (event) => {
    const now = performance.now();
    switch (event.type) {
      case "plan":
        return prepare(`${count(event.kernels.length, "kernel")}, ${count(event.objects.length, "object")}`);
      case "host":
        return kernels.size === 0 ? prepare(event.message) : emitLine(event.message);
      case "notice":
        prepared();
        return emitLine(event.message);
      case "stage":
        prepared();
        return enter(kernels, event, now);
      case "done":
        prepared();
        emitGroup(`${event.kernel}: ${doneText(event)}`, stageLines(kernels.get(event.kernel), now));
    }
  };
}
function enter(kernels, { kernel, stage, detail }, now) {
  const known = kernels.get(kernel);
  if (known === void 0 && stage === "wait") return;
  const { stages } = known ?? { stages: [] };
  if (known === void 0) {
    emitLine(`${kernel}: started`);
    kernels.set(kernel, { stages });
  }
  if (stages.at(-1)?.stage !== stage) stages.push({ stage, since: now, details: /* @__PURE__ */ new Set() });
  if (detail !== void 0) stages.at(-1)?.details.add(detail);
}
var things = { build: "object", load: "program" };
function stageLines(log, end) {
  const stages = log?.stages ?? [];
  return stages.map(({ stage, since, details }, index) => {
    const took = duration((stages[index + 1]?.since ?? end) - since);
    const thing = things[stage];
    const about = thing === void 0 || details.size === 0 ? "" : `  ${count(details.size, thing)}`;
    return `${stage.padEnd(8)} ${took.padStart(8)}${about}`;
  });
}

// src/host/kvm.ts
import { constants } from "node:fs";
import { access } from "node:fs/promises";
var device = "/dev/kvm";
async function ensureKvm({ consent, tell, path = device }) {
  if (!await exists(path) || await isUsable(path)) return;
  const remedy = `run \`sudo chmod 0666 ${path}\` on the runner, or add its user to the group kvm`;
  if (!consent) return tell(`${path} is not open to this user, so guests are emulated: ${remedy}`);
  const { failed: failed2, stderr } = await execa("sudo", ["-n", "chmod", "0666", path], {
    reject: false,
    stdin: "ignore",
    timeout: 2e4
  });
  if (!failed2 && await isUsable(path)) return tell(`opened ${path} to this user (sudo chmod 0666 ${path})`);
  const why = stderr?.trim().split("\n").at(-1) || "sudo did not help";
  tell(`${path} is not open to this user and cannot be opened (${why}), so guests are emulated: ${remedy}`);
}
var exists = (path) => isUsable(path, constants.F_OK);
async function isUsable(path, mode = constants.R_OK | constants.W_OK) {
  return await access(path, mode).then(
    () => true,
    () => false
  );
}

// src/github/checks/client.ts
import { setTimeout as sleep } from "node:timers/promises";

// src/github/checks/patience.ts
var attemptsMax = 4;
var longestWaitMs = 6e4;
var secondaryWaitMs = 6e4;
function reactionTo(failure, attempt, now) {
  const { status, message } = failure;
  if (status === void 0 || status >= 500) {
    const wait = 1e3 * 2 ** (attempt - 1);
    const what = status === void 0 ? `no answer (${message})` : `HTTP ${status}`;
    return waiting(wait, attempt, `GitHub's API is not to be had: ${what}`);
  }
  if (status === 403 || status === 429) {
    const wait = limitWait(failure, now);
    if (wait !== void 0) return waiting(wait, attempt, `the token's rate limit: ${message}`);
  }
  if (status === 401) return { reason: "GitHub does not accept the token" };
  if (status === 403 || status === 404) {
    return { reason: `the token may not write check runs (HTTP ${status}: ${message})` };
  }
  return { reason: `GitHub refuses the check run (HTTP ${status}: ${message})` };
}
function waiting(waitMs, attempt, reason) {
  return attempt < attemptsMax && waitMs <= longestWaitMs ? { retryAfterMs: waitMs } : { reason };
}
function limitWait({ status, message, headers }, now) {
  const retryAfter = Number(headers["retry-after"]);
  if (headers["retry-after"] !== void 0 && retryAfter >= 0) return retryAfter * 1e3;
  if (String(headers["x-ratelimit-remaining"]) === "0") {
    return Math.max(0, Number(headers["x-ratelimit-reset"]) * 1e3 - now);
  }
  return status === 429 || /secondary rate limit/i.test(message) ? secondaryWaitMs : void 0;
}

// src/github/checks/limits.ts
var textBytesMax = 65535;
var messageBytesMax = 64e3;
var titleMax = 255;
var annotationsPerRequest = 50;
var annotationsPerRun = 500;
function withinBasicPlane(text) {
  return text.replace(/[\u{10000}-\u{10ffff}]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `U+${code.toString(16).toUpperCase()}`;
  });
}
function cutBytes(text, most) {
  const bytes = Buffer.from(text);
  if (bytes.length <= most) return text;
  const mark = "\u2026";
  let end = most - Buffer.byteLength(mark);
  while (end > 0 && ((bytes[end] ?? 0) & 192) === 128) end--;
  return `${bytes.toString("utf8", 0, Math.max(0, end))}${mark}`;
}

// src/github/checks/annotation.ts
var levels = {
  error: "failure",
  warning: "warning",
  notice: "notice"
};
function checkAnnotation(finding, pathOf) {
  const { file, startLine, endLine, startColumn } = annotation(finding, pathOf);
  if (file === void 0) return void 0;
  const { title, message, code, hint, excerpt, severity } = finding;
  const advice = hint === void 0 ? "" : `

Fix: ${neutralise(hint)}`;
  return {
    path: file,
    start_line: startLine ?? 1,
    end_line: endLine ?? startLine ?? 1,
    ...startColumn !== void 0 && { start_column: startColumn, end_column: startColumn },
    annotation_level: levels[severity],
    title: oneLine(withinBasicPlane(title), titleMax),
    message: bounded(`${neutralise(message)}
[${code}]${advice}`),
    ...excerpt !== void 0 && { raw_details: bounded(neutralise(excerpt)) }
  };
}
function bounded(text) {
  return cutBytes(withinBasicPlane(text), messageBytesMax);
}

// src/github/checks/plan.ts
function checkName(kernel) {
  return oneLine(`core-matrix / ${kernel}`, titleMax);
}
function planChecks(report, options) {
  const [first] = report.kernels;
  const home = (finding) => report.kernels.find(({ spec }) => finding.kernels.includes(spec))?.spec ?? first?.spec;
  return report.kernels.map((kernel) => {
    const happened = report.findings.filter(
      (finding) => finding.kernels.includes(kernel.spec) || home(finding) === kernel.spec
    );
    const own = happened.filter((finding) => home(finding) === kernel.spec);
    return checkPlan(report, kernel, happened, own, options);
  });
}
function checkPlan(report, kernel, happened, own, { pathOf, cancelled }) {
  const { spec, timings } = kernel;
  const isWrong = own.some(({ severity, kernels }) => severity === "error" && kernels.length === 0);
  const verdict = isWrong ? "fail" : kernel.verdict;
  const part = { ...report, verdict, durationMs: timings.totalMs, kernels: [kernel], findings: happened };
  const annotated = inOrder(own).flatMap((finding) => {
    const annotation2 = checkAnnotation(finding, pathOf);
    return annotation2 === void 0 ? [] : [{ id: finding.id, annotation: annotation2 }];
  }).slice(0, annotationsPerRun);
  const said = {
    title: oneLine(verdictText(part), titleMax),
    summary: cutBytes(introduction(kernel), textBytesMax),
    text: summary(part, { limit: textBytesMax })
  };
  const batches = inBatches(annotated.map(({ annotation: annotation2 }) => annotation2));
  return {
    kernel: spec,
    // A missing result is never a pass, and of the conclusions only success, neutral and skipped pass.
    conclusion: verdict === "pass" ? "success" : verdict === "infra" && cancelled ? "cancelled" : "failure",
    outputs: batches.map((annotations) => ({ ...said, annotations })),
    annotated: annotated.map(({ id }) => id)
  };
}
function introduction({ release, arch, accel, source }) {
  const what = release === "" ? "It never booted." : `Linux \`${oneLine(release, 200)}\` on ${oneLine(arch, 50)}, ${accel}.`;
  const from = source.url === "" ? "" : ` From ${oneLine(source.kind, 50)}: \`${oneLine(source.digest, 100)}\`.`;
  return `${what}${from}`;
}
function inBatches(annotations) {
  const count2 = Math.max(1, Math.ceil(annotations.length / annotationsPerRequest));
  return Array.from(
    { length: count2 },
    (_, index) => annotations.slice(index * annotationsPerRequest, (index + 1) * annotationsPerRequest)
  );
}

// src/github/checks/client.ts
var requestMs = 2e4;
function createChecksClient({ target, token, baseUrl, wait = sleep }) {
  const { checks } = getOctokit(token, baseUrl === void 0 ? {} : { baseUrl }).rest;
  const where = { owner: target.owner, repo: target.repo };
  const patiently = (ask) => retried(ask, wait);
  const make = (kernel, status) => patiently(async () => {
    const { data } = await checks.create({
      ...where,
      ...request(),
      name: checkName(kernel),
      head_sha: target.headSha,
      external_id: `${target.externalId} / ${kernel}`.slice(0, 255),
      ...target.detailsUrl !== void 0 && { details_url: target.detailsUrl },
      status
    });
    return data.id;
  });
  const update = (id, change, output) => patiently(
    () => checks.update({
      ...where,
      ...request(),
      check_run_id: id,
      ..."status" in change ? change : { ...change, status: "completed" },
      ...output !== void 0 && { output: { ...output, annotations: [...output.annotations] } }
    })
  );
  return {
    create: (kernel) => make(kernel, "queued"),
    async begin(id) {
      await update(id, { status: "in_progress" });
    },
    async complete({ kernel, conclusion, outputs }, id) {
      const run2 = id ?? await make(kernel, "in_progress");
      const last = outputs.at(-1);
      try {
        for (const output of outputs.slice(0, -1)) await update(run2, { status: "in_progress" }, output);
        await update(run2, { conclusion }, last);
      } catch (error) {
        if (isRefusal(error)) await update(run2, { conclusion }, last && { ...last, annotations: [] });
        throw error;
      }
    }
  };
}
function request() {
  return { request: { signal: AbortSignal.timeout(requestMs) } };
}
async function retried(ask, wait) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask();
    } catch (error) {
      const reaction = reactionTo(failureOf(error), attempt, Date.now());
      if ("reason" in reaction) {
        throw new CoreMatrixError("infrastructure", oneLine(reaction.reason), { cause: error });
      }
      await wait(reaction.retryAfterMs);
    }
  }
}
function isRefusal(error) {
  return error instanceof CoreMatrixError && failureOf(error.cause).status === 422;
}
function failureOf(error) {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof Error) || !("status" in error)) return { message, headers: {} };
  const response = "response" in error ? error.response : void 0;
  if (response === void 0) return { message, headers: {} };
  return { status: Number(error.status), message, headers: response.headers ?? {} };
}

// src/github/checks/context.ts
function checkTarget(env, payload) {
  const [, owner, repo] = /^([^/]+)\/([^/]+)$/.exec(env.GITHUB_REPOSITORY ?? "") ?? [];
  const headSha = textAt(payload, "pull_request", "head", "sha") ?? textAt(payload, "workflow_run", "head_sha") ?? env.GITHUB_SHA;
  if (owner === void 0 || repo === void 0 || !/^[0-9a-f]{40}$|^[0-9a-f]{64}$/.test(headSha ?? "")) {
    return void 0;
  }
  const { GITHUB_SERVER_URL: server, GITHUB_RUN_ID: run2 } = env;
  return {
    owner,
    repo,
    headSha: headSha ?? "",
    ...server && run2 && { detailsUrl: `${server}/${owner}/${repo}/actions/runs/${run2}` },
    externalId: [env.GITHUB_WORKFLOW, env.GITHUB_JOB, run2].filter(Boolean).join(" / ")
  };
}
function textAt(value, ...keys) {
  const found = keys.reduce(
    (at, key) => typeof at === "object" && at !== null ? Reflect.get(at, key) : void 0,
    value
  );
  return typeof found === "string" ? found : void 0;
}

// src/github/checks/session.ts
function createCheckSession(client) {
  const ids = /* @__PURE__ */ new Map();
  const begun = /* @__PURE__ */ new Set();
  let problem;
  let failed2;
  let queue = Promise.resolve();
  const attempt = async (work) => {
    try {
      await work();
      return true;
    } catch (error) {
      if (!(error instanceof CoreMatrixError)) throw error;
      problem ??= error.message;
      return false;
    }
  };
  const enqueue = (work) => {
    queue = queue.then(async () => {
      if (problem === void 0) await attempt(work);
    }).catch((error) => {
      failed2 ??= error;
    });
  };
  return {
    listen(event) {
      if (event.type === "plan") {
        for (const kernel of event.kernels) {
          enqueue(async () => void ids.set(kernel, await client.create(kernel)));
        }
      }
      if (event.type === "stage" && event.stage === "boot" && !begun.has(event.kernel)) {
        begun.add(event.kernel);
        enqueue(async () => {
          const id = ids.get(event.kernel);
          if (id !== void 0) await client.begin(id);
        });
      }
    },
    async finish(plans) {
      await queue;
      if (failed2 !== void 0) throw failed2;
      const annotated = /* @__PURE__ */ new Set();
      for (const plan of plans) {
        const id = ids.get(plan.kernel);
        if (id === void 0 && problem !== void 0) continue;
        const done = await attempt(() => client.complete(plan, id));
        if (done) for (const finding of plan.annotated) annotated.add(finding);
      }
      return { annotated, ...problem !== void 0 && { problem } };
    }
  };
}

// src/github/event.ts
import { readFileSync } from "node:fs";
function readEvent(env) {
  try {
    return JSON.parse(readFileSync(env.GITHUB_EVENT_PATH ?? "", "utf8"));
  } catch {
    return void 0;
  }
}

// src/action/tell.ts
var logWidth = 160;
var greenLines = 100;
function openChecks({ checks, token, mode }, several) {
  if (checks === "false" || checks === "auto" && (!several || mode === "merge")) return void 0;
  if (token === void 0) return { problem: "there is no token" };
  const target = checkTarget(process.env, readEvent(process.env));
  if (target === void 0) return { problem: "the job names no repository and commit" };
  return createCheckSession(createChecksClient({ target, token }));
}
async function tellReport(report, inputs, {
  config,
  out,
  checks,
  cancelled
}) {
  const pathOf = repositoryPaths(config.root, process.env);
  await writeOutputs(report, { out, root: config.root, ...pathOf !== void 0 && { pathOf } });
  emitText(shortened(renderText(report, { paint: plain, width: logWidth, out }), report));
  const { shown, notice } = await endChecks(report, inputs, checks, {
    pathOf: (file) => pathOf?.(file),
    cancelled
  });
  await reportToGitHub(report, {
    root: config.root,
    out,
    level: inputs.annotations,
    shown,
    ...notice !== void 0 && { notice }
  });
  await keepArtifact(inputs, config, out);
  return exitCode(report, inputs.failOn);
}
async function keepArtifact({ mode, artifactName }, { kernels }, out) {
  if (artifactName === "none") return;
  const [kernel, ...others] = kernels;
  const isOfOne = mode === "run" && kernel !== void 0 && others.length === 0;
  const name = legalName(artifactName ?? (isOfOne ? `core-matrix ${kernel.text}` : "core-matrix"));
  const notice = artifactName === void 0 ? (text) => emitLine(`Notice: ${text}`) : emitWarning;
  const artifact = await inGroup(`artifact ${name}`, () => uploadArtifact({ out, name, notice }));
  emitOutputs({ "artifact-id": String(artifact?.id ?? ""), "artifact-url": artifact?.url ?? "" });
}
async function endChecks(report, { checks: mode }, checks, options) {
  if (checks === void 0) return { shown: /* @__PURE__ */ new Set() };
  const { annotated, problem } = "problem" in checks ? { annotated: /* @__PURE__ */ new Set(), problem: checks.problem } : await checks.finish(planChecks(report, options));
  if (problem === void 0) return { shown: annotated };
  const notice = `No check run for each kernel: ${problem}. Findings are annotated in this job instead.`;
  if (mode === "true") emitWarning(notice);
  else emitLine(`Notice: ${notice}`);
  return { shown: annotated, notice };
}
function shortened(text, { verdict }) {
  const lines2 = text.trimEnd().split("\n");
  if (verdict !== "pass" || lines2.length <= greenLines) return text;
  const tail = lines2.slice(-5);
  const head = lines2.slice(0, greenLines - tail.length - 1);
  const left = lines2.length - head.length - tail.length;
  return [...head, `\u2026 ${left} more lines in the job's summary \u2026`, ...tail].join("\n");
}

// src/action/modes.ts
async function planStep({ config }) {
  for (const line of assumptions(config)) emitLine(line);
  const matrix = jobMatrix(config);
  emitText(neutralise(planText(makePlan(config))));
  emitOutputs({ matrix: JSON.stringify(matrix) });
  return 0;
}
async function runStep({ inputs, config, cwd, signal }) {
  const started = /* @__PURE__ */ new Date();
  const out = resolve(cwd, inputs.out);
  saveState({ out });
  const baseline = await baselineOf(inputs, config, cwd);
  const log = createJobLog();
  const tell = (message) => log({ type: "host", message });
  await ensureRequirements(purposesOf(config), { consent: true, tell });
  if (inputs.run.accel !== "tcg") await ensureKvm({ consent: true, tell });
  const restored = usesCache(inputs) ? await restoreKernels(specsOf(config), emitLine) : void 0;
  const checks = openChecks(inputs, config.kernels.length > 1);
  const session = checks !== void 0 && "listen" in checks ? checks : void 0;
  const report = await run({ ...inputs.run, config, out, signal, ...baseline }, (event) => {
    log(event);
    session?.listen(event);
  });
  const cacheKey = restored && keyToSave(restored, report);
  if (cacheKey !== void 0) saveState({ cacheKey, started });
  return await tellReport(report, inputs, { config, out, checks, cancelled: signal.aborted });
}
async function mergeStep({ inputs, config, cwd, signal }) {
  const checks = openChecks(inputs, true);
  const out = resolve(cwd, inputs.out);
  const parts = inputs.parts.map((part) => resolve(cwd, part));
  const baseline = await baselineOf(inputs, config, cwd);
  const report = await merge({ config, parts, out, ...baseline }, createJobLog());
  return await tellReport(report, inputs, { config, out, checks, cancelled: signal.aborted });
}
function usesCache({ cache }) {
  return cache === "true" || cache === "auto" && process.env.RUNNER_ENVIRONMENT === "github-hosted";
}
function specsOf(config) {
  return makePlan(config).kernels.map(({ spec }) => spec.text);
}
async function baselineOf({ baseline }, { kernels }, cwd) {
  return baseline === void 0 ? {} : { baseline: await readBaseline(baseline, cwd, kernels) };
}

// src/github/input-values.ts
var longestSeconds = 86400;
function inputValues(get) {
  const wrong = [];
  const text = (name) => get(name).trim() || void 0;
  const read = (name, expected, parse) => {
    const value = text(name);
    if (value === void 0) return void 0;
    const parsed = parse(value);
    if (parsed === void 0)
      wrong.push(`input \`${name}\`: expected ${expected}, got \`${oneLine(value, 100)}\``);
    return parsed;
  };
  return {
    text,
    read,
    oneOf: (name, words) => read(name, words.join(", "), (value) => words.find((one) => one === value)),
    whole: (name, least, most, unit) => read(
      name,
      `a whole number of ${unit} from ${least} to ${most}`,
      (value) => /^\d{1,9}$/.test(value) && Number(value) >= least && Number(value) <= most ? Number(value) : void 0
    ),
    milliseconds: (name) => read(
      name,
      `seconds above 0 and up to ${longestSeconds}, such as 30 or 0.5`,
      (value) => /^\d{1,6}(\.\d{1,3})?$/.test(value) && Number(value) > 0 && Number(value) <= longestSeconds ? Math.round(Number(value) * 1e3) : void 0
    ),
    webUrl: (name) => read(name, "an http or https URL", (value) => {
      const protocol = URL.canParse(value) ? new URL(value).protocol : void 0;
      return protocol === "http:" || protocol === "https:" ? value : void 0;
    }),
    refuse(name, expected) {
      wrong.push(`input \`${name}\`: expected ${expected}`);
    },
    finish() {
      if (wrong.length === 0) return;
      const remedy = "Correct them under `with:` in the workflow.";
      throw new CoreMatrixError("usage", wrong.join("\n"), { remedy });
    }
  };
}

// src/github/inputs.ts
var modes = ["run", "plan", "merge"];
var checkModes = ["auto", "true", "false"];
var cacheModes = ["auto", "true", "false"];
function readInputs(get) {
  const values = inputValues(get);
  const inputs = {
    mode: values.oneOf("mode", modes) ?? "run",
    ...defined({ config: values.text("config") }),
    overrides: defined({
      kernels: values.text("kernels"),
      build: values.text("build"),
      sources: values.text("sources"),
      objects: values.text("objects"),
      commands: values.text("commands")
    }),
    parts: lines(values.text("parts") ?? "parts"),
    out: values.text("out") ?? "out",
    ...defined({ baseline: values.text("baseline") }),
    checks: values.oneOf("checks", checkModes) ?? "auto",
    annotations: values.oneOf("annotations", annotationLevels) ?? "notice",
    failOn: values.oneOf("fail-on", failLevels) ?? "error",
    ...defined({ artifactName: values.text("artifact-name") }),
    cache: values.oneOf("cache", cacheModes) ?? "auto",
    ...defined({ token: values.text("token") }),
    run: readRun(values)
  };
  values.finish();
  return inputs;
}
function readRun(values) {
  return {
    accel: values.oneOf("accel", ["auto", "kvm", "tcg"]) ?? "auto",
    ...defined({ parallel: values.whole("parallel", 1, 256, "guests") }),
    memoryMiB: values.whole("memory", 256, 1048576, "MiB") ?? defaultMemoryMiB,
    deadlines: readDeadlines(values),
    access: readAccess(values)
  };
}
function readDeadlines(values) {
  return defined({
    bootMs: values.milliseconds("boot-timeout"),
    buildMs: values.milliseconds("build-timeout"),
    loadMs: values.milliseconds("load-timeout"),
    triggerMs: values.milliseconds("trigger-timeout")
  });
}
function readAccess(values) {
  const registryLogin = values.text("registry-login");
  if (registryLogin !== void 0 && parseLogins(registryLogin) === void 0) {
    values.refuse("registry-login", "logins such as ghcr.io=user:password");
  }
  return defined({
    debianMirror: values.webUrl("debian-mirror"),
    ubuntuMirror: values.webUrl("ubuntu-mirror"),
    mainlineMirror: values.webUrl("mainline-mirror"),
    registryMirror: values.read(
      "registry-mirror",
      "mirrors such as ghcr.io=https://mirror.example",
      (value) => parseMirrors(value) === void 0 ? void 0 : value
    ),
    registryLogin
  });
}
function lines(text) {
  return text.split("\n").map((line) => line.trim()).filter((line) => line !== "");
}

// src/action.ts
var steps = { run: runStep, plan: planStep, merge: mergeStep };
async function runAction(signal) {
  const inputs = readInputs(getInput);
  for (const secret of secretsOf(inputs)) maskSecret(secret);
  const cwd = process.cwd();
  const { config: file, overrides } = inputs;
  const config = await loadConfig({ ...file !== void 0 && { file }, cwd, overrides });
  return await steps[inputs.mode]({ inputs, config, cwd, signal });
}
function secretsOf({ token, run: run2 }) {
  const logins = parseLogins(run2.access.registryLogin ?? "") ?? /* @__PURE__ */ new Map();
  return [...token === void 0 ? [] : [token], ...[...logins.values()].map(({ password }) => password)];
}
function interruption() {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"]) process.on(name, () => controller.abort());
  return controller.signal;
}
function failed(error) {
  emitError(error, (file) => repositoryPath(repositoryRoot(dirname(file), process.env), file));
  return error instanceof CoreMatrixError && error.kind === "usage" ? 2 : 3;
}
try {
  process.exitCode = await runAction(interruption());
} catch (error) {
  process.exitCode = failed(error);
}
