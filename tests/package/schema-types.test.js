// What the build makes of a document's schemas (xtask/schema-types.js).
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const SCRIPT = fileURLToPath(new URL("../../xtask/schema-types.js", import.meta.url));

/** @param {object} schemas */
function typed(schemas) {
  const folder = mkdtempSync(join(tmpdir(), "portaria-types-"));
  const [input, output] = [join(folder, "documents.json"), join(folder, "net.d.ts")];
  const info = { title: "Net", version: "1" };
  const document = { openapi: "3.1.0", info, paths: {}, components: { schemas } };
  try {
    writeFileSync(input, JSON.stringify([{ document, source: "net.yaml", output }]));
    execFileSync(process.execPath, [SCRIPT, input], { stdio: "pipe" });
    return readFileSync(output, "utf8");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("declares each schema of a document under its own name", () => {
  const user = { $ref: "#/components/schemas/User" };
  const text = typed({
    Tag: {
      type: "object",
      description: "One tag.",
      required: ["name"],
      properties: {
        name: { type: "string", description: "Its name." },
        owner: user,
        editors: { type: "array", items: user },
        picture: { type: "string", format: "binary" },
      },
    },
    Kind: { type: "string", enum: ["a", "b"] },
    Open: {
      type: "object",
      required: ["id"],
      properties: { id: { type: "number" } },
      additionalProperties: true,
    },
    User: { type: "object" },
  });
  expect(text).toBe(`// Made from net.yaml.
/** @description One tag. */
export interface Tag {
    /** @description Its name. */
    name: string;
    owner?: User | undefined;
    editors?: User[] | undefined;
    /** Format: binary */
    picture?: Blob | undefined;
}
/** @enum {string} */
export type Kind = "a" | "b";
export type Open = {
    id: number;
} & {
    [key: string]: unknown;
};
export type User = Record<string, never>;
`);
});

test("refuses a document without schemas", () => {
  expect(() => typed({})).toThrow("openapi-typescript gave no components with schemas");
});
