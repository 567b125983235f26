// After a panic, a new wasm instance replaces the old one, in Node as in a Worker. This uses the build that panics on request,
// which `cargo xtask test-panic` makes.
import { readFileSync } from "node:fs";
import { expect, test, vi } from "vitest";

const TEST_BUILD = new URL("../../pkg/test-panic/", import.meta.url).href;
/** @type {typeof import("../../pkg/dist/server.js")} */
const wasm = await import(/* @vite-ignore */ `${TEST_BUILD}server.js`);
wasm.initSync({ module: readFileSync(new URL(`${TEST_BUILD}server_bg.wasm`)) });

const bindings = /** @type {any} */ ({ variable: () => undefined });
const SETTINGS = { provider: "pipichat", appId: "5289000000777" };
const SECRETS = {
  key: Buffer.alloc(32).toString("base64"),
  appSecret: "0123456789abcdef0123456789abcdef",
};
const FAILED = { code: "unavailable", message: expect.stringContaining("itself failed") };

/** Starts handleRedirect() with a `claim` that never answers. */
async function pendingLogin() {
  const { flow } = await wasm.startLogin(SETTINGS, SECRETS);
  let onClaim = () => {};
  const claimed = new Promise((resolve) => {
    onClaim = () => resolve(undefined);
  });
  const claim = () => {
    onClaim();
    return new Promise(() => {});
  };
  const callback = `https://app.example.com/?auth_key=${"0".repeat(32)}`;
  const end = wasm.handleRedirect(callback, SETTINGS, { ...SECRETS, flow, claim }).catch((e) => e);
  await claimed;
  return { end }; // in an object, because an async function would await the promise itself
}

test.each(["panic", "later", "trap", "overflow"])(
  "after a failure of kind %s, pending calls reject with `unavailable`, one line is logged, and the next call succeeds",
  async (kind) => {
    const log = vi.spyOn(console, "error").mockImplementation(() => {});
    const pending = await pendingLogin();
    await expect(wasm.accessToken("sendpulse", kind, bindings)).rejects.toMatchObject(FAILED);
    expect(await pending.end).toMatchObject(FAILED);
    expect(wasm.version()).toMatch(/^\d/);
    expect(await wasm.startLogin(SETTINGS, SECRETS)).toMatchObject({ flow: expect.any(String) });
    expect(log.mock.calls).toHaveLength(1);
    expect(log.mock.calls.join()).toMatch(
      /^\{"portaria":"panic","(file":"[^"]+","line":\d+|exception":"\w+")\}$/,
    );
    log.mockRestore();
  },
);

test("a login can be started after each of 300 rounds of panics", async () => {
  const log = vi.spyOn(console, "error").mockImplementation(() => {});
  for (let round = 0; round < 300; round++) {
    const failed = Promise.allSettled([
      wasm.accessToken("sendpulse", "later", bindings),
      wasm.accessToken("sendpulse", "panic", bindings),
      wasm.startLogin(SETTINGS, SECRETS),
    ]);
    for (const { status } of await failed) expect(status).toBe("rejected");
    expect(await wasm.startLogin(SETTINGS, SECRETS)).toMatchObject({ flow: expect.any(String) });
  }
  log.mockRestore();
});
