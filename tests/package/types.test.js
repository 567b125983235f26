// The types, as a program that uses the package meets them.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { install } from "./installed-package.js";
import { parameterNames, readDocument } from "./openapi-document.js";
import { exampleParams } from "./schema-examples.js";

const TYPES = fileURLToPath(new URL("../../node_modules/@types", import.meta.url));
const { operations, follow } = readDocument("jetchat");

/** @type {ReturnType<typeof install>} */
let installed;
beforeAll(() => {
  installed = install();
}, 60_000);
afterAll(() => installed?.remove());

/** @type {Record<string, ts.CompilerOptions>} */
const MODULES = {
  bundler: { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler },
  nodenext: { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext },
};
/** @type {Record<string, ts.CompilerOptions>} */
const PLACES = {
  "a browser": { lib: ["lib.esnext.d.ts", "lib.dom.d.ts"], types: [] },
  "Node, without the DOM": { lib: ["lib.esnext.d.ts"], types: ["node"], typeRoots: [TYPES] },
};
const STRICT = {
  target: ts.ScriptTarget.ESNext,
  strict: true,
  noUncheckedIndexedAccess: true,
  noEmit: true,
};
const BROWSER = { ...STRICT, ...MODULES.bundler, ...PLACES["a browser"] };

/**
 * Compiles programs beside each other, and says what is wrong with each file: the package's own among them, but not
 * those of TypeScript and Node.
 * @param {Record<string, string>} programs
 * @param {ts.CompilerOptions} options
 */
function compile(programs, options) {
  const files = Object.entries(programs).map(([name, text]) => {
    const file = join(installed.folder, name);
    writeFileSync(file, text);
    return file;
  });
  const program = ts.createProgram(files, options);
  const ours = program
    .getSourceFiles()
    .filter(({ fileName }) => fileName.startsWith(installed.folder));
  const found = [
    ...program.getOptionsDiagnostics(),
    ...program.getGlobalDiagnostics(),
    ...ours.flatMap((file) => [
      ...program.getSyntacticDiagnostics(file),
      ...program.getSemanticDiagnostics(file),
    ]),
  ];
  return found.map(({ file, start = 0, code, messageText }) => ({
    file: file?.fileName.slice(installed.folder.length + 1),
    line: file && file.getLineAndCharacterOfPosition(start).line + 1,
    code,
    message: ts.flattenDiagnosticMessageText(messageText, "\n"),
  }));
}

describe.each(Object.entries(MODULES))("resolved by %s", (_, modules) => {
  test.each(Object.entries(PLACES))("all 249 methods fit what is described, in %s", (_, place) => {
    expect(operations.length).toBe(249);
    const program = [HEAD, ...operations.map(use)].join("\n");
    expect(compile({ "all.ts": program }, { ...STRICT, ...modules, ...place })).toEqual([]);
  });
});

const HEAD = `
  import { JetChat, type JetChatTypes as T } from "portaria";

  /** Whether two types are the same, and neither is \`any\`. */
  type Same<One, Other> = 0 extends 1 & One ? false :
    (<X>() => X extends One ? 1 : 2) extends (<X>() => X extends Other ? 1 : 2) ? true : false;
  /** The names that must be given. */
  type Needed<Params> =
    keyof { [Name in keyof Params as {} extends Pick<Params, Name> ? never : Name]: unknown };

  true satisfies Same<T.FlowTag, { name: string; tag_ns: string }>;
  true satisfies Same<Needed<T.FlowTagPage>, "data">;
  true satisfies Same<T.FlowTagPage["data"], T.FlowTag[]>;
  true satisfies Same<T.FlowTagPage["meta"], T.PageMeta | undefined>;
  true satisfies Same<T.ErrorBody, { message: string; errors?: { [field: string]: string[] } }>;
  true satisfies Same<
    T.FieldType, "text" | "number" | "boolean" | "date" | "datetime" | "array" | "longtext"
  >;

  const client = new JetChat({ baseUrl: "https://jetchat.example.com/api", apiKey: "key" });
`;

/**
 * Statements that use a method in every way that the description allows.
 * @param {import("./openapi-document.js").Operation} operation
 */
