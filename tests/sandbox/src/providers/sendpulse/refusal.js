// What SendPulse says no with. Thrown by the rules, turned into an answer in one place. Each service
// has its own form of it.

/**
 * @typedef {import("./documents.js").Service} Service
 *
 * @typedef {Object} Problem what is wrong with one parameter
 * @property {"missing" | "integer" | "number" | "string" | "boolean" | "array" | "object" | "invalid"
 *   | "min" | "max" | "maxLength" | "maxItems"} kind
 * @property {unknown} [value]
 * @property {number} [bound]
 *
 * @typedef {Record<string, Problem>} Problems by the parameter's name, dots before what is inside
 */

export class Refusal extends Error {
  /**
   * @param {number} status
   * @param {unknown} body none when it is undefined
   */
  constructor(status, body) {
    super(`refused with ${status}`);
    this.status = status;
    this.body = body;
  }
}

/**
 * The form of the mail services, and of whatever concerns no service.
 *
 * @param {number} status
 * @param {string} message
 * @param {number} [error_code]
 */
export const numbered = (status, message, error_code = status) =>
  new Refusal(status, { message, error_code });

/**
 * The form of the chatbots for a message that did not go out: the texts by field, and a code that repeats a status of HTTP's, the
 * answer's or the channel's own.
 *
 * @param {number} status
 * @param {string} field
 * @param {string} text
 * @param {number} [error_code]
 */
export const unsent = (status, field, text, error_code = status) =>
  new Refusal(status, { success: false, data: null, errors: { [field]: [text] }, error_code });

/** Where a token is missing, wrong or over, and where its app was uninstalled. */
export const unauthorized = () => numbered(401, "Unauthorized!");

const NUMBERED = new Set(["email", "smtp", "sms", "automation", "push", "verifier", "viber"]);

/** Who refuses a parameter with 422; the others do with 400. Of the CRM that is a guess. */
const UNPROCESSABLE = new Set(["email", "smtp", "crm"]);

/**
 * Nothing is there by this id.
 *
 * @param {Service} service
 */
export function notFound(service) {
  if (NUMBERED.has(service)) return numbered(404, "Not found");
  if (service === "popups") return new Refusal(404, { result: false, errors: { id: "Not found" } });
  return new Refusal(404, { success: false, data: { code: 404, message: "Not found" } });
}

/**
 * Parameters are missing or wrong. Where one text is all that is said, the first is told of.
 *
 * @param {{ id: string, service: Service }} operation
 * @param {Problems} problems at least one
 */
export function invalid({ id, service }, problems) {
  const [first = ["", /** @type {Problem} */ ({ kind: "invalid" })]] = Object.entries(problems);
  const status = UNPROCESSABLE.has(service) ? 422 : 400;
  if (NUMBERED.has(service)) {
    const [name, problem] = first;
    const known = PARTICULAR[`${id} ${name} ${problem.kind}`] ?? PARTICULAR[`${id} ${name}`];
    if (known) return numbered(...known);
    return numbered(status, argument(name, problem), 422);
  }
  if (service === "popups") {
    const errors = Object.entries(problems).map(([name, problem]) => popupError(name, problem));
    return new Refusal(400, { result: false, errors: Object.fromEntries(errors) });
  }
  const errors = Object.entries(problems).map(([name, problem]) => [name, argument(name, problem)]);
  const data = { code: status, message: errors[0]?.[1], errors: Object.fromEntries(errors) };
  return new Refusal(status, { success: false, data });
}

/**
 * Parameters whose want has a number of its own.
 *
 * @type {Record<string, [status: number, message: string, error_code: number]>}
 */
const PARTICULAR = {
  "smtp.emails.send email.subject missing": [422, "Argument subject missing", 12],
  "smtp.emails.send email.from": [422, "Argument from is invalid", 422],
  "smtp.emails.send email.from.email missing": [422, "Argument from.email missing", 10],
  "smtp.emails.send email.from.email": [422, "Argument from.email is invalid", 10],
  "smtp.emails.send email.to": [422, "Argument email.to is invalid", 11],
  "smtp.emails.send email.template": [422, "Argument template is invalid", 422],
  "smtp.emails.send email.template.id missing": [422, "Argument template.id missing", 10],
  "smtp.emails.send email.attachments_binary": [422, "Argument attachments_binary is invalid", 422],
  "smtp.emails.getMany emails": [400, "Emails param empty or incorrect", 832],
  "smtp.unsubscribes.find email missing": [422, "Empty email parameter", 422],
  "smtp.unsubscribes.find email": [422, "Wrong email parameter", 422],
};

/**
 * @param {string} name
 * @param {Problem} problem
 */
function argument(name, { kind, bound }) {
  const said = {
    missing: "missing",
    min: `must be at least ${bound}`,
    max: `may not be greater than ${bound}`,
    maxLength: `may not be greater than ${bound} characters`,
    maxItems: `may not have more than ${bound} items`,
    integer: "must be integer",
    string: "must be string",
    boolean: "must be boolean",
    array: "must be array",
    number: "is invalid",
    object: "is invalid",
    invalid: "is invalid",
  };
  return `Argument ${name} ${said[kind]}`;
}

/** The pop-ups' own names of their parameters. @type {Record<string, string>} */
const POPUP_NAMES = { projectId: "widgetId", popupId: "id", is_enabled: "isEnabled" };

/**
 * @param {string} name
 * @param {Problem} problem
 * @returns {[name: string, said: string]}
 */
function popupError(name, { kind, value, bound }) {
  const own = POPUP_NAMES[name] ?? name;
  if (kind === "missing") return [own, "Missing value"];
  if (kind === "boolean") return [own, `Invalid boolean value '${value}'`];
  if (kind === "maxLength") return [`${own}.length.max`, `Too long, max length - {{${bound}}}`];
  return [
    own,
    own === "url"
      ? `Invalid URL '${value}'`
      : `Invalid ${/id$/i.test(own) ? "id" : own} {{'${value}'}}`,
  ];
}
