import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  compareVersions,
  hasPrefix,
  parseRange,
  satisfies,
  seriesOf
} from "./chunk-E24P2CBE.js";
import {
  CoreMatrixError
} from "./chunk-4XT75OCY.js";

// vm-images/catalog.json
var catalog_default = {
  $schema: "../schema/catalog.schema.json",
  matrix: ["5.15", "6.1", "6.6", "6.12", "6.14"],
  series: [
    {
      series: "5.10",
      upkeep: "longterm",
      distribution: "Debian 11",
      sources: {
        x86_64: ["debian", "ci", "mainline"]
      }
    },
    {
      series: "5.11",
      upkeep: "ended",
      sources: {
        x86_64: ["mainline"]
      }
    },
    {
      series: "5.12",
      upkeep: "ended",
      sources: {
        x86_64: ["mainline"]
      }
    },
    {
      series: "5.13",
      upkeep: "ended",
      sources: {
        x86_64: ["mainline"]
      }
    },
    {
      series: "5.14",
      upkeep: "ended",
      sources: {
        x86_64: ["mainline"]
      }
    },
    {
      series: "5.15",
      upkeep: "longterm",
      distribution: "Ubuntu 22.04",
      sources: {
        x86_64: ["ubuntu", "ci", "mainline"]
      }
    },
    {
      series: "5.16",
      upkeep: "ended",
      sources: {
        x86_64: ["mainline"]
      }
    },
    {
      series: "5.17",
      upkeep: "ended",
      sources: {
        x86_64: ["mainline"]
      }
    },
    {
      series: "5.18",
      upkeep: "ended",
      sources: {
        x86_64: ["mainline"]
      }
    },
    {
      series: "5.19",
      upkeep: "ended",
      sources: {
        x86_64: ["mainline"]
      }
    },
    {
      series: "6.0",
      upkeep: "ended",
      sources: {
        x86_64: ["mainline"]
      }
    },
    {
      series: "6.1",
      upkeep: "longterm",
      distribution: "Debian 12",
      sources: {
        x86_64: ["debian", "ci", "mainline"]
      }
    },
    {
      series: "6.2",
      upkeep: "ended",
      sources: {
        x86_64: ["ubuntu", "mainline"]
      }
    },
    {
      series: "6.3",
      upkeep: "ended",
      sources: {
        x86_64: ["mainline"]
      }
    },
    {
      series: "6.4",
      upkeep: "ended",
      sources: {
        x86_64: ["mainline"]
      }
    },
    {
      series: "6.5",
      upkeep: "ended",
      sources: {
        x86_64: ["ubuntu", "mainline"]
      }
    },
    {
      series: "6.6",
      upkeep: "longterm",
      sources: {
        x86_64: ["ci", "mainline"]
      }
    },
    {
      series: "6.7",
      upkeep: "ended",
      sources: {
        x86_64: ["mainline"]
      }
    },
    {
      series: "6.8",
      upkeep: "ended",
      distribution: "Ubuntu 24.04",
      sources: {
        x86_64: ["ubuntu", "mainline"]
      }
    },
    {
      series: "6.9",
      upkeep: "ended",
      sources: {
        x86_64: ["mainline"]
      }
    },
    {
      series: "6.10",
      upkeep: "ended",
      sources: {
        x86_64: ["mainline"]
      }
    },
    {
      series: "6.11",
      upkeep: "ended",
      sources: {
        x86_64: ["ubuntu", "mainline"]
      }
    },
    {
      series: "6.12",
      upkeep: "longterm",
      distribution: "Debian 13",
      sources: {
        x86_64: ["debian", "ci", "mainline"]
      }
    },
    {
      series: "6.13",
      upkeep: "ended",
      sources: {
        x86_64: ["mainline"]
      }
    },
    {
      series: "6.14",
      upkeep: "ended",
      distribution: "Ubuntu 24.04 HWE",
      sources: {
        x86_64: ["ubuntu", "mainline"]
      }
    },
    {
      series: "6.15",
      upkeep: "ended",
      sources: {
        x86_64: ["mainline"]
      }
    },
    {
      series: "6.16",
      upkeep: "ended",
      sources: {
        x86_64: ["debian", "mainline"]
      }
    },
    {
      series: "6.17",
      upkeep: "ended",
      distribution: "Ubuntu 24.04 HWE",
      sources: {
        x86_64: ["ubuntu", "debian", "mainline"]
      }
    },
    {
      series: "6.18",
      upkeep: "longterm",
      sources: {
        x86_64: ["debian", "ci", "mainline"]
      }
    },
    {
      series: "6.19",
      upkeep: "ended",
      sources: {
        x86_64: ["ci", "mainline"]
      }
    },
    {
      series: "7.0",
      upkeep: "ended",
      distribution: "Ubuntu 26.04",
      sources: {
        x86_64: ["debian", "ubuntu", "ci", "mainline"]
      }
    },
    {
      series: "7.1",
      upkeep: "ended",
      sources: {
        x86_64: ["debian", "mainline"]
      }
    },
    {
      series: "7.2",
      upkeep: "ended",
      sources: {
        x86_64: ["debian", "ci", "mainline"]
      }
    },
    {
      series: "7.3",
      upkeep: "stable",
      sources: {
        x86_64: ["debian", "ci", "mainline"]
      }
    },
    {
      series: "7.4",
      upkeep: "mainline",
      sources: {
        x86_64: ["mainline"]
      }
    }
  ],
  otherSources: {
    x86_64: ["debian", "ubuntu", "ci", "mainline"]
  },
  debian: {
    origin: "Debian",
    mirror: "http://ftp.debian.org/debian",
    keyring: "vm-images/keyrings/debian-archive-keyring.gpg",
    flavour: "cloud-amd64",
    series: [
      {
        kernels: "5.10",
        suites: ["bullseye"],
        securitySuites: ["bullseye-security"]
      },
      {
        kernels: "6.1",
        suites: ["bookworm"],
        securitySuites: ["bookworm-security"]
      },
      {
        kernels: "6.12",
        suites: ["bookworm-backports", "trixie"],
        securitySuites: ["trixie-security"]
      },
      {
        kernels: ">=6.13",
        suites: ["trixie-backports"],
        securitySuites: []
      }
    ],
    imagePackages: ["linux-image-{release}", "linux-image-{release}-unsigned"],
    optionalPackages: ["linux-base-{release}"]
  },
  ubuntu: {
    origin: "Ubuntu",
    mirror: "http://archive.ubuntu.com/ubuntu",
    keyring: "vm-images/keyrings/ubuntu-archive-keyring.gpg",
    flavour: "generic",
    series: [
      {
        kernels: "5.15",
        suites: ["jammy", "jammy-updates"],
        securitySuites: []
      },
      {
        kernels: ">=6.2 <=6.5",
        suites: ["jammy-updates"],
        securitySuites: []
      },
      {
        kernels: ">=6.8",
        suites: ["noble", "noble-updates"],
        securitySuites: []
      }
    ],
    imagePackages: ["linux-image-unsigned-{release}", "linux-image-{release}"],
    partPackages: ["linux-modules-{release}"],
    optionalPackages: []
  },
  ci: {
    repository: "ghcr.io/cilium/ci-kernels"
  },
  mainline: {
    address: "https://kernel.ubuntu.com/mainline",
    flavour: "generic",
    fingerprint: "60AA7B6F30434AE68E569963E50C6A0917C622B0",
    key: "https://keyserver.ubuntu.com/pks/lookup?op=get&options=mr&search=0x60AA7B6F30434AE68E569963E50C6A0917C622B0"
  }
};

