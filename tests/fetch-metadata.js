// What a browser says of a request beside what the page asks for.

/** Where people go with the browser itself; everything else is asked by scripts of a page. */
const OPENED = /^(?:\/[\w-]+)?\/(?:connect|callback|done|link)\/[^/]*$/;

/**
 * The header fields of a request: what the browser says, and what a test says instead; what is undefined there is left out.
 * @param {string | URL} path
 * @param {{ method?: string | undefined, crossSite?: boolean }} request
 * @param {Record<string, string | undefined>} [instead]
 * @returns {Record<string, string>}
 */
export function browserHeaders(path, request, instead = {}) {
  const all = Object.entries({ ...fetchMetadata(path, request), ...instead });
  return /** @type {any} */ (Object.fromEntries(all.filter(([, value]) => value !== undefined)));
}

/**
 * The header fields with which Chromium says where a request comes from and what for, and the package's own field.
 * @param {string | URL} path
 * @param {{ method?: string | undefined, crossSite?: boolean }} [request]
 * @returns {Record<string, string>}
 */
function fetchMetadata(path, { method = "GET", crossSite = false } = {}) {
  const { pathname } = new URL(path, "https://desk.example.com");
  const site = { "sec-fetch-site": crossSite ? "cross-site" : "same-origin" };
  const byScript = !OPENED.test(pathname) || (method === "POST" && pathname.includes("/connect/"));
  return byScript
    ? { ...site, "sec-fetch-mode": "cors", "sec-fetch-dest": "empty", "x-portaria": "1" }
    : { ...site, "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };
}
