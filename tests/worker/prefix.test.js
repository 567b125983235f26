// A Worker that is mounted under a prefix.
import { describe, expect, test } from "vitest";
import { connectJetchatKey } from "./connect-jetchat-key.js";
import { createWorker } from "./create-worker.js";
import { useFixtures } from "./fixtures.js";
import { cookieHeader, TestBrowser } from "./test-browser.js";

useFixtures();

describe("a Worker under a prefix", () => {
  const ask = createWorker({ prefix: "/desk", returnTo: ["https://shop.example.com"] });

  test("answers below its prefix only, and gives no link elsewhere", async () => {
    expect((await ask("/health")).status).toBe(404);
    expect((await ask("/desk/health")).status).toBe(200);
    expect((await ask("/desktop/health")).status).toBe(404);
    const refused = await ask("/desk/api/pipichat/api/get_user_info");
    expect(await refused.json()).toMatchObject({ error: { loginUrl: "/desk/connect/pipichat" } });
    const start = await ask("/desk/connect/pipichat?return_to=https://shop.example.com/x&popup=1");
    const callback = new URL(
      await new TestBrowser().approveLogin(start.headers.get("location") ?? ""),
    );
    const back = await ask(`/desk${callback.pathname}${callback.search}`, {
      headers: { cookie: cookieHeader(start) },
    });
    expect(back.headers.get("location")).toBe(
      "/desk/done/pipichat?to=https%3A%2F%2Fshop.example.com%2Fx",
    );
    const failed = await ask("/desk/callback/pipichat?auth_key=x", {
      headers: { accept: "text/html" },
    });
    expect(await failed.text()).toContain('href="/desk/connect/pipichat?');
  });

  test("passes on calls below its prefix", async () => {
    const cookie = await connectJetchatKey(ask, "/desk");
    expect((await ask("/desk/api/jetchat/me", { headers: { cookie } })).status).toBe(200);
  });
});
