/** @typedef {import("portaria").PortariaErrorCode} PortariaErrorCode */

/** What people call an instance, and what its vendor has on the button; else the instance's name. */
const NAMES = new Map([
  ["pipichat", { title: "PipiChat", button: "PipiTrend" }],
  ["sendpulse", { title: "SendPulse", button: "SendPulse" }],
]);

/** @param {string} instance */
export const titleOf = (instance) => NAMES.get(instance)?.title ?? instance;

/** @param {string} instance */
export const loginLabel = (instance) => `Log in with ${NAMES.get(instance)?.button ?? instance}`;

/**
 * How strongly a login is tied to this browser.
 * @type {Record<import("portaria").Binding, { word: string, sentence: (title: string) => string }>}
 */
export const BINDINGS = {
  state: {
    word: "Tied by state",
    sentence: (title) =>
      `${title} gave back the secret word that this browser sent along, so this login is certainly the one that was started here.`,
  },
  cookie: {
    word: "Tied by a cookie",
    sentence: (title) =>
      `A cookie shows that a login was started in this browser, but ${title} gives no word back that would prove it is this very one.`,
  },
  none: {
    word: "Not tied",
    sentence: (title) =>
      `${title} started this login by itself, so nothing shows that it belongs to this browser.`,
  },
};

/**
 * What went wrong, in a few words.
 * @type {Record<PortariaErrorCode, string>}
 */
const HEADINGS = {
  aborted: "The login was not finished",
  bad_response: "The answer could not be read",
  configuration: "Something is not set up",
  flow_expired: "The login took too long",
  flow_mismatch: "This login did not start here",
  flow_replayed: "This login was already used",
  forbidden: "This is not allowed",
  invalid_argument: "Something was asked wrongly",
  login_required: "Please log in again",
  network: "No connection",
  not_found: "There is no such thing",
  provider_error: "The community has a problem",
  rate_limited: "Too many requests",
  reconnect_required: "Please connect again",
  rejected: "The community refused",
  timeout: "No answer in time",
  unauthorized: "The credential is not accepted",
  unavailable: "Portaria has a problem",
};

/**
 * What to do, where the error's own message does not say.
 * @type {Partial<Record<PortariaErrorCode, string>>}
 */
const ADVICE = {
  aborted: "Nothing has changed. You can start again whenever you like.",
  bad_response: "Try again; if it stays, check the instance's address in the Worker's settings.",
  configuration: "Whoever runs this Worker can mend it.",
  network: "Check your connection and try again.",
  not_found: "Reload the page; the Worker's settings may have changed.",
  provider_error: "Try again in a while.",
  rate_limited: "Wait a minute, then try again.",
  timeout: "Try again in a while.",
  unavailable: "Try again in a while.",
};

/**
 * @param {string} code
 * @returns {{ heading: string, advice: string | undefined }}
 */
export function wordsFor(code) {
  const known = /** @type {PortariaErrorCode} */ (code);
  return { heading: HEADINGS[known] ?? "Something went wrong", advice: ADVICE[known] };
}

/**
 * What people call the fields of a profile, in the order in which they are read.
 * @type {[Exclude<keyof import("portaria").Profile, "raw">, string][]}
 */
export const FIELDS = [
  ["name", "Name"],
  ["username", "Username"],
  ["id", "Account number"],
  ["firstName", "First name"],
  ["lastName", "Last name"],
  ["birthdate", "Born"],
  ["gender", "Gender"],
  ["relationship", "Relationship"],
  ["verified", "Community badge"],
  ["registered", "Member since"],
  ["email", "E-mail"],
  ["biography", "About"],
  ["website", "Website"],
  ["picture", "Picture"],
  ["cover", "Cover picture"],
];

/** The fields that may be long. */
export const LONG = new Set(["biography", "website", "picture", "cover"]);