// src/kernels/catalog.ts
var catalog = catalog_default;
function seriesFor(version, { series }) {
  const possible = series.filter(({ kernels }) => {
    const range = parseRange(kernels);
    return satisfies(version, range) || range.comparators.some((bound) => hasPrefix(bound.version, version));
  });
  return possible.length === 0 ? series : possible;
}

// src/kernels/series.ts
var words = /* @__PURE__ */ new Map([
  ["lts", "longterm"],
  ["stable", "stable"],
  ["mainline", "mainline"]
]);
var seriesWords = [...words.keys()];
function seriesOfWord(word, { series } = catalog) {
  const upkeep = words.get(word);
  return series.findLast((entry) => entry.upkeep === upkeep)?.series;
}
function seriesInRange(text, { series } = catalog) {
  const match = /^([^.\s][^\s]*?)(\.{2,3})([^.\s][^\s]*)$/.exec(text.trim());
  const [, from = "", dots = "", to = ""] = match ?? [];
  if (match === null || text.includes("/")) return void 0;
  for (const end of [from, to]) {
    if (!/^\d{1,9}\.\d{1,9}$/.test(end))
      throw wrongRange(text, `${JSON.stringify(end.slice(0, 40))} is not a series`);
  }
  if (compareVersions(from, to) > 0) throw wrongRange(text, `${from} is newer than ${to}`);
  const within = series.filter(
    (entry) => compareVersions(entry.series, from) >= 0 && compareVersions(entry.series, to) <= 0
  );
  const wanted = within.filter(
    ({ upkeep, distribution }) => dots === "..." || upkeep === "longterm" || distribution !== void 0
  );
  if (wanted.length > 0) return wanted.map((entry) => entry.series);
  const all = within.map((entry) => entry.series).join(", ");
  throw wrongRange(
    text,
    all === "" ? "no series that is known is in it" : `none of ${all} is long-term or a distribution's own`
  );
}
function sourcesFor(version, { series, otherSources }) {
  const exact = series.find((entry) => entry.series === seriesOf(version));
  if (exact !== void 0 && version.includes(".")) return exact.sources.x86_64;
  const possible = series.filter((entry) => entry.upkeep !== "mainline" && hasPrefix(entry.series, version));
  const sources = possible.toReversed().flatMap((entry) => entry.sources.x86_64);
  return sources.length === 0 ? otherSources.x86_64 : [...new Set(sources)];
}
function wrongRange(text, why) {
  return new CoreMatrixError(
    "usage",
    `${JSON.stringify(text.slice(0, 100))} is a range without kernels: ${why}`,
    {
      remedy: "Write the oldest and the newest series, such as 5.15..6.14, or 5.15...6.14 for every series between."
    }
  );
}

