// TypeScript programs that use the installed package, and what the strict compiler says of them.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { parameterNames } from "./openapi-document.js";
import { exampleParams } from "./schema-examples.js";

const TYPES = fileURLToPath(new URL("../../node_modules/@types", import.meta.url));

/** @param {unknown} value */
const code = (value) =>
  JSON.stringify(value).replaceAll(JSON.stringify("the file's own bytes"), "new Blob()");

/**
 * Statements that call an operation as its document allows, and statements that the compiler must refuse.
 * @param {import("./openapi-document.js").Operation} operation
 * @param {(schema: any) => any} follow
 */
export function statementsFor(operation, follow) {
  const { id, gives, paging } = operation;
  const { required, all } = parameterNames(operation);
  const isOpen = Boolean(operation.body?.additionalProperties);
  const least = exampleParams(operation, follow, { whole: false });
  const whole = exampleParams(operation, follow, { whole: true });
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
 * Writes the files, and makes one program of them, for a browser.
 * @param {string} folder
 * @param {Record<string, string>} files texts by file names
 */
export function createProgram(folder, files) {
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
 * The compiler's diagnostics, each with its line of the program.
 * @param {ts.Program} program
 */
export const diagnosticsOf = (program) =>
  ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const text = file?.text.slice(0, start).split("\n") ?? [];
    const line = file?.text.split("\n")[text.length - 1]?.slice(0, 120);
    return `${line}: ${ts.flattenDiagnosticMessageText(messageText, " ").slice(0, 200)}`;
  });

/** How imports are resolved. @type {Record<string, ts.CompilerOptions>} */
export const MODULES = {
  bundler: { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler },
  nodenext: { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext },
};
/** Where programs run. @type {Record<string, ts.CompilerOptions>} */
export const PLACES = {
  "a browser": { lib: ["lib.esnext.d.ts", "lib.dom.d.ts"], types: [] },
  "Node, without the DOM": { lib: ["lib.esnext.d.ts"], types: ["node"], typeRoots: [TYPES] },
};
export const STRICT = {
  target: ts.ScriptTarget.ESNext,
  strict: true,
  noUncheckedIndexedAccess: true,
  noEmit: true,
};
export const BROWSER = { ...STRICT, ...MODULES.bundler, ...PLACES["a browser"] };

/**
 * Compiles programs in the folder of an installed package. The diagnostics are of their files and the package's, but not of
 * TypeScript's and Node's own.
 * @param {string} folder
 * @param {Record<string, string>} programs texts by file names
 * @param {ts.CompilerOptions} options
 */
export function compile(folder, programs, options) {
  const files = Object.entries(programs).map(([name, text]) => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  });
  const program = ts.createProgram(files, options);
  const ours = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(folder));
  const found = [
    ...program.getOptionsDiagnostics(),
    ...program.getGlobalDiagnostics(),
    ...ours.flatMap((file) => [
      ...program.getSyntacticDiagnostics(file),
      ...program.getSemanticDiagnostics(file),
    ]),
  ];
  return found.map(({ file, start = 0, code, messageText }) => ({
    file: file?.fileName.slice(folder.length + 1),
    line: file && file.getLineAndCharacterOfPosition(start).line + 1,
    code,
    message: ts.flattenDiagnosticMessageText(messageText, "\n"),
  }));
}
