import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  defaultDeadlines,
  emitAnnotation,
  emitOutputs,
  emitSummary,
  inOrder,
  planAnnotations,
  repositoryPath,
  repositoryRoot,
  severities
} from "./chunk-3FXBFJ6X.js";
import {
  makePlan
} from "./chunk-PWFTTSTU.js";
import {
  advice,
  codeBlock,
  codeSpan,
  escapeText,
  prose,
  table
} from "./chunk-VHLWKRYU.js";
import {
  accessLine,
  accessesMemory,
  callSites,
  essentialName,
  explainedFailure,
  firstReference,
  insnAt,
  insnSize,
  lineAt,
  lineRecordsOf,
  openObject,
  placeOf,
  relocationAt,
  relocationOf,
  sourceLine
} from "./chunk-64Z4AS5Q.js";
import {
  stages
} from "./chunk-PR6DJBJW.js";
import {
  FormatError,
  kernelBtf,
  resolveKernel,
  sectionBytes
} from "./chunk-423LSJYQ.js";
import {
  compareVersions,
  rangeLines,
  satisfies,
  seriesOf
} from "./chunk-PNP473YK.js";
import {
  nearest
} from "./chunk-XVPK6C5E.js";
import {
  buildGuestPrograms,
  chooseAccelerator,
  describeMachine,
  encodeFrame,
  fieldNumber,
  fieldText,
  fieldValues,
  findClang,
  messageTypes,
  qemuProgram,
  startMachine
} from "./chunk-QBIVCRRC.js";
import {
  cached,
  entryVersion,
  execa
} from "./chunk-E5MBR4A2.js";
import {
  toolVersion
} from "./chunk-QRASG3EV.js";
import {
  CoreMatrixError,
  cut,
  neutralise,
  oneLine
} from "./chunk-O62B76C2.js";

// src/report/format.ts
function duration(ms) {
  if (ms < 6e4) return `${(Math.floor(ms / 100) / 10).toFixed(1)} s`;
  const seconds = Math.floor(ms / 1e3);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor(seconds % 3600 / 60)} min`;
}
function count(number, noun) {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
var wide = new RegExp("[\\u{1100}-\\u{115f}\\u{2e80}-\\u{a4cf}\\u{a960}-\\u{a97c}\\u{ac00}-\\u{d7a3}\\u{f900}-\\u{faff}\\u{fe30}-\\u{fe6f}\\u{ff00}-\\u{ff60}\\u{ffe0}-\\u{ffe6}\\u{16fe0}-\\u{18aff}\\u{1b000}-\\u{1b2ff}\\u{1f000}-\\u{3fffd}]|\\p{Emoji_Presentation}", "u");
function columns(text) {
  let sum2 = 0;
  for (const character of text) sum2 += wide.test(character) ? 2 : 1;
  return sum2;
}
function clip(text, width) {
  if (columns(text) <= width) return text;
  let kept = "";
  let left = width - 1;
  for (const character of text) {
    left -= columns(character);
    if (left < 0) break;
    kept += character;
  }
  return width < 1 ? "" : `${kept}\u2026`;
}
function pad(text, width) {
  return text + " ".repeat(Math.max(0, width - columns(text)));
}

// src/report/verdict.ts
function exitCode({ verdict }) {
  return { pass: 0, fail: 1, infra: 3 }[verdict];
}
function verdictText(report) {
  const errors = report.findings.filter(({ severity: severity2 }) => severity2 === "error").length;
  const lost2 = report.kernels.filter(({ verdict }) => verdict === "infra").length;
  const kernels = count(report.kernels.length, "kernel");
  const missing = lost2 === 0 ? "" : `, ${lost2} of them could not be judged`;
  const what = {
    pass: `everything as expected on ${kernels}`,
    fail: `${count(errors, "error")} on ${kernels}${missing}`,
    infra: `${kernels}${missing}; what could be judged is as expected`
  }[report.verdict];
  return `${report.verdict}: ${what}, in ${duration(report.durationMs)}`;
}

// src/github/report.ts
import { join as join2 } from "node:path";

// src/report/matrix.ts
function matrix(report) {
  const objects = /* @__PURE__ */ new Map();
  for (const { object, programs } of report.kernels.flatMap(({ cells }) => cells)) {
    const names = objects.get(object) ?? /* @__PURE__ */ new Set();
    objects.set(object, names);
    for (const { name } of programs) names.add(name);
  }
  const rows2 = [...objects].flatMap(
    ([object, names]) => names.size === 0 ? [row(report, object)] : [...names].map((name) => row(report, object, name))
  );
  return { kernels: report.kernels, rows: rows2 };
}
function row(report, object, program) {
  const cells = report.kernels.map((kernel) => gridCell(report, kernel, object, program));
  return program === void 0 ? { object, cells } : { object, program, cells };
}
var severity = ["fail", "xpass", "infra", "none", "xfail", "skip", "pass"];
function gridCell(report, kernel, object, program) {
  const seen = kernel.cells.filter((cell) => cell.object === object).flatMap((cell) => cellsOf(report, kernel, cell, program)).sort((a, b) => severity.indexOf(a.state) - severity.indexOf(b.state));
  return seen[0] ?? { state: kernel.verdict === "infra" ? "infra" : "none" };
}
function cellsOf(report, kernel, cell, program) {
  if (cell.programs.length > 0) return cell.programs.filter(({ name }) => name === program).map(programCell);
  const code2 = codeOfWhole(report, kernel, cell);
  return [code2 === void 0 ? { state: cell.verdict } : { state: cell.verdict, code: code2 }];
}
function programCell({ verdict, code: code2 }) {
  return code2 === void 0 ? { state: verdict } : { state: verdict, code: code2 };
}
function codeOfWhole(report, kernel, cell) {
  return report.findings.find(
    (finding) => finding.object === cell.object && finding.program === void 0 && finding.stage !== "expect" && (finding.kernels.includes(kernel.spec) || finding.builtOn?.includes(cell.builtOn))
  )?.code;
}
var marks = {
  pass: "\u2713",
  fail: "\u2717",
  xfail: "xfail",
  xpass: "xpass",
  skip: "skip",
  infra: "!",
  none: "\u2013"
};
var meanings = {
  pass: "passed",
  fail: "failed",
  xfail: "failed as expected",
  xpass: "expected to fail, but passed",
  skip: "skipped by configuration, or loaded and not attached",
  infra: "kernel could not be judged",
  none: "not tried"
};
function cellText({ state, code: code2 }) {
  return code2 === void 0 || state !== "fail" && state !== "xfail" ? marks[state] : `${marks[state]} ${code2}`;
}
function cellMark({ state }) {
  return marks[state];
}
function legend(grid) {
  const there = new Set(grid.rows.flatMap(({ cells }) => cells.map(({ state }) => state)));
  there.delete("pass");
  there.delete("fail");
  return [...there].map((state) => `${marks[state]} ${meanings[state]}`).join(" \xB7 ");
}
function shortRelease(release) {
  return release.split(/[-+](?!rc\d)(?=[A-Za-z])/, 1)[0] ?? release;
}

// src/report/summary.ts
var summaryLimit = 1024 * 1024;
var textLimit = 4096;
function summary(report, { limit = summaryLimit, notAnnotated } = {}) {
  const head = [heading(report), ...notAnnotated === void 0 ? [] : overflowNote(notAnnotated)];
  const findings = inOrder(report.findings).map(findingSection);
  const grid = matrixSection(report);
  const timings = timingsSection(report.kernels);
  const whole2 = join([...head, grid, ...findingsSection(findings, findings.length), timings]);
  if (bytes(whole2) <= limit) return whole2;
  const kept = findingsThatFit(findings, limit - bytes(join([...head, grid, leftOutNote(findings.length)])));
  if (kept > 0) return join([...head, grid, ...findingsSection(findings, kept)]);
  const withGrid = join([...head, grid, leftOutNote(findings.length)]);
  return bytes(withGrid) <= limit ? withGrid : join([...head, "The matrix and the findings do not fit here; `report.json` has them."]);
}
function join(parts) {
  return `${parts.filter((part) => part !== "").join("\n\n")}
`;
}
function bytes(text) {
  return Buffer.byteLength(text);
}
function heading(report) {
  return `## ${{ pass: "\u2705", fail: "\u274C", infra: "\u26A0\uFE0F" }[report.verdict]} core-matrix: ${escapeText(verdictText(report))}`;
}
function overflowNote(notAnnotated) {
  const parts = severities.filter((level) => notAnnotated[level] > 0).map((level) => count(notAnnotated[level], level));
  return parts.length === 0 ? [] : [
    `Not shown as annotations, because GitHub takes ten of each level from a step: ${parts.join(", ")}. All are below.`
  ];
}
function matrixSection(report) {
  const grid = matrix(report);
  if (grid.rows.length === 0) return "";
  const header2 = [
    "",
    ...grid.kernels.map(
      ({ spec, release }) => [codeSpan(spec), escapeText(release)].filter((part) => part !== "").join("<br>")
    )
  ];
  const rows2 = grid.rows.map(({ object, program, cells }) => [
    [codeSpan(object), program === void 0 ? "" : codeSpan(program)].filter((part) => part !== "").join(" "),
    ...cells.map(cellText)
  ]);
  const meanings2 = legend(grid);
  return `${table(header2, rows2)}${meanings2 === "" ? "" : `

${meanings2}`}`;
}
function findingsSection(findings, kept) {
  if (findings.length === 0) return [];
  const rest = findings.length - kept;
  return ["### Findings", ...findings.slice(0, kept), ...rest === 0 ? [] : [leftOutNote(rest)]];
}
function leftOutNote(number) {
  return `${count(number, "finding")} and the timings do not fit here; \`report.json\` has them all.`;
}
function findingsThatFit(findings, room) {
  let left = room - bytes("### Findings\n\n");
  let kept = 0;
  for (const text of findings) {
    left -= bytes(text) + 2;
    if (left < 0) break;
    kept++;
  }
  return kept;
}
function findingSection(finding) {
  const { severity: severity2, code: code2, title: title2, message, hint: hint2, excerpt, logs } = finding;
  const place = placeText(finding);
  return join([
    `#### ${severity2}: ${prose(oneLine(title2))}`,
    [place === "" ? "" : codeSpan(place), codeSpan(code2)].filter((part) => part !== "").join(" \xB7 "),
    prose(cut(message, textLimit)),
    hint2 === void 0 ? "" : `Fix: ${advice(cut(hint2, textLimit))}`,
    excerpt === void 0 ? "" : folded("From the verifier's log", codeBlock(cut(excerpt, textLimit), "")),
    logs.length === 0 ? "" : `Logs: ${logs.slice(0, 10).map(codeSpan).join(", ")}`
  ]).trimEnd();
}
function placeText({ file, line, column, object }) {
  return file === void 0 ? object ?? "" : [file, line, column].filter((part) => part !== void 0).join(":");
}
function timingsSection(kernels) {
  if (kernels.length === 0) return "";
  const stages2 = ["resolve", "boot", "build", "load", "trigger", "total"];
  const rows2 = kernels.map(({ spec, release, accel, timings }) => [
    codeSpan(spec),
    escapeText(release),
    accel,
    ...stages2.map((stage) => duration(timings[`${stage}Ms`]))
  ]);
  return folded("Timings", table(["kernel", "release", "accelerator", ...stages2], rows2));
}
function folded(title2, content) {
  return `<details><summary>${title2}</summary>

${content}

</details>`;
}

// src/github/report.ts
async function reportToGitHub(report, { root, out }) {
  const repository = repositoryRoot(root, process.env.GITHUB_WORKSPACE);
  const plan = planAnnotations(report, (file) => repositoryPath(repository, join2(root, file)));
  for (const annotation of plan.annotations) emitAnnotation(annotation);
  await emitSummary(summary(report, { notAnnotated: plan.left }));
  emitOutputs(outputsOf(report, out));
}
function outputsOf(report, out) {
  const failed2 = report.kernels.filter(({ verdict }) => verdict === "fail").map(({ spec }) => spec);
  return {
    verdict: report.verdict,
    report: join2(out, "report.json"),
    // JSON, so that a later job can take it as a matrix with fromJSON.
    "failed-kernels": JSON.stringify(failed2)
  };
}

// src/report/paint.ts
import { styleText } from "node:util";
var plain = (_format, text) => text;
var coloured = (format, text) => styleText(format, text, { validateStream: false });

// src/report/table.ts
var stateFormats = {
  pass: "green",
  fail: "red",
  xfail: "yellow",
  xpass: "red",
  skip: "dim",
  infra: "magenta",
  none: "dim"
};
function tableLines(grid, { paint, width }) {
  const labels = labelColumn(grid);
  const heads = grid.kernels.map(({ spec, release }) => [
    oneLine(spec, 40),
    shortRelease(oneLine(release, 40))
  ]);
  const full = columnWidths(grid, heads, cellText);
  const isWide = 2 + labelWidth(labels) + sum(full) <= width;
  const text = isWide ? cellText : cellMark;
  const widths = isWide ? full : columnWidths(grid, heads, cellMark);
  const labelled = Math.min(labelWidth(labels), Math.max(16, width - 2 - sum(widths)));
  const line = (label, cells) => `${pad(clip(label, labelled), labelled)}  ${cells.join("")}`.trimEnd();
  const header2 = [0, 1].map(
    (part) => paint(
      "bold",
      line(
        part === 0 ? "" : labels.folder,
        heads.map((head, at) => pad(head[part] ?? "", widths[at] ?? 0))
      )
    )
  );
  const rows2 = grid.rows.map(
    ({ cells }, index) => line(
      labels.rows[index] ?? "",
      cells.map((cell, at) => {
        const shown = text(cell);
        return paint(stateFormats[cell.state], shown) + pad("", (widths[at] ?? 0) - columns(shown));
      })
    )
  );
  const meanings2 = legend(grid);
  return [...header2, ...rows2, ...meanings2 === "" ? [] : [paint("dim", clip(meanings2, width))]];
}
function columnWidths(grid, heads, text) {
  return heads.map(
    (head, at) => 2 + Math.max(
      ...head.map(columns),
      ...grid.rows.map(({ cells }) => columns(cells[at] ? text(cells[at]) : ""))
    )
  );
}
function labelColumn(grid) {
  const objects = [...new Set(grid.rows.map(({ object }) => oneLine(object)))];
  const folder = commonFolder(objects);
  const names = grid.rows.map(({ object }) => oneLine(oneLine(object).slice(folder.length)));
  const width = Math.max(0, ...names.map(columns));
  const rows2 = grid.rows.map(({ object, program }, index) => {
    const name = grid.rows[index - 1]?.object === object ? "" : names[index] ?? "";
    return program === void 0 ? name : `${pad(name, width)}  ${oneLine(program, 80)}`;
  });
  return { folder, rows: rows2 };
}
function commonFolder(paths) {
  const [first = ""] = paths;
  let end = first.lastIndexOf("/") + 1;
  while (end > 0 && !paths.every((path) => path.startsWith(first.slice(0, end)))) {
    end = first.lastIndexOf("/", end - 2) + 1;
  }
  return first.slice(0, end);
}
function labelWidth({ folder, rows: rows2 }) {
  return Math.max(columns(folder), ...rows2.map(columns));
}
function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}

// src/report/text.ts
var severityFormats = { error: "red", warning: "yellow", notice: "cyan" };
var verdictFormats = { pass: "green", fail: "red", infra: "magenta" };
function renderText(report, options) {
  const { paint } = options;
  return [
    ...tableLines(matrix(report), options),
    ...inOrder(report.findings).flatMap((finding) => ["", ...findingLines(finding, options)]),
    "",
    `report: ${oneLine(options.out)}`,
    paint(["bold", verdictFormats[report.verdict]], verdictText(report)),
    ""
  ].join("\n");
}
function findingLines(finding, { paint }) {
  const severity2 = paint(severityFormats[finding.severity], `${finding.severity}:`);
  return [
    `${paint("bold", `${placeText2(finding)}:`)} ${severity2} ${oneLine(finding.title)} [${finding.code}]`,
    ...indented(finding.message),
    ...finding.hint === void 0 ? [] : [paint("bold", "  fix:"), ...indented(finding.hint, "    ")],
    ...excerptLines(finding).map((line) => paint("dim", line)),
    ...finding.logs.slice(0, 3).map((log) => paint("dim", `  log: ${oneLine(log)}`))
  ];
}
function placeText2({ file, line, column, object, kernels }) {
  const place = file === void 0 ? object ?? kernels.join(", ") : [file, line, column].filter((part) => part !== void 0).join(":");
  return oneLine(place);
}
function excerptLines({ severity: severity2, excerpt }) {
  if (excerpt === void 0 || severity2 === "notice") return [];
  return ["  from the verifier's log:", ...indented(excerpt, "    ")];
}
function indented(text, indent = "  ") {
  return text === "" ? [] : neutralise(text).split("\n").map((line) => (indent + line).trimEnd());
}

// src/report/json.ts
function publicReport(report) {
  return { ...report, findings: report.findings.map(({ excerpt: _excerpt, ...finding }) => finding) };
}

// src/report/write.ts
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join as join3 } from "node:path";
async function writeOutputs(report, outDir) {
  try {
    await mkdir(outDir, { recursive: true });
    await writeWhole(
      join3(outDir, "report.json"),
      `${JSON.stringify(publicReport(report), void 0, "	")}
`
    );
    await writeWhole(join3(outDir, "summary.md"), summary(report));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CoreMatrixError("infrastructure", `cannot write the report to ${outDir}: ${why}`, {
      remedy: "Name a folder that can be written, with --out or the input `out`.",
      cause
    });
  }
}
async function writeWhole(path, content) {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, content);
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw cause;
  }
}

// src/run.ts
import { mkdir as mkdir4, readFile as readFile4, rm as rm6 } from "node:fs/promises";
import { join as join13 } from "node:path";

// src/findings/context.ts
function contextOf(config, observed) {
  const kernels = new Map(observed.map((kernel) => [kernel.spec, kernel]));
  const buildKernel = config.build.on === "kernel" ? [config.build.kernel] : [];
  for (const spec of [...config.kernels, ...buildKernel]) {
    if (!kernels.has(spec.text)) kernels.set(spec.text, unobserved(spec));
  }
  const programs = /* @__PURE__ */ new Map();
  const unknown = [];
  for (const object of config.objects) {
    const seen = seenPrograms(object.name, observed);
    const complete = observed.filter(({ trouble: trouble2, cells }) => {
      const cell = cells.find((candidate) => candidate.object === object.name);
      return trouble2 === void 0 && cell !== void 0 && cell.trouble === void 0;
    });
    for (const program of namedPrograms(object)) {
      if (seen.has(program)) continue;
      const { skip } = object.programs[program] ?? {};
      const tried = complete.filter(
        ({ version: version2, release }) => skip === void 0 || !satisfies(version2 ?? release ?? "", skip)
      );
      if (tried.length > 0) unknown.push({ object: object.name, program });
      else seen.set(program, { name: program, section: "", type: "" });
    }
    programs.set(object.name, seen);
  }
  return { config, kernels, programs, unknown };
}
function buildKernelOf(config, object, loadKernel) {
  if (object.kind === "object") return void 0;
  return config.build.on === "each" ? loadKernel : config.build.kernel.text;
}
function versionOf(context, kernel) {
  return kernel.version ?? releaseOf(context, kernel);
}
function releaseOf(context, kernel) {
  if (kernel.release !== void 0) return kernel.release;
  const spec = context.config.kernels.find(({ text }) => text === kernel.spec);
  return spec?.kind === "version" ? spec.version : "";
}
function namedPrograms(object) {
  const expected = object.expect.flatMap(({ program }) => program === void 0 ? [] : [program]);
  return /* @__PURE__ */ new Set([...Object.keys(object.programs), ...expected]);
}
function seenPrograms(object, observed) {
  const cells = observed.flatMap((kernel) => kernel.cells).filter((cell) => cell.object === object);
  const seen = new Map(
    cells.flatMap((cell) => cell.programs).map((program) => [program.name, program])
  );
  for (const { trouble: trouble2 } of observed) {
    if (trouble2?.object !== object || trouble2.program === void 0 || seen.has(trouble2.program)) continue;
    seen.set(trouble2.program, { name: trouble2.program, section: "", type: "" });
  }
  return seen;
}
function unobserved({ text }) {
  return {
    spec: text,
    arch: "x86_64",
    accel: "tcg",
    timings: { resolveMs: 0, bootMs: 0, buildMs: 0, loadMs: 0, triggerMs: 0, totalMs: 0 },
    trouble: {
      code: "guest-lost",
      stage: "resolve",
      message: `Nothing was observed of kernel ${text}.`,
      logs: []
    },
    builds: [],
    cells: []
  };
}

// src/findings/failure.ts
var infrastructure = /* @__PURE__ */ new Set([
  "kernel-unavailable",
  "verification-failed",
  "boot-timeout",
  "guest-lost"
]);
function isInfrastructure({ code: code2, stage }) {
  if (infrastructure.has(code2) || stage === "resolve" || stage === "boot") return true;
  return code2 === "kernel-panic" && stage === "build";
}

// src/findings/build.ts
import { isAbsolute } from "node:path/posix";

