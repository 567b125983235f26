// The knowledge base, which is only read.

import { listed } from "../envelope.js";
import { filtered } from "../filter.js";
import { missing } from "../refusal.js";
import { written } from "../time.js";
import { open } from "./rule.js";

/**
 * @typedef {import("./rule.js").Ask} Ask
 * @typedef {import("../world/table.js").Row} Row
 */

const FORM = {
  key: "knowledge",
  perPage: 100,
  most: 100,
  count: /** @type {const} */ ("text"),
  links: false,
};

/** What `fId` says to mean those without a category. */
const UNCATEGORISED = "not";

/** @type {import("./rule.js").Rules} */
export const knowledge = {
  "GET /knowledge.json": open((ask) => {
    const category = ask.query.get("fId");
    const wanted = category === UNCATEGORISED ? "" : category;
    const rows = ask.world.knowledge.all().filter(({ said }) => !category || said.fId === wanted);
    return listed(ask, FORM, filtered(rows, ask.query), (row) => view(ask, row));
  }),
  "GET /knowledge/{id}.json": open((ask) => {
    const row = ask.world.knowledge.get(ask.values.id);
    if (!row) throw missing("knowledge");
    return { knowledge: view(ask, row) };
  }),
};

/** @param {Ask} ask @param {Row} row */
const view = ({ base }, { id, created, updated, said }) => ({
  kId: id,
  url: `${base}/api/v1/knowledge/${id}.json`,
  ...said,
  createDT: written(created),
  updateDT: written(updated),
});
