// The least that a proxy can do: the request with a fixed key, the answer as it comes.

/** @type {ExportedHandler<any>} */
export default {
  fetch(request, { PLATFORM, KEY }) {
    const { pathname, search } = new URL(request.url);
    return fetch(`${PLATFORM}${pathname}${search}`, {
      headers: { authorization: `Bearer ${KEY}` },
    });
  },
};
