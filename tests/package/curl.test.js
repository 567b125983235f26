import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { JetChat } from "portaria";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { KEY, startScriptedServer } from "./scripted-server.js";

/** @typedef {import("portaria").CurlOptions} CurlOptions */

/** @type {Awaited<ReturnType<typeof startScriptedServer>>} */
let jetchat;
/** A folder with a `curl` that only prints its arguments. */
let folder = "";

beforeAll(async () => {
  jetchat = await startScriptedServer();
  folder = mkdtempSync(join(tmpdir(), "portaria-curl-"));
  writeFileSync(join(folder, "curl"), `#!/bin/sh\nfor part; do printf '%s\\0' "$part"; done\n`);
  chmodSync(join(folder, "curl"), 0o755);
});

beforeEach(() => jetchat.answers());

afterAll(async () => {
  await jetchat.close();
  rmSync(folder, { recursive: true, force: true });
});

/**
 * Runs a command in a shell, and reads the request from curl's arguments.
 * @param {string} command
 */
function run(command) {
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

/** The last request that the server received, in the same form. */
function sent() {
  const last = jetchat.requests.at(-1) ?? expect.unreachable("nothing was sent");
  const query = last.query.size > 0 ? `?${last.query}` : "";
  const headers = Object.entries(last.headers).filter(([name]) => !BY_ITSELF.includes(name));
  return {
    method: last.method,
    url: new URL(`${jetchat.baseUrl}${last.path}${query}`).href,
    headers: Object.fromEntries(headers),
    body: last.body,
  };
}

/**
 * A URL in the form in which a server reads it.
 * @param {string} text
 */
function plain(text) {
  const url = new URL(text);
  const query = url.searchParams.size > 0 ? `?${url.searchParams}` : "";
  return `${url.origin}${url.pathname}${query}`;
}

/** Texts with characters that a shell, a URL or JSON treats specially. */
const TEXTS = [
  "plain",
  "it's",
  "''",
  "'; echo hacked; '",
  'say "hi"',
  `$HOME \${HOME} $(id) $((1+1))`,
  "`id`",
  "back\\slash \\' \\n",
  "line\nbreak\r\nand\ttab",
  "Olá, 你好 🙂 é",
  "!history !! %s %d *?[a-z]{a,b} ~",
  "-X DELETE --data @/etc/passwd",
  "@/etc/passwd",
  "a=1&b=2#c?d%20+e",
  "\u0000\u0001\u2028",
  " ",
  "",
];

/**
 * @typedef {(params?: any, options?: any) => PromiseLike<unknown>} Method
 * @type {[string, (client: JetChat) => Method & { curl: (...args: any[]) => Promise<string> }, (text: string) => object][]}
 */
const CALLS = [
  ["a GET", ({ flowTags }) => flowTags.list, (name) => ({ name, page: 2 })],
  ["a POST", ({ messages }) => messages.sendText, (content) => ({ user_ns: "f1u2", content })],
  [
    "a POST without a body",
    ({ whatsappTemplates }) => whatsappTemplates.list,
    (name) => ({ name }),
  ],
  ["a PUT", ({ botFields }) => botFields.setByName, (name) => ({ name, value: [name, 1, null] })],
  ["a DELETE with a body", ({ flowTags }) => flowTags.deleteByName, (name) => ({ name })],
  [
    "a path with names",
    ({ templates }) => templates.createOneTimeLink,
    (text) => ({ templateNs: `${text}/../x`, days: 3 }),
  ],
];

describe.each(CALLS)("the curl command of %s", (_, method, params) => {
  test.each(TEXTS)("sends what the call itself sends, with the text %j", async (text) => {
    const call = method(jetchat.client());
    const command = await call.curl(params(text), { showSecrets: true });
    await call(params(text));
    const request = run(command);
    expect({ ...request, url: plain(request.url) }).toEqual(sent());
  });
});

describe("a curl command", () => {
  test("of a method without parameters sends what the call itself sends", async () => {
    const { me } = jetchat.client();
    await me.get();
    expect(run(await me.get.curl({ showSecrets: true }))).toEqual(sent());
  });

  test("masks the key unless showSecrets is true, and sends nothing", async () => {
    const { me, flowTags, messages } = jetchat.client();
    for (const command of [
      await me.get.curl(),
      await me.get.curl({}),
      await me.get.curl({ showSecrets: false }),
      await flowTags.list.curl(),
      await flowTags.list.curl({ name: "vip" }, {}),
      await messages.sendText.curl({ user_ns: "f1u2", content: "x" }),
    ]) {
      expect(command).not.toContain(KEY);
      expect(run(command).headers.authorization).toMatch(/^Bearer \W*\w+\W*$/);
    }
    expect(await me.get.curl({ showSecrets: true })).toContain(KEY);
    expect(jetchat.requests).toEqual([]);
  });

  test("has the fields x-team-id, x-client-workspace-id and x-client-flow-ns of a partner's key", async () => {
    const client = jetchat.client({ teamId: "7", workspaceId: "12", flowNs: "f3" });
    await client.me.get();
    const request = run(await client.me.get.curl({ showSecrets: true }));
    expect(request).toEqual(sent());
    expect(request.headers).toMatchObject({
      "x-team-id": "7",
      "x-client-workspace-id": "12",
      "x-client-flow-ns": "f3",
    });
  });

  test("has the client's own header fields", async () => {
    const client = jetchat.client({ headers: { "x-third": "it's" } });
    await client.me.get();
    expect(run(await client.me.get.curl({ showSecrets: true }))).toEqual(sent());
  });

  test("goes to the provider's address, although the client's calls go through a Worker", async () => {
    const { flowTags } = new JetChat({ via: "/api" });
    const request = run(await flowTags.create.curl({ name: "vip" }));
    expect(request).toMatchObject({ method: "POST", body: '{"name":"vip"}' });
    expect(request.url).toMatch(/^https:\/\/.+\/api\/flow\/create-tag$/);
    expect(request.headers).not.toHaveProperty("x-portaria");
    const own = new JetChat({ via: "/api", baseUrl: "https://chat.example.org/api" });
    expect(run(await own.me.get.curl()).url).toBe("https://chat.example.org/api/me");
  });

  test("of wrong parameters is refused with `invalid_argument`, as the call is", async () => {
    const { flowTags } = jetchat.client();
    for (const params of /** @type {any[]} */ ([{}, { nam: "x" }, [], "x"])) {
      const refused = { code: "invalid_argument", operation: "flowTags.create" };
      await expect(flowTags.create(params)).rejects.toMatchObject(refused);
      await expect(flowTags.create.curl(params)).rejects.toMatchObject(refused);
    }
    expect(jetchat.requests).toEqual([]);
  });
});
