// What a whole login costs, from the link to the redirect back: Portaria's Worker beside two that are written by hand.
import { randomBytes } from "node:crypto";
import { TestBrowser } from "../workerd/test-browser.js";
import { measure } from "./measure.js";
import { bundle } from "./workerd/bundle.js";
import { repeat } from "./workerd/load.js";
import { settingsAt } from "./workerd/portaria-settings.js";
import { serve } from "./workerd/serve.js";
import { startUpstream } from "./workerd/upstream.js";

const TITLE = "a whole login, in workerd, 8 at a time";
const LOGINS = 64;
const AT_ONCE = 8;

/** @param {(title: string) => boolean} wants */
export async function* results(wants) {
  if (!wants(TITLE)) return;
  await bundle("arctic", "oauth4webapi");
  const platform = await startUpstream("workers");
  /** @type {import("./workerd/serve.js").Served[]} */
  const served = [];
  try {
    const contenders = [];
    for (const { name, constant, link, back } of workers()) {
      const settings = settingsOf(constant, platform.origin);
      const worker = await serve({ config: "login", name: constant, settings });
      served.push(worker);
      const login = (/** @type {import("node:http").Agent} */ agent) =>
        logIn(new TestBrowser(worker.origin, { agent }), link, back);
      contenders.push({ name, run: () => repeat({ times: LOGINS, atOnce: AT_ONCE }, login) });
    }
    const times = { each: LOGINS, rounds: 12, warmUp: 1 };
    yield await measure({ title: TITLE, unit: "ms", ...times, contenders });
  } finally {
    for (const { close } of served) await close();
    await platform.close();
  }
}

/** The Workers: the link that starts a login, and the callback that the platform would redirect to. */
const workers = () => [
  {
    name: "Hono and arctic, tokens stored as they are",
    constant: "arctic",
    link: "/connect",
    back: (/** @type {URL} */ { searchParams }) =>
      `/callback?code=${code()}&state=${searchParams.get("state")}`,
  },
  {
    name: "Hono and oauth4webapi, tokens sealed",
    constant: "oauth4webapi",
    link: "/connect",
    back: (/** @type {URL} */ { searchParams }) =>
      `/callback?code=${code()}&state=${searchParams.get("state")}`,
  },
  {
    name: "Portaria",
    constant: "portaria",
    link: "/connect/pipichat?return_to=/account",
    back: () => `/callback/pipichat?auth_key=${code()}`,
  },
];

const code = () => randomBytes(16).toString("hex");

/** @param {string} constant @param {string} platform @returns {(origins: string[]) => Record<string, string>} */
const settingsOf = (constant, platform) =>
  constant === "portaria"
    ? settingsAt(platform)
    : ([ORIGIN = ""]) => ({
        ORIGIN,
        PLATFORM: platform,
        CLIENT_SECRET: code(),
        SEALING_KEY: randomBytes(32).toString("base64"),
      });

/**
 * A login of a person whose browser has no cookies yet.
 * @param {TestBrowser} browser @param {string} link @param {(start: URL) => string} back
 */
async function logIn(browser, link, back) {
  const start = await browser.ask(link);
  if (start.status !== 303) throw new Error(`${link}: ${start.status} ${start.text}`);
  const end = await browser.ask(back(new URL(start.location)), { crossSite: true });
  if (end.status !== 303 || end.location !== "/account") {
    throw new Error(`not connected: ${end.status} ${end.location} ${end.text}`);
  }
}
