import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  neutralise,
  oneLine
} from "./chunk-4XT75OCY.js";

// src/report/advice.ts
var codeLines = /((?:^ {4}.*(?:\n|$)|^[ \t]*\n(?= {4}))+)/gm;
function adviceParts(text) {
  return text.split(codeLines).map(
    (part, index) => index % 2 === 1 ? { kind: "code", text: part.replace(/^ {4}/gm, "") } : { kind: "prose", text: part.trim() }
  ).filter((part) => part.text !== "");
}
function proseParts(text) {
  return text.split(/`([^`\n]+)`/).map((part, index) => ({ kind: index % 2 === 1 ? "name" : "text", text: part })).filter((part) => part.text !== "");
}

// src/report/markdown.ts
var special = /[\\`*_[\]#|~$!]/g;
function escapeText(text) {
  return neutralise(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replace(special, "\\$&").replace(/^[-+=]/gm, "\\$&").replace(/^(\d+)(?=[.)](?:\s|$))/gm, "$1\\").replace(/@(?=\w)/g, "@\u200B").replace(/:(?=\/\/)/g, ":\u200B").replace(/www(?=\.)/gi, "$&\u200B");
}
function codeSpan(text) {
  const content = oneLine(text);
  if (content === "") return "";
  const fence = "`".repeat(longestRun(content) + 1);
  const space = /^`|`$/.test(content) || /^ .* $/.test(content) ? " " : "";
  return `${fence}${space}${content}${space}${fence}`;
}
function prose(text) {
  return proseParts(neutralise(text).replace(/^[ \t]+/gm, "")).map((part) => part.kind === "name" ? codeSpan(part.text) : escapeText(part.text)).join("").replace(/([^\n])\n(?=[^\n])/g, "$1\\\n");
}
function advice(text) {
  return adviceParts(neutralise(text)).map((part) => part.kind === "code" ? codeBlock(part.text) : prose(part.text)).join("\n\n");
}
function codeBlock(code, language = "c") {
  const content = neutralise(code).replace(/^\n+|\s+$/g, "");
  const fence = "`".repeat(Math.max(3, longestRun(content) + 1));
  return `${fence}${language}
${content}
${fence}`;
}
function longestRun(text) {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}
function table(header, rows) {
  const line = (cells) => `| ${cells.map((cell) => cell.replace(/\\*\|/g, "\\|").replace(/\s*\n\s*/g, "<br>")).join(" | ")} |`;
  return [line(header), line(header.map(() => "---")), ...rows.map(line)].join("\n");
}

export {
  adviceParts,
  proseParts,
  escapeText,
  codeSpan,
  prose,
  advice,
  codeBlock,
  table
};
