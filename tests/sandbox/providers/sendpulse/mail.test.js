// SendPulse's mailing lists, campaigns, the rest of its email service, and SMTP.

import { beforeEach, describe, expect, test } from "vitest";
import {
  BOOK,
  base64,
  beginScene,
  call,
  code,
  DAY,
  HOUR,
  MINUTE,
  refused,
  scene,
} from "./rules-client.js";

/** @typedef {import("./rules-client.js").Request} Request */

beforeEach(beginScene);

describe("mailing lists", () => {
  test("mailing lists can be made, read, renamed, listed and deleted", () => {
    const { id } = call("addressBooks.create", { body: { bookName: "Bakery" } });
    const [made] = call("addressBooks.get", { path: { id } });
    expect(made).toMatchObject({ id, name: "Bakery", all_email_qty: 0 });
    expect(made.creationdate).toBe("2026-03-09 14:05:00");
    expect(call("addressBooks.update", { path: { id }, body: { name: "Cakes" } })).toEqual({
      result: true,
    });
    const second = call("addressBooks.list", { query: { limit: 1, offset: 1 } });
    expect(second).toEqual([{ ...made, name: "Cakes" }]);
    call("addressBooks.delete", { path: { id } });
    expect(code("addressBooks.get", { path: { id } })).toEqual([404, 213]);
  });

  test.each([
    ["addressBooks.create", { body: { bookName: "Newsletter" } }, 203],
    ["addressBooks.create", { body: { bookName: "" } }, 201],
    ["addressBooks.create", { body: {} }, 422],
    ["addressBooks.list", { query: { limit: 101 } }, 422],
    ["addressBooks.list", { query: { offset: -1 } }, 422],
    ["addressBooks.addEmails", { path: BOOK, body: { emails: ["nobody"] } }, 422],
    ["addressBooks.removeEmails", { path: BOOK, body: { emails: [] } }, 303],
    [
      "addressBooks.removeEmails",
      { path: BOOK, body: { emails: Array(101).fill("a@b.example") } },
      422,
    ],
    ["addressBooks.setPhone", { path: BOOK, body: { email: "x", phone: "000000000" } }, 17],
    [
      "addressBooks.setVariables",
      { path: BOOK, body: { email: "absent@example.com", variables: [] } },
      502,
    ],
  ])("%s refuses %j", (id, request, expected) => {
    expect(code(id, request)).toEqual([422, expected]);
  });

  test("addresses of a mailing list can be added, found, changed, unsubscribed and removed", () => {
    const { id } = call("addressBooks.create", { body: { bookName: "Bakery" } });
    const path = { id };
    const variables = { City: "Lisbon", Age: 30, Since: "2026-01-01" };
    call("addressBooks.addEmails", {
      path,
      body: { emails: [{ email: "new@example.com", variables }, "bare@example.com"], tags: [41] },
    });
    expect(scene.world.mail.emailTags.get("bare@example.com")).toEqual(new Set([41]));
    expect(call("addressBooks.listVariables", { path })).toEqual([
      { name: "City", type: "string" },
      { name: "Age", type: "number" },
      { name: "Since", type: "date" },
    ]);
    const email = "new@example.com";
    call("addressBooks.setVariables", {
      path,
      body: { email, variables: [{ name: "City", value: "Porto" }] },
    });
    call("addressBooks.setPhone", { path, body: { email, phone: "+000000001" } });
    const found = call("addressBooks.getEmail", { path: { id, email } });
    expect(found).toMatchObject({ abook_id: String(id), phone: "+000000001", status: 1 });
    expect(found.variables).toContainEqual({ name: "City", type: "string", value: "Porto" });
    const where = { id, variableName: "City", searchValue: "Porto" };
    expect(call("addressBooks.findByVariable", { path: where })).toHaveLength(1);
    call("addressBooks.unsubscribeEmails", { path, body: { emails: [email] } });
    expect(call("addressBooks.countEmails", { path })).toEqual({ total: 2 });
    expect(call("addressBooks.countEmails", { path, query: { active: true } })).toEqual({
      total: 1,
    });
    expect(call("addressBooks.listEmails", { path, query: { not_active: true } })).toHaveLength(1);
    expect(code("addressBooks.unsubscribeEmails", { path, body: { emails: [email] } })[1]).toBe(
      422,
    );
    call("addressBooks.removeEmails", { path, body: { emails: [email] } });
    expect(call("addressBooks.countEmails", { path })).toEqual({ total: 1 });
    expect(code("addressBooks.getEmail", { path: { id, email } })).toEqual([404, 502]);
  });

  test("an address with double opt-in waits for the person, and needs a sender", () => {
    const emails = ["careful@example.com"];
    const add = (/** @type {object} */ more) => ({ path: BOOK, body: { emails, ...more } });
    const ask = { confirmation: "force" };
    expect(code("addressBooks.addEmails", add(ask))[1]).toBe(422);
    const unknown = { ...ask, sender_email: "unknown@example.com" };
    expect(code("addressBooks.addEmails", add(unknown))[1]).toBe(1003);
    call("addressBooks.addEmails", add({ ...ask, sender_email: "news@example.com" }));
    const path = { id: 1001, email: "careful@example.com" };
    expect(call("addressBooks.getEmail", { path })).toMatchObject({ status_explain: "New" });
  });

  test("the ready-made mailing list is read in pages, without the addresses that were removed", () => {
    const all = [0, 100, 200].flatMap((offset) =>
      call("addressBooks.listEmails", { path: BOOK, query: { limit: 100, offset } }),
    );
    expect(new Set(all.map(({ email }) => email)).size).toBe(250);
    const gone = ["ada@example.com", "reader60@example.com"];
    call("addressBooks.removeEmails", { path: BOOK, body: { emails: gone } });
    const rest = [0, 100, 200].flatMap((offset) =>
      call("addressBooks.listEmails", { path: BOOK, query: { limit: 100, offset } }),
    );
    expect(rest).toEqual(all.filter(({ email }) => !gone.includes(email)));
    const backwards = call("addressBooks.listEmails", { path: BOOK, query: { order: "desc" } });
    expect(backwards).toEqual(rest.toReversed().slice(0, 100));
    const [book] = call("addressBooks.get", { path: BOOK });
    expect(book).toMatchObject({
      all_email_qty: 248,
      active_email_qty: 238,
      inactive_email_qty: 10,
    });
    call("addressBooks.addEmails", { path: BOOK, body: { emails: gone } });
    expect(call("addressBooks.countEmails", { path: BOOK })).toEqual({ total: 250 });
  });

  test("a mailing list of a hundred thousand is made at once, and its counts hold", () => {
    scene.account = { user_id: 1000002, options: { size: 100_000 } };
    const [book] = call("addressBooks.get", { path: BOOK });
    expect(book).toMatchObject({ all_email_qty: 100_000, active_email_qty: 96_000 });
    const query = { limit: 3, offset: 99_998 };
    const emails = [{ email: "last@example.com" }];
    call("addressBooks.addEmails", { path: BOOK, body: { emails } });
    const page = call("addressBooks.listEmails", { path: BOOK, query });
    expect(page.map((/** @type {any} */ each) => each.email)).toEqual([
      "reader99998@example.com",
      "reader99999@example.com",
      "last@example.com",
    ]);
    const inactive = { ...query, offset: 3999, not_active: true };
    expect(call("addressBooks.listEmails", { path: BOOK, query: inactive })).toHaveLength(1);
    expect(
      code("addressBooks.getEmail", { path: { id: 1001, email: "reader100000@example.com" } })[1],
    ).toBe(502);
  });

  test("an address is known across mailing lists until it is deleted", () => {
    const { id } = call("addressBooks.create", { body: { bookName: "Bakery" } });
    const email = "ada@example.com";
    call("addressBooks.addEmails", { path: { id }, body: { emails: [email] } });
    const path = { email };
    expect(call("emails.get", { path }).map((/** @type {any} */ one) => one.book_id)).toEqual([
      1001,
      id,
    ]);
    expect(call("emails.getDetails", { path })).toEqual([
      { list_name: "Newsletter", source: "import" },
      { list_name: "Bakery", source: "api" },
    ]);
    const emails = [email, "absent@example.com"];
    expect(call("emails.getMany", { body: { emails } })).toEqual({
      [email]: [{ book_id: 1001 }, { book_id: id }],
    });
    expect(call("emails.getStatistics", { path })).toEqual({
      statistic: { sent: 1, open: 1, link: 0 },
    });
    call("emails.delete", { path });
    expect(code("emails.get", { path })).toEqual([404, 17]);
  });
});

