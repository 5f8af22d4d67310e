import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);

// src/cli/output.ts
function openOutput(json) {
  const result = process.stdout.write.bind(process.stdout);
  if (json) process.stdout.write = process.stderr.write.bind(process.stderr);
  return { result, messages: json ? process.stderr : process.stdout };
}
function writeJson({ result }, value) {
  result(`${JSON.stringify(value, void 0, "	")}
`);
}

export {
  openOutput,
  writeJson
};