// src/findings/core-hints.ts
var identifier = /^[A-Za-z_]\w{0,127}$/;
var memberPath = /^[A-Za-z_]\w{0,127}(?:\.[A-Za-z_]\w{0,127}|\[\d{1,9}\]){0,20}$/;
var noMember = /^no member named '(\w{1,128})' in '(struct|union) (\w{1,128})'/;
function missingMemberHint(keyword, type, member) {
  if (!identifier.test(type) || !memberPath.test(member)) return void 0;
  const flavor = `${keyword} ${essentialName(type)}___new`;
  return [
    "Ask before reading, and declare what other kernels have instead in a flavor of the type:",
    "",
    `    ${flavor} {`,
    `            /* what replaces ${member}, with its type and name there */`,
    "    } __attribute__((preserve_access_index));",
    "",
    `    if (bpf_core_field_exists(p->${member}))`,
    `            value = BPF_CORE_READ(p, ${member});`,
    "    else",
    `            value = BPF_CORE_READ((${flavor} *)p, /* its name there */);`,
    "",
    `Whether ${member} was renamed, moved or removed cannot be told from the log. On a kernel without it,`,
    `\`bpftool btf dump file /sys/kernel/btf/vmlinux format c\` shows what ${keyword} ${essentialName(type)} has.`
  ].join("\n");
}
function undeclaredMemberHint(diagnostic) {
  const [, member, keyword, type] = noMember.exec(diagnostic) ?? [];
  if (member === void 0 || keyword === void 0 || type === void 0) return void 0;
  const flavor = `${keyword} ${essentialName(type)}___other`;
  return [
    "The build kernel's vmlinux.h does not have the member. Declare it in a flavor, and read it where it is:",
    "",
    `    ${flavor} {`,
    `            /* its type there */ ${member};`,
    "    } __attribute__((preserve_access_index));",
    "",
    `    if (bpf_core_field_exists(((${flavor} *)p)->${member}))`,
    `            value = BPF_CORE_READ((${flavor} *)p, ${member});`
  ].join("\n");
}
function flavorNameHint(type) {
  if (!identifier.test(type) || type.includes("___") || type.startsWith("bpf_iter__")) return void 0;
  const at = type.lastIndexOf("__");
  const [base, suffix] = [type.slice(0, at), type.slice(at + 2)];
  if (at < 1 || suffix === "") return void 0;
  return [
    `Only ___ (three underscores) starts a flavor. If \`${type}\` is meant to stand for the kernel's \`${base}\`:`,
    "",
    `    struct ${base}___${suffix} {`,
    "            \u2026",
    "    } __attribute__((preserve_access_index));"
  ].join("\n");
}
function missingTypeHint(keyword, type) {
  if (!identifier.test(type)) return void 0;
  const name = `${keyword} ${type}`.trim();
  return `Ask for the type before using it:

    if (bpf_core_type_exists(${name}))
            \u2026`;
}
function missingEnumeratorHint(type, enumerator) {
  if (!identifier.test(type) || !identifier.test(enumerator)) return void 0;
  return [
    "Ask for the enumerator before using its value:",
    "",
    `    if (bpf_core_enum_value_exists(enum ${type}, ${enumerator}))`,
    `            value = bpf_core_enum_value(enum ${type}, ${enumerator});`
  ].join("\n");
}

// src/findings/trouble.ts
var words = {
  "build-error": "does not compile",
  "btf-missing": "needs BTF that the kernel does not have",
  "kernel-unavailable": "cannot be had",
  "verification-failed": "is not what its source vouches for",
  "boot-timeout": "did not boot in time",
  "guest-lost": "was lost",
  "kernel-panic": "ended in a kernel panic",
  "stage-timeout": "did not end in time"
};
function troubleFailure(trouble2, subject) {
  const { code: code2, stage, remedy, logs } = trouble2;
  const happened = words[code2] ?? "could not be tried";
  return {
    stage,
    code: code2,
    title: `${subject} ${happened}${code2 === "stage-timeout" || code2 === "kernel-panic" ? ` (stage ${stage})` : ""}`,
    message: oneLine(trouble2.message),
    ...remedy !== void 0 && { hint: oneLine(remedy) },
    logs
  };
}

// src/findings/build.ts
function buildFailure(build) {
  if (build.trouble !== void 0) return troubleFailure(build.trouble, `\`${build.object}\``);
  if (build.exitCode === 0) return void 0;
  const errors = build.diagnostics.filter(({ severity: severity2 }) => severity2 === "error");
  const first = errors[0];
  const common = { stage: "build", code: "build-error", logs: [build.log] };
  if (first === void 0) {
    const title2 = `\`${build.object}\` does not compile`;
    const message = `clang ended with exit code ${build.exitCode} and named no error; its log says more.`;
    return { ...common, title: title2, message };
  }
  const text = oneLine(first.message);
  const more = errors.length > 1 ? ` The compiler names ${errors.length} errors; this is the first.` : "";
  const { place, note } = placeOf2(first);
  const hint2 = undeclaredMemberHint(first.message);
  return {
    ...common,
    title: `does not compile: ${text}`,
    message: `\`${build.object}\` does not compile: ${text}.${more}${note}`,
    ...hint2 !== void 0 && { hint: hint2 },
    ...place !== void 0 && { place },
    subject: text
  };
}
function placeOf2({ file, line, column, includedFrom }) {
  if (file !== void 0 && line !== void 0) {
    return { place: column === void 0 ? { file, line } : { file, line, column }, note: "" };
  }
  const include = includedFrom.find((from) => isInRepository(from.file));
  if (include === void 0) return { note: " It is in no file of this repository." };
  return {
    place: { file: include.file, line: include.line },
    note: " It is in a header that this line includes."
  };
}
function isInRepository(path) {
  return !isAbsolute(path) && !path.split("/").includes("..");
}

// src/findings/expect.ts
function expectationFor(expectations, version2, program) {
  return expectations.findLast(
    (expectation) => (expectation.program === void 0 ? expectation.code !== "build-error" : expectation.program === program) && satisfies(version2, expectation.kernels)
  );
}
function objectExpectationFor(expectations, version2, { stage, code: code2 }) {
  return expectations.findLast(
    (expectation) => expectation.program === void 0 && (expectation.code === void 0 || expectation.code === code2 || stage === "build" === (expectation.code === "build-error")) && satisfies(version2, expectation.kernels)
  );
}
function buildErrorExpectationFor(expectations, version2) {
  return expectations.findLast(
    (expectation) => expectation.program === void 0 && expectation.code === "build-error" && satisfies(version2, expectation.kernels)
  );
}
function compare(name, failure, expected) {
  if (expected?.verdict !== "fail") return { verdict: failure === void 0 ? "pass" : "fail" };
  if (failure === void 0) {
    const title3 = `\`${name}\` was expected to fail and passed`;
    const message2 = `Expected: ${describe(expected)}. It passed.`;
    return { verdict: "xpass", mismatch: expectationFailure(title3, message2, expected, []) };
  }
  const line = failure.place?.line;
  const rightCode = expected.code === void 0 || expected.code === failure.code;
  const rightLine = expected.line === void 0 || expected.line === line;
  if (rightCode && rightLine) return { verdict: "xfail" };
  const title2 = `\`${name}\` failed otherwise than expected`;
  const came = `${failure.code} ${line === void 0 ? "at no known line" : `at line ${line}`}`;
  const message = `Expected: ${describe(expected)}. What came: ${came}: ${oneLine(failure.title)}`;
  const mismatch = expectationFailure(title2, message, expected, failure.logs);
  return {
    verdict: "fail",
    mismatch: failure.place === void 0 ? mismatch : { ...mismatch, place: failure.place }
  };
}
function expectationFailure(title2, message, expected, logs) {
  const hint2 = "Correct the expectation in the configuration if this is right, or the program if it is not.";
  return { stage: "expect", code: "expectation", title: title2, message, hint: hint2, subject: describe(expected), logs };
}
function describe({ kernels, code: code2, line }) {
  const what = code2 === void 0 ? "a failure" : code2;
  return `${what}${line === void 0 ? "" : ` at line ${line}`} on kernels ${kernels.text}`;
}

// src/findings/attach.ts
import { constants } from "node:os";

// src/findings/answers.ts
function answerTo({ answers }, question, name) {
  return answers?.find(
    (answer) => answer.question === question && (name === void 0 || answer.name === name)
  );
}
function symbolText(answer) {
  if (answer?.found === void 0) return "";
  const name = `\`${oneLine(answer.name, 100)}\``;
  const copy = answer.near?.find((other) => other.startsWith(`${answer.name}.`));
  if (!answer.found) {
    const both = answer.typed === false ? "Neither /proc/kallsyms nor the kernel's BTF has" : "/proc/kallsyms has no";
    const made = copy === void 0 ? "" : ` The compiler made \`${oneLine(copy, 100)}\` of it.`;
    return `
${both} ${name}.${made}`;
  }
  if (answer.typed === false) {
    return `
/proc/kallsyms has ${name}, the kernel's BTF does not: it cannot be attached to or called by its type.`;
  }
  return `
The kernel has ${name}, in /proc/kallsyms${answer.typed ? " and in its BTF" : ""}.`;
}
function nearText(answer) {
  if (answer?.found !== false) return "";
  const near = nearest(answer.name, answer.near ?? []);
  return near === void 0 ? "" : `The nearest name on this kernel is \`${oneLine(near, 100)}\`. `;
}

// src/findings/errno.ts
import { getSystemErrorName } from "node:util";
var ENOTSUPP = 524;
function errnoText(errno) {
  if (errno === ENOTSUPP) return `errno ${errno} (ENOTSUPP)`;
  const name = errno > 0 && errno < 4096 ? getSystemErrorName(-errno) : "";
  return /^E[A-Z0-9]+$/.test(name) ? `errno ${errno} (${name})` : `errno ${errno}`;
}

