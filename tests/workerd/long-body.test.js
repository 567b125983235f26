// A body that is passed on is no longer than 32 MB, whatever its sender says of its length: workerd itself reads the message, so a
// plain connection shows what it makes of it.

import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { TestBrowser } from "./test-browser.js";
import { JETCHAT_KEY, workerSettings } from "./worker-settings.js";
import { createWorkerdProcess, freePort } from "./workerd-process.js";

const MEGABYTE = Buffer.alloc(1024 * 1024, "x");
const CHUNK = Buffer.concat([Buffer.from("100000\r\n"), MEGABYTE, Buffer.from("\r\n")]);

const folder = mkdtempSync(join(tmpdir(), "portaria-long-body-"));
/** @type {ReturnType<typeof createWorkerdProcess>} */
let workerd;
/** @type {TestBrowser} */
let browser;

/** How much of bodies a platform has received. */
let received = 0;
const platform = createServer((request, response) => {
  request.on("data", (chunk) => {
    received += chunk.length;
  });
  request.on("error", () => {});
  request.on("end", () => {
    response.setHeader("content-type", "application/json");
    response.end(request.url === "/jetchat/api/me" ? '{"id":1,"name":"Ana"}' : '{"data":{}}');
  });
});

beforeAll(async () => {
  platform.listen(0, "127.0.0.1");
  await once(platform, "listening");
  const address = /** @type {import("node:net").AddressInfo} */ (platform.address());
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const settings = workerSettings(origin, `http://127.0.0.1:${address.port}`);
  workerd = createWorkerdProcess({ port, storage: join(folder, "storage"), settings });
  await workerd.start();
  browser = new TestBrowser(origin);
  const connected = await browser.ask("/connect/jetchat", {
    method: "POST",
    body: JSON.stringify({ apiKey: JETCHAT_KEY }),
    headers: { "x-portaria": "1", "content-type": "application/json" },
  });
  expect([connected.status, connected.text]).toEqual([201, expect.any(String)]);
});
afterAll(async () => {
  await workerd?.kill();
  platform.closeAllConnections();
  platform.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  received = 0;
});

/**
 * Posts so many megabytes in chunks, as fast as they are taken: the answer's status, and how many were sent.
 * @param {string[]} fields @param {number} megabytes
 */
async function post(fields, megabytes) {
  const { hostname, port, host } = new URL(workerd.origin);
  const socket = connect(Number(port), hostname);
  let answer = "";
  socket.on("data", (text) => {
    answer += text;
  });
  const closed = new Promise((resolve) => socket.once("close", resolve));
  socket.on("error", () => {});
  const head = [
    "POST /api/jetchat/flow/create-tag HTTP/1.1",
    `host: ${host}`,
    "x-portaria: 1",
    "content-type: application/json",
    "connection: close",
    `cookie: ${browser.cookies.header({ crossSite: false })}`,
    ...fields,
  ];
  socket.write(`${head.join("\r\n")}\r\n\r\n`);
  let sent = 0;
  for (; sent < megabytes && !answer && !socket.destroyed; sent++) {
    if (!socket.write(CHUNK)) await Promise.race([once(socket, "drain").catch(() => {}), closed]);
  }
  if (!socket.destroyed && !answer) socket.write("0\r\n\r\n");
  const patience = new Promise((resolve) => setTimeout(resolve, 10_000).unref());
  for (let waited = 0; !/\r\n\r\n/.test(answer) && waited < 100 && !socket.destroyed; waited++) {
    await Promise.race([patience, new Promise((resolve) => setTimeout(resolve, 50))]);
  }
  socket.destroy();
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0), sent, answer };
}

test("a body in chunks is passed on up to 32 MB and refused beyond", async () => {
  const short = await post(["transfer-encoding: chunked"], 32);
  expect([short.status, short.answer]).toEqual([200, expect.stringContaining('{"data":{}}')]);
  expect(received).toBe(32 * MEGABYTE.length);
  received = 0;
  const long = await post(["transfer-encoding: chunked"], 100);
  expect([long.status, long.answer]).toEqual([400, expect.stringContaining("longer than 32 MB")]);
  expect(received).toBeLessThanOrEqual(32 * MEGABYTE.length);
  expect((await browser.ask("/health")).status).toBe(200);
});

test("a body in chunks with a Content-Length beside it is not passed on beyond 32 MB", async () => {
  for (const fields of [
    ["content-length: 10", "transfer-encoding: chunked"],
    ["transfer-encoding: chunked", "content-length: 10"],
    ["content-length: 10", "transfer-encoding: identity, chunked"],
    ["content-length: 10", "content-length: 200000000"],
  ]) {
    received = 0;
    const { status } = await post(fields, 100);
    expect(received, fields.join()).toBeLessThanOrEqual(32 * MEGABYTE.length);
    expect(status, fields.join()).not.toBe(200);
  }
  expect((await browser.ask("/health")).status).toBe(200);
});
