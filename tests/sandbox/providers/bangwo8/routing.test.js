// Which rule of Bangwo8 a method and an address mean, and what answers where there is none.

import { expect, test } from "vitest";
import { createClient } from "./client.js";

const NO_RESOURCE = [404, { errcode: "100047", errmsg: "Invalid resource URI" }];
const NO_TICKET = [404, { status: "404", errorMsg: "ticket does not exist" }];
const TICKET = "4294967246";

test.each(["HEAD", "OPTIONS", "PATCH"])("no address is answered by %s", async (method) => {
  const client = createClient();
  for (const path of ["/tickets.json", `/tickets/${TICKET}.json`, "/users/search.json"]) {
    expect(await client.call(method, `/api/v1${path}`)).toEqual(NO_RESOURCE);
  }
});

test.each([
  ["is unknown", "/nothing.json"],
  ["is the API's own", ""],
  ["has no ending", `/tickets/${TICKET}`],
  ["has an encoded ending", `/tickets/${TICKET}%2Ejson`],
  ["has another letter for the dot of its ending", "/ticketsXjson"],
  ["has nothing before its ending", "/tickets/.json"],
  ["ends in a slash", "/tickets.json/"],
  ["has an empty part", "//tickets.json"],
  ["has nothing for its parameter", "/companies//tickets.json"],
  ["goes on", "/tickets/a/b.json"],
])("an address that %s is unknown", async (_, path) => {
  expect(await createClient().call("GET", `/api/v1${path}`)).toEqual(NO_RESOURCE);
});

test("a record's newer address is not its older one, and a path's own word is no id", async () => {
  const client = createClient();
  const [older, newer] = [
    await client.get(`/tickets/${TICKET}.json`),
    await client.get(`/tickets/${TICKET}_v2.json`),
  ];
  expect(older.ticket[0].ticketId).toBe(TICKET);
  expect(newer.ticket[0].ticketId).toBe(TICKET);
  expect(newer).not.toEqual(older);
  expect(await client.get("/companies/company_fields.json")).toHaveProperty("company_fields");
  expect(await client.get("/companies/111.json")).toHaveProperty("company");
  expect(await client.get("/companies/111/tickets.json")).toHaveProperty("tickets");
});

test.each([
  ["has an ending more", `${TICKET}.json.json`],
  ["has an ending of the newer address more", `${TICKET}_v2_v2.json`],
  ["has an encoded slash", "a%2Fb.json"],
  ["is encoded", `%34${TICKET.slice(1)}.json`],
  ["is wrongly encoded", "%zz.json"],
  ["spells a pattern", ":id.json"],
])(
  "what comes before the ending is the id as it is written, so one that %s is nobody's",
  async (_, path) => {
    expect(await createClient().call("GET", `/api/v1/tickets/${path}`)).toEqual(NO_TICKET);
  },
);
