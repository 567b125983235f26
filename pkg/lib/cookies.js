/**
 * How a page's requests to a Worker are sent: with the session's cookie, also where the Worker is on another origin. Only a page has
 * cookies, and not every server knows the member.
 * @returns {{ credentials?: "include" }}
 */
export const withCookies = () => (globalThis.location ? { credentials: "include" } : {});
