// The least that a Worker can be.

/** @type {ExportedHandler} */
export default { fetch: () => new Response("Hello") };
