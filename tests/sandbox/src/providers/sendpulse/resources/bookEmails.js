// The addresses on one mailing list.

import { STATUS } from "../world/addresses.js";
import { bookIn, explain, typeOf } from "./books.js";
import { asked, fields, isEmail, isOn, isText } from "./handler.js";
import { DONE, no, page, wrong } from "./mail.js";

/**
 * @typedef {import("../world/addresses.js").Address} Address
 * @typedef {import("./handler.js").Ask} Ask
 */

const MOST = 100;
const SWITCHES = ["disable_webhook", "dont_update", "check_emails"];
const CONFIRMATIONS = ["force"];

/** @param {Address} address */
const basicView = ({ email, status }) => ({ email, status, status_explain: explain(status) });

/** @param {Address} address */
const view = (address) => ({ ...basicView(address), variables: address.variables });

/**
 * A list of addresses in the body.
 *
 * @param {Ask} ask
 * @returns {unknown[]}
 */
function emailsIn(ask) {
  const { emails } = fields(ask);
  if (emails === undefined || emails === null) throw wrong(ask, "emails", "is missing");
  if (!Array.isArray(emails)) throw wrong(ask, "emails", "must be a list");
  return emails;
}

/**
 * The address that the body names, of the list that the path names.
 *
 * @param {Ask} ask
 * @returns {{ address: Address, put: (address: Address) => void }}
 */
function addressIn(ask) {
  const { addresses } = bookIn(ask);
  const { email } = fields(ask);
  if (!isText(email)) throw wrong(ask, "email", "is missing");
  if (!isEmail(email)) throw wrong(ask, "email");
  const address = addresses.get(email);
  if (!address) throw no(ask, 502, "This address is not on the mailing list.");
  return { address, put: addresses.put };
}

/**
 * An address to add: bare, or with its variables.
 *
 * @param {Ask} ask
 * @param {unknown} sent
 * @returns {{ email: string, variables: Record<string, unknown> }}
 */
function newAddress(ask, sent) {
  const { email, variables = {} } = typeof sent === "string" ? { email: sent } : entry(ask, sent);
  if (!isEmail(email)) throw wrong(ask, "email");
  if (typeof variables !== "object" || variables === null) {
    throw wrong(ask, "emails.*.variables");
  }
  return { email, variables };
}

/**
 * @param {Ask} ask
 * @param {unknown} sent
 * @returns {Record<string, any>}
 */
function entry(ask, sent) {
  if (typeof sent !== "object" || sent === null) throw wrong(ask, "emails");
  return sent;
}

/**
 * Double opt-in is asked for with a word, and needs a sender that may write.
 *
 * @param {Ask} ask
 */
function confirmed(ask) {
  const { confirmation, sender_email, template_id, message_lang } = fields(ask);
  if (confirmation === undefined) return false;
  if (typeof confirmation !== "string") throw wrong(ask, "confirmation", "must be text");
  if (!CONFIRMATIONS.includes(confirmation)) throw wrong(ask, "confirmation");
  if (sender_email === undefined) throw wrong(ask, "sender_email", "is missing");
  if (!isEmail(sender_email)) throw wrong(ask, "sender_email");
  if (!ask.world.mail.senders.get(sender_email)?.active) throw no(ask, 1003, "No such sender.");
  if (template_id !== undefined && !isText(template_id)) throw wrong(ask, "template_id");
  if (message_lang !== undefined && !isText(message_lang)) throw wrong(ask, "message_lang");
  return true;
}

/** @param {Ask} ask */
function addEmails(ask) {
  const { addresses } = bookIn(ask);
  const sent = emailsIn(ask).map((each) => newAddress(ask, each));
  const asks = confirmed(ask);
  const { tags = [], dont_update } = fields(ask);
  for (const name of SWITCHES) {
    const value = fields(ask)[name];
    if (value !== undefined && typeof value !== "boolean") {
      throw wrong(ask, name, "must be true or false");
    }
  }
  if (!Array.isArray(tags)) throw wrong(ask, "tags", "must be a list");
  if (!tags.every(Number.isInteger)) throw wrong(ask, "tags");
  for (const { email, variables } of sent) {
    const known = addresses.get(email);
    if (known && dont_update) continue;
    addresses.put({
      email,
      status: asks ? STATUS.NEW : STATUS.ACTIVE,
      phone: known?.phone ?? String(variables.Phone ?? ""),
      source: known?.source ?? "api",
      ...(known && { status: known.status }),
      variables: { ...known?.variables, ...variables },
    });
    pin(ask.world.mail.emailTags, email, tags);
  }
  return DONE;
}

