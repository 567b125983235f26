// Bangwo8 in the console: a connected account shows its newest tickets in a table.
import { announce } from "../../../www/src/announce.js";
import { button, el } from "../../../www/src/dom.js";
import { asError, errorNotice } from "../../../www/src/error-notice.js";
import { fill, inLanguage } from "../../../www/src/language.js";
import { via } from "../../../www/src/worker-address.js";
import { TEXTS } from "./console-texts.js";
import "./console.css";

/** @typedef {import("portaria").Bangwo8Types.Ticket} Ticket */

const SHOWN = 20;

const texts = inLanguage(TEXTS);

/** @type {import("../../../www/src/platform-console.js").PlatformConsole["accountView"]} */
export const accountView = (account) => new Tickets(account).element;

export const { curlNote } = texts;

class Tickets {
  element = el("section", { class: "tickets" });

  /** @type {AsyncIterator<import("portaria").Bangwo8Types.TicketPage> | undefined} */
  #pages;
  /** @type {Ticket[]} */
  #tickets = [];
  #isOver = false;
  /** @type {import("portaria").PortariaError | undefined} */
  #error;
  #account;

  /** @param {{ instance: string, accountId: string }} account */
  constructor(account) {
    this.#account = account;
    this.#render();
  }

  async #more() {
    this.element.setAttribute("aria-busy", "true");
    this.#error = undefined;
    const before = this.#tickets.length;
    try {
      this.#pages ??= await this.#list();
      const { value, done } = await this.#pages.next();
      this.#isOver = done === true;
      this.#tickets.push(...(value?.tickets ?? []));
      announce(fill(texts.shown, { count: `${this.#tickets.length}` }));
    } catch (thrown) {
      this.#pages = undefined; // from the start again, should somebody try
      this.#tickets = [];
      this.#error = asError(thrown);
      announce(this.#error.message);
    }
    this.#render();
    const row = this.element.querySelectorAll("tbody tr")[before];
    /** @type {HTMLElement | null} */
    const next = row instanceof HTMLElement ? row : this.element.querySelector(".notice");
    next?.focus();
  }

  async #list() {
    const { Bangwo8 } = await import("portaria/bangwo8");
    const bangwo8 = new Bangwo8({ via, ...this.#account });
    return bangwo8.tickets.list({ updated_order: "desc", per_page: SHOWN }).pages();
  }

  #render() {
    this.element.setAttribute("aria-busy", "false");
    const label = this.#tickets.length ? texts.more : texts.read;
    this.element.replaceChildren(
      el("h3", {}, texts.heading),
      ...(this.#error ? [errorNotice(this.#error)] : []),
      ...(this.#tickets.length ? [table(this.#tickets)] : []),
      ...(this.#isOver
        ? [el("p", { class: "quiet" }, texts.noMore)]
        : [
            el(
              "p",
              { class: "actions" },
              button(label, "tickets", () => this.#more()),
            ),
          ]),
    );
  }
}

/** @param {Ticket[]} tickets */
function table(tickets) {
  const heads = [texts.id, texts.subject, texts.status, texts.contact];
  return el(
    "div",
    { class: "scroll", tabindex: 0, role: "region", "aria-label": texts.heading },
    el(
      "table",
      {},
      el("thead", {}, el("tr", {}, ...heads.map((text) => el("th", { scope: "col" }, text)))),
      el("tbody", {}, ...tickets.map(line)),
    ),
  );
}

/** @param {Ticket} ticket */
const line = ({ ticketId, subject, ticketStatus, custUserId }) =>
  el(
    "tr",
    { tabindex: -1 },
    el("th", { scope: "row" }, `${ticketId ?? ""}`),
    el("td", {}, el("bdi", {}, `${subject ?? ""}`)),
    // On a narrow screen, the table's head is not seen.
    el("td", { "data-label": texts.status }, `${ticketStatus ?? ""}`),
    el("td", { "data-label": texts.contact }, `${custUserId ?? ""}`),
  );
