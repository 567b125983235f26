// The reverse proxies of docs/self-hosting.md, as processes that are made of the recipes there: only addresses, ports and paths are
// replaced.

import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { request as requestTls } from "node:https";
import { createConnection } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { ROOT } from "./workerd-process.js";

const GUIDE = readFileSync(`${ROOT}docs/self-hosting.md`, "utf8");

/** The block of the guide in this language that has these words. @param {string} language @param {string} words */
function recipe(language, words) {
  const blocks = [...GUIDE.matchAll(/^```(\w*)\n(.*?)^```$/gms)];
  const found = blocks.filter(([, of, text]) => of === language && text?.includes(words));
  if (found.length !== 1) throw new Error(`There are ${found.length} recipes with ${words}.`);
  return found[0]?.[2] ?? "";
}

/** Replaces each text, which must be there. @param {string} text @param {Record<string, string>} changes */
function replaced(text, changes) {
  let changed = text;
  for (const [from, to] of Object.entries(changes)) {
    if (!changed.includes(from)) throw new Error(`The recipe has no ${from}.`);
    changed = changed.replaceAll(from, to);
  }
  return changed;
}

/**
 * @typedef {object} Place
 * @property {string} folder
 * @property {number} upstream the Worker's port
 * @property {number} port
 * @property {number} tlsPort
 */

/** A certificate of our own making. @param {string} folder */
function certificate(folder) {
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const wanted = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1";
  execFileSync("openssl", [...wanted.split(" "), "-keyout", key, "-out", cert], { stdio: "pipe" });
  return { key, cert };
}

/** Each proxy's program, and how it is started. @type {Record<string, (place: Place) => [variable: string, args: string[]]>} */
const START = {
  caddy({ folder, upstream, port, tlsPort }) {
    const { key, cert } = certificate(folder);
    const text = replaced(recipe("txt", "reverse_proxy"), {
      "127.0.0.1:8787": `127.0.0.1:${upstream}`,
      "{\n\tlog {": "{\n\tadmin off\n\tauto_https off\n\tlog {",
    });
    const [site = ""] = /^desk\.example\.com \{\n.*^\}$/ms.exec(text) ?? [];
    const at = (/** @type {string} */ address, more = "") =>
      replaced(site, { "desk.example.com {": `${address} {\n\tbind 127.0.0.1${more}` });
    const sites = [
      at(`http://:${port}`),
      at(`https://127.0.0.1:${tlsPort}`, `\n\ttls ${cert} ${key}`),
    ];
    const file = join(folder, "Caddyfile");
    writeFileSync(file, replaced(text, { [site]: sites.join("\n") }));
    return ["PORTARIA_CADDY", ["run", "--config", file, "--adapter", "caddyfile"]];
  },

  nginx({ folder, upstream, port, tlsPort }) {
    const { key, cert } = certificate(folder);
    const server = replaced(recipe("nginx", "proxy_pass"), {
      "127.0.0.1:8787": `127.0.0.1:${upstream}`,
      "listen 443 ssl http2;": `listen 127.0.0.1:${tlsPort} ssl http2;\n    listen 127.0.0.1:${port};`,
      "server_name desk.example.com;": "server_name 127.0.0.1;",
      "/etc/letsencrypt/live/desk.example.com/fullchain.pem": cert,
      "/etc/letsencrypt/live/desk.example.com/privkey.pem": key,
      "/var/log/nginx/portaria.log": join(folder, "portaria.log"),
    });
    const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    const paths = temporary.map((name) => `${name}_temp_path ${join(folder, name)};`);
    const around = ["daemon off;", "master_process off;", `pid ${join(folder, "nginx.pid")};`];
    const file = join(folder, "nginx.conf");
    writeFileSync(
      file,
      `${around.join("\n")}\nevents {}\nhttp {\n${paths.join("\n")}\n${server}\n}\n`,
    );
    return ["PORTARIA_NGINX", ["-p", folder, "-c", file, "-e", join(folder, "error.log")]];
  },
};

export const PROXIES = Object.keys(START);

/**
 * Starts a proxy in front of a Worker, and waits until it listens.
 * @param {string} name
 * @param {Place} place
 */
export async function startProxy(name, place) {
  const { folder, port, tlsPort } = place;
  mkdirSync(folder, { recursive: true });
  const [variable, args] = START[name]?.(place) ?? ["", []];
  const program = process.env[variable];
  if (!program) throw new Error(`Set ${variable} to the path of ${name}.`);
  const env = { HOME: folder, PATH: process.env.PATH };
  const child = spawn(program, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  for (const pipe of [child.stdout, child.stderr]) {
    pipe.on("data", (text) => {
      printed += text;
    });
  }
  const stop = () => void child.kill("SIGKILL");
  process.once("exit", stop);
  for (const at of [port, tlsPort]) {
    for (let tries = 0; !(await listens(at)); tries++) {
      if (tries > 300 || child.exitCode !== null)
        throw new Error(`${name} does not listen.\n${printed}`);
      await wait(50);
    }
  }
  return { printed: () => printed, stop };
}

/** @param {number} port @returns {Promise<boolean>} */
const listens = (port) =>
  new Promise((resolve) => {
    const socket = createConnection(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });

/**
 * Asks from an address of this machine, over a connection of its own. A value that is a list is as many fields.
 * @param {string} url
 * @param {{ from?: string, method?: string, headers?: Record<string, string | string[]>, body?: string | Buffer }} [init]
 * @returns {Promise<{ status: number, headers: import("node:http").IncomingHttpHeaders, text: string }>}
 */
export function askFrom(url, { from = "127.0.0.1", method = "GET", headers = {}, body = "" } = {}) {
  const ask = url.startsWith("https:") ? requestTls : request;
  // The certificate is nobody's.
  const options = { method, headers, localAddress: from, agent: false, rejectUnauthorized: false };
  return new Promise((resolve, reject) => {
    const asked = ask(url, options, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (chunk) => {
        text += chunk;
      });
      answer.once("error", reject);
      answer.once("end", () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }),
      );
    });
    asked.once("error", reject);
    asked.end(body);
  });
}
