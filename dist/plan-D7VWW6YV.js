import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  jobMatrix,
  planText
} from "./chunk-XTWPWHL3.js";
import {
  writeJson
} from "./chunk-K44MMIG7.js";
import {
  assumptions
} from "./chunk-U2SJ5GTU.js";
import {
  makePlan
} from "./chunk-FDSPZ43S.js";
import {
  loadConfig
} from "./chunk-CRCXDPEV.js";
import "./chunk-67H76X4H.js";
import "./chunk-XVPK6C5E.js";
import "./chunk-E24P2CBE.js";
import {
  neutralise
} from "./chunk-4XT75OCY.js";
import "./chunk-NV5WPINZ.js";

// src/cli/plan.ts
async function planCommand({ config: file, overrides, json }, output) {
  const config = await loadConfig({ ...file !== void 0 && { file }, cwd: process.cwd(), overrides });
  const plan = makePlan(config);
  const assumed = assumptions(config).map((line) => `${line}

`);
  if (json) writeJson(output, { ...planJson(plan), matrix: jobMatrix(config) });
  else output.result(neutralise(`${assumed.join("")}${planText(plan)}`));
  return 0;
}
function planJson({ kernels }) {
  return {
    kernels: kernels.map(({ spec, builds, loads, commands }) => ({
      kernel: spec.text,
      builds: builds.map(({ name }) => name),
      loads: loads.map(
        ({ object, builtOn }) => object.kind === "object" ? { object: object.name } : { object: object.name, builtOn }
      ),
      commands: commands.map(({ name }) => name)
    }))
  };
}
export {
  planCommand
};
