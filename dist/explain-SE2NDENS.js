import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  explainRelocation,
  explanationHint,
  explanationText,
  knownTypes,
  typesNamed
} from "./chunk-7OCU32MZ.js";
import {
  accessLine,
  relocationsIn
} from "./chunk-3S3XZIDN.js";
import {
  accessesMemory,
  arrayLength,
  calledHelper,
  enumeratorValue,
  essentialName,
  insnAt,
  isComposite,
  isEnum,
  linkProgram,
  linkedInsns,
  memberPlace,
  openObject,
  sectionType,
  sizeOf
} from "./chunk-46HVUH4O.js";
import {
  advice,
  codeSpan,
  escapeText,
  prose,
  table
} from "./chunk-LOLZXN3X.js";
import {
  resolveKernel
} from "./chunk-BL3WRTEZ.js";
import "./chunk-LRGKG6IO.js";
import {
  imageTypes,
  readBtfFiles
} from "./chunk-424BE53E.js";
import {
  FormatError,
  btfArrayElement,
  btfEnumerator,
  btfKind,
  btfMember,
  btfType,
  elementWord,
  sectionBytes,
  skipModifiers,
  typeCount
} from "./chunk-YMFCXY2X.js";
import "./chunk-7WIFPHHQ.js";
import "./chunk-I3CZBI62.js";
import "./chunk-SRHWYGOF.js";
import "./chunk-VOHS77KR.js";
import "./chunk-AFDKXZOO.js";
import {
  writeJson
} from "./chunk-K44MMIG7.js";
import {
  findConfig,
  loadConfig,
  locateConfig,
  lockName,
  readLock
} from "./chunk-CRCXDPEV.js";
import {
  readKernels
} from "./chunk-67H76X4H.js";
import {
  nearest
} from "./chunk-XVPK6C5E.js";
import {
  compareVersions
} from "./chunk-E24P2CBE.js";
import {
  CoreMatrixError,
  neutralise,
  oneLine
} from "./chunk-4XT75OCY.js";
import "./chunk-NV5WPINZ.js";

// src/cli/explain.ts
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";

// src/bpf/core/relocations.ts
var mostRelocations = 2e4;
function relocationsOf(object, source) {
  const found = [];
  for (const code of [...object.programs, ...object.subprograms]) {
    const bytes = sectionBytes(object.elf, code.section);
    for (const { insn, relocation } of relocationsIn(object, code)) {
      if (found.length === mostRelocations) return found;
      const line = accessLine(object, code, insn, relocation.identifier, source);
      found.push({
        function: code.name,
        insn,
        request: { ...relocation, accessesMemory: accessesMemory(insnAt(bytes, code.insnOffset + insn)) },
        path: relocation.path,
        ...line !== void 0 && { line }
      });
    }
  }
  return found;
}

// src/bpf/kernel-needs/declared.ts
function externsOf(btf) {
  const externs = [];
  for (let id = 1; id < typeCount(btf); id++) {
    const section = btfType(btf, id);
    if (section.kind !== "datasec" || section.name !== ".ksyms") continue;
    for (let index = 0; index < section.vlen; index++) {
      const { kind, name, sizeOrType } = btfType(btf, elementWord(btf, section, index, 0));
      const typed = kind === "var" && skipModifiers(btf, sizeOrType).kind !== "void";
      externs.push({ kind: kind === "func" ? "kfunc" : "ksym", name, ...typed && { typed } });
    }
  }
  return externs;
}
function helpersAsked(object, program) {
  const asked = /* @__PURE__ */ new Set();
  const { btf } = object;
  if (btf === void 0) return asked;
  for (const { function: code } of linkProgram(object, program)) {
    for (const { relocation } of relocationsIn(object, code)) {
      const { kind, typeName, typeId, access } = relocation;
      if (kind !== "enumval_exists" || essentialName(typeName) !== "bpf_func_id") continue;
      asked.add(Number(enumeratorValue(btf, skipModifiers(btf, typeId), Number(access))));
    }
  }
  return asked;
}

