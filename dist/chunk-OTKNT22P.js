import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);

// src/cli/interruption.ts
var signals = ["SIGINT", "SIGTERM"];
async function withInterruption(work, tell) {
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(3);
    tell("interrupted: ending the guests, then reporting what there is; once more to stop at once");
    controller.abort();
  };
  for (const signal of signals) process.on(signal, interrupt);
  try {
    return await work(controller.signal);
  } finally {
    for (const signal of signals) process.off(signal, interrupt);
  }
}

export {
  withInterruption
};
