// What a test does to the platforms beside the Worker: their controls, and a person's browser.

/**
 * @param {{ fetch(request: Request): Response | Promise<Response> }} sandbox
 * @param {string} origin
 */
export const controlsOf = (sandbox, origin) => ({
  /** @param {string} name @param {object} [body] @returns {Promise<any>} */
  async control(name, body) {
    const init = body && { method: "POST", body: JSON.stringify(body) };
    const answer = await sandbox.fetch(new Request(`${origin}/__${name}`, init));
    if (!answer.ok) throw new Error(`/__${name}: ${await answer.text()}`);
    return answer.json();
  },

  /** A page of a platform's, in a person's browser. @param {string} path @param {Record<string, string>} form */
  async press(path, form) {
    const body = new URLSearchParams(form);
    const request = new Request(new URL(path, origin), { method: "POST", body });
    const answer = await sandbox.fetch(request);
    const location = answer.headers.get("location");
    if (!location) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return location;
  },
});
