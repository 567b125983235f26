// One account, as it is when somebody first asks for it. Names and numbers are always the same; times
// count back from that moment.

import { createChannel } from "./channel.js";
import { createCrm } from "./crm.js";
import { createMail } from "./mail.js";
import { createSmtp } from "./smtp.js";

/** @typedef {ReturnType<typeof createWorld>} World */

/** @param {number} now milliseconds */
export function createWorld(now) {
  return {
    began: now,
    mail: createMail(now),
    smtp: createSmtp(now),
    whatsapp: createChannel("whatsapp", now),
    telegram: createChannel("telegram", now),
    crm: createCrm(now),
  };
}
