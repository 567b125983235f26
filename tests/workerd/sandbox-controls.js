// What a test does at the sandbox without the Worker: its controls, and the pages of its platforms.

/**
 * @param {{ fetch(request: Request): Response | Promise<Response> }} sandbox
 * @param {string} origin
 */
export const sandboxControls = (sandbox, origin) => ({
  /** @param {string} name @param {object} [body] @returns {Promise<any>} */
  async control(name, body) {
    const init = body && { method: "POST", body: JSON.stringify(body) };
    const answer = await sandbox.fetch(new Request(`${origin}/__${name}`, init));
    if (!answer.ok) throw new Error(`/__${name}: ${await answer.text()}`);
    return answer.json();
  },

  /** Submits a form on a platform's page: the address that the platform sends the browser to. @param {string} path @param {Record<string, string>} form */
  async press(path, form) {
    const body = new URLSearchParams(form);
    const request = new Request(new URL(path, origin), { method: "POST", body });
    const answer = await sandbox.fetch(request);
    const location = answer.headers.get("location");
    if (!location) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return location;
  },
});
