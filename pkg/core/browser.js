// Browsers and their bundlers. The one place that names the wasm's address: bundlers copy what they
// find in `new URL(…, import.meta.url)`, once for each time they find it.
import init, * as wasm from "../dist/browser.js";
import { matching } from "../lib/build.js";
import { PortariaError } from "../lib/error.js";

/** Fetches the wasm, and compiles it. */
export async function load() {
  const url = new URL("../dist/browser_bg.wasm", import.meta.url);
  const response = await fetched(url);
  const module = await compiled(response);
  await init({ module_or_path: matching(module, wasm.build) });
  return wasm;
}

/**
 * The module in an answer. Where the connection breaks off, another try may help.
 * @param {Response} response
 */
async function compiled(response) {
  try {
    const isTyped = response.headers.get("content-type") === "application/wasm";
    return isTyped
      ? await WebAssembly.compileStreaming(response)
      : await WebAssembly.compile(await response.arrayBuffer());
  } catch (cause) {
    throw cause instanceof TypeError ? unreachable("broke off", cause) : cause;
  }
}

/**
 * The answer with the wasm. Another try may help where none came, or the server has failed.
 * @param {URL} url
 */
async function fetched(url) {
  const response = await fetch(url).catch((cause) => {
    // Only what is on a server is ever fetched again.
    if (!/^https?:$/.test(url.protocol)) throw cause;
    throw unreachable("could not be reached", cause);
  });
  if (response.ok) return response;
  if (response.status >= 500) throw unreachable(`answered ${response.status}`);
  throw new Error(`There is no file at ${url.origin}${url.pathname} (HTTP ${response.status}).`);
}

/** @param {string} what @param {unknown} [cause] */
function unreachable(what, cause) {
  const message = `Portaria's WebAssembly could not be downloaded: its server ${what}. Try again.`;
  const error = new PortariaError({ code: "network", message, retryable: true });
  return cause === undefined ? error : Object.assign(error, { cause });
}