// src/findings/hints.ts
var identifier2 = /^[A-Za-z_]\w{0,127}$/;
var attachTargetHint = 'Functions get renamed, removed or inlined: look for the name in /proc/kallsyms of this kernel. With `SEC("?\u2026")` a program is loaded only when the loader turns it on, so each kernel can have its own.';
var complexityHint = "Bound loops by a constant or use bpf_loop(), and move repeated code into global (non-static) functions, which the verifier checks once each.";
var mapHint = "A map type or flag that this kernel does not know, or a size that it does not take. Let the loader choose another (bpf_map__set_type, bpf_map__set_max_entries), or leave the map out with bpf_map__set_autocreate(map, false).";
function helperHint(line) {
  const [call, ...others] = new Set(line.match(/\bbpf_[a-z]\w{0,60}(?=\()/g));
  const known = call !== void 0 && others.length === 0;
  const name = known ? call : "bpf_<helper>";
  return [
    "Ask for the helper before calling it; the branch is dead code to kernels without it:",
    "",
    `    if (bpf_core_enum_value_exists(enum bpf_func_id, ${name.replace("bpf_", "BPF_FUNC_")}))`,
    `            \u2026 ${name}(\u2026) \u2026`
  ].join("\n");
}
function kfuncHint(name) {
  return weakHint(name, "extern \u2026 ", "(\u2026) __ksym __weak;", "call it");
}
function ksymHint(name) {
  return weakHint(name, "extern const \u2026 ", " __ksym __weak;", "use it");
}
function weakHint(name, before, after, what) {
  if (name === void 0 || !identifier2.test(name)) return void 0;
  const lines = [
    "Declare it weak, and ask for it:",
    "",
    `    ${before}${name}${after}`,
    "",
    `    if (bpf_ksym_exists(${name}))`,
    `            /* ${what} */`
  ];
  return lines.join("\n");
}

// src/findings/attach.ts
var { ENOENT, ESRCH, EADDRNOTAVAIL, EPERM, EACCES, EOPNOTSUPP, EINVAL } = constants.errno;
var youngLinks = /^(?:kprobe|kretprobe|uprobe|uretprobe)\.(?:multi|session)|^(?:tcx|netkit)\//;
var agentPrefix = "core-matrix: ";
function attachFailure(program, { errno, message }) {
  const code2 = attachCode(errno, program.section);
  const section = oneLine(program.section, 100);
  const answer = answerTo(program, "symbol");
  const advice2 = hint(code2);
  const speaker = message.startsWith(agentPrefix) ? "The guest agent" : "libbpf";
  const said = message.trim() === "" ? "" : ` ${speaker} said: ${oneLine(message)}`;
  return {
    stage: "attach",
    code: code2,
    title: title(code2, oneLine(program.name, 100), section),
    message: `Attaching \`${section}\` failed with ${errnoText(errno)}.${said}${symbolText(answer)}`,
    ...advice2 !== void 0 && { hint: `${nearText(answer)}${advice2}` },
    logs: [program.load.log]
  };
}
function isNotAttachable({ errno, message }) {
  return errno === EOPNOTSUPP && message.trim() === "";
}
function notAttached(program) {
  const name = oneLine(program.name, 100);
  return {
    stage: "attach",
    code: "attach-type-unsupported",
    title: `\`${name}\` loads; whether it runs was not tried`,
    message: `Its section \`${oneLine(program.section, 100)}\` does not say what to attach it to, and its type has no default: it was loaded and not attached.`,
    logs: [program.load.log]
  };
}
function ranOnRequest(program) {
  const name = oneLine(program.name, 100);
  return {
    stage: "attach",
    code: "attach-type-unsupported",
    title: `\`${name}\` ran on request, not at a hook`,
    message: `There is nothing to attach \`${oneLine(program.section, 100)}\` to in the guest, so the kernel ran it once by BPF_PROG_TEST_RUN.`,
    logs: [program.load.log]
  };
}
function attachCode(errno, section) {
  switch (errno) {
    // Probes: no such symbol, or one that kprobes refuse (inlined away, notrace); tracepoints: no such event.
    case ENOENT:
    case ESRCH:
    case EADDRNOTAVAIL:
      return "attach-target-missing";
    case EPERM:
    case EACCES:
      return "permission";
    case EOPNOTSUPP:
    case ENOTSUPP:
      return "attach-type-unsupported";
    case EINVAL:
      return youngLinks.test(section) ? "attach-type-unsupported" : "load-error";
    default:
      return "load-error";
  }
}
function title(code2, name, section) {
  switch (code2) {
    case "attach-target-missing":
      return `this kernel has nothing to attach \`${section}\` to`;
    case "attach-type-unsupported":
      return `this kernel cannot attach programs such as \`${section}\``;
    default:
      return `\`${name}\` loads and cannot be attached`;
  }
}
function hint(code2) {
  switch (code2) {
    case "attach-target-missing":
      return attachTargetHint;
    case "attach-type-unsupported":
      return "Give kernels without it a program of another section, such as one kprobe instead of kprobe.multi, and let the loader choose.";
    default:
      return void 0;
  }
}

// src/findings/classify.ts
import { constants as constants2 } from "node:os";

// src/bpf/explanation.ts
var start = "Verification failed: ";
var headings = {
  "Reason:": "reason",
  "At:": "at",
  "Causal path:": "path",
  "Suggestion:": "suggestion"
};
function beginsExplanation(line) {
  return line.startsWith(start);
}
function explanationOf([first = "", ...rest]) {
  const parts = {
    reason: [],
    at: [],
    path: [],
    suggestion: []
  };
  let part;
  for (const line of rest) {
    const heading2 = Object.entries(headings).find(([text]) => text === line)?.[1];
    if (heading2 !== void 0) part = parts[heading2];
    else part?.push(line.trim());
  }
  const [, name = "", file = "", row3, column] = /^(\S+) @ (\S+):(\d{1,7}):(\d{1,7})$/.exec(parts.at[0] ?? "") ?? [];
  return {
    title: first.slice(start.length),
    ...parts.reason.length > 0 && { reason: parts.reason.join(" ") },
    ...row3 !== void 0 && { at: { function: name, file, line: Number(row3), column: Number(column) } },
    ...parts.suggestion.length > 0 && { suggestion: parts.suggestion.join(" ") }
  };
}

// src/bpf/lines.ts
var longestLine = 4096;
var carriageReturn = 13;
function eachLine(text, take2) {
  for (let start2 = 0; start2 < text.length; ) {
    const newline = text.indexOf("\n", start2);
    const next = newline === -1 ? text.length : newline;
    const end = text.charCodeAt(next - 1) === carriageReturn ? next - 1 : next;
    if (end > start2) take2(text.slice(start2, Math.min(end, start2 + longestLine)));
    start2 = next + 1;
  }
}

// src/bpf/verifier-line.ts
var instruction = /^(\d{1,7}): (?:\([0-9a-f]{2}\)|<invalid )/;
function insnIndex(line) {
  const code2 = line.charCodeAt(0);
  if (code2 < 48 || code2 > 57) return void 0;
  const [, index] = instruction.exec(line) ?? [];
  return index === void 0 ? void 0 : Number(index);
}
var unfinished = " infinite loop detected at insn ";
function insnText(line) {
  const start2 = line.indexOf(": ") + 2;
  const end = [line.indexOf(";", start2), line.indexOf(unfinished, start2)].filter((at) => at !== -1);
  return line.slice(start2, Math.min(line.length, ...end)).trimEnd();
}
function sentenceAfterInsn(line) {
  const at = line.indexOf(unfinished);
  return at === -1 ? void 0 : line.slice(at + 1);
}
function insnInSentence(line) {
  const [, index] = / insn (\d{1,7})\b/.exec(line) ?? [];
  return index === void 0 ? void 0 : Number(index);
}
function beginsWith(starts) {
  const byFirst = Map.groupBy(starts, (start2) => start2.charCodeAt(0));
  return (line) => byFirst.get(line.charCodeAt(0))?.some((start2) => line.startsWith(start2)) ?? false;
}
var isNarration = beginsWith([
  "arg#",
  "callee:",
  "caller:",
  "frame",
  "from ",
  "func#",
  "Func#",
  "last_idx ",
  "mark_precise: ",
  "parent already had ",
  "parent didn't have ",
  "propagating ",
  "reg type unsupported for arg#",
  "regs=",
  "returning from callee:",
  "to caller at ",
  "topo_order[",
  "Unrecognized arg#",
  "Validating "
]);
var registersAlone = /^ (?:frame\d{1,2}: )?R\d/;
var stateAtIndex = /^\d{1,7}: /;
function isTrace(line) {
  const first = line.charAt(0);
  if (first === " ") return registersAlone.test(line);
  if (first >= "0" && first <= "9") return stateAtIndex.test(line);
  return isNarration(line);
}
var isTrailer = beginsWith(["verification time ", "stack depth ", "subprog ", "processed "]);
function sourceComment(line) {
  if (!line.startsWith("; ")) return void 0;
  const comment = line.slice(2);
  const at = comment.lastIndexOf(" @ ");
  const [, file, number] = at === -1 ? [] : /^([^:]+):(\d{1,7})$/.exec(comment.slice(at + 3)) ?? [];
  if (file === void 0 || Number(number) === 0) return { text: comment };
  return { text: comment.slice(0, at), file, line: Number(number) };
}
function trailerOf(lines) {
  const find = (pattern) => lines.map((line) => pattern.exec(line)?.[1]).find((found) => found !== void 0);
  const us = find(/^verification time (\d{1,15}) usec/);
  const together = find(/^stack depth (\d[\d+]*)/)?.split("+");
  const each = lines.flatMap(
    (line) => line.startsWith("subprog ") ? / stack (\d{1,7})$/.exec(line)?.[1] ?? [] : []
  );
  const depths = together ?? each;
  const insns = find(/^processed (\d{1,15}) insns/);
  return {
    ...insns !== void 0 && {
      statistics: { insns: Number(insns), states: Number(find(/ total_states (\d{1,15})/) ?? 0) }
    },
    ...us !== void 0 && { verifyUs: Number(us) },
    ...depths.length > 0 && { stackDepth: depths.filter(Boolean).map(Number) }
  };
}

// src/bpf/excerpt.ts
var excerptLines2 = 40;
var widestLine = 160;
var longestWalk = 4096;
var contextLines = 8;
var tailLines = 12;
var logLinesKept = 65536;
var gap = "\u2026";
function excerptOf(text, message, insn) {
  if (message.length === 0) return [];
  const lines = traceOf(text, message);
  const steps = stepsOf(lines);
  const end = insn === void 0 ? void 0 : steps.findLast((step) => step.insn === insn);
  const chosen = end === void 0 ? lastLines(lines) : pathLines(lines, steps, end, message);
  const trace = withGaps(lines, chosen, excerptLines2 - message.length);
  return [...trace, ...message].map((line) => shortened(line)).slice(0, excerptLines2);
}
function traceOf(text, message) {
  let lines = [];
  let over = false;
  eachLine(text, (line) => {
    if (line.endsWith("-- BEGIN PROG LOAD LOG --")) {
      lines = [];
      over = false;
    } else if (line.startsWith("libbpf: ") || line.startsWith("prog '")) return;
    else if (beginsExplanation(line) || isTrailer(line) || line.startsWith("-- END ")) over = true;
    else if (!over && lines.length < 2 * logLinesKept) lines.push(line);
    else if (!over) lines = [...lines.slice(-logLinesKept), line];
  });
  const refusal2 = message[0];
  const at = refusal2 === void 0 ? -1 : lines.lastIndexOf(refusal2);
  return at === -1 ? lines : lines.slice(0, at);
}
function stepsOf(lines) {
  const steps = [];
  let comment = -1;
  let from;
  for (const [line, text] of lines.entries()) {
    const insn = insnIndex(text);
    if (insn !== void 0) {
      steps.push({ line, insn, comment, ...from && { from } });
      from = void 0;
    } else if (text.startsWith("; ")) comment = line;
    else {
      const [, jump] = /^from (\d{1,7}) to \d{1,7}[: (]/.exec(text) ?? [];
      if (jump !== void 0) from = { line, insn: Number(jump) };
    }
  }
  return steps;
}
function pathLines(lines, steps, end, message) {
  const chosen = /* @__PURE__ */ new Set();
  const choose = ({ line, comment }) => {
    chosen.add(line);
    if (comment !== -1) chosen.add(comment);
  };
  choose(end);
  for (let line = end.line + 1; line < Math.min(lines.length, end.line + 4); line++) chosen.add(line);
  const acquired = steps.findLast(({ insn }) => insn === acquiredAt(message));
  if (acquired !== void 0) choose(acquired);
  const wanted = new Set(wantedRegisters(insnText(lines[end.line] ?? ""), message));
  const context = [];
  for (const step of pathTo(steps, end)) {
    if (chosen.size >= excerptLines2) break;
    if (step.from !== void 0) chosen.add(step.from.line);
    if (step === end) continue;
    if (bearsOn(insnText(lines[step.line] ?? ""), wanted)) choose(step);
    else if (context.length < contextLines && isNewComment(lines, step.comment, context, chosen))
      context.push(step.comment);
  }
  return /* @__PURE__ */ new Set([...chosen, ...context]);
}
function* pathTo(steps, end) {
  let at = steps.indexOf(end);
  for (let walked = 0; walked < longestWalk; walked++) {
    const step = steps[at];
    if (step === void 0) return;
    yield step;
    const { from } = step;
    at--;
    while (from !== void 0 && at >= 0 && steps[at]?.insn !== from.insn) at--;
  }
}
function isNewComment(lines, comment, context, chosen) {
  const text = lines[comment];
  if (text === void 0 || chosen.has(comment)) return false;
  return context.every((other) => lines[other] !== text);
}
function acquiredAt(message) {
  const [, insn] = / alloc_insn=(\d{1,7})/.exec(message[0] ?? "") ?? [];
  return insn === void 0 ? void 0 : Number(insn);
}
function wantedRegisters(code2, message) {
  if (!code2.includes(") call ")) return registersIn(code2);
  const [, named] = /\bR(\d)\b/.exec(message[0] ?? "") ?? [];
  return named === void 0 ? ["1", "2", "3", "4", "5"] : [named];
}
function bearsOn(code2, wanted) {
  const body = code2.slice(code2.indexOf(") ") + 2);
  if (body.startsWith("if ")) return registersIn(body).some((register) => wanted.has(register));
  if (body.startsWith("call ")) return wanted.delete("0");
  const target = /^[rw](\d{1,2}) /.exec(body)?.[1];
  if (target === void 0 || !wanted.has(target)) return false;
  const [, operator = ""] = /^\S+ (\S+)/.exec(body) ?? [];
  if (operator === "=") wanted.delete(target);
  for (const register of registersIn(body.slice(body.indexOf(operator)))) wanted.add(register);
  return true;
}
function registersIn(code2) {
  return [...code2.matchAll(/\b[rw](\d{1,2})\b/g)].flatMap(
    ([, register = ""]) => register === "10" ? [] : register
  );
}
function lastLines(lines) {
  const shown = [...lines.keys()].filter((line) => {
    const text = lines[line] ?? "";
    return text.startsWith("; ") || text.startsWith("from ") || insnIndex(text) !== void 0;
  });
  return new Set(shown.slice(-tailLines));
}
function withGaps(lines, chosen, most) {
  const shown = [];
  let next = lines.length;
  for (const line of [...chosen].sort((a, b) => b - a)) {
    const text = lines[line] ?? "";
    const leftOut = lines.slice(line + 1, next);
    const hasGap = !text.startsWith("; ") && leftOut.some((each) => insnIndex(each) !== void 0);
    if (shown.length + (hasGap ? 2 : 1) > most) break;
    if (hasGap) shown.push(gap);
    if (text !== shown.at(-1)) shown.push(text);
    next = line;
  }
  return shown.reverse();
}
function withoutSentence(line) {
  const sentence2 = sentenceAfterInsn(line);
  return sentence2 === void 0 ? line : line.slice(0, -sentence2.length - 1);
}
function shortened(line) {
  const text = withoutSentence(line).replace(/\s{3,}; /, "  ; ");
  return text.length > widestLine ? `${text.slice(0, widestLine - 1)}\u2026` : text;
}

// src/bpf/sentence.ts
function gapsOf([start2 = "", ...parts], line) {
  if (!line.startsWith(start2)) return void 0;
  let at = start2.length;
  const gaps = [];
  for (const part of parts) {
    const next = part === "" ? line.length : line.indexOf(part, at);
    if (next === -1) return void 0;
    gaps.push(line.slice(at, next));
    at = next + part.length;
  }
  return gaps;
}

// src/bpf/load-fact.ts
var poisonedRelocation = 195896080;
var poisonedMap = 2001e6;
var poisonedKfunc = 2002e6;
var poisonedEnd = 2003e6;
function libbpfFact(line) {
  return firstOf(libbpfSentences, line);
}
function verifierFact(line) {
  return firstOf(verifierSentences, line);
}
var libbpfSentences = [
  sentence(["map '", "': failed to create: ", ""], ([name = "", error = ""]) => ({
    kind: "map-not-created",
    name,
    error
  })),
  sentence(["extern (func ksym) '", "': func_proto ", " incompatible with "], ([name = ""]) => ({
    kind: "extern-incompatible",
    name,
    what: "function"
  })),
  sentence(["extern (var ksym) '", "': incompatible types"], ([name = ""]) => ({
    kind: "extern-incompatible",
    name,
    what: "variable"
  })),
  sentence(["extern (func ksym) '", "': not found"], ([name = ""]) => ({ kind: "kfunc-missing", name })),
  sentence(["extern (var ksym) '", "': not found"], ([name = ""]) => ({ kind: "ksym-missing", name })),
  sentence(["extern '", "' (strong): not resolved"], ([name = ""]) => ({ kind: "ksym-missing", name })),
  sentence(["failed to find kernel BTF type ID of '", "'"], ([name = ""]) => ({
    kind: "attach-target-missing",
    name
  })),
  sentence(["missing BPF prog type, check ELF section name '", "'"], ([section = ""]) => ({
    kind: "section-unknown",
    section
  })),
  sentence(["failed to find valid kernel BTF"], () => ({ kind: "kernel-btf-missing" })),
  sentence(["kernel BTF is missing at"], () => ({ kind: "kernel-btf-missing" })),
  sentence(["vmlinux BTF is not found"], () => ({ kind: "kernel-btf-missing" })),
  sentence(["BTF is required, but is missing or corrupted"], () => ({ kind: "object-btf-missing" })),
  sentence(["permission error while running as root; try raising 'ulimit -l'"], () => ({ kind: "memlock" }))
];
var verifierSentences = [
  sentence(["failed to resolve CO-RE relocation <", "> [", "] ", ""], ([kind = "", id = "", rest = ""]) => ({
    kind: "core-relocation",
    failed: { kind, typeId: Number.parseInt(id, 10), ...specOf(rest) }
  })),
  sentence(["invalid func unknown#", ""], ([id = ""]) => unknownFunction(Number.parseInt(id, 10))),
  sentence(["unknown func ", "#", ""], helperNotAllowed),
  sentence(["program of this type cannot use helper ", "#", ""], helperNotAllowed),
  sentence(["BPF map '", "' is referenced but wasn't created"], ([name = ""]) => ({
    kind: "map-not-created",
    name
  })),
  sentence(["kfunc '", "' is referenced but wasn't resolved"], ([name = ""]) => ({
    kind: "kfunc-missing",
    name
  })),
  sentence(["calling kernel function ", " is not allowed"], ([name = ""]) => ({
    kind: "kfunc-not-allowed",
    name
  })),
  sentence(["The address of function ", " cannot be found"], ([name = ""]) => ({
    kind: "attach-target-missing",
    name
  })),
  whole(["attach_btf_id ", " is not a function"]),
  whole(["", " is not sleepable"]),
  whole(["Attaching ", " to __noreturn functions is rejected"]),
  sentence(["BPF program is too large. Processed "], () => ({ kind: "too-complex", limit: "instructions" })),
  sentence(["The sequence of ", " jumps is too complex"], () => ({ kind: "too-complex", limit: "jumps" })),
  sentence(["in-kernel BTF is malformed"], () => ({ kind: "kernel-btf-missing" }))
];
function firstOf(sentences, line) {
  for (const read of sentences) {
    const fact = read(line);
    if (fact !== void 0) return fact;
  }
  return void 0;
}
function sentence(parts, fact) {
  return (line) => {
    const gaps = gapsOf(parts, line);
    return gaps === void 0 ? void 0 : fact(gaps);
  };
}
function whole(parts) {
  return (line) => gapsOf(parts, line) === void 0 ? void 0 : { kind: "attach-target-refused", message: line };
}
function unknownFunction(id) {
  if (id === poisonedRelocation) return { kind: "core-relocation" };
  if (id >= poisonedMap && id < poisonedKfunc) return { kind: "map-not-created" };
  if (id >= poisonedKfunc && id < poisonedEnd) return { kind: "kfunc-missing" };
  return { kind: "helper-unknown", id };
}
function helperNotAllowed([name = "", id = ""]) {
  return { kind: "helper-not-allowed", id: Number.parseInt(id, 10), name };
}
function specOf(text) {
  const open3 = text.indexOf(" (");
  const at = text.indexOf(" @ ", open3);
  if (open3 === -1 || at === -1) return { spec: text };
  return { spec: text.slice(0, open3), access: text.slice(open3 + 2, at) };
}

// src/bpf/load-log.ts
var mostLibbpfLines = 50;
var mostMessageLines = 8;
var mostExplanationLines = 400;
var mostTrailerLines = 300;
function readLoadLog(text) {
  const reading = { libbpf: [], ...nothingYet() };
  eachLine(text, (line) => takeLine(reading, line));
  return conclude(reading);
}
function nothingYet() {
  return { tail: [], insn: "", comment: "", explanation: [], trailer: [], over: false, inBtfLog: false };
}
function takeLine(reading, line) {
  if (reading.inBtfLog && !line.startsWith("-- END BTF LOAD LOG --")) return;
  const libbpf = libbpfText(line);
  if (libbpf !== void 0) takeLibbpf(reading, libbpf);
  else if (line.startsWith("-- END PROG LOAD LOG --")) reading.over = true;
  else if (line.startsWith("Error: ")) return;
  else if (line.startsWith("-- END BTF LOAD LOG --")) reading.inBtfLog = false;
  else if (!reading.over) takeVerifier(reading, line);
}
function takeLibbpf(reading, text) {
  if (text === "-- BEGIN PROG LOAD LOG --" || text === "-- BEGIN DUMP LOG ---")
    Object.assign(reading, nothingYet());
  else if (text === "-- END LOG --") reading.over = true;
  else if (text.startsWith("-- BEGIN BTF LOAD LOG --")) reading.inBtfLog = true;
  else if (reading.libbpf.length < mostLibbpfLines) reading.libbpf.push(text);
}
function takeVerifier(reading, line) {
  if (isTrailer(line)) {
    if (reading.trailer.length < mostTrailerLines) reading.trailer.push(line);
    reading.over = line.startsWith("processed ");
  } else if (reading.explanation.length > 0 || beginsExplanation(line)) {
    if (reading.explanation.length < mostExplanationLines) reading.explanation.push(line);
  } else if (insnIndex(line) !== void 0) {
    const sentence2 = sentenceAfterInsn(line);
    reading.insn = line;
    reading.tail = sentence2 === void 0 ? [] : [sentence2];
  } else if (line.startsWith("; ")) {
    if (!line.endsWith(" @ :0")) reading.comment = line;
    reading.tail = [];
  } else if (isTrace(line)) {
    reading.tail = [];
  } else {
    reading.tail.push(line);
    if (reading.tail.length > mostMessageLines) reading.tail.shift();
  }
}
function libbpfText(line) {
  if (line.startsWith("libbpf: ")) return withoutProgram(line.slice("libbpf: ".length));
  return line.startsWith("prog '") ? withoutProgram(line) : void 0;
}
function withoutProgram(text) {
  const end = text.startsWith("prog '") ? text.indexOf("': ") : -1;
  return end === -1 ? text : text.slice(end + 3);
}
function conclude({ libbpf, tail, insn, comment, explanation, trailer }) {
  const facts = [...libbpf.map(libbpfFact), ...tail.map(verifierFact)].filter((fact) => fact !== void 0);
  const refused = refusedInsn(tail, insn, facts);
  const at = sourceComment(comment);
  return {
    libbpf,
    message: tail,
    ...explanation.length > 0 && { explanation: explanationOf(explanation) },
    ...refused !== void 0 && { insn: refused },
    ...refused !== void 0 && refused === insnIndex(insn) && { insnText: insnText(insn) },
    ...at !== void 0 && tail.length > 0 && { comment: at },
    facts,
    ...trailerOf(trailer)
  };
}
var aboutWhole = /* @__PURE__ */ new Set([
  "too-complex",
  "attach-target-missing",
  "attach-target-refused"
]);
function refusedInsn(message, lastInsn, facts) {
  if (message.length === 0 || facts.some(({ kind }) => aboutWhole.has(kind))) return void 0;
  return message.map(insnInSentence).find((insn) => insn !== void 0) ?? insnIndex(lastInsn);
}

// src/bpf/refusal.ts
var row2 = (kind, ...parts) => ({ kind, parts });
var rowWhen = (when, kind, ...parts) => ({
  kind,
  parts,
  ...when && { when }
});
var mayBeNull = ([, type = ""]) => type.includes("_or_null");
var isNumber = ([, type = ""]) => type === "inv" || type === "scalar";
var rows = [
  rowWhen(mayBeNull, "null-pointer", "R", " invalid mem access '", "'"),
  rowWhen(mayBeNull, "null-pointer", "R", " type=", " expected="),
  row2("null-pointer", "R", " pointer arithmetic on ", " prohibited, null-check it first"),
  row2("null-pointer", "Possibly NULL pointer passed to "),
  rowWhen(isNumber, "unknown-pointer", "R", " invalid mem access '", "'"),
  row2("untrusted-pointer", "R", " must be referenced or trusted"),
  row2("untrusted-pointer", "R", " must be a rcu pointer"),
  row2("untrusted-pointer", "R", " invalid mem access '", "'"),
  row2("modified-pointer", "dereference of modified ", " ptr R", " off=", " disallowed"),
  row2("pointer-arithmetic", "R", " pointer += pointer prohibited"),
  row2("pointer-arithmetic", "R", " bitwise operator ", " on pointer prohibited"),
  row2("pointer-arithmetic", "R", " pointer arithmetic with ", " operator prohibited"),
  row2("pointer-arithmetic", "R", " pointer arithmetic on ", " prohibited"),
  row2("pointer-arithmetic", "R", " 32-bit pointer arithmetic prohibited"),
  row2("pointer-arithmetic", "R", " tried to subtract pointer from scalar"),
  row2("uninitialised-register", "R", " !read_ok"),
  row2("uninitialised-stack", "invalid ", "read from stack ", "off ", " size ", ""),
  row2("uninitialised-stack", "invalid ", "read from stack ", "var_off ", " size ", ""),
  row2("unbounded-index", "R", " unbounded memory access, make sure to bounds check"),
  row2("unbounded-index", "R", " min value is negative, either use unsigned index"),
  row2("unbounded-index", "math between ", " pointer and register with unbounded min value"),
  row2("unbounded-index", "value ", " makes ", " pointer be out of bounds"),
  row2("unbounded-index", "invalid unbounded variable-offset"),
  row2("unbounded-size", "R", " min value is negative, either use unsigned or 'var &= const'"),
  row2("unbounded-size", "R", " unbounded memory access, use 'var &= const'"),
  row2("unbounded-size", "R", " invalid zero-sized read"),
  row2("unbounded-size", "invalid zero-sized read"),
  row2("out-of-bounds", "invalid access to map value, value_size=", " off=", " size=", ""),
  row2("out-of-bounds", "invalid access to memory, mem_size=", " off=", " size=", ""),
  row2("out-of-bounds", "invalid access to map key, key_size=", " off=", " size=", ""),
  row2("packet-bounds", "invalid access to packet, off=", " size=", ","),
  row2("missing-parameter", "func '", "' doesn't have ", "-th argument"),
  row2("context-access", "invalid bpf_context access off=", " size=", ""),
  row2("context-access", "variable ctx access var_off="),
  row2("kernel-type-bounds", "access beyond ", " at off ", " size ", ""),
  row2("kernel-memory-write", "only read is supported"),
  row2("read-only", "write into map forbidden"),
  row2("read-only", "R", " cannot write into ", ""),
  row2("misaligned", "misaligned ", " access off "),
  row2("stack-bounds", "invalid ", " stack R", " off=", " size=", ""),
  row2("stack-bounds", "invalid stack off=", " size=", ""),
  row2("stack-combined", "combined stack size of ", " calls is ", ". Too large"),
  row2("call-depth", "the call stack of ", " frames is too deep"),
  row2("reference-leak", "Unreleased reference id=", " alloc_insn=", ""),
  row2("reference-leak", "", " would lead to reference leak"),
  row2("held-lock", "function calls are not allowed while holding a lock"),
  row2("held-lock", "bpf_spin_unlock is missing"),
  row2("held-lock", "bpf_rcu_read_unlock is missing"),
  row2("held-lock", "", " cannot be used inside ", "ed region"),
  row2("unreachable", "unreachable insn ", ""),
  row2("no-exit", "last insn is not an exit or jmp"),
  row2("jump-out-of-range", "jump out of range from insn ", " to ", ""),
  row2("infinite-loop", "infinite loop detected at insn ", ""),
  row2("back-edge", "back-edge from insn ", " to ", ""),
  row2("recursion", "recursive call from ", " to ", ""),
  row2("return-value", "At ", " the register R0 has ", " should have been in ", ""),
  row2("wrong-map", "cannot pass map_type ", " into func ", "#"),
  row2("wrong-argument", "R", " type=", " expected=", ""),
  row2("tail-call", "tail_calls are not allowed "),
  row2("licence", "cannot call GPL-restricted function from non-GPL compatible program"),
  row2("licence", "cannot call kernel function from non-GPL compatible program"),
  row2("sleeping", "helper call might sleep in a non-sleepable prog"),
  row2("sleeping", "sleepable helper ", " in "),
  row2("sleeping", "program must be sleepable to call sleepable kfunc "),
  row2("young-instruction", "unknown opcode ", ""),
  row2("young-instruction", "invalid BPF_LD_IMM insn"),
  row2("young-instruction", "unrecognized bpf_ld_imm64 insn"),
  row2("young-instruction", "BPF_", " uses reserved fields"),
  row2("callback", "number of funcs in func_info doesn't match number of subprogs")
];
function refusalOf(message, insnText2 = "") {
  for (const { kind, parts, when } of rows) {
    for (const line of message) {
      const values = gapsOf(parts, line);
      if (values === void 0 || when !== void 0 && !when(values)) continue;
      const returnsNothing = kind === "uninitialised-register" && values[0] === "0" && insnText2 === "(95) exit";
      return { kind: returnsNothing ? "no-return-value" : kind, values };
    }
  }
  return void 0;
}

// src/findings/explain-relocation.ts
function explainRelocation(failed2, program, { insn }) {
  const code2 = "core-relocation";
  const where = insn === void 0 ? "the access" : `instruction ${insn}`;
  const poisoned = `libbpf left ${where} unusable and the verifier refused it.`;
  if (failed2 === void 0) {
    return {
      code: code2,
      title: `\`${oneLine(program.name, 100)}\` needs a field, type or enumerator that this kernel does not have`,
      message: `A CO-RE relocation found nothing in this kernel's BTF: ${poisoned} The log does not name it.`
    };
  }
  const wanted = parse(failed2.spec);
  const access = failed2.access === void 0 ? "" : ` (${oneLine(failed2.access, 100)})`;
  const hint2 = hintFor(wanted);
  return {
    code: code2,
    title: titleFor(wanted),
    message: `The CO-RE relocation <${oneLine(failed2.kind, 50)}> of \`${oneLine(failed2.spec, 300)}\`${access} finds nothing in this kernel's BTF: ${poisoned}`,
    ...hint2 !== void 0 && { hint: hint2 }
  };
}
function parse(spec) {
  const space = spec.indexOf(" ");
  const keyword = ["struct", "union", "enum", "enum64"].find((word) => spec.slice(0, space) === word) ?? "";
  const rest = spec.slice(keyword === "" ? 0 : space + 1);
  const colons = rest.indexOf("::");
  if (colons !== -1) {
    const enumerator = rest.slice(colons + 2).split(" ", 1)[0] ?? "";
    return { keyword: "enum", type: rest.slice(0, colons), enumerator };
  }
  const dot = rest.indexOf(".");
  if (dot === -1) return { keyword, type: rest };
  const type = rest.slice(0, dot).split("[", 1)[0] ?? "";
  return { keyword, type, member: rest.slice(dot + 1) };
}
function titleFor({ keyword, type, member, enumerator }) {
  const name = `\`${oneLine(`${keyword} ${essentialName(type)}`.trim(), 150)}\``;
  if (member !== void 0) return `${name} has no member \`${oneLine(member, 150)}\` on this kernel`;
  if (enumerator !== void 0) return `${name} has no \`${oneLine(enumerator, 150)}\` on this kernel`;
  return `this kernel has no ${name}`;
}
function hintFor({ keyword, type, member, enumerator }) {
  const flavor = flavorNameHint(type);
  if (flavor !== void 0) return flavor;
  if (member !== void 0) return missingMemberHint(keyword, type, member);
  if (enumerator !== void 0) return missingEnumeratorHint(type, enumerator);
  return missingTypeHint(keyword, type);
}

// src/findings/explanation.ts
var quotedLines = 8;
function refusal({ message, insn, comment, explanation }) {
  const where = insn === void 0 ? "the program" : `instruction ${insn}`;
  const near = comment === void 0 ? "" : `, after \`${oneLine(comment.text)}\``;
  const lines = message.slice(0, quotedLines).map((line) => `
  ${oneLine(line)}`);
  const { reason = "", suggestion = "" } = explanation ?? {};
  const why = reason + suggestion === "" ? "" : `
The kernel explains: ${oneLine(`${reason} ${suggestion}`)}`;
  return `The verifier refused ${where}${near}:${lines.join("")}${why}`;
}
function quoted({ libbpf, message }) {
  const lines = [...libbpf.slice(0, 4), ...message.slice(0, 4)];
  return `What was said:${lines.map((line) => `
  ${oneLine(line)}`).join("")}`;
}

// src/findings/explain.ts
function explainFact(fact, program, log) {
  const name = `\`${short(program.name)}\``;
  switch (fact.kind) {
    case "core-relocation":
      return explainRelocation(fact.failed, program, log);
    case "helper-unknown":
      return {
        code: "helper-unavailable",
        title: `this kernel has no helper number ${fact.id}${calledIn(log)}`,
        message: `${refusal(log)}${helperText(answerTo(program, "helper", String(fact.id)), program)}`,
        hint: helperHint(log.comment?.text ?? "")
      };
    case "helper-not-allowed":
      return {
        code: "helper-unavailable",
        title: `\`${short(fact.name)}\` is not for programs of type ${short(program.type)} on this kernel`,
        message: `${refusal(log)}${helperText(answerTo(program, "helper", String(fact.id)), program)}`,
        hint: "The kernel has the helper, so asking whether it exists does not help. Use another helper or another program type where this is refused."
      };
    case "kfunc-missing":
      return {
        code: "kfunc-unavailable",
        title: fact.name === void 0 ? `a kernel function that ${name} calls is not on this kernel` : `this kernel has no function \`${short(fact.name)}\` for programs to call`,
        ...withSymbol(program, fact.name, quoted(log), kfuncHint(fact.name))
      };
    case "extern-incompatible":
      return {
        code: fact.what === "function" ? "kfunc-unavailable" : "ksym-missing",
        title: `the kernel's ${fact.what} \`${short(fact.name)}\` is of another type than ${name} declares`,
        message: quoted(log),
        hint: `Declare it as this kernel's BTF has it (\`bpftool btf dump file /sys/kernel/btf/vmlinux\`). Where kernels differ, declare each form with a flavor (\`${short(fact.name)}___other\`, \`__ksym __weak\`) and use the one for which bpf_ksym_exists() holds.`
      };
    case "kfunc-not-allowed":
      return {
        code: "kfunc-unavailable",
        title: `\`${short(fact.name)}\` is not for programs of type ${short(program.type)} on this kernel`,
        message: refusal(log)
      };
    case "ksym-missing":
      return {
        code: "ksym-missing",
        title: `this kernel has no symbol \`${short(fact.name)}\``,
        ...withSymbol(program, fact.name, quoted(log), ksymHint(fact.name))
      };
    case "attach-target-missing":
      return {
        code: "attach-target-missing",
        title: `this kernel has no function \`${short(fact.name)}\` to attach to`,
        ...withSymbol(program, fact.name, quoted(log), attachTargetHint)
      };
    case "attach-target-refused":
      return {
        code: "attach-type-unsupported",
        title: `${name} cannot be attached to \`${short(program.section)}\` on this kernel: ${oneLine(fact.message, 200)}`,
        message: quoted(log),
        hint: attachTargetHint
      };
    case "map-not-created":
      return explainMap(fact, program, log);
    case "section-unknown":
      return {
        code: "load-error",
        title: `libbpf knows no program type for the section \`${short(fact.section)}\` of ${name}`,
        message: quoted(log),
        hint: "The name is misspelt, or younger than the libbpf that core-matrix was built with; a loader of your own can set the type (bpf_program__set_type)."
      };
    case "kernel-btf-missing":
      return {
        code: "btf-missing",
        title: "this kernel has no usable BTF",
        message: quoted(log),
        hint: "CO-RE needs a kernel built with CONFIG_DEBUG_INFO_BTF=y; where there is none, give libbpf a BTF file of that kernel (bpf_object_open_opts.btf_custom_path)."
      };
    case "object-btf-missing":
      return {
        code: "btf-missing",
        title: "the object has no BTF of its own",
        message: quoted(log),
        hint: "Compile it with -g, and do not strip .BTF from it."
      };
    case "too-complex":
      return {
        code: "verifier-complexity",
        title: fact.limit === "instructions" ? `${name} takes the verifier more instructions than it is willing to look at` : `${name} has more pending branches than the verifier is willing to follow`,
        message: quoted(log),
        hint: complexityHint
      };
    case "memlock":
      return {
        code: "memlock",
        title: `${name} needs more locked memory than its loader may have`,
        message: quoted(log),
        hint: "Kernels before 5.11 count BPF memory against RLIMIT_MEMLOCK: let the loader raise it (libbpf does with LIBBPF_STRICT_AUTO_RLIMIT_MEMLOCK), or run it under `ulimit -l unlimited`."
      };
  }
}
function explainMap({ name, error = "" }, program, log) {
  const map = name === void 0 ? "a map" : `the map \`${short(name)}\``;
  if (error.endsWith("(-1)") || error === "-EPERM") {
    return { code: "permission", title: `this kernel does not allow creating ${map}`, message: quoted(log) };
  }
  const why = error === "" ? "" : `: ${short(error)}`;
  const answer = answerTo(program, "map-type", name);
  const type = `\`${short(answer?.type ?? "unknown")}\``;
  const title2 = `this kernel cannot create ${map} of \`${short(program.name)}\`${why}`;
  switch (answer?.found) {
    case false:
      return {
        code: "map-unsupported",
        title: `this kernel has no maps of type ${type}, which ${map} is`,
        message: `${quoted(log)}
Asked for the type (libbpf_probe_bpf_map_type), the kernel says that it does not know it.`,
        hint: mapHint
      };
    case true:
      return {
        code: "map-unsupported",
        title: title2,
        message: `${quoted(log)}
The kernel has maps of type ${type}, so it refuses the flags or the sizes of this one.`,
        hint: mapHint
      };
    default:
      return { code: "map-unsupported", title: title2, message: quoted(log), hint: mapHint };
  }
}
function withSymbol(program, name, message, hint2) {
  const answer = name === void 0 ? void 0 : answerTo(program, "symbol", name);
  const advice2 = `${nearText(answer)}${hint2 ?? ""}`.trimEnd();
  return { message: `${message}${symbolText(answer)}`, ...advice2 !== "" && { hint: advice2 } };
}
function helperText(answer, { type }) {
  switch (answer?.found) {
    case true:
      return `
Asked for it (libbpf_probe_bpf_helper), the kernel has it for programs of type ${short(type)}: what excludes it here is the attach type, the licence or the attach target.`;
    case false:
      return `
Asked for it (libbpf_probe_bpf_helper), the kernel has none of that number for programs of type ${short(type)}.`;
    default:
      return "";
  }
}
function calledIn({ comment }) {
  return comment === void 0 ? "" : `, called in \`${oneLine(comment.text, 200)}\``;
}
function short(text) {
  return oneLine(text, 100);
}

// src/findings/refusal-words.ts
function refusalWords({ kind, values }) {
  const { title: title2, why, fix } = words2[kind];
  const safe = values.map((value) => oneLine(value, 60));
  return { title: typeof title2 === "string" ? title2 : title2(safe), why, fix };
}
var code = (...lines) => ["", "", ...lines.map((line) => `    ${line}`)].join("\n");
var bounds = "The verifier keeps, for each register, the smallest and the largest value that it can have on this path. An access must lie within its memory for all of them.";
var words2 = {
  "null-pointer": {
    title: "a pointer that may be NULL is used without a check",
    why: "Lookups, reservations and many other calls can return NULL. The verifier lets such a pointer be used only where a comparison with NULL has ruled that out, on every path that leads there.",
    fix: `Return where the pointer is NULL, before using it, whatever you think the call gives:${code("if (!value)", "        return 0;")}`
  },
  "unknown-pointer": {
    title: "memory is read through a number that is no pointer to the verifier",
    why: "What a register, an argument or a structure of the kernel holds is a number to the verifier, unless it knows the type behind it (BTF-typed arguments of fentry, tp_btf and LSM programs). It cannot know what is at that address, so it does not let the program follow it directly. A pointer also becomes a number when it was stored where the verifier does not follow it, or was changed by arithmetic.",
    fix: `Let a helper read it, which fails instead of crashing:${code("value = BPF_CORE_READ(p, member);", "bpf_probe_read_kernel(&value, sizeof(value), p);")}`
  },
  "untrusted-pointer": {
    title: "a pointer is used in a way that its kind does not allow",
    why: "The verifier knows what this pointer points to, but not that the thing behind it is still there: it came out of another structure, or was kept after what protected it ended. Kernel functions that keep or change such a thing want one that they can trust.",
    fix: "Use the pointer as the program was given it, acquire a reference (such as bpf_task_acquire) and release it at the end, or stay between bpf_rcu_read_lock() and bpf_rcu_read_unlock()."
  },
  "modified-pointer": {
    title: ([kind = ""]) => `a pointer of type ${kind} is used after something was added to it`,
    why: "Some pointers, such as the one to the context, may be used only as they were given, with constant offsets that stand in the access itself. Compilers sometimes compute the address first and keep it for several accesses.",
    fix: `Access the member through the original pointer. Where the compiler is at fault, keep it from merging accesses:${code("__u32 value = *(volatile __u32 *)&ctx->member;")}`
  },
  "pointer-arithmetic": {
    title: "arithmetic on a pointer that is not allowed",
    why: "A pointer may be moved by adding or subtracting a number that has bounds, in 64 bits, and only while it is known not to be NULL. Everything else (bit operations, multiplication, adding two pointers, 32-bit operations) would leave the verifier without knowledge of where it points.",
    fix: "Compute the offset in an unsigned 64-bit variable, bound it, and add it to the pointer last. Check for NULL before moving a pointer."
  },
  "no-return-value": {
    title: "a path ends without a return value",
    why: "The return value is what register R0 holds at the exit. On this path nothing was put there: a function that returns a value ends without `return`, or calls no function and sets nothing.",
    fix: "End every path with a `return` of a value; compile with -Wall -Wreturn-type."
  },
  "uninitialised-register": {
    title: ([register = ""]) => `register R${register} is read before anything was put into it`,
    why: "On the path that the log shows, the value was never set: a variable without a first value, more arguments than the program is given, or arguments (R1 to R5) used again after a call, which leaves nothing in them.",
    fix: "Give the variable a value where it is declared. In a global function, check its signature against the call."
  },
  "uninitialised-stack": {
    title: "stack memory is read before anything was written there",
    why: "A helper reads all bytes of a key, a value or a buffer, padding included, and some of those were never written. Newer kernels let privileged programs do that; older ones do not.",
    fix: `Zero the whole of it, padding included, before filling it in:${code("struct key key = {};", "__builtin_memset(&key, 0, sizeof(key));")}`
  },
  "unbounded-index": {
    title: "an index or offset has no bounds that the verifier knows",
    why: `${bounds} Here the value has no upper limit, or can be negative: signed variables, values read from memory or packets, and checks made on another copy of the variable are the usual reasons.`,
    fix: `Bound an unsigned variable right before its use, and use that same variable:${code("if (i >= sizeof(buffer))", "        return 0;", "value = buffer[i];")}`
  },
  "unbounded-size": {
    title: "a size that is given to a helper has no bounds that the verifier knows",
    why: `${bounds} A size must not be negative, must not exceed the buffer and, for most helpers, must not be zero, for every value that it can have here. A signed or a 32-bit variable that was checked only on one side fails that.`,
    fix: `Bound an unsigned variable right before the call; where the compiler undoes it, mask it with a power of two less one:${code("if (size > sizeof(buffer))", "        size = sizeof(buffer);", "size &= sizeof(buffer) - 1;")}`
  },
  "out-of-bounds": {
    title: ([size = "", offset = "", length = ""]) => `an access of ${length} bytes at offset ${offset} reaches beyond memory of ${size} bytes`,
    why: `${bounds} This one can reach beyond it, at the least with the largest value that the offset can have.`,
    fix: "Correct the constant, or bound the index by the size of the memory less the size of the access. The size is that of the map value as the map was created: keep both in one structure."
  },
  "packet-bounds": {
    title: ([offset = "", length = ""]) => `${length} bytes at offset ${offset} of a packet are accessed without a check against data_end`,
    why: "A packet can be shorter than what is read of it. The verifier wants to see, on each path, a comparison of the end of the access with data_end, and forgets all of them when a helper may have moved the packet.",
    fix: `Compare first, for the whole of what is read next:${code("struct ethhdr *eth = data;", "if ((void *)(eth + 1) > data_end)", "        return XDP_PASS;")}`
  },
  "context-access": {
    title: ([offset = "", size = ""]) => size === "" ? "the context is accessed at an offset that is not constant" : `the context has no member of ${size} bytes at offset ${offset} for programs of this type`,
    why: "Which members of the context a program may read or write depends on its type and on the kernel: newer kernels have more. Each is accessed alone, in its own size, at a constant offset.",
    fix: "Read members of the context by name, and only those that this program type has on this kernel (Documentation of the type, or its `is_valid_access` function in the kernel). Do not copy the context as a whole."
  },
  "missing-parameter": {
    title: ([name = "", number = ""]) => `\`${name}\` has no parameter number ${number} on this kernel`,
    why: "A program that attaches through BTF sees the parameters of the function on the running kernel, and fexit programs the return value after the last of them. The function's signature is another one here than the program says.",
    fix: "Compare the program's parameters with the function's in this kernel's BTF (`bpftool btf dump file /sys/kernel/btf/vmlinux`), and have one program for each signature, marked `SEC(\"?\u2026\")`, of which the loader turns one on."
  },
  "kernel-type-bounds": {
    title: ([type = "", offset = ""]) => `\`${type}\` has nothing at offset ${offset} on this kernel`,
    why: "The verifier knows the type behind this pointer from the kernel's BTF, and the access is beyond its end: a cast to another type, or an offset that was fixed when the program was compiled.",
    fix: "Let CO-RE find the offset (types of vmlinux.h, which carry preserve_access_index), or read what is not of that type with bpf_probe_read_kernel()."
  },
  "kernel-memory-write": {
    title: "memory of the kernel's own types is written",
    why: "Programs may read the kernel's structures and, apart from the few members that a program type opens, not write them.",
    fix: "Keep what the program changes in a map, or use the helper or kernel function that makes that change."
  },
  "read-only": {
    title: "read-only memory is written",
    why: "Constants (`const`, .rodata) and maps with BPF_F_RDONLY_PROG are frozen before the program is loaded, and so is some memory that helpers return or take.",
    fix: "Declare a variable that the program changes without `const`, or copy it to the stack first."
  },
  misaligned: {
    title: ([what = ""]) => `an access to ${what || "memory"} is not aligned to its size`,
    why: "On the stack an access of 2, 4 or 8 bytes must begin at a multiple of its size; on machines without fast unaligned access the same is so for all memory. Packed structures and casts of byte arrays are the usual reasons.",
    fix: "Declare the buffer with the type that is read from it, or with __attribute__((aligned(8)))."
  },
  "stack-bounds": {
    title: "an access is outside of the stack frame",
    why: "A program has 512 bytes of stack, below the frame pointer, and all of a variable that is on it must lie within. An index beyond an array's end, or a buffer that is smaller than the size given with it, leads out of it.",
    fix: "Check index and size against the array; keep what is large in a map (BPF_MAP_TYPE_PERCPU_ARRAY with one entry serves as scratch memory)."
  },
  "stack-combined": {
    title: ([calls = "", size = ""]) => `${calls} functions that call each other need ${size} bytes of stack together`,
    why: "The 512 bytes of stack are for a program and all functions that it is in at one time. Each frame is rounded up, on newer kernels by less, so one kernel can take what another does not.",
    fix: "Move large variables into a per-CPU array map of one entry, or let the function be inlined (`static __always_inline`), so that frames can share memory."
  },
  "call-depth": {
    title: ([frames = ""]) => `calls are nested ${frames} deep, which is more than this kernel allows`,
    why: "Calls between functions of a program, the program itself included, may be nested 8 deep, on the newest kernels deeper. A function that calls itself, directly or through others, has no depth at all to the verifier.",
    fix: "Let small functions be inlined (`static __always_inline`); make a recursion a loop with a constant bound, or bpf_loop()."
  },
  "reference-leak": {
    title: ([, acquired = ""]) => acquired === "" ? "something that was acquired is not released on every path" : `what instruction ${acquired} acquired is not released on every path`,
    why: "What a program acquires (a ring buffer record, a socket, a task) it must give back before it ends, on each path, early returns included, and only where it was not NULL.",
    fix: `Release it on every way out:${code("bpf_ringbuf_submit(record, 0);  /* or bpf_ringbuf_discard */", "bpf_sk_release(sk);")}`
  },
  "held-lock": {
    title: "a lock is held where that is not allowed",
    why: "Between bpf_spin_lock() and bpf_spin_unlock() no function may be called and the program may not end; sections under RCU or without preemption must be ended as well, on each path.",
    fix: "Call what must be called before the lock is taken, keep the result in a variable, and unlock before every return."
  },
  unreachable: {
    title: "some instructions can never be reached",
    why: "The verifier takes no program with code that no path leads to. Compilers remove such code, so it comes from inline assembly, from hand-written or patched instructions, or from a call that does not return.",
    fix: "Remove the code, or the jump around it. Compile with -O2."
  },
  "no-exit": {
    title: "a function runs past its last instruction",
    why: "The last instruction of each function must be an exit or a jump. Functions that end in undefined behaviour (no return, __builtin_unreachable, an endless loop that was optimised away) or in inline assembly have none.",
    fix: "End the function with a `return`."
  },
  "jump-out-of-range": {
    title: "a jump leads out of its function",
    why: "Jumps must stay within their function. The object is damaged, was linked wrongly, or has hand-written jumps.",
    fix: "Build the object again; link objects with `bpftool gen object`, and use labels in inline assembly."
  },
  "infinite-loop": {
    title: "a loop may never end",
    why: "The verifier came to the same place with the same state again: nothing that the loop\u2019s condition depends on had changed, so nothing shows that the loop ends.",
    fix: `Bound it by a constant, or let the kernel run it:${code("for (int i = 0; i < 64; i++) \u2026", "bpf_loop(n, body, &context, 0);")}`
  },
  "back-edge": {
    title: "a loop or a recursion that this kernel does not take",
    why: "Kernels before 5.3, and all kernels for loaders without CAP_BPF, take no jump backwards; and no kernel takes a function that calls itself.",
    fix: "Unroll the loop (`#pragma unroll`) or use bpf_loop(); make a recursion a loop with a constant bound."
  },
  recursion: {
    title: ([caller = "", callee = ""]) => `recursion: \`${caller}\` calls \`${callee}\``,
    why: "A function that calls itself, directly or through others, has no depth that the verifier could know.",
    fix: "Make it a loop with a constant bound, or bpf_loop() with a small stack of your own in a map."
  },
  "return-value": {
    title: ([, , wanted = ""]) => `the return value can be outside of ${wanted}`,
    why: "What a program returns means something to the kernel (let pass, deny, an errno), so each type and attach type allows certain values, and the verifier wants to see that no other can come out.",
    fix: "Return constants that the type allows, on each path; bound a computed value first. Newer kernels know tighter ranges for some hooks."
  },
  "wrong-argument": {
    title: ([register = "", type = ""]) => `argument ${register} of a call is of the wrong kind: ${type || "unknown"}`,
    why: "Each helper and kernel function says what kind of value it takes: a pointer to memory of known size, the context, a map, an object of the kernel. The verifier says what it was given and what it takes. A number (`scalar`, `inv`) where a pointer belongs was not obtained in a way that the verifier follows.",
    fix: "Pass the context as the program got it, the address of a map or of a variable on the stack, or a map value after its NULL check. Data of the kernel is copied to the stack first, with bpf_probe_read_kernel()."
  },
  "wrong-map": {
    title: ([type = "", helper = ""]) => `\`${helper}\` does not work with a map of type number ${type}`,
    why: "Many helpers work with certain map types only: bpf_perf_event_output with a PERF_EVENT_ARRAY, bpf_ringbuf_* with a RINGBUF, bpf_tail_call with a PROG_ARRAY.",
    fix: "Declare the map with the type that the helper is for, or use the helper of that map type."
  },
  "tail-call": {
    title: "a tail call stands where this kernel does not allow one",
    why: "Kernels before 5.10 do not mix tail calls and calls between functions, other architectures than x86-64 learnt it later, and functions with tail calls have less stack.",
    fix: "Inline the functions around the tail call (`static __always_inline`), or make the tail call in the program itself."
  },
  licence: {
    title: "a function that is only for GPL-compatible programs is called by one that is not",
    why: "Many helpers, among them all that read the kernel's memory, and all kernel functions are for programs whose licence is compatible with the GPL.",
    fix: `If that is the program's licence, say so in the object:${code('char LICENSE[] SEC("license") = "GPL";')}`
  },
  sleeping: {
    title: "a function that may sleep is called where sleeping is not allowed",
    why: "Helpers such as bpf_copy_from_user() may wait for memory. Only sleepable programs may call them, and not under a lock, an RCU section or with preemption off.",
    fix: `Make the program sleepable where its hook allows it (fentry.s, lsm.s, uprobe.s, iter.s, syscall), or use the helper that does not sleep:${code('SEC("fentry.s/\u2026")', "bpf_probe_read_user(&value, sizeof(value), pointer);")}`
  },
  "young-instruction": {
    title: "an instruction that this kernel does not know",
    why: "Each -mcpu of the compiler uses more instructions (v3: 32-bit jumps, atomics; v4: sign extension, long jumps), and calls of kernel functions (5.13) and pointers to functions (5.13) are encodings of their own that older kernels refuse.",
    fix: 'Compile with -mcpu=v2 or v3 for this kernel, avoid __sync_fetch_and_* with a used result before 5.12, and mark programs with young features `SEC("?\u2026")`.'
  },
  callback: {
    title: "a function is given to a helper, which this kernel does not know",
    why: "Callbacks (bpf_loop, bpf_for_each_map_elem, bpf_timer_set_callback) exist since Linux 5.13. An older kernel does not count such functions, so the object\u2019s table of functions does not fit what it finds.",
    fix: 'Write an ordinary loop with a constant bound for such kernels, and mark the program with the callback `SEC("?\u2026")`.'
  }
};

// src/findings/classify.ts
var { E2BIG, EACCES: EACCES2, EINVAL: EINVAL2, EPERM: EPERM2 } = constants2.errno;
var precedence = [
  "memlock",
  "object-btf-missing",
  "section-unknown",
  "kernel-btf-missing",
  "map-not-created",
  "core-relocation",
  "ksym-missing",
  "extern-incompatible",
  "kfunc-missing",
  "kfunc-not-allowed",
  "attach-target-missing",
  "attach-target-refused",
  "helper-unknown",
  "helper-not-allowed",
  "too-complex"
];
function loadFailure(program) {
  const { load } = program;
  const log = readLoadLog(load.excerpt);
  const explanation = explain(program, log);
  const isRelocation = explanation.code === "core-relocation";
  return {
    stage: "load",
    ...explanation,
    message: `${explanation.message}${originText(load.origin)}`,
    ...isRelocation && load.relocation !== void 0 && { relocation: load.relocation },
    ...load.place !== void 0 && { place: load.place },
    ...evidence(load, log),
    logs: [load.log]
  };
}
function originText(origin) {
  if (origin === void 0) return "";
  const where = `\`${oneLine(origin.file, 200)}:${origin.line}\``;
  return origin.relation === "caller" ? `
The code is at ${where}, which is not in this repository; the place shown is where that function is called.` : `
The code is at ${where}, which is not in this repository; the place shown is the nearest line of the same function that is.`;
}
function evidence({ excerpt }, { message, insn }) {
  const said = oneLine(message[0] ?? "", 200);
  if (said === "") return {};
  const lines = excerptOf(excerpt, message, insn).map((line) => neutralise(line).trimEnd());
  return { said, excerpt: lines.join("\n") };
}
function explain(program, log) {
  for (const kind of precedence) {
    const fact = log.facts.find((candidate) => candidate.kind === kind);
    if (fact !== void 0) return explainFact(fact, program, log);
  }
  return log.message.length > 0 ? rejected(program, log) : byErrno(program, log);
}
function rejected({ name }, log) {
  const refused = refusalOf(log.message, log.insnText);
  const words3 = refused && refusalWords(refused);
  const rejects = `the verifier rejects \`${oneLine(name, 100)}\``;
  if (words3 !== void 0) {
    return {
      code: "verifier-rejected",
      title: `${rejects}: ${words3.title}`,
      message: `${words3.why}
${refusal(log)}`,
      hint: words3.fix
    };
  }
  return {
    code: "verifier-rejected",
    title: `${rejects}: ${oneLine(log.message[0] ?? "", 200)}`,
    message: refusal(log),
    ...log.explanation?.suggestion !== void 0 && { hint: oneLine(log.explanation.suggestion) }
  };
}
function byErrno(observed, { libbpf }) {
  const {
    name,
    type,
    section,
    load: { errno }
  } = observed;
  const program = `\`${oneLine(name, 100)}\``;
  const said = libbpf.length === 0 ? "" : ` libbpf said:${libbpf.slice(0, 3).map((line) => `
  ${oneLine(line)}`).join("")}`;
  const message = `Loading failed with ${errnoText(errno)}, and the verifier left no log.${said}`;
  const code2 = codeOf(errno, observed);
  switch (code2) {
    case "program-type-unsupported":
      return {
        code: code2,
        title: `this kernel does not take ${program}, a program of type ${oneLine(type, 50)}`,
        message: `${message}
Asked for the type (libbpf_probe_bpf_prog_type), the kernel says that it does not know it.`,
        hint: 'Mark it `SEC("?\u2026")` and let the loader turn it on where libbpf_probe_bpf_prog_type() finds the type.'
      };
    case "attach-type-unsupported":
      return {
        code: code2,
        title: `this kernel does not know what ${program} attaches to: \`${oneLine(section, 100)}\``,
        message: `${message}
The kernel has programs of type ${oneLine(type, 50)}, but refuses even an empty one with this attach type, \`${oneLine(answerTo(observed, "attach-type")?.name ?? "", 50)}\`.`,
        hint: 'Mark it `SEC("?\u2026")`, and give kernels without the attach type a program of another section.'
      };
    case "permission":
      return {
        code: code2,
        title: `this kernel does not allow loading ${program}`,
        message,
        hint: "Loading needs CAP_BPF and CAP_PERFMON (before 5.8 CAP_SYS_ADMIN); a security module or kernel lockdown can refuse it all the same, and says so in the kernel log."
      };
    case "verifier-complexity":
      return { code: code2, title: `${program} is too large for this kernel`, message };
    default:
      return { code: code2, title: `${program} does not load: ${errnoText(errno)}`, message };
  }
}
function codeOf(errno, program) {
  switch (errno) {
    case EPERM2:
    case EACCES2:
      return "permission";
    case E2BIG:
      return "verifier-complexity";
    // Kernels answer so to types that they do not know, and to much else.
    case EINVAL2:
      if (answerTo(program, "program-type")?.found === false) return "program-type-unsupported";
      return answerTo(program, "attach-type")?.found === false ? "attach-type-unsupported" : "load-error";
    default:
      return "load-error";
  }
}

// src/findings/trigger.ts
var quotedPrints = 5;
var atLeastOnce = { operator: ">=", count: 1 };
function triggerFailure(program, trigger, wanted) {
  const name = oneLine(program.name, 100);
  const logs = [program.load.log, ...trigger.log === void 0 ? [] : [trigger.log]];
  const runs = wanted?.runs ?? atLeastOnce;
  if (!meets(trigger.runs, runs)) return runsFailure(name, program, trigger, runs, logs);
  const missing = wanted?.prints.find((text) => !trigger.prints.includes(text));
  if (missing !== void 0) {
    return {
      stage: "expect",
      code: "expectation",
      title: `\`${name}\` did not print what was expected`,
      message: `Expected in its output: "${oneLine(missing)}". ${printed(trigger.prints)}`,
      hint: "The output is what bpf_printk wrote to the trace while the program was attached; check the condition under which it prints.",
      subject: missing,
      logs
    };
  }
  if (trigger.failure === void 0) return void 0;
  return {
    stage: "trigger",
    code: "command-failed",
    title: `the workload for \`${name}\` did not end well`,
    message: `${oneLine(trigger.failure)}. The program ran ${times(trigger.runs)} until then.`,
    logs
  };
}
function runsFailure(name, program, { runs, failure }, wanted, logs) {
  const why = failure === void 0 ? "" : ` The workload did not end well: ${oneLine(failure)}.`;
  if (runs === 0) {
    return {
      stage: "trigger",
      code: "not-triggered",
      title: `\`${name}\` was attached and never ran`,
      message: `Nothing in the workload reached \`${oneLine(program.section, 100)}\`: the kernel counts 0 runs.${why}`,
      hint: 'Check that the workload does what the program waits for, and that the attach target is still called on this kernel: functions get inlined, renamed or bypassed. If it need not run here, say so: `runs: ">=0"`.',
      logs
    };
  }
  return {
    stage: "expect",
    code: "expectation",
    title: `\`${name}\` ran ${times(runs)}, expected ${wanted.operator}${wanted.count}`,
    message: `The kernel counts ${runs} runs; the configuration expects runs ${wanted.operator}${wanted.count}.${why}`,
    subject: "runs",
    logs
  };
}
function printed(prints) {
  const lines = prints.split("\n", 1e3).filter((line) => line.trim() !== "");
  if (lines.length === 0) return "It printed nothing.";
  const quoted2 = lines.slice(0, quotedPrints).map((line) => `
  ${oneLine(line)}`);
  const more = lines.length > quotedPrints ? `
  (${lines.length - quotedPrints} more lines)` : "";
  return `What it printed:${quoted2.join("")}${more}`;
}
function times(count2) {
  return count2 === 1 ? "once" : `${count2} times`;
}
function meets(runs, { operator, count: count2 }) {
  switch (operator) {
    case ">=":
      return runs >= count2;
    case "<=":
      return runs <= count2;
    case "==":
      return runs === count2;
    case ">":
      return runs > count2;
    case "<":
      return runs < count2;
  }
}

// src/findings/program.ts
function outcomeOf(program, wanted) {
  if (program.load.errno !== 0) return { failure: loadFailure(program) };
  if (program.trouble !== void 0) {
    if (isInfrastructure(program.trouble)) return "unobserved";
    return { failure: troubleFailure(program.trouble, `\`${oneLine(program.name, 100)}\``) };
  }
  if (program.attach === void 0) return "unobserved";
  if (isNotAttachable(program.attach)) return { untested: notAttached(program) };
  if (program.attach.errno !== 0) return { failure: attachFailure(program, program.attach) };
  if (program.trigger === void 0) return "unobserved";
  const failure = triggerFailure(program, program.trigger, wanted);
  if (failure !== void 0) return { failure };
  return program.attach.testRun === true ? { note: ranOnRequest(program) } : {};
}

// src/findings/program-report.ts
function skippedReport(identity) {
  return { ...pick(identity), verdict: "skip" };
}
function untestedReport(seen, why) {
  return { ...programReport(seen, { verdict: "pass" }, why), verdict: "skip" };
}
function programReport(seen, { verdict }, failure) {
  const where = failure !== void 0 ? { stage: failure.stage, code: failure.code } : verdict === "xpass" ? { stage: "expect", code: "expectation" } : {};
  if (!("load" in seen)) return { ...pick(seen), verdict, ...where };
  const { insns, states, verifyUs, jitedBytes, log } = seen.load;
  return {
    ...pick(seen),
    verdict,
    ...where,
    ...seen.trigger !== void 0 && { runs: seen.trigger.runs },
    ...insns !== void 0 && { insns },
    ...states !== void 0 && { states },
    ...verifyUs !== void 0 && { verifyUs },
    ...jitedBytes !== void 0 && { jitedBytes },
    log
  };
}
function pick({ name, section, type }) {
  return { name, section, type };
}

// src/findings/cell.ts
var order = ["fail", "xpass", "xfail", "pass", "skip"];
function judgeCell(context, kernel, object) {
  const cell = kernel.cells.find((candidate) => candidate.object === object.name);
  const buildKernel = buildKernelOf(context.config, object, kernel.spec);
  const judging = {
    context,
    kernel,
    object,
    builtOn: buildKernel ?? "",
    version: versionOf(context, kernel)
  };
  if (buildKernel !== void 0) {
    const builder = context.kernels.get(buildKernel);
    const build = builder?.builds.find((candidate) => candidate.object === object.name);
    if (build === void 0) return nothing(judging, builder?.trouble !== void 0);
    const failure = buildFailure(build);
    if (failure !== void 0) return failed(judging, failure);
  }
  const trouble2 = cell?.trouble ?? wholeObjectTrouble(kernel, object.name);
  if (trouble2 !== void 0) return failed(judging, troubleFailure(trouble2, `\`${object.name}\``));
  if (cell === void 0 && kernel.trouble?.object !== object.name) return nothing(judging, false);
  if (plannedIn(judging).size === 0) {
    return kernel.trouble === void 0 ? failed(judging, noProgram(object.name)) : nothing(judging, true);
  }
  return judgePrograms(judging, cell?.programs ?? []);
}
function judgePrograms(judging, programs) {
  const { object, kernel, version: version2, builtOn } = judging;
  const reports = [];
  const incidents = [];
  const attempts = [{ kernel: kernel.spec, object: object.name }];
  const missing = [];
  for (const identity of plannedIn(judging).values()) {
    const { name } = identity;
    const wanted = object.programs[name];
    if (wanted?.skip !== void 0 && satisfies(version2, wanted.skip)) {
      reports.push(skippedReport(identity));
      continue;
    }
    const seen = programs.find((program) => program.name === name);
    const outcome = outcomeWithTrouble(kernel, object.name, name, seen && outcomeOf(seen, wanted));
    if (outcome === "unobserved") {
      missing.push(name);
      continue;
    }
    if ("untested" in outcome) {
      reports.push(untestedReport(seen ?? identity, outcome.untested));
      incidents.push({ ...incidentOf(judging, outcome.untested, name), expected: true, untested: true });
      attempts.push({ kernel: kernel.spec, object: object.name, program: name, failed: "attach" });
      continue;
    }
    if (outcome.note !== void 0) {
      incidents.push({ ...incidentOf(judging, outcome.note, name), expected: true, untested: true });
    }
    const judged = compare(oneLine(name, 100), outcome.failure, expectationFor(object.expect, version2, name));
    reports.push(programReport(seen ?? identity, judged, outcome.failure));
    incidents.push(...incidentsOf(judging, judged, outcome.failure, name));
    attempts.push({
      kernel: kernel.spec,
      object: object.name,
      program: name,
      ...outcome.failure !== void 0 && { failed: outcome.failure.stage }
    });
  }
  const build = builtWell(judging);
  incidents.push(...incidentsOf(judging, build, void 0));
  if (reports.length === 0) return { incidents, attempts, missing, explained: false };
  const worst = worstOf([
    ...reports.map(({ verdict: verdict2 }) => verdict2),
    ...build.verdict === "xpass" ? [build.verdict] : []
  ]);
  const verdict = missing.length > 0 && worst !== "fail" && worst !== "xpass" ? "skip" : worst;
  const report = { object: object.name, builtOn, verdict, programs: reports };
  return { report, incidents, attempts, missing, explained: false };
}
function outcomeWithTrouble({ trouble: trouble2 }, object, program, outcome) {
  if (outcome !== void 0 && outcome !== "unobserved") return outcome;
  if (trouble2 === void 0 || isInfrastructure(trouble2)) return "unobserved";
  const named = trouble2.object === object && trouble2.program === program;
  const begun = trouble2.program === void 0 && outcome === "unobserved";
  if (!named && !begun) return "unobserved";
  return { failure: troubleFailure(trouble2, `\`${oneLine(program, 100)}\``) };
}
function wholeObjectTrouble({ trouble: trouble2 }, object) {
  if (trouble2 === void 0 || isInfrastructure(trouble2)) return void 0;
  return trouble2.object === object && trouble2.program === void 0 ? trouble2 : void 0;
}
function builtWell({ object, version: version2 }) {
  return compare(object.name, void 0, buildErrorExpectationFor(object.expect, version2));
}
function failed(judging, failure) {
  const { object, kernel, version: version2, builtOn } = judging;
  if (isInfrastructure(failure)) {
    const incidents = incidentsOf(judging, { verdict: "fail" }, failure);
    return { incidents, attempts: [], missing: namesOf(judging), explained: true };
  }
  const judged = compare(object.name, failure, objectExpectationFor(object.expect, version2, failure));
  return {
    report: { object: object.name, builtOn, verdict: judged.verdict, programs: [] },
    incidents: incidentsOf(judging, judged, failure),
    attempts: [{ kernel: kernel.spec, object: object.name, failed: failure.stage }],
    missing: [],
    explained: true
  };
}
function nothing(judging, explained) {
  return { incidents: [], attempts: [], missing: namesOf(judging), explained };
}
function incidentsOf(judging, { verdict, mismatch }, failure, program) {
  return [
    ...failure === void 0 ? [] : [{ ...incidentOf(judging, failure, program), expected: verdict === "xfail" }],
    ...mismatch === void 0 ? [] : [{ ...incidentOf(judging, mismatch, program), expected: false }]
  ];
}
function incidentOf({ kernel, object, builtOn }, failure, program) {
  return {
    failure,
    kernel: kernel.spec,
    object: object.name,
    ...builtOn !== "" && { builtOn },
    ...program !== void 0 && { program }
  };
}
function plannedIn({ context, object }) {
  return context.programs.get(object.name) ?? /* @__PURE__ */ new Map();
}
function namesOf(judging) {
  const names = [...plannedIn(judging).keys()];
  return names.length === 0 ? [judging.object.name] : names;
}
function noProgram(object) {
  return {
    stage: "load",
    code: "load-error",
    title: `\`${object}\` holds no eBPF program`,
    message: `\`${object}\` was opened and has no function in a section that libbpf takes for a program.`,
    hint: 'Put each program into a section that names its type, such as SEC("kprobe/tcp_sendmsg").',
    logs: []
  };
}
function worstOf(verdicts) {
  return order.find((verdict) => verdicts.includes(verdict)) ?? "skip";
}

// src/findings/kernel.ts
var listed = 10;
function judgeKernel(context, kernel) {
  const { objects, kernels } = context.config;
  const isLoadKernel = kernels.some(({ text }) => text === kernel.spec);
  const cells = isLoadKernel ? objects.map((object) => judgeCell(context, kernel, object)) : [];
  const missing = cells.flatMap((cell) => cell.missing);
  const incidents = cells.flatMap((cell) => cell.incidents);
  if (kernel.trouble !== void 0 && !isAttributed(kernel.trouble, incidents)) {
    incidents.push(kernelIncident(kernel.spec, kernel.trouble, missing));
  } else if (kernel.trouble === void 0 && cells.some((cell) => cell.missing.length > 0 && !cell.explained)) {
    incidents.push(kernelIncident(kernel.spec, silence(kernel), missing));
  }
  return {
    report: kernelReport(context, kernel, cells, incidents, missing),
    incidents,
    attempts: cells.flatMap((cell) => cell.attempts)
  };
}
function kernelReport(context, kernel, cells, incidents, missing) {
  const reports = cells.flatMap(({ report }) => report === void 0 ? [] : [report]);
  const isBad = isFailure(reports, incidents);
  const isIncomplete = missing.length > 0 || incidents.some(({ failure }) => isInfrastructure(failure));
  const verdict = isBad ? "fail" : isIncomplete ? "infra" : "pass";
  const reason = reasonOf(kernel, missing);
  return {
    spec: kernel.spec,
    release: kernel.release ?? "",
    source: kernel.source ?? { kind: sourceKind(context, kernel.spec), url: "", digest: "" },
    arch: kernel.arch,
    accel: kernel.accel,
    verdict,
    ...reason !== void 0 && { reason },
    timings: kernel.timings,
    console: kernel.console ?? "",
    cells: reports,
    commands: []
  };
}
function isFailure(cells, incidents) {
  return cells.some(({ verdict }) => verdict === "fail" || verdict === "xpass") || incidents.some(({ failure, expected }) => !expected && !isInfrastructure(failure));
}
function isAttributed(trouble2, incidents) {
  return !isInfrastructure(trouble2) && incidents.some(({ failure }) => failure.code === trouble2.code && failure.stage === trouble2.stage);
}
function kernelIncident(spec, trouble2, missing) {
  const failure = troubleFailure(trouble2, `kernel ${oneLine(spec, 100)}`);
  const stop = /[.!?]$/.test(failure.message) ? "" : ".";
  const untried = missing.length === 0 ? "" : `${stop} Not observed because of it: ${list(missing)}.`;
  return {
    kernel: spec,
    failure: { ...failure, message: failure.message + untried, subject: spec },
    expected: false
  };
}
function silence({ console }) {
  return {
    code: "guest-lost",
    stage: "load",
    message: "The guest ended without a word on everything that was planned for it.",
    logs: console === void 0 ? [] : [console]
  };
}
function reasonOf({ trouble: trouble2 }, missing) {
  if (trouble2 !== void 0) return oneLine(trouble2.message) || trouble2.code;
  return missing.length === 0 ? void 0 : `not observed: ${list(missing)}`;
}
function list(names) {
  const shown = names.slice(0, listed).map((name) => oneLine(name, 100));
  return names.length > listed ? `${shown.join(", ")} and ${names.length - listed} more` : shown.join(", ");
}
function sourceKind({ config }, spec) {
  const found = config.kernels.find(({ text }) => text === spec);
  return found?.kind === "version" ? found.source ?? found.kind : found?.kind ?? "path";
}

// src/findings/id.ts
import { createHash } from "node:crypto";
function findingId({ failure, object, program }) {
  const { code: code2, place, subject } = failure;
  const key = [object, program, code2, place?.file, place?.line, place?.column, subject];
  return createHash("sha256").update(JSON.stringify(key)).digest("hex").slice(0, 16);
}

// src/findings/where.ts
var verbs = {
  resolve: ["Happens on", "not on"],
  boot: ["Happens on", "not on"],
  build: ["Does not compile on", "compiles on"],
  load: ["Fails on", "loads on"],
  attach: ["Fails on", "attaches on"],
  trigger: ["Fails on", "runs on"],
  expect: ["Happens on", "not on"]
};
function whereText({ stage, bad, good, expected, untested }) {
  if (untested) return `Happens on ${bad.map(kernelText).join(", ")}.`;
  const [fails, passes] = verbs[stage];
  const other = good.length === 0 ? "" : `; ${passes} ${good.map(kernelText).join(", ")}`;
  const sentences = [`${fails} ${bad.map(kernelText).join(", ")}${other}.`];
  if (stage !== "expect") sentences.push(...turnText(bad, good));
  if (expected === "all") sentences.push("As expected.");
  else if (expected.length > 0) sentences.push(`Expected on ${expected.map(kernelText).join(", ")} only.`);
  return sentences.join(" ");
}
function turnText(bad, good) {
  const [lastGood, firstBad, lastBad, firstGood] = [good.at(-1), bad[0], bad.at(-1), good[0]];
  if (!lastGood || !firstBad || !lastBad || !firstGood) return [];
  if (isOlder(lastGood, firstBad)) return [`Last good ${version(lastGood)}, first bad ${version(firstBad)}.`];
  if (isOlder(lastBad, firstGood)) return [`Last bad ${version(lastBad)}, first good ${version(firstGood)}.`];
  return [];
}
function isOlder(a, b) {
  return compareVersions(a.release, b.release) < 0;
}
function kernelText(kernel) {
  const spec = oneLine(kernel.spec, 100);
  return kernel.release === "" ? spec : `${spec} (${version(kernel)})`;
}
function version({ spec, release }) {
  return oneLine(shortRelease(release) || spec, 100);
}

// src/findings/wording.ts
var mostWordings = 4;
function wordings(incidents, oldestFirst2) {
  const kernelsByWords = /* @__PURE__ */ new Map();
  for (const kernel of oldestFirst2) {
    const { said } = incidents.find((incident) => incident.kernel === kernel.spec)?.failure ?? {};
    if (said === void 0) continue;
    const same = kernelsByWords.get(said);
    if (same === void 0) kernelsByWords.set(said, [kernel]);
    else same.push(kernel);
  }
  if (kernelsByWords.size < 2) return "";
  const lines = [...kernelsByWords].slice(0, mostWordings).map(([said, kernels]) => `
  ${kernels.map(kernelText).join(", ")}: ${said}`);
  return `
The kernels word it differently:${lines.join("")}`;
}

// src/findings/merge.ts
function mergeIncidents(context, incidents, attempts) {
  const byId = Map.groupBy(incidents, findingId);
  return [...byId].map(([id, same]) => mergedFinding(context, id, same, attempts));
}
function mergedFinding(context, id, same, attempts) {
  const kernels = oldestFirst(context, kernelsOf(same));
  const spokesman = same.find(({ kernel }) => kernel === kernels[0]?.spec) ?? same[0];
  if (spokesman === void 0) throw new TypeError("a finding without an incident");
  const { object, program } = spokesman;
  const failure = explainedFailure(spokesman, typesOf(context, same), context.btf?.(spokesman.builtOn ?? ""));
  const expected = same.filter((incident) => incident.expected);
  const isExpected = expected.length === same.length;
  const builtOn = [...new Set(same.flatMap((incident) => incident.builtOn ?? []))];
  const where = object === void 0 || kernels.length === 0 ? "" : `
${whereText({
    stage: failure.stage,
    bad: failure.stage === "build" ? oldestFirst(context, builtOn) : kernels,
    good: oldestFirst(context, better(spokesman, same, attempts)),
    untested: same.every(({ untested }) => untested === true),
    expected: isExpected ? "all" : oldestFirst(context, kernelsOf(expected))
  })}`;
  const file = failure.place?.file ?? sourceOf(context, object);
  return {
    id,
    severity: isExpected ? "notice" : "error",
    stage: failure.stage,
    code: failure.code,
    title: failure.title,
    message: failure.message + wordings(same, kernels) + where,
    ...failure.hint !== void 0 && { hint: failure.hint },
    ...file !== void 0 && { file },
    ...failure.place !== void 0 && { line: failure.place.line },
    ...failure.place?.column !== void 0 && { column: failure.place.column },
    ...program !== void 0 && { program },
    ...object !== void 0 && { object },
    ...builtOn.length > 0 && { builtOn },
    kernels: kernels.map(({ spec }) => spec),
    ...failure.excerpt !== void 0 && { excerpt: failure.excerpt },
    logs: [...new Set(same.flatMap((incident) => incident.failure.logs))]
  };
}
function typesOf(context, same) {
  const bad = new Set(kernelsOf(same));
  return oldestFirst(
    context,
    context.config.kernels.map(({ text }) => text)
  ).flatMap(({ spec }) => {
    const btf = context.btf?.(spec);
    return btf === void 0 ? [] : [{ name: spec, btf, failed: bad.has(spec) }];
  });
}
function better({ failure, object, program }, same, attempts) {
  const bad = new Set(kernelsOf(same));
  return attempts.filter((attempt) => attempt.object === object && attempt.program === program).filter(({ failed: failed2 }) => failed2 === void 0 || stages.indexOf(failed2) > stages.indexOf(failure.stage)).map(({ kernel }) => kernel).filter((kernel) => !bad.has(kernel));
}
function kernelsOf(incidents) {
  return incidents.flatMap(({ kernel }) => kernel === void 0 ? [] : [kernel]);
}
function oldestFirst(context, specs) {
  return [...new Set(specs)].map((spec) => {
    const kernel = context.kernels.get(spec);
    return { spec, release: kernel === void 0 ? "" : releaseOf(context, kernel) };
  }).sort((a, b) => compareVersions(a.release, b.release));
}
function sourceOf({ config }, object) {
  return config.objects.find(({ name, kind }) => kind === "source" && name === object)?.name;
}

// src/findings/oversight.ts
function unknownPrograms({ unknown, programs }) {
  return unknown.map(({ object, program }) => {
    const names = [...programs.get(object)?.keys() ?? []];
    const name = oneLine(program, 100);
    const near = nearest(program, names);
    const listed2 = names.slice(0, 10).map((each) => `\`${oneLine(each, 100)}\``);
    const has = names.length === 0 ? "no program" : listed2.join(", ");
    return {
      object,
      expected: false,
      failure: {
        stage: "expect",
        code: "expectation",
        title: `the configuration names a program \`${name}\` that \`${object}\` does not have`,
        message: `\`${object}\` has ${has}${names.length > listed2.length ? ` and ${names.length - listed2.length} more` : ""}.`,
        hint: near === void 0 ? "Remove the name from the configuration, or correct it." : `Did you mean \`${oneLine(near, 100)}\`?`,
        subject: program,
        logs: []
      }
    };
  });
}
function nothingTried(kernels, incidents) {
  const programs = kernels.flatMap(({ cells }) => cells).flatMap((cell) => cell.programs);
  const tried = programs.some(({ verdict, log }) => verdict !== "skip" || log !== void 0);
  if (tried || incidents.some(({ expected }) => !expected)) return [];
  return [
    {
      expected: false,
      failure: {
        stage: "expect",
        code: "expectation",
        title: "no program was tried on any kernel",
        message: "Nothing is left to try: there are no objects, every program is skipped on every kernel, or none is expected to compile.",
        hint: "Name an object with a program that at least one kernel is to load.",
        subject: "nothing",
        logs: []
      }
    }
  ];
}

// src/findings/judge.ts
function judge(input) {
  const context = {
    ...contextOf(input.config, input.kernels),
    ...input.btf !== void 0 && { btf: input.btf }
  };
  const judged = [...context.kernels.values()].map((kernel) => judgeKernel(context, kernel));
  const kernels = judged.map(({ report }) => report);
  const incidents = [
    ...judged.flatMap((kernel) => kernel.incidents),
    ...unknownPrograms(context)
  ];
  incidents.push(...nothingTried(kernels, incidents));
  return {
    version: 1,
    tool: { name: "core-matrix", version: input.toolVersion },
    started: input.started.toISOString(),
    durationMs: input.durationMs,
    verdict: runVerdict(kernels, incidents),
    kernels,
    findings: mergeIncidents(
      context,
      incidents,
      judged.flatMap(({ attempts }) => attempts)
    )
  };
}
function runVerdict(kernels, incidents) {
  const verdicts = kernels.map(({ verdict }) => verdict);
  const isBad = incidents.some(({ failure, expected }) => !expected && !isInfrastructure(failure));
  if (isBad || verdicts.includes("fail")) return "fail";
  return verdicts.includes("infra") ? "infra" : "pass";
}

// src/run/boot.ts
import { mkdir as mkdir2, rm as rm3, stat as stat3 } from "node:fs/promises";
import { join as join6 } from "node:path";

// src/log.ts
import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { dirname } from "node:path";
var headBytes = 63 * 1024 * 1024;
var tailBytes = 1024 * 1024;
var excerptBytes = 32 * 1024;
function createTail(capacity) {
  let chunks = [];
  let held = 0;
  let passed = 0;
  return {
    push(chunk) {
      chunks.push(chunk);
      held += chunk.length;
      passed += chunk.length;
      if (held <= 2 * capacity) return;
      chunks = [Buffer.concat(chunks).subarray(-capacity)];
      held = capacity;
    },
    text() {
      const kept = Buffer.concat(chunks).subarray(-capacity);
      const missing = passed - kept.length;
      const note = missing > 0 ? `
[core-matrix: ${missing} bytes left out]
` : "";
      return Buffer.concat([Buffer.from(note), kept]);
    }
  };
}
function createLog(path) {
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, "w", 420);
  const head = [];
  let headLength = 0;
  const shortTail = createTail(excerptBytes);
  const longTail = createTail(tailBytes);
  let written = 0;
  const toFile = (chunk) => {
    const direct = chunk.subarray(0, Math.max(0, headBytes - written));
    writeSync(file, direct);
    written += direct.length;
    if (direct.length < chunk.length) longTail.push(Buffer.from(chunk.subarray(direct.length)));
  };
  const toExcerpt = (chunk) => {
    const first = chunk.subarray(0, excerptBytes - headLength);
    if (first.length > 0) head.push(Buffer.from(first));
    headLength += first.length;
    if (first.length < chunk.length) shortTail.push(Buffer.from(chunk.subarray(first.length)));
  };
  return {
    write(chunk) {
      toFile(chunk);
      toExcerpt(chunk);
    },
    excerpt: () => Buffer.concat([...head, shortTail.text()]).toString("utf8"),
    close() {
      writeSync(file, longTail.text());
      closeSync(file);
    }
  };
}

// src/guest/guest.ts
var killGraceMs = 2e4;
var lost = (code2, message, remedy) => new CoreMatrixError("infrastructure", message, { code: code2, remedy });
function explainEnd(end, consoleText) {
  const panic = consoleText.lastIndexOf("Kernel panic - not syncing");
  if (panic >= 0) {
    const line = consoleText.slice(panic, panic + 300).split(/[\r\n]/, 1)[0] ?? "";
    return lost("kernel-panic", `the kernel panicked: ${line}`, "Read the console log for the trace.");
  }
  const how = end.signal === null ? `exit code ${end.code ?? "none"}` : `signal ${end.signal}`;
  const said = end.complaint.trim();
  return lost(
    "guest-lost",
    `${qemuProgram} ended (${how})${said === "" ? "" : `: ${said}`}`,
    "Read the console log; try `core-matrix doctor` when QEMU itself complains."
  );
}
function inSequence(session, message) {
  const expected = session.nextSequence;
  session.nextSequence = message.sequence + 1;
  if (message.sequence === expected) return true;
  session.give(
    lost("guest-lost", `the guest's channel lost ${message.sequence - expected} messages`, "Run it again.")
  );
  return false;
}
function receive(session, message) {
  if (!inSequence(session, message)) return;
  const { pending } = session;
  if (pending === void 0 || message.request !== pending.id) return;
  if (message.type !== messageTypes.done) {
    pending.options.onMessage?.(message, pending.extend);
    return;
  }
  session.pending = void 0;
  const exit = fieldNumber(message.payload, "exit");
  const signal = fieldNumber(message.payload, "signal");
  pending.resolve({
    errno: fieldNumber(message.payload, "errno") ?? 0,
    ...exit !== void 0 && { exit },
    ...signal !== void 0 && { signal },
    timedOut: pending.timedOut
  });
}
async function ask(session, type, content, options) {
  const id = session.nextRequest++;
  const send = (kind, what) => session.machine.send(encodeFrame(kind, id, 0, what));
  const { promise, resolve } = Promise.withResolvers();
  let timer;
  const end = () => {
    pending.timedOut = true;
    send(messageTypes.kill, []);
    timer = setTimeout(
      () => session.give(lost("guest-lost", "the guest no longer answers", "Read the console log.")),
      killGraceMs
    );
  };
  const extend = (deadlineMs) => {
    if (pending.timedOut) return;
    clearTimeout(timer);
    timer = setTimeout(end, deadlineMs);
  };
  const pending = { id, options, resolve, extend, timedOut: false };
  session.pending = pending;
  extend(options.deadlineMs);
  try {
    send(type, content);
    return await Promise.race([promise, session.gone]);
  } finally {
    clearTimeout(timer);
  }
}
async function bootGuest(options) {
  const console = createLog(options.consolePath);
  const greeting = Promise.withResolvers();
  const gone = Promise.withResolvers();
  gone.promise.catch(() => {
  });
  const machine = startMachine({
    arguments: options.arguments,
    console,
    onMessage(message, serial) {
      if (message.type !== messageTypes.hello) return receive(session, message);
      session.nextSequence = message.sequence + 1;
      greeting.resolve({
        release: fieldText(message.payload, "release"),
        btf: fieldNumber(message.payload, "btf") === 1,
        complaints: fieldText(message.payload, "text"),
        transport: serial ? "serial" : "virtio"
      });
    }
  });
  const session = {
    machine,
    gone: gone.promise,
    give: (reason) => gone.reject(reason),
    pending: void 0,
    nextSequence: 0,
    nextRequest: 1
  };
  const closed = machine.ended.then((end) => {
    session.give(explainEnd(end, console.excerpt()));
    console.close();
  });
  const abort = () => session.give(lost("guest-lost", "the run was cancelled", "Run it again."));
  options.signal?.addEventListener("abort", abort, { once: true });
  if (options.signal?.aborted) abort();
  const stop = async () => {
    options.signal?.removeEventListener("abort", abort);
    await machine.kill();
    await closed;
  };
  const deadline = setTimeout(
    () => session.give(
      lost(
        "boot-timeout",
        `no sign of life after ${options.deadlineMs / 1e3} s`,
        "Read the console log; --boot-timeout gives it longer."
      )
    ),
    options.deadlineMs
  );
  try {
    const hello = await Promise.race([greeting.promise, gone.promise]);
    return { hello, ask: (type, content, how) => ask(session, type, content, how), stop };
  } catch (error) {
    await stop();
    throw error;
  } finally {
    clearTimeout(deadline);
  }
}

// src/guest/initramfs.ts
import { createReadStream as createReadStream2, createWriteStream } from "node:fs";
import { copyFile, rm as rm2, writeFile as writeFile3 } from "node:fs/promises";
import { basename } from "node:path";
import { pipeline } from "node:stream/promises";

// src/guest/layer.ts
import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";

// src/guest/cpio.ts
var typeBits = { folder: 16384, file: 32768, link: 40960 };
var padding = (length) => Buffer.alloc((4 - length % 4) % 4);
function header(mode, size, name, links) {
  const nameBytes = Buffer.from(`${name}\0`, "utf8");
  const numbers = [0, mode, 0, 0, links, 0, size, 0, 0, 0, 0, nameBytes.length, 0];
  const head = `070701${numbers.map((number) => number.toString(16).padStart(8, "0")).join("")}`;
  return Buffer.concat([Buffer.from(head, "latin1"), nameBytes, padding(head.length + nameBytes.length)]);
}
var cpioHeader = (entry) => header(typeBits[entry.kind] | entry.mode, entry.size, entry.name, 1);
var cpioPadding = (size) => padding(size);
var cpioTrailer = () => header(0, 0, "TRAILER!!!", 1);

// src/guest/layer.ts
function parents(path) {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join("/")).filter((parent) => parent !== "");
}
async function writeEntry(handle, entry, data) {
  await handle.write(cpioHeader(entry));
  let written = 0;
  for await (const chunk of data instanceof Uint8Array ? [data] : data) {
    await handle.writev([chunk]);
    written += chunk.length;
  }
  if (written !== entry.size) throw new Error(`${entry.name} changed while it was packed`);
  await handle.write(cpioPadding(entry.size));
}
async function writeFile2(handle, file) {
  const name = file.path.slice(1);
  if ("folder" in file) {
    await writeEntry(handle, { kind: "folder", name, mode: 493, size: 0 }, new Uint8Array());
  } else if ("link" in file) {
    const target = Buffer.from(file.link);
    await writeEntry(handle, { kind: "link", name, mode: 511, size: target.length }, target);
  } else if ("content" in file) {
    const data = Buffer.from(file.content);
    await writeEntry(handle, { kind: "file", name, mode: file.mode, size: data.length }, data);
  } else {
    const { size } = await stat(file.from);
    await writeEntry(handle, { kind: "file", name, mode: file.mode, size }, createReadStream(file.from));
  }
}
async function writeLayer(archive, files) {
  const folders = new Set(files.flatMap((file) => parents(file.path)));
  const handle = await open(archive, "w", 384);
  try {
    for (const path of [...folders].sort()) await writeFile2(handle, { path, folder: true });
    for (const file of files)
      if (!("folder" in file && folders.has(file.path))) await writeFile2(handle, file);
    await handle.write(cpioTrailer());
  } finally {
    await handle.close();
  }
}

