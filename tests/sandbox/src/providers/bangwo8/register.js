// Accounts of tests' own: made, or changed when they are known.

import {
  among,
  FLAG,
  SECRET,
  shaped,
  TEXT,
  whole,
  wrongField,
  wrongOption,
} from "../../controls/fields.js";
import { hex } from "../../data/random.js";
import { DEFAULT_OPTIONS } from "./accounts.js";

/**
 * @typedef {import("../../controls/fields.js").Rule} Rule
 * @typedef {import("./accounts.js").Account} Account
 * @typedef {import("./accounts.js").Options} Options
 */

/** @type {Record<string, Rule>} */
const FIELDS = {
  account: shaped(/^[^:\s]{1,100}$/u, "1 to 100 characters without colons and spaces"),
  password: shaped(/^.{4,200}$/s, "4 to 200 characters"),
  secret_id: shaped(/^[0-9A-Za-z-]{8,100}$/, "8 to 100 letters, digits and hyphens"),
  secret: SECRET,
  vendor_id: shaped(/^\d{1,18}$/, "a text of digits"),
  authcode: SECRET,
  pc_key: SECRET,
  h5_key: SECRET,
  callback_url: [isAddress, "null or an absolute http or https address without a query"],
  name: TEXT,
  note: TEXT,
};

/** @type {Record<keyof Options, Rule>} */
const OPTIONS = {
  token_ttl_s: whole(1, 86_400),
  states_expiry: FLAG,
  token_length: whole(8, 200),
  invalid_client_status: among(400, 401),
  basic: FLAG,
  role: among("admin", "agent"),
  errors_with_200: FLAG,
  next_page: among("full", "bare", "http", "elsewhere", "absent"),
  count: among("seen", "number", "text"),
  tickets_per_page: whole(1, 100),
  ticket_as: among("array", "object"),
  missing_ticket: among("refused", "empty"),
  writes: among("seen", "status", "record"),
  company_required: FLAG,
  signed_links: FLAG,
};

/** @param {unknown} value */
export function isAddress(value) {
  return (
    value === null ||
    (typeof value === "string" && /^https?:\/\/[!-~]+$/.test(value) && !/[?#]/.test(value))
  );
}

/**
 * What is left out of a known account stays, except that options begin anew.
 *
 * @param {import("./state.js").State} state
 * @param {Record<string, unknown>} fields
 * @returns {Account | string} the account, or what is wrong with the fields
 */
export function register(state, fields) {
  const known = state.accounts.get(String(fields.account));
  const { options: given = {}, ...rest } = fields;
  const made = { ...(known ?? fresh()), ...rest };
  const { options: _, ...plain } = made;
  const problem = wrongField(plain, FIELDS) ?? wrongOption(given, OPTIONS) ?? taken(state, made);
  if (problem) return problem;
  const account = { ...made, options: { ...DEFAULT_OPTIONS, ...Object(given) } };
  if (known) state.keys.delete(known.secret_id);
  state.accounts.set(account.account, account);
  state.keys.set(account.secret_id, { secret: account.secret, account: account.account });
  return account;
}

/** @returns {Account} */
function fresh() {
  return {
    account: `osp-${hex(8)}`,
    password: hex(24),
    secret_id: hex(16),
    secret: hex(36),
    vendor_id: String(200_000 + Number.parseInt(hex(6), 16)),
    authcode: hex(24),
    pc_key: hex(24),
    h5_key: hex(24),
    callback_url: null,
    name: "Test account",
    note: "registered by a test",
    options: DEFAULT_OPTIONS,
  };
}

/**
 * Keys and vendors name one account each.
 *
 * @param {import("./state.js").State} state
 * @param {Account} made
 */
function taken({ accounts, keys }, { account, secret_id, vendor_id }) {
  const holder = keys.get(secret_id);
  if (holder && holder.account !== account) return "secret_id is another account's";
  const others = [...accounts.values()].filter((each) => each.account !== account);
  return others.some((each) => each.vendor_id === vendor_id)
    ? "vendor_id is another account's"
    : undefined;
}