// src/bpf/kernel-needs/object-maps.ts
function declaredMaps(btf) {
  for (let id = 1; id < typeCount(btf); id++) {
    const section = btfType(btf, id);
    if (section.kind !== "datasec" || section.name !== ".maps") continue;
    return Array.from({ length: section.vlen }, (_, index) => elementWord(btf, section, index, 0)).flatMap(
      (variable) => {
        const { name, sizeOrType } = btfType(btf, variable);
        return mapOf(btf, name, sizeOrType);
      }
    );
  }
  return [];
}
function mapOf(btf, name, definition, isInner = false) {
  const struct = skipModifiers(btf, definition);
  if (!isComposite(struct)) return [];
  const maps = [];
  for (let index = 0; index < struct.vlen; index++) {
    const member = btfMember(btf, struct, index);
    const type = skipModifiers(btf, member.type);
    if (member.name === "type" && type.kind === "ptr") {
      const array = skipModifiers(btf, type.sizeOrType);
      if (array.kind === "array") maps.unshift({ name, type: arrayLength(btf, array) });
    } else if (member.name === "values" && type.kind === "array" && !isInner) {
      const inner = skipModifiers(btf, btfArrayElement(btf, type));
      if (inner.kind === "ptr") maps.push(...mapOf(btf, `${name}[]`, inner.sizeOrType, true));
    }
  }
  return maps;
}

// src/bpf/kernel-needs/needs.ts
var order = [
  "program-type",
  "attach-type",
  "attach-target",
  "map-type",
  "helper",
  "kfunc",
  "ksym"
];
var mostInsns = 8e6;
var weak = 2;
function kernelNeedsOf(object) {
  const collected = /* @__PURE__ */ new Map();
  let left = mostInsns;
  const declared = {
    maps: new Map(object.btf && declaredMaps(object.btf).map((map) => [map.name, map])),
    externs: new Map(object.btf && externsOf(object.btf).map((extern) => [extern.name, extern]))
  };
  for (const program of object.programs) {
    for (const [thing, optional] of thingsOf(object, program, declared)) {
      if (left-- === 0)
        throw new FormatError("too-large", "the object has more code than can be looked through");
      if (thing === void 0) continue;
      const key = JSON.stringify(thing);
      const known = collected.get(key);
      if (known === void 0 || known.optional && !optional) {
        collected.set(key, { thing, programs: [program.name], optional });
      } else if (known.optional === optional && known.programs.at(-1) !== program.name) {
        known.programs.push(program.name);
      }
    }
  }
  return [...collected.values()].map(({ thing, programs, optional }) => ({ ...thing, programs, ...optional && { optional } })).sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
}
function* thingsOf(object, program, { maps, externs }) {
  yield* thingsOfSection(program.section.name).map((thing) => [thing, false]);
  const asked = helpersAsked(object, program);
  for (const { insn, symbol } of linkedInsns(object, program)) {
    yield [void 0, false];
    const id = calledHelper(insn);
    if (symbol === void 0) {
      if (id !== void 0) yield [{ kind: "helper", id }, asked.has(id)];
      continue;
    }
    const extern = symbol.section === 0 ? externs.get(symbol.name) : void 0;
    if (extern !== void 0) yield [extern, symbol.binding === weak];
    for (const map of [maps.get(symbol.name), maps.get(`${symbol.name}[]`)]) {
      if (map !== void 0) yield [{ kind: "map-type", id: map.type, map: map.name }, false];
    }
  }
}
function thingsOfSection(section) {
  const type = sectionType(section);
  if (type === void 0) return [];
  const { program, attach, target: target2 } = type;
  return [
    { kind: "program-type", name: program },
    ...attach === void 0 ? [] : [{ kind: "attach-type", name: attach }],
    ...target2 === void 0 ? [] : [{ kind: "attach-target", target: target2.kind, name: target2.name }]
  ];
}

