import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  EM_BPF,
  FormatError,
  SHF_EXECINSTR,
  SHT_PROGBITS,
  STT_FUNC,
  btfArrayElement,
  btfEnumerator,
  btfMember,
  btfString,
  btfType,
  cString,
  elementWord,
  i32,
  kindFlag,
  readBtf,
  readElf,
  relocations,
  sectionBytes,
  sectionNamed,
  skipModifiers,
  slice,
  symbols,
  tailWord,
  typeCount,
  u16,
  u32,
  u8
} from "./chunk-YMFCXY2X.js";

// src/bpf/btf-ext.ts
var magic = 60319;
var headerWithoutCore = 24;
var headerWithCore = 32;
var sectionHeaderSize = 8;
var mostSections = 4096;
var minimalRecord = { function: 8, line: 16, core: 16 };
function readBtfExt(section, btf) {
  if (u16(section, 0) !== magic) {
    throw new FormatError("malformed", `${section.what} does not begin with BTF's magic number`);
  }
  if (u8(section, 2) !== 1) {
    throw new FormatError("unsupported", `${section.what} is of version ${u8(section, 2)}; 1 is known`);
  }
  const body = u32(section, 4);
  if (body < headerWithoutCore) {
    throw new FormatError(
      "malformed",
      `${section.what} has a header of ${body} bytes; ${headerWithoutCore} is the least`
    );
  }
  const table = (at, least, what) => readTable(slice(section, body + u32(section, at), u32(section, at + 4), what), least, btf);
  return {
    functions: table(8, minimalRecord.function, "the table of BTF functions"),
    lines: table(16, minimalRecord.line, "the table of source lines"),
    coreRelocations: body >= headerWithCore ? table(24, minimalRecord.core, "the table of CO-RE relocations") : { recordSize: minimalRecord.core, sections: /* @__PURE__ */ new Map() }
  };
}
function readTable(table, least, btf) {
  const sections = /* @__PURE__ */ new Map();
  if (table.data.length === 0) return { recordSize: least, sections };
  const recordSize = u32(table, 0);
  if (recordSize < least || recordSize % 4 !== 0) {
    throw new FormatError(
      "malformed",
      `${table.what} has records of ${recordSize} bytes; ${least} is the least`
    );
  }
  for (let at = 4; at < table.data.length; ) {
    const name = btfString(btf, u32(table, at));
    const size = u32(table, at + 4) * recordSize;
    if (sections.size === mostSections) {
      throw new FormatError("too-large", `${table.what} names more than ${mostSections} sections`);
    }
    if (sections.has(name)) throw new FormatError("malformed", `${table.what} has section ${name} twice`);
    sections.set(name, slice(table, at + sectionHeaderSize, size, `${table.what} for section ${name}`));
    at += sectionHeaderSize + size;
  }
  return { recordSize, sections };
}
function lineRecords(ext, range) {
  return recordsIn(ext.lines, range, (records, at) => ({
    offset: u32(records, at),
    file: u32(records, at + 4),
    text: u32(records, at + 8),
    line: u32(records, at + 12) >>> 10,
    column: u32(records, at + 12) & 1023
  }));
}
function coreRelocationRecords(ext, range) {
  return recordsIn(ext.coreRelocations, range, (records, at) => ({
    offset: u32(records, at),
    type: u32(records, at + 4),
    access: u32(records, at + 8),
    kind: u32(records, at + 12)
  }));
}
function recordsIn(table, range, read) {
  const records = table.sections.get(range.section);
  const found = [];
  if (records === void 0) return found;
  for (let at = 0; at < records.data.length; at += table.recordSize) {
    const offset = u32(records, at);
    if (offset >= range.start && offset < range.end) found.push(read(records, at));
  }
  return found;
}

