// Replaces the server's wasm instance after a panic. Nothing in it should panic. A panic leaves the memory of the wasm instance
// half-changed, and a future that panicked never settles its promise. So a wasm instance that a call left by an exception is dead:
// every promise that waits for it is rejected at once, no call enters it again, and the next call gets a new wasm instance.
import { PortariaError } from "./error.js";

/** Rejects the promises that the wasm instance has not settled yet. @type {Set<(error: PortariaError) => void>} */
const pending = new Set();

/** Where the last panic was, if there was one. @type {{ file: string, line: number } | undefined} */
let panicPlace;

/** How many calls into the wasm are under way, one within the other. */
let depth = 0;

/** The exports that the runtime calls by itself: nothing would catch their exception, and it would end a Node process. */
const CALLBACK_EXPORT = /closures/;

/** The exports that free memory: a dead wasm instance has none to be freed. */
const FREEING_EXPORT = /free|destroy|dealloc|drop/;

/**
 * Called by the wasm just before it traps (src/js/panic.rs).
 * @param {string} file @param {number} line
 */
export function panicked(file, line) {
  panicPlace = { file, line };
}

const failure = () =>
  new PortariaError({
    code: "unavailable",
    message:
      "Portaria itself failed: a mistake of its own, here or in what ran beside this. Try again; the log says where.",
    retryable: true,
  });

/**
 * Logs a panic and rejects the pending promises. The log has the panic's place or the exception's name only: the message may hold
 * what must not be logged.
 * @param {unknown} error
 */
function reportPanic(error) {
  const { name } = error instanceof Error ? error : { name: typeof error };
  console.error(JSON.stringify({ portaria: "panic", ...(panicPlace ?? { exception: name }) }));
  panicPlace = undefined;
  for (const reject of pending) reject(failure());
  pending.clear();
}

/**
 * Settles like the promise, or rejects when the wasm instance that would settle it dies.
 * @param {Promise<unknown>} promise
 */
function unlessPanicked(promise) {
  return new Promise((resolve, reject) => {
    const settled =
      (/** @type {(given: any) => void} */ settle) => (/** @type {unknown} */ given) => {
        pending.delete(reject);
        settle(given);
      };
    pending.add(reject);
    promise.then(settled(resolve), settled(reject));
  });
}

/**
 * The exports of a wasm instance, watched for panics. The glue uses them instead of the exports themselves
 * (xtask/src/package/patch_reinit.rs).
 * @param {WebAssembly.Exports} exports
 * @param {() => void} dropCallbacks makes the glue ignore the callbacks that the wasm instance has registered
 * @param {() => WebAssembly.Exports} reinstantiate makes a new wasm instance, and returns its watched exports
 * @returns {any}
 */
export function watched(exports, dropCallbacks, reinstantiate) {
  let isDead = false;
  /** @param {string} name @param {Function} enter */
  const guard =
    (name, enter) =>
    (/** @type {unknown[]} */ ...args) => {
      if (isDead && depth === 0) {
        return FREEING_EXPORT.test(name)
          ? undefined
          : /** @type {any} */ (reinstantiate())[name](...args);
      }
      depth++;
      try {
        const result = enter(...args);
        return result instanceof Promise ? unlessPanicked(result) : result;
      } catch (error) {
        if (!isDead) {
          isDead = true;
          dropCallbacks();
          reportPanic(error);
        }
        if (CALLBACK_EXPORT.test(name)) return []; // no value, and no error either
        throw failure();
      } finally {
        depth--;
      }
    };
  return Object.fromEntries(
    Object.entries(exports).map(([name, value]) => [
      name,
      typeof value === "function" ? guard(name, value) : value,
    ]),
  );
}
