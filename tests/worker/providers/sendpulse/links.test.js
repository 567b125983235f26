// Who is linked to a SendPulse account, and for how long: the question is one browser's, answered once, about one installation.
import { describe, expect, test } from "vitest";
import { browser, replaceBrowser, useFixtures } from "../../fixtures.js";
import { failure, TestBrowser } from "../../test-browser.js";
import { ORIGIN } from "../../worker-settings.js";
import { openApp } from "./dashboard.js";
import { arrive, call, installedKeys, linked, PAGE, uninstall } from "./fixtures.js";

useFixtures();

const SAME_ORIGIN = { ...PAGE, origin: ORIGIN, "sec-fetch-site": "same-origin" };

/** Opens the app: the address of the question, and the cookies with which it is asked. */
async function question() {
  const response = await arrive(await openApp());
  expect(response.status).toBe(303);
  return { address: response.headers.get("location") ?? "", cookies: browser.cookies.copy() };
}

/**
 * Answers with whatever the address holds.
 * @param {TestBrowser} who @param {string} address @param {string} answer
 */
function give(who, address, answer) {
  const fields = new URLSearchParams(new URL(address, ORIGIN).searchParams);
  fields.set("answer", answer);
  return who.ask("/link/sendpulse", { method: "POST", body: fields, headers: SAME_ORIGIN });
}

describe("the question whether to link a SendPulse account", () => {
  test("is not asked in another browser that is sent to its address, nor answered there", async () => {
    const { address } = await question();
    const victim = new TestBrowser();
    expect((await failure(await victim.ask(address, { headers: PAGE }))).code).toBe(
      "flow_mismatch",
    );
    expect((await failure(await give(victim, address, "link"))).code).toBe("flow_mismatch");
    expect(await victim.connections()).toEqual([]);
    expect((await give(browser, address, "link")).status).toBe(303);
  });

  test.each([
    ["no", "link"],
    ["link", "link"],
    ["link", "no"],
  ])("is answered once: %s, and %s afterwards is flow_replayed", async (first, second) => {
    const { address, cookies } = await question();
    expect((await give(browser, address, first)).status).toBeLessThan(400);
    expect((await failure(await give(browser, address, second))).code, "its cookie is gone").toBe(
      "flow_mismatch",
    );
    const kept = new TestBrowser();
    kept.cookies = cookies;
    expect(await failure(await give(kept, address, second))).toMatchObject({
      status: 409,
      code: "flow_replayed",
    });
    expect(await kept.connections()).toEqual([]);
  });

  test("takes one of 20 answers that arrive at once", async () => {
    const { address, cookies } = await question();
    const answers = Array.from({ length: 20 }, () => {
      const who = new TestBrowser();
      who.cookies = cookies.copy();
      return give(who, address, "link");
    });
    const statuses = (await Promise.all(answers)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 303)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(19);
  });

  test("puts nothing sealed into an address, and its cookie is the host's own for ten minutes", async () => {
    const response = await arrive(await openApp());
    expect(response.headers.get("location")).toMatch(
      /^\/link\/sendpulse\?question=[\w-]{10}&lang=en$/,
    );
    expect(response.headers.getSetCookie()).toEqual([
      expect.stringMatching(
        /^__Host-portaria-link-[\w-]{10}=v1\.\S+; Path=\/; Max-Age=600; Secure; HttpOnly; SameSite=Lax$/,
      ),
    ]);
  });

  test("is not asked where the browser shows two cookies of its name", async () => {
    const { address, cookies } = await question();
    const cookie = `${cookies.header()}; ${cookies.header()}`;
    const response = await new TestBrowser().ask(address, { headers: { ...PAGE, cookie } });
    expect((await failure(response)).code).toBe("flow_mismatch");
  });

  test("stands for two apps that are opened in two tabs", async () => {
    const one = await question();
    const two = await question();
    expect(one.address).not.toBe(two.address);
    expect((await give(browser, one.address, "link")).status).toBe(303);
    expect((await give(browser, two.address, "no")).status).toBe(200);
    expect(await browser.connections()).toHaveLength(1);
  });
});

describe("an installation of the SendPulse app", () => {
  test("stays the same while the app is opened again, so links stay", async () => {
    await linked();
    const first = replaceBrowser();
    await linked();
    expect(await first.connections()).toHaveLength(1);
    expect((await first.ask("/api/sendpulse/senders")).status).toBe(200);
  });

  test("ends when it is uninstalled: the next one is linked to nobody who is not asked", async () => {
    await linked();
    const before = replaceBrowser();
    const listed = replaceBrowser();
    expect(await listed.connections()).toEqual([]);
    await uninstall(await installedKeys());
    await linked(); // installed again, by another browser
    expect((await call("/senders")).status).toBe(200);
    expect(await failure(await before.ask("/api/sendpulse/senders"))).toMatchObject({
      status: 401,
      code: "reconnect_required",
    });
    expect(await before.connections()).toEqual([]);
    expect(await browser.connections()).toHaveLength(1);
  });

  test("is what a question was about: one from before an uninstall links nobody to the next", async () => {
    const { address } = await question();
    const asked = replaceBrowser();
    await uninstall(await installedKeys());
    await linked();
    expect((await failure(await give(asked, address, "link"))).code).toBe("reconnect_required");
    expect(await asked.connections()).toEqual([]);
  });
});

test("costs an uninstall with wrong keys the same for an account that is known and one that is not", async () => {
  await linked();
  await call("/senders"); // what is known of the account is in the isolate's memory now
  const known = await installedKeys();
  const asked = async (/** @type {object} */ body) => {
    const response = await uninstall(body);
    const timing = response.headers.get("server-timing") ?? "";
    return [response.status, timing.replace(/dur=[\d.]+/g, "dur")];
  };
  const wrong = { client_id: known.client_id, client_secret: "0".repeat(32) };
  for (let time = 0; time < 3; time++) {
    const answers = [
      await asked({ ...known, ...wrong }),
      await asked({ ...known, ...wrong, user_id: 4_000_004 + time }),
    ];
    expect(answers[0]).toEqual(answers[1]);
  }
  expect((await call("/senders")).status).toBe(200);
});
