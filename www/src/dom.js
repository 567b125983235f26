/**
 * Makes an element. Texts become text nodes, never markup; a property is an attribute, or, when it is a
 * function, a listener for the event of its name.
 *
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} name
 * @param {Record<string, string | number | boolean | undefined | ((event: Event) => unknown)>} [properties]
 * @param {...(Node | string | undefined)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function el(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(key, value);
    else element.setAttribute(key, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== undefined));
  return element;
}

/**
 * Makes a button.
 * @param {string} label
 * @param {string} part its name within a card, by which it is found again to be focused
 * @param {() => unknown} press
 * @param {string} [kind]
 */
export function button(label, part, press, kind) {
  return el("button", { type: "button", class: kind, "data-part": part, click: press }, label);
}

/**
 * The one element of the page with this id.
 * @param {string} id
 */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`The page has no #${id}.`);
  return element;
}
