// A platform that answers what no honest one would. It writes its answers to the connection itself, because no HTTP server would
// send most of them.

import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { gzipSync } from "node:zlib";

/**
 * @typedef {object} Exchange one request, and the connection that it came over
 * @property {string} head
 * @property {(bytes: string | Buffer) => Promise<void>} write waits until it is sent; fails when the client is gone
 */

/** @typedef {(exchange: Exchange) => Promise<void>} Answer */

/** What every page and every header field of the platform's names, so that a test can look for it. */
export const MARK = "evil.example";

/** A page that would do something in our name, were it shown as a page of ours. */
const PAGE = `<!doctype html><form action="/link/sendpulse" method="post"><input name="ticket" value="${MARK}"></form><script src="https://${MARK}/x.js"></script>`;

/** @param {string | Buffer} body @param {string[]} [fields] */
const ok = (body, fields = ["content-type: application/json"]) =>
  Buffer.concat([
    Buffer.from(
      ["HTTP/1.1 200 OK", ...fields, `content-length: ${Buffer.byteLength(body)}`, "", ""].join(
        "\r\n",
      ),
    ),
    Buffer.from(body),
  ]);

/** @param {string | Buffer} bytes @returns {Answer} */
const sends =
  (bytes) =>
  ({ write }) =>
    write(bytes);

/** @param {string[]} lines */
const head = (...lines) => `${["HTTP/1.1 200 OK", ...lines, "", ""].join("\r\n")}`;

const JSON_TYPE = "content-type: application/json";

/** How much an endless answer holds. @type {number} */
export const ENDLESS_BYTES = 256 * 1024 * 1024;

/** A body that goes on as long as anybody reads. @type {Answer} */
const endless = async ({ write }) => {
  await write(`${head(JSON_TYPE, "connection: close")}{"padding":"`);
  const piece = Buffer.alloc(65_536, "x");
  for (let sent = 0; sent < ENDLESS_BYTES; sent += piece.length) await write(piece);
};

/** Byte by byte, so that no wait between two of them is long. @type {Answer} */
export const dripping = async ({ write }) => {
  await write(head(JSON_TYPE, "connection: close"));
  for (;;) {
    await write(" ");
    await wait(200);
  }
};

/** @type {Record<string, Answer>} */
export const ANSWERS = {
  "a page": sends(ok(PAGE, ["content-type: text/html"])),
  "a page that is called JSON": sends(ok(PAGE)),
  "a page, as an error": sends(
    `HTTP/1.1 500 ${MARK}\r\ncontent-type: text/html\r\ncontent-length: ${PAGE.length}\r\n\r\n${PAGE}`,
  ),
  "a page in a text of JSON": sends(ok(JSON.stringify({ error: true, message: PAGE }))),
  "what is no HTTP": sends(`${MARK}\r\n\r\n`),
  "no answer": sends(""),
  "half a head": sends("HTTP/1.1 200 OK\r\ncontent-type: appl"),
  "half a body": sends(`${head(JSON_TYPE, "content-length: 1000")}{"id":`),
  "two JSON values": sends(ok('{"id":"1"}{"id":"2"}')),
  "two lengths": sends(`${head(JSON_TYPE, "content-length: 2", "content-length: 40")}{}`),
  "a length and pieces": sends(
    `${head(JSON_TYPE, "content-length: 2", "transfer-encoding: chunked")}2\r\n{}\r\n0\r\n\r\n`,
  ),
  "pieces of a wrong length": sends(
    `${head(JSON_TYPE, "transfer-encoding: chunked")}zz\r\n{}\r\n0\r\n\r\n`,
  ),
  "a second answer behind the first": sends(Buffer.concat([ok("{"), ok('{"id":"1"}')])),
  "another protocol": sends(
    "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n",
  ),
  "a redirect": sends(
    `HTTP/1.1 302 Found\r\nlocation: https://${MARK}/\r\ncontent-length: 0\r\n\r\n`,
  ),
  "a body that is not UTF-8": sends(ok(Buffer.from([0x7b, 0xff, 0xfe, 0x7d]))),
  "an array a hundred thousand deep": sends(ok("[".repeat(100_000))),
  "a number without end": sends(ok(`{"id":${"9".repeat(500_000)}}`)),
  "megabytes of header fields": sends(head(`x-padding: ${"x".repeat(4 * 1024 * 1024)}`)),
  "a hundred thousand interim answers": sends(
    "HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n".repeat(100_000),
  ),
  "kilobytes that unpack to a quarter of a gigabyte": sends(
    ok(gzipSync(Buffer.alloc(ENDLESS_BYTES, " "), { level: 9 }), [
      JSON_TYPE,
      "content-encoding: gzip",
    ]),
  ),
  "a body without end": endless,
};

/** Header fields that would do something in our name, each of them twice. */
export const FIELDS = [
  ["set-cookie", `__Host-Http-portaria=${MARK}; Path=/; Secure; HttpOnly`],
  ["clear-site-data", '"*"'],
  ["refresh", `0; url=https://${MARK}`],
  ["location", `https://${MARK}`],
  ["link", `<https://${MARK}/x.css>; rel=stylesheet`],
  ["access-control-allow-origin", `https://${MARK}`],
  ["content-security-policy", `default-src ${MARK}`],
  ["x-portaria-error", MARK],
  ["server-timing", MARK],
];

/** An answer with all of those. @param {string} body @returns {Answer} */
export const withFields = (body) =>
  sends(
    ok(body, [
      ...[...FIELDS, ...FIELDS].map(([name, value]) => `${name}: ${value}`),
      JSON_TYPE,
      "content-type: text/html",
    ]),
  );

/** Starts the platform. What its paths answer is set by `answers`: the first whose text is in the path. */
export async function serveHostilePlatform() {
  /** @type {[path: string, answer: Answer][]} */
  let answers = [];
  let sent = 0;
  const sockets = new Set();

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.once("close", () => sockets.delete(socket));
    let received = "";
    socket.setEncoding("latin1");
    socket.on("data", (text) => {
      received += text;
      const end = received.indexOf("\r\n\r\n");
      const length = Number(/\r\ncontent-length: (\d+)/i.exec(received)?.[1] ?? 0);
      if (end < 0 || received.length < end + 4 + length) return;
      const asked = received.slice(0, end);
      received = "";
      const path = asked.split(" ")[1] ?? "";
      const [, answer] = answers.find(([part]) => path.includes(part)) ?? [];
      const write = async (/** @type {string | Buffer} */ bytes) => {
        if (socket.destroyed) throw new Error("The client is gone.");
        sent += Buffer.byteLength(bytes);
        if (!socket.write(bytes)) {
          await Promise.race([once(socket, "drain"), once(socket, "close")]);
        }
      };
      Promise.resolve(answer?.({ head: asked, write }))
        .then(() => socket.end())
        .catch(() => socket.destroy());
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    origin: `http://127.0.0.1:${port}`,
    /** Sets what is answered from now on. @param {Record<string, Answer>} next */
    answers(next) {
      answers = Object.entries(next);
      sent = 0;
    },
    /** How many bytes were sent since then. */
    sent: () => sent,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** An honest answer. @param {unknown} value @returns {Answer} */
export const honest = (value) => sends(ok(JSON.stringify(value)));
