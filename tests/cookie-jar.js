// The cookies of one browser at one origin. tough-cookie keeps and sends them by the rules that browsers follow: `Secure`,
// `SameSite`, and what a name that starts with `__Host-` asks for.

import { Cookie, CookieJar as ToughJar } from "tough-cookie";

/** What a cookie of ours has, unless a Set-Cookie line says otherwise. */
const USUAL = { path: "/", secure: true, httpOnly: true, sameSite: "lax" };

export class CookieJar {
  /** A cookie that breaks the rules of its prefix is an error. */
  #jar = new ToughJar(undefined, { prefixSecurity: "strict" });

  /** @param {string} origin */
  constructor(origin) {
    this.origin = origin;
  }

  /** Keeps what an answer sets. @param {readonly string[]} lines its Set-Cookie fields */
  keep(lines) {
    for (const line of lines) {
      const cookie = this.#jar.setCookieSync(line, this.origin);
      // tough-cookie does not know this prefix yet: no script may have set the cookie.
      if (cookie?.key.startsWith("__Host-Http-") && !cookie.httpOnly) {
        throw new Error(`${cookie.key} is not HttpOnly.`);
      }
      if (cookie?.maxAge === 0) this.#delete(cookie);
    }
  }

  /**
   * The Cookie field of a request. One that comes from another site is a navigation to us, as a redirect or a link is.
   * @param {{ crossSite?: boolean }} [request]
   */
  header({ crossSite = false } = {}) {
    return this.#cookies(crossSite ? "lax" : "strict")
      .map(({ key, value }) => `${key}=${value}`)
      .join("; ");
  }

  /**
   * All cookies. Those past their time are among them, so that a test of an ended session or login shows what the Worker
   * does with such a cookie, and not what the browser does.
   * @param {"lax" | "strict"} [sameSiteContext]
   */
  #cookies(sameSiteContext = "strict") {
    return this.#jar.getCookiesSync(this.origin, { expire: false, sameSiteContext });
  }

  /** @param {Cookie} cookie */
  #delete({ domain, path, key }) {
    this.#jar.store.removeCookie(domain, path, key, (error) => {
      if (error) throw error;
    });
  }

  /** The pairs of names and values, oldest first. */
  [Symbol.iterator]() {
    return this.#cookies()
      .map(({ key, value }) => /** @type {[name: string, value: string]} */ ([key, value]))
      .values();
  }

  get size() {
    return this.#cookies().length;
  }

  /** @param {string} name */
  has(name) {
    return this.get(name) !== undefined;
  }

  /** @param {string} name @returns {string | undefined} */
  get(name) {
    return new Map(this).get(name);
  }

  /** Gives a cookie another value, and leaves its attributes. @param {string} name @param {string} value */
  set(name, value) {
    const cookie =
      this.#cookies()
        .find(({ key }) => key === name)
        ?.clone() ?? new Cookie({ ...USUAL, key: name });
    cookie.value = value;
    this.#jar.setCookieSync(cookie, this.origin);
  }

  clear() {
    this.#jar.removeAllCookiesSync();
  }

  /** Another browser's jar with the same cookies. */
  copy() {
    const copy = new CookieJar(this.origin);
    for (const cookie of this.#cookies()) {
      const twin = cookie.clone();
      if (twin) copy.#jar.setCookieSync(twin, this.origin);
    }
    return copy;
  }
}
