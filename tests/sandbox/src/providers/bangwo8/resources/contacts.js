// Contacts, at the older addresses and at those of their second version, which write lists' choices
// by id.

import { listed, wrote } from "../envelope.js";
import { filtered } from "../filter.js";
import { asNumber, isBlank, taken, wrapped } from "../input.js";
import { business, missing } from "../refusal.js";
import { readSearch } from "../search.js";
import { written } from "../time.js";
import { CONTACT_FIELDS, changed, definitions, shown } from "../world/fields.js";
import { open } from "./rule.js";

/**
 * @typedef {import("./rule.js").Ask} Ask
 * @typedef {import("../world/table.js").Row} Row
 */

const FORM = {
  key: "users",
  perPage: 100,
  most: 100,
  count: /** @type {const} */ ("text"),
  links: false,
};

const DELETED = "3";

const WRITABLE = [
  "name",
  "mobile",
  "email",
  "fixnumber",
  "position",
  "state",
  "QQ",
  "note",
  "companyId",
  "uniqueId",
  "uniqueIds",
  "supportId",
  "default",
  "userGroup",
  "tableName",
];

/** What is a number in the samples; the rest is text. */
const NUMBERS = ["companyId", "supportId"];

const SEARCHED = /name|mobile|email|fixnumber|QQ|companyId|uniqueId|cId/;

/** @type {import("./rule.js").Rules} */
export const contacts = {
  "GET /users/search.json": open(search),
  "GET /users/user_fields.json": open(({ base }) => ({
    user_fields: definitions(CONTACT_FIELDS, `${base}/api/v1/users/user_fields`),
  })),
  ...version("users", false),
  ...version("users_v2", true),
  "DELETE /users/{id}.json": open((ask) => {
    const row = known(ask);
    row.deleted = true;
    row.said.state = DELETED;
    row.updated = ask.now;
    return wrote(ask, "Delete");
  }),
};

/**
 * @param {string} path
 * @param {boolean} newer
 * @returns {import("./rule.js").Rules}
 */
function version(path, newer) {
  return {
    [`GET /${path}.json`]: open((ask) => list(ask, newer)),
    [`GET /${path}/{id}.json`]: open((ask) => ({ user: view(ask, known(ask), newer) })),
    [`POST /${path}.json`]: open((ask) => create(ask, newer)),
    [`PUT /${path}/{id}.json`]: open((ask) => update(ask, newer)),
  };
}

/** @param {Ask} ask @param {boolean} newer */
function list(ask, newer) {
  const withDeleted = ask.query.get("deStat") === "1";
  const rows = ask.world.contacts.all().filter(({ deleted }) => withDeleted || !deleted);
  return listed(ask, FORM, filtered(rows, ask.query), (row) => view(ask, row, newer));
}

/** @param {Ask} ask */
function search(ask) {
  const wanted = readSearch(ask.query, SEARCHED);
  const rows = ask.world.contacts.all().filter(
    ({ id, said, deleted }) =>
      !deleted &&
      wanted.every(([name, value]) => {
        if (name === "cId") return String(id) === value;
        if (name === "uniqueId") return [said.uniqueIds].flat().includes(value);
        return String(said[name] ?? "") === value;
      }),
  );
  return listed(ask, { ...FORM, key: "results", count: "number", links: true }, rows, (row) =>
    view(ask, row, false),
  );
}

/**
 * The address of a contact is that of the second version in either.
 *
 * @param {Ask} ask
 * @param {Row} row
 * @param {boolean} newer
 */
function view({ base }, { id, created, updated, said, custom }, newer) {
  const { uniqueIds, ...rest } = said;
  const ids = [uniqueIds ?? []].flat();
  return {
    cId: id,
    url: `${base}/api/v1/users_v2/${id}.json`,
    ...rest,
    ...(newer ? { uniqueIds: ids } : { uniqueId: ids[0] ?? "" }),
    createDT: written(created),
    updateDT: written(updated),
    custom_fields: shown(CONTACT_FIELDS, custom, newer),
  };
}

/** @param {Ask} ask */
function known({ world, values }) {
  const row = world.contacts.get(values.id);
  if (!row || row.deleted) throw missing("user");
  return row;
}

/** @param {Ask} ask @param {boolean} newer */
function create(ask, newer) {
  const sent = wrapped(ask.body, "user");
  if (isBlank(sent.mobile) && isBlank(sent.fixnumber)) {
    throw business(400, "mobile or fixnumber is missing");
  }
  if (ask.options.company_required && isBlank(sent.companyId)) {
    throw business(400, "companyId is missing");
  }
  const said = { name: "", state: "1", companyId: "", default: "0", ...fieldsOf(ask, sent) };
  const custom = changed(CONTACT_FIELDS, {}, sent.custom_fields);
  const row = ask.world.contacts.add(said, custom, ask.now);
  return wrote(ask, "Insert", { user: view(ask, row, newer) });
}

/** @param {Ask} ask @param {boolean} newer */
function update(ask, newer) {
  const row = known(ask);
  const sent = wrapped(ask.body, "user");
  const said = { ...row.said, ...fieldsOf(ask, sent) };
  if (isBlank(said.mobile) && isBlank(said.fixnumber)) {
    throw business(400, "mobile or fixnumber is missing");
  }
  row.custom = changed(CONTACT_FIELDS, row.custom, sent.custom_fields);
  row.said = said;
  row.updated = ask.now;
  return wrote(ask, "Update", { user: view(ask, row, newer) });
}

/**
 * @param {Ask} ask
 * @param {Record<string, unknown>} sent
 */
function fieldsOf({ world }, sent) {
  const { uniqueId, uniqueIds, ...given } = taken(sent, WRITABLE);
  const fields = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      name,
      NUMBERS.includes(name) ? asNumber(value) : String(value),
    ]),
  );
  const ids = uniqueIds ?? uniqueId;
  if (ids !== undefined) {
    fields.uniqueIds = [ids]
      .flat()
      .filter((id) => !isBlank(id))
      .map(String);
  }
  const company = isBlank(fields.companyId) ? null : world.companies.get(fields.companyId);
  if (company === undefined || company?.deleted) throw business(400, "companyId is nobody's");
  return fields;
}
