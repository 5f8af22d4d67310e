import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  advance,
  count,
  doneText,
  duration,
  exitCode,
  notBegun,
  plain,
  renderText,
  reportToGitHub,
  run,
  writeOutputs
} from "./chunk-MT5EG4AG.js";
import {
  defaultMemoryMiB,
  emitError,
  emitGroup,
  emitLine,
  emitText,
  repositoryPath,
  repositoryRoot
} from "./chunk-3FXBFJ6X.js";
import "./chunk-PWFTTSTU.js";
import "./chunk-VHLWKRYU.js";
import "./chunk-64Z4AS5Q.js";
import {
  loadConfig
} from "./chunk-PR6DJBJW.js";
import "./chunk-423LSJYQ.js";
import "./chunk-PNP473YK.js";
import "./chunk-XVPK6C5E.js";
import {
  ensureRequirements,
  purposesOf
} from "./chunk-QBIVCRRC.js";
import "./chunk-E5MBR4A2.js";
import {
  getInput
} from "./chunk-QRASG3EV.js";
import {
  CoreMatrixError,
  oneLine
} from "./chunk-O62B76C2.js";

// src/action.ts
import { dirname, resolve } from "node:path";

// src/github/inputs.ts
var accels = ["auto", "kvm", "tcg"];
var longestSeconds = 86400;
function readInputs(get) {
  const wrong = [];
  const text = (name) => get(name).trim() || void 0;
  function read(name, expected, parse) {
    const value = text(name);
    if (value === void 0) return void 0;
    const parsed = parse(value);
    if (parsed === void 0)
      wrong.push(`input \`${name}\`: expected ${expected}, got \`${oneLine(value, 100)}\``);
    return parsed;
  }
  const whole = (name, least, most, unit) => read(
    name,
    `a whole number of ${unit} from ${least} to ${most}`,
    (value) => /^\d{1,9}$/.test(value) && Number(value) >= least && Number(value) <= most ? Number(value) : void 0
  );
  const milliseconds = (name) => read(
    name,
    `seconds above 0 and up to ${longestSeconds}, such as 30 or 0.5`,
    (value) => /^\d{1,6}(\.\d{1,3})?$/.test(value) && Number(value) > 0 && Number(value) <= longestSeconds ? Math.round(Number(value) * 1e3) : void 0
  );
  const config = text("config");
  const kernels = text("kernels");
  const build = text("build");
  const out = text("out") ?? "out";
  const accel = read("accel", accels.join(", "), (value) => accels.find((one) => one === value)) ?? "auto";
  const parallel = whole("parallel", 1, 256, "guests");
  const memoryMiB = whole("memory", 256, 1048576, "MiB") ?? defaultMemoryMiB;
  const bootMs = milliseconds("boot-timeout");
  const buildMs = milliseconds("build-timeout");
  const loadMs = milliseconds("load-timeout");
  const triggerMs = milliseconds("trigger-timeout");
  const debianMirror = read("debian-mirror", "an http or https URL", webUrl);
  if (wrong.length > 0) {
    const remedy = "Correct them under `with:` in the workflow.";
    throw new CoreMatrixError("usage", wrong.join("\n"), { remedy });
  }
  return {
    ...config !== void 0 && { config },
    overrides: { ...kernels !== void 0 && { kernels }, ...build !== void 0 && { build } },
    out,
    accel,
    ...parallel !== void 0 && { parallel },
    memoryMiB,
    deadlines: {
      ...bootMs !== void 0 && { bootMs },
      ...buildMs !== void 0 && { buildMs },
      ...loadMs !== void 0 && { loadMs },
      ...triggerMs !== void 0 && { triggerMs }
    },
    ...debianMirror !== void 0 && { debianMirror }
  };
}
function webUrl(value) {
  const url = URL.canParse(value) ? new URL(value) : void 0;
  return url?.protocol === "http:" || url?.protocol === "https:" ? value : void 0;
}

// src/github/job-log.ts
function createJobLog() {
  let progress = notBegun;
  const lines = /* @__PURE__ */ new Map();
  return (event) => {
    const now = performance.now();
    const before = progress;
    progress = advance(progress, event, now);
    switch (event.type) {
      case "plan":
        return emitLine(`${count(event.kernels.length, "kernel")}, ${count(event.objects.length, "object")}`);
      case "host":
      case "notice":
        return emitLine(event.message);
      case "stage": {
        if (event.stage === "wait") return;
        const isNew = before.kernels.find(({ kernel }) => kernel === event.kernel)?.since === void 0;
        if (isNew) emitLine(`${event.kernel}: started`);
        const since = progress.kernels.find(({ kernel }) => kernel === event.kernel)?.since ?? now;
        const line = `${duration(now - since)}  ${event.stage}  ${event.detail ?? ""}`;
        lines.set(event.kernel, [...lines.get(event.kernel) ?? [], line]);
        return;
      }
      case "done":
        emitGroup(`${event.kernel}: ${doneText(event)}`, lines.get(event.kernel) ?? []);
        lines.delete(event.kernel);
    }
  };
}

// src/action.ts
var logWidth = 160;
var cwd = process.cwd();
async function runAction({ config: file, overrides, out: outAsGiven, ...given }, signal) {
  const config = await loadConfig({ ...file !== void 0 && { file }, cwd, overrides });
  const listen = createJobLog();
  const tell = (message) => listen({ type: "host", message });
  await ensureRequirements(purposesOf(config), { consent: true, tell });
  const out = resolve(cwd, outAsGiven);
  const report = await run({ ...given, config, out, signal }, listen);
  await writeOutputs(report, out);
  emitText(renderText(report, { paint: plain, width: logWidth, out }));
  await reportToGitHub(report, { root: config.root, out });
  return exitCode(report);
}
function interruption() {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"]) process.on(name, () => controller.abort());
  return controller.signal;
}
function failed(error) {
  emitError(
    error,
    (file) => repositoryPath(repositoryRoot(dirname(file), process.env.GITHUB_WORKSPACE), file)
  );
  return error instanceof CoreMatrixError && error.kind === "usage" ? 2 : 3;
}
try {
  process.exitCode = await runAction(readInputs(getInput), interruption());
} catch (error) {
  process.exitCode = failed(error);
}
