// Which operation of JetChat a method and a path mean, and what answers where there is none.

import { expect, test } from "vitest";
import { BASE, createClient, readyKey } from "./client.js";

const METHODS = ["HEAD", "OPTIONS", "PATCH"];

test.each(METHODS)("%s is answered with 405 and the methods that the path has", async (method) => {
  const client = createClient();
  const answer = await client.ask(method, "/shop/products/71/variants");
  expect([answer.status, await answer.json()]).toEqual([
    405,
    {
      message: `The ${method} method is not supported for route /shop/products/71/variants. Supported methods: GET.`,
    },
  ]);
});

test.each([
  ["has no such word", "/nothing"],
  ["ends too early", "/flow"],
  ["is the API's own address", ""],
  ["ends in a slash", "/flow/tags/"],
  ["has an empty part", "//flow/tags"],
  ["has nothing for its parameter at the end", "/flow/closing-notes/"],
  ["has nothing for its parameter in the middle", "/template//installs"],
  ["goes on behind an operation's path", "/flow/closing-notes/1/2"],
  ["is in capitals", "/FLOW/tags"],
  ["has an encoded slash in place of one", "/flow%2Ftags"],
  ["spells a pattern", "/*"],
])("a path that %s is answered with 404 and its name", async (_, path) => {
  const client = createClient();
  for (const method of ["GET", "HEAD", "OPTIONS", "POST"]) {
    const answer = await client.ask(method, path);
    expect([answer.status, await answer.json()]).toEqual([
      404,
      { message: `There is no route ${path || "/"}.` },
    ]);
  }
});

test("a path's parameter is read decoded, and an encoded slash is a part of it", async () => {
  const client = createClient();
  const { data } = await client.get("/flow/closing-notes");
  const { id } = data[0];
  expect((await client.get(`/flow/closing-notes/${id}`)).data).toEqual(data[0]);
  const encoded = `%3${String(id)[0]}${String(id).slice(1)}`;
  expect((await client.get(`/flow/closing-notes/${encoded}`)).data).toEqual(data[0]);
  expect(await client.call("GET", `/flow/closing-notes/${id}%2F2`, undefined, 404)).toEqual({
    message: "There is no such record.",
  });
  for (const malformed of ["%zz", ":templateNs"]) {
    expect(await client.call("GET", `/template/${malformed}/installs`, undefined, 404)).toEqual({
      message: "There is no such template.",
    });
  }
});

test.each(METHODS)("no page outside of the API answers %s", async (method) => {
  const { sandbox } = createClient();
  for (const path of ["/", "/keys", "/api-docs"]) {
    const headers = { accept: "application/json" };
    const answer = await sandbox.fetch(new Request(BASE + path, { method, headers }));
    expect([answer.status, await answer.json()]).toEqual([404, { message: "Not found" }]);
  }
});

test("an unknown route or method is refused before a missing key", async () => {
  const client = createClient(`${readyKey("jcUsual")}X`);
  expect((await client.ask("GET", "/nothing")).status).toBe(404);
  expect((await client.ask("PATCH", "/flow/tags")).status).toBe(405);
  expect((await client.ask("GET", "/flow/tags")).status).toBe(401);
});
