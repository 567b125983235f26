// Who a contact is on another platform. This module has envelopes of its own.

import { isBlank } from "../input.js";
import { unbound } from "../refusal.js";
import { binding } from "../world/world.js";
import { open } from "./rule.js";

/**
 * @typedef {import("./rule.js").Ask} Ask
 * @typedef {import("../world/world.js").Binding} Binding
 */

const ADDRESS = "/user/relationship/cid.json";
const SOURCES = ["dingding", "wechat", "workWechat", "open"];
const DONE = { data: true, msg: "success" };

/** @type {import("./rule.js").Rules} */
export const bindings = {
  [`GET ${ADDRESS}`]: open(({ world, query }) => ({
    data: found(world.bindings, fieldsOf(Object.fromEntries(query), ["account_source"])),
    msg: "success",
  })),

  [`POST ${ADDRESS}`]: open(({ world, body, vendorId }) => {
    const { cId, openId, appId, account_source } = fieldsOf(body, [
      "cId",
      "openId",
      "account_source",
    ]);
    refuseUnknown(world, cId);
    const pair = { cId, openId, appId, account_source };
    if (world.bindings.some((each) => collides(each, pair))) throw unbound("Bind Already exists");
    world.bindings.push(binding(vendorId, pair));
    return DONE;
  }),

  // Somebody's other account on the same platform takes the place of the one that is bound.
  [`PUT ${ADDRESS}`]: open(({ world, body, vendorId }) => {
    const pair = fieldsOf(body, ["cId", "openId", "account_source"]);
    refuseUnknown(world, pair.cId);
    const { cId, account_source } = pair;
    const [old] = found(world.bindings, { ...pair, cId, openId: "", account_source });
    const others = world.bindings.filter((each) => each !== old);
    if (others.some((each) => collides(each, pair))) throw unbound("Bind Already exists");
    world.bindings = [
      ...others,
      binding(vendorId, { ...pair, appId: pair.appId || (old?.appId ?? "") }),
    ];
    return DONE;
  }),

  [`DELETE ${ADDRESS}`]: open(({ world, query, body }) => {
    const given = { ...Object.fromEntries(query), ...body };
    const gone = new Set(found(world.bindings, fieldsOf(given, ["account_source"])));
    world.bindings = world.bindings.filter((each) => !gone.has(each));
    return DONE;
  }),
};

/**
 * @param {Record<string, unknown>} given
 * @param {readonly string[]} required
 */
function fieldsOf(given, required) {
  const absent = required.find((name) => isBlank(given[name]));
  if (absent) throw unbound(`${absent} is missing`);
  const [cId = "", openId = "", appId = "", account_source = ""] = [
    given.cId,
    given.openId,
    given.appId,
    given.account_source,
  ].map((value) => String(value ?? ""));
  if (!SOURCES.includes(account_source)) throw unbound("account_source is unknown");
  return { cId, openId, appId, account_source };
}

/**
 * Those with these ids; at least one id has to be given. That nothing is found is an error here.
 *
 * @param {Binding[]} bindings
 * @param {Pick<Binding, "cId" | "openId" | "account_source">} wanted
 */
function found(bindings, { cId, openId, account_source }) {
  const rows = bindings.filter(
    (each) =>
      each.account_source === account_source &&
      (cId === "" || each.cId === cId) &&
      (openId === "" || each.openId === openId),
  );
  if ((cId === "" && openId === "") || !rows.length) throw unbound("user error");
  return rows;
}

/** @param {Ask["world"]} world @param {string} cId */
function refuseUnknown({ contacts }, cId) {
  const contact = contacts.get(cId);
  if (!contact || contact.deleted) throw unbound("user error");
}

/**
 * A contact is one person in each app of a platform, and that person is one contact.
 *
 * @param {Binding} bound
 * @param {Pick<Binding, "cId" | "openId" | "appId" | "account_source">} pair
 */
const collides = (bound, { cId, openId, appId, account_source }) =>
  bound.account_source === account_source &&
  bound.appId === appId &&
  (bound.cId === cId || bound.openId === openId);
