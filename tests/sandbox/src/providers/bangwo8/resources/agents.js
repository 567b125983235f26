// Agents. Their list counts in text and has no links.

import { listed, wrote } from "../envelope.js";
import { filtered } from "../filter.js";
import { isBlank, taken, wrapped } from "../input.js";
import { business, missing } from "../refusal.js";
import { written } from "../time.js";
import { open } from "./rule.js";

/**
 * @typedef {import("./rule.js").Ask} Ask
 * @typedef {import("../world/table.js").Row} Row
 */

const FORM = {
  key: "supports",
  perPage: 100,
  most: 100,
  count: /** @type {const} */ ("text"),
  links: false,
};

/** The login is fixed once it is made; a password is never read back. */
const WRITABLE = [
  "groupId",
  "sNum",
  "name",
  "gnder",
  "email",
  "fixnumber",
  "mobile",
  "QQ",
  "isAdmin",
];

/** @type {import("./rule.js").Rules} */
export const agents = {
  "GET /supports.json": open((ask) =>
    listed(
      ask,
      FORM,
      filtered(
        ask.world.agents.all().filter(({ deleted }) => !deleted),
        ask.query,
      ),
      (row) => view(ask, row),
    ),
  ),
  "GET /supports/{id}.json": open((ask) => ({ support: view(ask, known(ask)) })),
  "POST /supports.json": open(create),
  "PUT /supports/{id}.json": open((ask) => {
    const row = known(ask);
    row.said = { ...row.said, ...fieldsOf(wrapped(ask.body, "support")) };
    row.updated = ask.now;
    return wrote(ask, "Update", { support: view(ask, row) });
  }),
  // Into the recycle bin first, and out of it the second time.
  "DELETE /supports/{id}.json": open((ask) => {
    const row = known(ask);
    row.deleted = row.said.isStat === "0";
    row.said.isStat = row.deleted ? "2" : "0";
    return wrote(ask, "Delete");
  }),
};

/** @param {Ask} ask @param {Row} row */
const view = ({ base }, { id, created, said }) => ({
  sId: id,
  url: `${base}/api/v1/supports/${id}.json`,
  ...said,
  createDT: written(created),
  custom_fields: [],
});

/** @param {Ask} ask */
function known({ world, values }) {
  const row = world.agents.get(values.id);
  if (!row || row.deleted) throw missing("support");
  return row;
}

/** @param {Ask} ask */
function create(ask) {
  const sent = wrapped(ask.body, "support");
  const absent = ["sPassportName", "sNum"].find((name) => isBlank(sent[name]));
  if (absent) throw business(400, `${absent} is missing`);
  const sPassportName = String(sent.sPassportName);
  if (ask.world.agents.all().some(({ said }) => said.sPassportName === sPassportName)) {
    throw business(400, "sPassportName is somebody else's");
  }
  const said = { sPassportName, isAdmin: "0", ...fieldsOf(sent), isStat: "1" };
  return wrote(ask, "Insert", { support: view(ask, ask.world.agents.add(said, {}, ask.now)) });
}

/** @param {Record<string, unknown>} sent */
const fieldsOf = (sent) =>
  Object.fromEntries(
    Object.entries(taken(sent, WRITABLE)).map(([name, value]) => [name, String(value)]),
  );
