// Which operation of SendPulse a method and a path mean, and what answers where there is none.

import { expect, test } from "vitest";
import { createClient } from "./client.js";

const NOT_FOUND = { message: "Not found", error_code: 404 };
const NOT_ALLOWED = { message: "Method not allowed", error_code: 405 };

test.each([
  ["HEAD", "/addressbooks"],
  ["OPTIONS", "/addressbooks"],
  ["PATCH", "/addressbooks"],
  ["HEAD", "/addressbooks/1001/emails"],
  ["GET", "/crm/v1/contacts"],
  ["OPTIONS", "/addressbooks/1001%2Femails"],
])("%s %s is answered with 405", async (method, path) => {
  expect(await createClient().call(method, path)).toEqual([405, NOT_ALLOWED]);
});

test.each([
  ["has no such word", "/nothing"],
  ["ends in a slash", "/addressbooks/"],
  ["ends in a slash behind a parameter", "/addressbooks/1001/"],
  ["has an empty part", "//addressbooks"],
  ["has nothing for its parameter", "/addressbooks//emails"],
  ["is in capitals", "/ADDRESSBOOKS"],
  ["spells a pattern", "/*"],
])("a path that %s is answered with 404, whatever the method", async (_, path) => {
  for (const method of ["GET", "HEAD", "OPTIONS", "POST"]) {
    expect(await createClient().call(method, path)).toEqual([404, NOT_FOUND]);
  }
});

test("a path's parameter is read decoded, and an encoded slash is a part of it", async () => {
  const client = createClient();
  const [status, answer] = await client.call("GET", "/addressbooks/1001/emails/ada%40example.com");
  expect([status, answer.email]).toEqual([200, "ada@example.com"]);
  const UNKNOWN = [404, { message: "This address is on no mailing list.", error_code: 17 }];
  expect(await client.call("GET", "/emails/a%2Fb")).toEqual(UNKNOWN);
  expect(await client.call("GET", "/emails/%zz")).toEqual(UNKNOWN);
  for (const id of ["a%2Fb", "1001%2Femails", "%zz", ":id"]) {
    expect(await client.call("GET", `/addressbooks/${id}`)).toEqual([404, NOT_FOUND]);
  }
});

test.each([["HEAD"], ["OPTIONS"]])("%s does not lead to the dashboard", async (method) => {
  expect(await createClient().call(method, "/")).toEqual([404, NOT_FOUND]);
});
