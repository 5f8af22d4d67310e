import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);

// src/run-options.ts
var defaultDeadlines = {
  bootMs: 3e4,
  buildMs: 6e4,
  loadMs: 3e4,
  triggerMs: 3e4,
  commandMs: 6e4
};
var defaultMemoryMiB = 2048;

export {
  defaultDeadlines,
  defaultMemoryMiB
};
