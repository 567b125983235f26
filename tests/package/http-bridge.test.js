// How the core reads a body: whole, up to a limit, and never left open.
import { expect, test } from "vitest";
import { readStream } from "../../pkg/lib/http-bridge.js";

const bytes = (/** @type {string} */ text) => new TextEncoder().encode(text);

/**
 * A body of pieces, and what became of it.
 * @param {unknown[]} pieces after the last of which it ends, unless that is "…"
 */
function bodyOf(pieces) {
  const left = [...pieces];
  const fate = { isCancelled: false };
  const stream = new ReadableStream({
    async pull(controller) {
      const piece = left.shift();
      if (piece === "…") await new Promise(() => {});
      if (piece instanceof Error) controller.error(piece);
      else if (piece === undefined) controller.close();
      else controller.enqueue(piece);
    },
    cancel() {
      fate.isCancelled = true;
      throw new Error("it does not like that");
    },
  });
  return { stream: /** @type {ReadableStream<Uint8Array>} */ (stream), fate };
}

/** @type {[string, unknown[], string][]} */
const WHOLE = [
  ["nothing", [], ""],
  ["one piece", [bytes("abc")], "abc"],
  ["some, an empty one among them", [bytes("ab"), bytes(""), bytes("cde")], "abcde"],
  ["as much as is allowed", [bytes("12345"), bytes("67890")], "1234567890"],
];
test.each(WHOLE)("%s is read whole", async (_, pieces, text) => {
  const { stream, fate } = bodyOf(pieces);
  const got = await readStream(stream, 10, new AbortController().signal);
  expect(new TextDecoder().decode(got)).toBe(text);
  expect(fate.isCancelled).toBe(false);
});

test("more than is allowed is not read on, and cancelled", async () => {
  const { stream, fate } = bodyOf([bytes("12345"), bytes("678901"), "…"]);
  expect(await readStream(stream, 10, new AbortController().signal)).toBeUndefined();
  expect(fate.isCancelled).toBe(true);
});

test("what is not bytes is refused, and cancelled", async () => {
  const { stream, fate } = bodyOf([bytes("1"), "text", "…"]);
  await expect(readStream(stream, 10, new AbortController().signal)).rejects.toThrow(TypeError);
  expect(fate.isCancelled).toBe(true);
});

test("what breaks off is told", async () => {
  const { stream } = bodyOf([bytes("1"), new Error("gone")]);
  await expect(readStream(stream, 10, new AbortController().signal)).rejects.toThrow("gone");
});

test.each([false, true])(
  "once time is up (before it begins: %s), it is cancelled",
  async (isEarly) => {
    const { stream, fate } = bodyOf([bytes("1"), "…"]);
    const limit = new AbortController();
    if (isEarly) limit.abort(new Error("time is up"));
    const reading = readStream(stream, 10, limit.signal);
    limit.abort(new Error("time is up"));
    await expect(reading).rejects.toThrow("time is up");
    expect(fate.isCancelled).toBe(true);
  },
);
