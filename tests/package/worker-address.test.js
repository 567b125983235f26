// Where the Worker is: clients are checked by the core, connect() and its like by JavaScript. Both must agree on every address.
import { connections, disconnect, JetChat, watchConnections } from "portaria";
import { afterEach, expect, test, vi } from "vitest";

afterEach(() => void vi.unstubAllGlobals());

const RULE = /^via must be the address of a Portaria Worker's proxy/;

/** Addresses of a proxy, each with the Worker's own. @type {[via: string, worker: string][]} */
const GOOD = [
  ["/api", ""],
  ["/api/", ""],
  ["/api//", ""],
  ["/desk/api", "/desk"],
  ["/a/b/api", "/a/b"],
  ["/api/api", "/api"],
  ["/see/https://desk/api", "/see/https://desk"],
  ["https://desk.example.com/api", "https://desk.example.com"],
  ["https://desk.example.com:8443/x/api/", "https://desk.example.com:8443/x"],
  ["http://127.0.0.1:8787/api", "http://127.0.0.1:8787"],
  ["http://localhost:80/x/api", "http://localhost:80/x"],
];

const BAD = [
  "",
  "/",
  "//",
  "api",
  "./api",
  "/portaria",
  "/apis",
  "/api/x",
  "//api",
  "//evil.example/api",
  "///evil.example/api",
  "/\\evil.example/api",
  "\\\\evil.example/api",
  "/\t/evil.example/api",
  "/a b/api",
  "/é/api",
  "/api?x",
  "/x?y=/api",
  "/x#/api",
  "/api\n",
  "\n/api",
  "http://evil.example/api",
  "http://127.0.0.1/api",
  "http://localhost/api",
  "http://localhost:/api",
  "http://127.0.0.1.evil.example/api",
  "http://localhost.evil.example/api",
  "http://127.0.0.1@evil.example/api",
  "https://u@a.example/api",
  "https://u:p@a.example/api",
  "https:a.example/api",
  "https:/a.example/api",
  "https:///a.example/api",
  "https://api",
  "https:///api",
  "https://",
  "HTTPS://a.example/api",
  " https://a.example/api",
  "javascript:alert(1)//api",
  "JavaScript:alert(1)//api",
  " javascript:alert(1)//api",
  "java\nscript:alert(1)//api",
  "javascript://x/api",
  "data:text/html,x/api",
  "blob:https://a.example/api",
  "file:///api",
  "ws://a.example/api",
];

/** What is said of an address, by a client and by connections(): nothing, where neither refuses it. */
async function saidOf(/** @type {string} */ via) {
  /** @type {string[]} */
  const asked = [];
  const fetch = async (/** @type {RequestInfo | URL} */ address) => {
    asked.push(String(address));
    return Response.json({ connections: [], data: [] });
  };
  vi.stubGlobal("fetch", fetch);
  const said = (/** @type {any} */ error) => `${error.code} ${error.message}`;
  const client = await new JetChat({ via, fetch }).me.get().then(() => "", said);
  const page = await connections({ via }).then(() => "", said);
  return { client, page, asked };
}

test.each(GOOD)("%j is taken for the proxy of the Worker at %j", async (via, worker) => {
  const { client, page, asked } = await saidOf(via);
  expect([client, page]).toEqual(["", ""]);
  expect(asked).toEqual([`${worker}/api/jetchat/me`, `${worker}/connections`]);
});

test.each(BAD)(
  "%j is refused by clients and by connections(), and nothing is sent",
  async (via) => {
    const { client, page, asked } = await saidOf(via);
    expect(client).toMatch(/^invalid_argument via must be the address/);
    expect(page).toBe(client);
    expect(page.replace(/^invalid_argument /, "")).toMatch(RULE);
    expect(asked).toEqual([]);
  },
);

test("an option that a function does not know is refused by its name", async () => {
  vi.stubGlobal("fetch", () => expect.unreachable("nothing may be sent"));
  const stranger = /** @type {any} */ ({ worker: "/portaria" });
  const message = (/** @type {string} */ rest) => ({
    code: "invalid_argument",
    message: `worker is not an option of ${rest}`,
  });
  await expect(connections(stranger)).rejects.toMatchObject(
    message("connections(); there are via"),
  );
  await expect(disconnect("jetchat", stranger)).rejects.toMatchObject(
    message("disconnect(); there are accountId, via"),
  );
  expect(() => watchConnections(() => {}, stranger)).toThrow(
    "worker is not an option of watchConnections(); there are onError, signal, via",
  );
});
