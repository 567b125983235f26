/**
 * Portaria connects web apps to customer-messaging platforms.
 *
 * In a browser: {@link connect}, {@link connections}, {@link disconnect} and the clients with `{ via }`;
 * the secrets are in a Portaria Worker. On a server also {@link startLogin}, {@link handleRedirect} and
 * the clients with credentials of their own.
 *
 * Nothing has to be initialised: the WebAssembly is loaded by the first call.
 */

import type { CredentialsByProvider, LoginProviderSettings, ProviderName } from "./dist/clients.js";

/** The platforms' clients, their options and their types. */
export * from "./dist/clients.js";

/** What went wrong, as one word that does not change between versions. */
export type PortariaErrorCode =
  /** The caller gave up: its signal fired, or the person closed the window. */
  | "aborted"
  /** The provider's answer cannot be read: HTML, broken JSON, a redirect, too large. */
  | "bad_response"
  /** A setting is missing or malformed, here or in the provider's dashboard. */
  | "configuration"
  /** The login took too long, or was denied at a provider that reports nothing back. */
  | "flow_expired"
  /** The login that came back is not one that this browser started. */
  | "flow_mismatch"
  /** The login came back a second time. */
  | "flow_replayed"
  /** The caller may not do this. */
  | "forbidden"
  /** The input is wrong; nothing was sent. */
  | "invalid_argument"
  /** The person must log in at the provider (again): see `loginUrl`. */
  | "login_required"
  /** The server could not be reached, or the connection broke. */
  | "network"
  /** This runtime cannot run Portaria's WebAssembly, or was not given it; another try will not help. */
  | "no_webassembly"
  /** There is no such thing. */
  | "not_found"
  /** The provider failed, or refused for a reason of its own. */
  | "provider_error"
  /** Too many requests; wait and try again. */
  | "rate_limited"
  /** The stored keys no longer work; the account must be connected anew. */
  | "reconnect_required"
  /** The provider refused the input. */
  | "rejected"
  /** No answer within the time allowed. */
  | "timeout"
  /** The caller is not known: no credential, or one that is not accepted. */
  | "unauthorized"
  /** Portaria's own storage could not be reached, or a hook of the app failed. */
  | "unavailable";

/**
 * Why a message did not go out, as one word that does not change between versions. It is there where the platform's answer tells it, and
 * never guessed: an error without it may have any of these reasons.
 */
export type PortariaErrorReason =
  /** The account has no money left for it. */
  | "balance"
  /** The person has blocked the bot. */
  | "contact_blocked"
  /** The contact is disabled, deleted, or not active in the channel. */
  | "contact_inactive"
  /** The person has unsubscribed. */
  | "contact_unsubscribed"
  /** As many messages were sent as may be. */
  | "limit_reached"
  /** The account's plan does not include it, or has ended. */
  | "plan"
  /** The recipient is on a blacklist. */
  | "recipient_blacklisted"
  /** The recipient's address or number is none that can be written to. */
  | "recipient_invalid"
  /** The sender may not send: unknown, not confirmed, or of a domain that forbids it. */
  | "sender_refused"
  /** The template is not there, not approved, paused or disabled. */
  | "template_not_approved"
  /** A text, or the whole message, is longer than the channel allows. */
  | "too_long"
  /** There are more recipients than one message may have. */
  | "too_many_recipients"
  /** The contact has not written for so long that the channel allows templates only. */
  | "window_closed";

/** What a {@link PortariaError} is made of. */
export interface PortariaErrorDetails {
  code: PortariaErrorCode;
  message: string;
  provider?: string | undefined;
  operation?: string | undefined;
  status?: number | undefined;
  providerCode?: string | undefined;
  reason?: PortariaErrorReason | undefined;
  retryable?: boolean | undefined;
  loginUrl?: string | undefined;
}

/** What every call rejects with. Its message says what happened and what to do, and holds no secret. */
export class PortariaError extends Error {
  constructor(details: PortariaErrorDetails);
  readonly name: "PortariaError";
  /** What went wrong, as one stable word. */
  readonly code: PortariaErrorCode;
  /** The provider, or the instance of it, that the call was for. */
  readonly provider: string | undefined;
  /** The operation, as `resource.verb`. */
  readonly operation: string | undefined;
  /** The HTTP status of the provider's answer; of the Worker's, where the provider was not asked. */
  readonly status: number | undefined;
  /** The provider's own code, or a stable name for a text that it always words the same. */
  readonly providerCode: string | undefined;
  /** Why a message did not go out, where the platform's answer tells it; also through a Worker. */
  readonly reason: PortariaErrorReason | undefined;
  /** Whether the same call may succeed later, unchanged. */
  readonly retryable: boolean;
  /** Where to send the person when the code is `login_required`. */
  readonly loginUrl: string | undefined;
  /** What `JSON.stringify` writes: all of the above and the message, without the stack and the cause. */
  toJSON(): { name: "PortariaError" } & PortariaErrorDetails;
}

