import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);

// src/package-root.ts
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
var root = new URL("../", import.meta.url);
function packageFile(path) {
  return fileURLToPath(new URL(path, root));
}
function toolVersion() {
  const manifest = JSON.parse(readFileSync(packageFile("package.json"), "utf8"));
  return manifest.version;
}

export {
  packageFile,
  toolVersion
};
