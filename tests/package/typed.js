// Strict programs that use the package as it is installed.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { names } from "./document.js";
import { params } from "./invent.js";

/** @param {unknown} value */
const code = (value) =>
  JSON.stringify(value).replaceAll(JSON.stringify("the file's own bytes"), "new Blob()");

/**
 * Statements that use an operation as its description allows, and one that the compiler must refuse.
 * @param {import("./document.js").Operation} operation
 * @param {(schema: any) => any} follow
 */
export function use(operation, follow) {
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

/**
 * The files as one program for a page.
 * @param {string} folder
 * @param {Record<string, string>} files texts by their names
 */
export function program(folder, files) {
  const paths = Object.entries(files).map(([name, text]) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  });
  return ts.createProgram(paths, {
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ["lib.esnext.d.ts", "lib.dom.d.ts"],
    types: [],
    strict: true,
    noEmit: true,
  });
}

/**
 * What the compiler says of a program, each with the line that it is said of.
 * @param {ts.Program} program
 */
export const mistakes = (program) =>
  ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const text = file?.text.slice(0, start).split("\n") ?? [];
    const line = file?.text.split("\n")[text.length - 1]?.slice(0, 120);
    return `${line}: ${ts.flattenDiagnosticMessageText(messageText, " ").slice(0, 200)}`;
  });
