// Runs a program and ends with whoever started it, however that one ends: the pipe to it closes then.
// It leads a process group, because wrangler's children outlive wrangler.

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
