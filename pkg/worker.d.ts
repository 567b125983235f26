/** The Worker: receives redirects, keeps credentials sealed, and calls the platforms for a front end. */

import { DurableObject } from "cloudflare:workers";
import type { Connection } from "./index.js";

/** The bindings that the Worker needs; see wrangler.toml. */
export interface PortariaEnv {
  /** The Durable Object namespace of {@link Vault}. */
  VAULT: DurableObjectNamespace<Vault>;
  /** The address at which people reach the Worker. */
  PORTARIA_ORIGIN: string;
  /** The keys that seal, newest first: 32 bytes in base64 each. A secret. */
  PORTARIA_KEY: string;
  /** The instances, by name. */
  PORTARIA_INSTANCES?: string | Record<string, unknown>;
  /** Further origins to which a login may return. */
  PORTARIA_RETURN_TO?: string;
  /** The apps' secrets (`PIPICHAT_APP_SECRET`), and whatever else your Worker has. */
  [name: string]: unknown;
}

export interface PortariaOptions {
  /** Who is asking, as your app knows it; connections then belong to that user instead of the browser. */
  identify?: (request: Request, env: PortariaEnv) => string | null | Promise<string | null>;
  /** The instances, in place of the variable `PORTARIA_INSTANCES`. */
  instances?: Record<string, Record<string, unknown>>;
  /** Called after a connection was stored, beside the answer; its failure fails nothing. */
  onConnect?: (connection: Connection, env: PortariaEnv, ctx: ExecutionContext) => unknown;
  /** Called after a connection was removed at the provider; its failure fails nothing. */
  onDisconnect?: (connection: Connection, env: PortariaEnv, ctx: ExecutionContext) => unknown;
}

/** Makes the Worker's handler. */
export function createPortaria(options?: PortariaOptions): {
  fetch(request: Request, env: PortariaEnv, ctx: ExecutionContext): Promise<Response>;
};

/** The Durable Object that keeps one owner's flows and connections. Export it from your Worker. */
export class Vault extends DurableObject {
  run(command: object): Promise<object>;
  alarm(): Promise<void>;
}
