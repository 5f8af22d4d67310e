import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);

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
function visible(text) {
  return text.toWellFormed().replace(/\r\n?/g, "\n").replace(controlString, "").replace(controlSequence, "").replace(escapeSequence, "").replace(invisible, "");
}
function neutralise(text) {
  return visible(text).replace(commandAtLineStart, "$1: ").replace(commandAnywhere, "# #");
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
  CoreMatrixError,
  visible,
  neutralise,
  oneLine,
  cut
};
