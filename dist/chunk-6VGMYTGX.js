import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);

// src/github/repository.ts
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
function repositoryRoot(folder, env) {
  const around = ancestors(folder).filter((ancestor) => existsSync(join(ancestor, ".git")));
  return around.find((root) => hasRemote(root, env.GITHUB_REPOSITORY)) ?? around[0] ?? env.GITHUB_WORKSPACE;
}
function ancestors(folder) {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...ancestors(parent)];
}
function hasRemote(root, name) {
  if (!name) return false;
  try {
    const wanted = name.toLowerCase();
    const urls = [
      ...readFileSync(join(gitFolder(root), "config"), "utf8").matchAll(/^\s*url\s*=\s*(.*\S)/gm)
    ];
    return urls.some(([, url = ""]) => {
      const path = url.toLowerCase().replace(/\.git$/, "");
      return path.endsWith(`/${wanted}`) || path.endsWith(`:${wanted}`);
    });
  } catch {
    return false;
  }
}
function gitFolder(root) {
  const git = join(root, ".git");
  const [, named] = /^gitdir: (.*)$/m.exec(readFileOr(git, "")) ?? [];
  return named === void 0 ? git : resolve(root, named);
}
function readFileOr(file, otherwise) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return otherwise;
  }
}
function repositoryPath(root, file) {
  if (root === void 0) return void 0;
  const path = relative(root, resolve(root, file));
  const isInside = path !== "" && path !== ".." && !path.startsWith(`..${sep}`);
  return isInside ? path.split(sep).join("/") : void 0;
}
function repositoryPaths(root, env) {
  const repository = repositoryRoot(root, env);
  if (repository === void 0) return void 0;
  return (file) => {
    const path = join(root, file);
    return existsSync(path) ? repositoryPath(repository, path) : void 0;
  };
}

export {
  repositoryRoot,
  repositoryPath,
  repositoryPaths
};
