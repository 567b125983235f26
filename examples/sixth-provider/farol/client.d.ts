import type { ClientOptions } from "../../../pkg/index.js";

/** The types of Farol's parameters and answers. */
export type * as FarolTypes from "../../../pkg/dist/farol.js";
/** Farol. */
export { Farol } from "../../../pkg/dist/farol.js";

/** An app that is registered with Farol. */
export interface FarolSettings {
  /** The app's id. */
  clientId: string;
  /** Where Farol is: `https://farol.example` by default. */
  baseUrl?: string | undefined;
}

/** Give `via`; or, on a server, `accessToken`. */
export interface FarolOptions extends Partial<FarolSettings>, ClientOptions {
  /** The token that a login granted, on a server. */
  accessToken?: string | undefined;
}