// src/kernels/spec.ts
import { isAbsolute, resolve } from "node:path";

// src/kernels/oci/reference.ts
var hostPattern = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*|\[[0-9a-f:]+\])(?::\d{1,5})?$/i;
var componentPattern = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
var tagPattern = /^\w[\w.-]{0,127}$/;
var digestPattern = /^sha256:[0-9a-f]{64}$/;
var mostCharacters = 800;
function parseReference(text) {
  if (text.length > mostCharacters) return { problem: "is too long for a reference to an image" };
  const [named = "", digest, ...more] = text.split("@");
  const slash = named.indexOf("/");
  const colon = named.lastIndexOf(":");
  const tagged = colon > slash;
  const registry = named.slice(0, Math.max(slash, 0));
  const name = named.slice(slash + 1, tagged ? colon : void 0);
  const tag = tagged ? named.slice(colon + 1) : void 0;
  if (!hostPattern.test(registry) || !URL.canParse(`https://${registry}`)) {
    return { problem: "does not begin with the name of a registry, such as ghcr.io/" };
  }
  if (name.length > 255 || !name.split("/").every((component) => componentPattern.test(component))) {
    return { problem: "has no name of a repository behind its registry, such as cilium/ci-kernels" };
  }
  if (tag !== void 0 && !tagPattern.test(tag)) return { problem: "has a tag that cannot be one" };
  if (more.length > 0 || digest !== void 0 && !isDigest(digest)) {
    return { problem: "has a digest that is not sha256: and 64 hexadecimal digits" };
  }
  if (tag === void 0 && digest === void 0) return { problem: "has neither a tag nor a digest" };
  return {
    registry,
    name,
    ...tag === void 0 ? {} : { tag },
    ...digest === void 0 ? {} : { digest }
  };
}
function formatReference({ registry, name, tag, digest }) {
  return `${registry}/${name}${tag === void 0 ? "" : `:${tag}`}${digest === void 0 ? "" : `@${digest}`}`;
}
function isDigest(text) {
  return digestPattern.test(text);
}

