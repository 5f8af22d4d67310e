import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
var __create = Object.create;
var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __getProtoOf = Object.getPrototypeOf;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __require = /* @__PURE__ */ ((x) => typeof require !== "undefined" ? require : typeof Proxy !== "undefined" ? new Proxy(x, {
  get: (a, b) => (typeof require !== "undefined" ? require : a)[b]
}) : x)(function(x) {
  if (typeof require !== "undefined") return require.apply(this, arguments);
  throw Error('Dynamic require of "' + x + '" is not supported');
});
var __commonJS = (cb, mod) => function __require2() {
  try {
    return mod || (0, cb[__getOwnPropNames(cb)[0]])((mod = { exports: {} }).exports, mod), mod.exports;
  } catch (e) {
    throw mod = 0, e;
  }
};
var __copyProps = (to, from, except, desc) => {
  if (from && typeof from === "object" || typeof from === "function") {
    for (let key of __getOwnPropNames(from))
      if (!__hasOwnProp.call(to, key) && key !== except)
        __defProp(to, key, { get: () => from[key], enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable });
  }
  return to;
};
var __toESM = (mod, isNodeMode, target) => (target = mod != null ? __create(__getProtoOf(mod)) : {}, __copyProps(
  // If the importer is in node compatibility mode or this is not an ESM
  // file that has been converted to a CommonJS file using a Babel-
  // compatible transform (i.e. "__esModule" has not been set), then set
  // "default" to the CommonJS "module.exports" for node compatibility.
  isNodeMode || !mod || !mod.__esModule ? __defProp(target, "default", { value: mod, enumerable: true }) : target,
  mod
));

// src/error.ts
var CoreMatrixError = class extends Error {
  kind;
  remedy;
  code;
  problems;
  constructor(kind, message, details = {}) {
    super(message, details.cause === void 0 ? void 0 : { cause: details.cause });
    this.name = "CoreMatrixError";
    this.kind = kind;
    this.remedy = details.remedy;
    this.code = details.code;
    this.problems = details.problems ?? [];
  }
};

// src/report/neutralise.ts
var controlSequence = /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]/g;
var controlString = /(?:\x1b[PX\]^_]|[\x90\x98\x9d\x9e\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x9c|\x1b\\|(?=\n)|$)/g;
var escapeSequence = /\x1b[ -/]*[0-~]?/g;
var invisible = new RegExp("[^\\P{Cc}\\t\\n]|\\p{Cf}|\\p{Zl}|\\p{Zp}|\\p{Default_Ignorable_Code_Point}", "gu");
var commandAtLineStart = /^([^\S\n]*):(?=:)/gm;
var commandAnywhere = /##(?=\[)/g;
function neutralise(text) {
  return text.toWellFormed().replace(/\r\n?/g, "\n").replace(controlString, "").replace(controlSequence, "").replace(escapeSequence, "").replace(invisible, "").replace(commandAtLineStart, "$1: ").replace(commandAnywhere, "# #");
}
function oneLine(text, max = 500) {
  return cut(
    neutralise(
      text.slice(0, 4 * max).replace(/\s+/g, " ").trim()
    ).replace(/\s+/g, " ").trim(),
    max
  );
}
function cut(text, max) {
  if (text.length <= max) return text;
  const kept = text.slice(0, Math.max(0, max - 1));
  return `${kept.isWellFormed() ? kept : kept.slice(0, -1)}\u2026`;
}

export {
  __require,
  __commonJS,
  __toESM,
  CoreMatrixError,
  neutralise,
  oneLine,
  cut
};
