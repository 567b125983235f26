// The engine's rules: pure functions over its state, the time, and a source of new keys. None of
// them waits for anything, so two requests never meet inside one.

import { FLAG, SECONDS, wrongOption } from "../../controls/fields.js";
import { encodeEntities } from "./entities.js";
import { DEFAULT_OPTIONS } from "./fixtures.js";
import { BAD, genderLabel, siteMessage } from "./messages.js";

/**
 * @typedef {import("./fixtures.js").App} App
 * @typedef {import("./fixtures.js").Member} Member
 * @typedef {import("./messages.js").SiteMessage} SiteMessage
 *
 * @typedef {Object} Grant what one member allowed one app
 * @property {string} app_id
 * @property {string} user_id
 * @property {string | null} auth_key
 * @property {string | null} access_token
 * @property {number} issued when the access token was made, in unix seconds
 *
 * @typedef {Object} State
 * @property {Map<string, App>} apps
 * @property {Map<string, Member>} members
 * @property {Map<string, Grant>} grants one for an app and a member
 * @property {Map<string, string>} sessions cookie → user_id
 *
 * @typedef {Object} Moment
 * @property {number} now unix seconds
 * @property {() => string} newKey
 *
 * @typedef {{ error: true, message: string }} Refusal
 */

/**
 * @param {readonly App[]} apps
 * @param {readonly Member[]} members
 * @returns {State}
 */
export function createState(apps, members) {
  return {
    apps: new Map(apps.map((app) => [app.app_id, app])),
    members: new Map(members.map((member) => [member.user_id, member])),
    grants: new Map(),
    sessions: new Map(),
  };
}

/**
 * @param {string} message
 * @returns {Refusal}
 */
const no = (message) => ({ error: true, message });

// ---------------------------------------------------------------- the browser's part

/**
 * Why an app cannot be logged in with, if it cannot.
 *
 * @param {App | undefined} app
 * @returns {SiteMessage | null}
 */
export function obstacle(app) {
  if (app?.options.developers_disabled) return "developers_disabled";
  if (!app || app.options.disabled) return "unknown_app";
  return null;
}

/**
 * Whether this member allowed this app before, and so is not asked again.
 *
 * @param {State} state
 * @param {App} app
 * @param {Member} member
 */
export function hasApproved(state, app, member) {
  return state.grants.has(grantId(app, member));
}

/**
 * A new key for this app and this member; the one before it dies. Then where the browser goes: the
 * key is simply appended to the redirect URL, whatever that looks like.
 *
 * @param {State} state
 * @param {App} app
 * @param {Member} member
 * @param {string | null} loginState the `state` that the start was given
 * @param {Moment} moment
 * @returns {string}
 */
export function approve(state, app, member, loginState, moment) {
  const id = grantId(app, member);
  const grant = state.grants.get(id) ?? {
    app_id: app.app_id,
    user_id: member.user_id,
    auth_key: null,
    access_token: null,
    issued: 0,
  };
  grant.auth_key = unusedKey(state, moment);
  state.grants.set(id, grant);
  const echoed =
    app.options.echo_state && loginState !== null ? `&state=${encodeURIComponent(loginState)}` : "";
  return `${app.redirect_url}?auth_key=${grant.auth_key}${echoed}`;
}

// ---------------------------------------------------------------- the server's part

/**
 * The exchange of a key for a token. Nothing is consumed unless all is well: missing fields first,
 * then the app, its secret, and last the key.
 *
 * @param {State} state
 * @param {{ app_id: string | null, app_secret: string | null, auth_key: string | null }} fields
 * @param {Moment} moment
 * @returns {{ access_token: string } | Refusal}
 */
export function authorize(state, { app_id, app_secret, auth_key }, moment) {
  if (!app_id) return no(BAD.app_id);
  const app = state.apps.get(app_id);
  if (app?.options.developers_disabled) return disabledFeature(app);
  if (!app_secret) return no(BAD.app_secret);
  if (!auth_key) return no(BAD.auth_key);
  if (!app || app.options.disabled) return no(siteMessage("unknown_app", app?.options.localised));
  if (app.app_secret !== app_secret) return no(BAD.app_secret);
  const grant = findGrant(state, (each) => each.app_id === app_id && each.auth_key === auth_key);
  if (!grant) return no(BAD.auth_key);
  if (app.options.database_error === "authorize") {
    return no(siteMessage("database", app.options.localised));
  }
  const token = liveToken(grant, app, moment.now) ?? unusedKey(state, moment);
  if (token !== grant.access_token) {
    grant.access_token = token;
    grant.issued = moment.now;
  }
  grant.auth_key = null;
  return { access_token: token };
}

/**
 * The profile behind a token: wrapped when there is one, an empty list when the member is gone.
 *
 * @param {State} state
 * @param {string | null} access_token
 * @param {string} base the site's own address
 * @param {number} now
 * @returns {{ user_info: Record<string, string | null> } | [] | Refusal}
 */
export function getUserInfo(state, access_token, base, now) {
  if (!access_token) return no(BAD.access_token);
  const grant = findGrant(state, (each) => each.access_token === access_token);
  const app = grant && state.apps.get(grant.app_id);
  if (!grant || !app) return no(BAD.access_token);
  if (app.options.developers_disabled) return disabledFeature(app);
  if (liveToken(grant, app, now) === null) return no(BAD.expired);
  if (app.options.database_error === "get_user_info") {
    return no(siteMessage("database", app.options.localised));
  }
  const member = state.members.get(grant.user_id);
  if (!member || member.deleted) return [];
  return { user_info: profile(member, app, base) };
}

