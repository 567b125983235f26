// The types of SendPulse's methods in a strict program.
import { afterAll, beforeAll, expect, test } from "vitest";
import { install } from "../../installed-package.js";
import { documentNames, readDocument } from "../../openapi-document.js";
import { createProgram, diagnosticsOf, statementsFor } from "../../typescript-program.js";

/** @type {ReturnType<typeof install>} */
let installed;
beforeAll(() => {
  installed = install();
}, 60_000);
afterAll(() => installed?.remove());

const documents = documentNames("sendpulse").map((file) => ({
  file,
  ...readDocument("sendpulse", file),
}));

test("the types accept the described parameters of all 639 methods, and refuse mistakes", () => {
  const operations = documents.flatMap(({ operations, follow }) =>
    operations.map((operation) => statementsFor(operation, follow)),
  );
  expect(operations.length).toBe(639);
  const programs = {
    "all.ts": `import { SendPulse } from "portaria";
      const client = new SendPulse({ via: "/api" });\n${operations.join("\n")}`,
    "services.ts":
      `import { SendPulse, SendPulseWhatsApp, type SendPulseWhatsAppTypes as T } from "portaria";
      const whatsapp = new SendPulseWhatsApp({ clientId: "a", clientSecret: "b" });
      (await whatsapp.bots.list()) satisfies T.BotPage | T.BotsResult | object;
      new SendPulse({ via: "/api" }).whatsapp satisfies SendPulseWhatsApp;
      // @ts-expect-error
      new SendPulse({ clientID: "a" });
      // @ts-expect-error
      new SendPulse({ via: "/api" }).whatsapps;`.replace(" T.BotPage | T.BotsResult |", ""),
  };
  expect(diagnosticsOf(createProgram(installed.folder, programs))).toEqual([]);
}, 120_000);
