// The OpenAPI document of each instance.

import { exports } from "cloudflare:workers";
import { expect, test } from "vitest";

/** @param {string} path @param {RequestInit} [init] */
const ask = (path, init) =>
  exports.default.fetch(new Request(`https://desk.example.com/openapi/${path}`, init));

test("serves each instance's document with that instance's address", async () => {
  const answer = await ask("somee.json");
  expect(answer.status).toBe(200);
  expect(answer.headers.get("access-control-allow-origin")).toBe("*");
  const document = await answer.json();
  expect(document).toMatchObject({
    openapi: "3.1.0",
    servers: [{ url: "https://echo.example/pipichat" }],
  });
  expect(await (await ask("pipichat.json")).json()).toMatchObject({
    servers: [{ url: "https://community.example/pipichat" }],
  });
});

test.each(["nobody.json", "jetchat/crm.json", "sendpulse/a.b.json", "sendpulse/CRM.json"])(
  "answers not_found to /openapi/%s",
  async (path) => {
    const answer = await ask(path);
    expect(answer.status).toBe(404);
    expect(answer.headers.get("x-portaria-error")).toBe("not_found");
  },
);

test("answers invalid_argument to a POST of a document", async () => {
  const answer = await ask("jetchat.json", { method: "POST", headers: { "x-portaria": "1" } });
  expect(answer.headers.get("x-portaria-error")).toBe("invalid_argument");
});
