// An instance that died is replaced, in Node as in a Worker: in the build that panics on request, which `cargo xtask test`
// makes beside the published one.
import { readFileSync } from "node:fs";
import { expect, test, vi } from "vitest";

const DOOR = new URL("../../pkg/test-panic/", import.meta.url).href;
/** @type {typeof import("../../pkg/dist/server.js")} */
const wasm = await import(/* @vite-ignore */ `${DOOR}server.js`);
wasm.initSync({ module: readFileSync(new URL(`${DOOR}server_bg.wasm`)) });

const around = /** @type {any} */ ({ variable: () => undefined });
const SETTINGS = { provider: "pipichat", appId: "5289000000777" };
const OWN = {
  key: Buffer.alloc(32).toString("base64"),
  appSecret: "0123456789abcdef0123456789abcdef",
};
const FAILED = { code: "unavailable", message: expect.stringContaining("itself failed") };

/** A login that is being finished, and waits for an answer that never comes. */
async function waiting() {
  const { flow } = await wasm.startLogin(SETTINGS, OWN);
  let asked = () => {};
  const isAsked = new Promise((resolve) => {
    asked = () => resolve(undefined);
  });
  const claim = () => {
    asked();
    return new Promise(() => {});
  };
  const callback = `https://app.example.com/?auth_key=${"0".repeat(32)}`;
  const end = wasm.handleRedirect(callback, SETTINGS, { ...OWN, flow, claim }).catch((e) => e);
  await isAsked;
  return { end }; // by itself it would be awaited
}

test.each(["panic", "later", "trap", "overflow"])("%s", async (way) => {
  const log = vi.spyOn(console, "error").mockImplementation(() => {});
  const pending = await waiting();
  await expect(wasm.accessToken("sendpulse", way, around)).rejects.toMatchObject(FAILED);
  expect(await pending.end).toMatchObject(FAILED);
  expect(wasm.version()).toMatch(/^\d/);
  expect(await wasm.startLogin(SETTINGS, OWN)).toMatchObject({ flow: expect.any(String) });
  expect(log.mock.calls).toHaveLength(1);
  expect(log.mock.calls.join()).toMatch(
    /^\{"portaria":"panic","(file":"[^"]+","line":\d+|exception":"\w+")\}$/,
  );
  log.mockRestore();
});

test("three hundred deaths leave it as it was", async () => {
  const log = vi.spyOn(console, "error").mockImplementation(() => {});
  for (let round = 0; round < 300; round++) {
    const fallen = Promise.allSettled([
      wasm.accessToken("sendpulse", "later", around),
      wasm.accessToken("sendpulse", "panic", around),
      wasm.startLogin(SETTINGS, OWN),
    ]);
    for (const { status } of await fallen) expect(status).toBe("rejected");
    expect(await wasm.startLogin(SETTINGS, OWN)).toMatchObject({ flow: expect.any(String) });
  }
  log.mockRestore();
});
