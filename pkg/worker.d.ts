/** The Worker: receives redirects, keeps credentials sealed, and calls the platforms for a front end. */

import { DurableObject, WorkerEntrypoint } from "cloudflare:workers";
import type { Connection } from "./index.js";

/**
 * The bindings that the Worker needs; see wrangler.toml. What `wrangler types` writes fits, with the apps' secrets
 * (`{NAME}_APP_SECRET`) and whatever else your Worker has. What is missing is told at run time, by name (`/health`).
 */
export interface PortariaEnv {
  /** The Durable Object namespace of {@link Vault}. */
  VAULT: DurableObjectNamespace<Vault> | DurableObjectNamespace;
  /** The console's files: with them, the documents are served at `/openapi/{instance}.json`. */
  ASSETS?: Fetcher | undefined;
  /** The address at which people reach the Worker. */
  PORTARIA_ORIGIN?: string | undefined;
  /** The keys that seal, newest first: 32 bytes in base64 each. A secret. */
  PORTARIA_KEY?: string | undefined;
  /** The instances, by name. */
  PORTARIA_INSTANCES?: string | Record<string, unknown> | undefined;
  /** Further origins to which a login may return. */
  PORTARIA_RETURN_TO?: string | undefined;
  /** Further origins whose pages may call, exactly as a browser names them. */
  PORTARIA_ALLOW_ORIGINS?: string | undefined;
  /**
   * Origins on other sites than the Worker's whose pages may call, and to which a login may return. They get a session of their own, in
   * a cookie that browsers send between sites (`SameSite=None; Partitioned`), for a day at most. Prefer a rewrite under the page's own
   * origin, where there can be one.
   */
  PORTARIA_CROSS_SITE_ORIGINS?: string | undefined;
  /**
   * Requests a minute: `{"address": 60, "server": 600, "owner": 1200}` where left out; 0 for no limit. By the client's address where
   * logins begin and end, by the address of a platform's servers where they call us, by owner where calls are passed on.
   */
  PORTARIA_LIMITS?:
    | string
    | { address?: number | undefined; server?: number | undefined; owner?: number | undefined }
    | undefined;
  /**
   * The header field in which the proxy in front of the Worker names the client's address, and which it takes off what a client
   * sent: `CF-Connecting-IP` on Cloudflare. Without it, all clients share one limit, and `/health` says so.
   */
  PORTARIA_ADDRESS_HEADER?: string | undefined;
  /** Cloudflare's rate limiter, which then counts instead, by its own limit. */
  PORTARIA_LIMITER?: { limit(options: { key: string }): Promise<{ success: boolean }> } | undefined;
  /** What `GET /metrics` asks for as its bearer token. A secret; without it there is no such page. */
  PORTARIA_METRICS_TOKEN?: string | undefined;
  /** Where the handler is mounted; see {@link PortariaOptions.prefix}. */
  PORTARIA_PREFIX?: string | undefined;
  /** How the pages that people see are dressed; see {@link PortariaOptions.pages}. */
  PORTARIA_PAGES?: string | { name?: string | undefined; css?: string | undefined } | undefined;
  /** What every answer says of `Strict-Transport-Security`, such as `max-age=31536000; includeSubDomains`; nothing where left out. */
  PORTARIA_HSTS?: string | undefined;
}

/** What a platform asks about an app's customers (`POST /crm/{instance}/{function}`). */
export type CrmQuery = {
  /** The instance's name. */
  instance: string;
  /** The login name of the agent who asks. */
  supportName: string;
} & (
  | { /** For companies, by their ids in your app. */ type: "get"; companyIds: string[] }
  | {
      /** For companies, by a name, a contact, a mobile number or a note. */
      type: "queryCompany" | "queryContact" | "queryMobile" | "queryNote";
      /** What the agent typed. */
      content: string;
    }
);

