// The ring of keys: changed without anybody noticing, and the old one taken away once nothing needs it.
import { createExecutionContext, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, expect, test } from "vitest";
import { createAccounts, createPortaria } from "../../pkg/worker.js";
import { output } from "./output.js";
import { jetchatKey, resetSandbox } from "./sandbox.js";
import { ORIGIN } from "./worker-settings.js";

const OLD = "b2xkIGtleSBvZiB0aGUgdGVzdHMsIG5vdCByZWFsISE=";
const NEW = "bmV3IGtleSBvZiB0aGUgdGVzdHMsIG5vdCByZWFsISE=";

beforeEach(async () => {
  await resetSandbox();
  output.record();
});

/** @param {string} keys @param {string} user */
function worker(keys, user) {
  const variables = { ...env, PORTARIA_KEY: keys };
  const portaria = createPortaria({ identify: () => user });
  const Accounts = /** @type {any} */ (createAccounts());
  return {
    accounts: new Accounts(createExecutionContext(), variables),
    ask: (/** @type {string} */ path, /** @type {RequestInit} */ init = {}) =>
      portaria.fetch(
        new Request(new URL(path, ORIGIN), init),
        /** @type {any} */ (variables),
        createExecutionContext(),
      ),
  };
}

/** The ids of the keys that a user's records are sealed under. @param {string} user */
async function sealedUnder(user) {
  const bytes = new TextEncoder().encode(`portaria/owner/user/${user}`);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const name = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const vault = env.VAULT.get(env.VAULT.idFromName(name));
  return runInDurableObject(vault, (_, { storage }) =>
    [...storage.sql.exec("SELECT value FROM entries WHERE name LIKE 'connection %'")].map(
      ({ value }) => JSON.parse(String(value)).stored.sealed.split(".")[1],
    ),
  );
}

/** @param {string} user */
async function connected(user) {
  const apiKey = await jetchatKey();
  const response = await worker(OLD, user).ask("/connect/jetchat", {
    method: "POST",
    headers: { "x-portaria": "1", "content-type": "application/json" },
    body: JSON.stringify({ apiKey }),
  });
  expect(response.status, await response.clone().text()).toBe(201);
}

test("a record that is read is sealed anew under the newest key, and the old one may go", async () => {
  const user = `ada-${crypto.randomUUID()}`;
  await connected(user);
  const [before] = await sealedUnder(user);
  const both = worker(`${NEW},${OLD}`, user);
  expect((await both.ask("/api/jetchat/me")).status).toBe(200);
  const [after] = await sealedUnder(user);
  expect(after).not.toBe(before);
  const later = worker(NEW, user);
  expect((await later.ask("/api/jetchat/me")).status).toBe(200);
  // What was sealed under a key that is gone is not opened, and not mistaken for anything.
  expect(await (await worker(OLD, user).ask("/connections")).json()).toEqual({ connections: [] });
});

test("what nobody reads is sealed anew on command", async () => {
  const user = `bob-${crypto.randomUUID()}`;
  await connected(user);
  const [before] = await sealedUnder(user);
  const { accounts } = worker(`${NEW} ${OLD}`, user);
  expect(await accounts.reseal({ user })).toBe(1);
  expect(await accounts.reseal({ user: "nobody" })).toBe(0);
  const [after] = await sealedUnder(user);
  expect(after).not.toBe(before);
  expect((await worker(NEW, user).ask("/connections/jetchat")).status).toBe(200);
});
