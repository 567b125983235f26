import { CLIENT_HEADER, ERROR_HEADER } from "../dist/protocol.js";
import { withCookies } from "./cookies.js";
import { PortariaError } from "./error.js";

/**
 * Sends a request to the Worker, with the header field that only a script can set.
 * @param {string} worker
 * @param {string} path
 * @param {RequestInit} init
 */
export async function requestWorker(worker, path, init) {
  let response;
  try {
    response = await fetch(`${worker}/${path}`, {
      ...init,
      ...withCookies(),
      headers: { ...init.headers, accept: "application/json", [CLIENT_HEADER]: "1" },
    });
  } catch {
    if (init.signal?.aborted) {
      throw new PortariaError({ code: "aborted", message: "The call was aborted by its caller." });
    }
    throw new PortariaError({ code: "network", message: unreachable(worker), retryable: true });
  }
  const body = await response.json().catch(() => undefined);
  if (response.headers.has(ERROR_HEADER) && body?.error)
    throw new PortariaError({ status: response.status, ...body.error });
  if (!response.ok || (response.status !== 204 && !body)) {
    throw new PortariaError({
      code: "bad_response",
      message: `There is no Portaria Worker at this address (HTTP ${response.status}).`,
      status: response.status,
    });
  }
  return body;
}

/** A browser does not tell a page why it got no answer. @param {string} worker */
function unreachable(worker) {
  const { origin } = globalThis.location ?? {};
  const isElsewhere =
    origin !== undefined && new URL(`${worker}/`, location.href).origin !== origin;
  const why = isElsewhere
    ? ` Or it does not answer pages of ${origin}, because neither PORTARIA_ALLOW_ORIGINS nor PORTARIA_CROSS_SITE_ORIGINS lists that origin.`
    : "";
  return `The Portaria Worker could not be reached.${why}`;
}