// src/bpf/insn.ts
var insnSize = 8;
var CLASS = 7;
var LD = 0;
var LDX = 1;
var ST = 2;
var STX = 3;
var ALU = 4;
var ALU64 = 7;
var OPERATION = 240;
var SOURCE_IS_REGISTER = 8;
var MOV = 176;
var JA = 5;
var CALL = 133;
var EXIT = 149;
var LD_IMM64 = 24;
var PSEUDO_CALL = 1;
function insnAt(code, index) {
  const at = index * insnSize;
  const registers = u8(code, at + 1);
  return {
    code: u8(code, at),
    dst: registers & 15,
    src: registers >> 4,
    off: u16(code, at + 2) << 16 >> 16,
    imm: i32(code, at + 4)
  };
}
function isSubprogramCall(insn) {
  return insn.code === CALL && insn.src === PSEUDO_CALL;
}
function calledHelper({ code, src, imm }) {
  return code === CALL && src === 0 ? imm : void 0;
}
function isWideLoad(insn) {
  return insn.code === LD_IMM64;
}
function slots(insn) {
  return isWideLoad(insn) ? 2 : 1;
}
function accessesMemory(insn) {
  const kind = insn.code & CLASS;
  return kind === LDX || kind === ST || kind === STX;
}
var argumentRegisters = [1, 2, 3, 4, 5];
var scratchRegisters = [0, ...argumentRegisters];
function follow(insn, registers) {
  const sourceIsRegister = (insn.code & SOURCE_IS_REGISTER) !== 0;
  const on = (changed, next = 1) => ({ uses: false, next, registers: changed });
  const write = (register, value, next = 1) => on(new Set([...registers].filter((other) => other !== register).concat(value ? register : [])), next);
  switch (insn.code & CLASS) {
    case LD:
      return write(isWideLoad(insn) ? insn.dst : 0, false, slots(insn));
    case LDX:
      return registers.has(insn.src) ? { uses: true } : write(insn.dst, false);
    case ST:
      return registers.has(insn.dst) ? { uses: true } : on(registers);
    case STX:
      return registers.has(insn.dst) || registers.has(insn.src) ? { uses: true } : on(registers);
    case ALU:
    case ALU64: {
      const fromSource = sourceIsRegister && registers.has(insn.src);
      const fromDestination = (insn.code & OPERATION) !== MOV && registers.has(insn.dst);
      return write(insn.dst, fromSource || fromDestination);
    }
    default:
      return followJump(insn, registers, sourceIsRegister);
  }
}
function followJump(insn, registers, sourceIsRegister) {
  if (insn.code === CALL) {
    if (argumentRegisters.some((register) => registers.has(register))) return { uses: true };
    const kept = [...registers].filter((register) => !scratchRegisters.includes(register));
    return { uses: false, next: 1, registers: new Set(kept) };
  }
  if (insn.code === EXIT) {
    return registers.has(0) ? { uses: true } : { uses: false, next: 1, registers: /* @__PURE__ */ new Set() };
  }
  if (insn.code === JA) return { uses: false, next: 1 + insn.off, registers };
  const compares = registers.has(insn.dst) || sourceIsRegister && registers.has(insn.src);
  return compares ? { uses: true } : { uses: false, next: 1, registers };
}

// src/bpf/object.ts
function openObject(bytes) {
  const elf = readElf(bytes);
  if (elf.machine !== EM_BPF) {
    throw new FormatError(
      "wrong-machine",
      `an ELF file for machine ${elf.machine}, not for BPF (${EM_BPF}); compile it with clang -target bpf`
    );
  }
  const table = symbols(elf);
  const functions = table.filter(({ type }) => type === STT_FUNC).flatMap((symbol) => functionOf(elf, symbol));
  functions.sort((a, b) => a.section.index - b.section.index || a.insnOffset - b.insnOffset);
  const license = sectionNamed(elf, "license");
  const btfSection = sectionNamed(elf, ".BTF");
  const btf = btfSection === void 0 ? void 0 : readBtf(sectionBytes(elf, btfSection));
  const extSection = sectionNamed(elf, ".BTF.ext");
  return {
    elf,
    symbols: table,
    programs: functions.filter(({ section }) => section.name !== ".text"),
    subprograms: functions.filter(({ section }) => section.name === ".text"),
    license: license === void 0 ? void 0 : cString(sectionBytes(elf, license), 0),
    btf,
    btfExt: btf === void 0 || extSection === void 0 ? void 0 : readBtfExt(sectionBytes(elf, extSection), btf)
  };
}
function functionOf(elf, symbol) {
  const section = elf.sections[symbol.section];
  if (section === void 0 || section.type !== SHT_PROGBITS || (section.flags & SHF_EXECINSTR) === 0)
    return [];
  if (symbol.value % insnSize !== 0 || symbol.size % insnSize !== 0 || symbol.size === 0) {
    throw new FormatError(
      "malformed",
      `function ${symbol.name} in ${section.name} is not made of whole instructions`
    );
  }
  if (symbol.value + symbol.size > section.size) {
    throw new FormatError(
      "malformed",
      `function ${symbol.name} goes beyond the end of section ${section.name}`
    );
  }
  return [
    {
      name: symbol.name,
      section,
      insnOffset: symbol.value / insnSize,
      insnCount: symbol.size / insnSize
    }
  ];
}
function programNamed(object, name) {
  return object.programs.find((program) => program.name === name);
}

