import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);

// src/kernels/oci/mirror.ts
function endpointOf({ registry, name }, mirrors) {
  const mirror = mirrors.get(registry.toLowerCase());
  if (mirror !== void 0) {
    const path2 = mirror.pathname.replace(/^\/|\/+$/g, "");
    const prefix = path2 === "" ? "" : `${path2}/`;
    return { registry: mirror.host, url: new URL(`/v2/${prefix}${name}/`, mirror) };
  }
  const { hostname } = new URL(`https://${registry}`);
  const loopback = hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d+){3}$/.test(hostname);
  const docker = registry === "docker.io";
  const host = docker ? "registry-1.docker.io" : registry;
  const path = docker && !name.includes("/") ? `library/${name}` : name;
  return { registry, url: new URL(`${loopback ? "http" : "https"}://${host}/v2/${path}/`) };
}
function parseMirrors(text) {
  const mirrors = /* @__PURE__ */ new Map();
  for (const word of text.split(/[\s,]+/).filter(Boolean)) {
    const equals = word.indexOf("=");
    const address = word.slice(equals + 1);
    if (equals < 1 || !/^https?:\/\//.test(address) || !URL.canParse(address)) return void 0;
    const url = new URL(address);
    if (url.username !== "" || url.search !== "" || url.hash !== "") return void 0;
    mirrors.set(word.slice(0, equals).toLowerCase(), url);
  }
  return mirrors;
}

export {
  endpointOf,
  parseMirrors
};
