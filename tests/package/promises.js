// What becomes of a promise: how it rejects, whether in time, and whether somebody handles it.
import { setTimeout as wait } from "node:timers/promises";

/**
 * The error that a call rejects with; it must do so within the time.
 * @param {PromiseLike<unknown>} call
 * @param {number} [withinMs]
 * @returns {Promise<import("portaria").PortariaError>}
 */
export async function rejectionOf(call, withinMs = 5000) {
  const settled = Promise.resolve(call).then(
    (value) => {
      throw new Error(`It succeeded with ${JSON.stringify(value)}`);
    },
    (error) => error,
  );
  return within(settled, withinMs);
}

/**
 * The promise; it must settle within the time.
 * @template T
 * @param {PromiseLike<T>} promise
 * @param {number} withinMs
 * @returns {Promise<T>}
 */
export function within(promise, withinMs) {
  /** @type {ReturnType<typeof setTimeout>} */
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`It took more than ${withinMs} ms`)), withinMs);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Collects unhandled rejections. The function that it returns stops that, and returns them. */
export function collectUnhandledRejections() {
  /** @type {unknown[]} */
  const found = [];
  const add = (/** @type {unknown} */ reason) => found.push(reason);
  process.on("unhandledRejection", add);
  return async () => {
    await wait(20);
    process.off("unhandledRejection", add);
    return found;
  };
}
