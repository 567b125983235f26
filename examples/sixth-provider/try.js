// Logs in at Farol by the package that `cargo xtask build` has made with it, and calls it.
import assert from "node:assert/strict";
import { Farol, handleRedirect, startLogin } from "portaria";
import { openFarol } from "./platform.js";

const { address, app, close } = await openFarol();
const redirectUri = "https://app.example.com/callback";
const settings = {
  provider: /** @type {const} */ ("farol"),
  clientId: app.client_id,
  baseUrl: address,
  allowLoopback: true,
  key: Buffer.alloc(32, 7).toString("base64"),
  redirectUri,
};

const { url, flow } = await startLogin(settings);
const consent = await fetch(url, { redirect: "manual" });
const callback = consent.headers.get("location") ?? "";
assert.ok(callback.startsWith(`${redirectUri}?code=`));

const options = { ...settings, flow, appSecret: app.client_secret };
const { profile, tokens, binding } = await handleRedirect(callback, options);
assert.deepEqual([profile.id, profile.name, binding], ["k1", "Ada", "state"]);

const farol = new Farol({
  baseUrl: address,
  allowLoopback: true,
  accessToken: tokens.accessToken,
});
assert.equal((await farol.me.get()).name, "Ada");

/** @param {Promise<unknown>} call */
const code = (call) =>
  call.then(
    () => "no error",
    (error) => error.code,
  );
// The same code a second time, and a callback that another browser's login would bring.
assert.equal(await code(handleRedirect(callback, options)), "login_required");
const other = await startLogin(settings);
assert.equal(
  await code(handleRedirect(callback, { ...options, flow: other.flow })),
  "flow_mismatch",
);

console.log(`Farol answers: ${profile.name}`);
close();