// src/bpf/kernel-needs/section-type.ts
var withTarget = {
  kprobe: ["KPROBE", void 0, "function"],
  kretprobe: ["KPROBE", void 0, "function"],
  "kprobe.multi": ["KPROBE", "TRACE_KPROBE_MULTI", "functions"],
  "kretprobe.multi": ["KPROBE", "TRACE_KPROBE_MULTI", "functions"],
  "kprobe.session": ["KPROBE", "TRACE_KPROBE_SESSION", "functions"],
  ksyscall: ["KPROBE", void 0, "syscall"],
  kretsyscall: ["KPROBE", void 0, "syscall"],
  uprobe: ["KPROBE"],
  uretprobe: ["KPROBE"],
  "uprobe.multi": ["KPROBE", "TRACE_UPROBE_MULTI"],
  "uretprobe.multi": ["KPROBE", "TRACE_UPROBE_MULTI"],
  "uprobe.session": ["KPROBE", "TRACE_UPROBE_SESSION"],
  usdt: ["KPROBE"],
  tracepoint: ["TRACEPOINT", void 0, "tracepoint"],
  tp: ["TRACEPOINT", void 0, "tracepoint"],
  raw_tracepoint: ["RAW_TRACEPOINT", void 0, "raw-tracepoint"],
  raw_tp: ["RAW_TRACEPOINT", void 0, "raw-tracepoint"],
  "raw_tracepoint.w": ["RAW_TRACEPOINT_WRITABLE", void 0, "raw-tracepoint"],
  "raw_tp.w": ["RAW_TRACEPOINT_WRITABLE", void 0, "raw-tracepoint"],
  tp_btf: ["TRACING", "TRACE_RAW_TP", "raw-tracepoint"],
  fentry: ["TRACING", "TRACE_FENTRY", "typed-function"],
  fexit: ["TRACING", "TRACE_FEXIT", "typed-function"],
  fsession: ["TRACING", "TRACE_FSESSION", "typed-function"],
  fmod_ret: ["TRACING", "MODIFY_RETURN", "typed-function"],
  iter: ["TRACING", "TRACE_ITER", "iterator"],
  lsm: ["LSM", "LSM_MAC", "lsm-hook"],
  lsm_cgroup: ["LSM", "LSM_CGROUP", "lsm-hook"],
  freplace: ["EXT"],
  struct_ops: ["STRUCT_OPS"]
};
var whole = {
  socket: ["SOCKET_FILTER"],
  sk_reuseport: ["SK_REUSEPORT", "SK_REUSEPORT_SELECT"],
  "sk_reuseport/migrate": ["SK_REUSEPORT", "SK_REUSEPORT_SELECT_OR_MIGRATE"],
  tc: ["SCHED_CLS"],
  "tc/ingress": ["SCHED_CLS"],
  "tc/egress": ["SCHED_CLS"],
  "tcx/ingress": ["SCHED_CLS", "TCX_INGRESS"],
  "tcx/egress": ["SCHED_CLS", "TCX_EGRESS"],
  "netkit/primary": ["SCHED_CLS", "NETKIT_PRIMARY"],
  "netkit/peer": ["SCHED_CLS", "NETKIT_PEER"],
  classifier: ["SCHED_CLS"],
  action: ["SCHED_ACT"],
  syscall: ["SYSCALL"],
  xdp: ["XDP", "XDP"],
  "xdp/devmap": ["XDP", "XDP_DEVMAP"],
  "xdp/cpumap": ["XDP", "XDP_CPUMAP"],
  perf_event: ["PERF_EVENT"],
  lwt_in: ["LWT_IN"],
  lwt_out: ["LWT_OUT"],
  lwt_xmit: ["LWT_XMIT"],
  lwt_seg6local: ["LWT_SEG6LOCAL"],
  sockops: ["SOCK_OPS", "CGROUP_SOCK_OPS"],
  sk_skb: ["SK_SKB"],
  "sk_skb/stream_parser": ["SK_SKB", "SK_SKB_STREAM_PARSER"],
  "sk_skb/stream_verdict": ["SK_SKB", "SK_SKB_STREAM_VERDICT"],
  "sk_skb/verdict": ["SK_SKB", "SK_SKB_VERDICT"],
  sk_msg: ["SK_MSG", "SK_MSG_VERDICT"],
  sk_lookup: ["SK_LOOKUP", "SK_LOOKUP"],
  lirc_mode2: ["LIRC_MODE2", "LIRC_MODE2"],
  flow_dissector: ["FLOW_DISSECTOR", "FLOW_DISSECTOR"],
  netfilter: ["NETFILTER", "NETFILTER"],
  "cgroup_skb/ingress": ["CGROUP_SKB", "CGROUP_INET_INGRESS"],
  "cgroup_skb/egress": ["CGROUP_SKB", "CGROUP_INET_EGRESS"],
  "cgroup/skb": ["CGROUP_SKB"],
  "cgroup/sock": ["CGROUP_SOCK", "CGROUP_INET_SOCK_CREATE"],
  "cgroup/sock_create": ["CGROUP_SOCK", "CGROUP_INET_SOCK_CREATE"],
  "cgroup/sock_release": ["CGROUP_SOCK", "CGROUP_INET_SOCK_RELEASE"],
  "cgroup/post_bind4": ["CGROUP_SOCK", "CGROUP_INET4_POST_BIND"],
  "cgroup/post_bind6": ["CGROUP_SOCK", "CGROUP_INET6_POST_BIND"],
  "cgroup/sysctl": ["CGROUP_SYSCTL", "CGROUP_SYSCTL"],
  "cgroup/getsockopt": ["CGROUP_SOCKOPT", "CGROUP_GETSOCKOPT"],
  "cgroup/setsockopt": ["CGROUP_SOCKOPT", "CGROUP_SETSOCKOPT"],
  "cgroup/dev": ["CGROUP_DEVICE", "CGROUP_DEVICE"]
};
var socketAddress = /^cgroup\/(bind|connect|sendmsg|recvmsg|getpeername|getsockname)(?:([46])|_(unix))$/;
var function_ = /^([A-Za-z_][\w.]*)(?:\+\w+)?$/;
function sectionType(section) {
  const name = section.replace(/^\?/, "");
  const address = socketAddress.exec(name);
  if (address !== null) {
    const [, verb = "", digit, unix] = address;
    const family = unix === void 0 ? `${verb.endsWith("msg") ? "UDP" : "INET"}${digit}` : "UNIX";
    return { program: "CGROUP_SOCK_ADDR", attach: `CGROUP_${family}_${verb.toUpperCase()}` };
  }
  const plain = name.replace(/^(\w+(?:\.multi)?)\.(?:s|frags)(?=\/|$)/, "$1");
  const known = row(whole, plain);
  if (known !== void 0) return typeOf(known);
  const slash = plain.indexOf("/");
  const kind = row(withTarget, slash === -1 ? plain : plain.slice(0, slash));
  return kind && typeOf(kind, slash === -1 ? void 0 : plain.slice(slash + 1));
}
function row(table, name) {
  return Object.hasOwn(table, name) ? table[name] : void 0;
}
function typeOf([program, attach, kind], rest) {
  const target = kind === void 0 || rest === void 0 ? void 0 : targetName(kind, rest);
  return {
    program,
    ...attach !== void 0 && { attach },
    ...kind !== void 0 && target !== void 0 && { target: { kind, name: target } }
  };
}
function targetName(kind, rest) {
  if (kind === "function") return function_.exec(rest)?.[1];
  return rest === "" ? void 0 : rest;
}

