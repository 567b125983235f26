// What a browser downloads for Portaria and for the alternatives: a page of each (`pages/`), bundled in the same way.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { sizeRow } from "./sizes.js";

const TITLE = "what a page downloads";

const WASM = fileURLToPath(new URL("../../pkg/dist/browser_bg.wasm", import.meta.url));

/**
 * The wasm is fetched by the first call, so a page that makes none goes without; it holds the tables of all platforms, so what
 * differs between them is JavaScript.
 * @type {[name: string, page: string, hasWasm?: "wasm"][]}
 */
const CONTENDERS = [
  ["Portaria, login and calls: all four platforms", "portaria", "wasm"],
  ["  PipiChat alone (the wasm is the same)", "pipichat", "wasm"],
  ["  JetChat alone (the wasm is the same)", "jetchat", "wasm"],
  ["  SendPulse alone (the wasm is the same)", "sendpulse", "wasm"],
  ["  SendPulse's WhatsApp alone (the wasm is the same)", "sendpulse-whatsapp", "wasm"],
  ["  Bangwo8 alone (the wasm is the same)", "bangwo8", "wasm"],
  ["Portaria, login: connect() (no wasm before a call)", "connect"],
  ["Portaria, login: <portaria-connect> (no wasm)", "element"],
  ["openapi-fetch, calls: without login or description", "openapi-fetch"],
  ["arctic, login: a code flow, without calls", "arctic"],
  ["oauth4webapi, login: a code flow, without calls", "oauth4webapi"],
  ["Auth.js, login: next-auth/react, without React", "next-auth"],
  ["better-auth, login: createAuthClient()", "better-auth"],
  ["Nango, login: auth()", "nango"],
];

/**
 * The table of sizes, if it is wanted.
 * @param {(title: string) => boolean} wants
 * @returns {AsyncGenerator<import("./sizes.js").SizeResult>}
 */
export async function* results(wants) {
  if (!wants(TITLE)) return;
  const rows = await Promise.all(
    CONTENDERS.map(async ([name, page, hasWasm]) => sizeRow(name, await downloads(page, hasWasm))),
  );
  const wasm = sizeRow("  of each with calls, the wasm, which holds no platform's table", [
    readFileSync(WASM),
  ]);
  const calls = CONTENDERS.filter(([, , hasWasm]) => hasWasm).length;
  yield { title: TITLE, unit: "KiB", rows: rows.toSpliced(calls, 0, wasm) };
}

/**
 * The files that a page's browser downloads.
 * @param {string} page
 * @param {"wasm"} [hasWasm]
 * @returns {Promise<Uint8Array[]>}
 */
export async function downloads(page, hasWasm) {
  const script = await bundled(page);
  return hasWasm ? [script, readFileSync(WASM)] : [script];
}

/**
 * A page's script, as it is served.
 * @param {string} page
 */
export async function bundled(page) {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`pages/${page}.js`, import.meta.url))],
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    platform: "browser",
    target: "es2022",
    // next-auth reads settings there, which a page does not have. Without the first line esbuild would set `production` itself.
    define: { "process.env": "{}", "process.env.NODE_ENV": '"production"' },
    external: ["react", "react/jsx-runtime"], // a page with next-auth/react has React anyway
  });
  const [script] = outputFiles;
  if (!script) throw new Error(`esbuild made nothing of ${page}`);
  return script.contents;
}
