import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);

// src/config/plan.ts
function buildersOf({ kernels, build }, object, loadKernel) {
  if (object.kind === "object") return [];
  if (build.on === "kernel") return [build.kernel.text];
  return build.on === "all" ? kernels.map(({ text }) => text) : [loadKernel];
}
function makePlan(config) {
  const { kernels, build, objects, commands } = config;
  const sources = objects.filter(({ kind }) => kind !== "object");
  const builder = build.on === "kernel" && sources.length > 0 ? build.kernel : void 0;
  const others = kernels.filter(({ text }) => text !== builder?.text);
  const plan = (spec) => {
    const isLoadKernel = kernels.some(({ text }) => text === spec.text);
    return {
      spec,
      builds: builder === void 0 || builder === spec ? sources : [],
      loads: isLoadKernel ? objects.flatMap((object) => loadsOf(config, object, spec)) : [],
      commands: isLoadKernel ? commands : []
    };
  };
  return { kernels: [...builder === void 0 ? [] : [builder], ...others].map(plan) };
}
function loadsOf(config, object, { text }) {
  if (object.kind === "object") return [{ object, builtOn: text }];
  return buildersOf(config, object, text).map((builtOn) => ({ object, builtOn }));
}

export {
  buildersOf,
  makePlan
};
