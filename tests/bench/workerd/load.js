// Many requests at a time, over kept connections. The bytes of the answers are counted and thrown away.
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
 * Repeats an act, several at a time. Each round has its own connections, because workerd closes one that is idle during the
 * other contenders' turns.
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
