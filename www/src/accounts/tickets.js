// The newest tickets of an account, as a table: what its people would look at first.
import { Bangwo8 } from "portaria";
import { announce } from "../announce.js";
import { el } from "../dom.js";
import { asError, errorNotice } from "../error-notice.js";
import { fill, texts } from "../language.js";
import { via } from "../worker-address.js";
import { button } from "./card-parts.js";

/** @typedef {import("portaria").Bangwo8Types.Ticket} Ticket */

const SHOWN = 20;

export class Tickets {
  element = el("section", { class: "tickets" });

  /** @type {AsyncIterator<import("portaria").Bangwo8Types.TicketPage> | undefined} */
  #pages;
  /** @type {Ticket[]} */
  #tickets = [];
  #isOver = false;
  /** @type {import("portaria").PortariaError | undefined} */
  #error;
  #account;

  /**
   * @param {string} instance
   * @param {string} accountId
   */
  constructor(instance, accountId) {
    this.#account = { instance, accountId };
    this.#render();
  }

  async #more() {
    this.element.setAttribute("aria-busy", "true");
    this.#error = undefined;
    const before = this.#tickets.length;
    try {
      this.#pages ??= this.#list();
      const { value, done } = await this.#pages.next();
      this.#isOver = done === true;
      this.#tickets.push(...(value?.tickets ?? []));
      announce(fill(texts.ticketsRead, { count: `${this.#tickets.length}` }));
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

  #list() {
    const bangwo8 = new Bangwo8({ via, ...this.#account });
    return bangwo8.tickets.list({ updated_order: "desc", per_page: SHOWN }).pages();
  }

  #render() {
    this.element.setAttribute("aria-busy", "false");
    const label = this.#tickets.length ? texts.moreTickets : texts.readTickets;
    this.element.replaceChildren(
      el("h3", {}, texts.tickets),
      ...(this.#error ? [errorNotice(this.#error)] : []),
      ...(this.#tickets.length ? [table(this.#tickets)] : []),
      ...(this.#isOver
        ? [el("p", { class: "quiet" }, texts.noMoreTickets)]
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
  const heads = [texts.ticketId, texts.ticketSubject, texts.ticketStatus, texts.ticketContact];
  return el(
    "div",
    { class: "scroll", tabindex: 0, role: "region", "aria-label": texts.tickets },
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
    el("td", { "data-label": texts.ticketStatus }, `${ticketStatus ?? ""}`),
    el("td", { "data-label": texts.ticketContact }, `${custUserId ?? ""}`),
  );
