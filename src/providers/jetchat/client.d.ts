import { JetChat as JetChatCalls, type Subscriber } from "../../../pkg/dist/jetchat.js";
import type { CallOptions, ClientOptions, OneOf } from "../../../pkg/index.js";

/** The types of JetChat's parameters and answers. */
export type * as JetChatTypes from "../../../pkg/dist/jetchat.js";

/** JetChat, or another installation of its engine. */
export class JetChat extends JetChatCalls {
  constructor(options: JetChatOptions);
  /**
   * The subscribers with a phone number, however it is stored. `subscribers.list({ phone })` compares the whole text, so that
   * `5511987654321` does not find `+5511987654321`. This asks for each form in turn (`+` and country code, country code, and, with
   * `countryCode`, the local form, also with a zero before it), and keeps only rows with the same number, each once: two to four
   * requests, and more where a form has more than a hundred rows.
   * @throws {PortariaError} `invalid_argument` for what is no phone number.
   * @example
   * const [ada] = await jetchat.findSubscribersByPhone("+55 11 98765-4321", { countryCode: "55" });
   */
  findSubscribersByPhone(
    phone: string,
    options?: Omit<CallOptions, "extra"> & { countryCode?: string | undefined },
  ): Promise<Subscriber[]>;
}

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