// src/kernels/spec.ts
var sourceNames = ["debian", "ubuntu", "ci", "mainline"];
var versionPattern = /^(?:([a-z]+):)?(\d{1,9}(?:\.\d{1,9}){0,2}(?:-rc\d{1,3})?)$/;
var supported = `Write a version (6.1, 7, 6.12.95), ${seriesWords.join(", ")}, ${sourceNames.map((name) => `${name}:<version>`).join(", ")}, url:<address>@sha256:<digest>, oci://<registry>/<name>:<tag>, or the path of a bzImage or folder that begins with ./, ../ or /.`;
function parseSpec(written, root) {
  if (typeof written !== "string") {
    const image = resolve(root, written.image);
    return written.modules === void 0 ? { kind: "path", text: written.image, image } : { kind: "path", text: written.image, image, modules: resolve(root, written.modules) };
  }
  const text = written.trim();
  if (isAbsolute(text) || /^\.\.?(?:\/|$)/.test(text))
    return { kind: "path", text, image: resolve(root, text) };
  const series = seriesOfWord(text);
  if (series !== void 0) return { kind: "version", text, version: series };
  if (text.startsWith(ociScheme)) return parseOci(text);
  const spec = text.startsWith("url:") ? parseUrl(text) : parseVersionSpec(text);
  if (spec !== void 0) return spec;
  throw new CoreMatrixError("usage", `${describe(text)} (kernel ${JSON.stringify(text.slice(0, 100))})`, {
    remedy: supported
  });
}
function parseVersionSpec(text) {
  const [, prefix, version] = versionPattern.exec(text) ?? [];
  if (version === void 0) return void 0;
  if (prefix === void 0) return { kind: "version", text, version };
  const source = sourceNames.find((name) => name === prefix);
  return source === void 0 ? void 0 : { kind: "version", text, source, version };
}
function parseUrl(text) {
  const [, url = "", sha256] = /^url:(https?:\/\/[!-~]{1,2000}?)@sha256:([0-9a-f]{64})$/.exec(text) ?? [];
  return sha256 === void 0 || !URL.canParse(url) ? void 0 : { kind: "url", text, url, sha256 };
}
var ociScheme = "oci://";
function parseOci(text) {
  const reference = parseReference(text.slice(ociScheme.length));
  if (!("problem" in reference)) return { kind: "oci", text, reference };
  throw new CoreMatrixError("usage", `${JSON.stringify(text.slice(0, 200))} ${reference.problem}`, {
    remedy: "Write oci://<registry>/<name>:<tag>, and behind it @sha256:<digest> to have just that image."
  });
}
function describe(text) {
  if (text === "") return "a kernel has no name";
  const source = /^([a-z][a-z0-9]*):/.exec(text)?.[1];
  if (source === "url")
    return "url: is followed by an http or https address, @sha256: and 64 hexadecimal digits";
  if (sourceNames.some((name) => name === source))
    return `${source}: is followed by a version of one to three numbers`;
  if (source !== void 0) return `there is no source "${source.slice(0, 20)}"`;
  if (/^[\w.]*\.\.[\w.]*$/.test(text)) return "a range of kernels where one kernel is expected";
  if (text.includes("/")) return "the path of a kernel begins with ./, ../ or /";
  return "not the name of a kernel";
}

// src/config/kernel-list.ts
function readKernels(written, folder) {
  const kernels = typeof written === "string" ? splitWords(written) : [written].flat();
  const specs = kernels.flatMap((kernel) => rangeOf(kernel) ?? parseKernel(kernel, folder));
  if (specs.length === 0) throw new CoreMatrixError("usage", "no kernel is named");
  return distinct(specs);
}
function defaultKernels() {
  return catalog.matrix.map((series) => ofGroup("the default", series));
}
function rangeOf(written) {
  if (typeof written !== "string") return void 0;
  const range = written.trim();
  return seriesInRange(range)?.map((series) => ofGroup(range, series));
}
function ofGroup(group, series) {
  return { kind: "version", text: series, version: series, group };
}
function groupLines(specs) {
  const kernels = /* @__PURE__ */ new Map();
  for (const spec of specs) {
    if (spec.kind !== "version" || spec.group === void 0) continue;
    kernels.set(spec.group, [...kernels.get(spec.group) ?? [], spec.text]);
  }
  return [...kernels].map(([group, series]) => `${group} is ${series.join(", ")}`);
}
function distinct(specs) {
  return [...new Map(specs.map((spec) => [spec.text, spec])).values()];
}
function splitWords(text) {
  return text.split(/[\s,]+/).filter((word) => word !== "");
}
var modes = ["each", "all", "host"];
function readBuild(written, folder) {
  const mode = modes.find((name) => name === written);
  if (mode !== void 0) return { on: mode };
  return { on: "kernel", kernel: parseKernel(written, folder) };
}
function parseKernel(written, folder) {
  return parseSpec(typeof written === "number" ? String(written) : written, folder);
}

export {
  catalog,
  seriesFor,
  seriesWords,
  sourcesFor,
  parseReference,
  formatReference,
  isDigest,
  sourceNames,
  readKernels,
  defaultKernels,
  groupLines,
  distinct,
  splitWords,
  readBuild
};
