// The types of SendPulse's methods, as a strict program meets them.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { afterAll, beforeAll, expect, test } from "vitest";
import { files, names, read } from "./document.js";
import { params } from "./invent.js";
import { install } from "./packed.js";

/** @type {ReturnType<typeof install>} */
let installed;
beforeAll(() => {
  installed = install();
}, 60_000);
afterAll(() => installed?.remove());

const documents = files("sendpulse").map((file) => ({ file, ...read("sendpulse", file) }));

/** @param {unknown} value */
const code = (value) =>
  JSON.stringify(value).replaceAll(JSON.stringify("the file's own bytes"), "new Blob()");

/**
 * Statements that use an operation as its description allows, and one that the compiler must refuse.
 * @param {import("./document.js").Operation} operation
 * @param {(schema: any) => any} follow
 */
function use(operation, follow) {
  const { id, gives, paging } = operation;
  const { required, all } = names(operation);
  const isOpen = Boolean(operation.body?.additionalProperties);
  const least = params(operation, follow, { whole: false });
  const whole = params(operation, follow, { whole: true });
  if (all.length === 0 && !isOpen) {
    return `await client.${id}();\n// @ts-expect-error\nawait client.${id}({ nope: 1 });`;
  }
  const [needed] = required;
  const { [needed ?? ""]: _, ...without } = least;
  return [
    `await client.${id}(${code(least)});`,
    `await client.${id}(${code(whole)}, { timeoutMs: 5 });`,
    ...(isOpen
      ? []
      : [`// @ts-expect-error`, `await client.${id}({ ...${code(least)}, nope: 1 });`]),
    ...(needed ? [`// @ts-expect-error`, `await client.${id}(${code(without)});`] : []),
    ...(gives === "file" ? [`(await client.${id}(${code(least)})) satisfies Blob;`] : []),
    ...(paging ? [`for await (const item of client.${id}(${code(least)})) void item;`] : []),
  ].join("\n");
}

test("all 635 methods fit what is described, and mistakes do not compile", () => {
  const operations = documents.flatMap(({ operations, follow }) =>
    operations.map((operation) => use(operation, follow)),
  );
  expect(operations.length).toBe(635);
  const programs = {
    "all.ts": `import { SendPulse } from "portaria";
      const client = new SendPulse({ via: "/api" });\n${operations.join("\n")}`,
    "services.ts":
      `import { SendPulse, SendPulseWhatsApp, type SendPulseWhatsAppTypes as T } from "portaria";
      const whatsapp = new SendPulseWhatsApp({ clientId: "a", clientSecret: "b" });
      (await whatsapp.bots.list()) satisfies T.BotPage | T.BotsResult | object;
      new SendPulse().whatsapp satisfies SendPulseWhatsApp;
      // @ts-expect-error
      new SendPulse({ clientID: "a" });
      // @ts-expect-error
      new SendPulse().whatsapps;`.replace(" T.BotPage | T.BotsResult |", ""),
  };
  const paths = Object.entries(programs).map(([name, text]) => {
    const path = join(installed.folder, name);
    writeFileSync(path, text);
    return path;
  });
  const program = ts.createProgram(paths, {
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ["lib.esnext.d.ts", "lib.dom.d.ts"],
    types: [],
    strict: true,
    noEmit: true,
  });
  const found = ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const text = file?.text.slice(0, start).split("\n") ?? [];
    const line = file?.text.split("\n")[text.length - 1]?.slice(0, 120);
    return `${line}: ${ts.flattenDiagnosticMessageText(messageText, " ").slice(0, 200)}`;
  });
  expect(found).toEqual([]);
}, 120_000);
