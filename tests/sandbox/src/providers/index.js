// Who is played. A provider is one folder and one line here.

import { bangwo8 } from "./bangwo8/index.js";
import { jetchat } from "./jetchat/index.js";
import { pipichat } from "./pipichat/index.js";
import { sendpulse } from "./sendpulse/index.js";

/**
 * A request to a provider, seen from inside its prefix.
 *
 * @typedef {Object} Call
 * @property {string} method
 * @property {Headers} headers
 * @property {URLSearchParams} query
 * @property {string} path begins with "/", without the provider's prefix
 * @property {string} base the provider's own address: origin and prefix
 * @property {import("../http/body.js").Body} body
 * @property {import("../http/reach.js").Reach} reach asks somebody outside, as a provider does its apps
 */

/**
 * @template State
 * @typedef {Object} Provider
 * @property {string} name its prefix, and its name in the controls
 * @property {string} title
 * @property {() => State} createState the ready-made apps and people, nobody signed in
 * @property {(state: State) => string[]} secrets values to hide in the log wherever they appear
 * @property {(state: State) => Record<string, unknown>[]} listApps
 * @property {(state: State, fields: Record<string, unknown>, now: number) => Record<string, unknown> | string} registerApp
 *   the app, or what is wrong with the fields
 * @property {(state: State, fields: Record<string, unknown>, now: number) => Record<string, unknown> | string} [seed]
 *   makes many of something; how many there are now, or what is wrong with the fields
 * @property {(call: Call, state: State, now: number) => Response | Promise<Response>} answer
 */

/** @type {readonly Provider<any>[]} */
export const providers = [pipichat, jetchat, sendpulse, bangwo8];