describe("campaigns", () => {
  const campaign = {
    sender_name: "Example Store",
    sender_email: "news@example.com",
    subject: "News",
    body: base64("<p>News</p>"),
    list_id: 1001,
  };
  const create = (/** @type {object} */ changes = {}) => ({ body: { ...campaign, ...changes } });

  test.each([
    [{ sender_name: undefined }, 701],
    [{ sender_email: "absent@example.com" }, 704],
    [{ sender_email: "waiting@example.com" }, 704],
    [{ subject: "" }, 720],
    [{ body: undefined }, 721],
    [{ body: "no base64!" }, 721],
    [{ body: undefined, template_id: 1 }, 31],
    [{ list_id: undefined }, 722],
    [{ list_id: 7 }, 703],
    [{ list_id: [1001, 7] }, 703],
    [{ send_date: "2026-03-09" }, 799],
    [{ send_date: "2026-03-09 14:04:58" }, 799],
    [{ attachments: Object.fromEntries([..."abcdef"].map((name) => [name, "x"])) }, 422],
  ])("a campaign with %j is refused", (changes, expected) => {
    expect(code("campaigns.create", create(changes))[1]).toBe(expected);
  });

  test("a campaign that went out can be neither changed nor cancelled", () => {
    const made = call("campaigns.create", create());
    expect(made).toMatchObject({ status: 13, count: 240, ovedraft_currency: "USD" });
    const path = { id: made.id };
    expect(code("addressBooks.delete", { path: BOOK })[1]).toBe(422);
    scene.now += 2 * MINUTE;
    expect(call("campaigns.get", { path })).toMatchObject({ name: "News", status: 3 });
    expect(code("campaigns.update", { path, body: { subject: "More" } })[1]).toBe(602);
    expect(code("campaigns.cancel", { path })[1]).toBe(602);
    expect(call("campaigns.getReferrals", { path })).toHaveLength(1);
    expect(call("addressBooks.listCampaigns", { path: BOOK })).toContainEqual({ task_id: made.id });
    expect(code("campaigns.get", { path: { id: 1 } })).toEqual([404, 802]);
  });

  test("a campaign can be planned, changed and cancelled, and a draft stays a draft", () => {
    const planned = call("campaigns.create", create({ send_date: "2026-03-10 09:00:00" }));
    const draft = call("campaigns.create", create({ type: "draft", name: "Draft" }));
    expect(draft.status).toBe(26);
    const path = { id: planned.id };
    expect(call("campaigns.list", { query: { planed: true } })).toHaveLength(1);
    expect(call("campaigns.list", { query: { status: [26] } })).toHaveLength(2);
    call("campaigns.update", { path, body: { name: "Changed" } });
    expect(call("campaigns.get", { path }).name).toBe("Changed");
    call("campaigns.cancel", { path });
    scene.now += 2 * DAY;
    expect(call("campaigns.get", { path }).status).toBe(27);
    expect(call("campaigns.get", { path: { id: draft.id } }).status).toBe(26);
  });

  test("a mailing list takes four campaigns an hour", () => {
    for (let i = 0; i < 4; i += 1) call("campaigns.create", create());
    expect(code("campaigns.create", create())).toEqual([422, 791]);
    scene.now += HOUR;
    call("campaigns.create", create());
  });
});

