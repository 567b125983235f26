import { PortariaError } from "./error.js";

/**
 * The module, if it was built together with its glue: they call each other by short names, which mean something else in another
 * build. `cargo xtask build` writes the same id into both.
 * @param {WebAssembly.Module} module
 * @param {string} build the glue's
 */
export function matching(module, build) {
  const [section] = WebAssembly.Module.customSections(module, "portaria");
  const found = section ? new TextDecoder().decode(section) : "unknown";
  if (found === build) return module;
  throw new PortariaError({
    code: "configuration",
    message: `Portaria's WebAssembly is of another build (${found}) than its JavaScript (${build}): a bundler or a cache has mixed two. Install one version of portaria, and build and deploy the whole anew.`,
  });
}

/**
 * The bytes of a text in base64.
 * @param {string} text
 * @returns {Uint8Array<ArrayBuffer>}
 */
export const bytesOf = (text) =>
  // Newer runtimes decode by themselves, ten times as fast.
  /** @type {any} */ (Uint8Array).fromBase64?.(text) ??
  Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
