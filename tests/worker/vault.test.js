import { abortAllDurableObjects, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { advanceClock } from "./clock.js";
import { runVaultCommand } from "./vault-command.js";

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"] }));
afterEach(() => void vi.useRealTimers());

const DAY = 24 * 60 * 60;
let vaults = 0;

/** @returns {any} */
const vault = () => env.VAULT.get(env.VAULT.idFromName(`test-${vaults++}`));
const later = (/** @type {number} */ seconds) => Date.now() + seconds * 1000;

const claim = (/** @type {string} */ id, /** @type {string} */ digest) => ({
  command: "claimFlow",
  flows: [{ id, expiresAt: later(600) }],
  digest,
});

/**
 * Acts inside of the object. A stub's own types nest too deeply for TypeScript.
 * @param {any} stub
 * @param {(inside: any, state: DurableObjectState) => any} act
 * @returns {Promise<any>}
 */
const within = (stub, act) => /** @type {any} */ (runInDurableObject)(stub, act);

/** When the object's alarm is due. @param {any} stub @returns {Promise<number | null>} */
const alarmOf = (stub) => within(stub, (_, { storage }) => storage.getAlarm());

test("grants a flow once, and a code once", async () => {
  const one = vault();
  const flows = { a: later(600), b: later(600), c: later(600) };
  const claim = async (/** @type {("a" | "b" | "c")[]} */ ids, /** @type {string} */ digest) => {
    const { reply, claim, id } = await runVaultCommand(one, {
      command: "claimFlow",
      flows: ids.map((id) => ({ id, expiresAt: flows[id] })),
      digest,
    });
    expect(reply).toBe("claim");
    return id ? `${claim} ${id}` : claim;
  };
  expect(await claim(["a", "b"], "1")).toBe("granted a");
  expect(await claim(["a"], "2")).toBe("replayed");
  expect(await claim(["b"], "1")).toBe("replayed");
  expect(await claim(["a", "b"], "2")).toBe("granted b");
  advanceClock(600);
  expect(await claim(["c"], "3")).toBe("expired");
  expect(await claim(["c", "b"], "3"), "what was spent says more").toBe("replayed");
  advanceClock(DAY - 1);
  await runDurableObjectAlarm(one);
  expect(await claim(["a"], "4"), "a day after its end").toBe("replayed");
});

test("is the same behind a proxy, as tools that trace put one, and frozen", async () => {
  const one = vault();
  const claimed = await within(one, async (inside) => [
    await runVaultCommand(new Proxy(inside, {}), claim("a", "1")),
    await runVaultCommand(Object.freeze(inside), claim("a", "2")),
    await new Proxy(inside, {}).alarm(),
  ]);
  expect(claimed.map((/** @type {any} */ reply) => reply?.claim)).toEqual([
    "granted",
    "replayed",
    undefined,
  ]);
});

test("answers a command after the first command of a Vault has failed", async () => {
  const one = vault();
  const odd = { command: "made-up" };
  const said = await within(one, (inside) => runVaultCommand(inside, odd).catch(String));
  expect(said).toContain("does not know this command");
  expect(await runVaultCommand(one, claim("a", "1"))).toMatchObject({ claim: "granted" });
});

test("deletes entries that are past their time, and the table of an empty Vault", async () => {
  const one = vault();
  await runVaultCommand(one, claim("a", "1"));
  // At the next whole minute.
  const due = Math.ceil(later(DAY) / 60_000) * 60_000;
  expect(await alarmOf(one)).toBe(due);
  const stored = {
    instance: "pipichat",
    account: "1",
    sealed: "v1",
    connectedAt: Date.now(),
    keepUntil: later(3 * DAY),
  };
  await runVaultCommand(one, { command: "putConnection", ...stored });
  expect(await alarmOf(one)).toBe(due);
  expect(await runVaultCommand(one, { command: "getConnection", instance: "pipichat" })).toEqual({
    reply: "connection",
    stored,
  });

  advanceClock(2 * DAY);
  expect(await runDurableObjectAlarm(one)).toBe(true);
  const left = await within(one, (_, { storage }) =>
    [...storage.sql.exec("SELECT name FROM entries")].map(({ name }) => name),
  );
  expect(left).toEqual(["connection ada pipichat 1"]);

  advanceClock(2 * DAY);
  expect(await runDurableObjectAlarm(one)).toBe(true);
  const tables = await within(one, (_, { storage }) =>
    storage.sql.exec("SELECT name FROM sqlite_master WHERE name = 'entries'").toArray(),
  );
  expect(tables).toEqual([]);
  expect(await runVaultCommand(one, { command: "listConnections" })).toEqual({
    reply: "connections",
    stored: [],
  });
});

test("undoes what a failed command has written", async () => {
  const one = vault();
  // Inside of the object, because only there a test can catch what it throws.
  await within(one, async (inside) => {
    // When the code is written, whose name is the same, the flow was written already.
    await expect(runVaultCommand(inside, claim("a", "flow a"))).rejects.toMatchObject({
      code: "unavailable",
      retryable: true,
    });
    await expect(runVaultCommand(inside, { command: "explode" })).rejects.toMatchObject({
      code: "unavailable",
    });
  });
  expect(await runVaultCommand(one, claim("a", "1"))).toMatchObject({ claim: "granted" });
});

test("keeps a connection without an end through every sweep", async () => {
  const one = vault();
  await runVaultCommand(one, claim("a", "1"));
  const stored = { instance: "sendpulse", account: "1", sealed: "v1", connectedAt: Date.now() };
  await runVaultCommand(one, { command: "putConnection", ...stored });
  advanceClock(3 * DAY);
  expect(await runDurableObjectAlarm(one)).toBe(true);
  expect(
    await runVaultCommand(one, { command: "getConnection", instance: "sendpulse" }),
  ).toMatchObject({
    stored,
  });
});

test("tells accounts apart, whatever they are called", async () => {
  const one = vault();
  const accounts = ["7", "7 8", "", "!", "%", "é", "used flow a", `"'\\`];
  const all = ["jetchat", "jetchat-eu"].flatMap((instance) =>
    accounts.map((account) => ({ instance, account })),
  );
  for (const of of all) {
    await runVaultCommand(one, {
      command: "putConnection",
      ...of,
      sealed: JSON.stringify(of),
      connectedAt: 0,
    });
  }
  for (const of of all) {
    const got = await runVaultCommand(one, { command: "getConnection", ...of });
    expect(got).toMatchObject({ stored: { ...of, sealed: JSON.stringify(of) } });
  }
  const names = async () => {
    const { stored } = await runVaultCommand(one, { command: "listConnections" });
    return stored.map((/** @type {any} */ { instance, account }) => ({ instance, account }));
  };
  expect(await names()).toHaveLength(all.length);
  await runVaultCommand(one, { command: "deleteConnections", instance: "jetchat", account: "7" });
  expect(await names()).not.toContainEqual({ instance: "jetchat", account: "7" });
  expect(await names()).toHaveLength(all.length - 1);
  await runVaultCommand(one, { command: "deleteConnections", instance: "jetchat" });
  expect(await names()).toHaveLength(accounts.length);
});

// The numbers of tokens count from the time at which the account was connected, which is 0 here.
test("leases a token to one caller, and gives it to all who wait", async () => {
  const one = vault();
  const of = { instance: "sendpulse", account: "1" };
  /** @param {number} [stale] */
  const lease = (stale) => runVaultCommand(one, { command: "leaseToken", ...of, stale });
  expect(await lease()).toMatchObject({ reply: "connection" });
  const stored = { ...of, sealed: "v1", connectedAt: 0 };
  await runVaultCommand(one, { command: "putConnection", ...stored });
  expect(await lease()).toMatchObject({ reply: "lease", generation: 1, stored });
  const waiting = Promise.all([lease(), lease(), lease()]);
  const put = (/** @type {number} */ generation) =>
    runVaultCommand(one, {
      command: "putToken",
      ...of,
      generation,
      sealed: `t${generation}`,
      useUntil: later(60),
    });
  await put(1);
  const token = { reply: "token", generation: 1, sealed: "t1" };
  expect(await waiting).toMatchObject([token, token, token]);
  expect(await lease()).toMatchObject(token);
  expect(await lease(1)).toMatchObject({ reply: "lease", generation: 2 });
  await put(2);
  expect(await lease(1)).toMatchObject({ reply: "token", generation: 2 });
  await put(2); // a repetition changes nothing
  advanceClock(60);
  expect(await lease()).toMatchObject({ reply: "lease", generation: 3 });
});

test("tells all who wait that a token could not be had, and remembers a refusal", async () => {
  const one = vault();
  const of = { instance: "sendpulse", account: "1" };
  const lease = () => runVaultCommand(one, { command: "leaseToken", ...of });
  const stored = { ...of, sealed: "v1", connectedAt: 0 };
  await runVaultCommand(one, { command: "putConnection", ...stored });
  for (const refused of [false, true]) {
    expect(await lease()).toMatchObject({ reply: "lease", generation: 1 });
    const waiting = Promise.all([lease(), lease()]);
    const error = { code: "network", message: "Down.", retryable: true };
    await runVaultCommand(one, { command: "failToken", ...of, generation: 1, refused, error });
    const failed = { reply: "tokenFailed", error };
    expect(await waiting).toMatchObject([failed, failed]);
  }
  expect(await lease()).toEqual({ reply: "refused" });
  await runVaultCommand(one, { command: "putConnection", ...stored });
  expect(await lease()).toMatchObject({ reply: "lease" });
});

test("tells of an account's token only those who wait for that account", async () => {
  const one = vault();
  const [mine, other] = ["1", "2"].map((account) => ({ instance: "bangwo8", account }));
  const lease = (/** @type {any} */ of) => runVaultCommand(one, { command: "leaseToken", ...of });
  for (const of of [mine, other]) {
    await runVaultCommand(one, { command: "putConnection", ...of, sealed: "v1", connectedAt: 0 });
    expect(await lease(of)).toMatchObject({ reply: "lease" });
  }
  const waiting = [lease(mine), lease(mine), lease(other), lease(other)];
  const put = { command: "putToken", generation: 1, useUntil: later(60) };
  const error = { code: "network", message: "Down.", retryable: true };
  await runVaultCommand(one, {
    command: "failToken",
    ...mine,
    generation: 1,
    refused: false,
    error,
  });
  await runVaultCommand(one, { ...put, ...other, sealed: "o" });
  const failed = { reply: "tokenFailed", error };
  const token = { reply: "token", generation: 1, sealed: "o", useUntil: later(60) };
  expect(await Promise.all(waiting)).toEqual([failed, failed, token, token]);
});

test("does not hand on a token that is past its time when it comes", async () => {
  const one = vault();
  const of = { instance: "sendpulse", account: "1" };
  const lease = () => runVaultCommand(one, { command: "leaseToken", ...of });
  await runVaultCommand(one, { command: "putConnection", ...of, sealed: "v1", connectedAt: 0 });
  await lease();
  const waiting = lease();
  const put = { command: "putToken", ...of, generation: 1, sealed: "t" };
  await runVaultCommand(one, { ...put, useUntil: later(0) });
  expect(await waiting).toMatchObject({ reply: "lease", generation: 2 });
});

test("leases a token to another caller when the first has not answered for 15 seconds", async () => {
  const one = vault();
  const of = { instance: "sendpulse", account: "1" };
  const stored = { ...of, sealed: "v1", connectedAt: 0 };
  await runVaultCommand(one, { command: "putConnection", ...stored });
  await runVaultCommand(one, { command: "leaseToken", ...of });
  advanceClock(15);
  expect(await runVaultCommand(one, { command: "leaseToken", ...of })).toMatchObject({
    reply: "lease",
  });
});

test("leases a token to another caller at once when the first went down with the Vault", async () => {
  const name = `test-${vaults++}`;
  const one = () => env.VAULT.get(env.VAULT.idFromName(name));
  const run = (/** @type {object} */ command) => runVaultCommand(one(), command);
  const of = { instance: "sendpulse", account: "1" };
  const put = { ...of, command: "putToken", sealed: "t", useUntil: later(3600) };
  await run({ command: "putConnection", ...of, sealed: "v1", connectedAt: 0 });
  await run({ command: "leaseToken", ...of });
  await abortAllDurableObjects();
  const lease = { reply: "lease", generation: 1 };
  expect(await run({ command: "leaseToken", ...of })).toMatchObject(lease);
  // If the first caller answers after all, its token is as good.
  await run({ ...put, generation: 1 });
  await run({ ...put, generation: 1, sealed: "late" });
  expect(await run({ command: "leaseToken", ...of })).toMatchObject({ sealed: "t" });
});

test("does not keep a token that was asked for with former keys", async () => {
  const of = { instance: "sendpulse", account: "1" };
  for (const isForgotten of [false, true]) {
    const one = vault();
    const connect = (/** @type {string} */ sealed) =>
      runVaultCommand(one, { command: "putConnection", ...of, sealed, connectedAt: Date.now() });
    await connect("former keys");
    const { generation } = await runVaultCommand(one, { command: "leaseToken", ...of });
    if (isForgotten) await runVaultCommand(one, { command: "deleteConnections", ...of });
    advanceClock(1);
    await connect("new keys");
    const late = { sealed: "of former keys", useUntil: later(3600) };
    await runVaultCommand(one, { command: "putToken", ...of, generation, ...late });
    const next = await runVaultCommand(one, { command: "leaseToken", ...of });
    expect(next, "asked for with the new ones").toMatchObject({
      reply: "lease",
      stored: { sealed: "new keys" },
    });
  }
});