// src/bpf/kernel-names.ts
var tracepointPrefix = "btf_trace_";
var namedKinds = /* @__PURE__ */ new Set(["func", "var", "typedef", "decl_tag"]);
var indexes = /* @__PURE__ */ new WeakMap();
function kernelNames(btf) {
  let names = indexes.get(btf);
  if (names === void 0) {
    names = readNames(btf);
    indexes.set(btf, names);
  }
  return names;
}
function readNames(btf) {
  const functions = /* @__PURE__ */ new Set();
  const variables = /* @__PURE__ */ new Set();
  const tracepoints = /* @__PURE__ */ new Set();
  const kfuncs = /* @__PURE__ */ new Set();
  for (let id = Math.max(1, btf.firstId); id < typeCount(btf); id++) {
    if (!namedKinds.has(btfKind(btf, id))) continue;
    const { kind, name, sizeOrType } = btfType(btf, id);
    if (kind === "func") functions.add(name);
    else if (kind === "var") variables.add(name);
    else if (kind === "decl_tag" && name === "bpf_kfunc") kfuncs.add(btfType(btf, sizeOrType).name);
    else if (kind === "typedef" && name.startsWith(tracepointPrefix))
      tracepoints.add(name.slice(tracepointPrefix.length));
  }
  return { functions, variables, tracepoints, kfuncs };
}

// src/bpf/kernel-needs/answer.ts
function answerNeed(need, kernel) {
  switch (need.kind) {
    case "program-type":
      return named(kernel.btf, "bpf_prog_type", `BPF_PROG_TYPE_${need.name}`);
    case "attach-type":
      return named(kernel.btf, "bpf_attach_type", `BPF_${need.name}`);
    case "map-type":
      return numbered(kernel.btf, "bpf_map_type", need.id);
    case "helper":
      return numbered(kernel.btf, "bpf_func_id", need.id);
    case "kfunc":
      return kfunc(kernel, need.name);
    case "ksym":
      return within(
        kernel,
        ({ variables, functions }) => variables.has(need.name) || functions.has(need.name),
        need.typed ? { found: false } : { why: "only /proc/kallsyms tells" }
      );
    case "attach-target":
      return target(kernel, need.target, need.name);
  }
}
function enumeratorNamed(btf, type, value) {
  return enumerators(btf, type)?.get(value);
}
var enums = /* @__PURE__ */ new WeakMap();
function enumerators(btf, name) {
  const read = enums.get(btf) ?? /* @__PURE__ */ new Map();
  enums.set(btf, read);
  if (!read.has(name)) read.set(name, readEnumerators(btf, name));
  return read.get(name);
}
function readEnumerators(btf, name) {
  const id = typesNamed(btf, name).find((each) => isEnum(btfType(btf, each)));
  if (id === void 0) return void 0;
  const type = btfType(btf, id);
  const values = /* @__PURE__ */ new Map();
  for (let index = 0; index < type.vlen; index++) {
    const enumerator = btfEnumerator(btf, type, index);
    if (!enumerator.startsWith("__")) values.set(Number(enumeratorValue(btf, type, index)), enumerator);
  }
  return values;
}
function unknownEnum(name) {
  return { why: `no enum ${name} in BTF` };
}
function named(btf, type, name) {
  const known = enumerators(btf, type);
  return known === void 0 ? unknownEnum(type) : { found: [...known.values()].includes(name) };
}
function numbered(btf, type, value) {
  const known = enumerators(btf, type);
  return known === void 0 ? unknownEnum(type) : { found: known.has(value) };
}
function within({ btf, modules = [] }, has, otherwise = { found: false }) {
  if (has(kernelNames(btf))) return { found: true };
  const module = modules.find((each) => has(kernelNames(each.btf)));
  return module === void 0 ? otherwise : { found: true, in: module.name };
}
function kfunc(kernel, name) {
  const answer = within(kernel, ({ functions }) => functions.has(name));
  const { kfuncs } = kernelNames(kernel.btf);
  if (answer.found !== true || kfuncs.size === 0) return answer;
  return within(kernel, (names) => names.kfuncs.has(name));
}
var undescribed = "not in BTF, so gone, inlined or changed by the compiler";
function target(kernel, kind, name) {
  const describes = (wanted, otherwise) => within(kernel, ({ functions }) => functions.has(wanted), otherwise);
  switch (kind) {
    case "typed-function":
      return describes(name);
    case "function":
      return describes(name, { why: undescribed });
    case "functions":
      return { why: "known when the pattern is matched" };
    case "syscall":
      return describes(`__x64_sys_${name}`, { why: undescribed });
    case "lsm-hook":
      return describes(`bpf_lsm_${name}`);
    case "iterator":
      return describes(`bpf_iter_${name}`);
    case "raw-tracepoint":
      return within(kernel, ({ tracepoints }) => tracepoints.has(name));
    case "tracepoint":
      return tracepoint(kernel, name);
  }
}
function tracepoint(kernel, name) {
  const [, call] = /^syscalls\/sys_(?:enter|exit)_(\w+)$/.exec(name) ?? [];
  if (call !== void 0) return target(kernel, "syscall", call);
  const event = name.slice(name.indexOf("/") + 1);
  return within(kernel, ({ tracepoints }) => tracepoints.has(event));
}

