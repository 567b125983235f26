// A server that is asked, in a process of its own: what it costs to answer is nobody's time but its own.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** @param {"installation" | "platform"} name its file, in the folder above */
export async function startUpstream(name) {
  const file = fileURLToPath(new URL(`../${name}.js`, import.meta.url));
  const child = spawn(process.execPath, [file], { stdio: ["pipe", "pipe", "inherit"] });
  const exited = once(child, "exit");
  const early = exited.then(() => Promise.reject(new Error(`${name}.js ended by itself.`)));
  early.catch(() => {});
  const [address] = await Promise.race([once(child.stdout.setEncoding("utf8"), "data"), early]);
  return {
    origin: String(address).trim(),
    async close() {
      child.stdin.end(); // it ends itself then
      await exited;
    },
  };
}
