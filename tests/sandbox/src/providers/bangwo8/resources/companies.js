// Companies. No two of them have the same name.

import { listed, wrote } from "../envelope.js";
import { filtered } from "../filter.js";
import { isBlank, taken, wrapped } from "../input.js";
import { business, companyExists, missing } from "../refusal.js";
import { readSearch } from "../search.js";
import { writtenDay } from "../time.js";
import { COMPANY_FIELDS, changed, definitions, shown } from "../world/fields.js";
import { forAdministrators, open } from "./rule.js";

/**
 * @typedef {import("./rule.js").Ask} Ask
 * @typedef {import("../world/table.js").Row} Row
 */

const FORM = {
  key: "companies",
  perPage: 100,
  most: 100,
  count: /** @type {const} */ ("text"),
  links: false,
};

const WRITABLE = [
  "companyName",
  "supportId",
  "servicestarttime",
  "serviceendtime",
  "userURL",
  "serveNote",
  "serviceCharge",
  "serviceaccount",
  "servicepassword",
  "address",
  "userGroup",
  "tableName",
  "province",
  "city",
  "service_groupid",
];

const DELETED = "2";
const SEARCHED = /companyName|uId|serviceaccount|address/;

/** @type {import("./rule.js").Rules} */
export const companies = {
  "GET /companies.json": open((ask) =>
    listed(ask, FORM, filtered(living(ask), ask.query), (row) => view(ask, row)),
  ),
  "GET /companies/search.json": open(search),
  "GET /companies/company_fields.json": forAdministrators(({ base }) => ({
    company_fields: definitions(COMPANY_FIELDS, `${base}/api/v1/companies/company_fields`),
  })),
  "GET /companies/{id}.json": open((ask) => ({ company: view(ask, known(ask)) })),
  "POST /companies.json": open(create),
  "PUT /companies/{id}.json": open(update),
  "DELETE /companies/{id}.json": open((ask) => {
    const row = known(ask);
    row.deleted = true;
    row.said.status = DELETED;
    return wrote(ask, "Delete");
  }),
};

/** @param {Ask} ask */
const living = ({ world }) => world.companies.all().filter(({ deleted }) => !deleted);

/** @param {Ask} ask */
function search(ask) {
  const wanted = readSearch(ask.query, SEARCHED);
  const rows = living(ask).filter(({ id, said }) =>
    wanted.every(([name, value]) => String(name === "uId" ? id : said[name]) === value),
  );
  const form = { ...FORM, key: "results", count: /** @type {const} */ ("number"), links: true };
  return listed(ask, form, rows, (row) => ({ ...view(ask, row), uId: String(row.id) }));
}

/** @param {Ask} ask @param {Row} row */
function view({ base }, { id, created, updated, said, custom }) {
  return {
    uId: id,
    url: `${base}/api/v1/companies/${id}.json`,
    ...said,
    createDT: writtenDay(created),
    updateDT: writtenDay(updated),
    custom_fields: shown(COMPANY_FIELDS, custom, false),
  };
}

/** @param {Ask} ask */
function known({ world, values }) {
  const row = world.companies.get(values.id);
  if (!row || row.deleted) throw missing("company");
  return row;
}

/** @param {Ask} ask */
function create(ask) {
  const sent = wrapped(ask.body, "company");
  if (isBlank(sent.companyName)) throw business(400, "companyName is missing");
  refuseTwin(ask, sent.companyName);
  const said = { status: "1", ...taken(sent, WRITABLE) };
  const custom = changed(COMPANY_FIELDS, {}, sent.custom_fields);
  const row = ask.world.companies.add(said, custom, ask.now);
  return wrote(ask, "Insert", { company: view(ask, row) }, true);
}

/** @param {Ask} ask */
function update(ask) {
  const row = known(ask);
  const sent = wrapped(ask.body, "company");
  if ("companyName" in sent) {
    if (isBlank(sent.companyName)) throw business(400, "companyName is missing");
    refuseTwin(ask, sent.companyName, row);
  }
  const said = { ...row.said, ...taken(sent, WRITABLE) };
  row.custom = changed(COMPANY_FIELDS, row.custom, sent.custom_fields);
  row.said = said;
  row.updated = ask.now;
  return wrote(ask, "Update", { company: view(ask, row) });
}

/**
 * @param {Ask} ask
 * @param {unknown} name
 * @param {Row} [self]
 */
function refuseTwin(ask, name, self) {
  const twin = living(ask).find((row) => row !== self && row.said.companyName === name);
  if (twin) throw companyExists(twin.id);
}
