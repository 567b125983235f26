// The curl command of a call: it sends what the call sends, and masks secrets.
import { JetChat } from "portaria";
import { describe, expect, test } from "vitest";
import { lastRequest, normalizeUrl, useFakeCurl } from "./curl-command.js";
import { KEY, useScriptedServer } from "./scripted-server.js";

const server = useScriptedServer();
const requestOf = useFakeCurl();

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
  ["a PUT", ({ botFields }) => botFields.setByName, (name) => ({ name, value: name })],
  ["a DELETE with a body", ({ flowTags }) => flowTags.deleteByName, (name) => ({ name })],
  [
    "a path with names",
    ({ templates }) => templates.createOneTimeLink,
    (text) => ({ templateNs: `${text}/../x`, days: 3 }),
  ],
];

describe.each(CALLS)("the curl command of %s", (_, method, params) => {
  test.each(TEXTS)("sends what the call itself sends, with the text %j", async (text) => {
    const call = method(server.client());
    const command = await call.curl(params(text), { showSecrets: true });
    await call(params(text));
    const request = requestOf(command);
    expect({ ...request, url: normalizeUrl(request.url) }).toEqual(lastRequest(server));
  });
});

describe("a curl command", () => {
  test("of a method without parameters sends what the call itself sends", async () => {
    const { me } = server.client();
    await me.get();
    expect(requestOf(await me.get.curl({ showSecrets: true }))).toEqual(lastRequest(server));
  });

  test("masks the key unless showSecrets is true, and sends nothing", async () => {
    const { me, flowTags, messages } = server.client();
    for (const command of [
      await me.get.curl(),
      await me.get.curl({}),
      await me.get.curl({ showSecrets: false }),
      await flowTags.list.curl(),
      await flowTags.list.curl({ name: "vip" }, {}),
      await messages.sendText.curl({ user_ns: "f1u2", content: "x" }),
    ]) {
      expect(command).not.toContain(KEY);
      expect(requestOf(command).headers.authorization).toMatch(/^Bearer \W*\w+\W*$/);
    }
    expect(await me.get.curl({ showSecrets: true })).toContain(KEY);
    expect(server.requests).toEqual([]);
  });

  test("has the client's own header fields", async () => {
    const client = server.client({ headers: { "x-third": "it's" } });
    await client.me.get();
    expect(requestOf(await client.me.get.curl({ showSecrets: true }))).toEqual(lastRequest(server));
  });

  test("goes to the provider's address, although the client's calls go through a Worker", async () => {
    const { flowTags } = new JetChat({ via: "/api" });
    const request = requestOf(await flowTags.create.curl({ name: "vip" }));
    expect(request).toMatchObject({ method: "POST", body: '{"name":"vip"}' });
    expect(request.url).toMatch(/^https:\/\/.+\/api\/flow\/create-tag$/);
    expect(request.headers).not.toHaveProperty("x-portaria");
    const own = new JetChat({ via: "/api", baseUrl: "https://chat.example.org/api" });
    expect(requestOf(await own.me.get.curl()).url).toBe("https://chat.example.org/api/me");
  });

  test("of wrong parameters is refused with `invalid_argument`, as the call is", async () => {
    const { flowTags } = server.client();
    for (const params of /** @type {any[]} */ ([{}, { nam: "x" }, [], "x"])) {
      const refused = { code: "invalid_argument", operation: "flowTags.create" };
      await expect(flowTags.create(params)).rejects.toMatchObject(refused);
      await expect(flowTags.create.curl(params)).rejects.toMatchObject(refused);
    }
    expect(server.requests).toEqual([]);
  });
});
