import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  endGroup,
  error,
  info,
  notice,
  setOutput,
  startGroup,
  summary,
  warning
} from "./chunk-QRASG3EV.js";
import {
  CoreMatrixError,
  cut,
  neutralise,
  oneLine
} from "./chunk-O62B76C2.js";

// src/report/order.ts
var severities = ["error", "warning", "notice"];
function inOrder(findings) {
  return [...findings].sort(
    (a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity) || // Findings without a file are about kernels: they explain the others.
    compare(a.file ?? "", b.file ?? "") || (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0) || compare(a.id, b.id)
  );
}
function compare(a, b) {
  return a < b ? -1 : Number(a > b);
}

// src/github/annotations.ts
var perLevel = 10;
var messageLimit = 4096;
var titleLimit = 255;
function planAnnotations(report, pathOf) {
  const left = { error: 0, warning: 0, notice: 0 };
  const room = { error: perLevel, warning: perLevel, notice: perLevel };
  const annotations = inOrder(report.findings).flatMap((finding) => {
    if (room[finding.severity] === 0) {
      left[finding.severity]++;
      return [];
    }
    room[finding.severity]--;
    return [annotation(finding, pathOf)];
  });
  return { annotations, left };
}
function annotation(finding, pathOf) {
  return {
    level: finding.severity,
    title: oneLine(finding.title, titleLimit),
    message: messageText(finding),
    ...place(finding, pathOf)
  };
}
function messageText({ message, hint, code }) {
  const advice = hint === void 0 ? "" : `

Fix: ${neutralise(hint)}`;
  return cut(`${neutralise(message)}
[${code}]${advice}`, messageLimit);
}
function place({ file, line, endLine, column }, pathOf) {
  const path = file === void 0 ? void 0 : pathOf(file);
  if (path === void 0) return {};
  if (line === void 0 || line < 1) return { file: path };
  const isOneLine = endLine === void 0 || endLine === line;
  return {
    file: path,
    startLine: line,
    ...endLine !== void 0 && endLine > line && { endLine },
    ...isOneLine && column !== void 0 && column >= 1 && { startColumn: column }
  };
}

// src/github/emit.ts
var levels = { error, warning, notice };
function emitAnnotation({ level, message, ...properties }) {
  levels[level](message, properties);
}
async function emitSummary(markdown) {
  if (!process.env.GITHUB_STEP_SUMMARY) return;
  await summary.addRaw(markdown).write();
}
function emitError(error2, pathOf) {
  for (const annotation2 of errorAnnotations(error2, pathOf)) emitAnnotation(annotation2);
}
function errorAnnotations(error2, pathOf) {
  if (!(error2 instanceof CoreMatrixError)) {
    const stack = error2 instanceof Error ? error2.stack ?? error2.message : String(error2);
    return [errorAnnotation(`A bug of core-matrix, please report it:
${stack}`)];
  }
  const remedy = error2.remedy === void 0 ? "" : `
${error2.remedy}`;
  if (error2.problems.length === 0) return [errorAnnotation(`${error2.message}${remedy}`)];
  return error2.problems.map(({ file: absolute, line, column, message }) => {
    const file = pathOf(absolute);
    return {
      ...errorAnnotation(`${message}${remedy}`),
      ...file !== void 0 && { file },
      ...file !== void 0 && line !== void 0 && { startLine: line },
      ...file !== void 0 && line !== void 0 && column !== void 0 && { startColumn: column }
    };
  });
}
function errorAnnotation(message) {
  return { level: "error", title: "core-matrix", message: cut(neutralise(message), messageLimit) };
}
function emitLine(text) {
  info(oneLine(text));
}
function emitText(text) {
  info(text);
}
function emitGroup(title, lines) {
  startGroup(oneLine(title));
  for (const line of lines) emitLine(line);
  endGroup();
}
function emitOutputs(outputs) {
  for (const [name, value] of Object.entries(outputs)) setOutput(name, value);
}

// src/github/repository.ts
import { existsSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
function repositoryRoot(folder, workspace) {
  if (existsSync(join(folder, ".git"))) return folder;
  const parent = dirname(folder);
  return parent === folder ? workspace : repositoryRoot(parent, workspace);
}
function repositoryPath(root, file) {
  if (root === void 0) return void 0;
  const path = relative(root, resolve(root, file));
  const isInside = path !== "" && path !== ".." && !path.startsWith(`..${sep}`);
  return isInside ? path.split(sep).join("/") : void 0;
}

// src/run-options.ts
var defaultDeadlines = {
  bootMs: 3e4,
  buildMs: 6e4,
  loadMs: 3e4,
  triggerMs: 3e4
};
var defaultMemoryMiB = 2048;

export {
  severities,
  inOrder,
  planAnnotations,
  emitAnnotation,
  emitSummary,
  emitError,
  emitLine,
  emitText,
  emitGroup,
  emitOutputs,
  defaultDeadlines,
  defaultMemoryMiB,
  repositoryRoot,
  repositoryPath
};
