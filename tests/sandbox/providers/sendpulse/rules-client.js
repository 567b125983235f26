// SendPulse's rules, called as they are: without a server, and without the checks of the documents.

import { expect } from "vitest";
import { Refusal } from "../../src/providers/sendpulse/refusal.js";
import { resources } from "../../src/providers/sendpulse/resources/index.js";
import { createWorld } from "../../src/providers/sendpulse/world/world.js";

/** @typedef {{ path?: Record<string, any>, query?: Record<string, any>, body?: any }} Request */

export const NOW = Date.UTC(2026, 2, 9, 14, 5);
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** What the rules are called with. */
export const scene = {
  world: createWorld(NOW),
  now: NOW,
  /** @type {{ user_id: number, options?: { size?: number } }} */
  account: { user_id: 1000001 },
};

/** A world as it is at first, for the usual account. */
export function beginScene() {
  scene.world = createWorld(NOW);
  scene.now = NOW;
  scene.account = { user_id: 1000001 };
}

class Refused extends Error {
  /** @param {number} status @param {any} body */
  constructor(status, body) {
    super(`${status} ${JSON.stringify(body)}`);
    this.status = status;
    this.body = body;
  }
}

/**
 * @param {string} id
 * @param {Request} [request]
 */
export function outcome(id, { path = {}, query = {}, body } = {}) {
  const refuse = (/** @type {number} */ status, /** @type {unknown} */ why) => {
    throw new Refused(status, why);
  };
  const rule = resources[id];
  if (!rule) throw new Error(`there is no ${id}`);
  return rule({ ...scene, path, query, body, refuse });
}

/**
 * @param {string} id
 * @param {Request} [request]
 * @returns {any} what an operation answers
 */
export const call = (id, request) => outcome(id, request).body;

/**
 * @param {string} id
 * @param {Request} [request]
 * @returns {Refused | Refusal}
 */
export function refused(id, request) {
  try {
    outcome(id, request);
  } catch (error) {
    if (error instanceof Refused || error instanceof Refusal) return error;
    throw error;
  }
  throw new Error(`${id} was not refused`);
}

/**
 * The number in the email services' refusals.
 *
 * @param {string} id
 * @param {Request} [request]
 */
export function code(id, request) {
  const { status, body } = refused(id, request);
  expect(body).toEqual({ message: expect.any(String), error_code: expect.any(Number) });
  return [status, body.error_code];
}

export const base64 = (/** @type {string} */ text) => btoa(text);
export const BOOK = { id: 1001 };
export const BOT = "64a1b2c3d4e5f60718293a4b";
export const ADA = "64a1b2c3d4e5f60718293a4c";
