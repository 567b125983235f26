// HTML by a tagged template that escapes whatever is not HTML already.

/** A piece of markup that is safe to put into a page. */
export class Html {
  /** @param {string} markup */
  constructor(markup) {
    this.markup = markup;
  }
  toString() {
    return this.markup;
  }
}

/** @param {string} text */
function escapeText(text) {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

/**
 * @param {unknown} value
 * @returns {string}
 */
function render(value) {
  if (value instanceof Html) return value.markup;
  if (Array.isArray(value)) return value.map(render).join("");
  return value === null || value === undefined || value === false ? "" : escapeText(String(value));
}

/**
 * @param {TemplateStringsArray} parts
 * @param {unknown[]} values
 */
export function markup(parts, ...values) {
  return new Html(parts.reduce((page, part, i) => page + render(values[i - 1]) + part));
}

const STYLE = new Html(`
:root { color-scheme: light dark; --accent: light-dark(#0b6e4f, #6fd3ae); --line: light-dark(#d5d9d7, #3c4441); }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 42rem; margin: 3rem auto; padding: 0 1.25rem;
  background: light-dark(#fbfcfb, #161a18); color: light-dark(#1c2421, #e6ebe8); }
h1 { font-size: 1.5rem; line-height: 1.25; }
h2 { font-size: 1.1rem; margin-top: 2rem; }
a { color: var(--accent); }
code { font: 0.875em ui-monospace, monospace; overflow-wrap: anywhere; }
label { display: block; font-weight: 600; margin-bottom: 0.25rem; }
select, button, input { font: inherit; border-radius: 0.5rem; border: 1px solid var(--line); padding: 0.5rem 0.75rem; }
select, input { width: 100%; box-sizing: border-box; background: transparent; color: inherit; }
option { background: light-dark(#fff, #161a18); }
button { cursor: pointer; min-width: 7rem; background: transparent; color: inherit; }
button.primary { background: var(--accent); border-color: var(--accent); color: light-dark(#fff, #0d1512); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.actions { display: flex; gap: 0.75rem; margin-top: 1.25rem; }
.card { border: 1px solid var(--line); border-radius: 0.75rem; padding: 0.5rem 1.5rem 1.5rem; }
.quiet { opacity: 0.75; font-size: 0.875rem; }
table { border-collapse: collapse; width: 100%; }
td { border-top: 1px solid var(--line); padding: 0.5rem 0.75rem 0.5rem 0; vertical-align: top; }
`);

/**
 * @param {string} title
 * @param {Html} content
 */
export function page(title, content) {
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
${content}
</body>
</html>
`;
}

/**
 * A choice of a form, with its label.
 *
 * @param {string} name
 * @param {string} label
 * @param {readonly (readonly [value: string, said: string])[]} choices
 * @param {string} [chosen]
 */
export function choiceField(name, label, choices, chosen) {
  const options = choices.map(
    ([value, said]) => markup`
<option value="${value}"${value === chosen && markup` selected`}>${said}</option>`,
  );
  return markup`<label for="${name}">${label}</label>
<select id="${name}" name="${name}">${options}
</select>`;
}

/**
 * A form lacked something.
 * @param {string} message
 * @param {string} back address of the page to go back to
 * @param {string} where what that is
 */
export const troublePage = (message, back, where) =>
  page(
    "Something is missing",
    markup`<main class="card">
<h1>Something is missing</h1>
<p>${message}</p>
<p><a href="${back}">Back to ${where}</a></p>
</main>`,
  );
