// As many subscribers as a benchmark wants, none of whom is stored before somebody changes them.

import { describe, expect, test } from "vitest";
import { createPeople } from "../../src/providers/jetchat/world/people.js";
import { createClient } from "./client.js";

describe("a crowd", () => {
  test("a crowd of subscribers is the same each time, and keeps what is changed and deleted", () => {
    const people = createPeople(1_763_000_000);
    const own = people.add({ first_name: "Own" });
    people.gather(1000);
    expect(people.length).toBe(1000);
    expect(people.slice(0, 1)).toEqual([own]);
    const [first, second, third] = people.slice(1, 4);
    if (!first || !second || !third) throw new Error("nobody came");
    expect(people.find(people.nameOf(second))).toEqual(second);
    expect(people.findByUserId(third.user_id)).toEqual(third);
    expect(people.findByContact({ phone: third.phone })).toEqual(third);
    const known = people.find(people.nameOf(third));
    if (known) known.first_name = "Changed";
    people.remove(second);
    expect(people.length).toBe(999);
    expect(people.slice(1, 3).map(({ id }) => id)).toEqual([first.id, third.id]);
    expect(people.slice(2, 3)[0]?.first_name).toBe("Changed");
    expect(people.slice(990, 2000)).toHaveLength(9);
    expect(people.find(people.nameOf(second))).toBeUndefined();
    expect(people.findByUserId(second.user_id)).toBeUndefined();
    expect(people.find("f123u99999999")).toBeUndefined();
  });

  test("a control makes a crowd of subscribers, which is read in pages and gone after a reset", async () => {
    const client = createClient();
    const seeded = await client.control("seed", { provider: "jetchat", subscribers: 100_000 });
    expect(seeded).toEqual({ provider: "jetchat", subscribers: 100_000 });
    const last = await client.get("/subscribers?limit=100&page=1000");
    expect(last.data).toHaveLength(100);
    expect(last.meta).toEqual({
      current_page: 1000,
      last_page: 1000,
      per_page: 100,
      total: 100_000,
    });
    const { user_ns } = last.data[99];
    await client.post("/subscriber/send-text", { user_ns, content: "Hello out there" });
    const { data } = await client.get(`/subscriber/chat-messages?user_ns=${user_ns}&include_bot=1`);
    expect(data).toMatchObject([{ content: "Hello out there" }]);
    await client.control("reset", {});
    expect((await client.get("/subscribers")).meta.total).toBe(57);
  });

  test.each([
    [{ provider: "pipichat", subscribers: 1 }, "provider must be one of bangwo8, jetchat"],
    [{ provider: "jetchat" }, "subscribers must be a whole number from 0 to 10000000"],
    [{ provider: "jetchat", subscribers: 1, tags: 1 }, "unknown field tags; there is subscribers"],
  ])("a control refuses to make a crowd of %j", async (body, error) => {
    expect(await createClient().control("seed", body)).toEqual({ error });
  });
});