/**
 * How strongly a login is tied to the browser that started it: by a `state` that the provider echoed; by
 * a cookie alone, where it echoes none (nothing then shows that the code belongs to this login); or by
 * nothing, where the provider starts the flow.
 */
export type Binding = "state" | "cookie" | "none";

/**
 * Who logged in, in the same words for every provider. Texts are decoded, plain text: escape them where
 * you show them.
 */
export interface Profile {
  /** The provider's id of the account. Numeric ids may exceed what a number holds, so it is text. */
  id: string;
  username: string | null;
  /** The name to show: first and last name, else the username. */
  name: string | null;
  /** Not verified by the provider: never link accounts by it. */
  email: string | null;
  firstName: string | null;
  lastName: string | null;
  /** As the community words it, which may be translated. */
  gender: string | null;
  /** `YYYY-MM-DD`. */
  birthdate: string | null;
  /** The picture's whole address. */
  picture: string | null;
  /** The cover picture's whole address. */
  cover: string | null;
  /** When the account was made, `YYYY-MM-DD HH:MM:SS` in the provider's unstated time zone. */
  registered: string | null;
  /** Whether the account bears the community's badge. It says nothing of the e-mail address. */
  verified: boolean;
  relationship: string | null;
  biography: string | null;
  website: string | null;
  /** The provider's own answer, untouched. */
  raw: Record<string, unknown>;
}

/** An account at a provider that was connected through a Worker. */
export interface Connection {
  /** The instance's name, such as `community`. */
  instance: string;
  /** The provider's name. */
  provider: ProviderName;
  /** Who is connected, in short. */
  account: { id: string; name: string | null; picture: string | null };
  binding: Binding;
  /** When it was made, in milliseconds since 1970. */
  connectedAt: number;
  /** When the access ends, in milliseconds since 1970; it may end earlier. Null for a key, which works until revoked. */
  expiresAt: number | null;
  /** The whole profile, as it was read during the login. */
  profile: Profile;
}

/**
 * The instances of your Worker: their names, and the platform of each. It is empty until you declare yours, once, in any file of your
 * project. From then on editors complete the names, and the compiler refuses others, and credentials of another platform.
 * @example
 * declare module "portaria" {
 *   interface Instances {
 *     community: "…"; // its platform's name: one of ProviderName
 *   }
 * }
 */
// biome-ignore lint/suspicious/noEmptyInterface: what an app declares is merged into it
export interface Instances {}

/** The name of an instance: one that {@link Instances} declares, or any where it declares none. */
export type InstanceName = [keyof Instances] extends [never]
  ? ProviderName | (string & {})
  : Extract<keyof Instances, string>;

/** The platform of an instance; any platform where its name does not tell. */
export type ProviderOf<Instance extends string> = Instance extends keyof Instances
  ? Instances[Instance]
  : Instance extends ProviderName
    ? Instance
    : ProviderName;

/** What accounts of an instance are connected with; `never` where its platform has a login. */
export type CredentialsOf<Instance extends string> = Provided<ProviderOf<Instance>>;

type Provided<Provider> = Provider extends keyof CredentialsByProvider
  ? CredentialsByProvider[Provider]
  : never;

/** One of several sets of options, and nothing of the others. */
export type OneOf<Sets, All = Sets> = Sets extends unknown
  ? Sets & { [Other in Exclude<NamesOf<All>, keyof Sets>]?: undefined }
  : never;

type NamesOf<Sets> = Sets extends unknown ? keyof Sets : never;

/** The same options, each of which may be left out or be undefined. */
export type Optional<Options> = { [Name in keyof Options]?: Options[Name] | undefined };

/** Where the Worker is. */
export interface WorkerOptions {
  /**
   * The Worker's proxy, as clients take it: `/api` by default. A path of this page's origin, `/portaria/api` for a Worker below
   * `/portaria`; or an https address that ends in `/api`, where the Worker is on another origin.
   */
  via?: string | undefined;
}

