// Who is played, and what a platform's folder has to bring.

import * as registered from "./providers/index.js";

/**
 * A request to a provider, seen from inside its prefix.
 *
 * @typedef {Object} Call
 * @property {string} method
 * @property {Headers} headers
 * @property {URLSearchParams} query
 * @property {string} path begins with "/", without the provider's prefix
 * @property {string} base the provider's own address: origin and prefix
 * @property {import("./http/body.js").Body} body
 * @property {import("./http/reach.js").Reach} reach asks somebody outside, as a provider does its apps
 *
 * @typedef {Record<string, unknown>} Fields of an app, or of what a control sends
 */

/**
 * @template State
 * @typedef {Object} Provider
 * @property {string} name its prefix, and its name in the controls
 * @property {string} title
 * @property {() => State} createState the ready-made apps and people, nobody signed in
 * @property {(state: State) => string[]} secrets values to hide in the log wherever they appear
 * @property {readonly string[]} [secretNames] what it calls secrets that no name tells, in lower case
 *   and without hyphens and underscores
 * @property {(state: State) => Fields[]} listApps
 * @property {(app: any) => unknown} appId what the front page calls an app by
 * @property {(state: State, fields: Fields, now: number) => Fields | string} registerApp the app, or
 *   what is wrong with the fields
 * @property {Seed<State>} [seed] makes many of something
 * @property {(call: Call, state: State, now: number) => Response | Promise<Response>} answer
 */

/**
 * @template State
 * @typedef {Object} Seed
 * @property {Fields} example of what is asked for
 * @property {(state: State, fields: Fields, now: number) => Fields | string} make how many there are
 *   now, or what is wrong with the fields
 */

/** By name. @type {readonly Provider<any>[]} */
export const providers = Object.values(registered);
