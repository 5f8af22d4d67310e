import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  inOrder
} from "./chunk-7AJIZ3YJ.js";
import {
  endGroup,
  error,
  group,
  info,
  notice,
  setOutput,
  setSecret,
  startGroup,
  summary,
  warning
} from "./chunk-AFDKXZOO.js";
import {
  CoreMatrixError,
  cut,
  neutralise,
  oneLine
} from "./chunk-4XT75OCY.js";

// src/github/emit.ts
import { randomUUID } from "node:crypto";

// src/github/annotations.ts
var perLevel = 10;
var messageLimit = 4096;
var titleLimit = 255;
var annotationLevels = ["error", "warning", "notice", "none"];
function planAnnotations(report, { pathOf, level = "notice", shown = /* @__PURE__ */ new Set() }) {
  const left = { error: 0, warning: 0, notice: 0 };
  const room = { error: perLevel, warning: perLevel, notice: perLevel };
  const wanted = annotationLevels.slice(0, annotationLevels.indexOf(level) + 1);
  const findings = report.findings.filter(
    ({ id, severity }) => level !== "none" && wanted.includes(severity) && !shown.has(id)
  );
  const annotations = inOrder(findings).flatMap((finding) => {
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
function emitWarning(message) {
  emitAnnotation({ level: "warning", title: "core-matrix", message: cut(neutralise(message), messageLimit) });
}
function emitLine(text) {
  info(oneLine(text));
}
function emitText(text) {
  const token = randomUUID();
  info(`::stop-commands::${token}`);
  info(text.trimEnd());
  info(`::${token}::`);
}
function startGroup2(title) {
  startGroup(oneLine(title));
}
function endGroup2() {
  endGroup();
}
function emitGroup(title, lines) {
  startGroup2(title);
  if (lines.length > 0) emitText(lines.map((line) => oneLine(line)).join("\n"));
  endGroup2();
}
function maskSecret(secret) {
  setSecret(secret);
}
async function inGroup(title, work) {
  return await group(oneLine(title), work);
}
function emitOutputs(outputs) {
  for (const [name, value] of Object.entries(outputs)) setOutput(name, value);
}

export {
  annotationLevels,
  planAnnotations,
  annotation,
  emitAnnotation,
  emitSummary,
  emitError,
  emitWarning,
  emitLine,
  emitText,
  startGroup2 as startGroup,
  endGroup2 as endGroup,
  emitGroup,
  maskSecret,
  inGroup,
  emitOutputs
};
