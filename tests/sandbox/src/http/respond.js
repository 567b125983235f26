// The few shapes of answer that everything here is made of. None may be cached.

const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'";

const NO_STORE = { "cache-control": "no-store" };

/**
 * @param {unknown} value
 * @param {ResponseInit} [init]
 */
export function json(value, init = {}) {
  return new Response(JSON.stringify(value), {
    ...init,
    headers: { "content-type": "application/json", ...NO_STORE, ...init.headers },
  });
}

/**
 * The sandbox's own refusal, which no provider words like this.
 *
 * @param {number} status
 * @param {string} message
 * @param {Record<string, string>} [headers]
 */
export function refuse(status, message, headers = {}) {
  return json({ error: message }, { status, headers });
}

/**
 * @param {import("./html.js").Html} page
 * @param {ResponseInit} [init]
 */
export function html(page, init = {}) {
  return new Response(String(page), {
    ...init,
    headers: {
      "content-type": "text/html; charset=utf-8",
      // No form-action: Chromium would hold it against the redirect that follows a consent.
      "content-security-policy": POLICY,
      "x-content-type-options": "nosniff",
      ...NO_STORE,
      ...init.headers,
    },
  });
}

/**
 * Lets a page show others in frames.
 *
 * @param {string} sources as CSP's `frame-src` lists them
 * @returns {ResponseInit}
 */
export const framing = (sources) => ({
  headers: { "content-security-policy": `${POLICY}; frame-src ${sources}` },
});

/**
 * @param {string} location
 * @param {Record<string, string>} [headers]
 */
export function redirect(location, headers = {}) {
  return new Response(null, { status: 302, headers: { location, ...NO_STORE, ...headers } });
}

/**
 * The object in a control's body, whatever the content type says; otherwise the refusal.
 *
 * @param {Request} request
 * @returns {Promise<Record<string, unknown> | Response>}
 */
export async function readObject(request) {
  try {
    const value = JSON.parse(await request.text());
    if (value !== null && typeof value === "object" && !Array.isArray(value)) return value;
  } catch {
    // falls through to the one refusal
  }
  return refuse(400, "the body must be a JSON object");
}
