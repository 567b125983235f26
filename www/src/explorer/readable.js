// Swagger UI speaks English only and leaves some of its controls without a name. Both are mended where they appear.
import { language, words } from "../language.js";
import { phrases } from "./phrases.js";

/** What the documents and the providers say is not ours to translate. */
const THEIRS = "pre, code, textarea, .renderedMarkdown, .markdown, .opblock-summary-path, .answer";

/** @type {Record<string, string>} */
const dictionary = /** @type {any} */ (phrases)[language] ?? {};

/** @param {string} text */
function translated(text) {
  const trimmed = text.trim();
  const found = dictionary[trimmed];
  return found === undefined ? undefined : text.replace(trimmed, found);
}

/** @param {HTMLElement} root */
export function keepReadable(root) {
  const observer = new MutationObserver((changes) => {
    for (const { target, addedNodes } of changes) {
      for (const node of addedNodes.length > 0 ? addedNodes : [target]) mend(node);
    }
  });
  observer.observe(root, {
    attributes: true,
    attributeFilter: ["aria-label", "title", "placeholder"],
    characterData: true,
    childList: true,
    subtree: true,
  });
  mend(root);
}

/** @param {Node} node */
function mend(node) {
  if (node instanceof Text) return mendText(node);
  if (!(node instanceof Element) || node.closest(".answer")) return;
  const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  for (let one = walker.currentNode; one; one = /** @type {Node} */ (walker.nextNode())) {
    if (one instanceof Text) mendText(one);
    else if (one instanceof Element) mendElement(one);
  }
}

/** @param {Text} text */
function mendText(text) {
  const better = translated(text.data);
  if (better === undefined || better === text.data || text.parentElement?.closest(THEIRS)) return;
  text.data = better;
}

/** @param {Element} element */
function mendElement(element) {
  for (const name of ["aria-label", "title", "placeholder"]) {
    const value = element.getAttribute(name);
    const better = value === null ? undefined : translated(value);
    if (better !== undefined && better !== value) element.setAttribute(name, better);
  }
  if (element.matches("input, select, textarea") && !hasName(element)) {
    element.setAttribute("aria-label", nameFor(element));
  }
  // Scrolled by keyboard, what scrolls must take the focus.
  if (element.matches("pre, .highlight-code, .model-box") && !element.hasAttribute("tabindex")) {
    element.setAttribute("tabindex", "0");
  }
}

/** @param {Element} element */
function hasName(element) {
  const labels = /** @type {HTMLInputElement} */ (element).labels?.length ?? 0;
  return (
    labels > 0 || element.getAttribute("aria-label") || element.hasAttribute("aria-labelledby")
  );
}

/** What a control is called: like the parameter in whose row it is. @param {Element} element */
function nameFor(element) {
  const row = element.closest("tr[data-param-name]");
  const parameter = row?.getAttribute("data-param-name");
  if (parameter) return parameter;
  if (element.closest(".opblock-section-request-body")) return words.body;
  if (element.closest(".responses-wrapper")) return words.answer;
  return element.getAttribute("placeholder") ?? words.search;
}
