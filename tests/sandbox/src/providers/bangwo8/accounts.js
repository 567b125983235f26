// The ready-made accounts: what each is for, and what is unknown of real ones and so can be chosen.
// All of them are invented.

/**
 * @typedef {Object} Options
 * @property {number} token_ttl_s
 * @property {boolean} states_expiry the answer with a token has `expires_in`
 * @property {number} token_length in hexadecimal digits
 * @property {400 | 401} invalid_client_status
 * @property {boolean} basic account and password are taken beside tokens
 * @property {"admin" | "agent"} role an agent may not list tickets, nor read the companies' fields
 * @property {boolean} errors_with_200 what is refused is refused with HTTP 200, once one is signed in
 * @property {"full" | "bare" | "http" | "elsewhere" | "absent"} next_page "bare" drops the other
 *   parameters; "http" is never https; "elsewhere" names another host
 * @property {"seen" | "number" | "text"} count "seen" differs by module
 * @property {number} tickets_per_page what a page of tickets has unless it is asked for
 * @property {"array" | "object"} ticket_as what one ticket is wrapped in
 * @property {"refused" | "empty"} missing_ticket "empty": no ticket in the array, and HTTP 200
 * @property {"seen" | "status" | "record"} writes what they answer; "seen": a status, but a new company
 *   comes back as a record
 * @property {boolean} company_required every contact needs a company (2B mode)
 * @property {boolean} signed_links chats and ticket templates open by signature only
 *
 * @typedef {Object} Account
 * @property {string} account signs in by it
 * @property {string} password
 * @property {string} secret_id of its first key
 * @property {string} secret
 * @property {string} vendor_id
 * @property {string} authcode of its CRM extension
 * @property {string} pc_key private key of its links for computers
 * @property {string} h5_key private key of its links for telephones
 * @property {string | null} callback_url of its CRM extension
 * @property {string} name
 * @property {string} note
 * @property {Options} options
 */

/** @type {Readonly<Options>} */
export const DEFAULT_OPTIONS = {
  token_ttl_s: 3600,
  states_expiry: true,
  token_length: 40,
  invalid_client_status: 400,
  basic: true,
  role: "admin",
  errors_with_200: false,
  next_page: "full",
  count: "seen",
  tickets_per_page: 10,
  ticket_as: "array",
  missing_ticket: "refused",
  writes: "seen",
  company_required: false,
  signed_links: true,
};

/**
 * @param {number} number
 * @param {string} account
 * @param {string} note
 * @param {Partial<Options>} [options]
 * @param {string} [password]
 * @returns {Account}
 */
function account(
  number,
  account,
  note,
  options = {},
  password = `bw8-Passw0rd-Sandbox-Only-${number}`,
) {
  return {
    account,
    password,
    secret_id: `bw8KeySandboxOnly${number}`,
    secret: `bw8S3cretPortariaSandboxOnly${number}`,
    vendor_id: String(100_000 + number),
    authcode: `bw8AuthcodeSandboxOnly${number}`,
    pc_key: `bw8PcPrivateSandboxOnly${number}`,
    h5_key: `bw8H5PrivateSandboxOnly${number}`,
    callback_url: null,
    name: `Sandbox ${account}`,
    note,
    options: { ...DEFAULT_OPTIONS, ...options },
  };
}

export const ACCOUNTS = [
  account(1, "osp-demo", "the usual account: 101 tickets, ten a page"),
  account(
    2,
    "示例客服",
    "name and password are Chinese; the password has colons",
    {},
    "密码:仅供:测试",
  ),
  account(3, "osp-200", "refuses with HTTP 200, except that a bad key is a 401", {
    errors_with_200: true,
    invalid_client_status: 401,
  }),
  account(4, "osp-http", "next_page is never https, and every count is a text", {
    next_page: "http",
    count: "text",
  }),
  account(5, "osp-elsewhere", "next_page is on another host, and every count is a number", {
    next_page: "elsewhere",
    count: "number",
  }),
  account(6, "osp-absent", "there is no next_page", { next_page: "absent" }),
  account(7, "osp-older", "the older edition: 100 tickets a page, one ticket is an object", {
    next_page: "bare",
    tickets_per_page: 100,
    ticket_as: "object",
    writes: "record",
  }),
  account(8, "osp-empty", "a missing ticket is an empty array, and writes answer a status only", {
    missing_ticket: "empty",
    writes: "status",
  }),
  account(9, "osp-agent", "is an agent, who may not do everything", { role: "agent" }),
  account(10, "osp-brief", "tokens of 41 digits, a minute each, that do not say so; no password", {
    token_ttl_s: 60,
    states_expiry: false,
    token_length: 41,
    basic: false,
  }),
];
