import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  resolveKernel
} from "./chunk-BL3WRTEZ.js";
import {
  CoreMatrixError
} from "./chunk-4XT75OCY.js";

// src/kernels/resolve-all.ts
async function resolveKernels(specs, { access, tell }) {
  return await Promise.all(
    specs.map(async (spec) => {
      try {
        const image = await resolveKernel(spec, {
          access,
          onNotice: tell,
          onProgress: (detail) => tell(`${spec.text}: ${detail}`)
        });
        return { spec, image };
      } catch (error) {
        if (!(error instanceof CoreMatrixError)) throw error;
        return { spec, error };
      }
    })
  );
}

export {
  resolveKernels
};
