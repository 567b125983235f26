// The community's apps and members. All of them are invented.

/**
 * What differs between sites of this engine, or is not known of a given site.
 *
 * @typedef {Object} Options
 * @property {boolean} accepts_post the exchange reads the fields of a POST form
 * @property {number} token_ttl_s how long an access token lives
 * @property {boolean} echo_state a `state` given to the start comes back with the key
 * @property {string} oauth_path where a login starts
 * @property {boolean} lose_flow_after_signin signing in on the way forgets the login
 * @property {boolean} old_pictures profile_picture is always the default avatar
 * @property {boolean} localised a site in French: three messages, and the gender
 * @property {boolean} disabled the app was switched off
 * @property {boolean} developers_disabled the site's developers feature is off
 * @property {null | "oauth" | "authorize" | "get_user_info"} database_error where the database fails
 */

/** @type {Readonly<Options>} */
export const DEFAULT_OPTIONS = {
  accepts_post: false,
  token_ttl_s: 60,
  echo_state: false,
  oauth_path: "api/oauth",
  lose_flow_after_signin: false,
  old_pictures: false,
  localised: false,
  disabled: false,
  developers_disabled: false,
  database_error: null,
};

/**
 * @typedef {Object} App
 * @property {string} app_id
 * @property {string} app_secret
 * @property {string} redirect_url
 * @property {string} name
 * @property {string} note
 * @property {Options} options
 */

/**
 * @param {string} app_id
 * @param {string} app_secret
 * @param {string} redirect_url
 * @param {string} name
 * @param {string} note
 * @param {Partial<Options>} [options]
 * @returns {App}
 */
function app(app_id, app_secret, redirect_url, name, note, options = {}) {
  return {
    app_id,
    app_secret,
    redirect_url,
    name,
    note,
    options: { ...DEFAULT_OPTIONS, ...options },
  };
}

const CALLBACK = "http://127.0.0.1:8787/callback/pipichat";

export const APPS = [
  app(
    "176300000012345",
    "0123456789abcdef0123456789abcdef",
    CALLBACK,
    "Corner Shop",
    "the usual app: GET exchange, no state, tokens that live 60 s",
  ),
  app(
    "88150000002468",
    "13579bdf02468ace13579bdf02468ace",
    "http://127.0.0.1:8787/callback/somee",
    "Corner Shop on a fork",
    "a fork that passes a state back",
    { echo_state: true },
  ),
  app(
    "5289000000777",
    "fedcba9876543210fedcba9876543210",
    CALLBACK,
    "Post Office",
    "the exchange also reads a POST form",
    { accepts_post: true },
  ),
  app(
    "352600000099",
    "00112233445566778899aabbccddeeff",
    `${CALLBACK}?shop=1`,
    "Question Mark",
    "its redirect URL has a query already, so the key arrives as ?shop=1?auth_key=…",
  ),
  app(
    "17630000001",
    "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
    CALLBACK,
    "Old Engine",
    "an older engine: signing in loses the login, every profile_picture is the default avatar, tokens live an hour",
    { lose_flow_after_signin: true, old_pictures: true, token_ttl_s: 3600 },
  ),
  app(
    "1763000000",
    "a0b1c2d3e4f5061728394a5b6c7d8e9f",
    CALLBACK,
    "Autre Chemin",
    "a site in French whose logins start at api/oauth2",
    { localised: true, oauth_path: "api/oauth2" },
  ),
  app(
    "70520000003141",
    "3141592653589793314159265358979a",
    CALLBACK,
    "Closed Shop",
    "an app that was switched off",
    { disabled: true },
  ),
];

/**
 * A member as people typed it, before the engine stores it with entities.
 *
 * @typedef {Object} Member
 * @property {string} user_id
 * @property {string} user_name
 * @property {string} user_email
 * @property {string | null} user_firstname
 * @property {string | null} user_lastname
 * @property {string | null} user_gender
 * @property {string | null} user_birthdate
 * @property {string | null} user_picture relative to the uploads
 * @property {string | null} user_cover
 * @property {string} user_registered
 * @property {string} user_verified
 * @property {string | null} user_relationship
 * @property {string | null} user_biography
 * @property {string | null} user_website
 * @property {boolean} [deleted] the account is gone by the time its profile is asked for
 */

/**
 * @param {Pick<Member, "user_id" | "user_name"> & Partial<Member>} known
 * @returns {Member}
 */
function member(known) {
  return {
    user_email: `${known.user_name}@example.com`,
    user_firstname: null,
    user_lastname: null,
    user_gender: null,
    user_birthdate: null,
    user_picture: null,
    user_cover: null,
    user_registered: "2025-01-01 00:00:00",
    user_verified: "0",
    user_relationship: null,
    user_biography: null,
    user_website: null,
    ...known,
  };
}

export const MEMBERS = [
  member({
    user_id: "1",
    user_name: "ada_example",
    user_firstname: "Ada",
    user_lastname: "Example",
    user_gender: "Female",
    user_birthdate: "1990-01-15",
    user_picture: "photos/2025/01/ada_example.svg",
    user_cover: "photos/2025/01/ada_example_cover.svg",
    user_registered: "2025-01-01 09:30:00",
    user_verified: "1",
    user_relationship: "single",
    user_biography: "Keeps a shop that does not exist.",
    user_website: "https://ada.example.com/?from=profile&lang=en",
  }),
  member({
    user_id: "2",
    user_name: "sean_of_nowhere",
    user_firstname: "Seán",
    user_lastname: `O'Brien "Café"`,
    user_gender: "Male",
    user_birthdate: "1984-02-29",
    user_picture: "photos/2025/02/sean_of_nowhere.svg",
    user_relationship: "married",
    user_biography: "I write &lt; where others write <b>less</b> & I mean it – 5 € a word.",
  }),
  member({
    user_id: "3",
    user_name: "xiaoyu_sample",
    user_firstname: "小雨",
    user_lastname: "样本",
    user_gender: "Other",
    user_birthdate: "2001-12-31",
    user_picture: "photos/2025/03/xiaoyu_sample.svg",
    user_biography: "你好！我喜欢下雨天 🌧️👩🏽‍💻",
  }),
  member({ user_id: "4", user_name: "blank_page" }),
  member({
    user_id: "5",
    user_name: "no_photo_yet",
    user_firstname: "Noah",
    user_lastname: "Placeholder",
    user_gender: "Male",
    user_birthdate: "1970-01-01",
    user_relationship: "single",
    user_biography: "",
  }),
  member({
    user_id: "6",
    user_name: "gone_tomorrow",
    user_firstname: "Gwen",
    user_lastname: "Gone",
    deleted: true,
  }),
  member({
    user_id: "4294967296123",
    user_name: "number_overflow",
    user_firstname: "Olive",
    user_lastname: "Overflow",
    user_gender: "Female",
    user_picture: "photos/2025/07/number_overflow.svg",
    user_verified: "1",
  }),
];