// src/findings/needs.ts
function explainNeed(need, kernels) {
  const { kind, programs, optional } = need;
  return {
    kind,
    ...need.kind === "attach-target" && { target: need.target },
    name: nameOf(need, kernels),
    programs,
    ...optional && { optional },
    kernels: kernels.map((kernel) => {
      const answer = answerNeed(need, kernel);
      const near = answer.found === true ? void 0 : nearestName(need, kernel);
      return { kernel: kernel.name, ...said(answer), ...near !== void 0 && { nearest: near } };
    })
  };
}
function said(answer) {
  if (answer.found === void 0) return { answer: "unknown", why: answer.why };
  if (!answer.found) return { answer: "no" };
  return { answer: "yes", ...answer.in !== void 0 && { in: answer.in } };
}
function nameOf(need, kernels) {
  const known = (type, id) => kernels.toReversed().map(({ btf }) => enumeratorNamed(btf, type, id)).find((name) => name !== void 0);
  switch (need.kind) {
    case "helper":
      return known("bpf_func_id", need.id)?.replace(/^BPF_FUNC_/, "bpf_") ?? `number ${need.id}`;
    case "map-type": {
      const type = known("bpf_map_type", need.id)?.replace(/^BPF_MAP_TYPE_/, "").toLowerCase();
      return `${type ?? `number ${need.id}`}, of ${need.map}`;
    }
    case "program-type":
    case "attach-type":
      return need.name.toLowerCase();
    default:
      return need.name;
  }
}
function nearestName(need, { btf, modules = [] }) {
  if (need.kind !== "attach-target" && need.kind !== "kfunc") return void 0;
  const all = [btf, ...modules.map((module) => module.btf)].map(kernelNames);
  const isTracepoint = need.kind === "attach-target" && need.target.endsWith("tracepoint");
  const wanted = isTracepoint ? need.name.slice(need.name.indexOf("/") + 1) : need.name;
  const start = wanted.slice(0, Math.ceil(wanted.length / 2));
  const alike = all.flatMap(
    ({ functions, tracepoints }) => [...isTracepoint ? tracepoints : functions].filter((name) => name.startsWith(start))
  );
  return nearest(wanted, alike);
}
var nouns = {
  "program-type": "program type",
  "attach-type": "attach type",
  function: "function to probe",
  "typed-function": "function with types",
  functions: "functions",
  syscall: "system call",
  tracepoint: "tracepoint",
  "raw-tracepoint": "raw tracepoint",
  "lsm-hook": "LSM hook",
  iterator: "iterator of",
  "map-type": "map type",
  helper: "helper",
  kfunc: "kernel function",
  ksym: "kernel symbol"
};
function needText({ kind, target: target2 = "function", name }) {
  return `${nouns[kind === "attach-target" ? target2 : kind]} ${oneLine(name, 150)}`;
}

