/** What stands in a table for the calls that no document describes; build.rs has the same lines. */
const LINES = {
  get: "get\tG?\tie",
  list: "list\tG?\tnie\t\t\titems",
  post: "post\tP?\tbe",
  put: "put\tU?\tibe",
};

/** @param {keyof typeof LINES} name @returns {import("./operation.js").TableEntry} */
const entry = (name) => ({ id: `request.${name}`, line: `@request\t\n${LINES[name]}` });

/** The operations that stand for calls that no document describes: `put` is for all that changes something and may be repeated. */
export const UNDESCRIBED_OPERATIONS = {
  get: /* @__PURE__ */ entry("get"),
  list: /* @__PURE__ */ entry("list"),
  post: /* @__PURE__ */ entry("post"),
  put: /* @__PURE__ */ entry("put"),
};
