// The rules of every operation that has something behind it here.

import { bookEmails } from "./bookEmails.js";
import { books } from "./books.js";
import { campaigns } from "./campaigns.js";
import { chatbots } from "./chatbots.js";
import { contactParts } from "./contactParts.js";
import { contactTags } from "./contactTags.js";
import { crmContacts } from "./crmContacts.js";
import { deals } from "./deals.js";
import { emails } from "./emails.js";
import { mailAccount } from "./mailAccount.js";
import { mailTags } from "./mailTags.js";
import { pipelines } from "./pipelines.js";
import { senders } from "./senders.js";
import { smtp } from "./smtp.js";
import { smtpLeavers } from "./smtpLeavers.js";
import { templates } from "./templates.js";

/** @type {import("./handler.js").Handlers} */
export const resources = {
  ...books,
  ...bookEmails,
  ...campaigns,
  ...templates,
  ...senders,
  ...emails,
  ...mailTags,
  ...mailAccount,
  ...smtp,
  ...smtpLeavers,
  ...chatbots,
  ...pipelines,
  ...deals,
  ...crmContacts,
  ...contactParts,
  ...contactTags,
};