// src/bpf/core/essential-name.ts
var separator = /[^_]___[^_]/;
function essentialName(name) {
  for (let at = name.lastIndexOf("___"); at > 0; at = name.lastIndexOf("___", at - 1)) {
    if (separator.test(name.slice(at - 1, at + 4))) return name.slice(0, at);
  }
  return name;
}

// src/bpf/btf-layout.ts
var pointerSize = 8;
var longestChain = 32;
var mostBytes = 2 ** 32 - 1;
function memberPlace(btf, type, index) {
  const word = elementWord(btf, type, index, 2);
  return kindFlag(btf, type) ? { bitOffset: word & 16777215, bitfieldSize: word >>> 24 } : { bitOffset: word, bitfieldSize: 0 };
}
function arrayLength(btf, type) {
  return tailWord(btf, type, 2);
}
function intEncoding(btf, type) {
  const word = tailWord(btf, type, 0);
  const encoding = word >>> 24 & 15;
  return { signed: (encoding & 1) !== 0, bool: (encoding & 4) !== 0, offset: word >>> 16 & 255 };
}
function enumeratorValue(btf, type, index) {
  const low = elementWord(btf, type, index, 1);
  if (type.kind === "enum64") return BigInt(elementWord(btf, type, index, 2)) << 32n | BigInt(low);
  return BigInt.asUintN(64, BigInt(low | 0));
}
function parameterType(btf, type, index) {
  return elementWord(btf, type, index, 1);
}
function sizeOf(btf, id) {
  let type = skipModifiers(btf, id);
  let count = 1;
  for (let steps = 0; type.kind === "array"; steps++) {
    if (steps === longestChain) throw new FormatError("malformed", `BTF type ${id} is nested too deeply`);
    count *= arrayLength(btf, type);
    type = skipModifiers(btf, btfArrayElement(btf, type));
  }
  const size = type.kind === "ptr" ? pointerSize : ownSize(type);
  if (count > mostBytes || size * count > mostBytes) {
    throw new FormatError("too-large", `BTF type ${id} is larger than 4 GiB`);
  }
  return size * count;
}
function ownSize(type) {
  switch (type.kind) {
    case "int":
    case "struct":
    case "union":
    case "enum":
    case "enum64":
    case "float":
    case "datasec":
      return type.sizeOrType;
    default:
      throw new FormatError("malformed", `BTF type ${type.id} is of kind ${type.kind}, which has no size`);
  }
}
function innermost(btf, id) {
  let type = skipModifiers(btf, id);
  for (let steps = 0; type.kind === "array"; steps++) {
    if (steps === longestChain) throw new FormatError("malformed", `BTF type ${id} is nested too deeply`);
    type = skipModifiers(btf, btfArrayElement(btf, type));
  }
  return type;
}
function isComposite({ kind }) {
  return kind === "struct" || kind === "union";
}
function isEnum({ kind }) {
  return kind === "enum" || kind === "enum64";
}
function kindsAreCompatible(a, b) {
  return a.kind === b.kind || isEnum(a) && isEnum(b);
}

