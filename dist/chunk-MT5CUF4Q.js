import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);

// src/defined.ts
function defined(properties) {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== void 0));
}

export {
  defined
};
