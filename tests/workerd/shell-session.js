// A shell that runs one block of commands after the other, as for a person at a keyboard.

import { spawn } from "node:child_process";

/** How long a block may take. */
const BLOCK_MS = 90_000;

/** @param {{ cwd: string, env: NodeJS.ProcessEnv }} options */
export function openShellSession({ cwd, env }) {
  // It leads a process group, to which all that it starts belongs.
  const shell = spawn("bash", [], { cwd, env, detached: true, stdio: "pipe" });
  let printed = "";
  let notify = () => {};
  for (const pipe of [shell.stdout, shell.stderr]) {
    pipe.on("data", (text) => {
      printed += text;
      notify();
    });
  }
  shell.once("exit", () => notify());
  shell.stdin.on("error", () => {}); // it ended; the next block says so
  shell.stdin.write("set -eu\n");
  let blocks = 0;

  /** Ends it and all that it started. */
  const close = () => {
    try {
      if (shell.pid) process.kill(-shell.pid, "SIGKILL");
    } catch {
      // Nothing is left.
    }
  };
  process.once("exit", close);

  return {
    /** Runs a block, and fails if one of its commands does. @param {string} block */
    async run(block) {
      const end = `-- end of block ${++blocks} --`;
      shell.stdin.write(`{\n${block}\n} </dev/null\necho "${end}"\n`);
      await new Promise((resolve, reject) => {
        const timer = setTimeout(
          () => reject(new Error(`This takes too long:\n${block}`)),
          BLOCK_MS,
        );
        notify = () => {
          const ended = shell.exitCode !== null || shell.signalCode !== null;
          if (!ended && !printed.includes(end)) return;
          clearTimeout(timer);
          if (printed.includes(end)) resolve(undefined);
          else reject(new Error(`This failed:\n${block}\n\n${printed.slice(-5000)}`));
        };
        notify();
      });
    },

    close,
  };
}
