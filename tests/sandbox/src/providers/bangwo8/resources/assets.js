// Asset tables: rows that belong to somebody, and whose columns are numbered fields.

import { isObject } from "../../../data/values.js";
import { pageOf, wrote } from "../envelope.js";
import { isBlank } from "../input.js";
import { business, missing } from "../refusal.js";
import { readSearch } from "../search.js";
import { written } from "../time.js";
import { ASSET_TABLE, OWNER_TYPES } from "../world/stock.js";
import { open } from "./rule.js";

/**
 * @typedef {import("./rule.js").Ask} Ask
 * @typedef {import("../world/table.js").Row} Row
 */

const LIST = { perPage: 20, most: 20 };
/** A client was seen to ask for as many. */
const SEARCH = { perPage: 20, most: 100 };

const SEARCHED = /ownerType|owner|rId|ticketId|unique_key|unique_value|field_\d+/;
const COLUMN = /^(field_\d+|ticketId|unique_key|unique_value|relative_ticket_columnId)$/;

const TABLE = "/forms/asset_form/{table}";

/** @type {import("./rule.js").Rules} */
export const assets = {
  [`GET ${TABLE}/search.json`]: open((ask) => {
    const wanted = readSearch(ask.query, SEARCHED);
    const rows = rowsOf(ask).filter(({ id, said }) =>
      wanted.every(([name, value]) => String(name === "rId" ? id : (said[name] ?? "")) === value),
    );
    return shown(ask, rows, SEARCH);
  }),
  [`GET ${TABLE}.json`]: open((ask) => shown(ask, rowsOf(ask), LIST)),
  [`POST ${TABLE}.json`]: open(create),
};

/** @param {Ask} ask */
function rowsOf({ world, values }) {
  if (values.table !== ASSET_TABLE) throw missing("asset table");
  return world.assets.all();
}

/**
 * @param {Ask} ask
 * @param {Row[]} rows
 * @param {{ perPage: number, most: number }} form
 */
function shown({ query }, rows, form) {
  const { from, to } = pageOf(query, form);
  const datas = rows.slice(from, to).map(({ id, created, updated, said }) => ({
    rId: String(id),
    ...said,
    createTime: written(created),
    updateTime: written(updated),
    tableId: ASSET_TABLE,
  }));
  return { asset_table: { datas } };
}

/**
 * All rows are good, or none is made.
 *
 * @param {Ask} ask
 */
function create(ask) {
  rowsOf(ask);
  const { items_data } = ask.body;
  if (!Array.isArray(items_data) || !items_data.length) {
    throw business(400, "items_data is not a list of rows");
  }
  const made = items_data.map(rowIn);
  for (const said of made) ask.world.assets.add(said, {}, ask.now);
  return wrote(ask, "Insert");
}

/** @param {unknown} item */
function rowIn(item) {
  if (!isObject(item)) throw business(400, "items_data is not a list of rows");
  if (isBlank(item.owner)) throw business(400, "owner is missing");
  if (!OWNER_TYPES.includes(String(item.ownerType))) throw business(400, "ownerType is unknown");
  const columns = Object.entries(item).filter(([name]) => COLUMN.test(name));
  return {
    ...Object.fromEntries(columns.map(([name, value]) => [name, String(value ?? "")])),
    owner: String(item.owner),
    ownerType: item.ownerType,
  };
}
