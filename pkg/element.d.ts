/**
 * `<portaria-connect instance="community">`: a button that connects an account, shows which one is, and forgets it.
 * To import this defines it; frameworks treat it as any other element.
 *
 * | attribute | says |
 * | --- | --- |
 * | `instance` | which instance of the Worker |
 * | `label` | what people call it, on the button: the instance's name by default |
 * | `mode`, `return-to`, `via` | as in `ConnectOptions` |
 * | `state` | set by the element: `unknown`, `disconnected`, `connecting` or `connected` |
 *
 * Slots: `connect`, `cancel` and `disconnect` (what is on the buttons), `connected` (who is shown), and `form`, a form of the
 * page's own for a platform without a login: its fields are the credential. Parts, for `::part()`: `box`, `button`, `connect`,
 * `cancel`, `disconnect`, `connected`, `account`, `who`, `name`, `waiting`, `error`.
 *
 * Events, which bubble: `portaria-connected` (its `detail` is the connection), `portaria-disconnected` (`{ instance }`) and
 * `portaria-error` (a `PortariaError`).
 */

import type { Connection, PortariaError } from "./index.js";

export declare class PortariaConnect extends HTMLElement {
  /** Who is connected. */
  readonly connection: Connection | undefined;
  /** Connects as if the button was pressed; call it from a click, or browsers block the window. */
  connect(credentials?: Record<string, string>): Promise<void>;
  /** Forgets the connection. */
  disconnect(): Promise<void>;
}

declare global {
  interface HTMLElementTagNameMap {
    "portaria-connect": PortariaConnect;
  }
  interface HTMLElementEventMap {
    "portaria-connected": CustomEvent<Connection>;
    "portaria-disconnected": CustomEvent<{ instance: string }>;
    "portaria-error": CustomEvent<PortariaError>;
  }
}
