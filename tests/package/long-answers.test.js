// How much of an answer is read: a platform may send whatever it likes.
import { once } from "node:events";
import { createServer } from "node:http";
import { gzipSync } from "node:zlib";
import { JetChat } from "portaria/jetchat";
import { SendPulse } from "portaria/sendpulse";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { rejectionOf } from "./promises.js";

const MEGABYTE = Buffer.alloc(1024 * 1024, " ");
const KIB = 1024;

/** How the platform answers, and how much of the answer it got rid of. @type {(response: import("node:http").ServerResponse) => void} */
let answer = () => {};
let sent = 0;

const server = createServer((request, response) => {
  request.resume();
  sent = 0;
  answer(response);
});
/** @type {string} */
let baseUrl;

beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  baseUrl = `http://127.0.0.1:${/** @type {import("node:net").AddressInfo} */ (server.address()).port}/api`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** 300 MB of white space in pieces, and then JSON; as fast as it is read. @param {import("node:http").ServerResponse} response */
async function endless(response) {
  response.writeHead(200, { "content-type": "application/json" });
  while (sent < 300 && !response.destroyed) {
    sent += 1;
    if (!response.write(MEGABYTE)) {
      await Promise.race([once(response, "drain"), once(response, "close")]);
    }
  }
  response.end("{}");
}

/** @param {number} length */
const text = (length) => JSON.stringify({ data: "x".repeat(length - 11) });

/** @type {[how: string, send: (response: import("node:http").ServerResponse, text: string) => void][]} */
const WAYS = [
  [
    "with its length",
    (response, text) => {
      response.setHeader("content-length", Buffer.byteLength(text));
      response.end(text);
    },
  ],
  [
    "in chunks",
    (response, text) => {
      response.write(text.slice(0, 3));
      setTimeout(() => response.end(text.slice(3)), 5);
    },
  ],
  [
    "compressed, with the length of that",
    (response, text) => {
      const packed = gzipSync(text);
      response.writeHead(200, { "content-encoding": "gzip", "content-length": packed.length });
      response.end(packed);
    },
  ],
];

describe("a client", () => {
  test("reads no more of an answer than maxResponseBytes, 32 MB by default", async () => {
    answer = endless;
    const client = new JetChat({ baseUrl, allowLoopback: true, apiKey: "k", retries: 0 });
    const error = await rejectionOf(client.me.get());
    expect(error).toMatchObject({ code: "bad_response", operation: "me.get", retryable: false });
    expect(error.message).toContain("maxResponseBytes");
    expect(sent).toBeLessThan(64);
  });

  test.each(WAYS)(
    "reads an answer of maxResponseBytes %s, and none that is longer",
    async (_, send) => {
      const client = new JetChat({
        baseUrl,
        allowLoopback: true,
        apiKey: "k",
        maxResponseBytes: 64 * KIB,
      });
      for (const [length, isRead] of /** @type {const} */ ([
        [64 * KIB, true],
        [64 * KIB + 1, false],
        [1024 * KIB, false],
      ])) {
        answer = (response) => send(response, text(length));
        if (isRead) expect(JSON.stringify(await client.me.get())).toHaveLength(length);
        else expect(await rejectionOf(client.me.get())).toMatchObject({ code: "bad_response" });
        // One call may have another limit.
        const options = { maxResponseBytes: 2048 * KIB };
        expect(JSON.stringify(await client.me.get(options))).toHaveLength(length);
      }
    },
  );

  test("reads letters that are divided between two chunks", async () => {
    const bytes = Buffer.from('\ufeff{"name":"帮我吧 é 🙂"}');
    answer = async (response) => {
      for (const byte of bytes) {
        response.write(Buffer.of(byte));
        await new Promise((resolve) => setImmediate(resolve));
      }
      response.end();
    };
    const client = new JetChat({ baseUrl, allowLoopback: true, apiKey: "k" });
    expect(await client.me.get()).toEqual({ name: "帮我吧 é 🙂" });
  });

  test("limits the answer with a token, too", async () => {
    answer = endless;
    const client = new SendPulse({
      baseUrl,
      allowLoopback: true,
      clientId: "i",
      clientSecret: "s",
      retries: 0,
    });
    expect(await rejectionOf(client.senders.list())).toMatchObject({ code: "bad_response" });
    expect(sent).toBeLessThan(64);
  });

  test.each([0, -1, 1.5, Number.NaN, 2 ** 31, "1", {}])(
    "refuses maxResponseBytes: %j",
    async (maxResponseBytes) => {
      const options = /** @type {any} */ ({
        baseUrl,
        allowLoopback: true,
        apiKey: "k",
        maxResponseBytes,
      });
      const error = await rejectionOf(new JetChat(options).me.get());
      expect(error).toMatchObject({ code: "invalid_argument" });
      expect(error.message).toContain("maxResponseBytes");
    },
  );
});
