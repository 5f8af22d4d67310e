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
  btfKind,
  btfMember,
  btfString,
  btfType,
  cString,
  elementOffset,
  i32,
  readBtf,
  readElf,
  relocations,
  sectionBytes,
  sectionNamed,
  skipModifiers,
  slice,
  symbols,
  typeTail,
  u16,
  u32,
  u8
} from "./chunk-423LSJYQ.js";
import {
  oneLine
} from "./chunk-O62B76C2.js";

// src/bpf/btf-layout.ts
var pointerSize = 8;
var longestChain = 32;
var mostBytes = 2 ** 32 - 1;
function memberPlace(btf, type, index) {
  const word = u32(btf.types, elementOffset(btf, type, index) + 8);
  const { flag } = typeTail(btf, type);
  return flag ? { bitOffset: word & 16777215, bitfieldSize: word >>> 24 } : { bitOffset: word, bitfieldSize: 0 };
}
function arrayLength(btf, type) {
  return u32(btf.types, typeTail(btf, type).offset + 8);
}
function intEncoding(btf, type) {
  const word = u32(btf.types, typeTail(btf, type).offset);
  const encoding = word >>> 24 & 15;
  return { signed: (encoding & 1) !== 0, bool: (encoding & 4) !== 0, offset: word >>> 16 & 255 };
}
function enumeratorValue(btf, type, index) {
  const at = elementOffset(btf, type, index) + 4;
  const low = u32(btf.types, at);
  if (type.kind === "enum64") return BigInt(u32(btf.types, at + 4)) << 32n | BigInt(low);
  return BigInt.asUintN(64, BigInt(low | 0));
}
function kindFlag(btf, type) {
  return typeTail(btf, type).flag;
}
function parameterType(btf, type, index) {
  return u32(btf.types, elementOffset(btf, type, index) + 4);
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

// src/bpf/core/essential-name.ts
var separator = /[^_]___[^_]/;
function essentialName(name) {
  for (let at = name.lastIndexOf("___"); at > 0; at = name.lastIndexOf("___", at - 1)) {
    if (separator.test(name.slice(at - 1, at + 4))) return name.slice(0, at);
  }
  return name;
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

// src/bpf/core/compatible.ts
var deepest = 32;
var mostComparisons = 1e4;
function fieldsAreCompatible(local, localId, target, targetId) {
  let ours = skipModifiers(local, localId);
  let theirs = skipModifiers(target, targetId);
  for (let depth = 0; ; depth++) {
    if (depth > deepest) throw tooDeep(localId);
    if (isComposite(ours) && isComposite(theirs)) return true;
    if (!kindsAreCompatible(ours, theirs)) return false;
    if (ours.kind !== "array") break;
    ours = skipModifiers(local, btfArrayElement(local, ours));
    theirs = skipModifiers(target, btfArrayElement(target, theirs));
  }
  if (ours.kind === "ptr" || ours.kind === "float") return true;
  if (ours.kind === "int")
    return intEncoding(local, ours).offset === 0 && intEncoding(target, theirs).offset === 0;
  if (ours.kind !== "fwd" && !isEnum(ours)) return false;
  return ours.name === "" || theirs.name === "" || essentialName(ours.name) === essentialName(theirs.name);
}
function typesAreCompatible(local, localId, target, targetId) {
  const budget = { left: mostComparisons };
  const compare = (oursId, theirsId, level) => {
    if (level > deepest || budget.left-- <= 0) throw tooDeep(localId);
    const ours = skipModifiers(local, oursId);
    const theirs = skipModifiers(target, theirsId);
    if (!kindsAreCompatible(ours, theirs)) return false;
    switch (ours.kind) {
      case "void":
      case "struct":
      case "union":
      case "enum":
      case "enum64":
      case "fwd":
        return true;
      case "int":
        return intEncoding(local, ours).offset === 0 && intEncoding(target, theirs).offset === 0;
      case "ptr":
        return compare(ours.sizeOrType, theirs.sizeOrType, level + 1);
      case "array":
        return compare(btfArrayElement(local, ours), btfArrayElement(target, theirs), level + 1);
      case "func_proto":
        return ours.vlen === theirs.vlen && indices(ours.vlen).every(
          (index) => compare(parameterType(local, ours, index), parameterType(target, theirs, index), level + 1)
        ) && compare(ours.sizeOrType, theirs.sizeOrType, level + 1);
      default:
        return false;
    }
  };
  return rootsAreCompatible(local, localId, target, targetId) && compare(localId, targetId, 0);
}
function rootsAreCompatible(local, localId, target, targetId) {
  return kindsAreCompatible(btfType(local, localId), btfType(target, targetId));
}
function indices(count) {
  return Array.from({ length: count }, (_, index) => index);
}
function tooDeep(id) {
  return new FormatError("malformed", `BTF type ${id} is nested too deeply to be compared`);
}

// src/bpf/core/spec.ts
var longestAccess = 64;
function localSpec(btf, { kind, typeId, access }) {
  const indices2 = parseAccess(access);
  const [first = 0, ...rest] = indices2;
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
  const indices2 = /^\d{1,9}(?::\d{1,9})*$/.test(access) ? access.split(":", longestAccess + 1).map(Number) : [];
  if (indices2.length === 0 || indices2.length > longestAccess) {
    throw new FormatError(
      "malformed",
      `a CO-RE relocation with an access that is no list of numbers: ${access.slice(0, 64)}`
    );
  }
  return indices2;
}
function isFlexible(btf, accessor, length) {
  if (accessor?.name === void 0 || length > 0) return false;
  return accessor.index === skipModifiers(btf, accessor.typeId).vlen - 1;
}

// src/bpf/core/type-match.ts
var deepest2 = 32;
var mostComparisons2 = 2e5;
function typesMatch(local, localId, target, targetId) {
  let left = mostComparisons2;
  const spend = () => {
    if (left-- <= 0) throw new FormatError("too-large", `BTF type ${localId} is too large to be compared`);
  };
  const match = (oursId, theirsId, behindPointer, level) => {
    spend();
    if (level > deepest2) {
      throw new FormatError("malformed", `BTF type ${localId} is nested too deeply to be compared`);
    }
    const ours = skipModifiers(local, oursId);
    const theirs = skipModifiers(target, theirsId);
    if (!namesMatch(ours.name, theirs.name)) return false;
    switch (ours.kind) {
      case "fwd":
        return forwardMatches(ours, theirs, behindPointer);
      case "enum":
      case "enum64":
        return isEnum(theirs) && enumsMatch(ours, theirs);
      case "struct":
      case "union":
        if (!behindPointer) return ours.kind === theirs.kind && membersMatch(ours, theirs, level);
        if (theirs.kind === "fwd") return ours.kind === "union" === kindFlag(target, theirs);
        return ours.kind === theirs.kind;
      default:
        return ours.kind === theirs.kind && partsMatch(ours, theirs, behindPointer, level);
    }
  };
  const partsMatch = (ours, theirs, behindPointer, level) => {
    switch (ours.kind) {
      case "void":
        return true;
      case "int":
        return ours.sizeOrType === theirs.sizeOrType && intEncoding(local, ours).signed === intEncoding(target, theirs).signed;
      case "ptr":
        return match(ours.sizeOrType, theirs.sizeOrType, true, level + 1);
      case "array":
        return arrayLength(local, ours) === arrayLength(target, theirs) && match(btfArrayElement(local, ours), btfArrayElement(target, theirs), behindPointer, level + 1);
      case "func_proto":
        return ours.vlen === theirs.vlen && range(ours.vlen).every((index) => {
          const [mine, other] = [parameterType(local, ours, index), parameterType(target, theirs, index)];
          return match(mine, other, behindPointer, level + 1);
        }) && match(ours.sizeOrType, theirs.sizeOrType, behindPointer, level + 1);
      default:
        return false;
    }
  };
  const forwardMatches = (ours, theirs, behindPointer) => {
    const isUnion = kindFlag(local, ours);
    if (theirs.kind === "fwd") return isUnion === kindFlag(target, theirs);
    return behindPointer && theirs.kind === (isUnion ? "union" : "struct");
  };
  const membersMatch = (ours, theirs, level) => {
    if (ours.vlen > theirs.vlen) return false;
    const others = range(theirs.vlen).map((index) => btfMember(target, theirs, index));
    return range(ours.vlen).every((index) => {
      const { name, type } = btfMember(local, ours, index);
      return others.some((other) => {
        spend();
        return namesMatch(name, other.name) && match(type, other.type, false, level + 1);
      });
    });
  };
  const enumsMatch = (ours, theirs) => {
    if (ours.sizeOrType !== theirs.sizeOrType || ours.vlen > theirs.vlen) return false;
    const names2 = new Set(
      range(theirs.vlen).map((index) => essentialName(btfEnumerator(target, theirs, index)))
    );
    return range(ours.vlen).every((index) => names2.has(essentialName(btfEnumerator(local, ours, index))));
  };
  return match(localId, targetId, false, 1);
}
function namesMatch(ours, theirs) {
  return theirs === "" ? ours === "" : essentialName(ours) === essentialName(theirs);
}
function range(count) {
  return Array.from({ length: count }, (_, index) => index);
}

// src/bpf/core/match.ts
var mostMembers = 1e5;
function matchSpec(kind, local, target, root) {
  if (isFieldKind(kind)) return matchField(local, target, root);
  if (isEnumeratorKind(kind)) return matchEnumerator(local, target, root);
  const agrees = kind === "type_matches" ? typesMatch : typesAreCompatible;
  return agrees(local.btf, local.root, target, root) ? { spec: { btf: target, root, accessors: [], bitOffset: 0 } } : { mismatch: { why: "different", step: 0, within: root } };
}
function matchEnumerator({ accessors }, target, root) {
  const type = skipModifiers(target, root);
  const name = essentialName(accessors[0]?.name ?? "");
  for (let index = 0; isEnum(type) && index < type.vlen; index++) {
    const found = btfEnumerator(target, type, index);
    if (essentialName(found) !== name) continue;
    return {
      spec: { btf: target, root, accessors: [{ typeId: type.id, index, name: found }], bitOffset: 0 }
    };
  }
  return { mismatch: { why: "missing", step: 0, within: root } };
}
function matchField(local, target, root) {
  const accessors = [];
  let bitOffset = 0;
  let depth = 0;
  let at = root;
  for (const [step, asked] of local.accessors.entries()) {
    const type = skipModifiers(target, at);
    if (asked.name === void 0) {
      if (step > 0) {
        const mismatch = { why: "missing", step, within: type.id };
        if (type.kind !== "array") return { mismatch };
        const length = arrayLength(target, type);
        if (asked.index >= length && !isFlexible(target, accessors.at(-1), length)) return { mismatch };
        at = btfArrayElement(target, type);
      }
      depth++;
      const element = skipModifiers(target, at).id;
      accessors.push({ typeId: element, index: asked.index });
      bitOffset += asked.index * sizeOf(target, element) * 8;
      at = element;
    } else {
      const member = findMember(target, type.id, asked.name, depth);
      if (member === void 0) return { mismatch: { why: "missing", step, within: type.id } };
      const localType = btfMember(local.btf, skipModifiers(local.btf, asked.typeId), asked.index).type;
      if (!fieldsAreCompatible(local.btf, localType, target, member.type)) {
        return { mismatch: { why: "incompatible", step, within: type.id, found: member.type } };
      }
      ({ depth } = member);
      accessors.push(member.accessor);
      bitOffset += member.bitOffset;
      at = member.type;
    }
    if (depth > longestAccess)
      throw new FormatError("too-large", "a CO-RE relocation that is nested too deeply");
  }
  return { spec: { btf: target, root, accessors, bitOffset } };
}
function findMember(btf, id, name, depth = 0) {
  let left = mostMembers;
  const find = (within, bitsBefore, depthBefore) => {
    const type = skipModifiers(btf, within);
    if (!isComposite(type)) return void 0;
    if (depthBefore >= longestAccess) {
      throw new FormatError("too-large", `BTF type ${id} is nested too deeply`);
    }
    for (let index = 0; index < type.vlen; index++) {
      if (left-- <= 0) throw new FormatError("too-large", `BTF type ${id} has too many members`);
      const member = btfMember(btf, type, index);
      const bitOffset = bitsBefore + memberPlace(btf, type, index).bitOffset;
      if (member.name === "") {
        const deeper = find(member.type, bitOffset, depthBefore + 1);
        if (deeper !== void 0) return deeper;
      } else if (member.name === name) {
        return {
          accessor: { typeId: type.id, index, name },
          type: member.type,
          bitOffset,
          depth: depthBefore + 1
        };
      }
    }
    return void 0;
  };
  return find(id, 0, depth);
}

// src/bpf/core/members.ts
var mostMembers2 = 4096;
var deepest3 = 16;
function membersOf(btf, id) {
  const members = [];
  const collect = (within, bitsBefore, depth) => {
    const type = skipModifiers(btf, within);
    if (!isComposite(type) || depth > deepest3) return;
    for (let index = 0; index < type.vlen && members.length < mostMembers2; index++) {
      const { name, type: memberType } = btfMember(btf, type, index);
      const { bitOffset, bitfieldSize } = memberPlace(btf, type, index);
      if (name === "") collect(memberType, bitsBefore + bitOffset, depth + 1);
      else members.push({ name, type: memberType, bitOffset: bitsBefore + bitOffset, bitfieldSize });
    }
  };
  collect(id, 0, 0);
  return members;
}
function ownerOf({ btf, root, accessors }, step) {
  const before = accessors[step - 1];
  if (before === void 0) return root;
  if (before.name === void 0) return before.typeId;
  return btfMember(btf, skipModifiers(btf, before.typeId), before.index).type;
}
function isSameType(a, aId, b, bId) {
  let [ours, theirs] = [skipModifiers(a, aId), skipModifiers(b, bId)];
  for (let depth = 0; depth < deepest3; depth++) {
    if (ours.kind === "fwd" || theirs.kind === "fwd") return ours.name !== "" && ours.name === theirs.name;
    if (ours.kind !== theirs.kind) return false;
    if (ours.kind === "ptr") {
      [ours, theirs] = [skipModifiers(a, ours.sizeOrType), skipModifiers(b, theirs.sizeOrType)];
    } else if (ours.kind === "array") {
      [ours, theirs] = [
        skipModifiers(a, btfArrayElement(a, ours)),
        skipModifiers(b, btfArrayElement(b, theirs))
      ];
    } else if (ours.name === "" && isComposite(ours)) {
      return hasSameShape(a, ours.id, b, theirs.id);
    } else {
      return ours.name === theirs.name;
    }
  }
  return false;
}
function hasSameShape(a, aId, b, bId) {
  const [ours, theirs] = [skipModifiers(a, aId), skipModifiers(b, bId)];
  if (!isComposite(ours) || !isComposite(theirs) || ours.sizeOrType !== theirs.sizeOrType) return false;
  if (ours.vlen === 0 || ours.vlen !== theirs.vlen) return false;
  const others = membersOf(b, bId);
  return membersOf(a, aId).every(
    ({ name, bitOffset }, index) => others[index]?.name === name && others[index]?.bitOffset === bitOffset
  );
}
function typeText(btf, id) {
  const { kind, name } = btfType(btf, id);
  const keyword = kind === "enum64" ? "enum" : kind === "fwd" ? "struct" : kind;
  if (name === "") return `an unnamed ${keyword}`;
  return ["struct", "union", "enum"].includes(keyword) ? `${keyword} ${name}` : name;
}

// src/bpf/core/rename.ts
var points = {
  underscores: 100,
  moved: 80,
  sameType: 30,
  sameOffset: 20,
  neighbour: 15,
  likeName: 15
};
var enough = { rareType: 45, plainType: 60 };
var deepest4 = 2;
var mostNested = 2e4;
function findReplacement(known, target, targetOwner) {
  const before = membersOf(known.btf, known.owner);
  const after = membersOf(target, targetOwner);
  const index = before.findIndex(({ name }) => name === known.name);
  const member = before[index];
  if (member === void 0) return void 0;
  const oldNames = new Set(before.map(({ name }) => name));
  const candidates = [];
  for (const [at, other] of after.entries()) {
    if (oldNames.has(other.name)) continue;
    candidates.push(rate(known.btf, member, target, other, neighbours(before, index, after, at)));
  }
  candidates.push(...moved(known.btf, member, target, after));
  return unambiguous(candidates, threshold(known.btf, member)) ?? unambiguous(resolved(known, member, target, after, oldNames), enough.plainType);
}
function unambiguous(candidates, least) {
  const [best, second] = candidates.sort((a, b) => b.score - a.score);
  if (best === void 0 || best.score < least || second?.score === best.score) return void 0;
  const { score: _, ...replacement } = best;
  return replacement;
}
function resolved({ btf, rest }, member, target, after, oldNames) {
  const [leafName] = rest;
  if (leafName === void 0 || rest.length > 1) return [];
  const leaf = membersOf(btf, member.type).find(({ name }) => name === leafName);
  if (leaf === void 0) return [];
  const joined = /* @__PURE__ */ new Set([`${member.name}_${leafName}`, `${member.name}_${leafName.split("_").at(-1)}`]);
  const dissolved = after.filter(({ name }) => joined.has(name)).filter(({ type }) => fieldsAreCompatible(btf, leaf.type, target, type)).map((other) => {
    const sameType = isSameType(btf, leaf.type, target, other.type);
    const { name, type, bitOffset } = other;
    return { path: [name], type, bitOffset, sameType, how: "moved", isWhole: true, score: points.moved };
  });
  const fresh = after.filter(({ name }) => !oldNames.has(name));
  const elsewhere = moved(btf, leaf, target, fresh).map(
    (found) => ({ ...found, how: "likely", isWhole: true })
  );
  return [...dissolved, ...elsewhere];
}
function rate(btf, member, target, other, shared) {
  const sameName = bare(other.name) === bare(member.name);
  const sameType = isSameType(btf, member.type, target, other.type);
  const readable = fieldsAreCompatible(btf, member.type, target, other.type);
  const score = (sameName ? points.underscores : 0) + (sameType ? points.sameType : 0) + (other.bitOffset === member.bitOffset ? points.sameOffset : 0) + (other.name.includes(member.name) ? points.likeName : 0) + shared * points.neighbour;
  return {
    path: [other.name],
    type: other.type,
    bitOffset: other.bitOffset,
    sameType,
    how: sameName ? "renamed" : "likely",
    score: sameName || readable && sameType ? score : 0
  };
}
function moved(btf, member, target, after) {
  const found = [];
  let left = mostNested;
  const search = (members, path, offset) => {
    for (const other of members) {
      if (left-- <= 0) return;
      let type = skipModifiers(target, other.type);
      const here = [...path, other.name];
      if (path.length > 0 && bare(other.name) === bare(member.name)) {
        if (!fieldsAreCompatible(btf, member.type, target, other.type)) continue;
        const sameType = isSameType(btf, member.type, target, other.type);
        const score = points.moved + (sameType ? points.sameType : 0) - 5 * path.length;
        const bitOffset = offset + other.bitOffset;
        found.push({ path: here, type: other.type, bitOffset, sameType, how: "moved", score });
      }
      const isArray = type.kind === "array";
      if (isArray) type = skipModifiers(target, btfArrayElement(target, type));
      if (!isComposite(type) || path.length >= deepest4) continue;
      search(membersOf(target, type.id), isArray ? [...here, 0] : here, offset + other.bitOffset);
    }
  };
  search(after, [], 0);
  return found;
}
function neighbours(before, index, after, at) {
  const same = (step) => {
    const name = before[index + step]?.name;
    return name !== void 0 && after[at + step]?.name === name ? 1 : 0;
  };
  return same(-1) + same(1);
}
function threshold(btf, member) {
  const type = skipModifiers(btf, member.type);
  const behind = type.kind === "ptr" ? skipModifiers(btf, type.sizeOrType) : type;
  return isComposite(behind) && !typeText(btf, behind.id).endsWith(" list_head") ? enough.rareType : enough.plainType;
}
function bare(name) {
  let [start, end] = [0, name.length];
  while (name[start] === "_") start++;
  while (end > start && name[end - 1] === "_") end--;
  return name.slice(start, end);
}

// src/bpf/core/names.ts
var namedKinds = /* @__PURE__ */ new Set([
  "int",
  "struct",
  "union",
  "enum",
  "enum64",
  "typedef",
  "fwd",
  "float"
]);
var indexes = /* @__PURE__ */ new WeakMap();
function typesNamed(btf, name) {
  let index = indexes.get(btf);
  if (index === void 0) {
    index = indexNames(btf);
    indexes.set(btf, index);
  }
  return index.get(essentialName(name)) ?? [];
}
function indexNames(btf) {
  const index = /* @__PURE__ */ new Map();
  for (let id = 1; id < btf.offsets.length; id++) {
    if (!namedKinds.has(btfKind(btf, id))) continue;
    const { name } = btfType(btf, id);
    if (name === "") continue;
    const key = essentialName(name);
    const ids = index.get(key);
    if (ids === void 0) index.set(key, [id]);
    else ids.push(id);
  }
  return index;
}

// src/bpf/core/value.ts
function relocatedValue(kind, found) {
  if (isQuestion(kind)) return 1n;
  if (isFieldKind(kind)) return BigInt(fieldValue(kind, found));
  switch (kind) {
    case "type_size":
      return BigInt(sizeOf(found.btf, found.root));
    case "enumval_value": {
      const [accessor] = found.accessors;
      const type = skipModifiers(found.btf, accessor?.typeId ?? 0);
      return enumeratorValue(found.btf, type, accessor?.index ?? 0);
    }
    default:
      return BigInt(found.root);
  }
}
function fieldValue(kind, found) {
  const { btf, accessors, bitOffset } = found;
  const last = accessors.at(-1);
  if (last === void 0) throw new FormatError("malformed", "a CO-RE relocation of a member without one");
  if (last.name === void 0) {
    if (kind === "byte_off") return Math.floor(bitOffset / 8);
    if (kind === "byte_sz") return sizeOf(btf, last.typeId);
    throw new FormatError("malformed", `a CO-RE relocation <${kind}> of an array's element`);
  }
  const type = skipModifiers(btf, btfMember(btf, skipModifiers(btf, last.typeId), last.index).type);
  const { byteOffset, byteSize, bitSize } = container(found);
  switch (kind) {
    case "byte_off":
      return byteOffset;
    case "byte_sz":
      return byteSize;
    case "signed":
      if (isEnum(type)) return Number(kindFlag(btf, type));
      return Number(type.kind === "int" && intEncoding(btf, type).signed);
    case "lshift_u64":
      return 64 - (bitOffset + bitSize - byteOffset * 8) >>> 0;
    default:
      return 64 - bitSize >>> 0;
  }
}
function container({ btf, accessors, bitOffset }) {
  const last = accessors.at(-1);
  const owner = skipModifiers(btf, last?.typeId ?? 0);
  const index = last?.index ?? 0;
  const { bitfieldSize } = memberPlace(btf, owner, index);
  const declared = sizeOf(btf, btfMember(btf, owner, index).type);
  if (bitfieldSize === 0) {
    return { byteOffset: Math.floor(bitOffset / 8), byteSize: declared, bitSize: declared * 8 };
  }
  for (let byteSize = declared; byteSize > 0 && byteSize <= 8; byteSize *= 2) {
    const byteOffset = Math.floor(bitOffset / 8 / byteSize) * byteSize;
    if (bitOffset + bitfieldSize - byteOffset * 8 <= byteSize * 8) {
      return { byteOffset, byteSize, bitSize: bitfieldSize };
    }
  }
  throw new FormatError("malformed", `a bitfield of ${bitfieldSize} bits that no 64-bit read covers`);
}
function accessOf({ btf, accessors }) {
  const last = accessors.at(-1);
  if (last === void 0) return { size: 0, kind: "other" };
  const owner = skipModifiers(btf, last.typeId);
  if (last.name !== void 0 && memberPlace(btf, owner, last.index).bitfieldSize > 0) {
    return { size: 0, kind: "other" };
  }
  const id = last.name === void 0 ? last.typeId : btfMember(btf, owner, last.index).type;
  const type = skipModifiers(btf, id);
  return { size: sizeOf(btf, innermost(btf, id).id), kind: accessKind(btf, type) };
}
function accessKind(btf, type) {
  if (type.kind === "ptr") return "pointer";
  return type.kind === "int" && !intEncoding(btf, type).signed ? "unsigned" : "other";
}

// src/bpf/core/resolve.ts
var mostCandidates = 256;
function resolveRelocation(local, request, target, name) {
  const asked = localSpec(local, request);
  if (request.kind === "local_type_id") return { status: "resolved", value: BigInt(asked.root) };
  const root = btfType(local, asked.root);
  if (root.name === "") {
    return { status: "refused", message: `libbpf relocates no types without a name (BTF type ${root.id})` };
  }
  try {
    relocatedValue(request.kind, asked);
    return decide(request, asked, candidatesFor(local, asked.root, target, name), target);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return { status: "refused", message: error.message };
  }
}
function candidatesFor(local, id, target, name = btfType(local, id).name) {
  const root = btfType(local, id);
  const ids = typesNamed(target, name).filter((other) => kindsAreCompatible(root, btfType(target, other)));
  if (ids.length > mostCandidates) {
    throw new FormatError("too-large", `more than ${mostCandidates} types are named ${name}`);
  }
  return ids;
}
function decide(request, asked, candidates, target) {
  const matches = candidates.map((id) => matchSpec(request.kind, asked, target, id));
  const found = matches.flatMap((match) => "spec" in match ? [match.spec] : []);
  const [first, ...others] = found.map((spec) => ({ spec, value: relocatedValue(request.kind, spec) }));
  if (first === void 0) return nothingFound(request, matches);
  if (others.some(({ spec, value }) => spec.bitOffset !== first.spec.bitOffset || value !== first.value)) {
    return {
      status: "refused",
      message: `${found.length} types of that name differ, so libbpf cannot choose`
    };
  }
  return outcomeFor(request, asked, first.spec, first.value);
}
function nothingFound({ kind }, matches) {
  const isAboutType = kind === "type_size" || kind === "target_type_id";
  if (isQuestion(kind) || isAboutType) return { status: "resolved", value: 0n };
  const [first] = matches;
  if (first === void 0 || !("mismatch" in first))
    return { status: "unresolved", reason: { why: "no-type" } };
  return { status: "unresolved", reason: { why: "mismatch", mismatch: first.mismatch } };
}
function outcomeFor(request, asked, found, value) {
  if (request.accessesMemory && request.kind === "byte_off") {
    const [ours, theirs] = [accessOf(asked), accessOf(found)];
    const extended = ours.kind === theirs.kind && ours.kind !== "other";
    if (ours.size !== theirs.size && !extended) {
      return {
        status: "unresolved",
        reason: { why: "size", localSize: ours.size, targetSize: theirs.size }
      };
    }
    if (value > 0x7fffn)
      return { status: "refused", message: `offset ${value} does not fit a load or store` };
  }
  return { status: "resolved", value, found };
}

// src/bpf/core/explain.ts
function explainRelocation(local, request, kernels) {
  const asked = localSpec(local, request);
  const resolutions = kernels.map((kernel) => ({
    kernel,
    resolution: resolveRelocation(local, request, kernel.btf)
  }));
  const step = Math.max(0, ...resolutions.map(({ resolution }) => stepOf(resolution)));
  const known = knownIn(step, resolutions);
  const answers = resolutions.map(({ kernel, resolution }) => {
    const cause = causeOf(asked, request, known, kernel, resolution);
    return { kernel, resolution, ...cause !== void 0 && { cause } };
  });
  const explanation = { request, asked, answers, step, ...known !== void 0 && { known } };
  const alternative = alternativeFor(explanation);
  return { ...explanation, ...alternative !== void 0 && { alternative } };
}
function stepOf(resolution) {
  if (resolution.status !== "unresolved" || resolution.reason.why !== "mismatch") return 0;
  return resolution.reason.mismatch.step;
}
function knownIn(step, resolutions) {
  for (const { kernel, resolution } of resolutions.toReversed()) {
    if (resolution.status !== "resolved" || resolution.found === void 0) continue;
    return { kernel, spec: resolution.found, owner: ownerOf(resolution.found, step) };
  }
  return void 0;
}
function causeOf(asked, request, known, { btf }, resolution) {
  if (resolution.status === "resolved") return void 0;
  if (resolution.status === "refused") return { kind: "refused", message: resolution.message };
  return unresolvedCause(asked, request, known, btf, resolution.reason);
}
function unresolvedCause(asked, request, known, target, reason) {
  switch (reason.why) {
    case "no-type": {
      const base = misnamedFlavorOf(asked, request, target);
      return base === void 0 ? { kind: "no-type" } : { kind: "no-type", base };
    }
    case "size":
      return { kind: "other-size", localSize: reason.localSize, targetSize: reason.targetSize };
    case "mismatch": {
      const { within, step, found } = reason.mismatch;
      const accessor = asked.accessors[step];
      if (isEnumeratorKind(request.kind)) return enumeratorCause(asked, known, target, within);
      if (accessor?.name === void 0) return { kind: "too-short", owner: within };
      if (found !== void 0) return { kind: "other-type", owner: within, found };
      return memberCause(asked, accessor, accessor.name, known, target, within);
    }
  }
}
function memberCause(asked, accessor, name, known, target, owner) {
  const after = asked.accessors.slice(asked.accessors.indexOf(accessor) + 1);
  const rest = after.flatMap((next) => next.name ?? []);
  const from = known === void 0 ? { btf: asked.btf, owner: accessor.typeId, name, rest } : { btf: known.kernel.btf, owner: known.owner, name, rest };
  const replacement = findReplacement(from, target, owner);
  return { kind: "no-member", owner, ...replacement !== void 0 && { replacement } };
}
function misnamedFlavorOf(asked, request, target) {
  const { name } = btfType(asked.btf, asked.root);
  const at = name.lastIndexOf("__");
  if (at < 1 || essentialName(name) !== name) return void 0;
  const base = name.slice(0, at).replace(/_$/, "");
  return resolveRelocation(asked.btf, request, target, base).status === "resolved" ? base : void 0;
}
function enumeratorCause(asked, known, target, within) {
  const from = known === void 0 ? asked : known.spec;
  const [accessor] = from.accessors;
  const before = skipModifiers(from.btf, accessor?.typeId ?? 0);
  const after = skipModifiers(target, within);
  if (!isEnum(before) || !isEnum(after)) return { kind: "no-enumerator" };
  const value = enumeratorValue(from.btf, before, accessor?.index ?? 0);
  const names2 = new Set(range2(before.vlen).map((index2) => btfEnumerator(from.btf, before, index2)));
  const index = range2(after.vlen).find(
    (each) => enumeratorValue(target, after, each) === value && !names2.has(btfEnumerator(target, after, each))
  );
  if (index === void 0) return { kind: "no-enumerator" };
  return { kind: "no-enumerator", replacement: { name: btfEnumerator(target, after, index), value } };
}
function alternativeFor(explanation) {
  const { asked, answers, step, known } = explanation;
  const { name } = asked.accessors[step] ?? {};
  if (known === void 0 || name === void 0 || step !== asked.accessors.length - 1) return void 0;
  const { btf } = known.kernel;
  const members = membersOf(btf, known.owner);
  const own = members.find((member) => member.name === name);
  if (own === void 0 || isEnumeratorKind(explanation.request.kind)) return void 0;
  const places = answers.map(({ kernel, resolution, cause }) => {
    if (resolution.status === "resolved" && resolution.found !== void 0) {
      return { btf: kernel.btf, owner: ownerOf(resolution.found, step), name };
    }
    const renamed = cause?.kind === "no-member" ? cause.replacement : void 0;
    if (cause?.kind !== "no-member" || renamed === void 0) return void 0;
    return { btf: kernel.btf, owner: cause.owner, offset: renamed.bitOffset };
  });
  return members.find((other) => {
    if (other.name === name || other.bitOffset !== own.bitOffset) return false;
    if (!givesTheSame(btf, own.type, other.type)) return false;
    return places.every((place) => {
      if (place === void 0) return false;
      const there = findMember(place.btf, place.owner, other.name);
      const offset = place.offset ?? (place.name && findMember(place.btf, place.owner, place.name)?.bitOffset);
      return there !== void 0 && there.bitOffset === offset && isSameType(btf, other.type, place.btf, there.type);
    });
  })?.name;
}
function givesTheSame(btf, aId, bId) {
  const [a, b] = [skipModifiers(btf, aId), skipModifiers(btf, bId)];
  if (a.kind === "ptr" && b.kind === "ptr") {
    return a.sizeOrType === b.sizeOrType || hasSameShape(btf, a.sizeOrType, btf, b.sizeOrType);
  }
  return a.kind !== "ptr" && a.id === b.id;
}
function range2(count) {
  return Array.from({ length: count }, (_, index) => index);
}

// src/bpf/core/c-type.ts
var identifier = /^[A-Za-z_]\w{0,127}$/;
var integer = /^[A-Za-z_]\w{0,31}(?: [A-Za-z_]\w{0,31}){0,4}$/;
var deepest5 = 16;
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
  if (depth > deepest5) return void 0;
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
  for (let steps = depth; steps < deepest5; steps++) {
    if (type.kind === "const") constant = "const ";
    else if (type.kind !== "volatile" && type.kind !== "restrict" && type.kind !== "type_tag") break;
    type = btfType(btf, type.sizeOrType);
  }
  const keyword = type.kind === "fwd" ? "struct" : keywordOf(type);
  if (keyword === "struct" && isIdentifier(type.name)) return `${constant}struct ${type.name} `;
  if (keyword === "union" && isIdentifier(type.name)) return `${constant}union ${type.name} `;
  if (type.kind === "ptr" && depth < deepest5) {
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

// src/bpf/core/source-access.ts
var longestLine = 1e3;
var reading = /\b(BPF_CORE_READ(?:_USER|_BITFIELD|_BITFIELD_PROBED)?)\s*\(/g;
var plainExpression = /^[\w.\->&*()[\] ]{1,200}$/;
var assignment = /^(\s*)([A-Za-z_][\w ]*?[\s*]\s*\**)?([A-Za-z_][\w.]*(?:->\w+)*)\s*=\s*$/;
function findAccess(line, path) {
  if (line.length > longestLine || path === "") return void 0;
  for (const match of line.matchAll(reading)) {
    const found = macroAccess(line, path, match.index, match[1] ?? "", match.index + match[0].length);
    if (found !== void 0) return found;
  }
  return arrowAccess(line, path);
}
function macroAccess(line, path, start, macro, open) {
  const { words, end } = argumentsFrom(line, open);
  const at = words.indexOf(path, 1);
  const [base] = words;
  if (base === void 0 || at === -1 || !words.every((word) => plainExpression.test(word))) return void 0;
  const between = words.slice(1, at);
  const pointer = between.length === 0 ? base : `${macro}(${[base, ...between].join(", ")})`;
  return {
    macro,
    pointer,
    after: words.slice(at + 1),
    text: line.slice(start, end),
    ...assignedBy(line, start, end)
  };
}
function argumentsFrom(line, open) {
  const words = [];
  let depth = 0;
  let from = open;
  for (let at = open; at < line.length; at++) {
    const character = line[at];
    if (character === "(" || character === "[") depth++;
    else if (character === "]" || character === ")" && depth > 0) depth--;
    else if ((character === "," || character === ")") && depth === 0) {
      words.push(line.slice(from, at).trim());
      from = at + 1;
      if (character === ")") return { words, end: from };
    }
  }
  return { words: [], end: open };
}
function arrowAccess(line, path) {
  const arrow = line.indexOf(`->${path}`);
  const after = line[arrow + path.length + 2] ?? "";
  const pointer = /[A-Za-z_]\w*$/.exec(line.slice(0, Math.max(arrow, 0)))?.[0];
  if (arrow === -1 || pointer === void 0 || /[\w.[]/.test(after)) return void 0;
  const start = arrow - pointer.length;
  if (/[.>]$/.test(line.slice(0, start))) return void 0;
  const end = arrow + 2 + path.length;
  return { pointer, after: [], text: line.slice(start, end), ...assignedBy(line, start, end) };
}
function assignedBy(line, start, end) {
  if (!/^\s*;\s*$/.test(line.slice(end))) return {};
  const [, indent = "", declared, name] = assignment.exec(line.slice(0, start)) ?? [];
  if (name === void 0) return {};
  const type = declared?.trim();
  if (type === "return") return {};
  return { assigned: { indent, name, ...type !== void 0 && type !== "" && { declared: type } } };
}

// src/bpf/core/fix.ts
var attribute = "__attribute__((preserve_access_index))";
function fixMember(explanation, failing, knows, line) {
  const { asked, request } = explanation;
  const root = btfType(asked.btf, asked.root);
  if (!isFieldKind(request.kind) || !isComposite(root) || !isIdentifier(root.name)) return void 0;
  if (asked.accessors[0]?.index !== 0) return void 0;
  const path = pathText(asked.accessors).slice(1);
  const access = (line === void 0 ? void 0 : findAccess(line, path)) ?? unknownAccess(request.kind);
  if (access === void 0) return void 0;
  const flavors = flavorsFor(explanation, failing, knows);
  if (flavors === void 0 || flavors.length === 0) return void 0;
  const keyword = root.kind === "union" ? "union" : "struct";
  const assigned = access.assigned ?? { indent: "	", name: "value" };
  const valueType = access.assigned === void 0 ? valueDeclaration(explanation, knows) : declaredIn(access);
  if (access.assigned === void 0 && valueType === void 0) return void 0;
  const { indent, name } = assigned;
  const original = `${keyword} ${root.name}`;
  const branches = [
    { asks: existence(access, original, path), reads: access.text || read(access, access.pointer, path) },
    ...flavors.map((flavor) => {
      const pointer = `(${keyword} ${flavor.name} *)${parenthesised(access.pointer)}`;
      const newPath = pathOf(flavor.path);
      return {
        asks: `bpf_core_field_exists(((${keyword} ${flavor.name} *)0)->${newPath})`,
        reads: read(access, pointer, newPath)
      };
    })
  ];
  const covered = failing.every(
    ({ cause }) => cause?.kind === "no-member" && cause.replacement !== void 0
  );
  const lines = branches.flatMap(({ asks, reads }, index) => {
    const isLast = index === branches.length - 1 && covered;
    const condition = isLast ? "" : `if (${asks})`;
    return [
      `${indent}${index > 0 ? `else ${condition}`.trimEnd() : condition}`,
      `${indent}	${name} = ${reads};`
    ];
  });
  if (!covered) lines.push(`${indent}else`, `${indent}	${name} = 0; /* nothing stands for it there */`);
  const other = alternativeLine(explanation, access, knows);
  return {
    declarations: flavors.map((flavor) => `${keyword} ${flavor.name} {
${flavor.declared}
} ${attribute};`).join("\n\n"),
    code: [...valueType === void 0 ? [] : [`${indent}${valueType};`, ""], ...lines].join("\n"),
    ...access.assigned === void 0 && { insteadOf: access.text },
    ...other !== void 0 && { alternative: other }
  };
}
function flavorsFor({ asked, answers, step }, failing, knows) {
  const base = essentialName(btfType(asked.btf, asked.root).name);
  const suffix = suffixFor(answers, failing);
  const taken = new Set(typesNamed(asked.btf, base).map((id) => btfType(asked.btf, id).name));
  const flavors = [];
  for (const { kernel, cause } of failing) {
    const stands = cause?.kind === "no-member" ? cause.replacement : void 0;
    if (stands === void 0) continue;
    const path = [
      ...asked.accessors.slice(1, step).map(stepText),
      ...stands.path,
      ...stands.isWhole ? [] : asked.accessors.slice(step + 1).map(stepText)
    ];
    const [root] = typesNamed(kernel.btf, base).filter((id) => isComposite(btfType(kernel.btf, id)));
    const declared = root === void 0 ? void 0 : memberDeclaration(kernel.btf, root, path, knows, "	");
    if (declared === void 0) return void 0;
    if (flavors.some((flavor) => flavor.declared === declared)) continue;
    let name = `${base}___${suffix}`;
    for (let number = 2; taken.has(name); number++) name = `${base}___${suffix}${number}`;
    taken.add(name);
    flavors.push({ name, path, declared });
  }
  return flavors;
}
function stepText({ name, index }) {
  return name ?? index;
}
function suffixFor(answers, failing) {
  const places = failing.map((answer) => answers.indexOf(answer));
  const good = answers.flatMap(({ cause }, index) => cause === void 0 ? [index] : []);
  if (good.every((index) => index < Math.min(...places))) return "new";
  return good.every((index) => index > Math.max(...places)) ? "old" : "other";
}
function memberDeclaration(btf, owner, [name, ...rest], knows, indent) {
  if (typeof name !== "string" || !isIdentifier(name)) return void 0;
  const found = findMember(btf, owner, name);
  if (found === void 0) return void 0;
  const { bitfieldSize } = memberPlace(btf, skipModifiers(btf, found.accessor.typeId), found.accessor.index);
  if (rest.every((step) => typeof step === "number")) {
    const declared = declaration(btf, found.type, name, knows);
    const bits = bitfieldSize > 0 ? ` : ${bitfieldSize}` : "";
    return declared === void 0 ? void 0 : `${indent}${declared}${bits};`;
  }
  let type = skipModifiers(btf, found.type);
  let dimensions = "";
  let next = rest;
  while (typeof next[0] === "number" && type.kind === "array") {
    dimensions += `[${arrayLength(btf, type)}]`;
    type = skipModifiers(btf, btfArrayElement(btf, type));
    next = next.slice(1);
  }
  const inner = memberDeclaration(btf, type.id, next, knows, `${indent}	`);
  if (inner === void 0) return void 0;
  return `${indent}struct {
${inner}
${indent}} ${name}${dimensions};`;
}
function pathOf(path) {
  return path.map((step, index) => typeof step === "number" ? `[${step}]` : index === 0 ? step : `.${step}`).join("");
}
function existence({ pointer }, type, path) {
  const from = isIdentifier(pointer) ? pointer : `((${type} *)0)`;
  return `bpf_core_field_exists(${from}->${path})`;
}
function read({ macro, after }, pointer, path) {
  if (macro === void 0) return `${isIdentifier(pointer) ? pointer : `(${pointer})`}->${path}`;
  return `${macro}(${[pointer, path, ...after].join(", ")})`;
}
function parenthesised(pointer) {
  return /^\w+(?:\([^()]*\))?$/.test(pointer) ? pointer : `(${pointer})`;
}
function unknownAccess(kind) {
  if (kind === "byte_sz") return void 0;
  const isBitfield = kind === "lshift_u64" || kind === "rshift_u64" || kind === "signed";
  return {
    macro: isBitfield ? "BPF_CORE_READ_BITFIELD_PROBED" : "BPF_CORE_READ",
    pointer: "p",
    after: [],
    text: ""
  };
}
function declaredIn({ assigned }) {
  if (assigned?.declared === void 0) return void 0;
  return `${assigned.declared}${assigned.declared.endsWith("*") ? "" : " "}${assigned.name}`;
}
function valueDeclaration(explanation, knows) {
  const member = memberAsked(explanation);
  return member && declaration(member.btf, member.type, "value", knows);
}
function memberAsked({
  asked
}) {
  const last = asked.accessors.at(-1);
  if (last?.name === void 0) return void 0;
  const member = membersOf(asked.btf, last.typeId).find(({ name }) => name === last.name);
  return member && { btf: asked.btf, type: member.type };
}
function alternativeLine(explanation, access, knows) {
  const { alternative, asked, step } = explanation;
  const member = memberAsked(explanation);
  if (alternative === void 0 || findMember(asked.btf, ownerOf(asked, step), alternative) === void 0) {
    return void 0;
  }
  if (member === void 0 || access.after.length > 0) return void 0;
  const path = [...asked.accessors.slice(1, -1).map(stepText), alternative];
  const cast = typeName(member.btf, member.type, knows);
  if (cast === void 0) return void 0;
  const { assigned } = access;
  const target = assigned === void 0 ? "value" : declaredIn(access) ?? assigned.name;
  return `${assigned?.indent ?? "	"}${target} = (${cast})${read(access, access.pointer, pathOf(path))};`;
}

// src/bpf/core/fix-enumerator.ts
function fixEnumerator({ asked, request }, failing) {
  const type = btfType(asked.btf, asked.root);
  const name = asked.accessors[0]?.name ?? "";
  if (!isEnumeratorKind(request.kind) || !isEnum(type)) return void 0;
  const replacements = failing.map(
    ({ cause }) => cause?.kind === "no-enumerator" ? cause.replacement : void 0
  );
  const [first] = replacements;
  if (first === void 0 || replacements.some((other) => other?.name !== first.name)) return void 0;
  if (![type.name, name, first.name].every(isIdentifier)) return void 0;
  const flavor = `enum ${essentialName(type.name)}___new`;
  const renamed = `${essentialName(first.name)}___new`;
  return {
    declarations: `${flavor} {
	${renamed} = ${BigInt.asIntN(64, first.value)},
};`,
    code: [
      `	if (bpf_core_enum_value_exists(enum ${type.name}, ${name}))`,
      `		value = bpf_core_enum_value(enum ${type.name}, ${name});`,
      "	else",
      `		value = bpf_core_enum_value(${flavor}, ${renamed});`
    ].join("\n"),
    insteadOf: `bpf_core_enum_value(enum ${type.name}, ${name})`
  };
}

// src/bpf/core/flavor.ts
var mostMembers3 = 12;
function correctedFlavor(local, id, base) {
  const type = btfType(local, id);
  const suffix = type.name.slice(base.length).replaceAll("_", " ").trim().replaceAll(" ", "_");
  const name = `${base}___${suffix}`;
  if (suffix === "" || !isIdentifier(name)) return void 0;
  if (!isComposite(type) || type.vlen > mostMembers3) return { name };
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

// src/findings/core-causes.ts
function presenceText(explanation) {
  const { known, step } = explanation;
  const name = wantedName(explanation);
  const owner = ownerText(explanation);
  if (name === void 0) return `${owner} is there`;
  if (isEnumeratorKind(explanation.request.kind)) return `${owner} has \`${name}\``;
  const accessor = known?.spec.accessors[step];
  if (known === void 0 || accessor?.name === void 0) return `${owner} has the member \`${name}\``;
  const { btf } = known.kernel;
  const { type } = btfMember(btf, skipModifiers(btf, accessor.typeId), accessor.index);
  return `${owner} has the member \`${name}\`${typeIn(typeName(btf, type, () => true))}`;
}
function wantedText(explanation) {
  const owner = ownerText(explanation);
  const name = wantedName(explanation);
  if (name === void 0) return `the program wants ${owner}`;
  const what = isEnumeratorKind(explanation.request.kind) ? "enumerator" : "member";
  return `the program wants the ${what} \`${name}\` of ${owner}`;
}
function causeText(explanation, { kernel, cause }) {
  const name = wantedName(explanation) ?? "";
  switch (cause?.kind) {
    case "no-member":
      return cause.replacement === void 0 ? `there is no \`${name}\` in it, and nothing that stands for it by name or by type and place` : replacementText(
        explanation,
        cause.replacement,
        typeName(kernel.btf, cause.replacement.type, () => true)
      );
    case "other-type": {
      const type = typeName(kernel.btf, cause.found, () => true) ?? typeText(kernel.btf, cause.found);
      return `\`${name}\` is of a type that cannot be read in its place (${oneLine(type, 150)})`;
    }
    case "too-short":
      return "the array has no such element";
    case "other-size":
      return `\`${name}\` has ${cause.targetSize} bytes instead of ${cause.localSize}, which a plain load cannot make up for`;
    case "no-enumerator":
      return cause.replacement === void 0 ? `it has no \`${name}\`` : `\`${oneLine(cause.replacement.name, 150)}\` has its value (${cause.replacement.value})`;
    case "no-type":
      return noTypeText(explanation, cause.base);
    default:
      return oneLine(cause?.message ?? "", 200);
  }
}
function replacementText({ asked, step }, { path, sameType, how, isWhole }, type) {
  const name = oneLine(pathText2(path), 200);
  const asType = sameType ? ", of the same type" : typeIn(type);
  if (isWhole) {
    const whole = `\`${oneLine(pathText(asked.accessors.slice(step)).slice(1), 200)}\``;
    return how === "likely" ? `\`${name}\` seems to stand for ${whole}` : `\`${name}\` stands for ${whole}${asType}`;
  }
  switch (how) {
    case "renamed":
      return `it is \`${name}\`${asType}`;
    case "moved":
      return `it has moved to \`${name}\`${asType}`;
    case "likely":
      return `\`${name}\` seems to stand for it, by its type and place`;
  }
}
function noTypeText({ asked }, base) {
  if (base === void 0) return `there is no ${flavorless(asked.btf, asked.root)} in the kernel's own BTF`;
  const text = oneLine(typeText(asked.btf, asked.root), 150);
  return `there is no \`${text}\`, only \`${oneLine(base, 150)}\`, of which that is no flavor`;
}
function shortTitle(explanation, failing) {
  const paths = new Set(
    failing.map(
      ({ cause }) => cause?.kind === "no-member" && cause.replacement !== void 0 && !cause.replacement.isWhole && cause.replacement.how !== "likely" ? pathText2(cause.replacement.path) : void 0
    )
  );
  const [path] = paths;
  const name = wantedName(explanation);
  if (paths.size !== 1 || path === void 0 || name === void 0) return void 0;
  return `${ownerText(explanation)} has no member \`${name}\` on this kernel: it is \`${oneLine(path, 150)}\``;
}
function ownerText({ asked, step }) {
  return flavorless(asked.btf, ownerOf(asked, step));
}
function flavorless(btf, id) {
  const { name } = btfType(btf, id);
  const text = typeText(btf, id);
  if (name === "") return text;
  return `\`${oneLine(text.slice(0, -name.length) + essentialName(name), 150)}\``;
}
function wantedName({ asked, step }) {
  const name = asked.accessors[step]?.name;
  return name === void 0 ? void 0 : oneLine(name, 150);
}
function pathText2(path) {
  return path.map((part, index) => part === 0 ? "[0]" : index === 0 ? part : `.${part}`).join("");
}
function typeIn(type) {
  return type === void 0 ? "" : ` (${oneLine(type, 150)})`;
}

// src/findings/core-explanation.ts
function explainedFailure({ failure }, kernels, build) {
  const { relocation } = failure;
  if (relocation === void 0 || !kernels.some(({ failed }) => failed)) return failure;
  const { types, request, line } = relocation;
  try {
    const explanation = explainRelocation(types, request, kernels);
    const failing = explanation.answers.filter(
      ({ cause }, index) => cause !== void 0 && kernels[index]?.failed
    );
    if (failing.length === 0) return failure;
    const hint = explanationHint(
      explanation,
      failing,
      knownTypes([types, ...build === void 0 ? [] : [build]]),
      line
    );
    return {
      ...failure,
      title: shortTitle(explanation, failing) ?? failure.title,
      message: `${explanationText(explanation, failing)} ${failure.message}`,
      ...hint !== void 0 && { hint }
    };
  } catch (error) {
    if (error instanceof FormatError) return failure;
    throw error;
  }
}
function explanationText(explanation, failing) {
  const present = explanation.answers.filter(
    ({ resolution }) => resolution.status === "resolved" && resolution.found !== void 0
  );
  const bySentence = Map.groupBy(failing, (answer) => causeText(explanation, answer));
  const causes = [...bySentence].map(([text, answers]) => `on ${names(answers)} ${text}`);
  const lacksType = failing.every(({ cause }) => cause?.kind === "no-type");
  const start = present.length > 0 ? `${presenceText(explanation)} on ${names(present)}` : wantedText(explanation);
  const sentence = present.length === 0 && lacksType ? causes.join("; ") : [start, ...causes].join("; ");
  return `${capital(sentence)}.`;
}
function explanationHint(explanation, failing, knows, line) {
  const [first] = failing;
  if (first?.cause?.kind === "no-type" && first.cause.base !== void 0) {
    return flavorHint(explanation, first.cause.base, failing);
  }
  const fix = fixMember(explanation, failing, knows, line) ?? fixEnumerator(explanation, failing);
  return fix && memberHint(fix, explanation.alternative);
}
function memberHint({ declarations, code, insteadOf, alternative }, other) {
  const use = insteadOf ? `

Use \`value\` instead of \`${oneLine(insteadOf, 200)}\`.` : "";
  const also = alternative === void 0 ? "" : `

Or read \`${other}\`, another member of the same union, which all these kernels have and which gives the same value:

${block(alternative)}`;
  return `Declare what the other kernels have in a flavor of the type, and ask before reading; libbpf settles that when it loads the program, so the branch that does not apply is dead code:

${block(declarations)}

${block(code)}${use}${also}`;
}
function flavorHint({ asked }, base, failing) {
  const corrected = correctedFlavor(asked.btf, asked.root, base);
  if (corrected === void 0) return void 0;
  const { name, declaration: declaration2 } = corrected;
  const code = declaration2 === void 0 ? "" : `:

${block(declaration2)}`;
  return `Only ___ (three underscores) starts a flavor. Name the type \`${name}\` wherever it is used: then it stands for the kernel's \`${base}\`, and the access resolves on ${names(failing)}${code || "."}`;
}
function block(code) {
  const lines = code.split("\n");
  const indents = lines.filter((line) => line.trim() !== "").map((line) => /^\s*/.exec(line)?.[0].length ?? 0);
  const least = Math.min(...indents);
  return lines.map((line) => line.trim() === "" ? "" : `    ${line.slice(least).replaceAll("	", " ".repeat(8))}`).join("\n");
}
function names(answers) {
  const all = answers.map(({ kernel }) => oneLine(kernel.name, 100));
  return [all.slice(0, -1).join(", "), ...all.slice(-1)].filter((part) => part !== "").join(" and ");
}
function capital(text) {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
function knownTypes(from) {
  return (kind, name) => from.some(
    (btf) => typesNamed(btf, name).some((id) => {
      const found = btfKind(btf, id);
      return found === kind || kind === "enum" && found === "enum64";
    })
  );
}

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
function lineRecords(ext, range3) {
  return recordsIn(ext.lines, range3, (records, at) => ({
    offset: u32(records, at),
    file: u32(records, at + 4),
    text: u32(records, at + 8),
    line: u32(records, at + 12) >>> 10,
    column: u32(records, at + 12) & 1023
  }));
}
function coreRelocationRecords(ext, range3) {
  return recordsIn(ext.coreRelocations, range3, (records, at) => ({
    offset: u32(records, at),
    type: u32(records, at + 4),
    access: u32(records, at + 8),
    kind: u32(records, at + 12)
  }));
}
function recordsIn(table, range3, read2) {
  const records = table.sections.get(range3.section);
  const found = [];
  if (records === void 0) return found;
  for (let at = 0; at < records.data.length; at += table.recordSize) {
    const offset = u32(records, at);
    if (offset >= range3.start && offset < range3.end) found.push(read2(records, at));
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

// src/bpf/core-line.ts
var longestWalk = 64;
function accessLine(object, program, insn, identifier2, source = () => void 0) {
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
  const named = candidates.find(({ text }) => text !== void 0 && identifierIn(text, identifier2) !== -1);
  return named ?? lineNaming(identifier2, likeliest, spanOf(records), source(likeliest.file)) ?? likeliest;
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
function spanOf(records) {
  const lines = records.map(({ line }) => line).filter((line) => line > 0);
  return {
    first: lines.reduce((least, line) => Math.min(least, line), Number.POSITIVE_INFINITY),
    last: lines.reduce((most, line) => Math.max(most, line), 0)
  };
}
function lineNaming(identifier2, near, { first, last }, source) {
  const [nearest] = (source?.split("\n") ?? []).slice(first - 1, last).map((text, index) => ({ text, line: first + index, at: identifierIn(text, identifier2) })).filter(({ at }) => at !== -1).sort((a, b) => Math.abs(a.line - near.line) - Math.abs(b.line - near.line) || b.line - a.line);
  if (nearest === void 0) return void 0;
  return { file: near.file, line: nearest.line, column: nearest.at + 1, text: nearest.text };
}
function identifierIn(text, identifier2) {
  if (identifier2 === "") return -1;
  const { length } = identifier2;
  for (let at = text.indexOf(identifier2); at !== -1; at = text.indexOf(identifier2, at + length)) {
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
  const range3 = { section: place.function.section.name, start: at, end: at + insnSize };
  const [record] = object.btfExt === void 0 ? [] : coreRelocationRecords(object.btfExt, range3);
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
  const typeName2 = btfType(btf, record.type).name || "<anon>";
  const common = { kind, typeId: record.type, typeName: typeName2, access };
  const { accessors } = localSpec(btf, common);
  const last = accessors.findLast(({ name }) => name !== void 0)?.name;
  if (isEnumeratorKind(kind))
    return { ...common, path: `${typeName2}::${last}`, identifier: last ?? typeName2 };
  if (!isFieldKind(kind)) return { ...common, path: typeName2, identifier: typeName2 };
  return { ...common, path: typeName2 + pathText(accessors), identifier: last ?? typeName2 };
}

export {
  essentialName,
  explainRelocation,
  explainedFailure,
  explanationText,
  explanationHint,
  knownTypes,
  insnSize,
  insnAt,
  accessesMemory,
  openObject,
  placeOf,
  callSites,
  firstReference,
  lineAt,
  lineRecordsOf,
  sourceLine,
  accessLine,
  relocationAt,
  relocationsIn,
  relocationOf
};
