// When a client with a key requests a token.
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createSandbox, itemsOf, ready, rejectionOf } from "./clients.js";

/** @type {ReturnType<typeof createSandbox>} */
let sandbox;
beforeEach(() => {
  sandbox = createSandbox();
});

/** Moves the clocks of the client and of the sandbox. */
const advanceClock = (/** @type {number} */ seconds) =>
  vi.setSystemTime(Date.now() + seconds * 1000);

/** Moves the clock of the sandbox, but not the client's. */
const advanceSandbox = (/** @type {number} */ seconds) =>
  sandbox.control("clock", { advance_s: seconds });

describe("a token", () => {
  test("is requested once, although 200 callers wait for it", async () => {
    const client = sandbox.withKey();
    const pages = await Promise.all(
      Array.from({ length: 200 }, () => client.agents.list({ per_page: 1 })),
    );
    expect(pages.map(({ supports }) => supports?.length)).toEqual(Array(200).fill(1));
    expect(await sandbox.tokenRequests()).toHaveLength(1);
    const bearers = (await sandbox.apiRequests()).map(({ headers }) => headers.authorization);
    expect([bearers.length, new Set(bearers).size]).toEqual([200, 1]);
  });

  describe("over time", () => {
    beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"] }));
    afterEach(() => void vi.useRealTimers());

    test("is renewed a minute before it expires, so that no call is refused", async () => {
      const client = sandbox.withKey();
      await client.agents.list();
      advanceClock(3539);
      await client.agents.list();
      expect(await sandbox.tokenRequests()).toHaveLength(1);
      advanceClock(2);
      await Promise.all(Array.from({ length: 50 }, () => client.agents.list()));
      expect(await sandbox.tokenRequests()).toHaveLength(2);
      expect((await sandbox.apiRequests()).filter(({ status }) => status !== 200)).toEqual([]);
    });
  });

  test("that expired early is renewed once for 50 refused calls, and each call is repeated once", async () => {
    const client = sandbox.withKey();
    await client.agents.list();
    await advanceSandbox(3600);
    const calls = Array.from({ length: 50 }, (_, at) =>
      client.companies.create({ company: { companyName: `Made once ${at}` } }),
    );
    expect(await Promise.all(calls)).toHaveLength(50);
    expect(await sandbox.tokenRequests()).toHaveLength(2);
    expect(await itemsOf(client.companies.list())).toHaveLength(55);
  });

  test("may have another length and no expires_in", async () => {
    const client = sandbox.withKey(ready("osp-brief"));
    await client.agents.list();
    await advanceSandbox(60);
    await client.agents.list();
    expect((await sandbox.apiRequests()).map(({ status }) => status)).toEqual([200, 401, 200]);
    expect(await sandbox.tokenRequests()).toHaveLength(2);
  });

  test("that is refused although it is new is renewed only once", async () => {
    await sandbox.control("fault", {
      path: "/supports",
      n: 9,
      status: 401,
      body: '{"error":"invalid_token","error_description":"no"}',
    });
    expect(await rejectionOf(sandbox.withKey().agents.list())).toMatchObject({
      code: "unauthorized",
      operation: "agents.list",
      providerCode: "invalid_token",
    });
    expect(await sandbox.tokenRequests()).toHaveLength(2);
    expect(await sandbox.apiRequests()).toHaveLength(2);
  });

  test.each(["osp-demo", "osp-200"])(
    "is requested only once when the key of the account %s is refused",
    async (name) => {
      const client = sandbox.withKey({ ...ready(name), secret: "canary-wrong" });
      for (let time = 0; time < 3; time++) {
        const error = await rejectionOf(client.agents.list());
        expect(error).toMatchObject({ code: "unauthorized", providerCode: "invalid_client" });
        expect(`${error.stack}${JSON.stringify(error)}`).not.toContain("canary");
      }
      expect(await sandbox.requests()).toHaveLength(1);
    },
  );

  test.each([
    ["a 503", { status: 503, body: "{}" }],
    ["an answer that is not JSON", { status: 200, body: "html" }],
    ["an answer without a token", { status: 200, body: '{"expires_in":3600}' }],
  ])("is requested again after %s", async (_, fault) => {
    await sandbox.control("fault", { path: "/api/token.php", ...fault });
    const client = sandbox.withKey(undefined, { retries: 0 });
    expect((await rejectionOf(client.agents.list())).code).toMatch(
      /^(provider_error|bad_response)$/,
    );
    await client.agents.list();
    expect(await sandbox.tokenRequests()).toHaveLength(2);
  });
});
