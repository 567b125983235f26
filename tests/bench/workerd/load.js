// Many requests at a time, over connections that are kept; of the answers, the bytes are counted, and not kept.
import { Agent, request } from "node:http";

/** @typedef {Record<string, string>} Headers */

/**
 * @param {string} url @param {Headers} headers @param {Agent} [agent]
 * @returns {Promise<{ status: number, bytes: number }>}
 */
export function ask(url, headers, agent) {
  return new Promise((resolve, reject) => {
    const asked = request(url, { headers, ...(agent && { agent }) }, (answer) => {
      let bytes = 0;
      answer.on("data", (piece) => {
        bytes += piece.length;
      });
      answer.once("error", reject);
      answer.once("end", () => resolve({ status: answer.statusCode ?? 0, bytes }));
    });
    asked.once("error", reject).end();
  });
}

/**
 * Does something so often, so many at a time. The connections are this round's only: workerd ends one that waits through the
 * others' turns.
 * @param {{ times: number, atOnce: number }} load @param {(agent: Agent) => Promise<unknown>} act
 */
export async function repeat({ times, atOnce }, act) {
  let left = times;
  const agent = new Agent({ keepAlive: true });
  const one = async () => {
    while (left-- > 0) await act(agent);
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, one));
  } finally {
    agent.destroy();
  }
}
