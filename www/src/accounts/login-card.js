import { connect, disconnect, PipiChat } from "portaria";
import { announce } from "../announce.js";
import { areSame, isExpired, nameOf, withNew, without } from "../connection-list.js";
import { el } from "../dom.js";
import { asError } from "../error-notice.js";
import { titleOf } from "../instance-title.js";
import { fill, texts } from "../language.js";
import { via, worker } from "../worker-address.js";
import { view } from "./login-card-view.js";
import { chosenMode } from "./login-mode.js";
import { forgetPendingLogin, notePendingLogin } from "./pending-login.js";

/**
 * @typedef {import("portaria").Connection} Connection
 * @typedef {import("portaria").PortariaError} PortariaError
 */

/** One instance: what is known of it, what can be done with it. */
export class LoginCard {
  element = el("article", { class: "card" });

  /** What is being done. @type {"login" | "leaving" | "read" | "disconnect" | undefined} */
  busy;
  /** Whether the access was seen to have ended, before its time or at it. */
  ended = false;
  /** @type {PortariaError | undefined} */
  error;
  /** @type {import("./current-account.js").CurrentAccount | undefined} */
  current;
  /** Whether the wire's answer is unfolded. */
  unfolded = false;

  /** @type {AbortController | undefined} */
  #login;
  #changed;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #end;

  /**
   * @param {import("../health.js").Instance} instance
   * @param {Connection[]} connections
   * @param {() => void} changed told when another account, or none, is connected
   */
  constructor(instance, connections, changed) {
    this.instance = instance.name;
    this.title = titleOf(instance);
    this.#changed = changed;
    /** @type {Connection[]} */
    this.connections = connections;
    this.#accept(connections);
    this.render();
  }

  /** The newest, which the card is about. */
  get connection() {
    return this.connections[0];
  }

  /**
   * Shows the present state; the focus goes to the part of this name, or stays where it was.
   * @param {string} [focus]
   */
  render(focus) {
    const focused = document.activeElement;
    const held =
      focused instanceof HTMLElement && this.element.contains(focused)
        ? focused.dataset.part
        : undefined;
    this.element.replaceChildren(...view(this));
    this.element.setAttribute("aria-busy", String(this.busy !== undefined));
    this.#changed();
    const next = this.#part(focus ?? held) ?? (focus && this.#part("notice"));
    if (next) next.focus();
  }

  /** Logs in, in a window or by leaving the page. */
  async login() {
    if (this.#isEngaged()) return;
    const mode = chosenMode();
    this.#login = new AbortController();
    // Begun before anything else, while the browser still sees the click.
    notePendingLogin(this.instance, this.connection?.connectedAt);
    const connecting = connect(this.instance, { worker, mode, signal: this.#login.signal });
    this.#begin(mode === "redirect" ? "leaving" : "login", "wait");
    try {
      await this.connected(await connecting);
    } catch (error) {
      this.#fail(error, "login");
    } finally {
      forgetPendingLogin();
    }
  }

  /** Gives up the login that is under way. */
  cancel() {
    this.#login?.abort();
  }

  /**
   * Shows a login that has just succeeded, and reads the account at once: its access may be short.
   * @param {Connection} connection
   */
  async connected(connection) {
    this.#accept(withNew(this.connections, connection));
    this.busy = undefined;
    this.render("title");
    announce(fill(texts.becameConnected, { title: this.title, who: nameOf(connection) }));
    await this.read("notice");
  }

  /**
   * Shows a login that came back without a connection.
   * @param {unknown} error
   */
  failed(error) {
    this.#fail(error, "login");
  }

  /**
   * Asks the community for the account as it is now.
   * @param {string} [focus] the part that gets the focus when that fails
   */
  async read(focus) {
    const { instance, connection } = this;
    if (this.busy || !connection) return;
    this.#begin("read");
    // The person may go on meanwhile.
    const isWanted = () => this.busy === "read" && this.connection === connection;
    try {
      const accountId = connection.account.id;
      const answer = await new PipiChat({ via, instance, accountId }).users.me();
      if (!isWanted()) return;
      this.current = { answer, at: Date.now() };
      this.ended = false;
      this.busy = undefined;
      this.render();
      announce(fill(texts.wasRead, { title: this.title }));
    } catch (error) {
      if (isWanted()) this.#fail(error, focus);
    }
  }

  /**
   * Forgets an account.
   * @param {Connection} connection
   */
  async disconnect(connection) {
    if (this.#isEngaged()) return;
    this.#begin("disconnect");
    try {
      await disconnect(this.instance, { worker, accountId: connection.account.id });
      this.#accept(without(this.connections, connection));
      this.busy = undefined;
      this.render(this.connection ? "title" : "login");
      announce(fill(texts.becameDisconnected, { title: this.title }));
    } catch (error) {
      this.#fail(error, "notice");
    }
  }

  /**
   * Takes over what another tab has changed meanwhile.
   * @param {Connection[]} connections
   */
  update(connections) {
    if (this.busy || areSame(connections, this.connections)) return;
    this.#accept(connections);
    this.render();
  }

  /** Whether something is being done that must end first; what is only read may wait. */
  #isEngaged() {
    return this.busy !== undefined && this.busy !== "read";
  }

  /**
   * @param {NonNullable<LoginCard["busy"]>} what
   * @param {string} [focus]
   */
  #begin(what, focus) {
    this.busy = what;
    this.error = undefined;
    this.render(focus);
  }

  /**
   * @param {unknown} thrown
   * @param {string} [focus]
   */
  #fail(thrown, focus) {
    this.busy = undefined;
    this.error = asError(thrown);
    if (this.error.code === "login_required") this.ended = true;
    this.render(focus);
    announce(`${this.title}: ${this.error.message}`);
  }

  /** @param {Connection[]} connections */
  #accept(connections) {
    clearTimeout(this.#end);
    this.connections = connections;
    this.error = undefined;
    this.current = undefined;
    const { connection } = this;
    const left = connection ? (connection.expiresAt ?? Number.POSITIVE_INFINITY) - Date.now() : 0;
    this.ended = connection !== undefined && isExpired(connection);
    // A timer counts at most 24 days.
    if (left > 0 && left < 2 ** 31) this.#end = setTimeout(() => this.#expire(), left);
  }

  #expire() {
    this.ended = true;
    if (!this.busy) this.render();
  }

  /**
   * @param {string | undefined} name
   * @returns {HTMLElement | null}
   */
  #part(name) {
    return name === undefined
      ? null
      : this.element.querySelector(`[data-part="${CSS.escape(name)}"]`);
  }
}