/**
 * Anything else under the API's path.
 *
 * @param {App | undefined} app
 * @returns {Refusal}
 */
export function unknownEndpoint(app) {
  return app?.options.developers_disabled ? disabledFeature(app) : no(BAD.parameters);
}

/** Where a member without a picture of their own gets one from. */
export const DEFAULT_AVATAR = "/content/themes/default/images/blank_profile.svg";
export const UPLOADS = "/content/uploads/";

/**
 * @param {Member} member
 * @param {App} app
 * @param {string} base
 * @returns {Record<string, string | null>}
 */
function profile(member, app, base) {
  const { old_pictures, localised } = app.options;
  const picture = old_pictures ? null : member.user_picture;
  const typed = {
    user_id: member.user_id,
    user_name: member.user_name,
    user_email: member.user_email,
    user_firstname: member.user_firstname,
    user_lastname: member.user_lastname,
    user_gender: genderLabel(member.user_gender, localised),
    user_birthdate: member.user_birthdate,
    user_picture: member.user_picture,
    user_cover: member.user_cover,
    user_registered: member.user_registered,
    user_verified: member.user_verified,
    user_relationship: member.user_relationship,
    user_biography: member.user_biography,
    user_website: member.user_website,
  };
  return {
    ...Object.fromEntries(
      Object.entries(typed).map(([name, text]) => [name, text && encodeEntities(text)]),
    ),
    profile_picture: picture === null ? base + DEFAULT_AVATAR : base + UPLOADS + picture,
    profile_cover: base + UPLOADS, // the engine forgets the cover's own path
  };
}

/** @param {App} app */
function disabledFeature(app) {
  return no(siteMessage("developers_disabled", app.options.localised));
}

/**
 * @param {Pick<App, "app_id">} app
 * @param {Pick<Member, "user_id">} member
 */
function grantId(app, member) {
  return `${app.app_id} ${member.user_id}`;
}

/**
 * @param {State} state
 * @param {(grant: Grant) => boolean} wanted
 */
function findGrant(state, wanted) {
  return [...state.grants.values()].find(wanted);
}

/**
 * @param {Grant} grant
 * @param {App} app
 * @param {number} now
 */
function liveToken(grant, app, now) {
  return now - grant.issued <= app.options.token_ttl_s ? grant.access_token : null;
}

/**
 * The engine may well give two logins of the same second the same key. A test could not live with
 * that, so here a key is new.
 *
 * @param {State} state
 * @param {Moment} moment
 */
function unusedKey(state, moment) {
  for (;;) {
    const key = moment.newKey();
    if (!findGrant(state, (each) => each.auth_key === key || each.access_token === key)) return key;
  }
}

// ---------------------------------------------------------------- the dashboard's part

/** @type {Record<keyof import("./fixtures.js").Options, import("../../controls/fields.js").Rule>} */
const OPTION_RULES = {
  accepts_post: FLAG,
  token_ttl_s: SECONDS,
  echo_state: FLAG,
  oauth_path: [
    (path) => /^api\/\w+$/.test(path) && !/\/(authorize|get_user_info)$/.test(path),
    'a path such as "api/oauth2"',
  ],
  lose_flow_after_signin: FLAG,
  old_pictures: FLAG,
  localised: FLAG,
  disabled: FLAG,
  developers_disabled: FLAG,
  database_error: [
    (place) => [null, "oauth", "authorize", "get_user_info"].includes(place),
    'null, "oauth", "authorize" or "get_user_info"',
  ],
};

/**
 * Registers an app, or changes the one that has its id; what members allowed it stays. Id and secret
 * are made as the engine makes them when they are not given.
 *
 * @param {State} state
 * @param {Record<string, unknown>} fields
 * @param {{ app_id: string, app_secret: string }} made
 * @returns {App | string} the app, or what is wrong with the fields
 */
export function registerApp(state, fields, made) {
  const { app_id, app_secret, redirect_url, name, note, options, ...unknown } = {
    ...made,
    name: "Test app",
    note: "registered by a test",
    options: {},
    redirect_url: undefined,
    ...fields,
  };
  const [surplus] = Object.keys(unknown);
  if (surplus) return `unknown field ${surplus}`;
  if (typeof app_id !== "string" || !/^\d{10,15}$/.test(app_id)) {
    return "app_id must be a string of 10 to 15 digits";
  }
  if (typeof app_secret !== "string" || !/^[0-9a-f]{32}$/.test(app_secret)) {
    return "app_secret must be 32 lower-case hexadecimal digits";
  }
  if (typeof redirect_url !== "string" || !/^https?:\/\/[!-~]+$/.test(redirect_url)) {
    return "redirect_url must be an absolute http or https address";
  }
  if (typeof name !== "string" || typeof note !== "string") return "name and note are text";
  const problem = wrongOption(options, OPTION_RULES);
  if (problem) return problem;
  const app = {
    app_id,
    app_secret,
    redirect_url,
    name,
    note,
    options: { ...DEFAULT_OPTIONS, ...Object(options) },
  };
  state.apps.set(app_id, app);
  return app;
}