// src/bpf/core/c-type.ts
var identifier = /^[A-Za-z_]\w{0,127}$/;
var integer = /^[A-Za-z_]\w{0,31}(?: [A-Za-z_]\w{0,31}){0,4}$/;
var deepest = 16;
function isIdentifier(name) {
  return identifier.test(name);
}
function declaration(btf, id, name, knows) {
  return isIdentifier(name) ? declare(btf, btfType(btf, id), name, knows, 0) : void 0;
}
function typeName(btf, id, knows) {
  return declare(btf, btfType(btf, id), "", knows, 0)?.trimEnd();
}
function declare(btf, type, declarator, knows, depth) {
  if (depth > deepest) return void 0;
  const next = (id, inner) => declare(btf, btfType(btf, id), inner, knows, depth + 1);
  switch (type.kind) {
    case "int":
      return integer.test(type.name) ? `${type.name} ${declarator}` : void 0;
    case "ptr":
      return `${pointee(btf, type.sizeOrType, knows, depth)}*${declarator}`;
    case "array": {
      return next(btfArrayElement(btf, type), `${declarator}[${arrayLength(btf, type)}]`);
    }
    case "typedef":
      if (isIdentifier(type.name) && knows("typedef", type.name)) return `${type.name} ${declarator}`;
      return next(type.sizeOrType, declarator);
    // Qualifiers of a member itself do not matter to who reads it; tags are no C.
    case "const":
    case "volatile":
    case "restrict":
    case "type_tag":
      return next(type.sizeOrType, declarator);
    default: {
      const keyword = keywordOf(type);
      if (keyword === void 0 || !isIdentifier(type.name) || !knows(keyword, type.name)) return void 0;
      return `${keyword} ${type.name} ${declarator}`;
    }
  }
}
function pointee(btf, id, knows, depth) {
  let type = btfType(btf, id);
  let constant = "";
  for (let steps = depth; steps < deepest; steps++) {
    if (type.kind === "const") constant = "const ";
    else if (type.kind !== "volatile" && type.kind !== "restrict" && type.kind !== "type_tag") break;
    type = btfType(btf, type.sizeOrType);
  }
  const keyword = type.kind === "fwd" ? "struct" : keywordOf(type);
  if (keyword === "struct" && isIdentifier(type.name)) return `${constant}struct ${type.name} `;
  if (keyword === "union" && isIdentifier(type.name)) return `${constant}union ${type.name} `;
  if (type.kind === "ptr" && depth < deepest) {
    const inner = pointee(btf, type.sizeOrType, knows, depth + 1);
    return `${inner}*${constant.trimEnd() === "" ? "" : " const "}`;
  }
  if (type.kind === "int" && integer.test(type.name)) return `${constant}${type.name} `;
  if (type.kind === "typedef" && isIdentifier(type.name) && knows("typedef", type.name)) {
    return `${constant}${type.name} `;
  }
  return `${constant}void `;
}
function keywordOf(type) {
  if (isEnum(type)) return "enum";
  return isComposite(type) ? type.kind === "struct" ? "struct" : "union" : void 0;
}

