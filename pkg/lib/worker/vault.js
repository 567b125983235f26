// The class of the Vaults. The core decides; what only a Durable Object can do is done here.
import { DurableObject } from "cloudflare:workers";
import { core } from "./core.js";

/**
 * What there is to do when the core has carried out a command (src/edge/vault/envelope.rs explains it).
 * @typedef {object} Envelope
 * @property {string} [reply]
 * @property {number} [alarmAt]
 * @property {{ key: string, reply?: string }} [wake]
 * @property {{ key: string, until: number }} [waitFor]
 * @property {boolean} [erase]
 */

/** Owners' connections, and what was spent and ended. Commands run one at a time; each is whole or does not happen. */
export class Vault extends DurableObject {
  #prepared = false;

  /** When the alarm is due, as far as this life of the object knows. */
  #alarm = 0;

  /**
   * Those who wait, by the key that they wait under.
   * @type {Map<string, Set<(reply?: string) => void>>}
   */
  #waiting = new Map();

  /**
   * Carries out a command; it and the reply are JSON, and nothing here reads them.
   * @param {string} command
   * @returns {Promise<string>}
   */
  async run(command) {
    for (;;) {
      const reply = await this.#act((sql) => core().executeInVault(sql, command));
      if (reply !== undefined) return reply;
    }
  }

  async alarm() {
    this.#alarm = 0; // it is spent
    await this.#act((sql) => core().sweepVault(sql));
  }

  /**
   * Has the core act on the storage, and does what it says then. Until the first `await`, nobody comes between the two.
   * @param {(sql: SqlStorage) => string} act
   * @returns {Promise<string | undefined>} without a reply, the command is to be carried out again
   */
  async #act(act) {
    const { reply, alarmAt, wake, waitFor, erase } = this.#transact(act);
    if (wake) this.#wake(wake);
    if (alarmAt) await this.#setAlarm(alarmAt);
    if (erase) await this.#erase();
    return waitFor ? this.#wait(waitFor) : reply;
  }

  /**
   * @param {(sql: SqlStorage) => string} act
   * @returns {Envelope}
   */
  #transact(act) {
    const { storage } = this.ctx;
    const envelope = storage.transactionSync(() => {
      if (!this.#prepared) core().prepareVault(storage.sql);
      return act(storage.sql);
    });
    this.#prepared = true; // not before: a command that fails takes the table back
    return JSON.parse(envelope);
  }

  /** Sets the alarm, which is a write, unless it is set already. @param {number} time */
  async #setAlarm(time) {
    if (time === this.#alarm) return;
    this.#alarm = time;
    try {
      await this.ctx.storage.setAlarm(time);
    } catch (thrown) {
      this.#alarm = 0;
      throw thrown;
    }
  }

  /** An empty Vault takes no space. */
  async #erase() {
    this.#prepared = false; // first, because commands come in while the storage is being deleted
    await this.ctx.storage.deleteAll();
  }

  /** @param {NonNullable<Envelope["wake"]>} wake */
  #wake({ key, reply }) {
    for (const wake of this.#waiting.get(key) ?? []) wake(reply);
  }

  /**
   * Waits until somebody wakes those with this key, or took too long.
   * @param {NonNullable<Envelope["waitFor"]>} waitFor
   * @returns {Promise<string | undefined>}
   */
  #wait({ key, until }) {
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(key) ?? new Set();
      /** @param {string} [reply] */
      const wake = (reply) => {
        clearTimeout(timer);
        waiting.delete(wake);
        if (waiting.size === 0) this.#waiting.delete(key);
        resolve(reply);
      };
      const timer = setTimeout(() => wake(), Math.max(until - Date.now(), 0));
      this.#waiting.set(key, waiting.add(wake));
    });
  }
}
