// What the workspace is connected to, credentials in clear text as the engine shows them, and its
// mini apps.

import { list, OK, one } from "../envelope.js";
import { badRequest, invalid, missing } from "../refusal.js";
import { matches } from "./handler.js";

/**
 * @typedef {import("./handler.js").Ask} Ask
 * @typedef {import("./handler.js").Handlers} Handlers
 */

/** A credential that holds this word is one that does not work. */
const WRONG = "wrong";

/** @param {Record<string, unknown>} kept */
function statusOf(kept) {
  return Object.values(kept).some((value) => String(value).includes(WRONG)) ? "failed" : "verified";
}

/**
 * @param {string} name
 * @param {(kept: Record<string, unknown>) => object} [read] what reading it shows
 * @returns {Handlers}
 */
function integration(name, read = (kept) => kept) {
  /** @param {Ask} ask */
  const kept = ({ world }) => {
    const found = world.integrations.get(name);
    if (!found) throw missing("connection");
    return found;
  };
  return {
    [`integrations.${name}.get`]: (ask) => one({ ...read(kept(ask)), status: statusOf(kept(ask)) }),
    [`integrations.${name}.set`]: ({ world, body }) => {
      const now = name === "shopify" ? { wait_time: 30, ...body } : body;
      world.integrations.set(name, now);
      return one({ ...now, status: statusOf(now) });
    },
    [`integrations.${name}.delete`]: (ask) => {
      kept(ask);
      ask.world.integrations.delete(name);
      return OK;
    },
  };
}

/** @type {Handlers} */
export const integrations = {
  ...integration("shopify"),
  ...integration("woocommerce"),
  ...integration("dropi"),
  ...integration("metaConversions"),
  ...integration("openai"),
  ...integration("s3", ({ api_key: key, ...kept }) => ({ ...kept, key })),
  ...integration("ainvented"),
  ...integration("xai"),
  ...integration("claude"),

  "installedApps.list": ({ world, params }) =>
    list(world.apps.all().filter(({ title }) => matches(params.title, title))),
  "installedApps.updateApiKey": ({ world, params, body }) => {
    const app = world.apps.get(params.app_id);
    if (app.auth_type !== "apikey") throw badRequest("This mini app does not sign in by a key.");
    const strange = Object.keys(body).filter((name) => !app.param_names.includes(name));
    if (strange.length) {
      throw invalid(
        Object.fromEntries(strange.map((name) => [name, [`This mini app takes no ${name}.`]])),
      );
    }
    return OK;
  },
};
