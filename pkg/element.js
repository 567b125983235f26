// <portaria-connect instance="community">: a button that connects an account, and shows which account is connected.
import { connect, disconnect } from "./lib/connect.js";
import { textsFor } from "./lib/element-texts.js";
import { PortariaError } from "./lib/error.js";
import { listen } from "./lib/shared-watch.js";

/**
 * @typedef {import("./index.js").Connection} Connection
 * @typedef {import("./index.js").ConnectOptions} ConnectOptions
 */

/** A server has no elements, but can import this file. */
const Base = /** @type {typeof HTMLElement} */ (globalThis.HTMLElement ?? class {});

const STYLE = `
  :host { display: inline-block; font: inherit; }
  :host([hidden]) { display: none; }
  [part="box"] { display: flex; flex-wrap: wrap; gap: 0.5em; align-items: center; }
  [part="picture"] { width: 2em; height: 2em; border-radius: 50%; object-fit: cover; }
  [part="error"] { flex-basis: 100%; margin: 0; }
  button { font: inherit; }
  [hidden] { display: none !important; }
`;

/** @typedef {"unknown" | "disconnected" | "connecting" | "connected"} State */

export class PortariaConnect extends Base {
  static observedAttributes = ["instance", "via", "label"];

  /** @type {Connection | undefined} */
  #connection;
  /** @type {State} */
  #state = "unknown";
  #error = "";
  /** @type {AbortController | undefined} */
  #attempt;
  /** @type {(() => void) | undefined} */
  #stop;
  /** Parts by their names. @type {Record<string, HTMLElement>} */
  #parts = {};

  /** The connected account. */
  get connection() {
    return this.#connection;
  }

  connectedCallback() {
    if (!this.shadowRoot) this.#build();
    this.#watch();
  }

  disconnectedCallback() {
    this.#stop?.();
    this.#stop = undefined;
    this.#attempt?.abort();
  }

