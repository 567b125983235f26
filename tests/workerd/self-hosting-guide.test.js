// docs/self-hosting.md, followed to the letter: every command of it is run, against the sandbox, and a browser logs in where
// it says so. What would be written elsewhere goes to a temporary folder.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { serveSandbox } from "./sandbox-server.js";
import { openShellSession } from "./shell-session.js";
import { TrackedBrowser } from "./tracked-browser.js";
import { freePort, ROOT } from "./workerd-process.js";

const GUIDE = readFileSync(`${ROOT}docs/self-hosting.md`, "utf8");
const UNIT = readFileSync(`${ROOT}deploy/workerd/portaria.service`, "utf8");

/** The sandbox's app, which the guide borrows. */
const APP = { app_id: "176300000012345", app_secret: "0123456789abcdef0123456789abcdef" };

const folder = mkdtempSync(join(tmpdir(), "portaria-guide-"));
/** @type {import("./sandbox-server.js").SandboxServer} */
let sandbox;
/** @type {ReturnType<typeof openShellSession>} */
let shell;
let origin = "";
/** What is replaced in the guide's commands. @type {Record<string, string>} */
let changes = {};

beforeAll(async () => {
  sandbox = await serveSandbox();
  const port = await freePort();
  origin = `http://127.0.0.1:${port}`;
  const redirect_url = `${origin}/callback/pipichat`;
  await sandbox.control("apps", { provider: "pipichat", redirect_url, ...APP });
  changes = {
    8787: String(port),
    "http://127.0.0.1:8788": sandbox.origin,
    "https://desk.example.com": origin,
    '{"app_id"': `{"base_url": "${sandbox.origin}/pipichat", "token_ttl_s": 3600, "app_id"`,
    // The platforms are on this machine.
    " live ": " trial ",
    // A link is as good as a large copy.
    'cp "$(node': 'ln -s "$(node',
    "%S/portaria": `${folder}/var/lib/portaria`,
  };
  for (const path of ["/etc/portaria", "/etc/systemd/system", "/opt/portaria"]) {
    changes[path] = folder + path;
  }
  for (const path of ["/var/backups", "/var/lib/portaria"]) changes[path] = folder + path;
  changes["target/self-hosted"] = `${folder}/self-hosted`;
  // As systemd and the distribution would.
  const made = ["/etc/systemd/system", "/opt", "/var/backups", "/var/lib/private/portaria"];
  for (const path of made) mkdirSync(folder + path, { recursive: true });
  symlinkSync("private/portaria", `${folder}/var/lib/portaria`);
  const PATH = [dirname(process.execPath), process.env.PATH].join(delimiter);
  shell = openShellSession({ cwd: ROOT, env: { PATH } });
  await shell.run(standIns());
});
afterAll(() => {
  shell?.close();
  sandbox?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** @param {string} text */
function here(text) {
  const keys = Object.keys(changes).sort((a, b) => b.length - a.length);
  const escaped = keys.map((key) => key.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return text.replace(new RegExp(escaped.join("|"), "g"), (found) => changes[found] ?? found);
}

/** Shell functions in the place of programs that a test cannot run: builds, sudo and systemctl. */
function standIns() {
  const setting = (/** @type {string} */ name) =>
    here(new RegExp(`^${name}=((?:.*\\\\\\n)*.*)`, "m").exec(UNIT)?.[1] ?? "");
  return `
    cargo() { [ "$*" = "xtask build" ]; }
    npx() { [ "$1" = wrangler ]; }
    sudo() { "$@"; }
    served=
    systemctl() {
      case "$*" in
        daemon-reload) ;;
        stop\\ portaria | start\\ portaria | restart\\ portaria | enable\\ --now\\ portaria)
          if [ "$served" ]; then kill "$served"; wait "$served" || true; served=; fi
          if [ "$1" = stop ]; then return; fi
          test -f ${folder}/etc/systemd/system/portaria.service
          ( set -a; . ${setting("EnvironmentFile")}; exec ${setting("ExecStart")} ) &
          served=$!
          curl --silent --retry 30 --retry-connrefused --retry-delay 1 --output /dev/null ${origin}/health ;;
        *) return 1 ;;
      esac
    }`;
}

/** The shell blocks, each with the heading that it is under. */
const blocks = GUIDE.split(/^## /m).flatMap((section) => {
  const heading = section.slice(0, section.indexOf("\n"));
  return [...section.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, commands = ""]) => ({
    heading,
    commands,
  }));
});

/** @param {string} heading */
async function follow(heading) {
  const found = blocks.filter((block) => block.heading === heading);
  expect(found, heading).not.toEqual([]);
  for (const { commands } of found) await shell.run(here(commands));
}

/** The Worker answers no more. */
const gone = () =>
  expect.poll(() => fetch(origin).then(Boolean, () => false), { timeout: 10_000 }).toBe(false);

// Its commands are for Linux with systemd; what comes before is for macOS, too.
test.skipIf(process.platform !== "linux")(
  "leads from an empty machine through backup and key change to an upgrade",
  async () => {
    const followed = [...new Set(blocks.map(({ heading }) => heading))];
    expect(followed).toEqual([
      "Put it together",
      "Try it",
      "Install it",
      "Back it up",
      "Change the key",
      "Upgrade",
    ]);
    await follow("Put it together");

    const [platform, serve, stop] = blocks.filter(({ heading }) => heading === "Try it");
    for (const block of [platform, serve]) await shell.run(here(block?.commands ?? ""));
    const firstBrowser = new TrackedBrowser(origin, sandbox);
    await firstBrowser.pipichat();
    await firstBrowser.check();
    await shell.run(here(stop?.commands ?? ""));
    await gone();

    await follow("Install it");
    const browser = new TrackedBrowser(origin, sandbox);
    await browser.pipichat();
    await browser.check();

    const [backUp, restore] = blocks.filter(({ heading }) => heading === "Back it up");
    await shell.run(here(backUp?.commands ?? ""));
    await browser.check();
    await browser.disconnect("pipichat");
    await shell.run(here(restore?.commands ?? ""));
    browser.expected.set("pipichat", "present");
    await browser.check();

    for (const heading of ["Change the key", "Upgrade"]) {
      await follow(heading);
      await browser.check();
    }
    const written = readFileSync(`${folder}/etc/portaria/portaria.env`, "utf8");
    expect(written).toMatch(/^PORTARIA_KEY=[\w+/]{43}=,[\w+/]{43}=$/m);
  },
  180_000,
);

test("names only files and headings that exist, in the guide and in the systemd unit", () => {
  for (const [, path] of UNIT.matchAll(/\/opt\/portaria\/(deploy\/\S+|www\/\S+)/g)) {
    expect(() => readFileSync(join(ROOT, path ?? "")), path).not.toThrow(/ENOENT/);
  }
  for (const [, path = ""] of GUIDE.matchAll(/\]\(\.\.\/([^)#]+)/g)) {
    expect(() => readFileSync(join(ROOT, path)), path).not.toThrow();
  }
  const headings = [...GUIDE.matchAll(/^##? (.*)$/gm)].map(([, heading = ""]) =>
    heading.toLowerCase().replaceAll(" ", "-"),
  );
  for (const [, anchor] of GUIDE.matchAll(/\]\(#([^)]+)\)/g)) expect(headings).toContain(anchor);
});
