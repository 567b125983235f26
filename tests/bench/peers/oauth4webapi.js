// A login as one writes it with Hono and oauth4webapi, after its documentation, and with care: what is stored is sealed with
// AES-256-GCM for its session, and forgotten by an alarm. No PKCE, as the platform of the race has none.
import { Hono } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import * as oauth from "oauth4webapi";
import { Account as Plain } from "./account.js";
import { seal } from "./sealing.js";

const COOKIE = /** @type {const} */ ({ path: "/", secure: true, httpOnly: true, sameSite: "Lax" });
const TEN_MINUTES_S = 10 * 60;
const MONTH_S = 30 * 24 * 60 * 60;

/** The platform of the race is not served by TLS. */
const INSECURE = { [oauth.allowInsecureRequests]: true };

const client = { client_id: "client-of-the-benchmark" };

/** @param {any} env */
const serverOf = ({ PLATFORM }) => ({
  issuer: PLATFORM,
  authorization_endpoint: `${PLATFORM}/oauth/authorize`,
  token_endpoint: `${PLATFORM}/oauth/token`,
});

/** @type {Hono<{ Bindings: any }>} */
const app = new Hono();

app.get("/connect", (c) => {
  const state = oauth.generateRandomState();
  const session = getCookie(c, "session") ?? crypto.randomUUID();
  const url = new URL(serverOf(c.env).authorization_endpoint);
  url.searchParams.set("client_id", client.client_id);
  url.searchParams.set("redirect_uri", `${c.env.ORIGIN}/callback`);
  url.searchParams.set("response_type", "code");
  url.searchParams.set("state", state);
  setCookie(c, "state", state, { ...COOKIE, maxAge: TEN_MINUTES_S });
  setCookie(c, "session", session, { ...COOKIE, maxAge: MONTH_S });
  return c.redirect(String(url), 303);
});

app.get("/callback", async (c) => {
  const session = getCookie(c, "session");
  const state = getCookie(c, "state");
  if (!session || !state) return c.text("This login was not started here.", 400);
  const server = serverOf(c.env);
  const parameters = oauth.validateAuthResponse(server, client, new URL(c.req.url), state);
  const account = c.env.ACCOUNTS.get(c.env.ACCOUNTS.idFromName(session));
  if (!(await account.claim(state))) return c.text("This login was used before.", 409);
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    oauth.ClientSecretPost(c.env.CLIENT_SECRET),
    parameters,
    `${c.env.ORIGIN}/callback`,
    oauth.nopkce,
    INSECURE,
  );
  const granted = await oauth.processAuthorizationCodeResponse(server, client, response);
  const address = new URL(`${c.env.PLATFORM}/oauth/profile`);
  const { access_token } = granted;
  const answer = await oauth.protectedResourceRequest(
    access_token,
    "GET",
    address,
    undefined,
    undefined,
    INSECURE,
  );
  if (!answer.ok) return c.text("The profile could not be read.", 502);
  await account.keep({
    token: await seal(c.env, session, access_token),
    expiresAt: Date.now() + Number(granted.expires_in ?? 0) * 1000,
    profile: await seal(c.env, session, JSON.stringify(await answer.json())),
  });
  setCookie(c, "state", "", { ...COOKIE, maxAge: 0 });
  return c.redirect("/account", 303);
});

export default app;

export class Account extends Plain {
  /** @param {any} connection */
  async keep(connection) {
    super.keep(connection);
    await this.ctx.storage.setAlarm(Date.now() + MONTH_S * 1000);
  }

  async alarm() {
    await this.ctx.storage.deleteAll();
  }
}
