// The least that a proxy can do: it sends the request with a fixed key, and returns the answer unchanged.

/** @type {ExportedHandler<any>} */
export default {
  fetch(request, { PLATFORM, KEY }) {
    const { pathname, search } = new URL(request.url);
    return fetch(`${PLATFORM}${pathname}${search}`, {
      headers: { authorization: `Bearer ${KEY}` },
    });
  },
};
