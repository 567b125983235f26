import { PortariaError } from "./error.js";

/**
 * The wasm core as all entries see it; the server's build exports more.
 * @typedef {typeof import("../dist/browser.js")} Core
 */

/** @type {() => Core | Promise<Core>} */
let load = () => {
  throw new PortariaError({
    code: "configuration",
    message: 'Import "portaria" itself, not a file inside of it.',
  });
};

/** @type {Promise<Core> | undefined} */
let loading;

/**
 * Sets how this runtime loads the core. Each entry does so once.
 * @param {() => Core | Promise<Core>} loader
 */
export function loadWith(loader) {
  load = loader;
}

/**
 * The core, loaded by the first call. If that fails, the next call tries again.
 * @returns {Promise<Core>}
 */
export function core() {
  loading ??= Promise.resolve()
    .then(load)
    .catch((error) => {
      loading = undefined;
      if (error instanceof PortariaError) throw error;
      const failure = new PortariaError({
        code: "network",
        message:
          "Portaria's WebAssembly could not be loaded; `cause` says why. Check that the bundler serves it, or use portaria/inline; and the page's Content-Security-Policy ('wasm-unsafe-eval').",
        retryable: true,
      });
      throw Object.assign(failure, { cause: error });
    });
  return loading;
}
