import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  listCached,
  resolveKernel
} from "./chunk-HE247Y4L.js";
import {
  readKernels
} from "./chunk-FXTCWNPC.js";
import "./chunk-54HSF7SV.js";
import "./chunk-QRASG3EV.js";
import {
  writeJson
} from "./chunk-K44MMIG7.js";
import {
  neutralise,
  oneLine
} from "./chunk-O62B76C2.js";

// src/cli/kernels.ts
async function kernelsCommand(given, output) {
  const images = given.resolve === void 0 ? await listCached() : await resolveAll(given, given.resolve);
  if (given.json) writeJson(output, images);
  else if (images.length === 0)
    output.result("No kernel is in the cache yet; a run fetches what it needs.\n");
  else output.result(neutralise(images.map(imageText).join("\n")));
  return 0;
}
async function resolveAll({ debianMirror }, words) {
  const specs = readKernels(words, process.cwd());
  const tell = (message) => process.stderr.write(`${oneLine(message)}
`);
  return await Promise.all(
    specs.map(
      (spec) => resolveKernel(spec, {
        ...debianMirror !== void 0 && { debianMirror },
        onNotice: tell,
        onProgress: (detail) => tell(`${spec.text}: ${detail}`)
      })
    )
  );
}
function imageText({ spec, release, version, image, source }) {
  return `${spec}  ${release} (${version})
  ${image}
  ${source.url}
  ${source.digest}
`;
}
export {
  kernelsCommand
};
