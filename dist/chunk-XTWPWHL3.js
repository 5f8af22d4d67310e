import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  splitWords
} from "./chunk-67H76X4H.js";
import {
  CoreMatrixError
} from "./chunk-4XT75OCY.js";

// src/config/job-matrix.ts
var jobsMax = 256;
function jobMatrix({ kernels, build, objects }) {
  const names = kernels.map(({ text }) => text);
  const unnameable = names.find((name) => splitWords(name).length !== 1);
  if (unnameable !== void 0) {
    throw new CoreMatrixError(
      "usage",
      `the kernel ${JSON.stringify(unnameable)} cannot be given to a job by its name`,
      {
        remedy: "Rename it without spaces and commas, or try all kernels in one job."
      }
    );
  }
  if (build.on === "all" && objects.some(({ kind }) => kind !== "object"))
    return { kernel: [names.join(" ")] };
  if (names.length > jobsMax) {
    throw new CoreMatrixError(
      "usage",
      `${names.length} kernels are more than the ${jobsMax} jobs of a matrix`,
      {
        remedy: "Give each job several of them, separated by spaces."
      }
    );
  }
  return { kernel: names };
}

// src/config/plan-text.ts
function planText({ kernels }) {
  const builds = kernels.flatMap((kernel) => kernel.builds).length;
  const loads = kernels.flatMap((kernel) => kernel.loads).length;
  const total = `${count(kernels.length, "kernel")}, ${count(builds, "build")}, ${count(loads, "object")} to load.`;
  return `${kernels.map(kernelText).join("\n")}
${total}
`;
}
function kernelText({ spec, builds, loads, commands }) {
  const built = builds.map(({ name }) => name);
  const loaded = loads.map((load) => load.object.name + origin(load, spec.text));
  const lines = [
    ...built.map((name, index) => `${index === 0 ? "  build  " : "         "}${name}`),
    ...loaded.map((name, index) => `${index === 0 ? "  load   " : "         "}${name}`),
    ...commands.map(({ name }, index) => `${index === 0 ? "  run    " : "         "}${name}`),
    ...loaded.length + commands.length === 0 ? ["  load   nothing: this kernel only builds"] : []
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

export {
  jobMatrix,
  planText
};
