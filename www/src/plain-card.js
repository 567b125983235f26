import { connect, disconnect } from "portaria";
import { badge, button, exploreLink, head } from "./card-parts.js";
import { el } from "./dom.js";
import { nameOf } from "./glance.js";
import { KeyForm } from "./key-form.js";
import { fill, words } from "./language.js";
import { asError, notice } from "./notice.js";
import { announce } from "./status.js";
import { Tickets } from "./tickets.js";
import { titleOf } from "./titles.js";

/** @typedef {import("portaria").Connection} Connection */

/** An instance that no login leads to from here: it is opened at the platform, or takes a key. */
export class PlainCard {
  element = el("article", { class: "card" });
  ended = false;

  /** @type {import("portaria").PortariaError | undefined} */
  #error;
  /** What is typed stays while it is tried, and goes when it was accepted. @type {KeyForm | undefined} */
  #form;
  #takesKey;
  #hasTickets;
  #changed;

  /**
   * @param {import("./health.js").Instance} instance
   * @param {Connection | undefined} connection
   * @param {() => void} changed told when another account, or none, is connected
   */
  constructor(instance, connection, changed) {
    this.instance = instance.name;
    this.title = titleOf(instance);
    this.connection = connection;
    this.#takesKey = instance.connect === "key";
    this.#hasTickets = instance.provider === "bangwo8";
    this.#changed = changed;
    if (this.#takesKey) {
      const send = (/** @type {Record<string, string>} */ key) => this.#connect(key);
      this.#form = new KeyForm(instance, send);
    }
    this.#render();
  }

  /** @param {Connection | undefined} connection as another tab may have changed it */
  update(connection) {
    if (connection?.connectedAt === this.connection?.connectedAt) return;
    this.connection = connection;
    this.#render();
  }

  /** @param {Record<string, string>} credentials */
  async #connect(credentials) {
    await this.#attempt(async () => {
      this.connection = await connect(this.instance, { credentials });
      this.#form?.clear();
      announce(fill(words.becameConnected, { title: this.title, who: nameOf(this.connection) }));
    }, "h2");
  }

  async #disconnect() {
    await this.#attempt(async () => {
      await disconnect(this.instance);
      this.connection = undefined;
      announce(fill(words.becameDisconnected, { title: this.title }));
    }, "h2");
  }

  /**
   * @param {() => Promise<void>} act
   * @param {string} focus where reading goes on afterwards
   */
  async #attempt(act, focus) {
    this.element.setAttribute("aria-busy", "true");
    this.#error = undefined;
    try {
      await act();
    } catch (thrown) {
      this.#error = asError(thrown);
      announce(`${this.title}: ${this.#error.message}`);
    }
    this.#render();
    /** @type {HTMLElement | null} */
    const next = this.element.querySelector(this.#error ? ".notice" : focus);
    next?.focus();
  }

  #render() {
    const { connection } = this;
    this.element.setAttribute("aria-busy", "false");
    this.element.replaceChildren(
      head(this, badge(this)),
      ...(this.#error ? [notice(this.#error)] : []),
      ...(connection ? this.#connected() : this.#invitation()),
    );
    this.#changed();
  }

  #invitation() {
    const text = this.#takesKey ? words.keyInvitation : words.openedInvitation;
    return [
      el("p", {}, fill(text, { title: this.title })),
      ...(this.#form ? [this.#form.element] : []),
      el("p", { class: "actions" }, exploreLink(this)),
    ];
  }

  #connected() {
    const lasts = this.#takesKey
      ? fill(words.forEver, { title: this.title })
      : words.untilUninstalled;
    return [
      el("p", { class: "quiet" }, lasts),
      ...(this.#hasTickets ? [new Tickets(this.instance).element] : []),
      el(
        "p",
        { class: "actions" },
        exploreLink(this),
        button(words.disconnect, "disconnect", () => this.#disconnect()),
      ),
    ];
  }
}
