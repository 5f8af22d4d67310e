import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  arrayLength,
  correctedFlavor,
  declaration,
  enumeratorValue,
  essentialName,
  innermost,
  intEncoding,
  isComposite,
  isEnum,
  isEnumeratorKind,
  isFieldKind,
  isFlexible,
  isIdentifier,
  isQuestion,
  kindsAreCompatible,
  localSpec,
  longestAccess,
  mayBeMisnamed,
  memberPlace,
  parameterType,
  pathText,
  sizeOf,
  typeName
} from "./chunk-46HVUH4O.js";
import {
  FormatError,
  btfArrayElement,
  btfEnumerator,
  btfKind,
  btfMember,
  btfType,
  kindFlag,
  skipModifiers,
  typeCount
} from "./chunk-YMFCXY2X.js";
import {
  oneLine
} from "./chunk-4XT75OCY.js";

// src/bpf/core/enumerators.ts
function renamedEnumerator(before, after) {
  const [old, current] = [enumeratorsOf(before.btf, before.type), enumeratorsOf(after.btf, after.type)];
  const wanted = old[before.index];
  if (wanted === void 0) return void 0;
  const known = new Set(old.map(({ name }) => name));
  const isAlone = (list) => list.filter(({ name }) => lastWord(name) === lastWord(wanted.name)).length === 1;
  return current.find(
    ({ name, value }) => value === wanted.value && !known.has(name) && (name.startsWith(wanted.name) || wanted.name.startsWith(name) || lastWord(name) === lastWord(wanted.name) && isAlone(old) && isAlone(current))
  );
}
function enumeratorsOf(btf, id) {
  const type = skipModifiers(btf, id);
  if (!isEnum(type)) return [];
  return Array.from({ length: type.vlen }, (_, index) => ({
    name: btfEnumerator(btf, type, index),
    value: enumeratorValue(btf, type, index)
  }));
}
function lastWord(name) {
  return name.slice(name.lastIndexOf("_") + 1).toLowerCase();
}
var indexes = /* @__PURE__ */ new WeakMap();
function enumeratorAnywhere(btf, name) {
  let index = indexes.get(btf);
  if (index === void 0) {
    index = readEnumerators(btf);
    indexes.set(btf, index);
  }
  return index.get(name);
}
function readEnumerators(btf) {
  const found = /* @__PURE__ */ new Map();
  for (let id = Math.max(1, btf.firstId); id < typeCount(btf); id++) {
    const type = btfType(btf, id);
    if (!isEnum(type) || type.name === "") continue;
    for (const { name, value } of enumeratorsOf(btf, id)) found.set(name, { type: type.name, name, value });
  }
  return found;
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
var indexes2 = /* @__PURE__ */ new WeakMap();
function typesNamed(btf, name) {
  let index = indexes2.get(btf);
  if (index === void 0) {
    index = indexNames(btf);
    indexes2.set(btf, index);
  }
  return index.get(essentialName(name)) ?? [];
}
function indexNames(btf) {
  const index = /* @__PURE__ */ new Map();
  for (let id = Math.max(1, btf.firstId); id < typeCount(btf); id++) {
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

// src/bpf/core/behind.ts
function findBehindPointer(known, member, target, targetOwner) {
  if (!leadsToStruct(known.btf, member.type)) return void 0;
  const before = new Map(membersOf(known.btf, known.owner).map((each) => [each.name, each]));
  const found = membersOf(target, targetOwner).flatMap((pointer) => {
    const same = before.get(pointer.name);
    if (same === void 0 || !isSameType(known.btf, same.type, target, pointer.type)) return [];
    const type = skipModifiers(target, pointer.type);
    const struct = type.kind === "ptr" ? skipModifiers(target, type.sizeOrType) : void 0;
    if (struct === void 0 || !isComposite(struct) || struct.name === "") return [];
    const had = new Set(namesIn(known.btf, struct.name));
    return membersOf(target, struct.id).filter(({ name }) => !had.has(name) && isLike(name, member.name)).filter((other) => isSameType(known.btf, member.type, target, other.type)).map(
      ({ name, type: memberType, bitOffset }) => ({
        path: [name],
        behind: { pointer: pointer.name, struct: struct.name },
        type: memberType,
        bitOffset,
        sameType: true,
        how: "moved"
      })
    );
  });
  return found.length === 1 ? found[0] : void 0;
}
function leadsToStruct(btf, id) {
  const type = skipModifiers(btf, id);
  return isComposite(type.kind === "ptr" ? skipModifiers(btf, type.sizeOrType) : type);
}
function namesIn(btf, struct) {
  return typesNamed(btf, struct).filter((id) => isComposite(btfType(btf, id))).flatMap((id) => membersOf(btf, id).map(({ name }) => name));
}
function isLike(a, b) {
  return a === b || a.endsWith(`_${b}`) || b.endsWith(`_${a}`);
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
  return unambiguous(candidates, threshold(known.btf, member)) ?? unambiguous(resolved(known, member, target, after, oldNames), enough.plainType) ?? findBehindPointer(known, member, target, targetOwner);
}
function unambiguous(candidates, least) {
  const [best, second] = candidates.sort((a, b) => b.score - a.score);
  if (best === void 0 || best.score < least || second?.score === best.score) return void 0;
  const { score: _, ...replacement } = best;
  return replacement;
}
function findWithin(known, target, found) {
  const member = membersOf(known.btf, known.owner).find(({ name: name2 }) => name2 === known.name);
  const [inner, ...others] = isComposite(skipModifiers(target, found)) ? membersOf(target, found) : [];
  if (member === void 0 || inner === void 0 || others.length > 0 || known.rest.length > 0)
    return void 0;
  if (!isSameType(known.btf, member.type, target, inner.type)) return void 0;
  const { name, type, bitOffset } = inner;
  return { path: [known.name, name], type, bitOffset, sameType: true, how: "moved" };
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
function resolveRelocation(local, request, target, name = btfType(local, request.typeId).name) {
  const asked = localSpec(local, request);
  if (request.kind === "local_type_id") return { status: "resolved", value: BigInt(asked.root) };
  const root = btfType(local, asked.root);
  if (root.name === "") {
    return { status: "refused", message: `libbpf relocates no types without a name (BTF type ${root.id})` };
  }
  try {
    relocatedValue(request.kind, asked);
    return decide(request, asked, candidatesFor(root, target, name));
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return { status: "refused", message: error.message };
  }
}
function candidatesFor(root, { btf, modules = [] }, name) {
  const candidatesIn = (types) => typesNamed(types, name).filter((id) => kindsAreCompatible(root, btfType(types, id))).map((id) => ({ btf: types, id }));
  const own = candidatesIn(btf);
  const candidates = own.length > 0 ? own : modules.flatMap((module) => candidatesIn(module.btf));
  if (candidates.length > mostCandidates) {
    throw new FormatError("too-large", `more than ${mostCandidates} types are named ${name}`);
  }
  return candidates;
}
function decide(request, asked, candidates) {
  const matches = candidates.map(({ btf, id }) => ({ btf, match: matchSpec(request.kind, asked, btf, id) }));
  const found = matches.flatMap(({ match }) => "spec" in match ? [match.spec] : []);
  const [first, ...others] = found.map((spec) => ({ spec, value: relocatedValue(request.kind, spec) }));
  if (first === void 0) {
    const [miss] = matches;
    return nothingFound(
      request,
      miss !== void 0 && "mismatch" in miss.match ? { why: "mismatch", mismatch: miss.match.mismatch, btf: miss.btf } : { why: "no-type" }
    );
  }
  if (others.some(({ spec, value }) => spec.bitOffset !== first.spec.bitOffset || value !== first.value)) {
    return {
      status: "refused",
      message: `${found.length} types of that name differ, so libbpf cannot choose`
    };
  }
  return outcomeFor(request, asked, first.spec, first.value);
}
function nothingFound({ kind }, reason) {
  const isAboutType = kind === "type_size" || kind === "target_type_id";
  return isQuestion(kind) || isAboutType ? { status: "resolved", value: 0n } : { status: "unresolved", reason };
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
function replacementIn(cause) {
  return cause?.kind === "no-member" || cause?.kind === "other-type" ? cause.replacement : void 0;
}
function explainRelocation(local, request, kernels) {
  const asked = localSpec(local, request);
  const resolutions = kernels.map((kernel) => ({
    kernel,
    resolution: resolveRelocation(local, request, kernel)
  }));
  const step = Math.max(0, ...resolutions.map(({ resolution }) => stepOf(asked, resolution)));
  const known = knownIn(step, resolutions);
  const answers = resolutions.map(({ kernel, resolution }) => {
    const cause = causeOf(asked, request, known, kernel, resolution);
    return { kernel, resolution, btf: typesIn(kernel, resolution), ...cause !== void 0 && { cause } };
  });
  const explanation = { request, asked, answers, step, ...known !== void 0 && { known } };
  const alternative = alternativeFor(explanation);
  return { ...explanation, ...alternative !== void 0 && { alternative } };
}
function typesIn({ btf }, resolution) {
  if (resolution.status === "resolved") return resolution.found?.btf ?? btf;
  if (resolution.status === "unresolved" && resolution.reason.why === "mismatch")
    return resolution.reason.btf;
  return btf;
}
function stepOf(asked, resolution) {
  if (resolution.status !== "unresolved" || resolution.reason.why === "no-type") return 0;
  const { reason } = resolution;
  return reason.why === "size" ? asked.accessors.length - 1 : reason.mismatch.step;
}
function knownIn(step, resolutions) {
  for (const { kernel, resolution } of resolutions.toReversed()) {
    if (resolution.status !== "resolved" || resolution.found === void 0) continue;
    return { kernel, spec: resolution.found, owner: ownerOf(resolution.found, step) };
  }
  return void 0;
}
function causeOf(asked, request, known, kernel, resolution) {
  if (resolution.status === "resolved") return void 0;
  if (resolution.status === "refused") return { kind: "refused", message: resolution.message };
  return unresolvedCause(asked, request, known, kernel, resolution.reason);
}
function unresolvedCause(asked, request, known, kernel, reason) {
  switch (reason.why) {
    case "no-type": {
      const misnamed = misnamedFlavorOf(asked, request, kernel);
      if (misnamed !== void 0) return { kind: "no-type", ...misnamed };
      const enumerator = isEnumeratorKind(request.kind) ? asked.accessors[0]?.name : void 0;
      const replacement = enumerator && enumeratorAnywhere(kernel.btf, essentialName(enumerator));
      return replacement ? { kind: "no-enumerator", replacement } : { kind: "no-type" };
    }
    case "size":
      return { kind: "other-size", localSize: reason.localSize, targetSize: reason.targetSize };
    case "mismatch": {
      const { within, step, found } = reason.mismatch;
      const target = reason.btf;
      const accessor = asked.accessors[step];
      if (isEnumeratorKind(request.kind)) return enumeratorCause(asked, known, target, within);
      if (accessor?.name === void 0) return { kind: "too-short", owner: within };
      const from = knownMember(asked, accessor, accessor.name, known);
      const replacement = found === void 0 ? findReplacement(from, target, within) : findWithin(from, target, found);
      return {
        ...found === void 0 ? { kind: "no-member" } : { kind: "other-type", found },
        owner: within,
        ...replacement !== void 0 && { replacement }
      };
    }
  }
}
function knownMember(asked, accessor, name, known) {
  const after = asked.accessors.slice(asked.accessors.indexOf(accessor) + 1);
  const rest = after.flatMap((next) => next.name ?? []);
  return known === void 0 ? { btf: asked.btf, owner: accessor.typeId, name, rest } : { btf: known.spec.btf, owner: known.owner, name, rest };
}
function misnamedFlavorOf(asked, request, target) {
  const root = btfType(asked.btf, asked.root);
  if (!mayBeMisnamed(root.name)) return void 0;
  const base = root.name.slice(0, root.name.lastIndexOf("__")).replace(/_$/, "");
  const exists = [target, ...target.modules ?? []].some(
    ({ btf }) => typesNamed(btf, base).some((id) => kindsAreCompatible(root, btfType(btf, id)))
  );
  if (!exists) return void 0;
  return { base, resolves: resolveRelocation(asked.btf, request, target, base).status === "resolved" };
}
function enumeratorCause(asked, known, target, within) {
  const from = known === void 0 ? asked : known.spec;
  const [accessor] = from.accessors;
  if (accessor === void 0) return { kind: "no-enumerator" };
  const before = { btf: from.btf, type: accessor.typeId, index: accessor.index };
  const replacement = renamedEnumerator(before, { btf: target, type: within }) ?? enumeratorAnywhere(target, essentialName(accessor.name ?? ""));
  return { kind: "no-enumerator", ...replacement !== void 0 && { replacement } };
}
function alternativeFor(explanation) {
  const { asked, answers, step, known } = explanation;
  const { name } = asked.accessors[step] ?? {};
  if (known === void 0 || name === void 0 || step !== asked.accessors.length - 1) return void 0;
  const { btf } = known.spec;
  const members = membersOf(btf, known.owner);
  const own = members.find((member) => member.name === name);
  if (own === void 0 || isEnumeratorKind(explanation.request.kind)) return void 0;
  const places = answers.map(({ btf: types, resolution, cause }) => {
    if (resolution.status === "resolved" && resolution.found !== void 0) {
      return { btf: types, owner: ownerOf(resolution.found, step), name };
    }
    const renamed = cause?.kind === "no-member" ? cause.replacement : void 0;
    if (cause?.kind !== "no-member" || renamed === void 0 || renamed.behind !== void 0)
      return void 0;
    return { btf: types, owner: cause.owner, offset: renamed.bitOffset };
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

// src/bpf/core/fix-flavors.ts
var attribute = "__attribute__((preserve_access_index))";
function flavorsFor({ asked, answers, step }, failing, knows) {
  const base = essentialName(btfType(asked.btf, asked.root).name);
  const suffix = suffixFor(answers, failing);
  const flavors = [];
  const seen = /* @__PURE__ */ new Set();
  for (const { btf, cause } of failing) {
    const stands = replacementIn(cause);
    if (stands === void 0) continue;
    const rest = stands.isWhole ? [] : asked.accessors.slice(step + 1).map(stepText);
    const before = asked.accessors.slice(1, step).map(stepText);
    const found = { btf, base, before, rest, stands };
    const body = bodyOf(found, base, knows);
    if (body === void 0) return void 0;
    if (seen.has(body)) continue;
    seen.add(body);
    const number = flavors.length === 0 ? "" : `${flavors.length + 1}`;
    flavors.push(
      flavorOf(found, body, freeSuffix(asked.btf, [base, stands.behind?.struct], `${suffix}${number}`))
    );
  }
  return flavors;
}
function bodyOf({ btf, before, rest, stands }, base, knows) {
  const { behind } = stands;
  if (behind !== void 0 && before.length > 0) return void 0;
  const [root] = typesNamed(btf, behind?.struct ?? base).filter((id) => isComposite(btfType(btf, id)));
  return root === void 0 ? void 0 : memberDeclaration(btf, root, [...before, ...stands.path, ...rest], knows, "	");
}
function flavorOf({ btf, base, before, rest, stands }, body, suffix) {
  const { behind } = stands;
  const path = [...before, ...stands.path, ...rest];
  const [name, inner] = [`${base}___${suffix}`, behind && `${behind.struct}___${suffix}`];
  const declare = (type, members) => `${keywordOf(btf, type)} ${type} {
${members}
} ${attribute};`;
  if (behind === void 0 || inner === void 0) return { name, path, declarations: declare(name, body) };
  const pointer = `	${keywordOf(btf, inner)} ${inner} *${behind.pointer};`;
  return {
    name,
    path,
    behind: { pointer: behind.pointer, name: inner },
    declarations: `${declare(inner, body)}

${declare(name, pointer)}`
  };
}
function keywordOf(btf, flavor) {
  const [id = 0] = typesNamed(btf, flavor).filter((each) => isComposite(btfType(btf, each)));
  return btfType(btf, id).kind === "union" ? "union" : "struct";
}
function freeSuffix(local, bases, suffix) {
  const taken = new Set(
    bases.flatMap(
      (base) => base === void 0 ? [] : typesNamed(local, base).map((id) => btfType(local, id).name)
    )
  );
  let free = suffix;
  for (let number = 2; bases.some((base) => taken.has(`${base}___${free}`)); number++)
    free = `${suffix}${number}`;
  return free;
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
function fixMember(explanation, failing, knows, line) {
  const { asked, request } = explanation;
  const root = btfType(asked.btf, asked.root);
  if (!isFieldKind(request.kind) || !isComposite(root) || !isIdentifier(root.name)) return void 0;
  if (asked.accessors[0]?.index !== 0) return void 0;
  const path = pathText(asked.accessors).slice(1);
  const access = (line === void 0 ? void 0 : findAccess(line, path)) ?? unknownAccess(request.kind);
  if (access === void 0) return void 0;
  const valueType = access.assigned === void 0 ? valueDeclaration(explanation, knows) : declaredIn(access);
  if (access.assigned === void 0 && valueType === void 0) return void 0;
  const keyword = root.kind === "union" ? "union" : "struct";
  const place = { access, path, original: `${keyword} ${root.name}`, keyword, valueType };
  if (failing.every(({ cause }) => cause?.kind === "other-size")) return anySize(place);
  const flavors = flavorsFor(explanation, failing, knows);
  if (flavors === void 0 || !failing.every(({ cause }) => canBeAsked(cause))) return void 0;
  const covered = failing.every(({ cause }) => replacementIn(cause) !== void 0);
  if (!covered && !isScalar(explanation)) return void 0;
  const other = alternativeLine(explanation, access, knows);
  return {
    how: flavors.length === 0 ? "guard" : "flavor",
    declarations: flavors.map(({ declarations }) => declarations).join("\n\n"),
    ...chosen(place, flavors, covered),
    ...other !== void 0 && { alternative: other }
  };
}
function canBeAsked(cause) {
  return cause !== void 0 && cause.kind !== "refused" && cause.kind !== "other-size";
}
function chosen(place, flavors, covered) {
  const { access, path, original, keyword } = place;
  const { indent, name } = access.assigned ?? { indent: "	", name: "value" };
  const branches = [
    { asks: existence(access, original, path), reads: access.text || read(access, access.pointer, path) },
    ...flavors.map(({ name: flavor, behind, path: steps }) => {
      const pointer = `(${keyword} ${flavor} *)${parenthesised(access.pointer)}`;
      const asked = `${keyword} ${behind?.name ?? flavor}`;
      const newPath = pathOf(steps);
      const through = access.macro === void 0 ? "->" : ", ";
      return {
        asks: `bpf_core_field_exists(((${asked} *)0)->${newPath})`,
        reads: read(
          access,
          pointer,
          behind === void 0 ? newPath : `${behind.pointer}${through}${newPath}`
        )
      };
    })
  ];
  const lines = branches.flatMap(({ asks, reads }, index) => {
    const isLast = index > 0 && index === branches.length - 1 && covered;
    const condition = isLast ? "" : `if (${asks})`;
    return [
      `${indent}${index > 0 ? `else ${condition}`.trimEnd() : condition}`,
      `${indent}	${name} = ${reads};`
    ];
  });
  if (!covered) lines.push(`${indent}else`, `${indent}	${name} = 0; /* nothing stands for it there */`);
  return written(place, lines);
}
function anySize(place) {
  const { access, path } = place;
  const { indent, name } = access.assigned ?? { indent: "	", name: "value" };
  const macro = access.macro === void 0 ? "BPF_CORE_READ_BITFIELD" : "BPF_CORE_READ_BITFIELD_PROBED";
  const line = `${indent}${name} = ${macro}(${access.pointer}, ${path});`;
  return { how: "any-size", declarations: "", ...written(place, [line]) };
}
function written({ access, valueType }, lines) {
  const indent = access.assigned?.indent ?? "	";
  return {
    code: [...valueType === void 0 ? [] : [`${indent}${valueType};`, ""], ...lines].join("\n"),
    ...access.assigned === void 0 && { insteadOf: access.text }
  };
}
function isScalar(explanation) {
  const member = memberAsked(explanation);
  const type = member && skipModifiers(member.btf, member.type);
  return type !== void 0 && !isComposite(type) && type.kind !== "array";
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
  if (![type.name, name].every(isIdentifier)) return void 0;
  const words = `enum ${type.name}, ${name}`;
  const branches = [
    "	__u64 value;",
    "",
    `	if (bpf_core_enum_value_exists(${words}))`,
    `		value = bpf_core_enum_value(${words});`,
    "	else"
  ];
  const insteadOf = `bpf_core_enum_value(${words})`;
  const [first] = replacements;
  const isOne = replacements.every((other) => other?.name === first?.name && other?.type === first?.type);
  if (first === void 0 || !isOne) {
    const code = [...branches, "		value = 0; /* nothing stands for it there */"].join("\n");
    return { how: "guard", declarations: "", code, insteadOf };
  }
  const owner = essentialName(first.type ?? type.name);
  if (![first.name, owner].every(isIdentifier)) return void 0;
  const flavor = `enum ${owner}___new`;
  const renamed = `${essentialName(first.name)}___new`;
  return {
    how: "flavor",
    declarations: `${flavor} {
	${renamed} = ${BigInt.asIntN(64, first.value)},
};`,
    code: [...branches, `		value = bpf_core_enum_value(${flavor}, ${renamed});`].join("\n"),
    insteadOf
  };
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
  const { btf } = known.spec;
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
function causeText(explanation, { btf, cause }) {
  const name = wantedName(explanation) ?? "";
  switch (cause?.kind) {
    case "no-member":
      return cause.replacement === void 0 ? `there is no \`${name}\` in it, and nothing that stands for it by name or by type and place` : replacementText(
        explanation,
        cause.replacement,
        typeName(btf, cause.replacement.type, () => true)
      );
    case "other-type": {
      const type = typeName(btf, cause.found, () => true) ?? typeText(btf, cause.found);
      const within = cause.replacement === void 0 ? "" : `; what it was is \`${oneLine(pathText2(cause.replacement.path), 200)}\``;
      return `\`${name}\` is of a type that cannot be read in its place (${oneLine(type, 150)})${within}`;
    }
    case "too-short":
      return "the array has no such element";
    case "other-size":
      return `\`${name}\` has ${bytes(cause.targetSize)} instead of ${cause.localSize}, which a plain load cannot make up for`;
    case "no-enumerator":
      return cause.replacement === void 0 ? `it has no \`${name}\`` : enumeratorText(name, cause.replacement);
    case "no-type":
      return noTypeText(explanation, cause.base);
    default:
      return oneLine(cause?.message ?? "", 200);
  }
}
function replacementText({ asked, step }, { path, behind, sameType, how, isWhole }, type) {
  const name = oneLine(behind === void 0 ? pathText2(path) : `${behind.pointer}->${pathText2(path)}`, 200);
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
function bytes(count) {
  return `${count} byte${count === 1 ? "" : "s"}`;
}
function enumeratorText(wanted, { type, name, value }) {
  if (type !== void 0) return `\`${wanted}\` is in \`enum ${oneLine(type, 150)}\` (${value})`;
  return `it is \`${oneLine(name, 150)}\`, of the same value (${value})`;
}
function noTypeText({ asked }, base) {
  if (base === void 0)
    return `there is no ${flavorless(asked.btf, asked.root)} in the kernel or its modules`;
  const text = oneLine(typeText(asked.btf, asked.root), 150);
  return `there is no \`${text}\`, only \`${oneLine(base, 150)}\`, of which that is no flavor`;
}
function shortTitle(explanation, failing) {
  const paths = new Set(
    failing.map(
      ({ cause }) => cause?.kind === "no-member" && cause.replacement !== void 0 && !cause.replacement.isWhole && cause.replacement.behind === void 0 && cause.replacement.how !== "likely" ? pathText2(cause.replacement.path) : void 0
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
var advice = {
  flavor: "Declare what the other kernels have in a flavor of the type, and ask before reading; libbpf settles that when it loads the program, so the branch that does not apply is dead code:",
  guard: "Nothing is known to stand for it there, so ask before reading; libbpf settles that when it loads the program, so the branch that does not apply is dead code:",
  "any-size": "Read it by the macro that takes the size and place that each kernel gives it:"
};
function memberHint({ how, declarations, code, insteadOf, alternative }, other) {
  const use = insteadOf ? `

Use \`value\` instead of \`${oneLine(insteadOf, 200)}\`.` : "";
  const also = alternative === void 0 ? "" : `

Or read \`${other}\`, another member of the same union, which all these kernels have and which gives the same value:

${block(alternative)}`;
  const parts = [declarations, code].filter((part) => part !== "").map(block);
  return `${[advice[how], ...parts].join("\n\n")}${use}${also}`;
}
function flavorHint({ asked }, base, failing) {
  const corrected = correctedFlavor(asked.btf, asked.root, base);
  if (corrected === void 0) return void 0;
  const { name, declaration: declaration2 } = corrected;
  const code = declaration2 === void 0 ? "" : `:

${block(declaration2)}`;
  const resolving = failing.filter(({ cause }) => cause?.kind === "no-type" && cause.resolves);
  const so = resolving.length === 0 ? "" : `, and the access resolves on ${names(resolving)}`;
  return `Only ___ (three underscores) starts a flavor. Name the type \`${name}\` wherever it is used: then it stands for the kernel's \`${base}\`${so}${code || "."}`;
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

export {
  typesNamed,
  explainRelocation,
  explainedFailure,
  explanationText,
  explanationHint,
  knownTypes
};
