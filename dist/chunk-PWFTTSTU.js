import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);

// src/config/plan.ts
function makePlan({ kernels, build, objects }) {
  const sources = objects.filter(({ kind }) => kind === "source");
  const builder = build.on === "kernel" && sources.length > 0 ? build.kernel : void 0;
  const others = kernels.filter(({ text }) => text !== builder?.text);
  const plan = (spec) => ({
    spec,
    builds: builder === void 0 || builder === spec ? sources : [],
    loads: kernels.some(({ text }) => text === spec.text) ? objects.map((object) => ({ object, builtOn: (builder ?? spec).text })) : []
  });
  return { kernels: [...builder === void 0 ? [] : [builder], ...others].map(plan) };
}

export {
  makePlan
};
