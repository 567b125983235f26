// What a framework does to the objects of an app: proxies around them, frozen ones, ones that others inherit from.
import * as portaria from "portaria";
import { expect, test } from "vitest";
import { reactive, readonly, shallowReactive } from "vue";

/** @type {any} */
const all = portaria;

/** Every class of a client. */
const CLIENTS = Object.keys(all).filter((name) => "quota" in Object(all[name].prototype));

/** A platform's answer to everything. */
const ANSWER = { status: "ok", success: true, data: [{ id: 7 }], user_info: { user_id: "7" } };

const options = () => ({
  ...{ via: "https://worker.example.com/api", headers: { "x-own": "1" } },
  fetch: async () => Response.json(ANSWER),
});

/** @type {[string, (object: any) => any][]} */
const WRAPPERS = [
  ["Vue's reactive()", reactive],
  ["Vue's readonly()", readonly],
  ["Vue's shallowReactive()", shallowReactive],
  ["a proxy", (object) => new Proxy(object, {})],
  ["a proxy of a proxy", (object) => new Proxy(reactive(object), {})],
  ["Object.freeze()", Object.freeze],
  ["Object.create()", Object.create],
];

/**
 * The names of what a client or a group has: its own members, and its class's getters.
 * @param {any} holder
 */
const namesIn = (holder) => {
  const names = [];
  for (let at = holder; at && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    const members = Object.entries(Object.getOwnPropertyDescriptors(at));
    names.push(
      ...members.filter(([, { get, enumerable }]) => get || enumerable).map(([name]) => name),
    );
  }
  return [...new Set(names)].filter((name) => name !== "quota" && name !== "links");
};

/**
 * The first method of an operation in each group.
 * @param {any} holder
 * @returns {Generator<any>}
 */
function* methodsIn(holder) {
  let hasMethod = false;
  for (const name of namesIn(holder)) {
    const value = holder[name];
    expect(holder[name], `${name} is made once`).toBe(value);
    if (typeof value === "object") yield* methodsIn(value);
    else if (typeof value === "function" && !hasMethod) {
      hasMethod = true;
      yield value;
    }
  }
}

test("there are clients of every platform and service", () => {
  expect(CLIENTS.length).toBeGreaterThan(15);
});

test.each(WRAPPERS)("all clients make calls and list behind %s", async (_, wrap) => {
  for (const name of CLIENTS) {
    const client = wrap(new all[name](options()));
    expect(client.quota, name).toEqual({});
    const methods = [...methodsIn(client)];
    expect(methods.length, name).toBeGreaterThan(0);
    for (const method of methods) {
      // What lacks a parameter is refused as such.
      await method({}).then(
        () => {},
        (/** @type {unknown} */ error) => expect(error).toBeInstanceOf(portaria.PortariaError),
      );
    }
  }
});

test.each(WRAPPERS)(
  "a list behind %s is awaited, and iterated by items and pages",
  async (_, wrap) => {
    const client = wrap(new all.JetChat(options()));
    const list = () => wrap(client.flowTags.list());
    expect(await list()).toEqual(ANSWER);
    expect(await list().finally(() => {})).toEqual(ANSWER);
    expect(await list().catch(() => "refused")).toEqual(ANSWER);
    /** @type {any[][]} */
    const [items = [], pages = []] = [[], []];
    for await (const item of list()) items.push(item);
    for await (const page of list().pages()) pages.push(page);
    expect(items).toEqual(ANSWER.data);
    expect(pages).toEqual([ANSWER]);
  },
);

test.each(WRAPPERS)("what classes have of their own works behind %s", async (_, wrap) => {
  const key = Buffer.alloc(32).toString("base64");
  const community = wrap(new all.PipiChat({ appId: "5289000000777", key }));
  expect(await community.startLogin()).toMatchObject({ flow: expect.any(String) });
  await expect(
    community.handleRedirect("https://a.example/?x=1", { appSecret: "x" }),
  ).rejects.toThrow(portaria.PortariaError);
  const desk = wrap(new all.Bangwo8(options()));
  expect(await desk.request({ path: "/api/v1/tags.json" })).toEqual(ANSWER);
  expect(await desk.requestList({ path: "/api/v1/tags.json", items: "data" })).toEqual(ANSWER);
  expect(await desk.links.chat({ vendorID: 1, privateKey: "made-up" })).toMatch(/^https:/);
  const app = wrap(new all.SendPulse({ ...options(), appId: "1" }));
  const removed = new Request("https://a.example/", { method: "POST", body: "{}" });
  expect(await app.handleUninstall(removed, { find: () => undefined })).toBeUndefined();
  const service = new all.SendPulseSMTP(app);
  expect(await service.emails.list().then(() => "listed")).toBe("listed");
  expect(app.quota).toEqual(service.quota);
});

test("a client shows nothing of its options, in whatever way it is printed", () => {
  const client = new all.JetChat({ baseUrl: "https://a.example/api", apiKey: "canary" });
  const shown = [JSON.stringify(client), Object.entries(client), reactive(client)].map(String);
  expect(shown.join()).not.toContain("canary");
});