// src/guest/initramfs.ts
var mountPoints = ["/proc", "/sys", "/dev", "/tmp", "/run"];
function baseFiles(agent, modules) {
  const places = modules.map((module, index) => ({
    from: module,
    path: `/modules/${index}-${basename(module)}`
  }));
  return [
    { path: "/init", from: agent, mode: 493 },
    ...mountPoints.map((path) => ({ path, folder: true })),
    ...places.map((place) => ({ ...place, mode: 420 })),
    { path: "/modules/order", content: places.map(({ path }) => `${path}
`).join(""), mode: 420 }
  ];
}
async function writeInitramfs(path, archives, files) {
  const [first, ...rest] = archives;
  const last = `${path}.layer`;
  if (first === void 0) await writeFile3(path, "");
  else await copyFile(first, path);
  try {
    await writeLayer(last, files);
    for (const archive of [...rest, last]) {
      await pipeline(createReadStream2(archive), createWriteStream(path, { flags: "a" }));
    }
  } finally {
    await rm2(last, { force: true });
  }
}

// src/guest/workspace.ts
import { readdir, readFile, realpath, stat as stat2 } from "node:fs/promises";
import { isAbsolute as isAbsolute2, join as join4, posix as posix2, relative, sep } from "node:path";

// src/guest/includes.ts
import { posix } from "node:path";
var folderFlags = ["-I", "-isystem", "-iquote", "-idirafter"];
var fileFlags = ["-include", "-imacros"];
function searchPath(flags) {
  const folders = [];
  const files = [];
  for (let index = 0; index < flags.length; index++) {
    const flag = flags[index] ?? "";
    const folderFlag = folderFlags.find((name) => flag.startsWith(name));
    const fileFlag = fileFlags.find((name) => flag === name);
    if (fileFlag !== void 0) files.push(flags[++index] ?? "");
    else if (folderFlag !== void 0) folders.push(flag.slice(folderFlag.length) || (flags[++index] ?? ""));
  }
  return { folders, files };
}
var includesMax = 1e3;
function namedIncludes(source) {
  const found = [];
  for (const line of source.split("\n")) {
    const match = /^[ \t]*#[ \t]*(?:include|include_next|import)[ \t]*(?:"([^"\n]+)"|<([^>\n]+)>)/.exec(line);
    if (match === null) continue;
    found.push({ name: match[1] ?? match[2] ?? "", quoted: match[1] !== void 0 });
    if (found.length >= includesMax) break;
  }
  return found;
}
function candidates(include, includingFile, folders) {
  const beside = include.quoted ? [posix.dirname(includingFile)] : [];
  return [...beside, ...folders].map((folder) => posix.normalize(posix.join(folder, include.name)));
}

