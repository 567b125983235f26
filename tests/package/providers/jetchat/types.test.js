// The types of JetChat's methods: they accept and give what the document describes.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { install } from "../../installed-package.js";
import { parameterNames, readDocument } from "../../openapi-document.js";
import { exampleParams } from "../../schema-examples.js";
import { compile, MODULES, PLACES, STRICT } from "../../typescript-program.js";

const { operations, follow } = readDocument("jetchat");

/** @type {ReturnType<typeof install>} */
let installed;
beforeAll(() => {
  installed = install();
}, 60_000);
afterAll(() => installed?.remove());

describe.each(Object.entries(MODULES))("the types, resolved as %s,", (_, modules) => {
  test.each(Object.entries(PLACES))(
    "accept the described parameters of all 249 methods, and give the described answers, in %s",
    (_, place) => {
      expect(operations.length).toBe(249);
      const program = [HEAD, ...operations.map(statementsFor)].join("\n");
      expect(
        compile(installed.folder, { "all.ts": program }, { ...STRICT, ...modules, ...place }),
      ).toEqual([]);
    },
  );
});

const HEAD = `
  import { JetChat, type JetChatTypes as T } from "portaria";

  /** Whether two types are the same, and neither is \`any\`. */
  type Same<One, Other> = 0 extends 1 & One ? false :
    (<X>() => X extends One ? 1 : 2) extends (<X>() => X extends Other ? 1 : 2) ? true : false;
  /** The names of the required members. */
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
 * Statements that use a method in every way that its document allows.
 * @param {import("../../openapi-document.js").Operation} operation
 */
function statementsFor(operation) {
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
