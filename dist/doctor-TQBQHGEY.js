import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  allPurposes,
  checkRequirements,
  chooseAccelerator,
  ensureRequirements,
  missingOf
} from "./chunk-YRALUAPS.js";
import {
  buildGuestPrograms
} from "./chunk-2DA3M3ON.js";
import "./chunk-7WIFPHHQ.js";
import "./chunk-I3CZBI62.js";
import "./chunk-SRHWYGOF.js";
import "./chunk-VOHS77KR.js";
import "./chunk-AFDKXZOO.js";
import {
  writeJson
} from "./chunk-K44MMIG7.js";
import {
  neutralise,
  oneLine
} from "./chunk-4XT75OCY.js";
import "./chunk-NV5WPINZ.js";

// src/cli/doctor.ts
async function doctorCommand({ installMissing, json }, output) {
  if (installMissing) {
    const tell = (message) => void process.stderr.write(`${oneLine(message)}
`);
    await ensureRequirements(allPurposes, { consent: true, tell });
  }
  const checks = await checkRequirements(allPurposes);
  const missing = missingOf(checks);
  const accelerator = missing.length === 0 ? await probeAccelerator() : void 0;
  if (json) {
    writeJson(output, {
      requirements: checks.map(({ requirement: { name, package: from, why }, found }) => ({
        name,
        package: from,
        why,
        found: found ?? null
      })),
      accelerator: accelerator ?? null
    });
  } else {
    const packages = [...new Set(missing.map((requirement) => requirement.package))];
    output.result(neutralise(`${checks.map(checkText).join("")}${verdictText(packages, accelerator)}
`));
  }
  return missing.length === 0 ? 0 : 3;
}
async function probeAccelerator() {
  const { probe } = await buildGuestPrograms(() => {
  });
  return await chooseAccelerator("auto", probe);
}
function checkText({ requirement: { name, package: from, why }, found }) {
  const state = found === void 0 ? "MISSING" : "ok     ";
  const what = found ?? `install the package ${from}`;
  return `${state}  ${name}: ${what}
         needed to ${why}
`;
}
function verdictText(missing, accelerator) {
  if (accelerator === void 0) {
    return `
Install what is missing: apt-get install ${missing.join(" ")}, or core-matrix doctor --install-missing`;
  }
  return `
accelerator: ${accelerator.accelerator}${accelerator.notice === void 0 ? "" : ` (${accelerator.notice})`}`;
}
export {
  doctorCommand
};
