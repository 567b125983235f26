// A service of SendPulse as a client of its own.
import { SendPulseBulkEmail } from "portaria";
import { expect, test } from "vitest";
import { KEYS, useScriptedServer } from "./scripted-server.js";

const server = useScriptedServer();

test("SendPulseBulkEmail alone sends the calls of its service", async () => {
  await new SendPulseBulkEmail({
    baseUrl: server.baseUrl,
    allowLoopback: true,
    ...KEYS,
  }).addressBooks.create({
    bookName: "x",
  });
  expect(server.requests.at(-1)).toMatchObject({ path: "/addressbooks", body: { bookName: "x" } });
});
