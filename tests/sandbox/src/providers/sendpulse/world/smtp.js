// What the SMTP service keeps: emails that went out, and who wants no more of them.

import { createTable } from "../../../data/table.js";
import { DAY, HOUR } from "./time.js";

/**
 * @typedef {ReturnType<typeof createSmtp>} Smtp
 *
 * @typedef {Object} Letter an email that went out
 * @property {string} id
 * @property {string} sender
 * @property {string[]} recipients
 * @property {string} subject
 * @property {number} size in bytes
 * @property {number} sent_at
 * @property {boolean} bounced
 *
 * @typedef {Object} Leaver
 * @property {string} email
 * @property {boolean} by_link whether the recipient left, or the account's owner decided it
 * @property {string} comment
 * @property {number} at
 */

const LETTERS = 120;
const BOUNCED_OF = 40;
const FIRST_ID = "abc123-0def45-6g";

/** @param {number} now */
export function createSmtp(now) {
  /** @type {Letter[]} */
  const letters = Array.from({ length: LETTERS }, (_, i) => ({
    id: i ? letterId(i) : FIRST_ID,
    sender: "shop@example.com",
    recipients: [i % 2 ? "bob@example.com" : "ada@example.com"],
    subject: `Your order ${1001 + i}`,
    size: 1200 + i,
    sent_at: now - DAY - (LETTERS - i) * HOUR,
    bounced: i % BOUNCED_OF === BOUNCED_OF - 1,
  }));
  return {
    letters: new Map(letters.map((letter) => [letter.id, letter])),
    leavers: new Map(
      [{ email: "bob@example.com", by_link: true, comment: "", at: now - 3 * DAY }].map(
        (leaver) => [leaver.email, /** @type {Leaver} */ (leaver)],
      ),
    ),
    /** When people were asked to come back. */
    questions: /** @type {number[]} */ ([]),
    domains: createTable([{ id: 701, name: "example.com", checked: true }]),
    next: LETTERS,
  };
}

/**
 * Six, six and two characters, as the vendor's ids are.
 *
 * @param {number} number
 */
export function letterId(number) {
  const text = number.toString(36).padStart(12, "0");
  return `sb${text.slice(0, 4)}-${text.slice(4, 10)}-${text.slice(10)}`;
}