function use(operation) {
  const { id, paging, answer } = operation;
  const { required, all } = parameterNames(operation);
  const isBare = all.length === 0 && !operation.body?.additionalProperties;
  const least = JSON.stringify(exampleParams(operation, follow, { whole: false }));
  const whole = JSON.stringify(exampleParams(operation, follow, { whole: true }));
  const pascal = id.replace(/(^|\.)(\w)/g, (_, __, letter) => letter.toUpperCase());
  const named = (/** @type {string | undefined} */ reference) => reference?.split("/").at(-1);
  const result = `T.${named(answer.$ref) ?? `${pascal}Answer`}`;
  const item = named(follow(answer).properties?.data?.items?.$ref);
  const statements = [
    `const answer = await client.${id}(${isBare ? "" : whole});`,
    `true satisfies Same<typeof answer, ${result}>;`,
  ];
  if (!isBare) {
    statements.push(
      `const params: T.${pascal}Params = ${whole};`,
      `true satisfies Same<Needed<T.${pascal}Params>, ${required.map((name) => `"${name}"`).join(" | ") || "never"}>;`,
      `await client.${id}(${least}, { timeoutMs: 5 });`,
    );
  }
  if (required.length === 0) statements.push(`await client.${id}();`);
  if (paging) {
    statements.push(
      `for await (const item of client.${id}(${least}, { prefetch: true })) true satisfies Same<typeof item, ${item ? `T.${item}` : `NonNullable<${result}["data"]>[number]`}>;`,
      `for await (const page of client.${id}(${least}).pages()) true satisfies Same<typeof page, ${result}>;`,
    );
  }
  const command = isBare ? "{ showSecrets: true }" : `${least}, { showSecrets: true }`;
  statements.push(`(await client.${id}.curl(${command})) satisfies string;`);
  return `{\n  ${statements.join("\n  ")}\n}`;
}

/** @type {[string, string, number, string][]} programs with one mistake, in the marked line, and what is said of it */
const MISTAKES = [
  ["a parameter misspelt", 'client.flowTags.create({ nam: "vip" }); // here', 2561, "'name'"],
  [
    "a parameter too many",
    "client.flowTags.list({\n  page: 1,\n  order: 1, // here\n});",
    2353,
    "'order'",
  ],
  ["a text for a number", 'client.flowTags.list({ page: "2" }); // here', 2322, "'number'"],
  ["a number for a text", "client.flowTags.create({ name: 5 }); // here", 2322, "'string'"],
  [
    "a required parameter left out",
    "client.tickets.delete({ listId: 3 }); // here",
    2345,
    "'listItemId'",
  ],
  ["all parameters left out", "client.flowTags.create(); // here", 2554, "Expected 1-2 arguments"],
  ["a word that is no choice", 'client.flows.list({ type: "pigeon" }); // here', 2322, '"pigeon"'],
  [
    "a list of the wrong things",
    'client.subscribers.addTags({\n  user_ns: "f1u2",\n  data: ["f1t3"], // here\n});',
    2559,
    "tag_ns",
  ],
  ["parameters for a method without any", "client.workspace.get({ id: 1 }); // here", 2353, "'id'"],
  ["an unknown method", "client.flowTags.rename({}); // here", 2339, "'rename'"],
  ["an unknown resource", "client.flowTag.list(); // here", 2551, "'flowTags'"],
  ["an unknown option", "client.flowTags.list({}, { timeout: 5 }); // here", 2561, "'timeout'"],
  [
    "reading ahead where nothing is listed",
    "client.workspace.get({ prefetch: true }); // here",
    2353,
    "'prefetch'",
  ],
  ["an unknown setting", 'new JetChat({ apikey: "key" }); // here', 2561, "'apiKey'"],
  [
    "an answer taken for another",
    "const tag: JetChatTypes.FlowTag = await client.flowTags.list(); // here",
    2739,
    "tag_ns",
  ],
  ["an answer not awaited", "client.workspace.get().data; // here", 2339, "Promise"],
  [
    "an answer's field that may be missing",
    "(await client.flowTags.list()).meta.total; // here",
    2532,
    "undefined",
  ],
  [
    "an item's field that is not there",
    "for await (const tag of client.flowTags.list()) {\n  tag.nope; // here\n}",
    2339,
    "'nope'",
  ],
  [
    "a page taken for an item",
    "for await (const page of client.flowTags.list().pages()) {\n  page.tag_ns; // here\n}",
    2339,
    "'tag_ns'",
  ],
  [
    "an answer that is no list iterated",
    "for await (const one of client.workspace.get()) {} // here",
    2504,
    "asyncIterator",
  ],
  [
    "a command without what is required",
    "client.flowTags.create.curl({}); // here",
    2345,
    "'name'",
  ],
];

describe("what is wrong does not compile", () => {
  const HEAD =
    'import { JetChat, type JetChatTypes } from "portaria";\nexport const client = new JetChat();\n';
  /** @type {ReturnType<typeof compile>} */
  let found;
  beforeAll(() => {
    const programs = MISTAKES.map(([, program], at) => [`mistake${at}.ts`, HEAD + program]);
    found = compile(Object.fromEntries(programs), BROWSER);
  });

  test.each(MISTAKES.map((mistake, at) => [...mistake, at]))(
    "%s",
    (_, program, code, message, at) => {
      const line = (HEAD + program).split("\n").findIndex((text) => text.endsWith("// here")) + 1;
      const file = `mistake${at}.ts`;
      expect(found.filter((one) => one.file === file)).toEqual([
        { file, line, code, message: expect.stringContaining(message) },
      ]);
    },
  );
});

describe("what an editor shows", () => {
  const PROGRAM = `
    import { JetChat, type JetChatTypes } from "portaria";
    const client = new JetChat();
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

  /** What is shown over the end of an expression. */
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
  ])("%s", (expression, signature, documentation) => {
    const [type, text] = shown(expression);
    expect(type).toContain(signature);
    expect(text).toContain(documentation);
  });
});
