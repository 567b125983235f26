// What a method returns that reads one record.
import { beforeEach, describe, expect, test } from "vitest";
import {
  createSandbox,
  createScriptedClient,
  FIRST_TICKET,
  ready,
  rejectionOf,
} from "./clients.js";

/** @typedef {import("portaria").Bangwo8} Bangwo8 */

/** @type {ReturnType<typeof createSandbox>} */
let sandbox;
beforeEach(() => {
  sandbox = createSandbox();
});

describe("one record", () => {
  test.each(["osp-demo", "osp-older"])(
    "is returned without its wrapping, and with it by .wire(), from the account %s",
    async (name) => {
      const client = sandbox.withPassword(ready(name));
      const ticket = await client.tickets.get({ id: FIRST_TICKET });
      expect(ticket).toMatchObject({
        ticketId: String(FIRST_TICKET),
        subject: "打印机无法连接 #1",
      });
      const wire = await client.tickets.get.wire({ id: FIRST_TICKET });
      expect(wire).toEqual({ ticket: name === "osp-older" ? ticket : [ticket] });
      expect(await client.tickets.getV2({ id: FIRST_TICKET })).toMatchObject({
        ticketId: String(FIRST_TICKET),
      });
    },
  );

  /** @type {[string, (client: Bangwo8) => PromiseLike<unknown>, object][]} */
  const OTHERS = [
    ["agents", ({ agents }) => agents.get({ sId: 1 }), { sId: 1 }],
    ["contacts", ({ contacts }) => contacts.get({ cId: "5000000000001" }), { cId: 5000000000001 }],
    ["contacts v2", ({ contacts }) => contacts.getV2({ cId: 1000001 }), { cId: 1000001 }],
    ["companies", ({ companies }) => companies.get({ uId: 4294967999 }), { uId: 4294967999 }],
    ["knowledge", ({ knowledge }) => knowledge.get({ kId: 3 }), { kId: 3 }],
  ];
  test.each(OTHERS)("of %s is returned without its wrapping", async (_, get, expected) => {
    expect(await get(sandbox.withPassword())).toMatchObject(expected);
  });

  test.each(["osp-demo", "osp-empty", "osp-200"])(
    "that does not exist rejects with `not_found`, however the account %s answers",
    async (name) => {
      const client = sandbox.withPassword(ready(name));
      for (const call of [client.tickets.get({ id: 7 }), client.tickets.getV2({ id: 7 })]) {
        expect(await rejectionOf(call)).toMatchObject({
          code: "not_found",
          provider: "bangwo8",
          operation: expect.stringMatching(/^tickets\.get/),
        });
      }
    },
  );

  test.each([{}, { ticket: null }, { ticket: [] }, { ticket: [null] }])(
    "is not made up when the answer is %j",
    async (answer) => {
      const { client } = createScriptedClient(() => answer);
      const call = client.tickets.get({ id: 1 });
      const code = Object.hasOwn(answer, "ticket") ? "not_found" : "bad_response";
      expect((await rejectionOf(call)).code).toBe(code);
      expect(await client.tickets.get.wire({ id: 1 })).toEqual(answer);
    },
  );
});
