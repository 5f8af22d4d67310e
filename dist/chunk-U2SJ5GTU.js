import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  groupLines
} from "./chunk-67H76X4H.js";

// src/config/assumed.ts
function assumptions({ assumed, kernels }) {
  return [...assumed === void 0 ? [] : [assumed], ...groupLines(kernels)];
}

export {
  assumptions
};
