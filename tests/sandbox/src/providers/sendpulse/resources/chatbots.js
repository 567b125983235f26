// Both channels of the chatbots. What is due is sent before any rule looks.

import { campaigns, settle } from "./chatCampaigns.js";
import { changes, finding, telegramOnly, whatsappOnly } from "./chatContacts.js";

import { botsAndFlows } from "./chatFlows.js";
import { messages } from "./chatMessages.js";
import { notes } from "./chatNotes.js";

/**
 * @param {import("../world/channel.js").ChannelName} name
 * @param {import("./handler.js").Handlers} only what the other channel has not
 * @returns {import("./handler.js").Handlers}
 */
function channel(name, only) {
  const all = {
    ...finding(name),
    ...changes(name),
    ...notes(name),
    ...messages(name),
    ...botsAndFlows(name),
    ...campaigns(name),
    ...only,
  };
  return Object.fromEntries(
    Object.entries(all).map(([id, handler]) => [
      id,
      (ask) => {
        settle(ask.world[name], ask.now);
        return handler(ask);
      },
    ]),
  );
}

/** @type {import("./handler.js").Handlers} */
export const chatbots = {
  ...channel("whatsapp", whatsappOnly),
  ...channel("telegram", telegramOnly),
};
