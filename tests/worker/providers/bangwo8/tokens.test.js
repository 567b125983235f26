// The tokens that a key of Bangwo8's is exchanged for.
import { describe, expect, test } from "vitest";
import { advanceClock } from "../../clock.js";
import { control, platformRequests } from "../../sandbox.js";
import { failure } from "../../test-browser.js";
import { byKey, call, connected, json, tokenRequests, useBangwo8Fixtures } from "./fixtures.js";

useBangwo8Fixtures();

describe("a Bangwo8 token", () => {
  const many = async () => {
    const calls = Array.from({ length: 200 }, () =>
      call("GET", "/api/v1/supports.json?per_page=1"),
    );
    return new Set((await Promise.all(calls)).map(({ status }) => status));
  };

  test("asks Bangwo8 for one token when 200 calls need it at once", async () => {
    await connected(byKey());
    const proved = (await tokenRequests()).length;
    expect(await many()).toEqual(new Set([200]));
    expect(await tokenRequests()).toHaveLength(proved + 1);
  }, 30_000);

  test("renews a token once, before it ends, when 200 calls need it at once", async () => {
    await connected(byKey());
    await call("GET", "/api/v1/supports.json");
    const before = (await tokenRequests()).length;
    advanceClock(3541);
    await control("clock", { advance_s: 3541 });
    expect(await many()).toEqual(new Set([200]));
    expect(await tokenRequests()).toHaveLength(before + 1);
    expect((await platformRequests("supports")).filter(({ status }) => status !== 200)).toEqual([]);
  }, 30_000);

  test("renews a token that ended early once, and repeats each of 20 calls with its body", async () => {
    await connected(byKey());
    await call("GET", "/api/v1/supports.json");
    const before = (await tokenRequests()).length;
    await control("clock", { advance_s: 3600 });
    const statuses = await Promise.all(
      Array.from({ length: 20 }, async (_, at) => {
        const body = { company: { companyName: `只此一次 ${at}` } };
        const length = String(new TextEncoder().encode(JSON.stringify(body)).length);
        const headers = { "content-length": length };
        return (await call("POST", "/api/v1/companies.json", body, headers)).status;
      }),
    );
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(await tokenRequests()).toHaveLength(before + 1);
    expect((await json(await call("GET", "/api/v1/companies.json"))).count).toBe("25");
  });

  test("renews a token without a stated end when Bangwo8 answers 401", async () => {
    await connected(byKey("osp-brief"));
    await call("GET", "/api/v1/supports.json");
    await control("clock", { advance_s: 61 });
    await json(await call("GET", "/api/v1/supports.json"));
    const statuses = (await platformRequests("supports")).map(({ status }) => status);
    expect(statuses).toEqual([200, 200, 401, 200]);
  });

  test("asks for no token with a deleted key until the account is connected again", async () => {
    await connected(byKey());
    await control("apps", { provider: "bangwo8", account: "osp-demo", secret: "another-secret" });
    const before = (await tokenRequests()).length;
    for (let time = 0; time < 3; time++) {
      expect(await failure(await call("GET", "/api/v1/supports.json"))).toMatchObject({
        status: 401,
        code: "reconnect_required",
      });
    }
    expect(await tokenRequests()).toHaveLength(before + 1);
    await connected({ ...byKey(), secret: "another-secret" });
    await json(await call("GET", "/api/v1/supports.json"));
  });

  test("asks for a token twice at once where Bangwo8 answers 503, and again with the next call", async () => {
    await connected(byKey());
    await control("fault", { path: "token.php", n: 3, status: 503, body: "{}" });
    expect((await call("GET", "/api/v1/supports.json")).status).toBe(502);
    expect((await call("GET", "/api/v1/supports.json")).status).toBe(200);
  });
});
