// The instructions of each step of a call in the native core. They are the same for the same binary, however busy the machine is.
import { execFileSync, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const TITLE = "instructions a step, on the native core";
const TIMES = 200;
const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/**
 * @typedef {{ name: string, instructions: number }} CountRow
 * @typedef {{ title: string, unit: "instructions", rows: CountRow[] }} CountResult
 */

/** @param {(title: string) => boolean} wants @returns {AsyncGenerator<CountResult | string>} */
export async function* results(wants) {
  if (!wants(TITLE)) return;
  if (spawnSync("valgrind", ["--version"]).status !== 0) {
    yield `${TITLE}: not counted, because there is no valgrind here (Debian: apt-get install valgrind).`;
    return;
  }
  const cargo = ["build", "--profile", "steps", "--quiet", "--example", "steps"];
  execFileSync("cargo", cargo, { cwd: ROOT, stdio: "inherit" });
  const binary = `${ROOT}target/steps/examples/steps`;
  const names = execFileSync(binary, { encoding: "utf8" }).trim().split("\n");
  const rows = names.map((name) => ({ name, instructions: count(binary, name) }));
  yield { title: TITLE, unit: "instructions", rows };
}

/** Both runs include the start, so it cancels out. @param {string} binary @param {string} name */
const count = (binary, name) =>
  Math.round((run(binary, name, 2 * TIMES) - run(binary, name, TIMES)) / TIMES);

/** @param {string} binary @param {string} name @param {number} times */
function run(binary, name, times) {
  const args = ["--tool=callgrind", "--callgrind-out-file=/dev/null", binary, name, `${times}`];
  const { status, stderr } = spawnSync("valgrind", args, { encoding: "utf8" });
  const collected = /Collected : (\d+)/.exec(stderr)?.[1];
  if (status !== 0 || !collected) throw new Error(`${name}: ${stderr.slice(-500)}`);
  return Number(collected);
}
