import { PortariaError } from "./error.js";

/**
 * The wasm core as all entries see it; the server's build exports more.
 * @typedef {typeof import("../dist/browser.js")} Core
 *
 * @typedef {() => Core | Promise<Core>} Loader how a runtime loads the core (../core)
 */

/** @type {Loader} */
let load = () => {
  throw new PortariaError({
    code: "configuration",
    message: 'Import "portaria" itself, not a file inside of it.',
  });
};

/** @type {import("./token-retry.js").TokenSource | undefined} */
let tokens;

/** @type {Promise<Core> | undefined} */
let loading;

/**
 * Gives a class or a function of the package back, which calls the core that this loader loads. An entry exports what this gives: what
 * it exports is used, so no bundler drops the loader. An import for its side effect alone would be dropped by some.
 * @template Value
 * @param {Loader} loader
 * @param {Value} value
 * @param {import("./token-retry.js").TokenSource} [source] where clients with keys of their own get tokens: a page has no keys
 */
export function loadedBy(loader, value, source) {
  load = loader;
  tokens = source ?? tokens;
  return value;
}

/** Where clients with keys of their own get tokens, on a server. */
export const tokenSource = () => tokens;

/**
 * The core, loaded by the first call. If that fails, the next call tries again.
 * @returns {Promise<Core>}
 */
export function core() {
  loading ??= Promise.resolve()
    .then(() => {
      if (typeof WebAssembly === "undefined") throw new Error("WebAssembly is not defined");
      return load();
    })
    .catch((error) => {
      loading = undefined;
      throw error instanceof PortariaError ? error : noWebAssembly(error);
    });
  return loading;
}

/** @param {unknown} cause */
function noWebAssembly(cause) {
  const message =
    typeof WebAssembly === "undefined"
      ? "This runtime has no WebAssembly, which every call of Portaria needs: React Native and a browser in lockdown mode have none."
      : "Portaria's WebAssembly could not be loaded; `cause` says why. Check that the bundler serves its file, or use portaria/inline; and that the page's Content-Security-Policy allows it ('wasm-unsafe-eval').";
  return Object.assign(new PortariaError({ code: "no_webassembly", message }), { cause });
}
