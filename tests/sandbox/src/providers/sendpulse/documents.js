// The descriptions that SendPulse is played from, one for each of its services, as the build writes
// them.

import automation from "../../../../../pkg/dist/openapi/sendpulse-automation.json" with {
  type: "json",
};
import chatbots from "../../../../../pkg/dist/openapi/sendpulse-chatbots.json" with {
  type: "json",
};
import courses from "../../../../../pkg/dist/openapi/sendpulse-courses.json" with { type: "json" };
import crm from "../../../../../pkg/dist/openapi/sendpulse-crm.json" with { type: "json" };
import email from "../../../../../pkg/dist/openapi/sendpulse-email.json" with { type: "json" };
import files from "../../../../../pkg/dist/openapi/sendpulse-files.json" with { type: "json" };
import instagram from "../../../../../pkg/dist/openapi/sendpulse-instagram.json" with {
  type: "json",
};
import liveChat from "../../../../../pkg/dist/openapi/sendpulse-live-chat.json" with {
  type: "json",
};
import messenger from "../../../../../pkg/dist/openapi/sendpulse-messenger.json" with {
  type: "json",
};
import popups from "../../../../../pkg/dist/openapi/sendpulse-popups.json" with { type: "json" };
import push from "../../../../../pkg/dist/openapi/sendpulse-push.json" with { type: "json" };
import sms from "../../../../../pkg/dist/openapi/sendpulse-sms.json" with { type: "json" };
import smtp from "../../../../../pkg/dist/openapi/sendpulse-smtp.json" with { type: "json" };
import telegram from "../../../../../pkg/dist/openapi/sendpulse-telegram.json" with {
  type: "json",
};
import tiktok from "../../../../../pkg/dist/openapi/sendpulse-tiktok.json" with { type: "json" };
import verifier from "../../../../../pkg/dist/openapi/sendpulse-verifier.json" with {
  type: "json",
};
import viber from "../../../../../pkg/dist/openapi/sendpulse-viber.json" with { type: "json" };
import viberBot from "../../../../../pkg/dist/openapi/sendpulse-viber-bot.json" with {
  type: "json",
};
import whatsapp from "../../../../../pkg/dist/openapi/sendpulse-whatsapp.json" with {
  type: "json",
};

/**
 * By service. Where two services describe one request, the first of them is asked.
 */
export const documents = {
  email,
  smtp,
  sms,
  automation,
  push,
  verifier,
  viber,
  popups,
  chatbots,
  whatsapp,
  telegram,
  messenger,
  instagram,
  "live-chat": liveChat,
  tiktok,
  "viber-bot": viberBot,
  crm,
  courses,
  files,
};

/** @typedef {keyof typeof documents} Service */
