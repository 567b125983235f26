// What a Worker's own code may call.
import { core } from "../../../pkg/lib/worker/core.js";

/** @type {typeof import("./worker.js").chatLink} */
export const chatLink = (options) => core().signLink("bangwo8", "chat", JSON.stringify(options));

/** @type {typeof import("./worker.js").ticketTemplateLink} */
export const ticketTemplateLink = (options) =>
  core().signLink("bangwo8", "ticketTemplate", JSON.stringify(options));
