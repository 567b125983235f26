// A login as one writes it in an hour with Hono and arctic, after arctic's documentation: the state in a cookie, the token
// stored as it is. Beyond the documentation, a callback is accepted once.
import { generateState, OAuth2Client } from "arctic";
import { Hono } from "hono";
import { getCookie, setCookie } from "hono/cookie";

export { Account } from "./account.js";

const COOKIE = /** @type {const} */ ({ path: "/", secure: true, httpOnly: true, sameSite: "Lax" });
const TEN_MINUTES_S = 10 * 60;
const MONTH_S = 30 * 24 * 60 * 60;

/** @param {any} env */
const clientOf = ({ CLIENT_SECRET, ORIGIN }) =>
  new OAuth2Client("client-of-the-benchmark", CLIENT_SECRET, `${ORIGIN}/callback`);

/** @type {Hono<{ Bindings: any }>} */
const app = new Hono();

app.get("/connect", (c) => {
  const state = generateState();
  const session = getCookie(c, "session") ?? crypto.randomUUID();
  const endpoint = `${c.env.PLATFORM}/oauth/authorize`;
  setCookie(c, "state", state, { ...COOKIE, maxAge: TEN_MINUTES_S });
  setCookie(c, "session", session, { ...COOKIE, maxAge: MONTH_S });
  return c.redirect(String(clientOf(c.env).createAuthorizationURL(endpoint, state, [])), 303);
});

app.get("/callback", async (c) => {
  const { code, state } = c.req.query();
  const session = getCookie(c, "session");
  const isOurs = code && state && session && state === getCookie(c, "state");
  if (!isOurs) return c.text("This login was not started here.", 400);
  const account = c.env.ACCOUNTS.get(c.env.ACCOUNTS.idFromName(session));
  if (!(await account.claim(state))) return c.text("This login was used before.", 409);
  const endpoint = `${c.env.PLATFORM}/oauth/token`;
  const tokens = await clientOf(c.env).validateAuthorizationCode(endpoint, code, null);
  const token = tokens.accessToken();
  const profile = await fetch(`${c.env.PLATFORM}/oauth/profile`, {
    headers: { authorization: `Bearer ${token}` },
  });
  if (!profile.ok) return c.text("The profile could not be read.", 502);
  const expiresAt = tokens.accessTokenExpiresAt().getTime();
  await account.keep({ token, expiresAt, profile: JSON.stringify(await profile.json()) });
  setCookie(c, "state", "", { ...COOKIE, maxAge: 0 });
  return c.redirect("/account", 303);
});

export default app;
