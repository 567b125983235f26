// Row 30 of SECURITY.md: one request for a token at a time, and none that is lost. (Row 29: desk.test.js.)
import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createPortaria } from "../../pkg/worker.js";
import { expectNoSecretInOutput, output } from "./output.js";
import { control, platformRequests, resetSandbox } from "./sandbox.js";
import { ORIGIN } from "./worker-settings.js";

const SESSION = "__Host-Http-portaria";

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  await resetSandbox();
  output.record();
});

afterEach(async () => {
  await expectNoSecretInOutput();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/**
 * The Worker over a storage in which some commands fail, and a person whose app is opened and linked.
 * @param {(command: any) => void} before
 */
async function linked(before) {
  const VAULT = {
    idFromName: (/** @type {string} */ name) => env.VAULT.idFromName(name),
    get: (/** @type {DurableObjectId} */ id) => ({
      run: async (/** @type {string} */ command) => {
        before(JSON.parse(command));
        return /** @type {any} */ (env.VAULT.get(id)).run(command);
      },
    }),
  };
  const portaria = createPortaria({});
  let cookie = "";
  const ask = async (/** @type {string} */ path) => {
    const ctx = createExecutionContext();
    const request = new Request(new URL(path, ORIGIN), {
      redirect: "manual",
      headers: { cookie, "x-portaria": "1" },
    });
    const response = await portaria.fetch(request, /** @type {any} */ ({ ...env, VAULT }), ctx);
    await waitOnExecutionContext(ctx);
    const session = response.headers.getSetCookie().find((line) => line.startsWith(SESSION));
    if (session) cookie = session.split(";")[0] ?? "";
    output.texts.push(await response.clone().text());
    return response;
  };
  const consent = await env.SANDBOX.fetch("https://api.example/sendpulse/dashboard/consent", {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams({
      app_id: "5e9d0000-0000-4000-8000-0000000000a1",
      user_id: "1000001",
      user: "1000001",
      lang: "en",
      decision: "agree",
    }),
  });
  const { search } = new URL(consent.headers.get("location") ?? "");
  expect((await ask(`/callback/trusting${search}`)).status).toBe(303);
  return ask;
}

const tokens = () => platformRequests("oauth/access_token");

describe("row 30: a token", () => {
  test("is asked for once by a hundred calls that find it ended", async () => {
    const ask = await linked(() => {});
    expect((await ask("/api/trusting/senders")).status).toBe(200);
    vi.setSystemTime(Date.now() + 7200_000);
    await control("clock", { advance_s: 7200 });
    const calls = Array.from({ length: 100 }, () => ask("/api/trusting/senders"));
    const statuses = (await Promise.all(calls)).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(await tokens()).toHaveLength(2);
  });

  test("that could not be stored is used all the same", async () => {
    let broken = true;
    const ask = await linked(({ command }) => {
      if (broken && command === "putToken") throw new Error("the storage is down");
    });
    expect((await ask("/api/trusting/senders")).status).toBe(200);
    expect(output.logLines()).toContainEqual({
      portaria: "note",
      message: "a token could not be stored",
    });
    broken = false;
    vi.setSystemTime(Date.now() + 20_000); // whoever had the task has had his time
    expect((await ask("/api/trusting/senders")).status).toBe(200);
    expect((await ask("/api/trusting/senders")).status).toBe(200);
    expect(await tokens()).toHaveLength(2);
  });
});