describe("the rest of the email service", () => {
  test("templates can be made and changed, and are listed by their owners", () => {
    const body = base64("<p>One</p>");
    const { real_id } = call("templates.create", { body: { name: "Fresh bread!", body } });
    expect(code("templates.create", { body: { name: "Fresh bread!", body } })[1]).toBe(573);
    expect(code("templates.create", { body: { name: "Other", body: "%" } })[1]).toBe(422);
    const changed = base64("<p>Two</p>");
    call("templates.update", { path: { id: real_id }, body: { body: changed } });
    const path = { template_id: String(real_id), name_slug: "fresh-bread" };
    expect(call("templates.get", { path })).toMatchObject({ id: String(real_id), body: changed });
    expect(call("templates.getBySlug", { path })).toMatchObject({ name: "Fresh bread!" });
    expect(call("templates.list", { query: { owner: "me" } })).toHaveLength(3);
    expect(call("templates.list")).toHaveLength(2);
    expect(code("templates.update", { path: { id: 2002 }, body: { body } })[1]).toBe(2900);
    expect(code("templates.update", { path: { id: 7 }, body: { body } })).toEqual([404, 31]);
    expect(code("templates.get", { path: { template_id: "7" } })).toEqual([404, 290]);
  });

  test("a sender can be added, activated by a code, and deleted", () => {
    const email = "fresh@example.com";
    const path = { email };
    call("senders.create", { body: { email, name: "Fresh" } });
    expect(code("senders.create", { body: { email, name: "Fresh" } })[1]).toBe(902);
    expect(call("smtp.senders.list")).not.toContain(email);
    expect(code("senders.activate", { path, body: { code: "0a1b2c3d4e5f" } })[1]).toBe(1005);
    call("senders.requestCode", { path });
    expect(code("senders.requestCode", { path })[1]).toBe(1004);
    expect(code("senders.activate", { path, body: {} })[1]).toBe(1104);
    expect(code("senders.activate", { path, body: { code: "wrong" } })[1]).toBe(1005);
    call("senders.activate", { path, body: { code: "0a1b2c3d4e5f" } });
    expect(call("smtp.senders.list")).toContain(email);
    expect(code("senders.requestCode", { path })[1]).toBe(21);
    call("senders.delete", { body: { email } });
    expect(call("senders.list")).not.toContainEqual({ email, name: "Fresh" });
    const name = "Anybody";
    expect(code("senders.create", { body: { email: "me@gmail.com", name } })[1]).toBe(97);
    expect(code("smtp.senders.add", { body: { email: "nobody@example.com", name } })[1]).toBe(904);
  });

  test("the blacklist is written in Base64 and read plain", () => {
    const emails = base64("a@example.com,b@example.com");
    call("blacklist.add", { body: { emails } });
    expect(call("blacklist.list")).toEqual([
      "nobody@example.com",
      "a@example.com",
      "b@example.com",
    ]);
    call("blacklist.remove", { body: { emails } });
    expect(call("blacklist.list")).toEqual(["nobody@example.com"]);
    expect(code("blacklist.add", { body: { emails: "a@example.com" } })[1]).toBe(832);
  });

  test("tags can be made, changed, put on, taken off and deleted", () => {
    call("tags.create", { body: { name: "New", color: "#112233" } });
    call("tags.update", { path: { id: 43 }, body: { name: "Newer", color: "#445566" } });
    expect(call("tags.list").tags).toContainEqual({ id: 43, name: "Newer", color: "#445566" });
    const body = { email: "ada@example.com", phone: "000000001", tags: [41, 43] };
    call("tags.addToEmail", { body });
    call("tags.addToPhone", { body });
    call("tags.removeFromEmail", { body: { ...body, tags: [41] } });
    expect(scene.world.mail.emailTags.get(body.email)).toEqual(new Set([43]));
    call("tags.delete", { path: { id: 43 } });
    expect(scene.world.mail.phoneTags.get(body.phone)).toEqual(new Set([41]));
    expect(refused("tags.delete", { path: { id: 43 } }).status).toBe(404);
  });

  test("an event has one webhook", () => {
    const url = "https://app.example.com/hooks/fresh";
    const { data } = call("webhooks.create", { body: { url, actions: ["open", "spam"] } });
    expect(data.map((/** @type {any} */ one) => one.action)).toEqual(["open", "spam"]);
    const path = { id: data[1].id };
    call("webhooks.update", { path, body: { url: `${url}er` } });
    expect(call("webhooks.get", { path }).data.url).toBe(`${url}er`);
    call("webhooks.delete", { path });
    expect(call("webhooks.list").data).toHaveLength(2);
    expect(code("webhooks.create", { body: { url, actions: ["shout"] } })[1]).toBe(422);
  });
});

