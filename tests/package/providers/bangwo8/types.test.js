// The types of Bangwo8's methods in a strict program, and their doc comments.
import ts from "typescript";
import { afterAll, beforeAll, expect, test } from "vitest";
import { install } from "../../installed-package.js";
import { readDocument } from "../../openapi-document.js";
import { createProgram, diagnosticsOf, statementsFor } from "../../typescript-program.js";

const { operations, follow } = readDocument("bangwo8");
const HEAD = `import {
  Bangwo8, chatLink, customFields, customFieldsByKey, ticketTemplateLink, type Bangwo8Types as T,
} from "portaria";
/** Whether two types are the same, and neither is \`any\`. */
type Same<One, Other> = 0 extends 1 & One ? false :
  (<X>() => X extends One ? 1 : 2) extends (<X>() => X extends Other ? 1 : 2) ? true : false;
export const client = new Bangwo8({ via: "/api" });
`;

/** @type {ReturnType<typeof install>} */
let installed;
/** @type {ts.Program} */
let compiled;
beforeAll(() => {
  installed = install();
  const all = operations.map((operation) => statementsFor(operation, follow));
  compiled = createProgram(installed.folder, {
    "all.ts": HEAD + all.join("\n"),
    "handwritten.ts": `${HEAD}${HANDWRITTEN}`,
  });
}, 60_000);
afterAll(() => installed?.remove());

/** Uses of the types that are written by hand, and mistakes that the compiler must refuse. */
const HANDWRITTEN = `
  const one = await client.tickets.get({ id: "1001" });
  true satisfies Same<typeof one, T.Ticket>;
  const wire = await client.tickets.get.wire({ id: 1001 }, { retries: 0 });
  true satisfies Same<typeof wire, T.TicketResult>;
  true satisfies Same<typeof wire.ticket, T.Ticket | T.Ticket[] | undefined>;
  // @ts-expect-error
  one.subject satisfies number | undefined;
  // @ts-expect-error
  await client.tickets.get.wire({});
  // @ts-expect-error
  client.tickets.list.wire;
  for await (const record of client.businessRecords.list({ module: "im" })) {
    true satisfies Same<typeof record, T.BusinessRecord>;
  }
  for await (const row of client.assets.list({ tableId: 101 })) {
    true satisfies Same<typeof row, T.AssetRow>;
  }

  const free = await client.request({ path: "/api/v1/tags.json" });
  true satisfies Same<typeof free, unknown>;
  const typed = await client.request<{ tags: string[] }>({
    method: "POST", path: "/api/v1/tags.json", query: { a: 1, b: [1, "2"], c: true }, body: { x: [] },
  }, { timeoutMs: 5 });
  true satisfies Same<typeof typed, { tags: string[] }>;
  const listing = client.requestList<{ id: number }>({ path: "/api/v1/tags.json", items: "tags" }, { prefetch: true });
  for await (const tag of listing) true satisfies Same<typeof tag.id, number>;
  // @ts-expect-error
  await client.request({ method: "HEAD", path: "/api/v1/tags.json" });
  // @ts-expect-error
  await client.request({ method: "GET" });
  // @ts-expect-error
  client.requestList({ path: "/api/v1/tags.json" });
  // @ts-expect-error
  client.requestList({ path: "/api/v1/tags.json", items: "tags", body: {} });

  true satisfies Same<ReturnType<typeof chatLink>, Promise<string>>;
  (await chatLink({ privateKey: "k", vendorID: 1, uid: "u", device: "h5", params: { a: 1 } })) satisfies string;
  (await ticketTemplateLink({ privateKey: "k", url: "https://a.example/", mobile: "1" })) satisfies string;
  (await client.links.chat({ privateKey: "k", vendorID: "1" })) satisfies string;
  // @ts-expect-error
  await chatLink({ vendorID: 1 });
  // @ts-expect-error
  await chatLink({ privateKey: "k", vendorID: 1, device: "tablet" });
  // @ts-expect-error
  await ticketTemplateLink({ privateKey: "k" });

  customFieldsByKey(one) satisfies Record<string, unknown>;
  await client.tickets.update({ id: 1, ticket: { custom_fields: customFields({ field_1: "x", field_2: ["y"] }) } });
  // @ts-expect-error
  customFields(["x"]) satisfies { key: number }[];

  new Bangwo8({ account: "示例客服", password: "p" });
  new Bangwo8({ secretId: "a", secret: "b", baseUrl: "https://abtest.bangwo8.com" });
  new Bangwo8({ via: "/api", accountId: "示例客服" });
  // @ts-expect-error
  new Bangwo8({ secretID: "a" });
  // @ts-expect-error
  new Bangwo8({ apiKey: "a" });
`;

test("the types accept the described parameters of all 49 methods, and refuse mistakes", () => {
  expect(operations.length).toBe(49);
  expect(diagnosticsOf(compiled)).toEqual([]);
});

/** @type {Record<string, string>} */
const CONFIDENCE = {
  verified: "Confidence: verified, the provider documents it.",
  inferred: "Confidence: inferred,",
  unknown: "Confidence: unknown,",
};

test("the doc comment of every method has its address and the confidence of its description", () => {
  const checker = compiled.getTypeChecker();
  const file = compiled
    .getSourceFiles()
    .find(({ fileName }) => fileName.endsWith("handwritten.ts"));
  const [client] = checker
    .getExportsOfModule(
      /** @type {ts.Symbol} */ (checker.getSymbolAtLocation(/** @type {ts.SourceFile} */ (file))),
    )
    .filter(({ name }) => name === "client");
  /** @param {string} id */
  const comment = (id) => {
    const found = id.split(".").reduce((at, word) => {
      const type = checker.getTypeOfSymbol(/** @type {ts.Symbol} */ (at));
      return checker.getPropertyOfType(type, word);
    }, client);
    return ts.displayPartsToString(found?.getDocumentationComment(checker));
  };
  const counted = { verified: 0, inferred: 0, unknown: 0 };
  for (const { id, method, path, confidence } of operations) {
    counted[/** @type {keyof typeof counted} */ (confidence)] += 1;
    expect(comment(id)).toContain(`\`${method} ${path}\``);
    expect(comment(id), id).toContain(CONFIDENCE[confidence ?? ""]);
  }
  expect(Object.values(counted).every((count) => count > 5)).toBe(true);
});