/**
 * @param {Map<string, Set<number>>} tagged
 * @param {string} whom
 * @param {number[]} tags
 */
export function pin(tagged, whom, tags) {
  if (tags.length) tagged.set(whom, new Set([...(tagged.get(whom) ?? []), ...tags]));
}

/** @param {Ask} ask */
function listEmails(ask) {
  const { addresses } = bookIn(ask);
  const { order = "asc", active, not_active } = asked(ask);
  if (order !== "asc" && order !== "desc") throw wrong(ask, "order");
  const [only, others] = [isOn(active), isOn(not_active)];
  const isActive = (/** @type {Address} */ { status }) => status === STATUS.ACTIVE;
  const wanted = only === others ? undefined : (/** @type {Address} */ a) => isActive(a) === only;
  const { limit, offset } = page(ask);
  const rows = addresses.slice(offset, limit, { wanted, descending: order === "desc" });
  return { body: rows.map(view) };
}

/** @param {Ask} ask */
function unsubscribe(ask) {
  const { addresses } = bookIn(ask);
  const emails = emailsIn(ask);
  if (emails.length > MOST) throw wrong(ask, "emails", `must not have more than ${MOST} items`);
  if (!emails.every(isText)) throw wrong(ask, "emails");
  const found = emails.flatMap((email) => addresses.get(String(email)) ?? []);
  const active = found.filter(({ status }) => status === STATUS.ACTIVE);
  if (active.length === 0) throw no(ask, 422, "None of these addresses is active.");
  for (const address of active) addresses.put({ ...address, status: STATUS.UNSUBSCRIBED });
  return DONE;
}

/** @param {Ask} ask */
function remove(ask) {
  const { addresses } = bookIn(ask);
  const { emails } = fields(ask);
  if (!Array.isArray(emails) || emails.length === 0) throw no(ask, 303, "No addresses were named.");
  if (emails.length > MOST) throw no(ask, 422, `No more than ${MOST} addresses at a time.`);
  const gone = emails.filter((email) => addresses.remove(String(email)));
  if (gone.length === 0) throw no(ask, 303, "None of these addresses is on the mailing list.");
  return DONE;
}

/** @param {Ask} ask */
function setVariables(ask) {
  const { address, put } = addressIn(ask);
  const { variables } = fields(ask);
  if (variables === undefined) throw wrong(ask, "variables", "is missing");
  if (!Array.isArray(variables)) throw wrong(ask, "variables");
  for (const each of variables) {
    if (!isText(each?.name)) throw wrong(ask, "variables");
    address.variables[each.name] = each.value;
  }
  put(address);
  return DONE;
}

/** @param {Ask} ask */
function findByVariable(ask) {
  const { addresses } = bookIn(ask);
  const { variableName = "", searchValue } = ask.path;
  if (!(variableName in addresses.variables())) {
    throw no(ask, 299, "The mailing list has no such variable.", 404);
  }
  const wanted = (/** @type {Address} */ { variables }) =>
    variables[variableName] !== undefined && String(variables[variableName]) === searchValue;
  return { body: addresses.slice(0, Number.POSITIVE_INFINITY, { wanted }).map(basicView) };
}

/** @type {import("./handler.js").Handlers} */
export const bookEmails = {
  "addressBooks.addEmails": addEmails,
  "addressBooks.listEmails": listEmails,
  "addressBooks.removeEmails": remove,
  "addressBooks.unsubscribeEmails": unsubscribe,
  "addressBooks.setVariables": setVariables,
  "addressBooks.findByVariable": findByVariable,
  "addressBooks.setPhone": (ask) => {
    const { phone, email } = fields(ask);
    if (!isEmail(email)) throw no(ask, 17, "This is no address.");
    if (!/^\+?\d{6,15}$/.test(String(phone))) throw no(ask, 422, "This is no telephone number.");
    const { address, put } = addressIn(ask);
    put({ ...address, phone, variables: { ...address.variables, Phone: phone } });
    return DONE;
  },
  "addressBooks.getEmail": (ask) => {
    const book = bookIn(ask);
    const address = book.addresses.get(ask.path.email ?? "");
    if (!address) throw no(ask, 502, "This address is not on the mailing list.", 404);
    const variables = Object.entries(address.variables).map(([name, value]) => ({
      name,
      type: typeOf(value),
      value: String(value),
    }));
    const { phone } = address;
    return { body: { ...basicView(address), abook_id: String(book.id), phone, variables } };
  },
};
