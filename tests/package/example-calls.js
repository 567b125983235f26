// Calls, by whether the client may repeat them, and replies to them.

/** @typedef {import("./scripted-server.js").Client} Client */
/** @typedef {import("portaria").CallOptions} CallOptions */

/** The parameters of a message. */
export const MESSAGE = { user_ns: "f1u2", content: "Olá" };

/** A temporary failure. */
export const DOWN = { status: 503, body: { message: "Down." } };

/** A success. */
export const FINE = { body: { data: [], status: "ok" } };

/** Calls that are safe to repeat. @type {[string, (client: Client, options?: CallOptions) => PromiseLike<unknown>][]} */
export const REPEATABLE = [
  ["a GET", (client, options) => client.me.get(options)],
  ["a PUT", (client, options) => client.subscribers.update({ user_ns: "f1u2" }, options)],
  ["a DELETE", (client, options) => client.flowTags.delete({ tag_ns: "f1t2" }, options)],
  ["a list", (client, options) => client.flowTags.list({}, options)],
  ["a POST that only reads", (client, options) => client.whatsappTemplates.list({}, options)],
];

/** Calls that must not be sent twice. @type {[string, (client: Client, options?: CallOptions) => PromiseLike<unknown>][]} */
export const ONCE_ONLY = [
  ["a message", (client, options) => client.messages.sendText(MESSAGE, options)],
  [
    "a broadcast",
    (client, options) =>
      client.broadcasts.sendByTag({ tags: ["f1t2"], sub_flow_ns: "f1s3" }, options),
  ],
  ["a creation", (client, options) => client.flowTags.create({ name: "vip" }, options)],
];
