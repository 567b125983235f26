// Which calls are repeated after a burst or a failure.
import { expect, test } from "vitest";
import { rejectionOf, useScriptedServer } from "./scripted-server.js";

const server = useScriptedServer();

test("a call that is refused for a burst is repeated after a second, if that is safe", async () => {
  let times = 0;
  server.answer = () => {
    times += 1;
    if (times > 1) return { body: [] };
    return { status: 429, body: { message: "x", error_code: 2020202020 } };
  };
  const started = performance.now();
  await server.client({ retries: 1 }).senders.list();
  expect(performance.now() - started).toBeGreaterThan(990);
  times = 0;
  const error = await rejectionOf(
    server.client({ retries: 1 }).addressBooks.create({ bookName: "x" }),
  );
  expect(error).toMatchObject({
    code: "rate_limited",
    providerCode: "2020202020",
    retryable: true,
  });
});

test("a GET that sends mail is not repeated", async () => {
  server.answer = () => ({ status: 503, body: {} });
  await rejectionOf(server.client({ retries: 3 }).senders.requestCode({ email: "a@example.com" }));
  expect(server.requests).toHaveLength(2);
});
