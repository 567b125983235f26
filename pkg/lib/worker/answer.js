// The answer to a request: the core's, or one that says that the core failed.
import { ERROR_HEADER, FIXED_HEADERS } from "../../dist/protocol.js";
import { PortariaError } from "../error.js";

/**
 * The core's answer. Where the core itself failed, the answer says so, and is marked as ours.
 * @param {Request} request
 * @param {() => Promise<Response>} answer
 * @param {() => Promise<Response>} [another] asks the core again, which has a new wasm instance then
 */
export async function answerOrError(request, answer, another) {
  try {
    return await answer();
  } catch (thrown) {
    if (another) return answerOrError(request, another);
    const error = thrown instanceof PortariaError ? thrown : unknownFailure();
    const { code, message, retryable } = error;
    const headers = { ...FIXED_HEADERS, [ERROR_HEADER]: code };
    // In a window, a browser shows a page, and no JSON (src/edge/fetch_metadata.rs).
    if (request.headers.get("sec-fetch-mode") === "navigate") {
      const text = message.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
      const html = `<!doctype html><title>Portaria</title><p>${text}`;
      const type = { "content-type": "text/html; charset=utf-8" };
      return new Response(html, { status: 500, headers: { ...headers, ...type } });
    }
    return Response.json({ error: { code, message, retryable } }, { status: 500, headers });
  }
}

/** An error of unknown kind is not quoted: its message may hold anything. */
const unknownFailure = () =>
  new PortariaError({ code: "unavailable", message: "Portaria itself failed. Try again." });
