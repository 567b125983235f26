// The answer to a request: the core's, or one that says that the core failed.
import { ERROR_HEADER, FIXED_HEADERS } from "../../dist/protocol.js";
import { PortariaError } from "../error.js";

/**
 * The core's answer. Where the core itself failed, the answer says so, and is marked as ours.
 * @param {() => Promise<Response>} answer
 * @param {() => Promise<Response>} [another] asks the core again, which has a new wasm instance then
 */
export async function answerOrError(answer, another) {
  try {
    return await answer();
  } catch (thrown) {
    if (another) return answerOrError(another);
    const error = thrown instanceof PortariaError ? thrown : unknownFailure();
    const { code, message, retryable } = error;
    const headers = { ...FIXED_HEADERS, [ERROR_HEADER]: code };
    return Response.json({ error: { code, message, retryable } }, { status: 500, headers });
  }
}

/** An error of unknown kind is not quoted: its message may hold anything. */
const unknownFailure = () =>
  new PortariaError({ code: "unavailable", message: "Portaria itself failed. Try again." });
