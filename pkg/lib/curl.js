import { SECRET_NAME } from "../dist/protocol.js";
import { encode } from "./encode.js";
import { planWithParams } from "./plan.js";
import { buildRequest } from "./request.js";

/**
 * A call as a curl command for `sh`.
 * @param {import("./core.js").Core} core
 * @param {number} operation
 * @param {object | undefined} params
 * @param {import("./caller.js").Caller} caller
 * @param {boolean} showSecrets
 * @param {object} [extra] members that the description lacks
 */
export function curlCommand(core, operation, params, { instance, encoded }, showSecrets, extra) {
  const common = JSON.parse(core.planShown(operation, encoded));
  const plan = planWithParams(core, operation, params, common.base, instance, extra);
  const request = buildRequest(plan, common, instance, extra ? { ...params, ...extra } : params);
  const { method, body, headers } = request;
  const url = showSecrets ? request.url : core.maskUrl(operation, request.url, encoded);
  const fields = Object.entries(headers);
  const lines = fields.map((field) => field.join(": ")).join("\n");
  if (body instanceof FormData) {
    return core.curlCommand(method, url, lines, undefined, encode(formFields(body)));
  }
  const text = /** @type {string | undefined} */ (body); // `encodeBody` makes nothing else
  const shown = text !== undefined && !showSecrets ? maskBody(text) : text;
  return core.curlCommand(method, url, lines, shown, undefined);
}

/** A form's fields; a file's value is `@` and its name. @param {FormData} form */
const formFields = (form) =>
  Object.fromEntries(
    [...form].map(([name, value]) => [name, typeof value === "string" ? value : `@${value.name}`]),
  );

/**
 * A JSON body with its secrets masked.
 * @param {string} text
 */
const maskBody = (text) =>
  SECRET_NAME.test(text)
    ? JSON.stringify(
        JSON.parse(text, (name, value) =>
          SECRET_NAME.test(name) && typeof value === "string" ? "[secret]" : value,
        ),
      )
    : text;
