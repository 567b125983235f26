// The documentation as a static site: `cargo xtask site` makes it in target/site.
import { defineConfig } from "vitepress";

/** Typedoc's pages, which this site's own router knows nothing of. */
const REFERENCE = { text: "Types and methods", link: "/reference/index.html", target: "_self" };

const page = (/** @type {string} */ text, /** @type {string} */ link) => ({ text, link });

export default defineConfig({
  title: "Portaria",
  description: "Logins, sealed credentials and typed calls for customer-messaging platforms",
  lang: "en",
  head: [["link", { rel: "icon", href: "/favicon.svg" }]],
  outDir: "../target/site",
  cacheDir: "../target/site.cache",
  cleanUrls: false,
  metaChunk: true,
  // What lies beside this folder is a link for whoever reads the repository, and words for whoever reads the site.
  ignoreDeadLinks: [/^(\.\/)?\.\.\//, /^http:\/\/127\.0\.0\.1/],
  markdown: {
    lineNumbers: false,
    config(md) {
      md.core.ruler.push("outside", ({ tokens }) => {
        for (const { children } of tokens) unlink(children ?? []);
        label(tokens);
        // How a sample is tested is no news to readers; of a digit in it, VitePress would make a line to be marked.
        for (const token of tokens) {
          if (token.type === "fence") token.info = token.info.replace(/ run=\S+/, "");
        }
      });
    },
  },
  themeConfig: {
    search: { provider: "local" },
    outline: [2, 3],
    nav: [page("Guide", "/"), REFERENCE],
    sidebar: [
      {
        text: "Start",
        items: [
          page("What it is", "/"),
          page("Install and import", "/install"),
          page("Credentials", "/credentials"),
          page("Errors", "/errors"),
          page("Security", "/security"),
          page("Performance", "/performance"),
        ],
      },
      {
        text: "Platforms, from nothing to the first call",
        items: [
          page("PipiChat", "/providers/pipichat"),
          page("JetChat", "/providers/jetchat"),
          page("SendPulse", "/providers/sendpulse"),
          page("Bangwo8", "/providers/bangwo8"),
          page("A platform of your own", "/write-a-provider"),
        ],
      },
      {
        text: "The Worker",
        items: [
          page("At Cloudflare", "/deploy"),
          page("On a machine of your own", "/self-hosting"),
          page("The page and the Worker", "/page-and-worker"),
          page("How far it goes", "/scale"),
        ],
      },
      { text: "Reference", items: [REFERENCE] },
    ],
  },
});

/**
 * Has each cell of a table know its column's name, for screens on which a row becomes a block.
 * @param {{ type: string, content: string, attrSet(name: string, value: string): void }[]} tokens
 */
function label(tokens) {
  /** @type {string[]} */
  let columns = [];
  let at = 0;
  for (const [index, token] of tokens.entries()) {
    const content = tokens[index + 1]?.content ?? "";
    if (token.type === "table_open") columns = [];
    if (token.type === "th_open") columns.push(content);
    if (token.type === "tr_open") at = 0;
    // Of two columns, the second one's name says nothing that the first does not.
    if (token.type === "td_open" && at++ > 0 && columns.length > 2) {
      token.attrSet("data-label", columns[at - 1] ?? "");
    }
  }
}

/**
 * Takes links that lead out of the folder off their words.
 * @param {{ type: string, attrGet(name: string): string | null, hidden: boolean, tag: string, attrs: unknown, content: string }[]} tokens
 */
function unlink(tokens) {
  let outside = false;
  for (const token of tokens) {
    if (token.type === "link_open") outside = /^\.\.\//.test(token.attrGet("href") ?? "");
    if (!outside || !token.type.startsWith("link_")) continue;
    if (token.type === "link_close") outside = false;
    Object.assign(token, { type: "text", tag: "", attrs: null, content: "" });
  }
}
