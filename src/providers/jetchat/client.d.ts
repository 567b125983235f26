import type { ClientOptions } from "../../../pkg/index.js";

/** The types of JetChat's parameters and answers. */
export type * as JetChatTypes from "../../../pkg/dist/jetchat.js";

/** JetChat, or another installation of its engine. */
export { JetChat } from "../../../pkg/dist/jetchat.js";
export interface JetChatOptions extends ClientOptions {
  /** The installation's address: `https://<host>/api`. */
  baseUrl?: string;
  /** The key, on a server: made in the dashboard, for one workspace and one bot. */
  apiKey?: string;
  /** The account, for installations of 2022 and before (`x-team-id`). */
  teamId?: string;
  /** The client's workspace, with a partner's master key (`x-client-workspace-id`). */
  workspaceId?: string;
  /** The client's bot, with a partner's master key (`x-client-flow-ns`). */
  flowNs?: string;
}