  attributeChangedCallback() {
    if (!this.#stop) return;
    this.#connection = undefined;
    this.#watch();
  }

  /** Connects as if the button was pressed: from a click, or browsers block the window. */
  async connect(/** @type {Record<string, string> | undefined} */ credentials = undefined) {
    if (this.#state === "connecting") return;
    const attempt = new AbortController();
    this.#attempt = attempt;
    const { signal } = attempt;
    /** @type {ConnectOptions} */
    const options = { ...this.#options(), signal, ...(credentials && { credentials }) };
    // Begun before anything is shown, while the browser still sees the click.
    const connecting = connect(this.#instance(), options);
    this.#show("connecting", "");
    try {
      this.#settle(await connecting);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Deletes the connection. */
  async disconnect() {
    try {
      await disconnect(this.#instance(), this.#place());
      this.#settle(undefined);
    } catch (error) {
      this.#fail(error);
    }
  }

  #instance() {
    return this.getAttribute("instance") ?? "";
  }

  /** Where the Worker is, if the page says it. */
  #place() {
    const via = this.getAttribute("via");
    return via === null ? {} : { via };
  }

  #options() {
    const mode = /** @type {ConnectOptions["mode"]} */ (this.getAttribute("mode") ?? "auto");
    const returnTo = this.getAttribute("return-to");
    return { ...this.#place(), mode, ...(returnTo !== null && { returnTo }) };
  }

  #watch() {
    this.#stop?.();
    this.#show(this.#state === "connecting" ? "connecting" : "unknown", "");
    this.#stop = listen(this.#place().via, (connections) => {
      const found = connections.find(({ instance }) => instance === this.#instance());
      if (this.#state !== "connecting" || found) this.#settle(found);
    });
  }

  /** @param {Connection | undefined} connection */
  #settle(connection) {
    const before = this.#connection;
    const wasKnown = this.#state !== "unknown";
    this.#connection = connection;
    this.#show(connection ? "connected" : "disconnected", "");
    const isSame =
      before?.connectedAt === connection?.connectedAt &&
      before?.account.id === connection?.account.id;
    if (isSame) return;
    if (connection) this.#emit("portaria-connected", connection);
    else if (wasKnown) this.#emit("portaria-disconnected", { instance: this.#instance() });
  }

  /** @param {unknown} error */
  #fail(error) {
    const known = error instanceof PortariaError ? error : undefined;
    // A user who cancelled the login needs no message.
    const message =
      known?.code === "aborted" && this.#attempt?.signal.aborted ? "" : known?.message;
    this.#show(this.#connection ? "connected" : "disconnected", message ?? "");
    this.#emit("portaria-error", error);
  }

  /** @param {string} name @param {unknown} detail */
  #emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  #build() {
    const root = this.attachShadow({ mode: "open", delegatesFocus: true });
    const sheet = new CSSStyleSheet(); // a page's policy may forbid a style element
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    const button = (/** @type {string} */ name, /** @type {() => unknown} */ press) => {
      const element = this.#part("button", name, `button ${name}`);
      element.setAttribute("type", "button");
      element.addEventListener("click", press);
      element.append(slot(name));
      return element;
    };
    const account = this.#part("span", "account");
    account.setAttribute("role", "status");
    account.append(this.#part("span", "who"), " ", this.#part("bdi", "name"));
    const connected = slot("connected");
    connected.append(account);
    const holder = this.#part("span", "connected");
    holder.append(connected);
    const form = slot("form");
    form.addEventListener("slotchange", () => this.#show(this.#state, this.#error));
    this.addEventListener("submit", (event) => this.#submit(event));
    const waiting = this.#part("span", "waiting");
    waiting.setAttribute("role", "status");
    const error = this.#part("p", "error");
    error.setAttribute("role", "alert");
    const formHolder = this.#part("span", "form");
    formHolder.append(form);
    const box = this.#part("div", "box");
    box.append(
      button("connect", () => this.connect()),
      formHolder,
      waiting,
      button("cancel", () => this.#attempt?.abort()),
      holder,
      button("disconnect", () => this.disconnect()),
      error,
    );
    root.append(box);
  }

  /** @param {string} tag @param {string} name @param {string} [part] */
  #part(tag, name, part = name) {
    const element = document.createElement(tag);
    element.setAttribute("part", part);
    this.#parts[name] = element;
    return element;
  }

  /** The fields of an app's own form, in the slot, are the credential. @param {Event} event */
  async #submit(event) {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.slot !== "form") return;
    event.preventDefault();
    const fields = [...new FormData(form)].map(([name, value]) => [name, String(value)]);
    await this.connect(Object.fromEntries(fields.filter(([, value]) => value !== "")));
    if (this.#state === "connected") form.reset();
  }

  /** @param {State} state @param {string} error */
  #show(state, error) {
    const held = this.shadowRoot?.activeElement;
    this.#state = state;
    this.#error = error;
    if (!this.shadowRoot) return;
    this.setAttribute("state", state);
    const texts = textsFor(this);
    const title = this.getAttribute("label") ?? this.#instance();
    const hasForm = this.querySelector(":scope > form[slot=form]") !== null;
    const isOff = state === "disconnected" || state === "unknown";
    this.#update("connect", isOff && !hasForm, texts.connect.replace("{title}", title));
    this.#update("form", isOff && hasForm);
    this.#update("waiting", state === "connecting", texts.connecting);
    this.#update("cancel", state === "connecting", texts.cancel);
    this.#update("connected", state === "connected");
    this.#update("who", true, texts.connected);
    this.#update(
      "name",
      true,
      this.#connection?.account.name ?? this.#connection?.account.id ?? "",
    );
    this.#update("disconnect", state === "connected", texts.disconnect);
    this.#update("error", error !== "", error);
    this.#parts.connect?.toggleAttribute("disabled", state === "unknown");
    // The focus moves from a button that is hidden now to the one in its place.
    if (held instanceof HTMLElement && held.hidden) {
      const next = { connecting: "cancel", connected: "disconnect" }[String(state)] ?? "connect";
      this.#parts[next]?.focus();
    }
  }

  /** @param {string} name @param {boolean} isShown @param {string} [text] */
  #update(name, isShown, text) {
    const part = this.#parts[name];
    if (!part) return;
    part.hidden = !isShown;
    const place = part.querySelector("slot") ?? part;
    if (text !== undefined && place.textContent !== text) place.textContent = text;
  }
}

/** @param {string} name */
function slot(name) {
  const element = document.createElement("slot");
  element.name = name;
  return element;
}

if (globalThis.customElements && !customElements.get("portaria-connect")) {
  customElements.define("portaria-connect", PortariaConnect);
}
