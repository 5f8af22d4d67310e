import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);

// src/report/format.ts
function duration(ms) {
  if (ms < 6e4) return `${(Math.floor(ms / 100) / 10).toFixed(1)} s`;
  const seconds = Math.floor(ms / 1e3);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor(seconds % 3600 / 60)} min`;
}
function count(number, noun) {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
function percentText(from, to) {
  const percent = Math.round((to - from) / from * 100);
  if (from === 0 || percent === 0) return "";
  return ` (${percent > 0 ? "+" : ""}${percent} %)`;
}
var wide = new RegExp("[\\u{1100}-\\u{115f}\\u{2e80}-\\u{a4cf}\\u{a960}-\\u{a97c}\\u{ac00}-\\u{d7a3}\\u{f900}-\\u{faff}\\u{fe30}-\\u{fe6f}\\u{ff00}-\\u{ff60}\\u{ffe0}-\\u{ffe6}\\u{16fe0}-\\u{18aff}\\u{1b000}-\\u{1b2ff}\\u{1f000}-\\u{3fffd}]|\\p{Emoji_Presentation}", "u");
function columns(text) {
  let sum = 0;
  for (const character of text) sum += wide.test(character) ? 2 : 1;
  return sum;
}
function clip(text, width) {
  if (columns(text) <= width) return text;
  let kept = "";
  let left = width - 1;
  for (const character of text) {
    left -= columns(character);
    if (left < 0) break;
    kept += character;
  }
  return width < 1 ? "" : `${kept}\u2026`;
}
function pad(text, width) {
  return text + " ".repeat(Math.max(0, width - columns(text)));
}
function size(bytes) {
  if (bytes < 1024 * 1024) return `${Math.ceil(bytes / 1024)} KiB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}

export {
  duration,
  count,
  percentText,
  columns,
  clip,
  pad,
  size
};
