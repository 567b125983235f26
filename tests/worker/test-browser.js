// A browser as far as the Worker can tell: cookies, and the way through a login at a community.
import { env, exports } from "cloudflare:workers";
import { expect } from "vitest";
import { CookieJar } from "../cookie-jar.js";
import { browserHeaders } from "../fetch-metadata.js";
import { output } from "./output.js";
import { ORIGIN } from "./worker-settings.js";

/** @typedef {Omit<RequestInit, "headers"> & { crossSite?: boolean, headers?: Record<string, string | undefined> }} BrowserInit */

export class TestBrowser {
  cookies = new CookieJar(ORIGIN);

  /** @param {(request: Request) => Promise<Response>} [send] to another Worker than the one that is deployed */
  constructor(send = (request) => exports.default.fetch(request)) {
    this.send = send;
  }

  /**
   * Asks the Worker, and keeps the cookies that it sets. What it answered is part of the output.
   * @param {string} path
   * @param {BrowserInit} [init]
   */
  async ask(path, { crossSite = false, headers = {}, ...init } = {}) {
    const cookie = this.cookies.header({ crossSite });
    const response = await this.send(
      new Request(new URL(path, ORIGIN), {
        redirect: "manual",
        ...init,
        headers: browserHeaders(
          path,
          { method: init.method, crossSite },
          { ...(cookie && { cookie }), ...headers },
        ),
      }),
    );
    this.cookies.keep(response.headers.getSetCookie());
    output.texts.push(
      await response.clone().text(),
      ...[...response.headers].filter(([name]) => name !== "set-cookie").map(String),
    );
    return response;
  }

  /**
   * Starts a login: the address at the community that the Worker sends the browser to.
   * @param {string} [instance]
   * @param {string} [query]
   */
  async startLogin(instance = "pipichat", query = "return_to=/account") {
    const response = await this.ask(`/connect/${instance}?${query}`);
    expect(response.status, await response.clone().text()).toBe(303);
    return response.headers.get("location") ?? "";
  }

  /**
   * Approves on the community's page: the callback that the community sends the browser to.
   * @param {string} start
   * @param {string} [user]
   */
  async approveLogin(start, user = "1") {
    const { origin, pathname, searchParams } = new URL(start);
    const form = new URLSearchParams({
      ...Object.fromEntries(searchParams),
      user,
      decision: "approve",
    });
    const response = await env.SANDBOX.fetch(origin + pathname, {
      method: "POST",
      body: form,
      redirect: "manual",
    });
    expect(response.status).toBe(302);
    return response.headers.get("location") ?? "";
  }

  /**
   * Follows the redirect from the community, which is another site, to the callback.
   * @param {string} callback
   * @param {BrowserInit} [init]
   */
  openCallback(callback, init) {
    return this.ask(callback, { crossSite: true, headers: { accept: "text/html" }, ...init });
  }

  /** Goes through a whole login. */
  async logIn(instance = "pipichat", user = "1") {
    const start = await this.startLogin(instance);
    const response = await this.openCallback(await this.approveLogin(start, user));
    expect(response.status, await response.clone().text()).toBe(303);
    return response;
  }

  /** @returns {Promise<any[]>} */
  async connections() {
    const response = await this.ask("/connections");
    expect(response.status).toBe(200);
    return /** @type {any} */ (await response.json()).connections;
  }
}

/**
 * What an error answer says, be it a page or JSON.
 * @param {Response} response
 */
export async function failure(response) {
  return {
    status: response.status,
    code: response.headers.get("x-portaria-error"),
    text: await response.text(),
  };
}

/** The Cookie field with which a browser comes back after an answer. @param {Response} response */
export function cookieHeader(response) {
  const cookies = new CookieJar(ORIGIN);
  cookies.keep(response.headers.getSetCookie());
  return cookies.header();
}
