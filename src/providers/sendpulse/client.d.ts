import { SendPulse as SendPulseCalls } from "../../../pkg/dist/sendpulse.js";
import type {
  Base64,
  Binding,
  CallOptions,
  ClientOptions,
  OneOf,
  Profile,
} from "../../../pkg/index.js";

/** Its services one by one, and their types: a page that imports one carries the methods of that one alone. */
export * from "../../../pkg/dist/sendpulse.js";

/** SendPulse: all services. */
export class SendPulse extends SendPulseCalls {
  constructor(options: SendPulseOptions);
  /**
   * Takes the code with which somebody opened the app in SendPulse's dashboard to that user's keys, which last. On a
   * server only; needs `appId` and `appSecret`. The code is good once, and for a minute.
   *
   * The options are this client's, unless others are given here; `retries` says nothing here, because the code is sent once.
   *
   * Nothing ties the person at the browser to the account (`binding` is `none`): ask before you link it to somebody who
   * is signed in with you.
   * @throws {PortariaError} `login_required` for a code that is used or too old: have the app opened again;
   *   `invalid_argument` where there is none, or for an option that does not belong here; `aborted`, `timeout`, `bad_response` and
   *   `network` as calls have them. The code is spent in any case.
   */
  handleRedirect(
    request: Request | URL | string,
    options?: Partial<OpenAppOptions>,
  ): Promise<OpenedApp>;
  /**
   * Reads what SendPulse posts when a user removes the app. On a server only; needs `appId`. Gives the account whose
   * keys you may forget, or `undefined` where the call is forged, or of nobody you know. Answer 200 in any case.
   */
  handleUninstall(request: Request, options: UninstallOptions): Promise<string | undefined>;
}

/** What one opening of an app may be told beside its client's options. */
export interface OpenAppOptions extends Omit<CallOptions, "extra"> {
  allowLoopback?: boolean | undefined;
  appId?: string | undefined;
  appSecret?: string | undefined;
  baseUrl?: string | undefined;
  instance?: string | undefined;
}

/**
 * A text, in UTF-8, or bytes in Base64 (RFC 4648, section 4), as SendPulse wants HTML and attached files: `email.html` and
 * `attachments_binary` of `smtp.emails.send`, `body` of campaigns and templates. What is not Base64 there is refused before it is sent,
 * because SendPulse takes it, says that all is well, and delivers a message that is empty or garbled.
 * @example
 * await sendpulse.smtp.emails.send({ email: { ...email, html: base64("<p>Olá</p>") } });
 */
export function base64(content: string | ArrayBuffer | ArrayBufferView): Base64;

/** Somebody opened the app. */
export interface OpenedApp {
  instance: string;
  provider: "sendpulse";
  /** The account's number at SendPulse, as text. */
  account: string;
  /** The user's keys for your app: the same each time, so that you may keep them under the account. Secret. */
  keys: { clientId: string; clientSecret: string };
  /** The account's language, as SendPulse writes it. */
  lang?: string | null | undefined;
  /** How its dashboard looks, which shows your app in a frame: look the same. */
  theme: "dark" | "light";
  /**
   * The query that each further address of your app must carry on, because SendPulse says it once: `lang`, `theme`, and `access`,
   * whose meaning SendPulse does not publish. None of them is a permission.
   */
  carried: string;
  profile: Profile;
  binding: Binding;
}

export interface UninstallOptions {
  /** The keys that you keep for an account; `undefined` where there are none. */
  find: (
    account: string,
  ) =>
    | { clientId: string; clientSecret: string }
    | undefined
    | Promise<{ clientId: string; clientSecret: string } | undefined>;
}

/** Give `via`; or, on a server, `clientId` and `clientSecret`, or `apiKey`, or `accessToken`; or `appId` for the marketplace alone. */
export type SendPulseOptions = ClientOptions &
  SendPulseSettings &
  (
    | OneOf<{ via: string } | SendPulseKeys | { apiKey: string } | { accessToken: string }>
    | SendPulseApp
  );

/** An account's own keys, or those of a user of an app, on a server. A token is asked for, kept and renewed by the client. */
export interface SendPulseKeys {
  /** Their id: from the account's settings. */
  clientId: string;
  /** Their secret. */
  clientSecret: string;
  /** Whose keys they are: of an `account` (the default), or of a user of an app of the marketplace (`app`). */
  keysOf?: "account" | "app" | undefined;
}

/** An app of the marketplace, which is opened and removed, and makes no calls. */
export interface SendPulseApp {
  /** Your app's id at the marketplace, on a server. */
  appId: string;
  via?: undefined;
  clientId?: undefined;
  clientSecret?: undefined;
  keysOf?: undefined;
  apiKey?: undefined;
  accessToken?: undefined;
}

export interface SendPulseSettings {
  /** Where the API is: `https://api.sendpulse.com` by default. */
  baseUrl?: string | undefined;
  /**
   * The account's plan, by which requests are counted: 1,000 a minute and 500,000 a day (`free`, the default), 2,000 and a
   * million (`standard`), 3,000 and three million (`enterprise`).
   */
  plan?: "free" | "standard" | "enterprise" | undefined;
  /**
   * How many requests this client sends within a second; more of them wait for their turn, outside of `timeoutMs`. 10 by default,
   * which is what SendPulse accepts; fewer where several processes share an account; 0 for as many as are asked for.
   */
  requestsPerSecond?: number | undefined;
  /** Your app's id at the marketplace, on a server. */
  appId?: string | undefined;
  /** Your app's secret, on a server. */
  appSecret?: string | undefined;
}
