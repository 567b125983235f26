// The Worker as somebody serves it on a machine of his own: a workerd process with deploy/workerd's configuration,
// that can be killed and started again on the same storage.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** The workerd that wrangler runs, too. @type {string} */
export const WORKERD = createRequire(createRequire(import.meta.url).resolve("wrangler"))(
  "workerd",
).default;

/** How long workerd may take to start, on a machine that is busy with other things. */
const START_MS = 30_000;

/**
 * @param {{ port: number, storage: string, settings: Record<string, string> }} options
 */
export function createMachine({ port, storage, settings }) {
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

  return {
    origin: `http://127.0.0.1:${port}`,
    printed: () => printed,
    /** Ends it at once, as a crash of the machine's memory would: nothing is told, nothing is put away. */
    kill,
    /** Whether it is asked to end now; it is gone a moment later. */
    shoot: () => void child?.kill("SIGKILL"),

    async start() {
      await kill();
      const args = ["serve", `${ROOT}deploy/workerd/config.capnp`, "trial", "--control-fd=3"];
      args.push(`--socket-addr=http=127.0.0.1:${port}`);
      args.push(`--directory-path=console=${ROOT}www/dist`, `--directory-path=storage=${storage}`);
      const started = spawn(WORKERD, args, {
        env: settings,
        stdio: ["ignore", "pipe", "pipe", "pipe"],
      });
      child = started;
      for (const pipe of [started.stdout, started.stderr]) {
        pipe?.on("data", (text) => {
          printed = (printed + text).slice(-20_000);
        });
      }
      const listens = once(
        /** @type {import("node:stream").Readable} */ (started.stdio[3]),
        "data",
      );
      const ended = once(started, "exit").then(() => {
        throw new Error(`workerd ended by itself.\n${printed}`);
      });
      ended.catch(() => {});
      await Promise.race([listens, ended, late(`workerd does not listen.\n`, () => printed)]);
    },
  };
}

/** @param {string} what @param {() => string} more @returns {Promise<never>} */
const late = (what, more) =>
  new Promise((_, reject) => {
    setTimeout(() => reject(new Error(what + more())), START_MS).unref();
  });

/** @returns {Promise<number>} a port that nobody listens on */
export async function freePort() {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (typeof address !== "object" || !address) throw new Error("No free port was found.");
  return address.port;
}