// src/guest/workspace.ts
var workspaceFolder = "/workspace";
var filesMax = 2e4;
var bytesMax = 128 * 1024 * 1024;
var headerEndings = [".h", ".hh", ".hpp", ".inc", ".def"];
var ownHeader = "vmlinux.h";
var leaves = (path) => path === ".." || path.startsWith("../") || isAbsolute2(path);
async function inside(root, path) {
  if (leaves(path)) return void 0;
  try {
    const real = await realpath(join4(root, path));
    if (leaves(relative(root, real).split(sep).join("/"))) return void 0;
    return (await stat2(real)).isFile() ? real : void 0;
  } catch {
    return void 0;
  }
}
async function take(collection, path) {
  if (collection.files.has(path)) return true;
  if (posix2.basename(path) === ownHeader) return false;
  const real = await inside(collection.root, path);
  if (real === void 0) return false;
  collection.files.set(path, real);
  collection.bytes += (await stat2(real)).size;
  if (collection.files.size > filesMax || collection.bytes > bytesMax) {
    throw new CoreMatrixError(
      "usage",
      `the sources bring more than ${filesMax} files or ${bytesMax / 1024 / 1024} MiB of headers along`,
      { remedy: "Point -I at the folders of headers that the programs need, not at a whole tree." }
    );
  }
  return true;
}
async function takeWithIncludes(collection, path, folders) {
  const waiting = [path];
  const seen = new Set(waiting);
  for (let file = waiting.pop(); file !== void 0; file = waiting.pop()) {
    if (!await take(collection, file)) continue;
    const text = await readFile(join4(collection.root, file), "utf8");
    for (const include of namedIncludes(text)) {
      for (const candidate of candidates(include, file, folders)) {
        if (seen.has(candidate)) continue;
        seen.add(candidate);
        waiting.push(candidate);
      }
    }
  }
}
async function takeHeaders(collection, folder) {
  const entries = await readdir(join4(collection.root, folder), {
    recursive: true,
    withFileTypes: true
  }).catch(() => []);
  for (const entry of entries) {
    if (!headerEndings.some((ending) => entry.name.endsWith(ending))) continue;
    const path = relative(collection.root, join4(entry.parentPath, entry.name)).split(sep).join("/");
    await take(collection, path);
  }
}
function relativeFolder(root, folder) {
  return posix2.normalize(isAbsolute2(folder) ? relative(root, folder).split(sep).join("/") || "." : folder);
}
async function collectWorkspace(root, sources) {
  const collection = { root, files: /* @__PURE__ */ new Map(), bytes: 0 };
  for (const source of sources) {
    const search = searchPath(source.cflags);
    const folders = search.folders.map((folder) => relativeFolder(root, folder));
    for (const folder of folders) if (!leaves(folder)) await takeHeaders(collection, folder);
    for (const file of [source.path, ...search.files]) await takeWithIncludes(collection, file, folders);
  }
  return collection.files;
}
function workspaceFiles(workspace) {
  return [...workspace].map(([path, from]) => ({ path: `${workspaceFolder}/${path}`, from, mode: 420 }));
}
function guestFlags(root, cflags) {
  return cflags.map((flag) => {
    const at = flag.indexOf(root + sep);
    const isPath = at === 0 || ["-I", "-isystem", "-iquote", "-idirafter"].includes(flag.slice(0, at));
    return at >= 0 && isPath ? flag.slice(0, at) + workspaceFolder + flag.slice(at + root.length) : flag;
  });
}
function repositoryPath2(workspace, guestPath) {
  const absolute = posix2.resolve(workspaceFolder, guestPath);
  const path = posix2.relative(workspaceFolder, absolute);
  return workspace.has(path) ? path : void 0;
}

