// Links that are signed with a private key: to a chat, and to a ticket template.
import { readFileSync } from "node:fs";
import { Bangwo8, chatLink, ticketTemplateLink } from "portaria";
import { beforeEach, describe, expect, test } from "vitest";
import { BASE, createSandbox, DEMO, ready, rejectionOf } from "./clients.js";

/** @type {ReturnType<typeof createSandbox>} */
let sandbox;
beforeEach(() => {
  sandbox = createSandbox();
});

/** Moves the clock of the sandbox, but not the client's. */
const advanceSandbox = (/** @type {number} */ seconds) =>
  sandbox.control("clock", { advance_s: seconds });

describe("a signed link", () => {
  const { vendor_id: vendorID, pc_key, h5_key } = DEMO;
  const UID = `u6_${vendorID}_小明 & co`;
  const TEMPLATE = `${BASE}/osp2016/ticket/template.php?vendorID=${vendorID}`;

  /** @param {string} url */
  async function enter(url) {
    const response = await sandbox.fetch(url);
    return [response.status, await response.text()];
  }

  test.each([
    ["a chat", () => chatLink({ baseUrl: BASE, privateKey: pc_key, vendorID, uid: UID }), "小明"],
    [
      "a chat on a phone",
      () => chatLink({ baseUrl: BASE, privateKey: h5_key, vendorID, uid: UID, device: "h5" }),
      "小明",
    ],
    [
      "a chat with further parameters",
      () =>
        chatLink({
          baseUrl: BASE,
          privateKey: pc_key,
          vendorID: Number(vendorID),
          uid: UID,
          params: { customSource: "官网", number: 7 },
        }),
      "小明",
    ],
    ["a chat without a user", () => chatLink({ baseUrl: BASE, privateKey: pc_key, vendorID }), ""],
    [
      "a chat made by client.links.chat()",
      () => new Bangwo8().links.chat({ baseUrl: BASE, privateKey: pc_key, vendorID, uid: UID }),
      "小明",
    ],
    [
      "a ticket template",
      () =>
        ticketTemplateLink({
          url: `${BASE}/osp2016/ticket/template.php`,
          privateKey: pc_key,
          authaccount: "小明",
          mobile: "10000000000",
          params: { vendorID },
        }),
      "小明",
    ],
  ])("to %s opens", async (_, make, who) => {
    const url = await make();
    expect(url).not.toMatch(new RegExp(`${pc_key}|${h5_key}`));
    const [status, page] = await enter(url);
    expect([status, page]).toEqual([200, expect.stringContaining(who)]);
  });

  test("is answered 403 when it was changed, was signed with another key, or is ten minutes old", async () => {
    const options = { baseUrl: BASE, privateKey: pc_key, vendorID, uid: UID };
    const url = new URL(await chatLink(options));
    const other = new URL(url);
    other.searchParams.set("uid", `u6_${vendorID}_bob`);
    const later = new URL(url);
    later.searchParams.set("timestamp", String(Date.now() + 1000));
    for (const forged of [
      other.href,
      later.href,
      await chatLink({ ...options, privateKey: h5_key }),
      await chatLink({ ...options, privateKey: ready("osp-200").pc_key }),
      await chatLink({ ...options, device: "h5" }),
    ]) {
      expect((await enter(forged))[0], forged).toBe(403);
    }
    expect((await enter(url.href))[0]).toBe(200);
    await advanceSandbox(602);
    expect((await enter(url.href))[0]).toBe(403);
  });

  test("has another nonce each time that it is made", async () => {
    const options = { privateKey: pc_key, vendorID };
    const nonces = await Promise.all([chatLink(options), chatLink(options)]);
    expect(new Set(nonces.map((url) => new URL(url).searchParams.get("nonce"))).size).toBe(2);
    expect(nonces[0]).toMatch(
      /^https:\/\/www\.bangwo8\.com\/osp2016\/chat\/pc\/index\.php\?vendorID=/,
    );
  });

  test.each(
    /** @type {[string, () => Promise<string>][]} */ ([
      ["a missing key", () => chatLink(/** @type {any} */ ({ vendorID }))],
      ["an empty key", () => chatLink({ privateKey: " ", vendorID })],
      [
        "a url without TLS",
        () => ticketTemplateLink({ url: "http://a.example/", privateKey: "canary" }),
      ],
      ["a missing url", () => ticketTemplateLink(/** @type {any} */ ({ privateKey: "canary" }))],
      [
        "a parameter named signature",
        () => chatLink({ privateKey: "canary", vendorID, params: { signature: "x" } }),
      ],
      [
        "an object as vendorID",
        () => chatLink({ privateKey: "canary", vendorID: /** @type {any} */ ({}) }),
      ],
    ]),
  )("is refused with `invalid_argument` for %s", async (_, make) => {
    const error = await rejectionOf(make());
    expect(error).toMatchObject({ code: "invalid_argument", provider: "bangwo8" });
    expect(error.message).not.toContain("canary");
  });

  test("keeps the query of its url", async () => {
    const link = await ticketTemplateLink({ url: TEMPLATE, privateKey: pc_key, mobile: "1" });
    expect(link.startsWith(`${TEMPLATE}&mobile=1&timestamp=`)).toBe(true);
  });
});

test("the browser's build cannot sign links, and cannot use a password or a key", async () => {
  const page = await import("../../../../pkg/browser.js");
  expect(Object.keys(page)).toContain("Bangwo8");
  expect(Object.keys(page)).not.toEqual(expect.arrayContaining([expect.stringMatching(/Link$/)]));
  const client = new page.Bangwo8({ via: "/api" });
  expect(client).not.toHaveProperty("links");
  for (const file of ["browser_bg.wasm", "browser.js"]) {
    const text = readFileSync(new URL(`../../../../pkg/dist/${file}`, import.meta.url), "latin1");
    for (const word of ["signLink", "privateKey", "token.php", "client_credentials"]) {
      expect(text.includes(word), `${word} in ${file}`).toBe(false);
    }
  }
});
