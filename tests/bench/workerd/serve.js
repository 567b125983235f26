// Starts workerd with one of the configurations beside this file, on ports that are free and a folder that is empty.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { freePort, ROOT, WORKERD } from "../../workerd/workerd-process.js";

/** Where bundles and storage are: on the builds' disk, because storing in a folder in memory would cost nothing. */
export const SCRATCH = `${ROOT}target/bench/`;

/**
 * @typedef {object} Plan
 * @property {string} config the configuration's file, without its ending
 * @property {string} name the constant in it
 * @property {string[]} [sockets] their names
 * @property {(origins: string[]) => Record<string, string>} [settings] its environment, for the addresses that it listens at
 * @property {boolean} [stores] whether it has a folder
 */

/** @typedef {Awaited<ReturnType<typeof serve>>} Served */

/** @param {Plan} plan */
export async function serve({ config, name, sockets = ["http"], settings, stores = true }) {
  const args = ["serve", `${ROOT}tests/bench/workerd/${config}.capnp`, name, "--control-fd=3"];
  const origins = [];
  for (const socket of sockets) {
    const address = `127.0.0.1:${await freePort()}`;
    args.push(`--socket-addr=${socket}=${address}`);
    origins.push(`http://${address}`);
  }
  mkdirSync(SCRATCH, { recursive: true });
  const storage = mkdtempSync(`${SCRATCH}${name}-`);
  if (stores) args.push(`--directory-path=storage=${storage}`);
  const env = settings?.(origins) ?? {};

  const began = performance.now();
  const child = spawn(WORKERD, args, { env, stdio: ["ignore", "pipe", "pipe", "pipe"] });
  const exited = once(child, "exit");
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  const close = async () => {
    process.off("exit", kill);
    kill();
    await exited;
    rmSync(storage, { recursive: true, force: true });
  };
  let errors = "";
  // Its output must be read: a full pipe would block it.
  child.stdout?.resume();
  child.stderr?.on("data", (text) => {
    errors = (errors + text).slice(-4000);
  });
  try {
    await listening(child, sockets.length);
  } catch {
    await close();
    throw new Error(`workerd did not start with ${config}.capnp: ${errors}`);
  }
  /** How long it took to listen, in milliseconds. */
  const listensAfter = performance.now() - began;
  return { origins, origin: origins[0] ?? "", pid: Number(child.pid), began, listensAfter, close };
}

/**
 * Waits until it has reported each of its sockets.
 * @param {import("node:child_process").ChildProcess} child
 * @param {number} sockets
 */
function listening(child, sockets) {
  return new Promise((resolve, reject) => {
    let reports = "";
    child.stdio[3]?.on("data", (text) => {
      reports += text;
      if (reports.split('"listen"').length > sockets) resolve(undefined);
    });
    child.once("exit", reject);
  });
}
