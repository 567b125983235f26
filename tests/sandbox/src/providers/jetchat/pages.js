// What a browser sees: the dashboard where keys are made, and what stands in for JSON where an
// installation answers with HTML.

import { markup, page } from "../../http/html.js";
import { html } from "../../http/respond.js";

/** @typedef {import("./keys.js").Key} Key */

/**
 * @param {string} base the provider's own address
 * @param {Iterable<Key>} keys
 * @param {Key} [made] a key that was just made, the only time that a real one would be shown
 */
export function dashboard(base, keys, made) {
  const { pathname } = new URL(base);
  const rows = [...keys].map(
    ({ name, note, scopes, api_key, options }) => markup`<tr><td>${name}
<span class="quiet">${options.revoked ? "revoked" : note}</span></td>
<td>${scopes.join(", ") || "nothing"}</td>
<td>${options.revoked ? "" : markup`<form method="post" action="${pathname}/keys/revoke"><input type="hidden" name="api_key" value="${api_key}"><button>Revoke</button></form>`}</td></tr>
`,
  );
  const shown =
    made && markup`<p class="card">The new key, shown once: <code>${made.api_key}</code></p>\n`;
  return html(
    page(
      "JetChat sandbox",
      markup`<h1>API keys</h1>
<p>The API is at <code>${base}/api</code>. The ready-made keys are listed by <a href="/__apps">/__apps</a>.</p>
${shown}<form method="post" action="${pathname}/keys"><label for="name">Name of a new key</label>
<input id="name" name="name" required> <button class="primary">Create</button></form>
<table>${rows}</table>`,
    ),
  );
}

export function signInPage() {
  return html(
    page("Sign in", markup`<h1>Sign in</h1>\n<p>This page is for people with a browser.</p>`),
  );
}

/** @param {string} path */
export function notFoundPage(path) {
  return html(
    page(
      "Not found",
      markup`<h1>Not found</h1>\n<p>There is nothing at this address: <code>${path}</code></p>`,
    ),
    {
      status: 404,
    },
  );
}
