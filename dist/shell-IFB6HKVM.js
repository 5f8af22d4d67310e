import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  withInterruption
} from "./chunk-OTKNT22P.js";
import {
  createTerminal
} from "./chunk-CH4N3Y6X.js";
import {
  buildAll,
  commandOf,
  createBuilds,
  createSlots,
  exitCodeOf,
  isProgram,
  prepareHost,
  putFile,
  resolveImage,
  runOnTerminal
} from "./chunk-MLLA47J6.js";
import {
  kernelPaths
} from "./chunk-OME6HB7L.js";
import "./chunk-3S3XZIDN.js";
import "./chunk-46HVUH4O.js";
import "./chunk-LOLZXN3X.js";
import "./chunk-BL3WRTEZ.js";
import {
  ensureRequirements,
  isCi,
  purposesOf
} from "./chunk-YRALUAPS.js";
import "./chunk-N64UQFSW.js";
import "./chunk-LRGKG6IO.js";
import {
  begin,
  boot,
  workspaceFolder
} from "./chunk-W2VSJOIA.js";
import "./chunk-MWI3XDG7.js";
import "./chunk-424BE53E.js";
import "./chunk-YMFCXY2X.js";
import "./chunk-2DA3M3ON.js";
import "./chunk-7WIFPHHQ.js";
import "./chunk-I3CZBI62.js";
import "./chunk-7AJIZ3YJ.js";
import "./chunk-SRHWYGOF.js";
import "./chunk-VOHS77KR.js";
import "./chunk-AFDKXZOO.js";
import {
  makePlan
} from "./chunk-FDSPZ43S.js";
import {
  findConfig,
  loadConfig
} from "./chunk-CRCXDPEV.js";
import "./chunk-67H76X4H.js";
import "./chunk-XVPK6C5E.js";
import "./chunk-E24P2CBE.js";
import {
  CoreMatrixError,
  neutralise
} from "./chunk-4XT75OCY.js";
import "./chunk-NV5WPINZ.js";

// src/cli/shell.ts
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join as join2 } from "node:path";

// src/run/shell.ts
import { readFile } from "node:fs/promises";
import { join } from "node:path";
var usefulTools = ["bpftool"];
async function shellOf({ objects, commands }) {
  const tools = [];
  for (const tool of usefulTools) if (await isProgram(tool)) tools.push(tool);
  return {
    name: "shell",
    run: ["/bin/sh"],
    folder: commands[0]?.folder ?? "",
    files: objects.filter(({ kind }) => kind === "object").map(({ name }) => name),
    tools,
    env: {},
    expect: []
  };
}
var objectPath = ({ name, kind }) => kind === "source" ? `${name.replace(/\.c$/, "")}.o` : name;
async function buildForShell(context, task, guest, show) {
  const progress = begin();
  await buildAll(context, task, progress, guest);
  context.builds.close(task.spec.text);
  for (const build of progress.builds) {
    if (build.exitCode === 0 || build.log === "") continue;
    show(await readFile(join(context.options.out, build.log)));
  }
  for (const object of task.builds) {
    const built = await context.builds.await(object.name, task.spec.text);
    if (built !== void 0) await putFile(guest, built, join(workspaceFolder, objectPath(object)));
  }
}
async function openShell(options, openTerminal, show, listen) {
  const shell = await shellOf(options.config);
  const config = { ...options.config, commands: [...options.config.commands, shell] };
  const host = await prepareHost({ ...options, config }, listen);
  const context = {
    options: { ...options, config },
    listen,
    host,
    builds: createBuilds(),
    slots: createSlots(1),
    keepsGuests: true
  };
  const [task] = makePlan(config).kernels;
  if (task === void 0) throw new TypeError("a plan without a kernel");
  const image = await resolveImage(context, task);
  const { console } = kernelPaths(task.spec.text);
  listen({ type: "stage", kernel: task.spec.text, stage: "boot" });
  const guest = await boot(context, begin(), image, { builds: task.builds.length > 0, console });
  try {
    await buildForShell(context, task, guest, show);
    const variables = { TERM: process.env.TERM ?? "dumb", PS1: `${task.spec.text}:\\w# ` };
    return exitCodeOf(await runOnTerminal(guest, commandOf(shell, variables), openTerminal()));
  } finally {
    await guest.stop();
  }
}

// src/cli/shell.ts
var endKey = 29;
var endOfInput = Buffer.from([4]);
var sizeOf = ({ stdout }) => ({ rows: stdout.rows || 24, columns: stdout.columns || 80 });
function ownTerminal(onEndKey) {
  const { stdin, stdout } = process;
  const cleanUp = [];
  const terminal = {
    size: sizeOf(process),
    write: (text) => stdout.write(text),
    onReady({ type, resize }) {
      const onData = (text) => stdin.isTTY && text.includes(endKey) ? onEndKey() : type(text);
      const onEnd = () => type(endOfInput);
      const onResize = () => resize(sizeOf(process));
      stdin.on("data", onData).once("end", onEnd);
      stdout.on("resize", onResize);
      if (stdin.isTTY) stdin.setRawMode(true);
      cleanUp.push(() => {
        if (stdin.isTTY) stdin.setRawMode(false);
        stdin.off("data", onData).off("end", onEnd).pause();
        stdout.off("resize", onResize);
      });
    }
  };
  const close = () => {
    for (const work of cleanUp.splice(0)) work();
  };
  return { terminal, close };
}
async function shellCommand({
  kernel,
  config: file,
  installMissing,
  ...given
}) {
  const cwd = process.cwd();
  const isWithout = file === void 0 && await findConfig(cwd) === void 0;
  const config = await loadConfig({
    ...file !== void 0 && { file },
    cwd,
    // A repository without a configuration may have nothing to build, and still a kernel can be looked at.
    overrides: { kernels: kernel, build: "each", ...isWithout && { commands: "shell: /bin/sh" } }
  });
  if (config.kernels.length !== 1) {
    throw new CoreMatrixError("usage", `${JSON.stringify(kernel)} names ${config.kernels.length} kernels`, {
      remedy: "Name one; a shell is opened in one guest."
    });
  }
  const messages = createTerminal(process.stderr, { out: "" });
  const out = await mkdtemp(join2(tmpdir(), "core-matrix-shell-"));
  const ending = new AbortController();
  const own = ownTerminal(() => ending.abort());
  try {
    await ensureRequirements(/* @__PURE__ */ new Set([...purposesOf(config), "shell"]), {
      consent: installMissing || isCi(process.env),
      tell: (message) => messages.listen({ type: "host", message })
    });
    const opened = () => {
      messages.close();
      process.stderr.write("Ctrl-] ends the guest.\n");
      return own.terminal;
    };
    return await withInterruption(
      (signal) => openShell(
        { ...given, config, out, signal: AbortSignal.any([signal, ending.signal]) },
        opened,
        (text) => process.stderr.write(neutralise(Buffer.from(text).toString())),
        messages.listen
      ),
      (message) => process.stderr.write(`${message}
`)
    );
  } catch (error) {
    if (!ending.signal.aborted) throw error;
    process.stderr.write("\n");
    return 0;
  } finally {
    own.close();
    messages.close();
    await rm(out, { recursive: true, force: true });
  }
}
export {
  shellCommand
};
