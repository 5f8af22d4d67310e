import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);

// src/bpf/format-error.ts
var FormatError = class extends Error {
  kind;
  constructor(kind, message) {
    super(message);
    this.name = "FormatError";
    this.kind = kind;
  }
};

// src/bpf/bytes.ts
function bytesOf(what, bytes) {
  return { what, data: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
}
function truncated(bytes, offset, size) {
  return new FormatError(
    "truncated",
    `${bytes.what} is truncated: ${size} bytes wanted at offset ${offset}, but it has ${bytes.data.length}`
  );
}
function u8(bytes, offset) {
  const value = bytes.data[offset];
  if (value === void 0) throw truncated(bytes, offset, 1);
  return value;
}
function u16(bytes, offset) {
  return u8(bytes, offset) | u8(bytes, offset + 1) << 8;
}
function u32(bytes, offset) {
  const { data } = bytes;
  if (!(offset >= 0 && offset + 4 <= data.length)) throw truncated(bytes, offset, 4);
  return data.readUInt32LE(offset);
}
function i32(bytes, offset) {
  return u32(bytes, offset) | 0;
}
function u64(bytes, offset) {
  return u32(bytes, offset) + u32(bytes, offset + 4) * 2 ** 32;
}
function slice(bytes, offset, size, what) {
  if (offset + size > bytes.data.length) {
    throw new FormatError(
      "truncated",
      `${what} is truncated: it ends at byte ${offset + size} of ${bytes.what}, which has ${bytes.data.length}`
    );
  }
  return { what, data: bytes.data.subarray(offset, offset + size) };
}
var longestPath = 4096;
function cString(table, offset, longest = longestPath) {
  const { data } = table;
  if (offset >= data.length) throw truncated(table, offset, 1);
  const limit = Math.min(data.length, offset + longest + 1);
  const end = data.subarray(offset, limit).indexOf(0);
  if (end === -1) {
    throw limit === data.length ? new FormatError("truncated", `${table.what} is truncated: no end to the string at offset ${offset}`) : new FormatError("too-large", `${table.what} holds a string longer than ${longest} bytes`);
  }
  return data.toString("utf8", offset, offset + end);
}

// src/bpf/btf.ts
var kinds = [
  "void",
  "int",
  "ptr",
  "array",
  "struct",
  "union",
  "enum",
  "fwd",
  "typedef",
  "volatile",
  "const",
  "restrict",
  "func",
  "func_proto",
  "var",
  "datasec",
  "float",
  "decl_tag",
  "type_tag",
  "enum64",
  /** Newer than this reader, and of a size that the file itself gives. */
  "unknown"
];
var known = kinds.indexOf("unknown");
var tails = {
  void: { fixed: 0, each: 0 },
  int: { fixed: 4, each: 0 },
  ptr: { fixed: 0, each: 0 },
  array: { fixed: 12, each: 0 },
  struct: { fixed: 0, each: 12 },
  union: { fixed: 0, each: 12 },
  enum: { fixed: 0, each: 8 },
  fwd: { fixed: 0, each: 0 },
  typedef: { fixed: 0, each: 0 },
  volatile: { fixed: 0, each: 0 },
  const: { fixed: 0, each: 0 },
  restrict: { fixed: 0, each: 0 },
  func: { fixed: 0, each: 0 },
  func_proto: { fixed: 0, each: 8 },
  var: { fixed: 4, each: 0 },
  datasec: { fixed: 0, each: 12 },
  float: { fixed: 0, each: 0 },
  decl_tag: { fixed: 4, each: 0 },
  type_tag: { fixed: 0, each: 0 },
  enum64: { fixed: 0, each: 12 },
  unknown: { fixed: 0, each: 0 }
};
var magic = 60319;
var typeHeaderSize = 12;
var headerWithLayout = 32;
var layoutSize = 4;
var longestChain = 32;
function readBtf(section, base) {
  if (u16(section, 0) !== magic) {
    const swapped = u16(section, 0) === 40939;
    throw swapped ? new FormatError("big-endian", `${section.what} is big-endian; little-endian is needed`) : new FormatError("malformed", `${section.what} does not begin with BTF's magic number`);
  }
  if (u8(section, 2) !== 1) {
    throw new FormatError("unsupported", `${section.what} is BTF version ${u8(section, 2)}; 1 is known`);
  }
  const body = u32(section, 4);
  const types = slice(section, body + u32(section, 8), u32(section, 12), "the table of BTF types");
  const strings = slice(section, body + u32(section, 16), u32(section, 20), "the table of BTF strings");
  const layout = body < headerWithLayout ? void 0 : slice(section, body + u32(section, 24), u32(section, 28), "the layout of BTF kinds");
  const firstId = base === void 0 ? 0 : typeCount(base);
  const offsets = typeOffsets(types, layout, firstId);
  if (base === void 0) return { section, types, strings, offsets, firstId, firstString: 0 };
  const firstString = base.firstString + base.strings.data.length;
  return { section, types, strings, offsets, base, firstId, firstString };
}
function isSplitBtf(section) {
  if (u16(section, 0) !== magic) return false;
  const [offset, length] = [u32(section, 4) + u32(section, 16), u32(section, 20)];
  return length === 0 || u8(section, offset) !== 0;
}
function typeCount({ firstId, offsets }) {
  return firstId + offsets.length;
}
function typeOffsets(types, layout, firstId) {
  const { data } = types;
  const offsets = new Uint32Array(1 + Math.floor(data.length / typeHeaderSize));
  let count = firstId === 0 ? 1 : 0;
  for (let at = 0; at < data.length; count++) {
    offsets[count] = at;
    const info = u32(types, at + 4);
    const { fixed, each } = sizesOf(info, layout, firstId + count);
    at += typeHeaderSize + fixed + each * vlenOf(info);
    if (at > data.length) throw new FormatError("truncated", `BTF type ${firstId + count} is truncated`);
  }
  return offsets.subarray(0, count);
}
function vlenOf(info) {
  return info & 16777215;
}
function kindOf(info) {
  return kinds[Math.min(info >>> 24 & 127, known)] ?? "unknown";
}
function sizesOf(info, layout, id) {
  const kind = kindOf(info);
  if (kind === "void") throw new FormatError("malformed", `BTF type ${id} has no kind`);
  if (kind !== "unknown") return tails[kind];
  const number = info >>> 24 & 127;
  if (layout === void 0 || (number + 1) * layoutSize > layout.data.length) {
    throw new FormatError(
      "unsupported",
      `BTF type ${id} is of kind ${number}, which this version does not know`
    );
  }
  return { fixed: u8(layout, number * layoutSize), each: u8(layout, number * layoutSize + 1) };
}
function btfType(btf, id) {
  if (id === 0) return { id, kind: "void", name: "", vlen: 0, sizeOrType: 0 };
  const { types, at } = placeOf(btf, id);
  const info = u32(types, at + 4);
  return {
    id,
    kind: kindOf(info),
    name: btfString(btf, u32(types, at)),
    vlen: vlenOf(info),
    sizeOrType: u32(types, at + 8)
  };
}
function btfKind(btf, id) {
  if (id === 0) return "void";
  const { types, at } = placeOf(btf, id);
  return kindOf(u32(types, at + 4));
}
function placeOf(btf, id) {
  let layer = btf;
  while (layer.base !== void 0 && id < layer.firstId) layer = layer.base;
  const at = id === 0 ? void 0 : layer.offsets[id - layer.firstId];
  if (at === void 0) {
    throw new FormatError("malformed", `BTF type ${id} does not exist; the last is ${typeCount(btf) - 1}`);
  }
  return { types: layer.types, at };
}
function btfString(btf, offset) {
  let layer = btf;
  while (layer.base !== void 0 && offset < layer.firstString) layer = layer.base;
  return cString(layer.strings, offset - layer.firstString);
}
function btfMember(btf, type, index) {
  return { name: btfString(btf, elementWord(btf, type, index, 0)), type: elementWord(btf, type, index, 1) };
}
function btfEnumerator(btf, type, index) {
  return btfString(btf, elementWord(btf, type, index, 0));
}
function elementWord(btf, type, index, word) {
  if (!(index < type.vlen)) {
    throw new FormatError("malformed", `BTF type ${type.id} has ${type.vlen} elements, no element ${index}`);
  }
  const { types, at } = placeOf(btf, type.id);
  return u32(types, at + typeHeaderSize + tails[type.kind].each * index + 4 * word);
}
function tailWord(btf, type, word) {
  const { types, at } = placeOf(btf, type.id);
  return u32(types, at + typeHeaderSize + 4 * word);
}
function kindFlag(btf, type) {
  const { types, at } = placeOf(btf, type.id);
  return u32(types, at + 4) >>> 31 === 1;
}
function btfArrayElement(btf, type) {
  return tailWord(btf, type, 0);
}
var modifiers = /* @__PURE__ */ new Set([
  "typedef",
  "volatile",
  "const",
  "restrict",
  "type_tag"
]);
function skipModifiers(btf, id) {
  let type = btfType(btf, id);
  for (let steps = 0; modifiers.has(type.kind); steps++) {
    if (steps === longestChain) throw new FormatError("malformed", `BTF type ${id} leads in a circle`);
    type = btfType(btf, type.sizeOrType);
  }
  return type;
}

// src/bpf/elf.ts
var EM_BPF = 247;
var SHT_PROGBITS = 1;
var SHT_SYMTAB = 2;
var SHT_RELA = 4;
var SHT_NOBITS = 8;
var SHT_REL = 9;
var SHF_EXECINSTR = 4;
var STT_FUNC = 2;
var STT_SECTION = 3;
var headerSize = 64;
var sectionHeaderSize = 64;
var symbolSize = 24;
var relSize = 16;
var relaSize = 24;
var mostSymbols = 1 << 16;
var mostRelocations = 1 << 18;
var longestName = 1024;
function readElf(bytes) {
  const file = bytesOf("the file", bytes);
  if (file.data.length < 4 || file.data.readUInt32BE(0) !== 2135247942) {
    throw new FormatError("not-elf", "not an ELF file: it does not begin with 7f 45 4c 46");
  }
  if (u8(file, 4) !== 2) throw new FormatError("not-64-bit", "a 32-bit ELF file; 64-bit is needed");
  if (u8(file, 5) !== 1) {
    throw new FormatError(
      "big-endian",
      "a big-endian ELF file; little-endian is needed (clang -target bpfel)"
    );
  }
  const header = slice(file, 0, headerSize, "the ELF header");
  const tableOffset = u64(header, 40);
  const count = u16(header, 60);
  if (count === 0) throw new FormatError("malformed", "the ELF file has no table of sections");
  if (u16(header, 58) !== sectionHeaderSize) {
    throw new FormatError(
      "malformed",
      `ELF section headers of ${u16(header, 58)} bytes; 64 is the only size there is`
    );
  }
  const table = slice(file, tableOffset, count * sectionHeaderSize, "the table of ELF sections");
  const unnamed = Array.from({ length: count }, (_, index) => sectionHeader(table, index));
  const names = unnamed[u16(header, 62)];
  if (names === void 0) throw new FormatError("malformed", "the ELF file has no table of section names");
  const nameTable = contents(file, names, "the table of section names");
  const sections = unnamed.map((section) => ({
    ...section,
    name: section.index === 0 ? "" : cString(nameTable, section.nameOffset, longestName)
  }));
  return { file, machine: u16(header, 18), sections };
}
function sectionHeader(table, index) {
  const at = index * sectionHeaderSize;
  return {
    index,
    nameOffset: u32(table, at),
    type: u32(table, at + 4),
    flags: u32(table, at + 8),
    offset: u64(table, at + 24),
    size: u64(table, at + 32),
    link: u32(table, at + 40),
    info: u32(table, at + 44)
  };
}
function contents(file, section, what) {
  if (section.type === SHT_NOBITS) return { what, data: Buffer.alloc(0) };
  return slice(file, section.offset, section.size, what);
}
function sectionNamed(elf, name) {
  return elf.sections.find((section) => section.name === name);
}
function sectionBytes(elf, section) {
  return contents(elf.file, section, `section ${section.name || `#${section.index}`}`);
}
function symbols(elf) {
  const section = elf.sections.find(({ type }) => type === SHT_SYMTAB);
  if (section === void 0) return [];
  const table = sectionBytes(elf, section);
  const names = elf.sections[section.link];
  if (names === void 0) throw new FormatError("malformed", "the ELF symbol table has no table of names");
  const nameTable = sectionBytes(elf, names);
  return entries(table, symbolSize, mostSymbols, (at) => ({
    name: u32(table, at) === 0 ? "" : cString(nameTable, u32(table, at), longestName),
    type: u8(table, at + 4) & 15,
    binding: u8(table, at + 4) >> 4,
    visibility: u8(table, at + 5) & 3,
    section: u16(table, at + 6),
    value: u64(table, at + 8),
    size: u64(table, at + 16)
  }));
}
function relocations(elf, section) {
  const table = elf.sections.find(
    ({ type, info }) => (type === SHT_REL || type === SHT_RELA) && info === section.index
  );
  if (table === void 0) return [];
  const bytes = sectionBytes(elf, table);
  return entries(bytes, table.type === SHT_REL ? relSize : relaSize, mostRelocations, (at) => ({
    offset: u64(bytes, at),
    type: u32(bytes, at + 8),
    symbol: u32(bytes, at + 12)
  }));
}
function entries(table, size, most, read) {
  const count = Math.floor(table.data.length / size);
  if (count > most) {
    throw new FormatError("too-large", `${table.what} has ${count} entries; at most ${most} are read`);
  }
  return Array.from({ length: count }, (_, index) => read(index * size));
}

export {
  FormatError,
  bytesOf,
  u8,
  u16,
  u32,
  i32,
  u64,
  slice,
  cString,
  readBtf,
  isSplitBtf,
  typeCount,
  btfType,
  btfKind,
  btfString,
  btfMember,
  btfEnumerator,
  elementWord,
  tailWord,
  kindFlag,
  btfArrayElement,
  skipModifiers,
  EM_BPF,
  SHT_PROGBITS,
  SHF_EXECINSTR,
  STT_FUNC,
  STT_SECTION,
  readElf,
  sectionNamed,
  sectionBytes,
  symbols,
  relocations
};
