import { el } from "../dom.js";
import { texts } from "../language.js";

/** @typedef {keyof import("../language.js").Texts["key"]} Field */

/**
 * What each provider connects with: the ways there are, and what each takes; the first fields are needed.
 * @type {Record<string, { needed: Field[], more?: Field[] }[]>}
 */
const WAYS = {
  jetchat: [{ needed: ["apiKey"], more: ["teamId", "workspaceId", "flowNs"] }],
  bangwo8: [{ needed: ["account", "password"] }, { needed: ["secretId", "secret"] }],
};

/** What need not be hidden while it is typed. */
const PLAIN = new Set(["account", "teamId", "workspaceId", "flowNs", "secretId"]);

/** The form that takes a credential, and keeps it no longer than it is tried. */
export class CredentialsForm {
  element = el("form", { class: "credentials-form" });
  #name;
  #ways;
  #way = 0;

  /**
   * @param {import("../health.js").Instance} instance
   * @param {(key: Record<string, string>) => Promise<void>} send
   */
  constructor(instance, send) {
    this.#name = instance.name;
    this.#ways = WAYS[instance.provider] ?? [{ needed: /** @type {Field[]} */ (["apiKey"]) }];
    this.element.addEventListener("submit", async (event) => {
      event.preventDefault();
      const typed = [...new FormData(this.element)].map(([name, value]) => [name, String(value)]);
      const given = typed.filter(([name, value]) => name !== "way" && value !== "");
      const button = this.element.querySelector("button");
      button?.setAttribute("aria-disabled", "true");
      if (button) button.textContent = texts.connecting;
      await send(Object.fromEntries(given));
      button?.removeAttribute("aria-disabled");
      if (button) button.textContent = texts.connect;
    });
    this.#render();
  }

  /** Whether something is typed that was not accepted yet. */
  get isFilled() {
    return [...this.element.elements].some(
      (one) =>
        one instanceof HTMLInputElement && /text|password/.test(one.type) && one.value !== "",
    );
  }

  /** Forgets what was typed. */
  clear() {
    this.element.reset();
    this.#render();
  }

  #render() {
    const { needed, more = [] } = this.#ways[this.#way] ?? { needed: [] };
    const fields = [
      ...needed.map((name) => this.#field(name, true)),
      ...more.map((name) => this.#field(name, false)),
    ];
    const secrets = this.#secretInputs(fields);
    const reveal = el("input", { type: "checkbox" });
    reveal.addEventListener("change", () => {
      for (const input of secrets) input.type = reveal.checked ? "text" : "password";
    });
    this.element.replaceChildren(
      ...(this.#ways.length > 1 ? [this.#choice()] : []),
      ...fields.slice(0, needed.length),
      ...(more.length > 0
        ? [
            el(
              "details",
              {},
              el("summary", {}, texts.moreFields),
              ...fields.slice(needed.length),
              el("p", { class: "quiet" }, texts.furtherHeaders),
            ),
          ]
        : []),
      el("label", { class: "check" }, reveal, el("span", {}, texts.showKey)),
      el(
        "p",
        { class: "actions" },
        el("button", { type: "submit", class: "primary" }, texts.connect),
      ),
    );
  }

  /** @param {HTMLElement[]} fields */
  #secretInputs(fields) {
    return fields
      .map((field) => field.querySelector("input"))
      .filter((input) => input?.type === "password")
      .filter((input) => input !== null);
  }

  /**
   * @param {Field} name
   * @param {boolean} required
   */
  #field(name, required) {
    const id = `${this.#name}-${name}`;
    const label = el("label", { for: id }, texts.key[name]);
    if (!required) label.append(el("span", { class: "quiet" }, ` (${texts.optional})`));
    const input = el("input", {
      id,
      name,
      required,
      type: PLAIN.has(name) ? "text" : "password",
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
    });
    return el("p", { class: "field" }, label, input);
  }

  #choice() {
    const options = this.#ways.map(({ needed: [first] }, at) => {
      const change = () => {
        this.#way = at;
        this.#render();
        /** @type {HTMLInputElement | null} */
        const chosen = this.element.querySelector("input[type=radio]:checked");
        chosen?.focus();
      };
      const input = el("input", {
        type: "radio",
        name: "way",
        value: at,
        checked: at === this.#way,
        change,
      });
      const label = first === "secretId" ? texts.pair.secretId : texts.pair.account;
      return el("label", {}, input, el("span", {}, label));
    });
    return el("fieldset", { class: "mode" }, el("legend", {}, texts.either), ...options);
  }
}