// src/bpf/core/flavor.ts
function mayBeMisnamed(name) {
  return /[^_]__+[^_]/.test(name) && essentialName(name) === name;
}
var mostMembers = 12;
function correctedFlavor(local, id, base) {
  const type = btfType(local, id);
  const suffix = type.name.slice(base.length).replaceAll("_", " ").trim().replaceAll(" ", "_");
  const name = `${base}___${suffix}`;
  if (suffix === "" || !isIdentifier(name)) return void 0;
  if (!isComposite(type) || type.vlen > mostMembers) return { name };
  const members = Array.from({ length: type.vlen }, (_, index) => {
    const member = btfMember(local, type, index);
    const { bitfieldSize } = memberPlace(local, type, index);
    const declared = declaration(local, member.type, member.name, () => true);
    return declared && `	${declared}${bitfieldSize > 0 ? ` : ${bitfieldSize}` : ""};`;
  });
  if (members.includes(void 0)) return { name };
  const lines = [`${type.kind} ${name} {`, ...members, "} __attribute__((preserve_access_index));"];
  return { name, declaration: lines.join("\n") };
}

// src/bpf/core/kinds.ts
var relocationKinds = [
  "byte_off",
  "byte_sz",
  "field_exists",
  "signed",
  "lshift_u64",
  "rshift_u64",
  "local_type_id",
  "target_type_id",
  "type_exists",
  "type_size",
  "enumval_exists",
  "enumval_value",
  "type_matches"
];
var fieldKinds = /* @__PURE__ */ new Set([
  "byte_off",
  "byte_sz",
  "field_exists",
  "signed",
  "lshift_u64",
  "rshift_u64"
]);
function isFieldKind(kind) {
  return fieldKinds.has(kind);
}
function isEnumeratorKind(kind) {
  return kind === "enumval_exists" || kind === "enumval_value";
}
function isQuestion(kind) {
  return kind.endsWith("_exists") || kind === "type_matches";
}

