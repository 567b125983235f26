// The package's types in the strictest project, in an editor, and in a Worker whose environment `wrangler types` writes.
import { execFileSync } from "node:child_process";
import { cpSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { samples } from "./documentation-samples.js";
import { install } from "./installed-package.js";
import { BROWSER, compile, MODULES, STRICT } from "./typescript-program.js";

const WRANGLER = fileURLToPath(
  new URL("../../node_modules/wrangler/bin/wrangler.js", import.meta.url),
);
const EXACT = { ...BROWSER, exactOptionalPropertyTypes: true };

/** @type {ReturnType<typeof install>} */
let installed;
beforeAll(() => {
  installed = install();
}, 60_000);
afterAll(() => installed?.remove());

test("every member that may be left out may be undefined, in all types of the package", () => {
  const root = join(installed.folder, "node_modules/portaria");
  const files = globSync("**/*.d.ts", { cwd: root }).filter(
    (file) => !/wasm|dist\/(browser|server)\./.test(file),
  );
  expect(files.length).toBeGreaterThan(20);
  const found = files.flatMap((file) => {
    const source = ts.createSourceFile(
      file,
      readFileSync(join(root, file), "utf8"),
      ts.ScriptTarget.ESNext,
      true,
    );
    /** @type {string[]} */
    const narrow = [];
    const visit = (/** @type {ts.Node} */ node) => {
      if ((ts.isPropertySignature(node) || ts.isPropertyDeclaration(node)) && node.questionToken) {
        const { type } = node;
        const parts = type && ts.isUnionTypeNode(type) ? [...type.types] : [type];
        const isWide = parts.some((part) =>
          [ts.SyntaxKind.UndefinedKeyword, ts.SyntaxKind.UnknownKeyword].includes(part?.kind ?? 0),
        );
        if (!isWide) narrow.push(`${file}: ${node.getText()}`);
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
    return narrow;
  });
  expect(found).toEqual([]);
});

/** Programs that are right, and lines that the compiler must refuse, marked. */
const PROGRAMS = {
  "options.ts": `
    import { Bangwo8, JetChat, PipiChat, SendPulse, SendPulseSMTP } from "portaria";
    declare const maybe: string | undefined;
    declare const signal: AbortSignal | undefined;
    const own = { baseUrl: "https://shop.example.com/api", apiKey: "key" };
    new JetChat({ via: "/api", instance: maybe, accountId: maybe, signal, timeoutMs: undefined, fetch: undefined });
    new JetChat({ ...own, teamId: maybe, flowNs: maybe, via: undefined });
    new PipiChat({ via: "/api", appId: maybe, paths: { login: maybe } });
    new PipiChat({ appId: "1", stateMode: undefined }).startLogin({ returnTo: maybe, returnOrigins: undefined });
    new Bangwo8({ via: "/api" });
    new Bangwo8({ account: "a", password: "b", baseUrl: maybe });
    new Bangwo8({ secretId: "a", secret: "b" });
    new Bangwo8({ accessToken: "t" });
    const sendpulse = new SendPulse({ clientId: "a", clientSecret: "b", keysOf: undefined, appId: maybe });
    new SendPulse({ apiKey: "k" });
    new SendPulse({ accessToken: "t" });
    new SendPulse({ appId: "1", appSecret: "s" });
    new SendPulseSMTP({ via: "/api" });
    new SendPulseSMTP(sendpulse);
    sendpulse.balance.get({ signal, retries: undefined, headers: undefined });
    new JetChat(own).flowTags.list({ name: maybe, page: undefined }, { prefetch: undefined });
    new JetChat(); // refused
    new JetChat({ apiKey: "key" }); // refused
    new JetChat({ baseUrl: "https://shop.example.com/api" }); // refused
    new JetChat({ baseUrl: maybe, apiKey: "key" }); // refused
    new JetChat({ via: "/api", apiKey: "key" }); // refused
    new JetChat({}); // refused
    new Bangwo8({ account: "a" }); // refused
    new Bangwo8({ account: "a", secret: "b" }); // refused
    new Bangwo8({ secretId: "a" }); // refused
    new SendPulse({ clientId: "a" }); // refused
    new SendPulse({ clientSecret: "b", appId: "1" }); // refused
    new SendPulse({ apiKey: "k", clientId: "a", clientSecret: "b" }); // refused
    new SendPulse({ via: "/api", accessToken: "t" }); // refused
    new SendPulseSMTP({ clientId: "a" }); // refused
  `,
  "connect.ts": `
    import { type ConnectOptions, connect, connections, disconnect, PortariaError, watchConnections } from "portaria";
    declare const maybe: string | undefined;
    declare const any: string;
    connect("community");
    connect(any, { via: maybe, mode: undefined, returnTo: maybe, signal: undefined, credentials: undefined });
    connect("pipichat", { mode: "popup" });
    connect("jetchat", { credentials: { apiKey: "key", teamId: maybe } });
    connect("bangwo8", { credentials: { secretId: "a", secret: "b" } });
    connect("my-shop", { credentials: { apiKey: "key" } });
    connect("my-desk", { credentials: { account: "a", password: "b" } });
    const options: ConnectOptions<"jetchat"> = { credentials: { apiKey: "key" } };
    connect("jetchat", options);
    connections({ via: maybe });
    disconnect(any, { accountId: maybe, via: maybe });
    watchConnections(() => {}, { onError: undefined, signal: undefined });
    new PortariaError({ code: "no_webassembly", message: "No.", provider: maybe, status: undefined });
    connect("pipichat", { credentials: { apiKey: "key" } }); // refused
    connect("sendpulse", { credentials: { apiKey: "key" } }); // refused
    connect("jetchat", { credentials: { account: "a", password: "b" } }); // refused
    connect("jetchat", { credentials: {} }); // refused
    connect("bangwo8", { credentials: { account: "a", secret: "b" } }); // refused
    connect("my-shop", { credentials: { token: "t" } }); // refused
    connect("jetchat", { credential: { apiKey: "key" } }); // refused
    connect(); // refused
  `,
};

/** With the app's instances declared. */
const DECLARED = `
    import { connect, disconnect, JetChat } from "portaria";
    declare module "portaria" {
      interface Instances { community: "pipichat"; shop: "jetchat"; desk: "bangwo8" }
    }
    connect("community");
    connect("shop", { credentials: { apiKey: "key" } });
    connect("desk", { credentials: { account: "a", password: "b" } });
    disconnect("shop");
    new JetChat({ via: "/api", instance: "shop" });
    connect("shopp"); // refused
    connect("jetchat"); // refused
    connect("community", { credentials: { apiKey: "key" } }); // refused
    connect("desk", { credentials: { apiKey: "key" } }); // refused
    disconnect("shopp"); // refused
    new JetChat({ via: "/api", instance: "shopp" }); // refused
  `;

/** The lines of programs that are marked as refused. @param {Record<string, string>} programs */
const marked = (programs) =>
  Object.entries(programs).flatMap(([file, text]) =>
    text
      .split("\n")
      .flatMap((line) => (line.endsWith("// refused") ? `${file}: ${line.trim()}` : [])),
  );

/** The lines that the compiler refuses. @param {Record<string, string>} programs @param {ts.CompilerOptions} options */
const refused = (programs, options) => [
  ...new Set(
    compile(installed.folder, programs, options).map(
      ({ file = "", line = 0, message }) =>
        `${file}: ${programs[file]?.split("\n")[line - 1]?.trim() ?? message}`,
    ),
  ),
];

test.each([
  ["in a usual project", BROWSER],
  ["with exactOptionalPropertyTypes", EXACT],
])("options and credentials are whole, or refused %s", (_, options) => {
  expect(refused(PROGRAMS, options)).toEqual(marked(PROGRAMS));
});

test("where an app declares its instances, other names and others' credentials are refused", () => {
  const programs = { "declared.ts": DECLARED };
  expect(refused(programs, EXACT)).toEqual(marked(programs));
});

describe("an editor", () => {
  /** What it completes at the mark of a program. @param {string} program */
  function completions(program) {
    const file = join(installed.folder, "completed.ts");
    const text = `import { connect, JetChat } from "portaria";\n${program.replace("|", "")}`;
    writeFileSync(file, text);
    const editor = ts.createLanguageService({
      ...{ fileExists: ts.sys.fileExists, readFile: ts.sys.readFile },
      directoryExists: ts.sys.directoryExists,
      getCurrentDirectory: () => installed.folder,
      getDefaultLibFileName: ts.getDefaultLibFilePath,
      getCompilationSettings: () => EXACT,
      getScriptFileNames: () => [file],
      getScriptVersion: () => "1",
      getScriptSnapshot: (name) => {
        const text = ts.sys.readFile(name);
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
      },
    });
    const at = text.length - program.length + program.indexOf("|") + 1;
    return editor.getCompletionsAtPosition(file, at, {})?.entries.map(({ name }) => name) ?? [];
  }
  const INSTANCES =
    'declare module "portaria" { interface Instances { community: "pipichat"; shop: "jetchat" } }\n';

  test.each([
    ["platforms", 'connect("|")', ["bangwo8", "jetchat", "pipichat", "sendpulse"]],
    ["declared instances", `${INSTANCES}connect("|")`, ["community", "shop"]],
    [
      "the options of connect()",
      'connect("jetchat", { | })',
      ["credentials", "mode", "returnTo", "signal", "via"],
    ],
    [
      "a platform's credentials",
      'connect("jetchat", { credentials: { | } })',
      ["apiKey", "flowNs", "teamId", "workspaceId"],
    ],
    [
      "a declared instance's credentials",
      `${INSTANCES}connect("shop", { credentials: { | } })`,
      ["apiKey", "flowNs", "teamId", "workspaceId"],
    ],
  ])("completes %s", (_, program, expected) => {
    expect(
      completions(program)
        .filter((name) => name && name !== "undefined")
        .sort(),
    ).toEqual(expected);
  });

  test("completes the options of a client", () => {
    expect(completions("new JetChat({ | })")).toEqual(
      expect.arrayContaining(["apiKey", "baseUrl", "via"]),
    );
  });
});

describe("the guide's Worker", () => {
  /** The samples of the guide that begin with a comment or a line. */
  const sample = (/** @type {string} */ language, /** @type {RegExp} */ begin) =>
    samples().find(
      (one) => one.file === "docs/deploy.md" && one.language === language && begin.test(one.code),
    )?.code ?? "";
  const USERS =
    "export function userIdOf(request: Request): string | null { return request.headers.get('x-user'); }\n";

  test.each([
    ["as the guide has it", "", ""],
    [
      "with everything bound",
      `[vars.PORTARIA_LIMITS]
       address = 30
       [vars.PORTARIA_PAGES]
       name = "Desk"
       [assets]
       directory = "public"
       binding = "ASSETS"
       [[kv_namespaces]]
       binding = "USERS"
       id = "0123456789abcdef0123456789abcdef"
       [[ratelimits]]
       name = "PORTARIA_LIMITER"
       namespace_id = "1"
       simple = { limit = 60, period = 60 }`,
      `import { createAccounts } from "portaria/worker";
       export const Accounts = createAccounts();
       export const other = createPortaria<Env>({
         identify: async (request, env) => env.USERS.get(request.url),
         onConnect: (connection, env, ctx) => ctx.waitUntil(env.USERS.put(connection.account.id, connection.provider)),
       });`,
    ],
  ])(
    "compiles as TypeScript with the Env that `wrangler types` writes, %s",
    (_, config, more) => {
      const folder = join(installed.folder, `worker${more.length}`);
      mkdirSync(join(folder, "public"), { recursive: true });
      cpSync(join(installed.folder, "node_modules"), join(folder, "node_modules"), {
        recursive: true,
      });
      const toml = sample("toml", /^name = /);
      const [settings = "", ...vars] = toml.split(/^(?=\[vars\])/m);
      writeFileSync(
        join(folder, "wrangler.toml"),
        settings.replace("worker.js", "worker.ts") + vars.join("") + config,
      );
      const guide = sample("ts", /^\/\/ worker\.ts/);
      expect(guide).toContain("createPortaria");
      const code = `import { userIdOf } from "./users.js";\n${guide}\n${more}`;
      writeFileSync(join(folder, ".dev.vars"), "PORTARIA_KEY=a\nPIPICHAT_APP_SECRET=b\n");
      writeFileSync(join(folder, "worker.ts"), code);
      writeFileSync(join(folder, "users.ts"), USERS);
      execFileSync(process.execPath, [WRANGLER, "types"], {
        cwd: folder,
        stdio: "ignore",
        env: { ...process.env, WRANGLER_SEND_METRICS: "false" },
      });
      const written = readFileSync(join(folder, "worker-configuration.d.ts"), "utf8");
      const program = ts.createProgram(
        ["worker.ts", "worker-configuration.d.ts"].map((name) => join(folder, name)),
        {
          ...{ ...STRICT, ...MODULES.bundler, exactOptionalPropertyTypes: true },
          ...{ lib: ["lib.esnext.d.ts"], types: [], skipLibCheck: false },
        },
      );
      expect(written).toContain("VAULT: DurableObjectNamespace<");
      const own = program
        .getSourceFiles()
        .filter(
          ({ fileName }) =>
            fileName.startsWith(folder) && !fileName.includes("worker-configuration"),
        );
      const found = own.flatMap((file) => program.getSemanticDiagnostics(file));
      expect(
        found.map(
          ({ file, messageText }) =>
            `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`,
        ),
      ).toEqual([]);
    },
    60_000,
  );
});
