// The Worker on a machine of one's own: a workerd process with the configuration in deploy/workerd, which can be killed and
// started again on the same storage.

import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** The program that wrangler runs, too. @type {string} */
export const WORKERD = createRequire(createRequire(import.meta.url).resolve("wrangler"))(
  "workerd",
).default;

/** How long workerd may take to start, on a machine that is busy with other things. */
const START_MS = 30_000;

/**
 * @typedef {object} WorkerdOptions
 * @property {number} port
 * @property {string} storage
 * @property {Record<string, string>} settings
 * @property {string} [config] the folder of its configuration
 * @property {string} [console] the folder of the console's files
 * @property {(line: string) => void} [onLine] is called with every line that it prints
 */

/** @param {WorkerdOptions} options */
export function createWorkerdProcess({
  port,
  storage,
  settings,
  config = "deploy/workerd",
  console = `${ROOT}www/dist`,
  onLine,
}) {
  /** @type {import("node:child_process").ChildProcess | undefined} */
  let child;
  let printed = "";
  mkdirSync(storage, { recursive: true });

  const kill = async () => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
  };
  process.once("exit", () => child?.kill("SIGKILL"));

  const launch = () => {
    const args = ["serve", `${ROOT}${config}/config.capnp`, "trial", "--control-fd=3"];
    args.push(`--socket-addr=http=127.0.0.1:${port}`);
    args.push(`--directory-path=storage=${storage}`);
    if (config === "deploy/workerd") args.push(`--directory-path=console=${console}`);
    const started = spawn(WORKERD, args, {
      env: settings,
      stdio: ["ignore", "pipe", "pipe", "pipe"],
    });
    child = started;
    for (const pipe of [started.stdout, started.stderr]) {
      pipe?.on("data", (text) => {
        printed = (printed + text).slice(-20_000);
      });
      if (pipe && onLine) createInterface({ input: pipe }).on("line", onLine);
    }
    const control = /** @type {import("node:stream").Readable} */ (started.stdio[3]);
    const listens = once(control, "data");
    const ended = once(started, "exit").then(() => {
      throw new Error(`workerd ended by itself.\n${printed}`);
    });
    for (const promise of [listens, ended]) promise.catch(() => {});
    return { listens, ended };
  };

  return {
    origin: `http://127.0.0.1:${port}`,
    printed: () => printed,
    pid: () => child?.pid,
    /** Kills it, so that it can finish nothing, and waits until it is gone. */
    kill,
    /** Kills it without waiting until it is gone. */
    killNow: () => void child?.kill("SIGKILL"),

    /** Starts it, and waits until it listens. */
    async start() {
      await kill();
      const { listens, ended } = launch();
      await Promise.race([listens, ended, late("workerd does not listen.\n", () => printed)]);
    },

    /** Starts it, and kills it after so many milliseconds, whether it listens by then or not. @param {number} ms */
    async startAndKill(ms) {
      await kill();
      const { ended } = launch();
      await Promise.race([new Promise((resolve) => setTimeout(resolve, ms)), ended]);
      await kill();
    },
  };
}

/** @param {string} what @param {() => string} more @returns {Promise<never>} */
const late = (what, more) =>
  new Promise((_, reject) => {
    setTimeout(() => reject(new Error(what + more())), START_MS).unref();
  });

/**
 * A port that nobody listens on. It is below those that systems give to outgoing connections, because such a connection
 * could take it while the Worker is down.
 */
export async function freePort() {
  for (;;) {
    const port = randomInt(20_000, 32_000);
    const server = createServer().listen(port, "127.0.0.1");
    try {
      await once(server, "listening"); // rejects with its error
    } catch {
      continue;
    }
    server.close();
    await once(server, "close");
    return port;
  }
}