export interface ConnectOptions<Instance extends string = string> extends WorkerOptions {
  /**
   * In a window of its own, or by leaving the page and coming back; `auto` (the default) tries the window
   * and leaves the page where the browser blocks it.
   */
  mode?: "auto" | "popup" | "redirect" | undefined;
  /** Where `redirect` comes back to: a path, this page's by default. */
  returnTo?: string | undefined;
  /** Gives up waiting for the window. */
  signal?: AbortSignal | undefined;
  /**
   * Where the provider has no login, the credentials with which the account is connected instead. The Worker tries them, seals them
   * and keeps them; no window opens, and the page is not left.
   */
  credentials?: CredentialsOf<Instance> | undefined;
}

/**
 * Has the person log in at a provider. Resolves when connected. In `redirect` mode the page is left and
 * the promise does not settle, not even when the browser shows the page again as it was (`pageshow` with
 * `persisted`); {@link connections} tells after the return.
 *
 * The Worker is asked first, and no window opens where there can be no login.
 *
 * @throws {PortariaError} `not_found` where there is no such instance, or it has no login; `configuration` where this page would not see
 *   the login: its browser keeps no cookie of the Worker's, it is on another site that is not listed, or not at `PORTARIA_ORIGIN`; what
 *   the window shows where the login failed (`flow_expired`, `flow_mismatch`, `flow_replayed`, `provider_error`, …); `aborted` when the
 *   window is blocked or closed, ten minutes have passed, or the signal fires.
 * @example
 * button.onclick = async () => {
 *   const { profile } = await connect("community");
 *   greet(profile.name);
 * };
 */
export function connect<Instance extends InstanceName>(
  instance: Instance,
  options?: ConnectOptions<Instance>,
): Promise<Connection>;

/** What this browser's person has connected, newest first. */
export function connections(options?: WorkerOptions): Promise<Connection[]>;

export interface WatchOptions extends WorkerOptions {
  /** Stops watching. */
  signal?: AbortSignal | undefined;
  /** Told when the set could not be read; the next change tries again. */
  onError?: ((error: PortariaError) => unknown) | undefined;
}

/**
 * Tells what is connected: at once, and again whenever that changes, here, in a login's window or in another tab.
 * @returns a function that stops it.
 * @example
 * useEffect(() => watchConnections(setConnections), []);
 */
export function watchConnections(
  listener: (connections: Connection[]) => unknown,
  options?: WatchOptions,
): () => void;

export interface DisconnectOptions extends WorkerOptions {
  /** Which of several connected accounts, by its id; all of the instance's by default. */
  accountId?: string | undefined;
}

/** Forgets what is connected at an instance, with the credentials. Does nothing where there is nothing. */
export function disconnect(instance: InstanceName, options?: DisconnectOptions): Promise<void>;

/** Who has our app open in a frame of a platform's dashboard. It has the rights of that account's connection, and no others. */
export interface FrameSession {
  /** The instance's name at the Worker. */
  readonly instance: string;
  /** The account in whose dashboard the app was opened. */
  readonly connection: Connection;
  /** The account's language, where the dashboard says it and the Worker's pages speak it: `en`, `pt`, `ua`. */
  readonly lang: string | undefined;
  /** How the dashboard looks: look the same. */
  readonly theme: "dark" | "light";
  /**
   * The query that each further address of the app must carry on, because the dashboard says it once: `lang`, `theme` and `access`. Text
   * from elsewhere: never a permission, and to be escaped where it is shown.
   */
  readonly carried: string;
  /**
   * Calls the Worker in this session: for the `fetch` option of a client. The session lasts an hour, and is renewed where calls are made,
   * for twelve hours after the app was opened.
   *
   * @throws {PortariaError} `invalid_argument` for an address that is not the Worker's; `login_required` when the session has ended, and
   * `reconnect_required` when the app was uninstalled: the person opens the app again from the dashboard.
   */
  readonly fetch: typeof fetch;
  /**
   * Opens a window in which the person is asked whether to link the account to his login at the Worker's origin. Call it from a click, on a
   * page of the Worker's own origin.
   */
  readonly link: () => void;
}

/**
 * The session of a page that a platform's dashboard shows in a frame: the Worker's `frame` setting names the page. It works where the
 * browser keeps no cookies, too, until the page is loaded again.
 *
 * @throws {PortariaError} `configuration` where the page is not in a frame, or was not opened by a Worker; `login_required`,
 * `flow_replayed` or `reconnect_required` when the app must be opened again from the dashboard; `network` when the Worker cannot be reached.
 * @example
 * const session = await frameSession();
 * document.documentElement.dataset.theme = session.theme;
 * const client = new Platform({ via: "/api", fetch: session.fetch }); // the class of the platform whose dashboard it is
 */
export function frameSession(options?: WorkerOptions): Promise<FrameSession>;