// src/bpf/core/width.ts
function widthChange(asked, found) {
  const [local, target2] = [leafOf(asked), leafOf(found)];
  if (local === void 0 || target2 === void 0) return void 0;
  if (local.bits === target2.bits && local.bitfield === target2.bitfield) return void 0;
  return { local: local.bits, target: target2.bits, bitfield: target2.bitfield };
}
function leafOf({ btf, accessors }) {
  const last = accessors.at(-1);
  if (last?.name === void 0) return void 0;
  const owner = skipModifiers(btf, last.typeId);
  const type = skipModifiers(btf, btfMember(btf, owner, last.index).type);
  if (type.kind !== "int" && !isEnum(type)) return void 0;
  const { bitfieldSize } = memberPlace(btf, owner, last.index);
  return { bits: bitfieldSize > 0 ? bitfieldSize : 8 * sizeOf(btf, type.id), bitfield: bitfieldSize > 0 };
}

// src/findings/width.ts
function widthText({ asked, request, answers }) {
  if (request.kind !== "byte_off" || request.accessesMemory) return void 0;
  const changes = answers.flatMap(({ kernel, resolution }) => {
    const found = resolution.status === "resolved" ? resolution.found : void 0;
    const change = found && widthChange(asked, found);
    return change === void 0 ? [] : [{ kernel: oneLine(kernel.name, 100), ...change }];
  });
  const [first] = changes;
  if (first === void 0) return void 0;
  const byWidth = Map.groupBy(
    changes,
    ({ target: target2, bitfield }) => bitfield ? `a bitfield of ${target2}` : String(target2)
  );
  const kernels = [...byWidth].map(
    ([width, same]) => `${width} on ${same.map(({ kernel }) => kernel).join(", ")}`
  );
  const name = oneLine(asked.accessors.at(-1)?.name ?? "", 100);
  return `\`${name}\` has ${first.local} bits to the program, ${kernels.join(", ")}: the read goes through and takes what stands beside it, or not all. BPF_CORE_READ_BITFIELD_PROBED(\u2026), which is not only for bitfields, reads what each kernel has.`;
}

// src/findings/explain-object.ts
function explainObject(name, object, kernels) {
  const { btf } = object;
  const relocations = btf === void 0 ? [] : relocationsOf(object);
  const adaptive = new Set(
    relocations.filter(({ request }) => request.kind === "lshift_u64").map((relocation) => keyOf(relocation))
  );
  return {
    object: name,
    kernels: kernels.map((kernel) => kernel.name),
    relocations: relocations.flatMap(
      (relocation) => btf === void 0 ? [] : [explainOne(btf, relocation, kernels, adaptive.has(keyOf(relocation)))]
    ),
    needs: kernelNeedsOf(object).map((need) => explainNeed(need, kernels))
  };
}
function keyOf({ function: code, path }) {
  return JSON.stringify([code, path]);
}
function explainOne(local, { request, path, line, insn, function: code }, kernels, isAdaptive) {
  const explanation = explainRelocation(local, request, kernels);
  const failing = explanation.answers.filter(({ cause }) => cause !== void 0);
  const hint = explanationHint(explanation, failing, knownTypes([local]), line?.text);
  const isMisnamed = failing.some(({ cause }) => cause?.kind === "no-type" && cause.base !== void 0);
  const warning = isAdaptive ? void 0 : widthText(explanation);
  return {
    kind: request.kind,
    path,
    function: code,
    insn,
    ...line !== void 0 && { file: line.file, line: line.line },
    kernels: explanation.answers.map(({ kernel, resolution, btf }) => {
      const module = kernel.modules?.find((each) => each.btf === btf)?.name;
      return {
        kernel: kernel.name,
        status: resolution.status,
        ...resolution.status === "resolved" && { value: String(resolution.value) },
        ...module !== void 0 && { in: module }
      };
    }),
    ...failing.length > 0 && {
      code: isMisnamed ? "core-flavor-name" : "core-relocation",
      message: explanationText(explanation, failing),
      ...hint !== void 0 && { hint }
    },
    ...warning !== void 0 && { warning }
  };
}

