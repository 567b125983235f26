// The older addresses, where a CRM tells which companies and people it knows. They are guarded by a
// code in the query, and answer everything with HTTP 200.

import { isObject } from "../../data/values.js";
import { json } from "../../http/respond.js";
import { isBlank } from "./input.js";
import { accountOfVendor, worldOf } from "./state.js";

/**
 * @typedef {import("../../provider.js").Call} Call
 * @typedef {import("./state.js").State} State
 * @typedef {import("./world/world.js").Imported} Imported
 *
 * @typedef {Object} Told
 * @property {Imported} imported
 * @property {unknown} body
 * @property {string | null} action
 *
 * @typedef {(told: Told) => string | null} Import what is wrong, if anything is
 */

/** @type {Record<string, Import>} */
const IMPORTS = {
  "/api/apiImportUser.php": importUsers,
  "/api/apiImportUserGroup.php": importGroups,
  "/api/apiCRMUserSync.php": sync,
};

/**
 * @param {Call} call
 * @param {State} state
 * @returns {Response | null} null when this is another address
 */
export function crm({ path, method, query, body: { text } }, state) {
  const rule = Object.hasOwn(IMPORTS, path) ? IMPORTS[path] : undefined;
  if (!rule) return null;
  const body = parsed(text);
  const vendorId = rule === sync && isObject(body) ? String(body.vendorID) : query.get("vendorID");
  const account = accountOfVendor(state, vendorId);
  if (method !== "POST") return no(405, "the method is POST");
  if (!account) return no(404, "vendorID is nobody's");
  if (query.get("authcode") !== account.authcode) return no(403, "authcode is wrong");
  const { imported } = worldOf(state, account);
  const problem = rule({ imported, body, action: query.get("action") });
  return problem ? no(400, problem) : json({ errcode: 0, errmsg: "ok" });
}

/**
 * A PHP script reads the text whatever its type.
 *
 * @param {string} text
 * @returns {unknown}
 */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Codes are numbers here. Which they are is unknown, except that zero is success.
 *
 * @param {number} errcode
 * @param {string} errmsg
 */
const no = (errcode, errmsg) => json({ errcode, errmsg });

/** @type {Import} */
function importUsers({ imported, body }) {
  if (!Array.isArray(body)) return "the body is not a list";
  if (body.some((each) => !isObject(each) || isBlank(each.companyid)))
    return "companyid is missing";
  for (const each of body) imported.companies.set(String(each.companyid), each);
  return null;
}

/** @type {Import} */
function importGroups({ imported, body }) {
  if (!Array.isArray(body) || !body.every(isObject)) return "the body is not a list of groups";
  imported.groups = body;
  return null;
}

/** @type {Import} */
function sync({ imported, body, action }) {
  if (!isObject(body) || isBlank(body.companyid)) return "companyid is missing";
  const { vendorID: _, ...company } = body;
  const id = String(company.companyid);
  const before = imported.companies.get(id);
  if (action === "add") imported.companies.set(id, { ...before, ...company });
  else if (!before && (action === "update" || action === "del")) return "companyid is unknown";
  else if (action === "update") imported.companies.set(id, { ...before, ...company });
  else if (action === "del") imported.companies.delete(id);
  else return "action is add, del or update";
  return null;
}
