// Service records: each kind has filters and an envelope of its own.

import { listed, pageOf } from "../envelope.js";
import { filtered, spanOf, within } from "../filter.js";
import { missing, Refusal } from "../refusal.js";
import { messagesOf } from "../world/records.js";
import { open } from "./rule.js";

/** @typedef {import("./rule.js").Ask} Ask */

/** Of the three lists that are called so; that is a guess. */
const HISTORIES = {
  key: "histories",
  perPage: 100,
  most: 100,
  count: /** @type {const} */ ("number"),
  links: true,
};

const BIZ_PAGE = { perPage: 10, most: 500 };

/** @type {import("./rule.js").Rules} */
export const records = {
  "GET /imchat/histories.json": open((ask) => {
    const client = ask.query.get("client_id");
    const span = spanOf(ask.query, "starttime", "endtime");
    const rows = ask.world.chats
      .all()
      .filter(
        ({ created, said }) =>
          within(span, created) && (!client || said.client_id === Number(client)),
      );
    return listed(ask, HISTORIES, rows, ({ id, said }) => {
      const { client_id: _, ...shown } = said;
      const contents = `${ask.base}/api/v1/imchat/chatrecords/${id}.json`;
      return { r_id: String(id), ...shown, contents };
    });
  }),

  "GET /imchat/chatrecords/{id}.json": open(({ world, values }) => {
    const chat = world.chats.get(values.id);
    if (!chat) throw missing("chat");
    return { chatrecords: messagesOf(chat) };
  }),

  "GET /callrecord/histories.json": open((ask) =>
    listed(ask, HISTORIES, filtered(ask.world.calls.all(), ask.query), ({ id, said }) => ({
      callid: id,
      ...said,
    })),
  ),

  "GET /remoteassist/histories.json": open((ask) => {
    const span = spanOf(ask.query, "starttime", "endtime");
    const rows = ask.world.assists.all().filter(({ created }) => within(span, created));
    return listed(ask, HISTORIES, rows, ({ id, said }) => ({
      csId: String(id),
      ...said,
      contents: `${ask.base}/api/v1/remoteassist/chatrecords/${id}.json`,
    }));
  }),

  "GET /bizrecords.json": open(bizRecords),
};

/**
 * The newer envelope, with neither a count nor links.
 *
 * @param {Ask} ask
 */
function bizRecords({ world, query, requestId }) {
  const named = requestId ?? crypto.randomUUID();
  const module = query.get("module");
  if (module !== "im" && module !== "cc") {
    const said = { requestId: named, status: "400", message: "module is im or cc", data: null };
    throw new Refusal(400, said);
  }
  const [contact, company] = [query.get("contact_id"), query.get("company_id")];
  const rows = filtered(world.bizRecords[module], query).filter(
    ({ said }) =>
      (!contact || said.contactId === contact) && (!company || said.companyId === company),
  );
  const { from, to } = pageOf(query, BIZ_PAGE);
  const bizRecords = rows.slice(from, to).map(({ said }) => said);
  return { requestId: named, status: "0", message: "OK", data: { bizRecords } };
}