// src/cli/explain-kernels.ts
import { dirname, join } from "node:path";
async function chosenTypes(choice) {
  const tell = (message) => void process.stderr.write(`${oneLine(message)}
`);
  const images = await Promise.all(
    (await kernelsOf(choice)).map(
      ({ spec, ...held }) => resolveKernel(spec, {
        ...held,
        access: choice.access,
        onNotice: tell,
        onProgress: (detail) => tell(`${spec.text}: ${detail}`)
      })
    )
  );
  images.sort((a, b) => compareVersions(a.version, b.version));
  const kernels = await Promise.all(images.map((image) => imageTypes(image)));
  return [...kernels, ...await readBtfFiles(choice.btf ?? [])];
}
async function kernelsOf({ kernels, btf, config: file }) {
  const cwd = process.cwd();
  if (kernels === void 0 && btf !== void 0) return [];
  if (kernels === void 0) {
    const config2 = await loadConfig({ cwd, ...file !== void 0 && { file } });
    return config2.kernels.map((spec) => ({ spec, ...config2.lock !== void 0 && { lock: config2.lock } }));
  }
  const specs = readKernels(kernels, cwd);
  const config = file === void 0 ? await findConfig(cwd) : await locateConfig(file, cwd);
  const lock = config === void 0 ? void 0 : await readLock(join(dirname(config), lockName));
  return specs.map((spec) => ({ spec, ...lock?.kernels.has(spec.text) && { lock } }));
}

// src/cli/explain-text.ts
var widest = 60;
function explanationReport({ object, kernels, relocations, needs }) {
  const missing = relocations.filter(({ message }) => message !== void 0);
  const notes = needs.flatMap((need) => needNote(need) ?? []);
  const sections = [
    `${object}: ${relocations.length === 1 ? "1 CO-RE relocation" : `${relocations.length} CO-RE relocations`} on ${kernels.join(", ")}
${rows(relocations.map(relocationRow))}`,
    ...missing.map(missingText),
    ...relocations.filter(({ warning }) => warning !== void 0).map(warningText),
    ...relocations.length === 0 ? [] : [`${resolveText(relocations.length, missing.length, kernels.length)}
`],
    ...needs.length === 0 ? [] : [`What it needs besides, by the kernels' BTF:
${rows(needs.map(needRow))}`],
    ...notes.length === 0 ? [] : [`${notes.join("\n")}
`],
    ...needs.length === 0 ? [] : [`${needsLimit}
`]
  ];
  return sections.join("\n");
}
var needsLimit = "BTF tells what a kernel knows, not what its configuration leaves out, and of modules only those that a guest loads.";
function resolveText(all, missing, kernels) {
  const warning = missing === 0 ? "" : " One that does not stands in the way of loading only where the program can come to it.";
  return `${all - missing} of ${all} resolve on ${kernels === 1 ? "it" : "all of them"}.${warning}`;
}
function valuesText({ kernels }) {
  return agreed(kernels.map(({ value }) => value ?? "-"));
}
function answersText({ kernels }) {
  return agreed(kernels.map(({ answer }) => answer === "unknown" ? "?" : answer));
}
function agreed(values) {
  return new Set(values).size === 1 ? values[0] ?? "" : values.join(" ");
}
function placeText({ file, line, function: name, insn }) {
  return file === void 0 ? `${name}, instruction ${insn}` : `${file}:${line}`;
}
function needNote(need) {
  const byNote = Map.groupBy(need.kernels, ({ answer, why, nearest: nearest2, in: module }) => {
    const near = nearest2 === void 0 ? "" : ` (the nearest name is \`${nearest2}\`)`;
    if (answer === "yes") return module === void 0 ? "" : `in the module ${module}`;
    return `${answer === "no" ? "not there" : why ?? ""}${near}`;
  });
  const notes = [...byNote].flatMap(
    ([note, kernels]) => note === "" ? [] : [`${note} on ${byNote.size === 1 && kernels.length > 1 ? "all of them" : list(kernels)}`]
  );
  if (notes.length === 0) return void 0;
  const asked = need.optional ? ", which asks first" : "";
  return `${needText(need)}, needed by ${need.programs.join(", ")}${asked}: ${notes.join("; ")}.`;
}
function list(kernels) {
  return kernels.map(({ kernel }) => kernel).join(", ");
}
function relocationRow(relocation) {
  return [placeText(relocation), `<${relocation.kind}> ${relocation.path}`, valuesText(relocation)];
}
function needRow(need) {
  return [needText(need), answersText(need)];
}
function rows(lines) {
  const widths = (lines[0] ?? []).map(
    (_, column) => Math.min(widest, ...[Math.max(0, ...lines.map((line) => line[column]?.length ?? 0))])
  );
  return lines.map(
    (line) => `  ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ").trimEnd()}
`
  ).join("");
}
function warningText(relocation) {
  return `${placeText(relocation)}: ${relocation.path}
  ${relocation.warning}
`;
}
function missingText(relocation) {
  const { path, message = "", hint, code } = relocation;
  const indented = hint?.replace(/^(?=.)/gm, "    ");
  return `${placeText(relocation)}: ${path} [${code}]
  ${message}
${indented === void 0 ? "" : `  fix:
${indented}
`}`;
}

