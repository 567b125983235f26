import { connect, disconnect } from "portaria";
import { badge, exploreLink, further, head, leaveButton } from "./card-parts.js";
import { el } from "./dom.js";
import { worker } from "./home.js";
import { KeyForm } from "./key-form.js";
import { areSame, nameOf, withNew, without } from "./known.js";
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
   * @param {Connection[]} connections
   * @param {() => void} changed told when another account, or none, is connected
   */
  constructor(instance, connections, changed) {
    this.instance = instance.name;
    this.title = titleOf(instance);
    this.connections = connections;
    this.#takesKey = instance.connect === "key";
    this.#hasTickets = instance.provider === "bangwo8";
    this.#changed = changed;
    if (this.#takesKey) {
      const send = (/** @type {Record<string, string>} */ key) => this.#connect(key);
      this.#form = new KeyForm(instance, send);
    }
    this.#render();
  }

  /** The newest, which the card is about. */
  get connection() {
    return this.connections[0];
  }

  /** @param {Connection[]} connections as another tab may have changed them */
  update(connections) {
    if (areSame(connections, this.connections)) return;
    this.connections = connections;
    this.#render();
  }

  /** @param {Record<string, string>} credentials */
  async #connect(credentials) {
    await this.#attempt(async () => {
      const connection = await connect(this.instance, { worker, credentials });
      this.connections = withNew(this.connections, connection);
      this.#form?.clear();
      announce(fill(words.becameConnected, { title: this.title, who: nameOf(connection) }));
    }, "h2");
  }

  /** @param {Connection} connection */
  async #disconnect(connection) {
    await this.#attempt(async () => {
      await disconnect(this.instance, { worker, accountId: connection.account.id });
      this.connections = without(this.connections, connection);
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
      ...(connection ? this.#connected(connection) : this.#invitation()),
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

  /** @param {Connection} connection */
  #connected(connection) {
    const lasts = this.#takesKey
      ? fill(words.forEver, { title: this.title })
      : words.untilUninstalled;
    const leave = (/** @type {Connection} */ one) => this.#disconnect(one);
    const others = further(this, leave);
    return [
      el("p", { class: "quiet" }, lasts),
      ...(this.#hasTickets ? [new Tickets(this.instance, connection.account.id).element] : []),
      el(
        "p",
        { class: "actions" },
        exploreLink(this, connection),
        leaveButton(this, connection, () => leave(connection)),
      ),
      ...(others ? [others] : []),
      ...(this.#form ? [this.#another(this.#form)] : []),
    ];
  }

  /** @param {KeyForm} form */
  #another(form) {
    // A key that was just refused stays in sight.
    return el(
      "details",
      { class: "another", open: this.#error !== undefined && form.isFilled },
      el("summary", {}, words.another),
      form.element,
    );
  }
}
