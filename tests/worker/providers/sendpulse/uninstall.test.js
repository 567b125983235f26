// SendPulse says that a person has uninstalled the app.
import { describe, expect, test } from "vitest";
import { createWorker } from "../../create-worker.js";
import { browser, useFixtures } from "../../fixtures.js";
import { failure } from "../../test-browser.js";
import { openApp } from "./dashboard.js";
import { call, installedKeys, linked, uninstall } from "./fixtures.js";

useFixtures();

describe("uninstalling the SendPulse app", () => {
  test("ends the connection when SendPulse sends the right keys, and answers 200 to a repetition", async () => {
    await linked();
    const known = await installedKeys();
    await uninstall(known);
    expect(await browser.connections()).toEqual([]);
    expect(await failure(await call("/senders"))).toMatchObject({ status: 401 });
    await uninstall(known);
  });

  test("calls onConnect when the app is opened and onDisconnect once when it is uninstalled", async () => {
    /** @type {string[]} */
    const told = [];
    const hook = (/** @type {string} */ what) => (/** @type {any} */ connection) => {
      told.push(`${what} ${connection.instance} ${connection.account.id}`);
      expect(JSON.stringify(connection)).not.toMatch(/client_/);
    };
    const send = createWorker({ onConnect: hook("in"), onDisconnect: hook("out") });
    const ask = async (/** @type {string} */ path, /** @type {RequestInit} */ init = {}) =>
      (await send(path, init)).status;
    expect(await ask(`/callback/sendpulse?${await openApp()}`)).toBe(303);
    const body = JSON.stringify(await installedKeys());
    expect(await ask("/uninstall/sendpulse", { method: "POST", body })).toBe(200);
    expect(await ask("/uninstall/sendpulse", { method: "POST", body })).toBe(200);
    expect(told).toEqual(["in sendpulse 1000001", "out sendpulse 1000001"]);
  });

  test("answers 200 to a forged or empty uninstall, and changes nothing", async () => {
    await linked();
    const known = await installedKeys();
    for (const body of [
      { ...known, client_secret: known.client_secret.replace(/./, "x") },
      { ...known, client_id: "0".repeat(32) },
      { ...known, app_id: "another" },
      { ...known, user_id: 7 },
      {},
      [],
      "",
      "x=1",
      "{".repeat(100),
      "x".repeat(1024 * 1024),
    ]) {
      await uninstall(body);
    }
    expect(await browser.connections()).toHaveLength(1);
    expect((await call("/senders")).status).toBe(200);
  });

  test("ends the connection when the keys come as a form", async () => {
    await linked();
    await uninstall(new URLSearchParams(await installedKeys()).toString());
    expect(await browser.connections()).toEqual([]);
  });
});
