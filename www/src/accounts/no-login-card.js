import { connect, disconnect } from "portaria";
import { announce } from "../announce.js";
import { areSame, nameOf, withNew, without } from "../connection-list.js";
import { el } from "../dom.js";
import { asError, errorNotice } from "../error-notice.js";
import { titleOf } from "../instance-title.js";
import { fill, texts } from "../language.js";
import { via } from "../worker-address.js";
import { badge, exploreLink, further, head, leaveButton } from "./card-parts.js";
import { CredentialsForm } from "./credentials-form.js";

/** @typedef {import("portaria").Connection} Connection */
/** @typedef {import("portaria").Credentials} Credentials */

/** The card of an instance that has no login to start here: its app is opened at the platform, or it takes a key. */
export class NoLoginCard {
  element = el("article", { class: "card" });
  ended = false;

  /** @type {import("portaria").PortariaError | undefined} */
  #error;
  /** One form for the card's life: what was typed stays while it is tried, and when it was refused. @type {CredentialsForm | undefined} */
  #form;
  #takesKey;
  #platform;
  #changed;

  /**
   * @param {import("../health.js").Instance} instance
   * @param {import("../platform-console.js").PlatformConsole} platform
   * @param {Connection[]} connections
   * @param {() => void} changed told when another account, or none, is connected
   */
  constructor(instance, platform, connections, changed) {
    this.instance = instance.name;
    this.title = titleOf(instance);
    this.connections = connections;
    this.#takesKey = instance.connect === "key";
    this.#platform = platform;
    this.#changed = changed;
    if (this.#takesKey) {
      const send = (/** @type {Credentials} */ given) => this.#connect(given);
      this.#form = new CredentialsForm(instance, platform, send);
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

  /** @param {Credentials} credentials */
  async #connect(credentials) {
    await this.#attempt(async () => {
      const connection = await connect(this.instance, { via, credentials });
      this.connections = withNew(this.connections, connection);
      this.#form?.clear();
      announce(fill(texts.becameConnected, { title: this.title, who: nameOf(connection) }));
    }, "h2");
  }

  /** @param {Connection} connection */
  async #disconnect(connection) {
    await this.#attempt(async () => {
      await disconnect(this.instance, { via, accountId: connection.account.id });
      this.connections = without(this.connections, connection);
      announce(fill(texts.becameDisconnected, { title: this.title }));
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
      ...(this.#error ? [errorNotice(this.#error)] : []),
      ...(connection ? this.#connected(connection) : this.#invitation()),
    );
    this.#changed();
  }

  #invitation() {
    const text = this.#takesKey ? texts.keyInvitation : texts.openedInvitation;
    return [
      el("p", {}, fill(text, { title: this.title })),
      ...(this.#form ? [this.#form.element] : []),
      el("p", { class: "actions" }, exploreLink(this)),
    ];
  }

  /** @param {Connection} connection */
  #connected(connection) {
    const lasts = this.#takesKey
      ? fill(texts.forEver, { title: this.title })
      : texts.untilUninstalled;
    const leave = (/** @type {Connection} */ one) => this.#disconnect(one);
    const others = further(this, leave);
    const account = { instance: this.instance, accountId: connection.account.id };
    const view = this.#platform.accountView?.(account);
    return [
      el("p", { class: "quiet" }, lasts),
      ...(view ? [view] : []),
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

  /** @param {CredentialsForm} form */
  #another(form) {
    // A key that was just refused stays in sight.
    return el(
      "details",
      { class: "another", open: this.#error !== undefined && form.isFilled },
      el("summary", {}, texts.another),
      form.element,
    );
  }
}
