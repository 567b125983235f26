import { el } from "../dom.js";
import { texts } from "../language.js";

/**
 * @typedef {import("../health.js").Field} Field
 * @typedef {import("../health.js").Credential} Credential
 */

/**
 * What the console's texts say of a field, if anything.
 * @param {Record<string, string>} own by the fields' names
 * @param {Field | undefined} field
 */
const textOf = (own, field) => (field ? own[field.name] : undefined);

/**
 * A field's label: the console's own text, which also says what a hint would; else the platform's English one.
 * @param {Field} field
 */
const labelOf = (field) => textOf(texts.key, field) ?? field.label;

/** The form for an instance's credential, made of what `/health` says; it keeps what is typed until that is accepted. */
export class CredentialsForm {
  element = el("form", { class: "credentials-form" });
  #name;
  #credentials;
  #note;
  #chosen = 0;

  /**
   * @param {import("../health.js").Instance} instance
   * @param {import("../platform-console.js").PlatformConsole} platform
   * @param {(given: import("portaria").Credentials) => Promise<void>} send
   */
  constructor(instance, { optionalFieldsNote }, send) {
    this.#name = instance.name;
    this.#credentials = instance.credentials;
    this.#note = optionalFieldsNote;
    this.element.addEventListener("submit", async (event) => {
      event.preventDefault();
      const typed = new FormData(this.element);
      const given = this.#credential.fields
        .map(({ name }) => [name, String(typed.get(name) ?? "")])
        .filter(([, value]) => value !== "");
      const button = this.element.querySelector("button");
      button?.setAttribute("aria-disabled", "true");
      if (button) button.textContent = texts.connecting;
      // The fields are those that the Worker named, which no type knows here.
      await send(/** @type {any} */ (Object.fromEntries(given)));
      button?.removeAttribute("aria-disabled");
      if (button) button.textContent = texts.connect;
    });
    this.#render();
  }

  /** The one that is given, of those that the platform accepts. @returns {Credential} */
  get #credential() {
    return this.#credentials[this.#chosen] ?? { fields: [] };
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
    const { fields, place } = this.#credential;
    const required = fields.filter((field) => field.required).map((field) => this.#field(field));
    const optional = fields.filter((field) => !field.required).map((field) => this.#field(field));
    const isTranslated = fields.every((field) => textOf(texts.key, field) !== undefined);
    const secrets = this.#secretInputs([...required, ...optional]);
    const reveal = el("input", { type: "checkbox" });
    reveal.addEventListener("change", () => {
      for (const input of secrets) input.type = reveal.checked ? "text" : "password";
    });
    this.element.replaceChildren(
      ...(this.#credentials.length > 1 ? [this.#choice()] : []),
      ...required,
      ...(place && !isTranslated ? [el("p", { class: "quiet", lang: "en" }, place)] : []),
      ...(optional.length > 0
        ? [
            el(
              "details",
              {},
              el("summary", {}, texts.moreFields),
              ...optional,
              this.#note ? el("p", { class: "quiet" }, this.#note) : undefined,
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

  /** @param {Field} field */
  #field(field) {
    const { name, hint, required, secret } = field;
    const id = `${this.#name}-${name}`;
    const label = el("label", { for: id }, labelOf(field));
    if (!required) label.append(el("span", { class: "quiet" }, ` (${texts.optional})`));
    const input = el("input", {
      id,
      name,
      required,
      type: secret ? "password" : "text",
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
    });
    if (!hint || textOf(texts.key, field) !== undefined) {
      return el("p", { class: "field" }, label, input);
    }
    input.setAttribute("aria-describedby", `${id}-hint`);
    const help = el("small", { id: `${id}-hint`, class: "quiet", lang: "en" }, hint);
    return el("p", { class: "field" }, label, input, help);
  }

  #choice() {
    const options = this.#credentials.map(({ fields }, at) => {
      const change = () => {
        this.#chosen = at;
        this.#render();
        /** @type {HTMLInputElement | null} */
        const chosen = this.element.querySelector("input[type=radio]:checked");
        chosen?.focus();
      };
      const input = el("input", {
        type: "radio",
        name: "platform:credential", // no field has a colon in its name
        value: at,
        checked: at === this.#chosen,
        change,
      });
      const required = fields.filter((field) => field.required);
      const label = textOf(texts.credential, required[0]) ?? required.map(labelOf).join(" + ");
      return el("label", {}, input, el("span", {}, label));
    });
    return el("fieldset", { class: "mode" }, el("legend", {}, texts.either), ...options);
  }
}
