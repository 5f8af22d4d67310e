import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  readState,
  saveKernels,
  stageFolder
} from "./chunk-JNTBZR7W.js";
import {
  workFolder
} from "./chunk-W2VSJOIA.js";
import "./chunk-MWI3XDG7.js";
import "./chunk-424BE53E.js";
import "./chunk-YMFCXY2X.js";
import "./chunk-2DA3M3ON.js";
import "./chunk-7WIFPHHQ.js";
import "./chunk-I3CZBI62.js";
import {
  emitLine
} from "./chunk-EY6EQHS3.js";
import "./chunk-7AJIZ3YJ.js";
import "./chunk-SRHWYGOF.js";
import "./chunk-VOHS77KR.js";
import {
  getState,
  notice
} from "./chunk-AFDKXZOO.js";
import "./chunk-E24P2CBE.js";
import "./chunk-4XT75OCY.js";
import "./chunk-NV5WPINZ.js";

// src/post.ts
import { rm } from "node:fs/promises";
import { join } from "node:path";
var { out, cacheKey, started } = readState(getState);
try {
  if (out !== void 0) {
    for (const folder of [workFolder, stageFolder])
      await rm(join(out, folder), { recursive: true, force: true });
  }
  if (cacheKey !== void 0) {
    const isThrownAway = process.env.RUNNER_ENVIRONMENT === "github-hosted";
    await saveKernels(cacheKey, isThrownAway ? started : void 0, emitLine);
  }
} catch (error) {
  notice(`cleaning up did not end well: ${error instanceof Error ? error.message : String(error)}`);
}
