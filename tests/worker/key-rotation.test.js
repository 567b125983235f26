// The key that seals is replaced: no connection is lost, and the old key may go once nothing needs it.
import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { createAccounts } from "../../pkg/worker.js";
import { createWorker } from "./create-worker.js";
import { useFixtures } from "./fixtures.js";
import { jetchatKey } from "./sandbox.js";
import { storedEntries } from "./stored-entries.js";

const OLD = "b2xkIGtleSBvZiB0aGUgdGVzdHMsIG5vdCByZWFsISE=";
const NEW = "bmV3IGtleSBvZiB0aGUgdGVzdHMsIG5vdCByZWFsISE=";

useFixtures();

/** A Worker with these keys that takes everybody for one user. @param {string} keys @param {string} user */
function workerWith(keys, user) {
  const variables = { PORTARIA_KEY: keys };
  const Accounts = /** @type {any} */ (createAccounts());
  return {
    accounts: new Accounts(createExecutionContext(), { ...env, ...variables }),
    ask: createWorker({ identify: () => user }, variables),
  };
}

/** The ids of the keys that a user's records are sealed under. @param {string} user */
async function sealedUnder(user) {
  const bytes = new TextEncoder().encode(`portaria/owner/user/${user}`);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const owner = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const entries = await storedEntries(`connection ${owner} `);
  return entries.map(({ value }) => JSON.parse(value).stored.sealed.split(".")[1]);
}

/** @param {string} user */
async function connected(user) {
  const apiKey = await jetchatKey();
  const response = await workerWith(OLD, user).ask("/connect/jetchat", {
    method: "POST",
    headers: { "x-portaria": "1", "content-type": "application/json" },
    body: JSON.stringify({ apiKey }),
  });
  expect(response.status, await response.clone().text()).toBe(201);
}

test("seals a record that is read under the newest key, so that the old key may go", async () => {
  const user = `ada-${crypto.randomUUID()}`;
  await connected(user);
  const [before] = await sealedUnder(user);
  const both = workerWith(`${NEW},${OLD}`, user);
  expect((await both.ask("/api/jetchat/me")).status).toBe(200);
  const [after] = await sealedUnder(user);
  expect(after).not.toBe(before);
  const later = workerWith(NEW, user);
  expect((await later.ask("/api/jetchat/me")).status).toBe(200);
  // What was sealed under a key that is gone is not opened, and not mistaken for anything.
  expect(await (await workerWith(OLD, user).ask("/connections")).json()).toEqual({
    connections: [],
  });
});

test("seals a record that nobody reads under the newest key when reseal() is called", async () => {
  const user = `bob-${crypto.randomUUID()}`;
  await connected(user);
  const [before] = await sealedUnder(user);
  const { accounts } = workerWith(`${NEW} ${OLD}`, user);
  expect(await accounts.reseal({ user })).toBe(1);
  expect(await accounts.reseal({ user: "nobody" })).toBe(0);
  const [after] = await sealedUnder(user);
  expect(after).not.toBe(before);
  expect((await workerWith(NEW, user).ask("/connections/jetchat")).status).toBe(200);
});
