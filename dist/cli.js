#!/usr/bin/env node
import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);

// src/bin.ts
var leastMajor = 24;
if (Number.parseInt(process.versions.node, 10) < leastMajor) {
  process.stderr.write(
    `core-matrix needs Node.js ${leastMajor} or newer; this is ${process.versions.node} (${process.execPath}).
Install it from https://nodejs.org, or run: npx -p node@${leastMajor} -p core-matrix core-matrix
`
  );
  process.exitCode = 2;
} else {
  await import("./cli-A6L44AV6.js");
}
