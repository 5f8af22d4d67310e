import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  sectionType
} from "./chunk-46HVUH4O.js";
import {
  codeSpan,
  escapeText,
  table
} from "./chunk-LOLZXN3X.js";
import {
  clip,
  columns,
  count,
  duration,
  pad,
  percentText
} from "./chunk-MWI3XDG7.js";
import {
  inOrder
} from "./chunk-7AJIZ3YJ.js";
import {
  nearest
} from "./chunk-XVPK6C5E.js";
import {
  neutralise,
  oneLine
} from "./chunk-4XT75OCY.js";

// src/report/verdict.ts
var failLevels = ["error", "warning", "never"];
function exitCode({ verdict, kernels, findings }, failOn = "error") {
  const warned = failOn === "warning" && findings.some(({ severity }) => severity === "warning");
  if (failOn !== "never" && (verdict === "fail" || warned)) return 1;
  return verdict === "infra" || kernels.some((kernel) => kernel.verdict === "infra") ? 3 : 0;
}
function verdictText(report) {
  const errors = report.findings.filter(({ severity }) => severity === "error").length;
  const lost = report.kernels.filter(({ verdict }) => verdict === "infra").length;
  const kernels = count(report.kernels.length, "kernel");
  const missing = lost === 0 ? "" : `, ${lost} of them could not be judged`;
  const what = {
    pass: `everything as expected on ${kernels}`,
    fail: `${count(errors, "error")} on ${kernels}${missing}`,
    infra: `${kernels}${missing}; what could be judged is as expected`
  }[report.verdict];
  return `${report.verdict}: ${what}, in ${duration(report.durationMs)}`;
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

// src/run/paths.ts
import { createHash } from "node:crypto";
import { join } from "node:path";
var nameMax = 80;
function fileName(name) {
  const plain2 = name.replace(/[^A-Za-z0-9._+-]/g, "-").replace(/^[.-]+/, "").slice(0, nameMax);
  if (plain2 === name && plain2 !== "") return plain2;
  return `${plain2}-${createHash("sha256").update(name).digest("hex").slice(0, 8)}`;
}
var kernelFolder = (spec) => /^[a-z]+:[0-9][0-9a-z.-]*$/.test(spec) ? spec.replace(":", "-") : fileName(spec);
var objectFolder = (object) => join(
  ...object.split("/").filter((part) => part !== "").map(fileName)
);
function kernelPaths(spec) {
  const logs = join("logs", kernelFolder(spec));
  const at = (object, builtOn, file) => join(logs, objectFolder(object), `built-on-${kernelFolder(builtOn)}`, file);
  return {
    console: join(logs, "console.log"),
    laterConsole: (number) => join(logs, `console-${number}.log`),
    buildConsole: join(logs, "console-build.log"),
    header: join(logs, "vmlinux.h.log"),
    build: (object) => join(logs, objectFolder(object), "build.log"),
    program: (object, builtOn, program) => at(object, builtOn, `${fileName(program)}.load.log`),
    prints: (object, builtOn, program) => at(object, builtOn, `${fileName(program)}.trace.log`),
    maps: (object, builtOn, program) => at(object, builtOn, `${fileName(program)}.maps.json`),
    trigger: (object, builtOn, program) => at(object, builtOn, `${fileName(program)}.trigger.log`),
    buildCommand: join(logs, "build.log"),
    command: (name) => join(logs, "commands", `${fileName(name)}.log`),
    types: (name) => join("types", kernelFolder(spec), fileName(name)),
    object: (object) => `${join("objects", kernelFolder(spec), objectFolder(object))}.o`
  };
}

// src/report/paint.ts
import { styleText } from "node:util";
var plain = (_format, text) => text;
var coloured = (format, text) => styleText(format, text, { validateStream: false });

// src/report/change-table.ts
var compared = [
  ["insns", "instructions"],
  ["states", "states"],
  ["jitedBytes", "machine code"]
];
var mostRows = 50;
var listed = 10;
function changeTable(comparison) {
  const changed = changedFirstGrown(comparison);
  return {
    heading: heading(comparison),
    header: ["program", "kernel", ...compared.map(([, title]) => title)],
    rows: changed.slice(0, mostRows).map((change) => ({
      object: change.object,
      program: change.program,
      place: place(change),
      figures: figures(change)
    })),
    notes: notes(comparison, changed.length)
  };
}
function heading({ baseline }) {
  return `Compared with the baseline ${oneLine(baseline.name, 200)} of ${oneLine(baseline.started, 40)}`;
}
function changedFirstGrown({ changes }) {
  const ratio = ({ figures: { before, now } }) => (now.insns ?? 0) / Math.max(1, before.insns ?? 0);
  return changes.filter(({ figures: { before, now } }) => compared.some(([figure]) => before[figure] !== now[figure])).sort((a, b) => b.grown.length - a.grown.length || ratio(b) - ratio(a));
}
function place({ kernel, builtOn }) {
  return builtOn === "" || builtOn === kernel ? oneLine(kernel, 40) : `${oneLine(kernel, 40)}, built on ${oneLine(builtOn, 40)}`;
}
function figures({ figures: { before, now }, grown }) {
  return compared.map(([figure]) => {
    const [from = 0, to = 0] = [before[figure], now[figure]];
    const text = from === to ? String(to) : `${from} \u2192 ${to}${percentText(from, to)}`;
    return { text, isGrown: grown.some((measure) => measure === figure) };
  });
}
function notes({ changes, added, gone, newKernels }, changed) {
  const same = changes.length - changed;
  const more = changed - mostRows;
  return [
    ...more > 0 ? [`${count(more, "more program")} changed.`] : [],
    `${count(same, "program")} as before.`,
    ...added.length === 0 ? [] : [`Not in the baseline: ${programs(added)}.`],
    ...gone.length === 0 ? [] : [`In the baseline only: ${programs(gone)}.`],
    ...newKernels.length === 0 ? [] : [`The baseline is not of: ${newKernels.map((kernel) => oneLine(kernel, 100)).join(", ")}.`]
  ];
}
function programs(all) {
  const shown = all.slice(0, listed).map((each) => `${oneLine(each.program, 80)} of ${oneLine(each.object, 200)} on ${place(each)}`);
  return all.length > listed ? `${shown.join("; ")} and ${all.length - listed} more` : shown.join("; ");
}

// src/report/changes.ts
function changeLines(comparison, { paint, width }) {
  if (comparison === void 0) return [];
  const { heading: heading2, header, rows, notes: notes2 } = changeTable(comparison);
  const texts = rows.map(({ object, program, place: place2, figures: figures2 }) => [
    `${oneLine(object)} ${oneLine(program, 80)}`,
    place2,
    ...figures2.map(({ text }) => text)
  ]);
  const all = texts.length === 0 ? [] : [header, ...texts];
  const widths = header.map((_, column) => Math.max(...all.map((row2) => columns(row2[column] ?? ""))));
  const lines = all.map((row2, index) => {
    const line = clip(
      row2.map((cell, column) => pad(cell, widths[column] ?? 0)).join("  ").trimEnd(),
      width
    );
    if (index === 0) return paint("bold", line);
    return rows[index - 1]?.figures.some(({ isGrown }) => isGrown) ? paint("yellow", line) : line;
  });
  return ["", heading2, ...lines, ...notes2];
}
function changeSection(comparison) {
  if (comparison === void 0) return "";
  const { heading: heading2, header, rows, notes: notes2 } = changeTable(comparison);
  const cells = rows.map(({ object, program, place: place2, figures: figures2 }) => [
    `${codeSpan(object)} ${codeSpan(program)}`,
    escapeText(place2),
    ...figures2.map(({ text, isGrown }) => isGrown ? `**${text}**` : text)
  ]);
  return [
    `### ${escapeText(heading2)}`,
    ...cells.length === 0 ? [] : [table(header, cells)],
    notes2.map(escapeText).join("\\\n")
  ].join("\n\n");
}

// src/report/excerpt.ts
function excerptOrigin(code) {
  return code.startsWith("kernel-") ? "from the kernel's log" : "from the verifier's log";
}

// src/report/matrix.ts
function matrix(report) {
  const cells = report.kernels.flatMap((kernel) => kernel.cells);
  const rows = [...Map.groupBy(cells, ({ object }) => object)].flatMap(([object, ofObject]) => {
    const programs2 = distinct(ofObject.flatMap((cell) => cell.programs.map(({ name }) => name)));
    const builders = severalBuilders(report, object) ? distinct(ofObject.map(({ builtOn }) => builtOn)) : [void 0];
    return (programs2.length === 0 ? [void 0] : programs2).flatMap(
      (program) => builders.map((builtOn) => row(report, object, program, builtOn))
    );
  });
  const commands = distinct(report.kernels.flatMap((kernel) => kernel.commands.map(({ name }) => name)));
  return { kernels: report.kernels, rows: [...rows, ...commands.map((name) => commandRow(report, name))] };
}
var distinct = (names) => [...new Set(names)];
function severalBuilders({ kernels }, object) {
  return kernels.some(({ cells }) => cells.filter((cell) => cell.object === object).length > 1);
}
function row(report, object, program, builtOn) {
  return {
    object,
    ...program !== void 0 && { program },
    ...builtOn !== void 0 && { builtOn },
    cells: report.kernels.map((kernel) => gridCell(report, kernel, object, program, builtOn))
  };
}
function commandRow({ kernels }, program) {
  const cells = kernels.map(({ verdict, commands }) => {
    const seen = commands.find(({ name }) => name === program);
    return { state: seen?.verdict ?? (verdict === "infra" ? "infra" : "none") };
  });
  return { object: "commands", program, isCommand: true, cells };
}
function gridCell(report, kernel, object, program, builtOn) {
  const [seen] = kernel.cells.filter((cell) => cell.object === object && (builtOn === void 0 || cell.builtOn === builtOn)).flatMap((cell) => cellsOf(report, kernel, cell, program));
  return seen ?? { state: kernel.verdict === "infra" ? "infra" : "none" };
}
function cellsOf(report, kernel, cell, program) {
  if (cell.programs.length > 0) return cell.programs.filter(({ name }) => name === program).map(programCell);
  const code = codeOfWhole(report, kernel, cell);
  return [code === void 0 ? { state: cell.verdict } : { state: cell.verdict, code }];
}
function programCell({ verdict, code }) {
  return code === void 0 ? { state: verdict } : { state: verdict, code };
}
function codeOfWhole(report, kernel, cell) {
  return report.findings.find(
    (finding) => finding.object === cell.object && finding.program === void 0 && finding.stage !== "expect" && finding.kernels.includes(kernel.spec) && (finding.builtOn === void 0 || finding.builtOn.includes(cell.builtOn))
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
function cellText({ state, code }) {
  return code === void 0 || state !== "fail" && state !== "xfail" ? marks[state] : `${marks[state]} ${code}`;
}
function cellMark({ state }) {
  return marks[state];
}
function meaningOf(state) {
  return meanings[state];
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
function commonFolder(paths) {
  const [first = ""] = paths;
  let end = first.lastIndexOf("/") + 1;
  while (end > 0 && !paths.every((path) => path.startsWith(first.slice(0, end)))) {
    end = first.lastIndexOf("/", end - 2) + 1;
  }
  return first.slice(0, end);
}

// src/report/place.ts
function placeText({ file, line, column, object }) {
  if (file === void 0) return object ?? "";
  return [file, line, column].filter((part) => part !== void 0).join(":");
}

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
  const header = [0, 1].map(
    (part) => paint(
      "bold",
      line(
        part === 0 ? "" : labels.folder,
        heads.map((head, at) => pad(head[part] ?? "", widths[at] ?? 0))
      )
    )
  );
  const rows = grid.rows.map(
    ({ cells }, index) => line(
      labels.rows[index] ?? "",
      cells.map((cell, at) => {
        const shown = text(cell);
        return paint(stateFormats[cell.state], shown) + pad("", (widths[at] ?? 0) - columns(shown));
      })
    )
  );
  const meanings2 = legend(grid);
  return [...header, ...rows, ...meanings2 === "" ? [] : [paint("dim", clip(meanings2, width))]];
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
  const objects = grid.rows.filter(({ isCommand }) => !isCommand).map(({ object }) => oneLine(object));
  const folder = commonFolder(objects);
  const names = grid.rows.map(
    ({ object, isCommand }) => isCommand ? object : oneLine(oneLine(object).slice(folder.length))
  );
  const width = Math.max(0, ...names.map(columns));
  const programs2 = grid.rows.map(({ program = "" }) => oneLine(program, 80));
  const programWidth = Math.max(0, ...programs2.map(columns));
  const rows = grid.rows.map(({ object, program, builtOn, isCommand }, index) => {
    const before = grid.rows[index - 1];
    const isSame = before?.object === object && before.isCommand === isCommand;
    const shown = isSame && before.program === program ? "" : programs2[index] ?? "";
    const parts = [pad(isSame ? "" : names[index] ?? "", width)];
    if (program !== void 0) parts.push(builtOn === void 0 ? shown : pad(shown, programWidth));
    if (builtOn !== void 0) parts.push(`built on ${oneLine(builtOn, 40)}`);
    return parts.join("  ").trimEnd();
  });
  return { folder, rows };
}
function labelWidth({ folder, rows }) {
  return Math.max(columns(folder), ...rows.map(columns));
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
    ...changeLines(report.comparison, options),
    ...inOrder(report.findings).flatMap((finding) => ["", ...findingLines(finding, options)]),
    "",
    `report: ${oneLine(options.out)}`,
    paint(["bold", verdictFormats[report.verdict]], verdictText(report)),
    ""
  ].join("\n");
}
function findingLines(finding, { paint }) {
  const severity = paint(severityFormats[finding.severity], `${finding.severity}:`);
  const place2 = oneLine(placeText(finding) || finding.kernels.join(", "));
  return [
    `${paint("bold", `${place2}:`)} ${severity} ${oneLine(finding.title)} [${finding.code}]`,
    ...indented(finding.message),
    ...finding.hint === void 0 ? [] : [paint("bold", "  fix:"), ...indented(finding.hint, "    ")],
    ...excerptLines(finding).map((line) => paint("dim", line)),
    ...finding.logs.slice(0, 3).map((log) => paint("dim", `  log: ${oneLine(log)}`))
  ];
}
function excerptLines({ severity, code, excerpt }) {
  if (excerpt === void 0 || severity === "notice") return [];
  return [`  ${excerptOrigin(code)}:`, ...indented(excerpt, "    ")];
}
function indented(text, indent = "  ") {
  return text === "" ? [] : neutralise(text).split("\n").map((line) => (indent + line).trimEnd());
}

// src/findings/hints.ts
var identifier = /^[A-Za-z_]\w{0,127}$/;
var attachTargetHint = 'Functions get renamed, removed or inlined: look for the name in /proc/kallsyms of this kernel. With `SEC("?\u2026")` a program is loaded only when the loader turns it on, so each kernel can have its own.';
var tracepointHint = 'Tracepoints get renamed or removed, and those of modules are there only when the module is: /sys/kernel/tracing/available_events of this kernel lists them. With `SEC("?\u2026")` a program is loaded only when the loader turns it on, so each kernel can have its own.';
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
  if (name === void 0 || !identifier.test(name)) return void 0;
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
  const [, name = "", file = "", row2, column] = /^(\S+) @ (\S+):(\d{1,7}):(\d{1,7})$/.exec(parts.at[0] ?? "") ?? [];
  return {
    title: first.slice(start.length),
    ...parts.reason.length > 0 && { reason: parts.reason.join(" ") },
    ...row2 !== void 0 && { at: { function: name, file, line: Number(row2), column: Number(column) } },
    ...parts.suggestion.length > 0 && { suggestion: parts.suggestion.join(" ") }
  };
}

// src/bpf/lines.ts
var longestLine = 4096;
var carriageReturn = 13;
function eachLine(text, take) {
  for (let start2 = 0; start2 < text.length; ) {
    const newline = text.indexOf("\n", start2);
    const next = newline === -1 ? text.length : newline;
    const end = text.charCodeAt(next - 1) === carriageReturn ? next - 1 : next;
    if (end > start2) take(text.slice(start2, Math.min(end, start2 + longestLine)));
    start2 = next + 1;
  }
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
  const open = text.indexOf(" (");
  const at = text.indexOf(" @ ", open);
  if (open === -1 || at === -1) return { spec: text };
  return { spec: text.slice(0, open), access: text.slice(open + 2, at) };
}

// src/bpf/verifier-line.ts
var instruction = /^(\d{1,7}): (?:\([0-9a-f]{2}\)|<invalid )/;
function insnIndex(line) {
  const code = line.charCodeAt(0);
  if (code < 48 || code > 57) return void 0;
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
  const together = find(/^stack depth (\d{1,7}(?:\+\d{1,7})*)/)?.split("+");
  const each = lines.flatMap(
    (line) => line.startsWith("subprog ") ? / stack (\d{1,7})$/.exec(line)?.[1] ?? [] : []
  );
  const depths = together ?? each;
  const insns = find(/^processed (\d{1,15}) insns/);
  return {
    ...insns !== void 0 && {
      statistics: {
        insns: Number(insns),
        states: Number(find(/ total_states (\d{1,15})/) ?? 0),
        peakStates: Number(find(/ peak_states (\d{1,15})/) ?? 0)
      }
    },
    ...us !== void 0 && { verifyUs: Number(us) },
    ...depths.length > 0 && { stackDepth: depths.map(Number) }
  };
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

// src/findings/answers.ts
function answerTo({ answers }, question, name) {
  return answers?.find(
    (answer) => answer.question === question && (name === void 0 || answer.name === name)
  );
}
function symbolText(answer) {
  if (answer?.found === void 0) return "";
  const name = `\`${oneLine(answer.name, 100)}\``;
  if (answer.question === "tracepoint") {
    return `
/sys/kernel/tracing/available_events has ${answer.found ? "" : "no "}${name}.`;
  }
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

// src/findings/target.ts
var lists = {
  function: { noun: "function" },
  "typed-function": { noun: "function" },
  // As SYSCALL_DEFINE names them on x86 (arch/x86/include/asm/syscall_wrapper.h).
  syscall: { noun: "system call", before: "__x64_sys_" },
  "lsm-hook": { noun: "LSM hook", before: "bpf_lsm_" },
  iterator: { noun: "iterator", before: "bpf_iter_" }
};
function targetOf(section) {
  const { target } = sectionType(section) ?? {};
  if (target === void 0 || !/^[\w./]{1,511}$/.test(target.name)) return void 0;
  const { kind, name } = target;
  if (kind === "tracepoint" || kind === "raw-tracepoint") {
    return { noun: "tracepoint", written: name, name, list: "events" };
  }
  const known = lists[kind];
  return known && { noun: known.noun, written: name, name: `${known.before ?? ""}${name}`, list: "symbols" };
}
function targetAnswer(program, name) {
  const target = targetOf(program.section);
  const asked = target && answerTo(program, target.list === "events" ? "tracepoint" : "symbol", target.name);
  return asked ?? answerTo(program, "symbol", name);
}
function targetHint(section) {
  return targetOf(section)?.list === "events" ? tracepointHint : attachTargetHint;
}

// src/findings/observation.ts
var questions = [
  "program-type",
  "attach-type",
  "helper",
  "map-type",
  "symbol",
  "tracepoint",
  "lsm",
  "lockdown"
];

export {
  notBegun,
  advance,
  statusText,
  doneText,
  matrix,
  cellText,
  meaningOf,
  legend,
  shortRelease,
  commonFolder,
  attachTargetHint,
  complexityHint,
  mapHint,
  helperHint,
  kfuncHint,
  ksymHint,
  answerTo,
  symbolText,
  nearText,
  targetOf,
  targetAnswer,
  targetHint,
  beginsExplanation,
  eachLine,
  insnIndex,
  insnText,
  sentenceAfterInsn,
  isTrailer,
  gapsOf,
  verifierFact,
  readLoadLog,
  questions,
  fileName,
  kernelPaths,
  failLevels,
  exitCode,
  verdictText,
  changeTable,
  excerptOrigin,
  placeText,
  changeSection,
  plain,
  coloured,
  renderText
};
