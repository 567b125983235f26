import { JetChat as Client } from "../../../pkg/dist/jetchat.js";
import { PortariaError } from "../../../pkg/lib/error.js";

/** How many digits at the end of two numbers must agree, where one has a country code and the other none. */
const LOCAL_DIGITS = 9;

/** The client with what its description does not say. */
export class JetChat extends Client {
  /** @type {import("../../../pkg/index.js").JetChat["findSubscribersByPhone"]} */
  async findSubscribersByPhone(phone, { countryCode, ...options } = {}) {
    /** @type {Map<string, any>} */
    const found = new Map();
    for (const spelling of spellingsOf(phone, countryCode)) {
      for await (const row of this.subscribers.list({ phone: spelling, limit: 100 }, options)) {
        // An installation that does not know the parameter gives everybody.
        if (isSame(digitsOf(row.phone), digitsOf(phone))) found.set(String(row.user_ns), row);
      }
    }
    return [...found.values()];
  }
}

/**
 * The forms in which a number may be stored.
 * @param {string} phone
 * @param {string} [countryCode]
 */
function spellingsOf(phone, countryCode) {
  const digits = digitsOf(phone);
  const code = digitsOf(countryCode);
  if (digits.length < 5 || digits.length > 15) {
    const message = "phone must be a number of 5 to 15 digits";
    throw new PortariaError({ code: "invalid_argument", message, provider: "jetchat" });
  }
  const isWhole = String(phone).trim().startsWith("+") || !code || digits.startsWith(code);
  const whole = isWhole ? digits : code + digits;
  const local = code && whole.startsWith(code) ? whole.slice(code.length) : undefined;
  return [...new Set([`+${whole}`, whole, local, local && `0${local}`])].filter(
    (spelling) => spelling !== undefined && spelling !== "",
  );
}

/** @param {unknown} phone */
const digitsOf = (phone) => String(phone ?? "").replace(/\D/g, "");

/**
 * Whether two numbers are one: the shorter of the two may lack the country code, and have a zero instead.
 * @param {string} one
 * @param {string} other
 */
function isSame(one, other) {
  const [short = "", long = ""] = [one, other]
    .map((digits) => digits.replace(/^0+/, ""))
    .sort((a, b) => a.length - b.length);
  return short === long || (short.length >= LOCAL_DIGITS && long.endsWith(short));
}
