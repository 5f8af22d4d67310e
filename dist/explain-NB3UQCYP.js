import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  accessLine,
  accessesMemory,
  explainRelocation,
  explanationHint,
  explanationText,
  insnAt,
  knownTypes,
  openObject,
  relocationsIn
} from "./chunk-64Z4AS5Q.js";
import {
  loadConfig
} from "./chunk-PR6DJBJW.js";
import {
  FormatError,
  kernelBtf,
  readBtfFile,
  resolveKernel,
  sectionBytes
} from "./chunk-423LSJYQ.js";
import {
  compareVersions,
  readKernels
} from "./chunk-PNP473YK.js";
import "./chunk-XVPK6C5E.js";
import "./chunk-E5MBR4A2.js";
import "./chunk-QRASG3EV.js";
import {
  writeJson
} from "./chunk-K44MMIG7.js";
import {
  CoreMatrixError,
  neutralise,
  oneLine
} from "./chunk-O62B76C2.js";

// src/cli/explain.ts
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";

// src/bpf/core/relocations.ts
var mostRelocations = 2e4;
function relocationsOf(object, source) {
  const found = [];
  for (const code of [...object.programs, ...object.subprograms]) {
    const bytes = sectionBytes(object.elf, code.section);
    for (const { insn, relocation } of relocationsIn(object, code)) {
      if (found.length === mostRelocations) return found;
      const line = accessLine(object, code, insn, relocation.identifier, source);
      found.push({
        function: code.name,
        insn,
        request: { ...relocation, accessesMemory: accessesMemory(insnAt(bytes, code.insnOffset + insn)) },
        path: relocation.path,
        ...line !== void 0 && { line }
      });
    }
  }
  return found;
}

// src/cli/explain-text.ts
function explanationReport(object, kernels, relocations) {
  const missing = relocations.filter(({ message }) => message !== void 0);
  const resolving = relocations.length - missing.length;
  const head = `${object}: ${count(relocations.length, "CO-RE relocation")} on ${kernels.join(", ")}
`;
  const rest = missing.length === 0 ? "" : `
${missing.map(missingText).join("\n")}`;
  return `${head}${lines(relocations)}${rest}
${resolving} of ${relocations.length} resolve on ${kernels.length === 1 ? "it" : "all of them"}.${missing.length === 0 ? "" : " One that does not stands in the way of loading only where the program can come to it."}
`;
}
function lines(relocations) {
  const rows = relocations.map((relocation) => [
    placeText(relocation),
    `<${relocation.kind}> ${relocation.path}`,
    valuesText(relocation)
  ]);
  const widths = [0, 1].map(
    (column) => Math.min(60, Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)))
  );
  return rows.map(
    (row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ").trimEnd()}
`
  ).join("");
}
function valuesText({ kernels }) {
  const values = kernels.map(({ value }) => value ?? "-");
  return new Set(values).size === 1 ? values[0] ?? "" : values.join(" ");
}
function missingText(relocation) {
  const { path, message = "", hint } = relocation;
  const indented = hint?.replace(/^(?=.)/gm, "    ");
  return `${placeText(relocation)}: ${path}
  ${message}
${indented === void 0 ? "" : `  fix:
${indented}
`}`;
}
function placeText({ file, line, function: name, insn }) {
  return file === void 0 ? `${name}, instruction ${insn}` : `${file}:${line}`;
}
function count(number, noun) {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

// src/cli/explain.ts
async function explainCommand(given, output) {
  const object = await open(given.object);
  const kernels = await typesOf(given);
  const relocations = inObject(
    given.object,
    () => relocationsOf(object).map((relocation) => explain(relocation, kernels))
  );
  const names = kernels.map(({ name }) => name);
  if (given.json) writeJson(output, { object: given.object, kernels: names, relocations });
  else output.result(neutralise(explanationReport(given.object, names, relocations)));
  return 0;
  function explain(relocation, types) {
    const { btf } = object;
    if (btf === void 0) throw new TypeError("a relocation in an object without types");
    const { request, path, line } = relocation;
    const explanation = explainRelocation(btf, request, types);
    const failing = explanation.answers.filter(({ cause }) => cause !== void 0);
    const hint = explanationHint(explanation, failing, knownTypes([btf]), line?.text);
    return {
      kind: request.kind,
      path,
      function: relocation.function,
      insn: relocation.insn,
      ...line !== void 0 && { file: line.file, line: line.line },
      kernels: explanation.answers.map(({ kernel, resolution }) => ({
        kernel: kernel.name,
        status: resolution.status,
        ...resolution.status === "resolved" && { value: String(resolution.value) }
      })),
      ...failing.length > 0 && { message: explanationText(explanation, failing) },
      ...failing.length > 0 && hint !== void 0 && { hint }
    };
  }
}
async function open(file) {
  const bytes = await readFile(resolve(file)).catch((cause) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CoreMatrixError("usage", `cannot read the object: ${reason}`, {
      remedy: "Name an eBPF object file, such as one that a run leaves under out/objects.",
      cause
    });
  });
  const object = inObject(file, () => openObject(bytes));
  if (object.btf !== void 0 && object.btfExt !== void 0) return object;
  throw new CoreMatrixError("usage", `${file} has no BTF, so it says nothing of its CO-RE relocations`, {
    remedy: "Compile it with clang -g."
  });
}
function inObject(file, work) {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new CoreMatrixError("usage", `${file}: ${error.message}`, {
      remedy: "Give an object that clang has written with -target bpf -g.",
      cause: error
    });
  }
}
async function typesOf(given) {
  const tell = (message) => void process.stderr.write(`${oneLine(message)}
`);
  const images = await Promise.all(
    (await specsOf(given)).map(
      (spec) => resolveKernel(spec, {
        ...given.debianMirror !== void 0 && { debianMirror: given.debianMirror },
        onNotice: tell,
        onProgress: (detail) => tell(`${spec.text}: ${detail}`)
      })
    )
  );
  images.sort((a, b) => compareVersions(a.version, b.version));
  const kernels = images.map(async ({ spec, image }) => ({ name: spec, btf: await kernelBtf(image) }));
  const files = (given.btf ?? []).map(async (file) => ({
    name: file,
    btf: await readBtfFile(resolve(file))
  }));
  return await Promise.all([...kernels, ...files]);
}
async function specsOf({ kernels, btf, config: file }) {
  const cwd = process.cwd();
  if (kernels !== void 0) return readKernels(kernels, cwd);
  if (btf !== void 0) return [];
  return (await loadConfig({ cwd, ...file !== void 0 && { file } })).kernels;
}
export {
  explainCommand
};