// src/run/paths.ts
import { createHash as createHash2 } from "node:crypto";
import { join as join5 } from "node:path";
var nameMax = 80;
function fileName(name) {
  const plain2 = name.replace(/[^A-Za-z0-9._+-]/g, "-").replace(/^[.-]+/, "").slice(0, nameMax);
  if (plain2 === name && plain2 !== "") return plain2;
  return `${plain2}-${createHash2("sha256").update(name).digest("hex").slice(0, 8)}`;
}
var kernelFolder = (spec) => /^[a-z]+:[0-9][0-9a-z.-]*$/.test(spec) ? spec.replace(":", "-") : fileName(spec);
var objectFolder = (object) => join5(
  ...object.split("/").filter((part) => part !== "").map(fileName)
);
function kernelPaths(spec) {
  const logs = join5("logs", kernelFolder(spec));
  const at = (object, builtOn, file) => join5(logs, objectFolder(object), `built-on-${kernelFolder(builtOn)}`, file);
  return {
    console: join5(logs, "console.log"),
    header: join5(logs, "vmlinux.h.log"),
    build: (object) => join5(logs, objectFolder(object), "build.log"),
    program: (object, builtOn, program) => at(object, builtOn, `${fileName(program)}.load.log`),
    prints: (object, builtOn, program) => at(object, builtOn, `${fileName(program)}.trace.log`),
    object: (object) => `${join5("objects", kernelFolder(spec), objectFolder(object))}.o`
  };
}

