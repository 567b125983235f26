import { attempt } from "./attempt.js";
import { fieldsOf, tokensWith } from "./call.js";
import { PortariaError } from "./error.js";

/**
 * What a client with keys of its own knows of its token.
 * @typedef {object} Kept
 * @property {string} [token]
 * @property {number} [useUntil]
 * @property {Promise<string>} [asked] the request for one that is under way: there is one at most
 * @property {PortariaError} [refused] why the keys are not accepted: it would not change by asking again
 */

/** @typedef {typeof import("../dist/server.js")} ServerCore */

tokensWith(async (core, { kind, options, packed, kept }, stale) => {
  const state = /** @type {Kept} */ (kept);
  if (state.refused) throw state.refused;
  if (state.token && state.token !== stale && Date.now() < (state.useUntil ?? 0))
    return state.token;
  const wasm = /** @type {ServerCore} */ (/** @type {unknown} */ (core));
  if (!state.asked) {
    const plan = wasm.planToken(kind, packed);
    if (plan === undefined) return undefined;
    state.asked = ask(wasm, kind, plan, packed, options.fetch, state).finally(() => {
      state.asked = undefined;
    });
  }
  return state.asked;
});

/**
 * @param {ServerCore} wasm
 * @param {string} kind
 * @param {string} text
 * @param {string} packed
 * @param {typeof fetch | undefined} own
 * @param {Kept} state
 */
async function ask(wasm, kind, text, packed, own, state) {
  const [method = "", url = "", lines = "", timeoutMs, body] = text.split("\u001e");
  const headers = fieldsOf(lines);
  const plan = { id: "token", method, url, headers, body, isFile: false, timeoutMs: 0, shown: "" };
  const asked = Date.now();
  const answer = await attempt(plan, Number(timeoutMs), own);
  try {
    const [token = "", useUntil] = wasm.readToken(kind, packed, url, answer, asked).split("\u001e");
    state.token = token;
    state.useUntil = Number(useUntil);
    return token;
  } catch (error) {
    if (error instanceof PortariaError && error.code === "unauthorized") state.refused = error;
    throw error;
  }
}
