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

/**
 * What a Vault remembers as long as it lives.
 * @typedef {object} Memory
 * @property {boolean} prepared whether its table is there
 * @property {number} alarm when the alarm is due, as far as this life of the object knows
 * @property {Map<string, Set<(reply?: string) => void>>} waiting those who wait, by the key that they wait under
 */

/** Owners' connections, and what was spent and ended. Commands run one at a time; each is whole or does not happen. */
export class Vault extends DurableObject {
  /** @param {DurableObjectState} ctx @param {any} env */
  constructor(ctx, env) {
    super(ctx, env);
    /** @type {Memory} */
    const memory = { prepared: false, alarm: 0, waiting: new Map() };
    // No private field, which a proxy around a Vault, as tools that trace put one, would not have.
    this.memory = () => memory;
  }

  /**
   * Carries out a command; it and the reply are JSON, and nothing here reads them.
   * @param {string} command
   * @returns {Promise<string>}
   */
  async run(command) {
    for (;;) {
      const reply = await act(this.ctx, this.memory(), (sql) =>
        core().executeInVault(sql, command),
      );
      if (reply !== undefined) return reply;
    }
  }

  async alarm() {
    const memory = this.memory();
    memory.alarm = 0; // it is spent
    await act(this.ctx, memory, (sql) => core().sweepVault(sql));
  }
}

/**
 * Has the core act on the storage, and does what it says then. Until the first `await`, nobody comes between the two.
 * @param {DurableObjectState} ctx
 * @param {Memory} memory
 * @param {(sql: SqlStorage) => string} by
 * @returns {Promise<string | undefined>} without a reply, the command is to be carried out again
 */
async function act({ storage }, memory, by) {
  const { reply, alarmAt, wake, waitFor, erase } = transact(storage, memory, by);
  if (wake) for (const one of memory.waiting.get(wake.key) ?? []) one(wake.reply);
  if (alarmAt) await setAlarm(storage, memory, alarmAt);
  if (erase) {
    // An empty Vault takes no space.
    memory.prepared = false; // first, because commands come in while the storage is being deleted
    await storage.deleteAll();
  }
  return waitFor ? wait(memory.waiting, waitFor) : reply;
}

/**
 * @param {DurableObjectStorage} storage
 * @param {Memory} memory
 * @param {(sql: SqlStorage) => string} by
 * @returns {Envelope}
 */
function transact(storage, memory, by) {
  const envelope = storage.transactionSync(() => {
    if (!memory.prepared) core().prepareVault(storage.sql);
    return by(storage.sql);
  });
  memory.prepared = true; // not before: a command that fails takes the table back
  return JSON.parse(envelope);
}

/**
 * Sets the alarm, which is a write, unless it is set already.
 * @param {DurableObjectStorage} storage
 * @param {Memory} memory
 * @param {number} time
 */
async function setAlarm(storage, memory, time) {
  if (time === memory.alarm) return;
  memory.alarm = time;
  try {
    await storage.setAlarm(time);
  } catch (thrown) {
    memory.alarm = 0;
    throw thrown;
  }
}

/**
 * Waits until somebody wakes those with this key, or took too long.
 * @param {Memory["waiting"]} all
 * @param {NonNullable<Envelope["waitFor"]>} waitFor
 * @returns {Promise<string | undefined>}
 */
function wait(all, { key, until }) {
  return new Promise((resolve) => {
    const waiting = all.get(key) ?? new Set();
    /** @param {string} [reply] */
    const wake = (reply) => {
      clearTimeout(timer);
      waiting.delete(wake);
      if (waiting.size === 0) all.delete(key);
      resolve(reply);
    };
    const timer = setTimeout(() => wake(), Math.max(until - Date.now(), 0));
    all.set(key, waiting.add(wake));
  });
}
