import { abortAllDurableObjects, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { pass } from "./person.js";

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
 * Inside of the object, without the types of a stub, which TypeScript does not get to the bottom of.
 * @param {any} stub
 * @param {(inside: any, state: DurableObjectState) => any} act
 * @returns {Promise<any>}
 */
const within = (stub, act) => /** @type {any} */ (runInDurableObject)(stub, act);

test("a flow is granted once, and a code once", async () => {
  const one = vault();
  const flows = { a: later(600), b: later(600), c: later(600) };
  const claim = async (/** @type {("a" | "b" | "c")[]} */ ids, /** @type {string} */ digest) => {
    const { answer, claim, id } = await one.run({
      command: "claimFlow",
      flows: ids.map((id) => ({ id, expiresAt: flows[id] })),
      digest,
    });
    expect(answer).toBe("claim");
    return id ? `${claim} ${id}` : claim;
  };
  expect(await claim(["a", "b"], "1")).toBe("granted a");
  expect(await claim(["a"], "2")).toBe("replayed");
  expect(await claim(["b"], "1")).toBe("replayed");
  expect(await claim(["a", "b"], "2")).toBe("granted b");
  pass(600);
  expect(await claim(["c"], "3")).toBe("expired");
  expect(await claim(["c", "b"], "3"), "what was spent says more").toBe("replayed");
  pass(DAY - 1);
  await runDurableObjectAlarm(one);
  expect(await claim(["a"], "4"), "a day after its end").toBe("replayed");
});

test("a first command that fails leaves a Vault that works", async () => {
  const one = vault();
  const odd = { command: "made-up" };
  const said = await within(one, (inside) => inside.run(odd).catch(String));
  expect(said).toContain("does not know this command");
  expect(await one.run(claim("a", "1"))).toMatchObject({ claim: "granted" });
});

test("what is past its time is swept away, and an empty Vault takes no space", async () => {
  const one = vault();
  expect(await one.run(claim("a", "1"))).toMatchObject({ nextSweep: later(DAY) });
  const stored = {
    instance: "pipichat",
    account: "1",
    sealed: "v1",
    connectedAt: Date.now(),
    keepUntil: later(3 * DAY),
  };
  const { nextSweep } = await one.run({ command: "putConnection", ...stored });
  expect(nextSweep).toBe(later(DAY));
  expect(await one.run({ command: "getConnection", instance: "pipichat" })).toEqual({
    answer: "connection",
    stored,
  });

  pass(2 * DAY);
  expect(await runDurableObjectAlarm(one)).toBe(true);
  const count = (/** @type {string} */ table) =>
    runInDurableObject(
      one,
      (_, { storage }) => storage.sql.exec(`SELECT count(*) AS n FROM ${table}`).one().n,
    );
  expect([await count("uses"), await count("connections")]).toEqual([0, 1]);

  pass(2 * DAY);
  expect(await runDurableObjectAlarm(one)).toBe(true);
  const tables = await within(one, (_, { storage }) =>
    storage.sql
      .exec("SELECT name FROM sqlite_master WHERE name IN ('uses', 'connections')")
      .toArray(),
  );
  expect(tables).toEqual([]);
  expect(await one.run({ command: "listConnections" })).toEqual({
    answer: "connections",
    stored: [],
  });
});

test("a command that fails leaves nothing behind", async () => {
  const one = vault();
  // From inside of the object: what it throws is ours to catch there.
  await within(one, async (inside) => {
    // The flow is kept by then, and the code has its name.
    await expect(inside.run(claim("a", "flow a"))).rejects.toMatchObject({
      code: "unavailable",
      retryable: true,
    });
    await expect(inside.run({ command: "explode" })).rejects.toMatchObject({ code: "unavailable" });
  });
  expect(await one.run(claim("a", "1"))).toMatchObject({ claim: "granted" });
});

test("what is kept for ever outlives every sweep", async () => {
  const one = vault();
  await one.run(claim("a", "1"));
  const stored = { instance: "sendpulse", account: "1", sealed: "v1", connectedAt: Date.now() };
  await one.run({ command: "putConnection", ...stored });
  pass(3 * DAY);
  expect(await runDurableObjectAlarm(one)).toBe(true);
  expect(await one.run({ command: "getConnection", instance: "sendpulse" })).toMatchObject({
    stored,
  });
});

// Tokens are numbered from the time on at which the account was connected: here from 0.
test("a token is asked for by one, and had by all who wait", async () => {
  const one = vault();
  const of = { instance: "sendpulse", account: "1" };
  /** @param {number} [stale] */
  const lease = (stale) => one.run({ command: "leaseToken", ...of, stale });
  expect(await lease()).toMatchObject({ answer: "connection" });
  const stored = { ...of, sealed: "v1", connectedAt: 0 };
  await one.run({ command: "putConnection", ...stored });
  expect(await lease()).toMatchObject({ answer: "lease", generation: 1, stored });
  const waiting = Promise.all([lease(), lease(), lease()]);
  const put = (/** @type {number} */ generation) =>
    one.run({
      command: "putToken",
      ...of,
      generation,
      sealed: `t${generation}`,
      useUntil: later(60),
    });
  await put(1);
  const token = { answer: "token", generation: 1, sealed: "t1" };
  expect(await waiting).toMatchObject([token, token, token]);
  expect(await lease()).toMatchObject(token);
  expect(await lease(1)).toMatchObject({ answer: "lease", generation: 2 });
  await put(2);
  expect(await lease(1)).toMatchObject({ answer: "token", generation: 2 });
  await put(2); // too late: it is known
  pass(60);
  expect(await lease()).toMatchObject({ answer: "lease", generation: 3 });
});

test("a token that could not be had is told to all who wait, and a refusal is remembered", async () => {
  const one = vault();
  const of = { instance: "sendpulse", account: "1" };
  const lease = () => one.run({ command: "leaseToken", ...of });
  const stored = { ...of, sealed: "v1", connectedAt: 0 };
  await one.run({ command: "putConnection", ...stored });
  for (const refused of [false, true]) {
    expect(await lease()).toMatchObject({ answer: "lease", generation: 1 });
    const waiting = Promise.all([lease(), lease()]);
    const error = { code: "network", message: "Down.", retryable: true };
    await one.run({ command: "failToken", ...of, generation: 1, refused, error });
    const failed = { answer: "tokenFailed", error };
    expect(await waiting).toMatchObject([failed, failed]);
  }
  expect(await lease()).toEqual({ answer: "refused" });
  await one.run({ command: "putConnection", ...stored });
  expect(await lease()).toMatchObject({ answer: "lease" });
});

test("what is said of one account's token is not for those who wait for another's", async () => {
  const one = vault();
  const [mine, other] = ["1", "2"].map((account) => ({ instance: "bangwo8", account }));
  const lease = (/** @type {any} */ of) => one.run({ command: "leaseToken", ...of });
  for (const of of [mine, other]) {
    await one.run({ command: "putConnection", ...of, sealed: "v1", connectedAt: 0 });
    expect(await lease(of)).toMatchObject({ answer: "lease" });
  }
  const waiting = [lease(mine), lease(mine), lease(other), lease(other)];
  const put = { command: "putToken", generation: 1, useUntil: later(60) };
  const error = { code: "network", message: "Down.", retryable: true };
  await one.run({ command: "failToken", ...mine, generation: 1, refused: false, error });
  await one.run({ ...put, ...other, sealed: "o" });
  const failed = { answer: "tokenFailed", error };
  const token = { answer: "token", generation: 1, sealed: "o", useUntil: later(60) };
  expect(await Promise.all(waiting)).toEqual([failed, failed, token, token]);
});

test("a token that is past its time when it comes is not handed on", async () => {
  const one = vault();
  const of = { instance: "sendpulse", account: "1" };
  const lease = () => one.run({ command: "leaseToken", ...of });
  await one.run({ command: "putConnection", ...of, sealed: "v1", connectedAt: 0 });
  await lease();
  const waiting = lease();
  const put = { command: "putToken", ...of, generation: 1, sealed: "t" };
  await one.run({ ...put, useUntil: later(0) });
  expect(await waiting).toMatchObject({ answer: "lease", generation: 2 });
});

test("who asks for a token and never comes back is followed by another after a while", async () => {
  const one = vault();
  const of = { instance: "sendpulse", account: "1" };
  const stored = { ...of, sealed: "v1", connectedAt: 0 };
  await one.run({ command: "putConnection", ...stored });
  await one.run({ command: "leaseToken", ...of });
  pass(15);
  expect(await one.run({ command: "leaseToken", ...of })).toMatchObject({ answer: "lease" });
});

test("who asks for a token and goes down with the Vault is followed by another at once", async () => {
  const name = `test-${vaults++}`;
  const one = () => env.VAULT.get(env.VAULT.idFromName(name));
  const run = (/** @type {object} */ command) => /** @type {any} */ (one()).run(command);
  const of = { instance: "sendpulse", account: "1" };
  const put = { ...of, command: "putToken", sealed: "t", useUntil: later(3600) };
  await run({ command: "putConnection", ...of, sealed: "v1", connectedAt: 0 });
  await run({ command: "leaseToken", ...of });
  await abortAllDurableObjects();
  const lease = { answer: "lease", generation: 1 };
  expect(await run({ command: "leaseToken", ...of })).toMatchObject(lease);
  // Should the first come back after all, his token is as good.
  await run({ ...put, generation: 1 });
  await run({ ...put, generation: 1, sealed: "late" });
  expect(await run({ command: "leaseToken", ...of })).toMatchObject({ sealed: "t" });
});

test("a token that was asked for with former keys is not kept for new ones", async () => {
  const of = { instance: "sendpulse", account: "1" };
  for (const isForgotten of [false, true]) {
    const one = vault();
    const connect = (/** @type {string} */ sealed) =>
      one.run({ command: "putConnection", ...of, sealed, connectedAt: Date.now() });
    await connect("former keys");
    const { generation } = await one.run({ command: "leaseToken", ...of });
    if (isForgotten) await one.run({ command: "deleteConnections", ...of });
    pass(1);
    await connect("new keys");
    const late = { sealed: "of former keys", useUntil: later(3600) };
    await one.run({ command: "putToken", ...of, generation, ...late });
    const next = await one.run({ command: "leaseToken", ...of });
    expect(next, "asked for with the new ones").toMatchObject({
      answer: "lease",
      stored: { sealed: "new keys" },
    });
  }
});