// src/cli/explain-markdown.ts
function explanationMarkdown({ object, kernels, relocations, needs }) {
  const header = kernels.map(escapeText);
  const missing = relocations.filter(({ message }) => message !== void 0);
  const notes = needs.flatMap((need) => needNote(need) ?? []);
  const sections = [
    `## ${codeSpan(object)}`,
    ...relocations.length === 0 ? [] : [
      "### CO-RE relocations",
      table(
        ["Place", "Asks", "For", ...header],
        relocations.map((relocation) => [
          codeSpan(placeText(relocation)),
          escapeText(relocation.kind),
          codeSpan(relocation.path),
          ...relocation.kernels.map(({ value }) => value ?? "\u274C")
        ])
      ),
      prose(resolveText(relocations.length, missing.length, kernels.length))
    ],
    ...missing.map(missingSection),
    ...relocations.flatMap(
      (relocation) => relocation.warning === void 0 ? [] : [
        `${codeSpan(placeText(relocation))}: ${codeSpan(relocation.path)}

${prose(relocation.warning)}`
      ]
    ),
    ...needs.length === 0 ? [] : [
      "### What it needs besides",
      table(
        ["Needs", ...header],
        needs.map((need) => [
          escapeText(needText(need)),
          ...need.kernels.map(({ answer }) => marks[answer])
        ])
      ),
      ...notes.length === 0 ? [] : [notes.map((note) => `- ${prose(note)}`).join("\n")],
      prose(needsLimit)
    ]
  ];
  return `${sections.join("\n\n")}
`;
}
var marks = { yes: "\u2705", no: "\u274C", unknown: "?" };
function missingSection(relocation) {
  const { path, message = "", hint, code = "" } = relocation;
  const text = `#### ${codeSpan(placeText(relocation))}: ${codeSpan(path)} (${escapeText(code)})

${prose(message)}`;
  return hint === void 0 ? text : `${text}

${advice(hint)}`;
}

// src/cli/explain.ts
async function explainCommand(given, output) {
  const object = await open(given.object);
  const kernels = await chosenTypes(given);
  const explained = inObject(given.object, () => explainObject(given.object, object, kernels));
  if (given.format === "json") writeJson(output, explained);
  else if (given.format === "markdown") output.result(explanationMarkdown(explained));
  else output.result(neutralise(explanationReport(explained)));
  return 0;
}
async function open(file) {
  const bytes = await readFile(resolve(file)).catch((cause) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CoreMatrixError("usage", `cannot read the object: ${reason}`, {
      remedy: "Name an eBPF object file, such as one that a run leaves under out/objects.",
      cause
    });
  });
  const object = inObject(file, () => openObject(bytes));
  if (object.btf !== void 0 && object.btfExt !== void 0) return object;
  throw new CoreMatrixError("usage", `${file} has no BTF, so it says nothing of what it needs`, {
    remedy: "Compile it with clang -g."
  });
}
function inObject(file, work) {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new CoreMatrixError("usage", `${file}: ${error.message}`, {
      remedy: "Give an object that clang has written with -target bpf -g.",
      cause: error
    });
  }
}
export {
  explainCommand
};
