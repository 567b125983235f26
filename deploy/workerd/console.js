// The console's files, from a directory: workerd's disk service knows no types, and lists folders.

/** @type {Record<string, string>} What the console's build makes. Nothing else is a file of it. */
const TYPES = {
  css: "text/css; charset=utf-8",
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  png: "image/png",
  svg: "image/svg+xml",
  txt: "text/plain; charset=utf-8",
  wasm: "application/wasm",
  woff2: "font/woff2",
};

/** @typedef {{ prefix: string, exact: boolean, headers: [name: string, value: string][] }} Rule */

/** @returns {(request: Request, disk: Fetcher) => Promise<Response | null>} null where no file is asked for */
export function createConsole() {
  /** @type {Promise<Rule[]> | undefined} */
  let rules;

  return async (request, disk) => {
    if (request.method !== "GET" && request.method !== "HEAD") return null;
    const { pathname } = new URL(request.url);
    // At the root, or in the folder of the prefix that the Worker is mounted under.
    const path = pathname.endsWith("/") ? `${pathname}index.html` : pathname;
    const type = TYPES[path.slice(path.lastIndexOf(".") + 1)];
    if (!type) return null;
    const { method } = request;
    const file = await disk.fetch(`http://console${path}`, { method });
    if (!file.ok) return null;
    // Whoever updates the console starts anew.
    rules ??= read(disk).catch((error) => {
      rules = undefined;
      throw error;
    });
    const headers = new Headers({ "content-type": type, "cache-control": "no-cache" });
    for (const name of ["content-length", "last-modified"]) {
      const value = file.headers.get(name);
      if (value) headers.set(name, value);
    }
    for (const { prefix, exact, headers: given } of await rules) {
      if (exact ? pathname !== prefix : !pathname.startsWith(prefix)) continue;
      for (const [name, value] of given) headers.set(name, value);
    }
    return new Response(method === "HEAD" ? null : file.body, { headers });
  };
}

/**
 * The rules of the `_headers` file, as Cloudflare reads it: a path, which may end in `*`, and lines of header fields.
 *
 * @param {Fetcher} disk
 */
async function read(disk) {
  const file = await disk.fetch("http://console/_headers");
  if (!file.ok) throw new Error("The console's _headers file is missing: is it built?");
  /** @type {Rule[]} */
  const rules = [];
  for (const line of (await file.text()).split("\n")) {
    if (line.startsWith("/")) {
      const path = line.trim();
      rules.push({ prefix: path.replace(/\*$/, ""), exact: !path.endsWith("*"), headers: [] });
    } else if (line.trim()) {
      const at = line.indexOf(":");
      rules.at(-1)?.headers.push([line.slice(0, at).trim(), line.slice(at + 1).trim()]);
    }
  }
  return rules;
}
