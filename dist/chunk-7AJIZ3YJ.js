import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);

// src/report/order.ts
var severities = ["error", "warning", "notice"];
function inOrder(findings) {
  return [...findings].sort(
    (a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity) || // Findings without a file are about kernels: they explain the others.
    compare(a.file ?? "", b.file ?? "") || (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0) || compare(a.id, b.id)
  );
}
function compare(a, b) {
  return a < b ? -1 : Number(a > b);
}

export {
  severities,
  inOrder
};
