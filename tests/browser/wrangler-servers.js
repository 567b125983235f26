// The sandbox and the Worker, each served by `wrangler dev` on a port of its own.

import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { appendFileSync, cpSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Keeps wrangler from sending reports and from waiting for input. */
const QUIET = {
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  NO_COLOR: "1",
  WRANGLER_HIDE_BANNER: "true",
  WRANGLER_SEND_ERROR_REPORTS: "false",
  WRANGLER_SEND_METRICS: "false",
};

/** @typedef {{ app_id: string, app_secret: string, provider?: string }} App */
/** @typedef {Awaited<ReturnType<typeof startServers>>} Servers */
/** @typedef {{ html: string, ancestors: string[] }} OwnPage a page, and who may show it beside the sandbox's dashboard */

/** An app of SendPulse's marketplace, for the Worker too. */
const SENDPULSE = {
  app_id: "5e9d0000-0000-4000-8000-0000000000b7",
  app_secret: randomBytes(16).toString("hex"),
};

/** Another, whose page in the dashboard's frame is its own: no page of the Worker's. */
const SENDPULSE_OWN = {
  app_id: "5e9d0000-0000-4000-8000-0000000000b8",
  app_secret: randomBytes(16).toString("hex"),
};

/**
 * Starts both, and registers apps for the Worker's address at the sandbox.
 * @param {Record<string, string>} [variables] more of them for the Worker
 * @param {string} [host] a name of this machine, under which a browser reaches the Worker
 * @param {OwnPage} [ownPage] of an app that has one in the dashboard, at another instance
 */
export async function startServers(variables = {}, host = "127.0.0.1", ownPage = undefined) {
  const prefix = variables.PORTARIA_PREFIX ?? "";
  const [portaria, sandbox] = await freePorts();
  // Where people reach the Worker: at another address, if something in front passes requests on.
  const origin = variables.PORTARIA_ORIGIN ?? `http://${host}:${portaria}`;
  const workerOrigin = `http://127.0.0.1:${portaria}`;
  const sandboxOrigin = `http://127.0.0.1:${sandbox}`;
  const folder = mkdtempSync(join(tmpdir(), "portaria-browser-"));
  const app = { app_id: "176300000055555", app_secret: randomBytes(16).toString("hex") };
  const envFile = join(folder, "portaria.env");
  const more = Object.entries(variables).map(([name, value]) => `${name}=${value}\n`);
  writeFileSync(envFile, settings(origin, sandboxOrigin, app, ownPage) + more.join(""), {
    mode: 0o600,
  });

  const started = [
    wrangler("tests/sandbox/wrangler.toml", sandbox, join(folder, "sandbox")),
    wrangler(
      "wrangler.toml",
      portaria,
      join(folder, "portaria"),
      ...["--env-file", envFile, ...assets(folder, prefix, ownPage, sandboxOrigin)],
    ),
  ];
  const stop = async () => {
    await Promise.all(started.map((server) => server.stop()));
    rmSync(folder, { recursive: true, force: true });
  };

  /** @param {string} name @param {object} [body] @returns {Promise<any>} */
  const control = async (name, body) => {
    const init = body && { method: "POST", body: JSON.stringify(body) };
    const answer = await fetch(`${sandboxOrigin}/__${name}`, init);
    if (!answer.ok) throw new Error(`/__${name}: ${await answer.text()}`);
    return answer.json();
  };

  try {
    await Promise.all(
      [`${sandboxOrigin}/`, `${workerOrigin}${prefix}/health`].map((url, i) =>
        answers(url, started[i]),
      ),
    );
    const redirect_url = `${origin}${prefix}/callback/pipichat`;
    const name = "Portaria’s console";
    await control("apps", { provider: "pipichat", redirect_url, name, ...app });
    const urls = {
      login_url: `${origin}/callback/sendpulse`,
      uninstall_url: `${origin}/uninstall/sendpulse`,
    };
    await control("apps", { provider: "sendpulse", name: "Front Desk", ...urls, ...SENDPULSE });
    const login_url = `${origin}/callback/sendpulse-own`;
    await control("apps", { provider: "sendpulse", name: "Own Page", login_url, ...SENDPULSE_OWN });
  } catch (error) {
    await stop();
    throw error;
  }
  const { apps } = await control("apps");
  const jetchatKey = usualKey(apps);
  const bangwo8Accounts = apps.filter((/** @type {App} */ one) => one.provider === "bangwo8");
  const [bangwo8] = bangwo8Accounts;
  return {
    origin,
    workerOrigin,
    sandboxOrigin,
    app,
    jetchatKey,
    bangwo8,
    bangwo8Accounts,
    control,
    stop,
  };
}

/**
 * Where the Worker's files are, if not where they usually are. With a prefix, the console is a part of a larger site: in a folder with the
 * prefix's name, with its _headers file at the top. An app's own page is beside the console, with the package.
 * @param {string} folder
 * @param {string} prefix
 * @param {OwnPage} [ownPage]
 * @param {string} [sandboxOrigin]
 */
function assets(folder, prefix, ownPage, sandboxOrigin = "") {
  if (!prefix && !ownPage) return [];
  const all = join(folder, "assets");
  cpSync(join(ROOT, "www/dist"), join(all, prefix), { recursive: true });
  if (prefix) renameSync(join(all, prefix, "_headers"), join(all, "_headers"));
  if (ownPage) {
    writeFileSync(join(all, "my-page.html"), ownPage.html);
    for (const part of ["browser.js", "core", "lib", "dist"]) {
      cpSync(join(ROOT, "pkg", part), join(all, "package", part), { recursive: true });
    }
    const dashboard = sandboxOrigin.replace("127.0.0.1", "localhost");
    const policy = `frame-ancestors ${dashboard}`;
    appendFileSync(
      join(all, "_headers"),
      `\n/my-page\n  ! Content-Security-Policy\n  Content-Security-Policy: ${policy}\n`,
    );
  }
  return ["--assets", all];
}

/**
 * A ready-made key of the sandbox's, with every right.
 * @param {{ provider: string, api_key?: string }[]} apps
 */
function usualKey(apps) {
  const key = apps.find(({ provider }) => provider === "jetchat")?.api_key;
  if (!key) throw new Error("The sandbox has no key for JetChat.");
  return key;
}

/**
 * @param {string} origin
 * @param {string} sandboxOrigin
 * @param {App} app
 * @param {OwnPage} [ownPage]
 */
function settings(origin, sandboxOrigin, app, ownPage) {
  // The sandbox's dashboard shows apps under another name of this machine than the one that the Worker has.
  const dashboard = sandboxOrigin.replace("127.0.0.1", "localhost");
  const frame_ancestors = [dashboard, ...(ownPage?.ancestors ?? [])];
  const instances = {
    pipichat: {
      provider: "pipichat",
      base_url: `${sandboxOrigin}/pipichat`,
      app_id: app.app_id,
    },
    bangwo8: { base_url: `${sandboxOrigin}/bangwo8` },
    jetchat: { base_url: `${sandboxOrigin}/jetchat/api` },
    sendpulse: {
      base_url: `${sandboxOrigin}/sendpulse`,
      app_id: SENDPULSE.app_id,
      frame_ancestors,
    },
    ...(ownPage && {
      "sendpulse-own": {
        provider: "sendpulse",
        base_url: `${sandboxOrigin}/sendpulse`,
        app_id: SENDPULSE_OWN.app_id,
        frame: "/my-page",
        frame_ancestors,
      },
    }),
  };
  return [
    `PORTARIA_ORIGIN=${origin}`,
    `PORTARIA_KEY=${randomBytes(32).toString("base64")}`,
    `PORTARIA_LIMITS=${JSON.stringify({ address: 0 })}`, // tests ask much in a minute
    `PORTARIA_INSTANCES='${JSON.stringify(instances)}'`,
    `PIPICHAT_APP_SECRET=${app.app_secret}`,
    `SENDPULSE_APP_SECRET=${SENDPULSE.app_secret}`,
    `SENDPULSE_OWN_APP_SECRET=${SENDPULSE_OWN.app_secret}`,
    "",
  ].join("\n");
}

/**
 * One `wrangler dev`, in a process group of its own.
 * @param {string} config
 * @param {number} port
 * @param {string} state
 * @param {...string} more
 */
function wrangler(config, port, state, ...more) {
  const child = spawn(
    process.execPath,
    [
      fileURLToPath(new URL("child-reaper.js", import.meta.url)),
      join(ROOT, "node_modules/wrangler/bin/wrangler.js"),
      ...["dev", "--config", config, "--ip", "127.0.0.1", "--port", String(port)],
      ...["--inspector-port", "0", "--show-interactive-dev-session=false"],
      ...["--persist-to", state, ...more],
    ],
    {
      cwd: ROOT,
      detached: true,
      env: { ...process.env, ...QUIET, WRANGLER_REGISTRY_PATH: join(state, "registry") },
      stdio: "pipe",
    },
  );
  let printed = "";
  for (const pipe of [child.stdout, child.stderr]) {
    pipe.on("data", (text) => {
      printed = (printed + text).slice(-20_000);
    });
  }
  const ended = () => child.exitCode !== null || child.signalCode !== null;
  return {
    printed: () => printed,
    ended,
    async stop() {
      const exited = new Promise((resolve) => child.once("exit", resolve));
      child.stdin.destroy();
      if (!ended()) await exited;
      // What is left of its process group.
      try {
        if (child.pid) process.kill(-child.pid, "SIGKILL");
      } catch {
        // Nothing is left.
      }
    },
  };
}

/**
 * Waits until a server answers.
 * @param {string} url
 * @param {ReturnType<typeof wrangler> | undefined} server
 */
async function answers(url, server) {
  const end = Date.now() + 45_000;
  for (;;) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    if (server?.ended() || Date.now() > end) {
      throw new Error(`${url} does not answer (${answer?.status}).\n${server?.printed()}`);
    }
    await pause(150);
  }
}

/** @returns {Promise<[number, number]>} two ports that nobody listens on */
async function freePorts() {
  const servers = [createServer(), createServer()];
  await Promise.all(
    servers.map(
      (server) => new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(0))),
    ),
  );
  const [one, other] = servers.map((server) => server.address());
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  if (typeof one !== "object" || typeof other !== "object" || !one || !other) {
    throw new Error("No free port was found.");
  }
  return [one.port, other.port];
}

/** @param {number} ms */
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
