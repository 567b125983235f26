// What the compiler and an editor say of programs that use the package's types. JetChat is the example.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { install } from "./installed-package.js";
import { BROWSER, compile } from "./typescript-program.js";

/** @type {ReturnType<typeof install>} */
let installed;
beforeAll(() => {
  installed = install();
}, 60_000);
afterAll(() => installed?.remove());

/** @type {[string, string, number, string][]} a mistake, a program that has it in the marked line, the number of the diagnostic, and words in it */
const MISTAKES = [
  ["a misspelt parameter", 'client.flowTags.create({ nam: "vip" }); // here', 2561, "'name'"],
  [
    "an unknown parameter",
    "client.flowTags.list({\n  page: 1,\n  order: 1, // here\n});",
    2353,
    "'order'",
  ],
  ["a text instead of a number", 'client.flowTags.list({ page: "2" }); // here', 2322, "'number'"],
  ["a number instead of a text", "client.flowTags.create({ name: 5 }); // here", 2322, "'string'"],
  [
    "a missing required parameter",
    "client.tickets.delete({ listId: 3 }); // here",
    2345,
    "'listItemId'",
  ],
  [
    "a call without its required parameters",
    "client.flowTags.create(); // here",
    2554,
    "Expected 1-2 arguments",
  ],
  ["a value outside an enum", 'client.flows.list({ type: "pigeon" }); // here', 2322, '"pigeon"'],
  [
    "a list of values of the wrong type",
    'client.subscribers.addTags({\n  user_ns: "f1u2",\n  data: ["f1t3"], // here\n});',
    2559,
    "tag_ns",
  ],
  [
    "parameters of a method that has none",
    "client.workspace.get({ id: 1 }); // here",
    2353,
    "'id'",
  ],
  ["an unknown method", "client.flowTags.rename({}); // here", 2339, "'rename'"],
  ["an unknown resource", "client.flowTag.list(); // here", 2551, "'flowTags'"],
  [
    "an unknown option of a call",
    "client.flowTags.list({}, { timeout: 5 }); // here",
    2561,
    "'timeout'",
  ],
  [
    "prefetch for a method that is no list",
    "client.workspace.get({ prefetch: true }); // here",
    2353,
    "'prefetch'",
  ],
  ["an unknown option of the client", 'new JetChat({ apikey: "key" }); // here', 2561, "'apiKey'"],
  [
    "an answer used as another type",
    "const tag: JetChatTypes.FlowTag = await client.flowTags.list(); // here",
    2739,
    "tag_ns",
  ],
  ["an answer that is not awaited", "client.workspace.get().data; // here", 2339, "Promise"],
  [
    "a member of an optional member of an answer",
    "(await client.flowTags.list()).meta.total; // here",
    2532,
    "undefined",
  ],
  [
    "an unknown member of a list's item",
    "for await (const tag of client.flowTags.list()) {\n  tag.nope; // here\n}",
    2339,
    "'nope'",
  ],
  [
    "a page used as an item",
    "for await (const page of client.flowTags.list().pages()) {\n  page.tag_ns; // here\n}",
    2339,
    "'tag_ns'",
  ],
  [
    "iteration over an answer that is no list",
    "for await (const one of client.workspace.get()) {} // here",
    2504,
    "asyncIterator",
  ],
  [
    "curl() without a required parameter",
    "client.flowTags.create.curl({}); // here",
    2345,
    "'name'",
  ],
];

describe("the compiler", () => {
  const HEAD =
    'import { JetChat, type JetChatTypes } from "portaria";\nexport const client = new JetChat({ via: "/api" });\n';
  /** @type {ReturnType<typeof compile>} */
  let found;
  beforeAll(() => {
    const programs = MISTAKES.map(([, program], at) => [`mistake${at}.ts`, HEAD + program]);
    found = compile(installed.folder, Object.fromEntries(programs), BROWSER);
  }, 60_000);

  test.each(MISTAKES.map((mistake, at) => [...mistake, at]))(
    "refuses %s",
    (_, program, code, message, at) => {
      const line = (HEAD + program).split("\n").findIndex((text) => text.endsWith("// here")) + 1;
      const file = `mistake${at}.ts`;
      expect(found.filter((one) => one.file === file)).toEqual([
        { file, line, code, message: expect.stringContaining(message) },
      ]);
    },
  );
});

describe("an editor", () => {
  const PROGRAM = `
    import { JetChat, type JetChatTypes } from "portaria";
    const client = new JetChat({ via: "/api" });
    client.flowTags.list;
    client.tickets.delete;
    client.workspace.get;
    client.flowTags.create.curl;
  `;
  /** @type {ts.LanguageService} */
  let editor;
  let file = "";
  beforeAll(() => {
    file = join(installed.folder, "editor.ts");
    writeFileSync(file, PROGRAM);
    editor = ts.createLanguageService({
      fileExists: ts.sys.fileExists,
      readFile: ts.sys.readFile,
      directoryExists: ts.sys.directoryExists,
      getCurrentDirectory: () => installed.folder,
      getDefaultLibFileName: ts.getDefaultLibFilePath,
      getCompilationSettings: () => BROWSER,
      getScriptFileNames: () => [file],
      getScriptVersion: () => "1",
      getScriptSnapshot: (name) => {
        const text = ts.sys.readFile(name);
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
      },
    });
  });

  /** What the editor shows for the last name of an expression. */
  function shown(/** @type {string} */ expression) {
    const info = editor.getQuickInfoAtPosition(
      file,
      PROGRAM.indexOf(`${expression};`) + expression.length - 1,
    );
    const flat = (/** @type {ts.SymbolDisplayPart[] | undefined} */ parts) =>
      ts.displayPartsToString(parts).replace(/\s+/g, " ");
    return [flat(info?.displayParts), flat(info?.documentation)];
  }

  test.each([
    [
      "client.flowTags.list",
      "(params?: JetChatTypes.FlowTagsListParams, options?: ListOptions): Listing<JetChatTypes.FlowTag, JetChatTypes.FlowTagPage>",
      "Lists the bot's tags. `GET /flow/tags` Needs the permission Manage Flow.",
    ],
    [
      "client.tickets.delete",
      "(params: JetChatTypes.TicketsDeleteParams, options?: CallOptions): Promise<JetChatTypes.Ok>",
      "`DELETE /team/ticket-lists/{listId}/delete/{listItemId}`",
    ],
    [
      "client.workspace.get",
      "(options?: CallOptions): Promise<JetChatTypes.WorkspaceResult>",
      "`GET /team-info`",
    ],
    [
      "client.flowTags.create.curl",
      "curl(params: JetChatTypes.FlowTagsCreateParams, options?: CurlOptions): Promise<string>",
      "",
    ],
  ])("shows the signature and the documentation of %s", (expression, signature, documentation) => {
    const [type, text] = shown(expression);
    expect(type).toContain(signature);
    expect(text).toContain(documentation);
  });
});
