// Runs a program, and ends it when the process that started it is gone: then the pipe from that process closes. It leads a
// process group, because wrangler's children outlive wrangler.

import { spawn } from "node:child_process";

const [script = "", ...rest] = process.argv.slice(2);
const child = spawn(process.execPath, [script, ...rest], {
  stdio: ["ignore", "inherit", "inherit"],
});
child.once("exit", (code) => process.exit(code ?? 1));

process.stdin.resume();
process.stdin.once("close", () => {
  child.kill("SIGTERM");
  setTimeout(() => process.kill(-process.pid, "SIGKILL"), 2000);
});
