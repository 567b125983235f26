// Starts a server in a process of its own, so that the time it takes to answer is not measured as a contender's.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** @param {"calls" | "workers"} name whom it answers: `upstream-for-….js`, in the folder above */
export async function startUpstream(name) {
  const file = fileURLToPath(new URL(`../upstream-for-${name}.js`, import.meta.url));
  const child = spawn(process.execPath, [file], { stdio: ["pipe", "pipe", "inherit"] });
  const exited = once(child, "exit");
  const early = exited.then(() =>
    Promise.reject(new Error(`upstream-for-${name}.js ended by itself.`)),
  );
  early.catch(() => {});
  const [address] = await Promise.race([once(child.stdout.setEncoding("utf8"), "data"), early]);
  return {
    origin: String(address).trim(),
    async close() {
      child.stdin.end(); // it exits then
      await exited;
    },
  };
}
