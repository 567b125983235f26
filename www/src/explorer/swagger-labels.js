// Swagger UI speaks English only, gives some of its controls no label, and lets no keyboard scroll its texts. All of that is
// fixed as it appears.
import { language, texts } from "../language.js";
import { swaggerTexts } from "./swagger-texts.js";

/** What the documents and the providers say is not ours to translate. */
const UNTRANSLATED =
  "pre, code, textarea, .renderedMarkdown, .markdown, .opblock-summary-path, .answer";

/** @type {Record<string, string>} */
const dictionary = /** @type {any} */ (swaggerTexts)[language] ?? {};

/** @param {string} text */
function translated(text) {
  const trimmed = text.trim();
  const found = dictionary[trimmed];
  return found === undefined ? undefined : text.replace(trimmed, found);
}

/** @param {HTMLElement} root */
export function watchLabels(root) {
  const observer = new MutationObserver((changes) => {
    for (const { target, addedNodes } of changes) {
      for (const node of addedNodes.length > 0 ? addedNodes : [target]) fix(node);
    }
  });
  observer.observe(root, {
    attributes: true,
    attributeFilter: ["aria-label", "title", "placeholder"],
    characterData: true,
    childList: true,
    subtree: true,
  });
  fix(root);
}

/** @param {Node} node */
function fix(node) {
  if (node instanceof Text) return fixText(node);
  if (!(node instanceof Element) || node.closest(".answer")) return;
  const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  for (let one = walker.currentNode; one; one = /** @type {Node} */ (walker.nextNode())) {
    if (one instanceof Text) fixText(one);
    else if (one instanceof Element) fixElement(one);
  }
}

/** @param {Text} text */
function fixText(text) {
  const found = translated(text.data);
  if (found === undefined || found === text.data || text.parentElement?.closest(UNTRANSLATED))
    return;
  text.data = found;
}

/** @param {Element} element */
function fixElement(element) {
  for (const name of ["aria-label", "title", "placeholder"]) {
    const value = element.getAttribute(name);
    const found = value === null ? undefined : translated(value);
    if (found !== undefined && found !== value) element.setAttribute(name, found);
  }
  if (element.matches("input, select, textarea") && !hasLabel(element)) {
    element.setAttribute("aria-label", labelFor(element));
  }
  // Only what takes the focus can be scrolled by keyboard.
  if (element.matches("pre, .highlight-code, .model-box") && !element.hasAttribute("tabindex")) {
    element.setAttribute("tabindex", "0");
  }
}

/** @param {Element} element */
function hasLabel(element) {
  const labels = /** @type {HTMLInputElement} */ (element).labels?.length ?? 0;
  return (
    labels > 0 || element.getAttribute("aria-label") || element.hasAttribute("aria-labelledby")
  );
}

/** The label of a control: the name of the parameter in whose row it is. @param {Element} element */
function labelFor(element) {
  const row = element.closest("tr[data-param-name]");
  const parameter = row?.getAttribute("data-param-name");
  if (parameter) return parameter;
  if (element.closest(".opblock-section-request-body")) return texts.body;
  if (element.closest(".responses-wrapper")) return texts.answer;
  return element.getAttribute("placeholder") ?? texts.search;
}
