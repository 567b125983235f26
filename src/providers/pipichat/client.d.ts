import { PipiChat as PipiChatCalls } from "../../../pkg/dist/pipichat.js";
import type {
  ClientOptions,
  FinishedLogin,
  HandleRedirectOptions,
  Optional,
  StartedLogin,
  StartLoginOptions,
} from "../../../pkg/index.js";

/** The types of PipiChat's parameters and answers. */
export type * as PipiChatTypes from "../../../pkg/dist/pipichat.js";

/**
 * A Sngine community and an app registered with it. All but `appId` have defaults, which are PipiChat's.
 */
export interface PipiChatSettings {
  /** The app's id, from the community's developers page. Text: it exceeds what 32 bits hold. */
  appId: string;
  /** The community's address: `https://pipichat.com` by default. */
  baseUrl?: string | undefined;
  /**
   * How the one-time key is exchanged: `get` (the default) as PipiChat documents it; `post` as newer
   * engine pages do; `auto` tries a form and falls back, once, where the engine did not read it.
   */
  authorizeMethod?: "get" | "post" | "auto" | undefined;
  /** Whether the community echoes `state`: stock Sngine does not (`none`, the default). */
  stateMode?: "none" | "echo" | undefined;
  /**
   * How long a token is trusted, in seconds: 60 by default. PipiChat documents an hour, but the engine is
   * known to grant a minute.
   */
  tokenTtlS?: number | undefined;
  /** Where uploaded pictures lie: `{baseUrl}/content/uploads` by default. */
  uploadsBase?: string | undefined;
  /** Where the endpoints lie below the base address. */
  paths?:
    | { login?: string | undefined; authorize?: string | undefined; userInfo?: string | undefined }
    | undefined;
}

export interface PipiChatOptions extends Optional<PipiChatSettings>, ClientOptions {
  /** A member's access token, on a server. */
  accessToken?: string | undefined;
  /** The app's secret, on a server. */
  appSecret?: string | undefined;
  /** The key that seals flows, on a server: 32 bytes in base64. */
  key?: string | undefined;
}

/** PipiChat, or another Sngine community. */
export class PipiChat extends PipiChatCalls {
  /** {@link startLogin} with this client's settings. On a server only. */
  startLogin(options?: Optional<StartLoginOptions>): Promise<StartedLogin>;
  /** {@link handleRedirect} with this client's settings. On a server only. */
  handleRedirect(
    request: Request | URL | string,
    options?: Optional<HandleRedirectOptions>,
  ): Promise<FinishedLogin>;
}