// src/run/boot.ts
var workFolder = ".work";
async function boot(context, task, progress, image) {
  const { options, host } = context;
  const paths = kernelPaths(task.spec.text);
  const building = task.builds.length > 0 ? host.building : void 0;
  const folder = join6(options.out, workFolder);
  await mkdir2(folder, { recursive: true });
  const initramfs = join6(folder, `${paths.console.replaceAll("/", "-")}.cpio`);
  await writeInitramfs(initramfs, building === void 0 ? [] : [building.toolchain.archive], [
    ...baseFiles(host.programs.agent, image.modules),
    ...building === void 0 ? [] : workspaceFiles(building.workspace)
  ]);
  try {
    await requireMemory(options.memoryMiB, initramfs);
    progress.console = paths.console;
    return await bootGuest({
      arguments: describeMachine({
        accelerator: host.accelerator,
        memoryMiB: options.memoryMiB,
        image: image.image,
        initramfs
      }),
      consolePath: join6(options.out, paths.console),
      deadlineMs: host.deadlines.bootMs,
      ...options.signal !== void 0 && { signal: options.signal }
    });
  } finally {
    await rm3(initramfs, { force: true });
  }
}
async function requireMemory(memoryMiB, initramfs) {
  const kernelMiB = 128;
  const needed = Math.ceil(2 * (await stat3(initramfs)).size / 1024 / 1024) + kernelMiB;
  if (memoryMiB >= needed) return;
  throw new CoreMatrixError(
    "infrastructure",
    `a guest of ${memoryMiB} MiB is too small for what it has to hold`,
    {
      code: "guest-lost",
      remedy: `Give it at least ${needed} MiB with --memory.`
    }
  );
}

// src/run/builds.ts
function createBuilds() {
  const entries = /* @__PURE__ */ new Map();
  const closed = /* @__PURE__ */ new Set();
  const beginnings = /* @__PURE__ */ new Map();
  const beginning = (builtOn) => {
    const found = beginnings.get(builtOn) ?? Promise.withResolvers();
    beginnings.set(builtOn, found);
    return found;
  };
  const key = (object, builtOn) => JSON.stringify([builtOn, object]);
  const entry = (object, builtOn) => {
    const found = entries.get(key(object, builtOn)) ?? Promise.withResolvers();
    entries.set(key(object, builtOn), found);
    if (closed.has(builtOn)) found.resolve(void 0);
    return found;
  };
  return {
    begin: (builtOn) => beginning(builtOn).resolve(),
    async begun(builtOn) {
      await Promise.all([...new Set(builtOn)].map((spec) => beginning(spec).promise));
    },
    deliver: (object, builtOn, built) => entry(object, builtOn).resolve(built),
    close(builtOn) {
      closed.add(builtOn);
      beginning(builtOn).resolve();
      for (const [name, pending] of entries) if (JSON.parse(name)[0] === builtOn) pending.resolve(void 0);
    },
    await: (object, builtOn) => entry(object, builtOn).promise
  };
}

// src/guest/toolchain.ts
import { createHash as createHash3 } from "node:crypto";
import { readdir as readdir2, realpath as realpath2, stat as stat4 } from "node:fs/promises";
import { join as join7 } from "node:path";
var headerFolders = [
  "/usr/include/bpf",
  "/usr/include/linux",
  "/usr/include/asm-generic",
  "/usr/include/x86_64-linux-gnu/asm"
];
function libraryPaths(ldd) {
  return ldd.split("\n").map((line) => line.trim().split(" => ").at(-1) ?? "").map((place) => place.replace(/ \(0x[0-9a-f]+\)$/, "")).filter((path) => path.startsWith("/"));
}
async function filesBelow(folder) {
  const entries = await readdir2(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile() && entry.name.endsWith(".h")).map((entry) => join7(entry.parentPath, entry.name)).map((path) => ({ path, from: path, mode: 420 }));
}
async function toolchainFiles(clang) {
  const ldd = await execa("ldd", [clang]);
  const resources = await execa(clang, ["-print-resource-dir"]);
  const headers = [...headerFolders, join7(resources.stdout, "include")];
  const libraries = libraryPaths(ldd.stdout).map((path) => ({ path, from: path, mode: 493 }));
  return [
    { path: clang, from: clang, mode: 493 },
    ...libraries,
    ...(await Promise.all(headers.map(filesBelow))).flat()
  ];
}
async function fingerprint(files) {
  const hash = createHash3("sha256");
  for (const file of files) {
    const { size, mtimeNs } = await stat4(file.path, { bigint: true });
    hash.update(`${file.path}\0${size}\0${mtimeNs}
`);
  }
  return hash.digest("hex");
}
async function packToolchain(clang, onPack) {
  const program = await realpath2(clang.path);
  const files = await toolchainFiles(program);
  const version2 = entryVersion(clang.version, await fingerprint(files));
  const folder = await cached("core-matrix-toolchain", version2, async (out) => {
    onPack();
    await writeLayer(join7(out, "toolchain.cpio"), files);
  });
  return { archive: join7(folder, "toolchain.cpio"), clang: program };
}

// src/run/host.ts
var emulationFactor = 5;
function deadlinesFor(accelerator, given) {
  const factor = accelerator === "kvm" ? 1 : emulationFactor;
  const scaled = Object.entries(defaultDeadlines).map(([stage, ms]) => [stage, ms * factor]);
  return { ...Object.fromEntries(scaled), ...given };
}
async function prepareHost(options, listen) {
  const tell = (message) => listen({ type: "host", message });
  const sources = options.config.objects.filter(({ kind }) => kind === "source");
  const workspace = await collectWorkspace(
    options.config.root,
    sources.map(({ name, cflags }) => ({ path: name, cflags }))
  );
  const programs = await buildGuestPrograms(() => tell("building the guest agent"));
  const choice = await chooseAccelerator(options.accel, programs.probe);
  if (choice.notice !== void 0) listen({ type: "notice", message: choice.notice });
  const shared = {
    programs,
    accelerator: choice.accelerator,
    deadlines: deadlinesFor(choice.accelerator, options.deadlines)
  };
  if (sources.length === 0) return shared;
  const clang = await findClang();
  if (clang === void 0) {
    throw new CoreMatrixError("infrastructure", "no clang on PATH, and sources have to be built", {
      remedy: "Run `core-matrix doctor --install-missing`, or install the package clang."
    });
  }
  const toolchain = await packToolchain(clang, () => tell(`packing the toolchain (clang ${clang.version})`));
  return { ...shared, building: { toolchain, workspace } };
}

// src/run/kernel.ts
import { join as join12 } from "node:path";

// src/run/build.ts
import { mkdir as mkdir3, readFile as readFile2, rm as rm4 } from "node:fs/promises";
import { dirname as dirname2, join as join8 } from "node:path";

