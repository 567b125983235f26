import type { ClientOptions, OneOf } from "../../../pkg/index.js";

/** The types of JetChat's parameters and answers. */
export type * as JetChatTypes from "../../../pkg/dist/jetchat.js";

/** JetChat, or another installation of its engine. */
export { JetChat } from "../../../pkg/dist/jetchat.js";

/** Give `via`; or, on a server, `baseUrl` and `apiKey`. */
export type JetChatOptions = ClientOptions &
  OneOf<{ via: string; baseUrl?: string | undefined } | JetChatKey>;

/** A key, and where it is good. */
export interface JetChatKey {
  /** The installation's address: `https://<host>/api`. */
  baseUrl: string;
  /** The key, on a server: made in the dashboard, for one workspace and one bot. */
  apiKey: string;
  /** The account, for installations of 2022 and before (`x-team-id`). */
  teamId?: string | undefined;
  /** The client's workspace, with a partner's master key (`x-client-workspace-id`). */
  workspaceId?: string | undefined;
  /** The client's bot, with a partner's master key (`x-client-flow-ns`). */
  flowNs?: string | undefined;
}
