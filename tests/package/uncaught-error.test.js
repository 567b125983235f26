// What a server's log has of an error.
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { PortariaError } from "portaria";
import { afterAll, beforeAll, expect, test } from "vitest";
import { install } from "./installed-package.js";

/** @type {ReturnType<typeof install>} */
let installed;
beforeAll(() => {
  installed = install();
}, 60_000);
afterAll(() => installed?.remove());

test.each([
  ["in a call", 'await new JetChat({ apiKey: "key" }).flowTags.list();'],
  ["in a promise that nobody waits for", "startLogin({ provider: 'pipichat' });"],
  ["in a task", "setTimeout(async () => { await startLogin({ provider: 'pipichat' }); });"],
  [
    "in an answer",
    'const fetch = async () => new Response("{", { status: 500 });\nawait new JetChat({ baseUrl: "https://a.example/api", apiKey: "key", fetch, retries: 0 }).me.get();',
  ],
])(
  "an error that nobody catches %s shows few short lines, and its message among them",
  async (_, use) => {
    const file = join(installed.folder, "uncaught.js");
    writeFileSync(file, `import { JetChat, startLogin } from "portaria";\n${use}\n`);
    const printed = await new Promise((resolve) => {
      execFile(process.execPath, [file], (_, __, stderr) => resolve(stderr));
    });
    const lines = String(printed).split("\n");
    expect(printed).toMatch(/PortariaError: .{20}/);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(400);
    expect(lines.findIndex((line) => line.includes("PortariaError: "))).toBeLessThan(8);
    expect(lines[0]).toMatch(/lib\/error\.js:\d+$/);
  },
);

test("an error as JSON has its message and all that is known of it, but not its cause", () => {
  /** @type {import("portaria").PortariaErrorDetails} */
  const details = { code: "rejected", message: "No.", provider: "shop", operation: "tags.create" };
  Object.assign(details, { status: 422, providerCode: "7", retryable: false });
  details.loginUrl = "https://a.example/";
  const error = Object.assign(new PortariaError(details), { cause: { secret: "canary" } });
  expect(JSON.parse(JSON.stringify(error))).toEqual({ name: "PortariaError", ...details });
  expect(JSON.parse(JSON.stringify([{ error }]))[0].error.message).toBe("No.");
});
