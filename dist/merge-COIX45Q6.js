import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  merge
} from "./chunk-2FOZAVYA.js";
import {
  createTerminal
} from "./chunk-CH4N3Y6X.js";
import {
  publicReport,
  writeOutputs
} from "./chunk-TMV4RSKD.js";
import {
  exitCode
} from "./chunk-OME6HB7L.js";
import "./chunk-7OCU32MZ.js";
import "./chunk-46HVUH4O.js";
import "./chunk-LOLZXN3X.js";
import {
  repositoryPaths
} from "./chunk-6VGMYTGX.js";
import "./chunk-MWI3XDG7.js";
import "./chunk-YMFCXY2X.js";
import "./chunk-I3CZBI62.js";
import "./chunk-7AJIZ3YJ.js";
import "./chunk-SRHWYGOF.js";
import {
  writeJson
} from "./chunk-K44MMIG7.js";
import "./chunk-FDSPZ43S.js";
import {
  loadConfig
} from "./chunk-CRCXDPEV.js";
import "./chunk-67H76X4H.js";
import "./chunk-XVPK6C5E.js";
import "./chunk-E24P2CBE.js";
import "./chunk-4XT75OCY.js";
import "./chunk-NV5WPINZ.js";

// src/cli/merge.ts
import { resolve } from "node:path";
async function mergeCommand({ config: file, overrides, parts, out: outAsGiven, json }, output) {
  const cwd = process.cwd();
  const config = await loadConfig({ ...file !== void 0 && { file }, cwd, overrides });
  const out = resolve(cwd, outAsGiven);
  const terminal = createTerminal(output.messages, { out: outAsGiven, live: false });
  const folders = parts.map((part) => resolve(cwd, part));
  const report = await merge({ config, parts: folders, out }, terminal.listen);
  const pathOf = repositoryPaths(config.root, process.env);
  await writeOutputs(report, { out, root: config.root, ...pathOf !== void 0 && { pathOf } });
  terminal.finish(report);
  if (json) writeJson(output, publicReport(report));
  return exitCode(report);
}
export {
  mergeCommand
};
