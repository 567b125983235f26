// How the core reads a body: completely, up to a limit, and cancelled where it is not read to its end.
import { expect, test } from "vitest";
import { readStream } from "../../pkg/lib/http-bridge.js";

const bytes = (/** @type {string} */ text) => new TextEncoder().encode(text);

/**
 * A body of these pieces, and whether it was cancelled.
 * @param {unknown[]} pieces the body ends after the last one; a last piece "…" never arrives
 */
function bodyOf(pieces) {
  const left = [...pieces];
  const state = { isCancelled: false };
  const stream = new ReadableStream({
    async pull(controller) {
      const piece = left.shift();
      if (piece === "…") await new Promise(() => {});
      if (piece instanceof Error) controller.error(piece);
      else if (piece === undefined) controller.close();
      else controller.enqueue(piece);
    },
    cancel() {
      state.isCancelled = true;
      throw new Error("cancel() failed");
    },
  });
  return { stream: /** @type {ReadableStream<Uint8Array>} */ (stream), state };
}

/** @type {[string, unknown[], string][]} */
const WHOLE = [
  ["no pieces", [], ""],
  ["one piece", [bytes("abc")], "abc"],
  ["several pieces, one of them empty,", [bytes("ab"), bytes(""), bytes("cde")], "abcde"],
  ["exactly the allowed number of bytes", [bytes("12345"), bytes("67890")], "1234567890"],
];
test.each(WHOLE)("a body of %s is read completely", async (_, pieces, text) => {
  const { stream, state } = bodyOf(pieces);
  const got = await readStream(stream, 10, new AbortController().signal);
  expect(new TextDecoder().decode(got)).toBe(text);
  expect(state.isCancelled).toBe(false);
});

test("a body with more bytes than allowed reads as undefined, and is cancelled", async () => {
  const { stream, state } = bodyOf([bytes("12345"), bytes("678901"), "…"]);
  expect(await readStream(stream, 10, new AbortController().signal)).toBeUndefined();
  expect(state.isCancelled).toBe(true);
});

test("a body with a piece that is not bytes rejects with TypeError, and is cancelled", async () => {
  const { stream, state } = bodyOf([bytes("1"), "text", "…"]);
  await expect(readStream(stream, 10, new AbortController().signal)).rejects.toThrow(TypeError);
  expect(state.isCancelled).toBe(true);
});

test("a body that breaks off rejects with its error", async () => {
  const { stream } = bodyOf([bytes("1"), new Error("gone")]);
  await expect(readStream(stream, 10, new AbortController().signal)).rejects.toThrow("gone");
});

test.each([false, true])(
  "a body is cancelled when its signal is aborted (before reading starts: %s)",
  async (isEarly) => {
    const { stream, state } = bodyOf([bytes("1"), "…"]);
    const limit = new AbortController();
    if (isEarly) limit.abort(new Error("time is up"));
    const reading = readStream(stream, 10, limit.signal);
    limit.abort(new Error("time is up"));
    await expect(reading).rejects.toThrow("time is up");
    expect(state.isCancelled).toBe(true);
  },
);
