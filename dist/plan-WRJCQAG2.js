import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  makePlan
} from "./chunk-PWFTTSTU.js";
import {
  loadConfig
} from "./chunk-PR6DJBJW.js";
import {
  rangeLines
} from "./chunk-PNP473YK.js";
import "./chunk-XVPK6C5E.js";
import {
  writeJson
} from "./chunk-K44MMIG7.js";
import {
  neutralise
} from "./chunk-O62B76C2.js";

// src/config/plan-text.ts
function planText({ kernels }) {
  const builds = kernels.flatMap((kernel) => kernel.builds).length;
  const loads = kernels.flatMap((kernel) => kernel.loads).length;
  const total = `${count(kernels.length, "kernel")}, ${count(builds, "build")}, ${count(loads, "object")} to load.`;
  return `${kernels.map(kernelText).join("\n")}
${total}
`;
}
function kernelText({ spec, builds, loads }) {
  const built = builds.map(({ name }) => name);
  const loaded = loads.map((load) => load.object.name + origin(load, spec.text));
  const lines = [
    ...built.map((name, index) => `${index === 0 ? "  build  " : "         "}${name}`),
    ...loaded.map((name, index) => `${index === 0 ? "  load   " : "         "}${name}`),
    ...loaded.length === 0 ? ["  load   nothing: this kernel only builds"] : []
  ];
  return `${[spec.text, ...lines].join("\n")}
`;
}
function origin({ object, builtOn }, here) {
  if (object.kind === "object") return " (compiled already)";
  return builtOn === here ? "" : ` (built on ${builtOn})`;
}
function count(number, noun) {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

// src/cli/plan.ts
async function planCommand({ config: file, overrides, json }, output) {
  const config = await loadConfig({ ...file !== void 0 && { file }, cwd: process.cwd(), overrides });
  const plan = makePlan(config);
  const ranges = rangeLines(config.kernels).map((line) => `${line}

`);
  if (json) writeJson(output, planJson(plan));
  else output.result(neutralise(`${ranges.join("")}${planText(plan)}`));
  return 0;
}
function planJson({ kernels }) {
  return {
    kernels: kernels.map(({ spec, builds, loads }) => ({
      kernel: spec.text,
      builds: builds.map(({ name }) => name),
      loads: loads.map(
        ({ object, builtOn }) => object.kind === "object" ? { object: object.name } : { object: object.name, builtOn }
      )
    }))
  };
}
export {
  planCommand
};
