// Every address of the API. A path that ends in more goes before one that ends in less: a ticket's
// `_v2` is no part of its id.

import { agents } from "./agents.js";
import { assets } from "./assets.js";
import { bindings } from "./bindings.js";
import { companies } from "./companies.js";
import { contacts } from "./contacts.js";
import { knowledge } from "./knowledge.js";
import { records } from "./records.js";
import { tickets } from "./tickets.js";

/** @type {import("./rule.js").Rules} */
export const rules = {
  ...tickets,
  ...agents,
  ...contacts,
  ...companies,
  ...bindings,
  ...records,
  ...assets,
  ...knowledge,
};
