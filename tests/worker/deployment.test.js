// Row 5 of SECURITY.md: a sealed text opens at the deployment that sealed it, and at no other which has the same key.
import { beforeEach, describe, expect, test } from "vitest";
import { connectJetchatKey } from "./connect-jetchat-key.js";
import { createWorker } from "./create-worker.js";
import { useFixtures } from "./fixtures.js";
import { openApp } from "./providers/sendpulse/dashboard.js";
import { exchangeRequests } from "./sandbox.js";
import { cookieHeader, failure, TestBrowser } from "./test-browser.js";

useFixtures();

describe.each([
  ["another origin", { PORTARIA_ORIGIN: "https://staging.example.com" }, ""],
  ["another prefix of the same origin", { PORTARIA_PREFIX: "/staging" }, "/staging"],
])(
  "a sealed text of a deployment at %s, with the same key and the same storage",
  (_, variables, prefix) => {
    /** @type {string} */
    let user;
    const identify = () => user;
    const production = createWorker();
    const staging = createWorker({}, variables);

    beforeEach(() => {
      user = crypto.randomUUID();
    });

    test("does not count as a session", async () => {
      const cookie = await connectJetchatKey(staging, prefix);
      const own = await staging(`${prefix}/connections`, { headers: { cookie } });
      expect(await own.json()).toMatchObject({ connections: [{ instance: "jetchat" }] });
      const taken = await production("/connections", { headers: { cookie } });
      expect(await taken.json()).toEqual({ connections: [] });
      const call = await production("/api/jetchat/me", { headers: { cookie } });
      expect(await failure(call)).toMatchObject({ status: 401, code: "login_required" });
    });

    test("does not count as a login under way", async () => {
      const started = await staging(`${prefix}/connect/pipichat`);
      const callback = new URL(
        await new TestBrowser().approveLogin(started.headers.get("location") ?? ""),
      );
      const flow = cookieHeader(started);
      const taken = await production(`/callback/pipichat${callback.search}`, {
        headers: { cookie: flow },
      });
      expect(await failure(taken)).toMatchObject({ status: 403, code: "flow_mismatch" });
      expect(await exchangeRequests()).toEqual([]);
    });

    test("does not count as the question whether to link an account", async () => {
      const opened = await staging(`${prefix}/callback/sendpulse?${await openApp()}`);
      const location = new URL(opened.headers.get("location") ?? "", "https://x.example");
      const headers = { cookie: cookieHeader(opened) };
      const own = await staging(`${prefix}/link/sendpulse${location.search}`, { headers });
      expect(own.status).toBe(200);
      const taken = await production(`/link/sendpulse${location.search}`, { headers });
      expect(await failure(taken)).toMatchObject({ status: 403, code: "flow_mismatch" });
    });

    test("does not count as a stored connection", async () => {
      await connectJetchatKey(createWorker({ identify }, variables), prefix);
      const taken = await createWorker({ identify })("/connections");
      expect(await taken.json()).toEqual({ connections: [] });
      const own = await createWorker({ identify }, variables)(`${prefix}/connections`);
      expect(await own.json()).toMatchObject({ connections: [{ instance: "jetchat" }] });
    });
  },
);
