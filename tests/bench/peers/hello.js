// The smallest Worker possible.

/** @type {ExportedHandler} */
export default { fetch: () => new Response("Hello") };
