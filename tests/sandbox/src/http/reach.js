// How providers ask their apps. They are played, so nobody beyond this machine is asked.

/** @typedef {(url: string, init: RequestInit) => Promise<Response>} Reach */

const HERE = new Set(["127.0.0.1", "localhost", "[::1]"]);

const MOST_SHOWN = 2000;
const LONGEST_WAIT_MS = 10_000;

/**
 * Posts JSON to an app, for the page that shows what came of it.
 *
 * @param {Reach} reach
 * @param {string} url
 * @param {object} body
 * @returns {Promise<string>} status and text of the answer, or why there was none
 */
export async function answerOf(reach, url, body) {
  try {
    const response = await reach(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      redirect: "manual",
      signal: AbortSignal.timeout(LONGEST_WAIT_MS),
    });
    return `${response.status} ${(await response.text()).slice(0, MOST_SHOWN)}`;
  } catch (error) {
    return `nothing: ${error instanceof Error ? error.message : error}`;
  }
}

/** @type {Reach} */
export const reachThisMachine = async (url, init) => {
  if (!HERE.has(new URL(url).hostname)) {
    throw new Error("the sandbox asks nobody but this machine");
  }
  return fetch(url, init);
};