/** `Env` is your Worker's own, as `wrangler types` writes it. */
export interface PortariaOptions<Env extends PortariaEnv = PortariaEnv> {
  /**
   * Who is asking, as your app knows it; connections then belong to that user instead of the browser's session.
   *
   * It gives the user; `null` where nobody is signed in; `undefined` where this request does not tell. A callback comes from
   * another site, and a cookie of your app's that is `SameSite=Strict` does not come along: give `undefined` then, and not `null`.
   * A login that was begun as a user is finished by that user, or where `identify` cannot tell, in the browser that began it;
   * where it says that nobody is signed in, or another user, the answer is `flow_mismatch`. Everywhere else `undefined` is as `null`:
   * the request is the session's.
   */
  identify?:
    | ((
        request: Request,
        env: Env,
      ) => string | null | undefined | Promise<string | null | undefined>)
    | undefined;
  /** The instances, in place of the variable `PORTARIA_INSTANCES`. */
  instances?: Record<string, Record<string, unknown>> | undefined;
  /** Further origins to which a login may return, in place of the variable `PORTARIA_RETURN_TO`. */
  returnTo?: string[] | undefined;
  /**
   * Where the handler is mounted, such as `/portaria`: its paths are below it, `{origin}/portaria/callback/{instance}` among them,
   * and whatever is beside it is answered with 404. In a page, `connect()` and the clients
   * both take `{ via: "/portaria/api" }`.
   */
  prefix?: string | undefined;
  /** How the pages that people see are dressed: a name behind their titles, and rules of CSS after ours. */
  pages?: { name?: string | undefined; css?: string | undefined } | undefined;
  /** Called after a connection was stored, beside the answer; its failure fails nothing. */
  onConnect?: ((connection: Connection, env: Env, ctx: ExecutionContext) => unknown) | undefined;
  /**
   * Answers what a platform asks about your customers for its agents to see (its CRM extension), once `{NAME}_AUTHCODE` holds the
   * code that both sides share. What it gives is answered as `{"errcode": 0, "errmsg": "ok", "data": …}`; the form is not
   * public, so an object with an `errcode` of its own is answered as it is. What cannot be written as JSON is an error.
   */
  onCrmQuery?: ((query: CrmQuery, env: Env, ctx: ExecutionContext) => unknown) | undefined;
  /** Called after a connection was removed at the provider; its failure fails nothing. */
  onDisconnect?: ((connection: Connection, env: Env, ctx: ExecutionContext) => unknown) | undefined;
}

/** Makes the Worker's handler. */
export function createPortaria<Env extends PortariaEnv = PortariaEnv>(
  options?: PortariaOptions<Env>,
): {
  fetch(request: Request, env: Env, ctx: ExecutionContext): Promise<Response>;
};

/** What another Worker may ask for over a service binding. */
export interface Accounts extends WorkerEntrypoint<PortariaEnv> {
  /**
   * The access token of an account that opened the app: kept, renewed before it ends, and asked for once however many
   * ask. For work in the background; do not hand it to a browser.
   * @param instance the instance's name
   * @param account the account's id, as {@link PortariaOptions.onConnect} told it
   * @throws a `PortariaError`, of which RPC lets the message through: `reconnect_required` where the account is not
   *   connected, or its keys no longer work.
   */
  accessToken(instance: string, account: string): Promise<string>;
  /** What a user of your app (as `identify` names him) has connected, the newest first. */
  connections(user: string): Promise<Connection[]>;
  /** Forgets what a user has connected: of an instance, of one account of it, or all. */
  disconnect(user: string, instance?: string, account?: string): Promise<void>;
  /**
   * Seals anew, under the newest key of `PORTARIA_KEY`, what a user has connected, or an account that opened an app (`instance` and
   * `account`); gives the number of connections. What is read is sealed anew by itself; this is for what nobody reads, before an
   * old key is taken away.
   */
  reseal(whose: { user: string } | { instance: string; account: string }): Promise<number>;
  /**
   * Calls the platform for an account, with its token: `https://portaria/{instance}/{account}/{path}?{query}`, the described
   * operations only. The host is not looked at. An error of Portaria's own is JSON and has the header `x-portaria-error`.
   */
  fetch(request: Request): Promise<Response>;
}

/**
 * Makes the class to export as a named entrypoint, for service bindings of other Workers:
 * `export const Accounts = createAccounts()`, and there `env.PORTARIA.accessToken(instance, accountId)`.
 */
export function createAccounts(
  options?: Pick<PortariaOptions, "instances">,
): new (
  ctx: ExecutionContext,
  env: PortariaEnv,
) => Accounts;

/** What a platform offers to a Worker's own code, such as signed links. */
export * from "./dist/worker-clients.js";

/** The Durable Object that keeps connections, and what was spent and ended; there are sixteen. Export it from your Worker. */
export class Vault extends DurableObject {
  run(command: string): Promise<string>;
  alarm(): Promise<void>;
}