// src/bpf/core/spec.ts
var longestAccess = 64;
function localSpec(btf, { kind, typeId, access }) {
  const indices = parseAccess(access);
  const [first = 0, ...rest] = indices;
  const root = skipModifiers(btf, typeId);
  if (isEnumeratorKind(kind)) {
    if (!isEnum(root) || rest.length > 0) {
      throw new FormatError("malformed", `a CO-RE relocation of an enumerator of ${root.kind} ${root.name}`);
    }
    const name = btfEnumerator(btf, root, first);
    return { btf, root: typeId, accessors: [{ typeId: root.id, index: first, name }], bitOffset: 0 };
  }
  if (!isFieldKind(kind)) return { btf, root: typeId, accessors: [], bitOffset: 0 };
  const accessors = [{ typeId: root.id, index: first }];
  let bitOffset = first * sizeOf(btf, root.id) * 8;
  let type = root;
  for (const index of rest) {
    if (isComposite(type)) {
      const member = btfMember(btf, type, index);
      bitOffset += memberPlace(btf, type, index).bitOffset;
      if (member.name !== "") accessors.push({ typeId: type.id, index, name: member.name });
      type = skipModifiers(btf, member.type);
    } else if (type.kind === "array") {
      const element = skipModifiers(btf, btfArrayElement(btf, type));
      if (index >= arrayLength(btf, type) && !isFlexible(btf, accessors.at(-1), arrayLength(btf, type))) {
        throw new FormatError("malformed", `a CO-RE relocation beyond the end of an array: ${access}`);
      }
      accessors.push({ typeId: element.id, index });
      bitOffset += index * sizeOf(btf, element.id) * 8;
      type = element;
    } else {
      throw new FormatError(
        "malformed",
        `a CO-RE relocation into ${type.kind} ${type.name}, which has no members`
      );
    }
  }
  return { btf, root: typeId, accessors, bitOffset };
}
function pathText(accessors) {
  return accessors.map(
    ({ name, index }, step) => name === void 0 ? step > 0 || index > 0 ? `[${index}]` : "" : `.${name}`
  ).join("");
}
function parseAccess(access) {
  const indices = /^\d{1,9}(?::\d{1,9})*$/.test(access) ? access.split(":", longestAccess + 1).map(Number) : [];
  if (indices.length === 0 || indices.length > longestAccess) {
    throw new FormatError(
      "malformed",
      `a CO-RE relocation with an access that is no list of numbers: ${access.slice(0, 64)}`
    );
  }
  return indices;
}
function isFlexible(btf, accessor, length) {
  if (accessor?.name === void 0 || length > 0) return false;
  return accessor.index === skipModifiers(btf, accessor.typeId).vlen - 1;
}

// src/bpf/exception-callback.ts
var tag = "exception_callback:";
var whole2 = 4294967295;
var callbacks = /* @__PURE__ */ new WeakMap();
function exceptionCallback({ btf }, program) {
  if (btf === void 0) return void 0;
  let known = callbacks.get(btf);
  if (known === void 0) {
    known = readCallbacks(btf);
    callbacks.set(btf, known);
  }
  return known.get(program);
}
function readCallbacks(btf) {
  const found = /* @__PURE__ */ new Map();
  for (let id = 1; id < typeCount(btf); id++) {
    const type = btfType(btf, id);
    if (type.kind !== "decl_tag" || !type.name.startsWith(tag) || tailWord(btf, type, 0) !== whole2) continue;
    const tagged = btfType(btf, type.sizeOrType);
    if (tagged.kind === "func") found.set(tagged.name, type.name.slice(tag.length));
  }
  return found;
}