describe("SMTP", () => {
  const email = {
    subject: "Hello",
    from: { name: "Shop", email: "shop@example.com" },
    to: [{ email: "ada@example.com" }],
    html: base64("<p>Hello</p>"),
    text: "Hello",
  };
  const send = (/** @type {object} */ changes = {}) => ({
    body: { email: { ...email, ...changes } },
  });

  test.each([
    [{ from: undefined }, 10],
    [{ from: { email: "nobody" } }, 10],
    [{ from: { email: "me@other.example" } }, 422],
    [{ from: { email: "waiting@example.com" } }, 422],
    [{ to: [] }, 11],
    [{ to: [{ email: "nobody" }] }, 422],
    [{ to: Array(101).fill({ email: "ada@example.com" }) }, 550],
    [{ subject: "" }, 12],
    [{ html: undefined, text: undefined }, 13],
    [{ html: "no base64!" }, 999],
    [{ template: { id: 7, variables: {} } }, 31],
    [{ template: { variables: {} } }, 10],
    [{ template: { id: 2001, variables: "all" } }, 731],
    [{ attachments_binary: { "a.pdf": 1 } }, 422],
  ])("a letter with %j is refused", (changes, expected) => {
    expect(code("smtp.emails.send", send(changes))).toEqual([422, expected]);
  });

  test("what was sent by SMTP can be read, listed, filtered and counted", () => {
    const { id } = call("smtp.emails.send", send());
    expect(call("smtp.emails.get", { path: { id } })).toMatchObject({
      recipient: "ada@example.com",
      send_date: "2026-03-09 14:05:00",
    });
    expect(call("smtp.emails.list", { query: { limit: 1 } })[0].id).toBe(id);
    expect(call("smtp.emails.list", { query: { from: "2026-03-09" } })).toHaveLength(1);
    expect(call("smtp.emails.list", { query: { recipient: "bob@example.com" } })).toHaveLength(60);
    expect(call("smtp.emails.list", { query: { offset: 100 } })).toHaveLength(21);
    expect(call("smtp.emails.count")).toEqual({ total: 121 });
    expect(call("smtp.emails.getMany", { body: { emails: [id, "absent"] } })).toHaveLength(1);
    expect(code("smtp.emails.getMany", { body: { emails: ["absent"] } })).toEqual([400, 14]);
    expect(code("smtp.emails.getMany", { body: { emails: Array(501).fill(id) } })).toEqual([
      400, 832,
    ]);
    expect(code("smtp.emails.get", { path: { id: "absent" } })).toEqual([400, 14]);
    expect(call("smtp.bounces.list", { query: { limit: 2 } })).toMatchObject({
      total: 3,
      found: 2,
    });
  });

  test("people can unsubscribe from SMTP mail, be asked back five times a day, and come back", () => {
    call("smtp.unsubscribes.add", { body: [{ email: "eva@example.com", comment: "by phone" }] });
    const query = { email: "eva@example.com" };
    expect(call("smtp.unsubscribes.find", { query })).toEqual({ result: true });
    expect(call("smtp.unsubscribes.list", { query: { date: "2026-03-09" } })).toHaveLength(1);
    const body = { ...query, sender: "shop@example.com" };
    for (let i = 0; i < 5; i += 1) call("smtp.unsubscribes.requestResubscribe", { body });
    expect(code("smtp.unsubscribes.requestResubscribe", { body })[1]).toBe(422);
    scene.now += DAY;
    call("smtp.unsubscribes.requestResubscribe", { body });
    call("smtp.unsubscribes.remove", { body: [query.email] });
    expect(call("smtp.unsubscribes.find", { query })).toEqual({ result: false });
    expect(code("smtp.unsubscribes.requestResubscribe", { body })[1]).toBe(422);
    expect(code("smtp.unsubscribes.add", { body: [] })).toEqual([400, 14]);
  });

  test("a domain of SMTP is added once, and is not verified yet", () => {
    for (let i = 0; i < 2; i += 1) call("smtp.domains.add", { path: { domain: "shop.example" } });
    const { data } = call("smtp.domains.list").data;
    expect(data.map((/** @type {any} */ one) => [one.service_value, one.status])).toEqual([
      ["example.com", 1],
      ["shop.example", 0],
    ]);
  });
});
