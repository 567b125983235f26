import { connect, disconnect } from "portaria";
import { announce } from "../announce.js";
import { methodOf } from "../clients.js";
import { areSame, isExpired, nameOf, withNew, without } from "../connection-list.js";
import { el } from "../dom.js";
import { asError } from "../error-notice.js";
import { titleOf } from "../instance-title.js";
import { fill, texts } from "../language.js";
import { via } from "../worker-address.js";
import { view } from "./login-card-view.js";
import { chosenMode } from "./login-mode.js";
import { forgetPendingLogin, notePendingLogin } from "./pending-login.js";

/**
 * @typedef {import("portaria").Connection} Connection
 * @typedef {import("portaria").PortariaError} PortariaError
 */

/** The card of an instance whose accounts are connected by a login that starts here. */
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
  /** What the platform itself shows of the account. @type {HTMLElement | undefined} */
  platformView;
  /** Whether the answer in JSON is unfolded. */
  unfolded = false;

  /** @type {AbortController | undefined} */
  #login;
  #changed;
  #provider;
  #account;
  #platform;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #end;

  /**
   * @param {import("../health.js").Instance} instance
   * @param {import("../platform-console.js").PlatformConsole} platform
   * @param {Connection[]} connections
   * @param {() => void} changed told when another account, or none, is connected
   */
  constructor(instance, platform, connections, changed) {
    this.instance = instance.name;
    this.title = titleOf(instance);
    const isOwn = instance.name === instance.provider;
    this.loginName = (isOwn ? platform.loginName : undefined) ?? this.title;
    this.#provider = instance.provider;
    this.#account = instance.account;
    this.#platform = platform;
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

  /** Whether the account can be read as it is now. */
  get isReadable() {
    return this.#account !== null;
  }

  /** Logs in, in a window or by leaving the page. */
  async login() {
    if (this.#isEngaged()) return;
    const mode = chosenMode();
    this.#login = new AbortController();
    // Before anything else: browsers open a window only in direct response to a click.
    notePendingLogin(this.instance, this.connection?.connectedAt);
    const connecting = connect(this.instance, { via, mode, signal: this.#login.signal });
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
   * Asks the platform for the account as it is now, where it has an operation for that.
   * @param {string} [focus] the part that gets the focus when that fails
   */
  async read(focus) {
    const { instance, connection } = this;
    const operation = this.#account;
    if (this.busy || !connection || operation === null) return;
    this.#begin("read");
    // The person may have done something else meanwhile.
    const isWanted = () => this.busy === "read" && this.connection === connection;
    try {
      const accountId = connection.account.id;
      const read = await methodOf(this.#provider, { via, instance, accountId }, operation);
      const answer = await read();
      if (!isWanted()) return;
      const profile = this.#platform.profileIn?.(answer) ?? answer;
      this.current = { answer, profile, at: Date.now() };
      this.ended = false;
      this.busy = undefined;
      this.render();
      announce(fill(texts.wasRead, { title: this.title }));
    } catch (error) {
      if (isWanted()) this.#fail(error, focus);
    }
  }

  /**
   * Disconnects an account.
   * @param {Connection} connection
   */
  async disconnect(connection) {
    if (this.#isEngaged()) return;
    this.#begin("disconnect");
    try {
      await disconnect(this.instance, { via, accountId: connection.account.id });
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

  /** Whether something is being done that must end first; a read need not. */
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
    this.platformView =
      connection &&
      this.#platform.accountView?.({ instance: this.instance, accountId: connection.account.id });
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
