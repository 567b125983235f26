// The rules of every operation that has something behind it here. The others are answered from
// their schemas.

import { bot } from "./bot.js";
import { broadcasts } from "./broadcasts.js";
import { catalogue } from "./catalogue.js";
import { chats } from "./chats.js";
import { fields } from "./fields.js";
import { helpers } from "./helpers.js";
import { integrations } from "./integrations.js";
import { knowledge } from "./knowledge.js";
import { logs } from "./logs.js";
import { marks } from "./marks.js";
import { messages } from "./messages.js";
import { orders } from "./orders.js";
import { people } from "./people.js";
import { shop } from "./shop.js";
import { tags } from "./tags.js";
import { team } from "./team.js";
import { templates } from "./templates.js";
import { tickets } from "./tickets.js";

/** @type {import("./handler.js").Handlers} */
export const handlers = {
  ...tags,
  ...fields,
  ...bot,
  ...helpers,
  ...logs,
  ...people,
  ...marks,
  ...chats,
  ...messages,
  ...broadcasts,
  ...catalogue,
  ...shop,
  ...orders,
  ...tickets,
  ...team,
  ...templates,
  ...knowledge,
  ...integrations,
};
