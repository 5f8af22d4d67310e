import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  advance,
  coloured,
  doneText,
  notBegun,
  plain,
  renderText,
  statusText
} from "./chunk-OME6HB7L.js";
import {
  clip,
  columns,
  duration,
  pad
} from "./chunk-MWI3XDG7.js";
import {
  oneLine
} from "./chunk-4XT75OCY.js";

// src/report/live.ts
var intervalMs = 100;
var hideCursor = "\x1B[?25l";
var showCursor = "\x1B[?25h";
var clearLine = "\x1B[K";
var clearDown = "\x1B[J";
var signals = ["SIGINT", "SIGTERM", "SIGHUP"];
function liveBlock(stream, width, paint) {
  let progress = { kernels: [] };
  let drawn = 0;
  const draw = (above = "") => {
    const options = { now: performance.now(), width: width(), rows: stream.rows || 24, paint };
    const lines = blockLines(progress, options);
    const text = [...above === "" ? [] : [above], ...lines].map((line) => `${line}${clearLine}
`).join("");
    stream.write(`${drawn === 0 ? "" : `\x1B[${drawn}A\r`}${text}${clearDown}`);
    drawn = lines.length;
  };
  const timer = setInterval(() => draw(), intervalMs);
  timer.unref();
  const restore = () => stream.write(showCursor);
  const onSignal = (signal) => {
    restore();
    process.removeListener(signal, onSignal);
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  };
  process.once("exit", restore);
  for (const signal of signals) process.on(signal, onSignal);
  stream.write(hideCursor);
  return {
    update(next) {
      progress = next;
    },
    print: draw,
    close() {
      clearInterval(timer);
      draw();
      restore();
      process.removeListener("exit", restore);
      for (const signal of signals) process.removeListener(signal, onSignal);
    }
  };
}
function blockLines({ kernels, host }, { now, width, rows, paint }) {
  const room = Math.max(1, rows - 2 - (host === void 0 ? 0 : 1));
  const shown = kernels.length <= room ? kernels : [...kernels].sort(byActivity).slice(0, Math.max(1, room - 1));
  const label = Math.max(0, ...shown.map(({ kernel }) => columns(oneLine(kernel, 40))));
  const lines = shown.map((kernel) => {
    const time = kernel.since === void 0 || kernel.done !== void 0 ? "" : duration(now - kernel.since);
    const text = `${pad(oneLine(kernel.kernel, 40), label)}  ${pad(time, 11)}  ${statusText(kernel)}`;
    return paint(formatOf(kernel), clip(text, width - 1));
  });
  const more = shown.length < kernels.length ? [clip(`\u2026 and ${kernels.length - shown.length} more`, width - 1)] : [];
  return [...lines, ...more, ...host === void 0 ? [] : [clip(oneLine(host), width - 1)]];
}
function byActivity(a, b) {
  return activity(a) - activity(b);
}
function activity({ since, done }) {
  if (done !== void 0) return 2;
  return since === void 0 ? 1 : 0;
}
function formatOf({ since, done }) {
  if (done === void 0) return since === void 0 ? "dim" : "cyan";
  return { pass: "green", fail: "red", infra: "magenta" }[done.verdict];
}

// src/report/terminal.ts
var widthOfFiles = 160;
function createTerminal(stream, options) {
  const isTerminal = stream.isTTY === true;
  const paint = options.colour ?? (isTerminal && !process.env.NO_COLOR) ? coloured : plain;
  const width = () => options.width ?? (stream.columns || (isTerminal ? 80 : widthOfFiles));
  const begun = performance.now();
  let progress = notBegun;
  let block = options.live ?? isTerminal ? liveBlock(stream, width, paint) : void 0;
  const close = () => {
    block?.close();
    block = void 0;
  };
  return {
    listen(event) {
      const before = progress;
      progress = advance(progress, event, performance.now());
      if (block === void 0) {
        const line = eventLine(event, before);
        if (line !== void 0) stream.write(`${duration(performance.now() - begun)}  ${line}
`);
      } else if (event.type === "notice") block.print(oneLine(event.message));
      else block.update(progress);
    },
    finish(report) {
      close();
      stream.write(`
${renderText(report, { paint, width: width(), out: options.out })}`);
    },
    close
  };
}
function eventLine(event, before) {
  switch (event.type) {
    case "plan":
      return void 0;
    case "host":
    case "notice":
      return oneLine(event.message);
    case "stage": {
      const known = before.kernels.find(({ kernel }) => kernel === event.kernel);
      return event.stage === "wait" || known?.reached === event.stage ? void 0 : `${oneLine(event.kernel)}: ${event.stage}`;
    }
    case "done":
      return `${oneLine(event.kernel)}: ${doneText(event)}`;
  }
}

export {
  createTerminal
};
