import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  withInterruption
} from "./chunk-OTKNT22P.js";
import {
  createTerminal
} from "./chunk-CH4N3Y6X.js";
import {
  readBaseline,
  reportToGitHub,
  run
} from "./chunk-RBLS5IVC.js";
import {
  publicReport,
  writeOutputs
} from "./chunk-TMV4RSKD.js";
import "./chunk-MLLA47J6.js";
import {
  exitCode
} from "./chunk-OME6HB7L.js";
import "./chunk-7OCU32MZ.js";
import "./chunk-3S3XZIDN.js";
import "./chunk-46HVUH4O.js";
import "./chunk-LOLZXN3X.js";
import "./chunk-BL3WRTEZ.js";
import {
  ensureRequirements,
  isCi,
  purposesOf
} from "./chunk-YRALUAPS.js";
import {
  repositoryPaths
} from "./chunk-6VGMYTGX.js";
import "./chunk-N64UQFSW.js";
import "./chunk-LRGKG6IO.js";
import "./chunk-W2VSJOIA.js";
import "./chunk-MWI3XDG7.js";
import "./chunk-424BE53E.js";
import "./chunk-YMFCXY2X.js";
import "./chunk-2DA3M3ON.js";
import "./chunk-7WIFPHHQ.js";
import "./chunk-I3CZBI62.js";
import "./chunk-EY6EQHS3.js";
import "./chunk-7AJIZ3YJ.js";
import "./chunk-SRHWYGOF.js";
import "./chunk-VOHS77KR.js";
import "./chunk-AFDKXZOO.js";
import {
  writeJson
} from "./chunk-K44MMIG7.js";
import "./chunk-U2SJ5GTU.js";
import "./chunk-FDSPZ43S.js";
import {
  loadConfig
} from "./chunk-CRCXDPEV.js";
import "./chunk-67H76X4H.js";
import "./chunk-XVPK6C5E.js";
import "./chunk-E24P2CBE.js";
import "./chunk-4XT75OCY.js";
import "./chunk-NV5WPINZ.js";

// src/cli/run.ts
import { resolve } from "node:path";
async function runCommand({ command: _, config: file, overrides, baseline: earlier, installMissing, json, ...given }, output) {
  const cwd = process.cwd();
  const config = await loadConfig({ ...file !== void 0 && { file }, cwd, overrides });
  const baseline = earlier === void 0 ? void 0 : await readBaseline(earlier, cwd, config.kernels);
  const out = resolve(cwd, given.out);
  const terminal = createTerminal(output.messages, { out: given.out });
  try {
    await ensureRequirements(purposesOf(config), {
      consent: installMissing || isCi(process.env),
      tell: (message) => terminal.listen({ type: "host", message })
    });
    const report = await withInterruption(
      (signal) => run({ ...given, config, out, signal, ...baseline !== void 0 && { baseline } }, terminal.listen),
      (message) => terminal.listen({ type: "notice", message })
    );
    const pathOf = repositoryPaths(config.root, process.env);
    await writeOutputs(report, { out, root: config.root, ...pathOf !== void 0 && { pathOf } });
    terminal.finish(report);
    if (process.env.GITHUB_ACTIONS === "true") await reportToGitHub(report, { root: config.root, out });
    if (json) writeJson(output, publicReport(report));
    return exitCode(report);
  } finally {
    terminal.close();
  }
}
export {
  runCommand
};
