// The sandbox on a port, in this process: so a test sees every request that the Worker makes to a platform, and can kill
// the Worker before that is answered, or just after.

import { once } from "node:events";
import { createServer } from "node:http";
import { createSandbox } from "../sandbox/src/sandbox.js";
import { sandboxControls } from "./sandbox-controls.js";

/** @typedef {Awaited<ReturnType<typeof serveSandbox>>} SandboxServer */

/** @typedef {(path: string, when: "asked" | "answered") => void} Watcher */

/** @param {number} [port] any, unless it is given */
export async function serveSandbox(port = 0) {
  const sandbox = createSandbox();
  /** @type {Watcher} */
  let watcher = () => {};

  const server = createServer(async (incoming, outgoing) => {
    const path = incoming.url ?? "/";
    watcher(path, "asked");
    const chunks = [];
    try {
      for await (const chunk of incoming) chunks.push(chunk);
    } catch {
      return; // the client is gone
    }
    const response = await sandbox.fetch(
      new Request(`${origin}${path}`, {
        method: incoming.method ?? "GET",
        headers: /** @type {Record<string, string>} */ (incoming.headers),
        ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
      }),
    );
    outgoing.writeHead(response.status, [...response.headers].flat());
    outgoing.end(Buffer.from(await response.arrayBuffer()), () => watcher(path, "answered"));
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || !address) throw new Error("The sandbox does not listen.");
  const origin = `http://127.0.0.1:${address.port}`;

  return {
    origin,

    /** Calls this for every request of the Worker's, in the place of the one before. @param {Watcher} [next] */
    watch(next = () => {}) {
      watcher = next;
    },

    ...sandboxControls(sandbox, origin),

    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
