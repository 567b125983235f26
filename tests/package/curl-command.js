// Runs curl commands without sending anything, and compares their requests with those that a server received.
import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect } from "vitest";

/**
 * A folder with a `curl` that only prints its arguments, for all tests of a file. The function that is returned runs a command in a
 * shell, and reads the request from curl's arguments.
 */
export function useFakeCurl() {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "portaria-curl-"));
    writeFileSync(join(folder, "curl"), `#!/bin/sh\nfor part; do printf '%s\\0' "$part"; done\n`);
    chmodSync(join(folder, "curl"), 0o755);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  return (/** @type {string} */ command) => requestOf(command, folder);
}

/** @param {string} command @param {string} folder */
function requestOf(command, folder) {
  const printed = execFileSync("sh", ["-c", command], {
    encoding: "utf8",
    env: { PATH: `${folder}:/usr/bin:/bin`, HOME: "/nowhere" },
  });
  const parts = printed.split("\0").slice(0, -1);
  /** @type {{ method: string, url: string, headers: Record<string, string>, body: string }} */
  const request = { method: "GET", url: "", headers: {}, body: "" };
  while (parts.length > 0) {
    const part = parts.shift() ?? "";
    const value = () => parts.shift() ?? expect.unreachable(`${part} without a value`);
    if (part === "-X") request.method = value();
    else if (part === "--data-raw") request.body = value();
    else if (part === "-H") {
      const [, name = "", text = ""] = /^([^:]+): (.*)$/s.exec(value()) ?? [];
      expect(request.headers).not.toHaveProperty(name.toLowerCase());
      request.headers[name.toLowerCase()] = text;
    } else {
      expect(part).toMatch(/^https?:\/\//);
      expect(request.url).toBe("");
      request.url = part;
    }
  }
  expect(request.url.slice(8), "what curl would expand").not.toMatch(/[[\]{}]/);
  return request;
}

/** Header fields that the runtime adds by itself. */
const BY_ITSELF = [
  "accept-encoding",
  "accept-language",
  "connection",
  "content-length",
  "host",
  "sec-fetch-mode",
  "user-agent",
];

/**
 * The last request that a server received, in the same form.
 * @param {Awaited<ReturnType<typeof import("./scripted-server.js").startScriptedServer>>} server
 */
export function lastRequest(server) {
  const last = server.requests.at(-1) ?? expect.unreachable("nothing was sent");
  const query = last.query.size > 0 ? `?${last.query}` : "";
  const headers = Object.entries(last.headers).filter(([name]) => !BY_ITSELF.includes(name));
  return {
    method: last.method,
    url: new URL(`${server.baseUrl}${last.path}${query}`).href,
    headers: Object.fromEntries(headers),
    body: last.body,
  };
}

/**
 * A URL in the form in which a server reads it.
 * @param {string} text
 */
export function normalizeUrl(text) {
  const url = new URL(text);
  const query = url.searchParams.size > 0 ? `?${url.searchParams}` : "";
  return `${url.origin}${url.pathname}${query}`;
}
