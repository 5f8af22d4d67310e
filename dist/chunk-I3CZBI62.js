import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  CoreMatrixError
} from "./chunk-4XT75OCY.js";

// src/no-space.ts
function isNoSpace(error) {
  return error instanceof Error && "code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT");
}
function noSpace(path, cause) {
  return new CoreMatrixError("infrastructure", `no space is left on the disk for ${path}`, {
    remedy: "Free space there, or set RUNNER_TEMP and RUNNER_TOOL_CACHE to folders that have some.",
    cause
  });
}

export {
  isNoSpace,
  noSpace
};