// src/bpf/link.ts
var mostInsns = 1e6;
var mostFunctions = 256;
function linkProgram(object, program) {
  const symbolOf = symbolResolver(object);
  const text = sectionNamed(object.elf, ".text")?.index;
  const linked = [];
  const seen = /* @__PURE__ */ new Set();
  let end = 0;
  const append = (added) => {
    seen.add(added);
    linked.push({ function: added, start: end });
    end += added.insnCount;
    if (end > mostInsns || linked.length > mostFunctions) {
      throw new FormatError("too-large", `program ${program.name} is larger than any kernel accepts`);
    }
    const code = sectionBytes(object.elf, added.section);
    for (let insn = added.insnOffset; insn < added.insnOffset + added.insnCount; insn++) {
      const target = calledInsn(insnAt(code, insn), insn, symbolOf(added.section, insn), text);
      if (target === void 0) continue;
      const callee = subprogramAt(object.subprograms, target);
      if (callee === void 0) {
        throw new FormatError(
          "malformed",
          `${added.name} calls instruction ${target} of .text, where no function is`
        );
      }
      if (!seen.has(callee)) append(callee);
    }
  };
  append(program);
  const name = exceptionCallback(object, program.name);
  const callback = name === void 0 ? void 0 : object.subprograms.find((other) => other.name === name);
  if (callback !== void 0 && !seen.has(callback)) append(callback);
  return linked;
}
function calledInsn(insn, index, symbol, text) {
  if (isSubprogramCall(insn)) {
    if (symbol?.section === 0) return void 0;
    return (symbol === void 0 ? index : Math.floor(symbol.value / insnSize)) + insn.imm + 1;
  }
  if (!isWideLoad(insn) || symbol === void 0 || symbol.section !== text) return void 0;
  return Math.floor((symbol.value + insn.imm) / insnSize);
}
function placeOf(object, program, insn) {
  const linked = linkProgram(object, program).findLast(({ start }) => start <= insn);
  if (linked === void 0 || insn >= linked.start + linked.function.insnCount) return void 0;
  return { function: linked.function, sectionInsn: linked.function.insnOffset + insn - linked.start };
}
function callSites(object, program, callee) {
  const symbolOf = symbolResolver(object);
  const text = sectionNamed(object.elf, ".text")?.index;
  return linkProgram(object, program).flatMap(({ function: code, start }) => {
    const bytes = sectionBytes(object.elf, code.section);
    const sites = [];
    for (let insn = code.insnOffset; insn < code.insnOffset + code.insnCount; insn++) {
      const target = calledInsn(insnAt(bytes, insn), insn, symbolOf(code.section, insn), text);
      if (target !== void 0 && subprogramAt(object.subprograms, target) === callee)
        sites.push(start + insn - code.insnOffset);
    }
    return sites;
  });
}
function* linkedInsns(object, program) {
  const symbolOf = symbolResolver(object);
  for (const { function: code } of linkProgram(object, program)) {
    const bytes = sectionBytes(object.elf, code.section);
    for (let index = code.insnOffset; index < code.insnOffset + code.insnCount; index++) {
      const insn = insnAt(bytes, index);
      const symbol = symbolOf(code.section, index);
      yield symbol === void 0 ? { insn } : { insn, symbol };
      index += slots(insn) - 1;
    }
  }
}
function firstReference(object, program, name) {
  const symbolOf = symbolResolver(object);
  for (const { function: code, start } of linkProgram(object, program)) {
    for (let insn = 0; insn < code.insnCount; insn++) {
      if (symbolOf(code.section, code.insnOffset + insn)?.name === name) return start + insn;
    }
  }
  return void 0;
}
function symbolResolver(object) {
  const bySection = /* @__PURE__ */ new Map();
  return (section, insn) => {
    let table = bySection.get(section);
    if (table === void 0) {
      table = new Map(relocations(object.elf, section).map((entry) => [entry.offset, entry]));
      bySection.set(section, table);
    }
    const relocation = table.get(insn * insnSize);
    return relocation === void 0 ? void 0 : object.symbols[relocation.symbol];
  };
}
function subprogramAt(subprograms, insn) {
  let low = 0;
  let high = subprograms.length;
  while (low < high) {
    const middle = low + high >>> 1;
    if ((subprograms[middle]?.insnOffset ?? Number.POSITIVE_INFINITY) <= insn) low = middle + 1;
    else high = middle;
  }
  const found = subprograms[low - 1];
  return found !== void 0 && insn < found.insnOffset + found.insnCount ? found : void 0;
}

// src/bpf/source-line.ts
function lineAt(object, program, insn) {
  const place = placeOf(object, program, insn);
  if (place === void 0) return void 0;
  const record = lineRecordsOf(object, place.function).filter(({ line }) => line > 0).findLast(({ offset }) => offset <= place.sectionInsn * insnSize);
  return record === void 0 ? void 0 : sourceLine(object, record);
}
function lineRecordsOf(object, code) {
  if (object.btfExt === void 0) return [];
  return lineRecords(object.btfExt, codeRange(code)).sort((a, b) => a.offset - b.offset);
}
function codeRange(code) {
  const start = code.insnOffset * insnSize;
  return { section: code.section.name, start, end: start + code.insnCount * insnSize };
}
function sourceLine(object, record) {
  const { btf } = object;
  if (btf === void 0) return void 0;
  const text = btfString(btf, record.text);
  return {
    file: btfString(btf, record.file),
    line: record.line,
    ...record.column > 0 && { column: record.column },
    ...text !== "" && { text }
  };
}

export {
  sectionType,
  essentialName,
  memberPlace,
  arrayLength,
  intEncoding,
  enumeratorValue,
  parameterType,
  sizeOf,
  innermost,
  isComposite,
  isEnum,
  kindsAreCompatible,
  isIdentifier,
  declaration,
  typeName,
  mayBeMisnamed,
  correctedFlavor,
  relocationKinds,
  isFieldKind,
  isEnumeratorKind,
  isQuestion,
  longestAccess,
  localSpec,
  pathText,
  isFlexible,
  coreRelocationRecords,
  insnSize,
  insnAt,
  calledHelper,
  slots,
  accessesMemory,
  follow,
  openObject,
  programNamed,
  linkProgram,
  placeOf,
  callSites,
  linkedInsns,
  firstReference,
  lineAt,
  lineRecordsOf,
  codeRange,
  sourceLine
};
