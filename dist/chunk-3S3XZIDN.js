import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  accessesMemory,
  codeRange,
  coreRelocationRecords,
  follow,
  insnAt,
  insnSize,
  isEnumeratorKind,
  isFieldKind,
  lineRecordsOf,
  linkProgram,
  localSpec,
  pathText,
  placeOf,
  relocationKinds,
  slots,
  sourceLine
} from "./chunk-46HVUH4O.js";
import {
  FormatError,
  btfString,
  btfType,
  sectionBytes
} from "./chunk-YMFCXY2X.js";

// src/bpf/core-line.ts
var longestWalk = 64;
var longestHead = 100;
function accessLine(object, program, insn, identifier, source = () => void 0) {
  const place = placeOf(object, program, insn);
  if (place === void 0) return void 0;
  const records = lineRecordsOf(object, place.function);
  const own = place.sectionInsn * insnSize;
  const use = useOf(object, place.function, place.sectionInsn) * insnSize;
  const candidates = [
    records.findLast(({ offset }) => offset <= use),
    records.findLast(({ offset }) => offset <= own),
    records.find(({ offset, line }) => offset > own && line > 0),
    records.findLast(({ offset, line }) => offset <= own && line > 0)
  ].flatMap((record) => {
    const line = record === void 0 || record.line === 0 ? void 0 : sourceLine(object, record);
    return line === void 0 ? [] : [line];
  });
  const [likeliest] = candidates;
  if (likeliest === void 0) return void 0;
  const named = candidates.find(({ text }) => text !== void 0 && identifierIn(text, identifier) !== -1);
  if (named !== void 0) return named;
  const lines = source(likeliest.file)?.split("\n") ?? [];
  return lineNaming(identifier, likeliest, spanOf(records, place.function.name, lines), lines) ?? likeliest;
}
function useOf(object, code, relocated) {
  const bytes = sectionBytes(object.elf, code.section);
  const end = code.insnOffset + code.insnCount;
  const first = insnAt(bytes, relocated);
  if (accessesMemory(first)) return relocated;
  let registers = /* @__PURE__ */ new Set([first.dst]);
  let at = relocated + slots(first);
  for (let steps = 0; steps < longestWalk && registers.size > 0 && at >= relocated && at < end; steps++) {
    const flow = follow(insnAt(bytes, at), registers);
    if (flow.uses) return at;
    registers = flow.registers;
    at += flow.next;
  }
  return relocated;
}
function spanOf(records, name, source) {
  const lines = records.map(({ line }) => line).filter((line) => line > 0);
  const first = lines.reduce((least, line) => Math.min(least, line), Number.POSITIVE_INFINITY);
  const start = source.slice(0, first).findLastIndex((text) => isHead(text, name));
  return {
    first: start === -1 || first - start > longestHead ? first : start + 1,
    last: lines.reduce((most, line) => Math.max(most, line), 0)
  };
}
function isHead(text, name) {
  const at = identifierIn(text, name);
  return at !== -1 && ["(", ",", ")"].includes(text.slice(at + name.length).trimStart()[0] ?? "");
}
function lineNaming(identifier, near, { first, last }, source) {
  const [nearest] = source.slice(first - 1, last).map((text, index) => ({ text, line: first + index, at: identifierIn(text, identifier) })).filter(({ at }) => at !== -1).sort((a, b) => Math.abs(a.line - near.line) - Math.abs(b.line - near.line) || b.line - a.line);
  if (nearest === void 0) return void 0;
  return { file: near.file, line: nearest.line, column: nearest.at + 1, text: nearest.text };
}
function identifierIn(text, identifier) {
  if (identifier === "") return -1;
  const { length } = identifier;
  for (let at = text.indexOf(identifier); at !== -1; at = text.indexOf(identifier, at + length)) {
    if (!isWord(text[at - 1]) && !isWord(text[at + length])) return at;
  }
  return -1;
}
function isWord(character) {
  return character !== void 0 && /^\w$/.test(character);
}

// src/bpf/core-relocation.ts
function relocationAt(object, program, insn) {
  const place = placeOf(object, program, insn);
  if (place === void 0) return void 0;
  const at = place.sectionInsn * insnSize;
  const range = { section: place.function.section.name, start: at, end: at + insnSize };
  const [record] = object.btfExt === void 0 ? [] : coreRelocationRecords(object.btfExt, range);
  return record === void 0 || object.btf === void 0 ? void 0 : describe(object.btf, record);
}
function relocationsIn(object, code) {
  const { btf, btfExt } = object;
  if (btf === void 0 || btfExt === void 0) return [];
  return coreRelocationRecords(btfExt, codeRange(code)).map((record) => ({
    insn: record.offset / insnSize - code.insnOffset,
    relocation: describe(btf, record)
  }));
}
function relocationOf(object, program, typeId, access) {
  const { btf, btfExt } = object;
  if (btf === void 0 || btfExt === void 0) return void 0;
  for (const { function: code, start } of linkProgram(object, program)) {
    const record = coreRelocationRecords(btfExt, codeRange(code)).find(
      (each) => each.type === typeId && btfString(btf, each.access) === access
    );
    if (record === void 0) continue;
    const insn = start + record.offset / insnSize - code.insnOffset;
    return { insn, relocation: describe(btf, record) };
  }
  return void 0;
}
function describe(btf, record) {
  const kind = relocationKinds[record.kind];
  if (kind === void 0) {
    throw new FormatError(
      "unsupported",
      `a CO-RE relocation of kind ${record.kind}, which this version does not know`
    );
  }
  const access = btfString(btf, record.access);
  const typeName = btfType(btf, record.type).name || "<anon>";
  const common = { kind, typeId: record.type, typeName, access };
  const { accessors } = localSpec(btf, common);
  const last = accessors.findLast(({ name }) => name !== void 0)?.name;
  if (isEnumeratorKind(kind))
    return { ...common, path: `${typeName}::${last}`, identifier: last ?? typeName };
  if (!isFieldKind(kind)) return { ...common, path: typeName, identifier: typeName };
  return { ...common, path: typeName + pathText(accessors), identifier: last ?? typeName };
}

export {
  accessLine,
  relocationAt,
  relocationsIn,
  relocationOf
};
