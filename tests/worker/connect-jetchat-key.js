import { expect } from "vitest";
import { jetchatKey } from "./sandbox.js";
import { cookieHeader } from "./test-browser.js";

/**
 * Connects JetChat's key at a Worker: the Cookie field of its owner.
 * @param {ReturnType<typeof import("./create-worker.js").createWorker>} send
 * @param {string} [prefix]
 */
export async function connectJetchatKey(send, prefix = "") {
  const response = await send(`${prefix}/connect/jetchat`, {
    method: "POST",
    headers: { "x-portaria": "1", "content-type": "application/json" },
    body: JSON.stringify({ apiKey: await jetchatKey() }),
  });
  expect(response.status, await response.clone().text()).toBe(201);
  return cookieHeader(response);
}