/** What a hook is told of a request or its answer; nothing in it is secret. */
export interface CallEvent {
  /** The operation, as `resource.verb`. */
  operation: string;
  method: string;
  /** The whole URL, secrets masked. */
  url: string;
  /** 1 for the first try. */
  attempt: number;
}

/** Options that every call takes; a client's are the defaults of its calls'. */
export interface CallOptions {
  /**
   * Members that the description lacks, such as what a platform has added since: they are sent in the body beside the parameters, or, of
   * an operation that has no body, in the query. A name that the description has is refused here, as an unknown one is among the
   * parameters: `send(params, { extra: { send_as_agent: 1 } })`. Through a Worker, a query takes them only where the instance lists
   * the path under `also`. Of one call; not of a client.
   */
  extra?: Record<string, unknown> | undefined;
  /** Aborts the call, at once. */
  signal?: AbortSignal | undefined;
  /** How long the whole call may take, tries and waits included, in milliseconds: 30,000 by default. */
  timeoutMs?: number | undefined;
  /** How many bytes of an answer are read: 33,554,432 (32 MB) by default. A longer answer is a `bad_response`. */
  maxResponseBytes?: number | undefined;
  /**
   * How often a call that failed for a passing reason is tried again: 2 by default. Only calls that can be repeated
   * without harm are; a message is never sent twice.
   */
  retries?: number | undefined;
  /** Further header fields. */
  headers?: Record<string, string> | undefined;
  /** Instead of the runtime's own `fetch`. */
  fetch?: typeof fetch | undefined;
  /** Told of each request before it is sent; for logs. */
  onRequest?: ((event: CallEvent) => void) | undefined;
  /** Told of each answer; for logs. */
  onResponse?: ((event: CallEvent & { status: number }) => void) | undefined;
}

/** Options that every client takes. */
export interface ClientOptions extends Omit<CallOptions, "extra"> {
  /** The proxy of a Portaria Worker, as {@link WorkerOptions} explains it: `/api`. Needs no credential here. */
  via?: string | undefined;
  /** The instance's name at the Worker: the provider's by default. */
  instance?: InstanceName | undefined;
  /** Which of several connected accounts, by its id at the Worker; the one that was connected last by default. */
  accountId?: string | undefined;
  /**
   * Takes a `baseUrl` on this machine, which is refused otherwise: for development and tests, with a platform that is made up.
   * Not where an address can come from a user. On a server only.
   */
  allowLoopback?: boolean | undefined;
}

/** Options of a call that lists. */
export interface ListOptions extends CallOptions {
  /**
   * Reads the next page while this one is being worked on, unless little of the quota is left. A number, from 1 to 10, reads so many
   * pages at once where they are numbered (`page`), and one elsewhere: faster by as much. None beyond the last page, where the answer
   * tells that; else up to so many. What is still being read ends when the list is left.
   */
  prefetch?: boolean | number | undefined;
}

/** Options of a command. */
export interface CurlOptions {
  /** Shows the credential, which is masked otherwise. A client with a key asks for a token then, unless it has one. */
  showSecrets?: boolean | undefined;
  /** As in {@link CallOptions}. */
  extra?: Record<string, unknown> | undefined;
}

/** A list: awaited, its first page; iterated, every item of every page. */
export interface Listing<Item, Page> extends PromiseLike<Page>, AsyncIterable<Item> {
  /** Page by page. */
  pages(): AsyncIterableIterator<Page>;
  catch<Other = never>(
    rejected?: (reason: unknown) => Other | PromiseLike<Other>,
  ): Promise<Page | Other>;
  finally(done?: () => void): Promise<Page>;
}

/** A provider's limit on requests, as far as a client knows it. Times are in milliseconds since 1970. */
export interface Quota {
  /** Requests in a window. */
  limit: number;
  /** Requests left in this one: what the provider said last, else our own count. */
  remaining: number;
  /** When this window ends, by our own count. */
  resetsAt: number;
  /** Until when the provider refuses; calls fail with `rate_limited` until then, without being sent. */
  blockedUntil: number;
  /** Requests left of the day, by our own count; where the provider has a limit on it. */
  dayRemaining?: number | undefined;
}

/** A call that the description lacks. */
export interface FreeRequest {
  /** `GET` by default. */
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | undefined;
  /** Below the address, without the query: `/whatsapp/templates`. Letters, digits and `-_~.,@+:/`; at some platforms below `/api/` only, as the error says. */
  path: string;
  /** The query. A list travels as the platform reads it: `ids[]=1&ids[]=2`. */
  query?:
    | Record<
        string,
        | string
        | number
        | boolean
        | (string | number | boolean)[]
        | Record<string, string | number | boolean>
      >
    | undefined;
  /** The body, which travels as JSON. */
  body?: unknown | undefined;
}

