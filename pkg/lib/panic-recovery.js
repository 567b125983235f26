// The life of the server's instance of the wasm. Nothing in it should panic; what does leaves it half-changed, and a future
// that panicked never settles its promise. So an instance that a call left by an exception is dead: whatever waited for it
// is refused at once, nobody enters it again, and the next call finds a new one.
import { PortariaError } from "./error.js";

/** Those who wait for the instance that lives. @type {Set<(error: PortariaError) => void>} */
const waiting = new Set();

/** Where it panicked, if it did. @type {{ file: string, line: number } | undefined} */
let place;

/** How many calls into the wasm are under way, one within the other. */
let depth = 0;

/** What the runtime calls by itself, where an exception would have nobody to catch it: it would end a Node process. */
const CALLED_BACK = /closures/;

/** What frees what a dead instance had: there is nothing to be freed any more. */
const FREES = /free|destroy|dealloc|drop/;

/**
 * Told by the wasm, just before it traps (src/js/panic.rs).
 * @param {string} file @param {number} line
 */
export function panicked(file, line) {
  place = { file, line };
}

const failure = () =>
  new PortariaError({
    code: "unavailable",
    message:
      "Portaria itself failed: a mistake of its own, here or in what ran beside this. Try again; the log says where.",
    retryable: true,
  });

/**
 * Logs a death, by its place or the kind of exception: their words may hold what must not be logged.
 * @param {unknown} error
 */
function bury(error) {
  const { name } = error instanceof Error ? error : { name: typeof error };
  console.error(JSON.stringify({ portaria: "panic", ...(place ?? { exception: name }) }));
  place = undefined;
  for (const refuse of waiting) refuse(failure());
  waiting.clear();
}

/**
 * Settles like the promise, unless the instance that would settle it dies.
 * @param {Promise<unknown>} promise
 */
function whileAlive(promise) {
  return new Promise((resolve, reject) => {
    const settled =
      (/** @type {(given: any) => void} */ settle) => (/** @type {unknown} */ given) => {
        waiting.delete(reject);
        settle(given);
      };
    waiting.add(reject);
    promise.then(settled(resolve), settled(reject));
  });
}

/**
 * The exports of an instance, watched. The glue has them in place of the bare ones (xtask/src/package/patch_reinit.rs).
 * @param {WebAssembly.Exports} exports
 * @param {() => void} disown makes the glue deaf to what the instance has asked to be called back for
 * @param {() => WebAssembly.Exports} replace makes a new instance, and gives its watched exports
 * @returns {any}
 */
export function watched(exports, disown, replace) {
  let isDead = false;
  /** @param {string} name @param {Function} enter */
  const guard =
    (name, enter) =>
    (/** @type {unknown[]} */ ...args) => {
      if (isDead && depth === 0) {
        return FREES.test(name) ? undefined : /** @type {any} */ (replace())[name](...args);
      }
      depth++;
      try {
        const result = enter(...args);
        return result instanceof Promise ? whileAlive(result) : result;
      } catch (error) {
        if (!isDead) {
          isDead = true;
          disown();
          bury(error);
        }
        if (CALLED_BACK.test(name)) return []; // no value, and no error either
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
