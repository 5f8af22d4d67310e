import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  resolveKernel
} from "./chunk-423LSJYQ.js";
import {
  CoreMatrixError
} from "./chunk-O62B76C2.js";

// src/kernels/resolve-all.ts
async function resolveKernels(specs, { debianMirror, tell }) {
  return await Promise.all(
    specs.map(async (spec) => {
      try {
        const image = await resolveKernel(spec, {
          ...debianMirror !== void 0 && { debianMirror },
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