/** A list that the description lacks. */
export interface FreeList extends Pick<FreeRequest, "path" | "query"> {
  /** Where the items are in the answer: `tags`, or names joined by dots. An answer that is a list itself has them. */
  items: string;
  /**
   * How the list goes on, by the names of its parameters: `page` and `limit`, with `meta`; `next-page` by `page` and `per_page`;
   * `search-after` by `search_after` and `size`; `start_id` by the id after the last one. By default as most of the platform's lists do.
   */
  paging?:
    | "limit-offset"
    | "next-page"
    | "page"
    | "search-after"
    | "size-skip"
    | "start-count"
    | "start_id"
    | "start-limit"
    | undefined;
  /** With `search-after`: where the next cursor is, a member of the last item, or, after a leading dot, of the answer: `.next`. */
  cursor?: string | undefined;
}

/** A text in Base64 (RFC 4648, section 4), as `base64()` makes it. */
export type Base64 = string;

/** Which provider, set up how. */
export type LoginSettings = LoginProviderSettings & {
  /** A name of your own where you have several instances of a provider; the provider's by default. */
  instance?: string | undefined;
  /**
   * The key that seals flows: 32 random bytes in base64 (`openssl rand -base64 32`). Several, newest
   * first and separated by commas, let you change it without breaking logins that are under way.
   */
  key: string;
  /**
   * Where the provider sends the browser back to, for a provider that asks for it (RFC 6749, section 4.1.1): the same for
   * {@link startLogin} and {@link handleRedirect}, because a flow opens only where it was sealed.
   */
  redirectUri?: string | undefined;
  /**
   * Takes a `baseUrl` on this machine, which is refused otherwise: for development and tests, with a platform that is made up.
   * Not where an address can come from a user. On a server only.
   */
  allowLoopback?: boolean | undefined;
};

export type StartLoginOptions = LoginSettings & {
  /** Where your app goes on afterwards: a path, `/` by default. It comes back from {@link handleRedirect}. */
  returnTo?: string | undefined;
  /** Origins that `returnTo` may name besides your own. */
  returnOrigins?: string[] | undefined;
};

export interface StartedLogin {
  /** Where to send the browser. */
  url: string;
  /** The sealed flow, to be kept by this browser. */
  flow: string;
  /** The same as a `Set-Cookie` value with every protection; {@link handleRedirect} finds it by itself. */
  cookie: string;
  /** Until when the login can be finished, in milliseconds since 1970. */
  expiresAt: number;
}

export type HandleRedirectOptions = LoginSettings &
  Omit<CallOptions, "extra"> & {
    /** The app's secret, from the community's developers page. */
    appSecret: string;
    /** The sealed flow; by default, those in the request's cookies. */
    flow?: string | undefined;
    /**
     * Claims a flow in your own store: give `true` the first time you see this id, `false` ever after.
     * Without it, a flow is single-use only as far as the browser forgets the cookie and the provider its key.
     */
    claim?: ((flowId: string, expiresAt: number) => boolean | Promise<boolean>) | undefined;
  };

export interface FinishedLogin {
  instance: string;
  provider: LoginProviderSettings["provider"];
  tokens: {
    /** The member's access token. */
    accessToken: string;
    /** When it ends, in milliseconds since 1970. It may end earlier. */
    expiresAt: number;
  };
  profile: Profile;
  binding: Binding;
  /** Where your app goes on. */
  returnTo: string;
  flowId: string;
  /** A `Set-Cookie` value that removes the flow's cookie. */
  clearCookie: string;
}

/**
 * Begins a login on a server of your own (RFC 6749, section 4.1.1, as far as the provider follows it).
 * Send the browser to `url`, with `cookie`.
 */
export function startLogin(options: StartLoginOptions): Promise<StartedLogin>;

/**
 * Takes the provider's callback back to tokens and profile. The profile is read at once, because the token
 * may end within a minute.
 *
 * @param request the callback: a standard `Request`, a `URL`, or the text of one.
 * @throws {PortariaError} `flow_mismatch`, `flow_expired` or `flow_replayed` when it is not a login that
 *   this browser started and has not used; `invalid_argument` for a malformed callback; `aborted` and `timeout` by `signal` and
 *   `timeoutMs`; or what the provider reported. The login can only be started anew then.
 */
export function handleRedirect(
  request: Request | URL | string,
  options: HandleRedirectOptions,
): Promise<FinishedLogin>;
