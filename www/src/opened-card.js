import { disconnect, SendPulseBulkEmail } from "portaria";
import { el } from "./dom.js";
import { asError, notice } from "./notice.js";
import { announce } from "./status.js";
import { titleOf } from "./words.js";

/** @typedef {import("portaria").Connection} Connection */

/** An instance whose app is opened at the platform: nothing begins here, but what was opened is shown. */
export class OpenedCard {
  element = el("article", { class: "card" });

  /** @type {unknown} what was read last */
  #answer;
  /** @type {import("portaria").PortariaError | undefined} */
  #error;

  /**
   * @param {string} instance
   * @param {Connection | undefined} connection
   */
  constructor(instance, connection) {
    this.instance = instance;
    this.title = titleOf(instance);
    this.connection = connection;
    this.#render();
  }

  /** @param {Connection | undefined} connection as another tab may have changed it */
  update(connection) {
    if (connection?.connectedAt === this.connection?.connectedAt) return;
    this.connection = connection;
    this.#answer = undefined;
    this.#render();
  }

  async #read() {
    await this.#attempt(async () => {
      const email = new SendPulseBulkEmail({ via: "/api", instance: this.instance });
      this.#answer = await email.addressBooks.list({ limit: 10 });
      announce(`${this.title}: your mailing lists were read.`);
    });
  }

  async #disconnect() {
    await this.#attempt(async () => {
      await disconnect(this.instance);
      this.connection = undefined;
      this.#answer = undefined;
      announce(`${this.title}: disconnected.`);
    });
  }

  /** @param {() => Promise<void>} act */
  async #attempt(act) {
    this.element.setAttribute("aria-busy", "true");
    try {
      this.#error = undefined;
      await act();
    } catch (thrown) {
      this.#error = asError(thrown);
      announce(`${this.title}: ${this.#error.message}`);
    }
    this.#render();
  }

  #render() {
    const id = `title-${this.instance}`;
    this.element.setAttribute("aria-labelledby", id);
    this.element.setAttribute("aria-busy", "false");
    const { connection } = this;
    this.element.replaceChildren(
      el(
        "header",
        { class: "card-head" },
        el("span", { class: "face", "aria-hidden": true }, this.title[0]),
        el(
          "div",
          { class: "card-names" },
          el(
            "h2",
            { id, tabindex: -1 },
            this.title,
            el(
              "span",
              { class: `badge badge-${connection ? "on" : "off"}` },
              connection ? "Connected" : "Not connected",
            ),
          ),
          connection
            ? el("p", { class: "who" }, "Account ", el("bdi", {}, connection.account.id))
            : el("p", { class: "quiet" }, "Instance ", el("code", {}, this.instance)),
        ),
      ),
      ...(this.#error ? [notice(this.#error)] : []),
      ...(connection ? this.#connected() : [el("p", {}, this.#invitation())]),
    );
  }

  #invitation() {
    return `Open the app from ${this.title}'s dashboard; ${this.title} then sends you here.`;
  }

  #connected() {
    const shown =
      this.#answer === undefined
        ? el("p", {}, "Ask for your mailing lists, through this Worker.")
        : el(
            "pre",
            { tabindex: 0, role: "region", "aria-label": "The answer in JSON" },
            JSON.stringify(this.#answer, null, 2),
          );
    return [
      el(
        "section",
        {},
        el("h3", {}, `Straight from ${this.title}`),
        shown,
        el(
          "p",
          { class: "actions" },
          button("Read mailing lists", () => this.#read()),
        ),
      ),
      el(
        "footer",
        { class: "card-foot" },
        el("p", {}, "The keys are kept by the Worker and work until the app is uninstalled."),
        el(
          "p",
          { class: "actions" },
          button("Disconnect", () => this.#disconnect()),
        ),
      ),
    ];
  }
}

/**
 * @param {string} label
 * @param {() => unknown} press
 */
const button = (label, press) => el("button", { type: "button", click: press }, label);
