// How many requests a client sends within a second, and what it counts.
import { SendPulse } from "portaria";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { rejectionOf } from "./scripted-server.js";

describe("a client's requests", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** A client, and the times of its requests. @param {object} [options] */
  const timed = (options) => {
    /** @type {number[]} */
    const at = [];
    const fetch = async () => {
      at.push(Date.now());
      return Response.json([]);
    };
    const sendpulse = new SendPulse({ apiKey: "key", fetch, ...options });
    return { at, sendpulse };
  };

  test("are at most ten at once and ten a second, and all are sent in the end", async () => {
    const { at, sendpulse } = timed();
    await sendpulse.balance.get(); // loads the core
    await vi.advanceTimersByTimeAsync(1000);
    const calls = Array.from({ length: 45 }, () => sendpulse.balance.get({ timeoutMs: 1000 }));
    await vi.advanceTimersByTimeAsync(10_000);
    await Promise.all(calls);
    const times = at.slice(1);
    expect(times).toHaveLength(45);
    const within = times.map((from) => times.filter((t) => t >= from && t < from + 900).length);
    expect(Math.max(...within)).toBeLessThanOrEqual(19); // ten at once, and then one every 100 ms
    expect(times[44]).toBe((times[0] ?? 0) + 3500);
    expect(sendpulse.quota).toMatchObject({ limit: 1000, dayRemaining: 500_000 - 46 });
  });

  test("are not delayed with requestsPerSecond: 0, and are counted by the limits of the plan", async () => {
    const { at, sendpulse } = timed({ requestsPerSecond: 0, plan: "enterprise" });
    await Promise.all(Array.from({ length: 100 }, () => sendpulse.balance.get()));
    expect(at).toHaveLength(100);
    expect(sendpulse.quota).toMatchObject({ limit: 3000, remaining: 2900 });
  });

  test("are counted from zero in each minute and each day", async () => {
    const { sendpulse } = timed({ requestsPerSecond: 0 });
    const counted = async () => {
      await sendpulse.balance.get();
      return [sendpulse.quota.remaining, sendpulse.quota.dayRemaining];
    };
    expect(await counted()).toEqual([999, 499_999]);
    expect(await counted()).toEqual([998, 499_998]);
    vi.setSystemTime(Date.now() + 60_000);
    expect(await counted()).toEqual([999, 499_997]);
    vi.setSystemTime(Date.now() + 24 * 60 * 60_000);
    expect(await counted()).toEqual([999, 499_999]);
    expect(await counted()).toEqual([998, 499_998]);
  });

  test("can be aborted while they wait", async () => {
    const { at, sendpulse } = timed({ requestsPerSecond: 1 });
    await sendpulse.balance.get();
    const controller = new AbortController();
    const failure = rejectionOf(sendpulse.balance.get({ signal: controller.signal }));
    await vi.advanceTimersByTimeAsync(10);
    controller.abort();
    expect(await failure).toMatchObject({ code: "aborted" });
    expect(at).toHaveLength(1);
  });

  test("are refused with `invalid_argument` for an unknown plan", async () => {
    const { sendpulse } = timed({ plan: "golden" });
    expect(await rejectionOf(sendpulse.balance.get())).toMatchObject({ code: "invalid_argument" });
  });
});