// src/bpf/diagnostics.ts
var located = /^(.+?):(\d{1,9}):(\d{1,9}): (fatal error|error|warning|note): (.*)$/;
var unlocated = /^(?:clang(?:-\d{1,3})?: )?(fatal error|error|warning): (.*)$/;
var inclusion = /^In file included from (.+):(\d{1,9}):$/;
var escapes = /\x1b\[[\d;]*[A-Za-z]/g;
var mostDiagnostics = 200;
var mostNotes = 20;
var deepestInclusion = 200;
function parseDiagnostics(text) {
  const found = [];
  const count2 = { error: 0, warning: 0, note: 0 };
  const waysTo = /* @__PURE__ */ new Map();
  let way = [];
  let owner;
  eachLine(text, (raw) => {
    const line = raw.replace(escapes, "").trimEnd();
    const [, includer, includerLine] = inclusion.exec(line) ?? [];
    if (includer !== void 0) {
      if (way.length < deepestInclusion) way = [{ file: includer, line: Number(includerLine) }, ...way];
      return;
    }
    const read = diagnosticOf(line);
    if (read === void 0) return;
    if (read.file !== void 0 && way.length > 0 && waysTo.size < mostDiagnostics)
      waysTo.set(read.file, way);
    way = [];
    const diagnostic = { ...read, includedFrom: waysTo.get(read.file ?? "") ?? [] };
    if (diagnostic.severity === "note" && owner !== void 0) {
      if (owner.notes.length < mostNotes) owner.notes.push(diagnostic);
      return;
    }
    owner = diagnostic;
    if (count2[diagnostic.severity]++ < mostDiagnostics) found.push(diagnostic);
  });
  return withoutSurplus(found);
}
function diagnosticOf(line) {
  const [, file = "", row3, column, severity2, message = ""] = located.exec(line) ?? [];
  if (severity2 !== void 0) {
    return {
      severity: severityOf(severity2),
      message,
      ...placeOf3(file, Number(row3), Number(column)),
      includedFrom: [],
      notes: []
    };
  }
  const [, kind, text = ""] = unlocated.exec(line) ?? [];
  if (kind === void 0 || text.startsWith("too many errors emitted")) return void 0;
  return { severity: severityOf(kind), message: text, includedFrom: [], notes: [] };
}
function placeOf3(file, line, column) {
  if (file.startsWith("<") || line === 0) return {};
  return { file, line, ...column > 0 && { column } };
}
function severityOf(word) {
  return word === "warning" || word === "note" ? word : "error";
}
function withoutSurplus(found) {
  let room = mostDiagnostics - found.filter(({ severity: severity2 }) => severity2 === "error").length;
  return found.filter(({ severity: severity2 }) => severity2 === "error" || room-- > 0);
}

// src/guest/requests.ts
import { createWriteStream as createWriteStream2 } from "node:fs";
import { open as open2 } from "node:fs/promises";
var headerFolder = "/run/include";
var logBytes = 16 * 1024 * 1024;
var partBytes = 16 * 1024;
var objectBytesMax = 64 * 1024 * 1024;
var fileMs = 6e4;
var output = (message) => message.type === messageTypes.output ? fieldValues(message.payload, "data") : [];
var writeOutput = (log, message) => {
  for (const chunk of output(message)) log.write(chunk);
};
function makeHeader(guest, log, deadlineMs) {
  return guest.ask(messageTypes.header, [], {
    deadlineMs,
    onMessage: (message) => writeOutput(log, message)
  });
}
function execute(guest, command, log) {
  const content = [
    ...command.arguments.map((argument) => ["argument", argument]),
    ...command.variables.map((variable) => ["variable", variable]),
    ["folder", command.folder]
  ];
  return guest.ask(messageTypes.exec, content, {
    deadlineMs: command.deadlineMs,
    onMessage: (message) => writeOutput(log, message)
  });
}
async function getFile(guest, from, to) {
  const file = createWriteStream2(to, { mode: 420 });
  let written = 0;
  const answer = await guest.ask(messageTypes.get, [["path", from]], {
    deadlineMs: fileMs,
    onMessage(message) {
      for (const chunk of output(message)) {
        written += chunk.length;
        if (written <= objectBytesMax) file.write(chunk);
      }
    }
  });
  await new Promise((resolve, reject) => {
    file.on("error", reject);
    file.end(resolve);
  });
  return written > objectBytesMax ? { ...answer, errno: 27 } : answer;
}
async function putFile(guest, from, to, mode = 420) {
  const file = await open2(from, "r");
  try {
    let answer = { errno: 0, timedOut: false };
    const part = Buffer.alloc(partBytes);
    for (let append = 0; answer.errno === 0 && !answer.timedOut; append = 1) {
      const { bytesRead } = await file.read(part, 0, partBytes);
      if (bytesRead === 0 && append === 1) break;
      const content = [
        ["path", to],
        ["append", append],
        ["mode", mode],
        ["data", Buffer.from(part.subarray(0, bytesRead))]
      ];
      answer = await guest.ask(messageTypes.put, content, { deadlineMs: fileMs });
    }
    return answer;
  } finally {
    await file.close();
  }
}
var programsMax = 4096;
async function inspectObject(guest, path, log, deadlineMs) {
  const programs = [];
  const answer = await guest.ask(messageTypes.inspect, [["path", path]], {
    deadlineMs,
    onMessage(message) {
      writeOutput(log, message);
      if (message.type !== messageTypes.program || programs.length >= programsMax) return;
      programs.push({
        name: fieldText(message.payload, "name"),
        section: fieldText(message.payload, "section"),
        type: fieldText(message.payload, "type"),
        autoload: fieldNumber(message.payload, "autoload") === 1
      });
    }
  });
  return { answer, programs };
}
var saidMax = 4096;
async function tryProgram(guest, path, program, log, deadlines) {
  const steps = {};
  let said = "";
  const started = performance.now();
  let loadedAt;
  const answer = await guest.ask(
    messageTypes.try,
    [
      ["path", path],
      ["name", program],
      ["log_bytes", logBytes]
    ],
    {
      deadlineMs: deadlines.loadMs,
      onMessage(message, extend) {
        writeOutput(log, message);
        if (steps.loaded !== void 0) said = (said + output(message).join("")).slice(0, saidMax);
        const errno = fieldNumber(message.payload, "errno") ?? 0;
        if (message.type === messageTypes.loaded) {
          loadedAt = performance.now();
          steps.loaded = { errno, jitedBytes: fieldNumber(message.payload, "jited") ?? 0 };
          extend(deadlines.triggerMs);
        } else if (message.type === messageTypes.attached) {
          const testRun = fieldNumber(message.payload, "test_run") === 1;
          steps.attached = { errno, said, testRun };
        } else if (message.type === messageTypes.triggered) {
          const runs = fieldNumber(message.payload, "runs") ?? 0;
          steps.triggered = { runs, prints: fieldText(message.payload, "text") };
        }
      }
    }
  );
  const ended = performance.now();
  return {
    answer,
    ...steps,
    loadMs: (loadedAt ?? ended) - started,
    triggerMs: ended - (loadedAt ?? ended)
  };
}

// src/run/errno.ts
import { getSystemErrorMap } from "node:util";
function errnoName(errno) {
  const known = getSystemErrorMap().get(-errno);
  return known === void 0 ? `errno ${errno}` : `${known[0]} (${known[1]})`;
}

// src/run/build.ts
var builtFile = "/tmp/built.o";
var commonFlags = [
  ...["-target", "bpf", "-g", "-O2", "-D__TARGET_ARCH_x86", "-fno-color-diagnostics", `-I${headerFolder}`],
  ...["-idirafter", "/usr/include/x86_64-linux-gnu"]
];
function inRepository(workspace, diagnostic) {
  const { file, line, column, ...rest } = diagnostic;
  const path = file === void 0 ? void 0 : repositoryPath2(workspace, file);
  return {
    ...rest,
    ...path !== void 0 && {
      file: path,
      ...line !== void 0 && { line },
      ...column !== void 0 && { column }
    },
    includedFrom: diagnostic.includedFrom.flatMap((from) => {
      const including = repositoryPath2(workspace, from.file);
      return including === void 0 ? [] : [{ file: including, line: from.line }];
    }),
    notes: diagnostic.notes.map((note) => inRepository(workspace, note))
  };
}
var trouble = (message, log, timedOut) => ({
  code: timedOut ? "stage-timeout" : "build-error",
  stage: "build",
  message,
  logs: [log],
  ...timedOut && { remedy: "Give it longer with --build-timeout." }
});
async function prepareHeader(context) {
  const log = createLog(join8(context.out, context.paths.header));
  try {
    const answer = await makeHeader(context.guest, log, context.buildMs);
    if (answer.errno === 0 && !answer.timedOut) return void 0;
    log.write(
      Buffer.from(
        `core-matrix: vmlinux.h was not made: ${answer.timedOut ? "deadline" : errnoName(answer.errno)}
`
      )
    );
    if (answer.timedOut) return trouble("dumping vmlinux.h took too long", context.paths.header, true);
    return {
      code: "btf-missing",
      stage: "build",
      message: `no vmlinux.h could be made from the kernel's BTF: ${errnoName(answer.errno)}`,
      remedy: "The kernel must be built with CONFIG_DEBUG_INFO_BTF=y.",
      logs: [context.paths.header]
    };
  } finally {
    log.close();
    if (log.excerpt() === "") await rm4(join8(context.out, context.paths.header));
  }
}
async function fetchObject(context, object) {
  const path = join8(context.out, context.paths.object(object));
  await mkdir3(dirname2(path), { recursive: true });
  const answer = await getFile(context.guest, builtFile, path);
  context.builds.deliver(object, context.spec, answer.errno === 0 && !answer.timedOut ? path : void 0);
}
async function buildObject(context, object) {
  const logPath = context.paths.build(object.name);
  const log = createLog(join8(context.out, logPath));
  const flags = guestFlags(context.root, object.cflags);
  const answer = await execute(
    context.guest,
    {
      arguments: [context.clang, ...commonFlags, ...flags, "-c", object.name, "-o", builtFile],
      variables: ["PATH=/usr/bin:/bin", "LC_ALL=C", "TMPDIR=/tmp"],
      folder: workspaceFolder,
      deadlineMs: context.buildMs
    },
    log
  ).finally(() => log.close());
  const text = await readFile2(join8(context.out, logPath), "utf8");
  const observed = {
    object: object.name,
    exitCode: answer.exit ?? -1,
    log: logPath,
    diagnostics: parseDiagnostics(text).map((diagnostic) => inRepository(context.workspace, diagnostic))
  };
  if (answer.exit === 0) {
    await fetchObject(context, object.name);
    return observed;
  }
  context.builds.deliver(object.name, context.spec, void 0);
  if (answer.timedOut) {
    return {
      ...observed,
      trouble: trouble(`the compiler did not end within ${context.buildMs / 1e3} s`, logPath, true)
    };
  }
  if (answer.exit !== void 0) return observed;
  const how = answer.signal === void 0 ? errnoName(answer.errno) : `signal ${answer.signal}`;
  return { ...observed, trouble: trouble(`the compiler ended with ${how}`, logPath, false) };
}

// src/run/load.ts
import { join as join11 } from "node:path";

// src/findings/questions.ts
import { constants as constants3 } from "node:os";
var { ENOENT: ENOENT2, ESRCH: ESRCH2, EADDRNOTAVAIL: EADDRNOTAVAIL2 } = constants3.errno;
var noTarget = [ENOENT2, ESRCH2, EADDRNOTAVAIL2];
var mostQuestions = 16;
var symbol = /^[A-Za-z_][\w.]{0,511}$/;
var sectionWithFunction = /^(?:k(?:ret)?probe|f(?:entry|exit)(?:\.s)?|fmod_ret(?:\.s)?)\/([A-Za-z_]\w*)(?:\+\w+)?$/;
function questionsFor(program) {
  if (program.load.errno !== 0) return questionsOfLoad(program.load.excerpt);
  if (!noTarget.includes(program.attach?.errno ?? 0)) return void 0;
  const [, name] = sectionWithFunction.exec(program.section) ?? [];
  return name === void 0 ? void 0 : { helpers: [], maps: [], symbols: [name] };
}
function questionsOfLoad(excerpt) {
  const { facts, message } = readLoadLog(excerpt);
  const helpers = [];
  const maps = [];
  const symbols = [];
  for (const fact of facts.slice(0, mostQuestions)) {
    switch (fact.kind) {
      case "helper-unknown":
      case "helper-not-allowed":
        helpers.push(fact.id);
        break;
      case "map-not-created":
        if (fact.name !== void 0) maps.push(fact.name);
        break;
      case "kfunc-missing":
      case "ksym-missing":
      case "attach-target-missing":
        if (fact.name !== void 0 && symbol.test(fact.name)) symbols.push(fact.name);
        break;
      default:
    }
  }
  const isSilent = facts.length === 0 && message.length === 0;
  const isAsking = helpers.length + maps.length + symbols.length > 0;
  return isSilent || isAsking ? { helpers, maps, symbols } : void 0;
}

// src/guest/features.ts
var questions = ["program-type", "attach-type", "helper", "map-type", "symbol"];
var isQuestion = (text) => questions.includes(text);
var probeMs = 6e4;
var answersMax = 64;
var nearMax = 256;
function answerOf({ type, payload }) {
  const question = fieldText(payload, "question");
  if (type !== messageTypes.answer || !isQuestion(question)) return void 0;
  const found = fieldNumber(payload, "found");
  const typed = fieldNumber(payload, "btf");
  const mapType = fieldText(payload, "type");
  const near = fieldText(payload, "text").split("\n", nearMax).filter(Boolean);
  return {
    question,
    name: fieldText(payload, "name"),
    ...mapType !== "" && { type: mapType },
    ...found !== void 0 && { found: found === 1 },
    ...typed !== void 0 && { typed: typed === 1 },
    ...near.length > 0 && { near }
  };
}
async function probeKernel(guest, path, program, { helpers, maps, symbols }) {
  const answers = [];
  const content = [
    ["path", path],
    ["name", program],
    ...helpers.map((helper) => ["helper", helper]),
    ...maps.map((map) => ["map", map]),
    ...symbols.map((symbol2) => ["symbol", symbol2])
  ];
  await guest.ask(messageTypes.probe, content, {
    deadlineMs: probeMs,
    onMessage(message) {
      const answer = answerOf(message);
      if (answer !== void 0 && answers.length < answersMax) answers.push(answer);
    }
  });
  return answers;
}

// src/run/open.ts
import { readFile as readFile3, rm as rm5 } from "node:fs/promises";
import { join as join9 } from "node:path";
var guestObject = "/tmp/object.o";
var stageTimeout = (stage, ms, logs) => ({
  code: "stage-timeout",
  stage,
  message: `it did not end within ${ms / 1e3} s`,
  remedy: `Give it longer with --${stage}-timeout.`,
  logs
});
var broken = (message, logs = []) => ({
  code: "load-error",
  stage: "load",
  message,
  logs
});
async function openHere(path) {
  try {
    return openObject(await readFile3(path));
  } catch (error) {
    if (error instanceof FormatError) return broken(error.message);
    throw error;
  }
}
async function openInGuest(context, name, builtOn, path) {
  const object = await openHere(path);
  if ("code" in object) return object;
  const put = await putFile(context.guest, path, guestObject);
  if (put.errno !== 0 || put.timedOut) {
    return broken(`the object could not be put into the guest: ${errnoName(put.errno)}`);
  }
  const logPath = context.paths.program(name, builtOn, "object");
  const log = createLog(join9(context.out, logPath));
  const { answer, programs } = await inspectObject(
    context.guest,
    guestObject,
    log,
    context.deadlines.loadMs
  ).finally(() => log.close());
  if (answer.timedOut) return stageTimeout("load", context.deadlines.loadMs, [logPath]);
  const said = log.excerpt().trimEnd();
  if (answer.errno !== 0) {
    const lastLine = said.split("\n").at(-1) ?? "";
    return broken(`libbpf cannot open it: ${errnoName(answer.errno)}: ${lastLine}`, [logPath]);
  }
  if (said === "") await rm5(join9(context.out, logPath));
  return { object, programs };
}

// src/run/place.ts
import { readFileSync, realpathSync, statSync } from "node:fs";
import { isAbsolute as isAbsolute3, join as join10, relative as relative2, sep as sep2 } from "node:path";

// src/bpf/frames.ts
var deepestCall = 8;
function framesAround(object, program, insn) {
  const own = lineAt(object, program, insn);
  if (own === void 0) return [];
  const frames = [{ line: own, relation: "own" }];
  const seen = /* @__PURE__ */ new Set();
  let at = insn;
  for (let depth = 0; depth < deepestCall && at !== void 0; depth++) {
    const place = placeOf(object, program, at);
    if (place === void 0 || seen.has(place.function)) break;
    seen.add(place.function);
    const lines = linesByFile(object, place.function, place.sectionInsn);
    const relation = depth === 0 ? "near" : "caller";
    frames.push(
      ...lines.filter(({ file }) => depth > 0 || file !== own.file).map((line) => ({ line, relation }))
    );
    at = callSites(object, program, place.function)[0];
  }
  return frames;
}
function linesByFile(object, code2, sectionInsn) {
  const records = lineRecordsOf(object, code2).filter(({ line }) => line > 0);
  const offset = sectionInsn * insnSize;
  const before = records.filter((record) => record.offset <= offset).reverse();
  const after = records.filter((record) => record.offset > offset);
  const byFile = /* @__PURE__ */ new Map();
  for (const record of [...before, ...after]) {
    if (byFile.has(record.file)) continue;
    const line = sourceLine(object, record);
    if (line !== void 0) byFile.set(record.file, line);
  }
  return [...byFile.values()];
}

// src/bpf/locate.ts
function locateFailure(object, program, log, source) {
  return failureFrames(object, program, log, source)[0]?.line;
}
function failureFrames(object, program, log, source) {
  try {
    const relocation = failedRelocation(object, program, log);
    const insn = relocation?.insn ?? referringInsn(object, program, log.facts) ?? log.insn ?? 0;
    const line = relocation === void 0 ? void 0 : accessLine(object, program, insn, relocation.relocation.identifier, source);
    const [own, ...around] = framesAround(object, program, insn);
    if (own !== void 0) return [line === void 0 ? own : { line, relation: "own" }, ...around];
    const first = lineAt(object, program, 0);
    return first === void 0 ? [] : [{ line: first, relation: "own" }];
  } catch (error) {
    if (error instanceof FormatError) return [];
    throw error;
  }
}
function failedRelocation(object, program, { facts, insn }) {
  const fact = facts.find(({ kind }) => kind === "core-relocation");
  if (fact?.kind !== "core-relocation") return void 0;
  const relocation = insn === void 0 ? void 0 : relocationAt(object, program, insn);
  if (insn !== void 0 && relocation !== void 0) return { insn, relocation };
  const { failed: failed2 } = fact;
  return failed2 && relocationOf(object, program, failed2.typeId, failed2.access ?? "0");
}
function referringInsn(object, program, facts) {
  for (const fact of facts) {
    if (fact.kind !== "map-not-created" && fact.kind !== "kfunc-missing" && fact.kind !== "ksym-missing")
      continue;
    const insn = fact.name === void 0 ? void 0 : firstReference(object, program, fact.name);
    if (insn !== void 0) return insn;
  }
  return void 0;
}

// src/run/place.ts
var sourceBytesMax = 4 * 1024 * 1024;
function pathInRepository({ root, workspace }, file) {
  if (workspace !== void 0) return repositoryPath2(workspace, file);
  try {
    const path = relative2(root, realpathSync(isAbsolute3(file) ? file : join10(root, file)));
    return path === "" || path.startsWith("..") || isAbsolute3(path) ? void 0 : path.split(sep2).join("/");
  } catch {
    return void 0;
  }
}
function readSource(repository, file) {
  const path = pathInRepository(repository, file);
  if (path === void 0) return void 0;
  const absolute = join10(repository.root, path);
  try {
    return statSync(absolute).size > sourceBytesMax ? void 0 : readFileSync(absolute, "utf8");
  } catch {
    return void 0;
  }
}
function placeOfFailure(repository, object, program, log) {
  const frames = failureFrames(object, program, log, (file) => readSource(repository, file));
  for (const { line, relation } of frames) {
    const file = pathInRepository(repository, line.file);
    if (file === void 0) continue;
    const place = { file, line: line.line, ...line.column !== void 0 && { column: line.column } };
    const [own] = frames;
    if (relation === "own" || own === void 0) return { place };
    return { place, origin: { file: own.line.file, line: own.line.line, relation } };
  }
  return {};
}
function relocationOfFailure(repository, object, program, log) {
  try {
    const failed2 = failedRelocation(object, program, log);
    const place = failed2 && placeOf(object, program, failed2.insn);
    if (object.btf === void 0 || failed2 === void 0 || place === void 0) return void 0;
    const insn = insnAt(sectionBytes(object.elf, place.function.section), place.sectionInsn);
    const line = locateFailure(object, program, log, (file) => readSource(repository, file));
    const text = line && (line.text ?? readSource(repository, line.file)?.split("\n")[line.line - 1]);
    return {
      types: object.btf,
      request: { ...failed2.relocation, accessesMemory: accessesMemory(insn) },
      ...text !== void 0 && { line: text }
    };
  } catch (error) {
    if (error instanceof FormatError) return void 0;
    throw error;
  }
}

// src/run/load.ts
function troubleOf({ answer, loaded }, context, log) {
  const stage = loaded === void 0 ? "load" : "trigger";
  if (answer.timedOut) return stageTimeout(stage, context.deadlines[`${stage}Ms`], [log]);
  if (answer.errno === 0) return void 0;
  const how = answer.signal === void 0 ? errnoName(answer.errno) : `signal ${answer.signal}`;
  return { code: "load-error", stage, message: `the agent's worker ended with ${how}`, logs: [log] };
}
async function observeProgram(context, cell, entry) {
  const logPath = context.paths.program(cell.object, cell.builtOn, entry.name);
  const log = createLog(join11(context.out, logPath));
  const trial = await tryProgram(context.guest, guestObject, entry.name, log, context.deadlines).finally(
    () => log.close()
  );
  context.onTrial(trial);
  const { name, section, type } = entry;
  const excerpt = log.excerpt();
  const said = readLoadLog(excerpt);
  const errno = trial.loaded?.errno ?? 0;
  const program = errno === 0 ? void 0 : cell.opened.programs.find((candidate) => candidate.name === name);
  const place = program && placeOfFailure(context.repository, cell.opened, program, said);
  const relocation = program && relocationOfFailure(context.repository, cell.opened, program, said);
  const load = {
    errno,
    log: logPath,
    excerpt,
    ...place,
    ...relocation !== void 0 && { relocation },
    ...said.statistics,
    ...said.verifyUs !== void 0 && { verifyUs: said.verifyUs },
    ...trial.loaded?.errno === 0 && { jitedBytes: trial.loaded.jitedBytes }
  };
  const trouble2 = troubleOf(trial, context, logPath);
  const { attached } = trial;
  const attach = attached && { errno: attached.errno, message: attached.said, testRun: attached.testRun };
  const questions2 = questionsFor({ section, load, ...attach !== void 0 && { attach } });
  const answers = questions2 && await probeKernel(context.guest, guestObject, name, questions2).catch(() => void 0);
  return {
    name,
    section,
    type,
    load,
    ...trouble2 !== void 0 && { trouble: trouble2 },
    ...attach !== void 0 && { attach },
    ...answers !== void 0 && { answers },
    ...trial.triggered !== void 0 && { trigger: keepPrints(context, cell, name, trial.triggered) }
  };
}
function keepPrints(context, cell, program, { runs, prints }) {
  if (prints === "") return { runs, prints };
  const path = context.paths.prints(cell.object, cell.builtOn, program);
  const log = createLog(join11(context.out, path));
  log.write(Buffer.from(prints));
  log.close();
  return { runs, prints, log: path };
}
async function loadObject(context, object, builtOn, path, observed) {
  const opened = await openInGuest(context, object.name, builtOn, path);
  if ("code" in opened) return opened;
  for (const entry of opened.programs) {
    const skip = object.programs[entry.name]?.skip;
    if (skip !== void 0 && satisfies(context.version, skip)) continue;
    context.onProgram(entry.name);
    observed.push(
      await observeProgram(context, { object: object.name, builtOn, opened: opened.object }, entry)
    );
  }
  return void 0;
}

// src/run/progress.ts
function begin() {
  return {
    started: performance.now(),
    stage: "resolve",
    builds: [],
    cells: [],
    timings: { resolveMs: 0, bootMs: 0, buildMs: 0, loadMs: 0, triggerMs: 0 }
  };
}
var codeAtStage = (stage) => stage === "resolve" ? "kernel-unavailable" : "guest-lost";
function troubleOf2(error, progress) {
  if (!(error instanceof CoreMatrixError)) throw error;
  return {
    code: error.code ?? codeAtStage(progress.stage),
    stage: progress.stage,
    message: error.message,
    ...error.remedy !== void 0 && { remedy: error.remedy },
    ...progress.object !== void 0 && { object: progress.object },
    ...progress.program !== void 0 && { program: progress.program },
    logs: progress.console === void 0 ? [] : [progress.console]
  };
}
function versionOf2(image, release = image.release) {
  return seriesOf(image.version) === seriesOf(release) ? image.version : release;
}
function snapshotOf(spec, accel, progress) {
  const { image, release, console, trouble: trouble2, builds, cells, timings } = progress;
  return {
    spec,
    ...release !== void 0 && { release },
    ...image !== void 0 && { version: versionOf2(image, release) },
    ...image !== void 0 && { source: image.source },
    arch: image?.arch ?? "x86_64",
    accel,
    timings: {
      resolveMs: Math.round(timings.resolveMs),
      bootMs: Math.round(timings.bootMs),
      buildMs: Math.round(timings.buildMs),
      loadMs: Math.round(timings.loadMs),
      triggerMs: Math.round(timings.triggerMs),
      totalMs: Math.round((progress.ended ?? performance.now()) - progress.started)
    },
    ...console !== void 0 && { console },
    ...trouble2 !== void 0 && { trouble: trouble2 },
    builds: [...builds],
    cells: [...cells]
  };
}

// src/run/kernel.ts
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
async function buildAll(context, task, progress, guest) {
  const { building } = context.host;
  if (building === void 0 || task.builds.length === 0) return;
  const build = {
    guest,
    spec: task.spec.text,
    root: context.options.config.root,
    out: context.options.out,
    clang: building.toolchain.clang,
    workspace: building.workspace,
    paths: kernelPaths(task.spec.text),
    buildMs: context.host.deadlines.buildMs,
    builds: context.builds
  };
  const trouble2 = await prepareHeader(build);
  for (const object of task.builds) {
    progress.object = object.name;
    context.listen({ type: "stage", kernel: task.spec.text, stage: "build", detail: object.name });
    progress.builds.push(
      trouble2 === void 0 ? await buildObject(build, object) : { object: object.name, exitCode: -1, log: trouble2.logs[0] ?? "", diagnostics: [], trouble: trouble2 }
    );
  }
  delete progress.object;
}
async function loadAll(context, task, progress, guest, version2) {
  const { options, host } = context;
  for (const { object, builtOn } of task.loads) {
    progress.object = object.name;
    const path = object.kind === "object" ? join12(options.config.root, object.name) : await waitFor(context, task, object, builtOn);
    if (path === void 0) continue;
    const load = {
      guest,
      version: version2,
      repository: {
        root: options.config.root,
        ...object.kind === "source" && host.building !== void 0 && { workspace: host.building.workspace }
      },
      out: options.out,
      paths: kernelPaths(task.spec.text),
      deadlines: host.deadlines,
      onProgram(name) {
        progress.program = name;
        const detail = `${object.name} ${name}`;
        context.listen({ type: "stage", kernel: task.spec.text, stage: "load", detail });
      },
      onTrial({ loadMs, triggerMs }) {
        progress.timings.loadMs += loadMs;
        progress.timings.triggerMs += triggerMs;
      }
    };
    progress.stage = "load";
    const programs = [];
    const cell = { object: object.name, builtOn, programs };
    progress.cells.push(cell);
    const trouble2 = await loadObject(load, object, builtOn, path, programs);
    if (trouble2 !== void 0) progress.cells.splice(-1, 1, { ...cell, trouble: trouble2 });
    delete progress.program;
  }
  delete progress.object;
}
async function waitFor(context, task, object, builtOn) {
  if (builtOn !== task.spec.text) {
    context.listen({ type: "stage", kernel: task.spec.text, stage: "wait", detail: object.name });
  }
  return await context.builds.await(object.name, builtOn);
}
async function inGuest(context, task, progress, image) {
  context.builds.begin(task.spec.text);
  const guest = await inStage(context, task, progress, "boot", () => boot(context, task, progress, image));
  progress.release = guest.hello.release;
  try {
    if (task.builds.length > 0) {
      await inStage(context, task, progress, "build", () => buildAll(context, task, progress, guest));
      context.builds.close(task.spec.text);
    }
    await loadAll(context, task, progress, guest, versionOf2(image, guest.hello.release));
  } finally {
    await guest.stop();
  }
}
async function runKernel(context, task, progress) {
  const { options, listen } = context;
  try {
    const image = await inStage(
      context,
      task,
      progress,
      "resolve",
      () => resolveKernel(task.spec, {
        ...options.debianMirror !== void 0 && { debianMirror: options.debianMirror },
        ...options.signal !== void 0 && { signal: options.signal },
        ...options.config.lock !== void 0 && { lock: options.config.lock },
        onNotice: (message) => listen({ type: "notice", message }),
        onProgress: (detail) => listen({ type: "stage", kernel: task.spec.text, stage: "resolve", detail })
      })
    );
    progress.image = image;
    listen({ type: "stage", kernel: task.spec.text, stage: "wait" });
    const builders = task.loads.filter(({ object }) => object.kind === "source").map(({ builtOn }) => builtOn);
    await context.builds.begun(builders.filter((builder) => builder !== task.spec.text));
    await context.slots.use(() => inGuest(context, task, progress, image));
  } catch (error) {
    progress.trouble = troubleOf2(error, progress);
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

// src/run/slots.ts
import { availableParallelism, freemem } from "node:os";
function createSlots(count2) {
  let free = count2;
  const waiting = [];
  return {
    async use(work) {
      if (free > 0) free--;
      else await new Promise((resolve) => waiting.push(resolve));
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        if (next === void 0) free++;
        else next();
      }
    }
  };
}
function guestsAtATime(memoryMiB) {
  const reserveMiB = 512;
  const byMemory = Math.floor((freemem() / 1024 / 1024 - reserveMiB) / memoryMiB);
  return Math.max(1, Math.min(availableParallelism(), byMemory));
}

// src/run/types.ts
async function kernelTypes(images, listen) {
  const types = /* @__PURE__ */ new Map();
  await Promise.all(
    images.map(async ({ spec, image }) => {
      try {
        types.set(spec, await kernelBtf(image));
      } catch (error) {
        if (!(error instanceof CoreMatrixError)) throw error;
        listen({ type: "notice", message: `${spec}: ${error.message}` });
      }
    })
  );
  return (spec) => types.get(spec);
}

// src/run.ts
function inOrder2(config, observed) {
  const place = new Map(config.kernels.map(({ text }, index) => [text, index]));
  const placeOf4 = ({ spec }) => place.get(spec) ?? config.kernels.length;
  return observed.toSorted((a, b) => placeOf4(a) - placeOf4(b));
}
async function clearOutput(out) {
  await mkdir4(out, { recursive: true });
  const earlier = await readFile4(join13(out, "report.json"), "utf8").catch(() => "");
  if (!earlier.includes('"name": "core-matrix"')) return;
  for (const folder of ["logs", "objects"]) await rm6(join13(out, folder), { recursive: true, force: true });
}
function doneEvent(observation, report) {
  const { spec, timings, trouble: trouble2 } = observation;
  const kernel = report.kernels.find((candidate) => candidate.spec === spec);
  const reason = kernel?.reason ?? trouble2?.message;
  return {
    type: "done",
    kernel: spec,
    verdict: kernel?.verdict ?? (trouble2 === void 0 ? "pass" : "infra"),
    durationMs: timings.totalMs,
    ...reason !== void 0 && { reason }
  };
}
async function run(options, listen) {
  const started = /* @__PURE__ */ new Date();
  const { config } = options;
  listen({
    type: "plan",
    kernels: config.kernels.map(({ text }) => text),
    objects: config.objects.map(({ name }) => name)
  });
  for (const message of rangeLines(config.kernels)) listen({ type: "host", message });
  await clearOutput(options.out);
  const host = await prepareHost(options, listen);
  const context = {
    options,
    listen,
    host,
    builds: createBuilds(),
    slots: createSlots(options.parallel ?? guestsAtATime(options.memoryMiB))
  };
  const judgeAll = (kernels, btf) => judge({
    config,
    kernels,
    started,
    durationMs: Date.now() - started.getTime(),
    toolVersion: toolVersion(),
    ...btf !== void 0 && { btf }
  });
  try {
    const runs = makePlan(config).kernels.map((kernel) => startKernel(context, kernel));
    const snapshots = () => inOrder2(
      config,
      runs.map((kernel) => kernel.snapshot())
    );
    await Promise.all(
      runs.map(async (kernel) => {
        await kernel.finished;
        listen(doneEvent(kernel.snapshot(), judgeAll(snapshots())));
      })
    );
    const report = judgeAll(snapshots());
    if (!report.findings.some(({ code: code2 }) => code2 === "core-relocation")) return report;
    const images = runs.flatMap((kernel) => kernel.image() ?? []);
    return judgeAll(snapshots(), await kernelTypes(images, listen));
  } finally {
    await rm6(join13(options.out, workFolder), { recursive: true, force: true });
  }
}

// src/report/progress.ts
var notBegun = { kernels: [] };
function advance(progress, event, now) {
  switch (event.type) {
    case "plan":
      return { ...progress, kernels: event.kernels.map((kernel) => ({ kernel })) };
    case "host":
      return { ...progress, host: event.message };
    case "notice":
      return progress;
    case "stage":
      return update(progress, event.kernel, (known) => ({
        ...known,
        stage: event,
        ...event.stage === "wait" ? {} : { since: known.since ?? now, reached: event.stage }
      }));
    case "done":
      return update(progress, event.kernel, (known) => ({ ...known, done: event }));
  }
}
function update(progress, kernel, change) {
  const { host: _over, ...rest } = progress;
  const kernels = progress.kernels.some((known) => known.kernel === kernel) ? progress.kernels : [...progress.kernels, { kernel }];
  return { ...rest, kernels: kernels.map((known) => known.kernel === kernel ? change(known) : known) };
}
function statusText({ stage, done }) {
  if (done !== void 0) return doneText(done);
  if (stage === void 0 || stage.stage === "wait") return "waiting";
  return stage.detail === void 0 ? stage.stage : `${stage.stage}  ${oneLine(stage.detail, 200)}`;
}
function doneText({ verdict, durationMs, reason }) {
  const why = reason === void 0 ? "" : `: ${oneLine(reason)}`;
  return `${verdict} in ${duration(durationMs)}${why}`;
}

export {
  duration,
  count,
  columns,
  clip,
  pad,
  notBegun,
  advance,
  statusText,
  doneText,
  exitCode,
  reportToGitHub,
  plain,
  coloured,
  renderText,
  publicReport,
  writeOutputs,
  run
};
