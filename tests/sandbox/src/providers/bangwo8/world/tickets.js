// Tickets: those that somebody has made or changed, and any number more that are worked out from
// their place when they are read, so that 100,000 of them cost nothing before that.

import { within } from "../filter.js";
import { AGENTS, CONTACT_IDS } from "./people.js";
import { numberOf } from "./table.js";

/**
 * @typedef {import("./table.js").Row} Row
 * @typedef {import("../filter.js").Span} Span
 *
 * @typedef {Object} Wanted
 * @property {Span} created
 * @property {Span} updated
 * @property {import("../filter.js").Order} order
 * @property {Set<number>} [contacts] only theirs
 *
 * @typedef {{ id: number, created: number, updated: number, status: number, contact: number }} Facts
 *   what tickets are chosen by
 */

/** The first ids fit in 32 bits, and the later ones do not. */
export const FIRST_TICKET = 2 ** 32 - 50;
/** Those that clients make have ids above all that are worked out. */
const FIRST_OWN = FIRST_TICKET + 20_000_000;

/** Midnight in China, at the beginning of 2020. */
export const FIRST_AT = Date.UTC(2019, 11, 31, 16) / 1000;
const STEP_S = 1800;

const SUBJECTS = [
  "打印机无法连接",
  "发票抬头需要修改",
  "Cannot sign in on the new device",
  "咨询续费价格",
];

const MOST_KEPT = 8;

/** @param {number} count how many there are at first */
export function createTickets(count) {
  let crowd = count;
  /** @type {Map<number, Row>} */
  const stored = new Map();
  /** @type {Set<number>} */
  const gone = new Set();
  let own = 0;
  /** Selections of the state as it is, by what was wanted. @type {Map<string, number[]>} */
  const selections = new Map();

  /** @param {number} id */
  const isThere = (id) =>
    !gone.has(id) && (stored.has(id) || (id >= FIRST_TICKET && id < FIRST_TICKET + crowd));

  /** @param {Wanted} wanted */
  const select = ({ created, updated, order, contacts }) => {
    /** @type {Facts[]} */
    const chosen = [];
    /** @param {Facts} facts */
    const consider = (facts) => {
      if (
        within(created, facts.created) &&
        within(updated, facts.updated) &&
        (!contacts || contacts.has(facts.contact))
      ) {
        chosen.push(facts);
      }
    };
    for (let place = 0; place < crowd; place += 1) {
      const id = FIRST_TICKET + place;
      if (gone.has(id)) continue;
      const known = stored.get(id);
      consider(known ? factsOf(known) : factsAt(place));
    }
    for (const [id, row] of stored) {
      if (id >= FIRST_OWN && !gone.has(id)) consider(factsOf(row));
    }
    const sign = order.descending ? -1 : 1;
    chosen.sort((one, other) => sign * (one[order.by] - other[order.by]) || one.id - other.id);
    return chosen.map(({ id }) => id);
  };

  return {
    get size() {
      return crowd + own - gone.size;
    },

    /**
     * The ids of those that are wanted.
     *
     * @param {Wanted} wanted
     */
    find(wanted) {
      const name = JSON.stringify([
        wanted.created.map(String),
        wanted.updated.map(String),
        wanted.order,
        wanted.contacts && [...wanted.contacts],
      ]);
      const known = selections.get(name) ?? select(wanted);
      if (selections.size >= MOST_KEPT) selections.clear();
      selections.set(name, known);
      return known;
    },

    /**
     * @param {unknown} name its id, as a number or a text
     * @returns {Row | undefined}
     */
    get(name) {
      const id = numberOf(name);
      return isThere(id) ? (stored.get(id) ?? ticketAt(id - FIRST_TICKET)) : undefined;
    },

    /**
     * @param {Row["said"]} said
     * @param {Row["custom"]} custom
     * @param {number} now
     * @returns {Row}
     */
    add(said, custom, now) {
      const made = {
        id: FIRST_OWN + own,
        created: now,
        updated: now,
        deleted: false,
        said,
        custom,
      };
      own += 1;
      return this.put(made);
    },

    /** Keeps what was changed. @param {Row} row */
    put(row) {
      selections.clear();
      stored.set(row.id, row);
      return row;
    },

    /** @param {Row} row */
    remove({ id }) {
      selections.clear();
      gone.add(id);
    },

    /**
     * As many tickets as make this number in all, in place of those that were there at first.
     *
     * @param {number} total
     */
    gather(total) {
      selections.clear();
      for (const id of [...gone, ...stored.keys()]) {
        if (id >= FIRST_OWN) continue;
        gone.delete(id);
        stored.delete(id);
      }
      crowd = Math.max(total - (own - gone.size), 0);
    },
  };
}

/** @param {number} place @returns {Facts} */
function factsAt(place) {
  const created = FIRST_AT + place * STEP_S;
  return {
    id: FIRST_TICKET + place,
    created,
    updated: created + ((place * 7919) % 5000) * 60,
    status: 1 + (place % 5),
    contact: CONTACT_IDS[place % CONTACT_IDS.length] ?? 0,
  };
}

/** @param {Row} row @returns {Facts} */
function factsOf({ id, created, updated, said }) {
  const [status, contact] = [Number(said.ticketStatus), Number(said.custUserId)];
  return { id, created, updated, status, contact };
}

/** @param {number} place @returns {Row} */
function ticketAt(place) {
  const { id, created, updated, status, contact } = factsAt(place);
  const subject = SUBJECTS[place % SUBJECTS.length] ?? "";
  return {
    id,
    created,
    updated,
    deleted: false,
    said: {
      custUserId: contact,
      subject: `${subject} #${place + 1}`,
      descript: `客户反馈：${subject}。设备在三楼会议室，联系时间为工作日九点到十八点。已经重启设备并检查网络，问题仍然存在，请尽快安排工程师联系，谢谢！`,
      servicerUserId: 1 + (place % AGENTS),
      ccUserIdList: "",
      ticketType: 1 + (place % 3),
      ticketStatus: status,
      priorityLevel: place % 5,
      ticketSource: 1 + (place % 4),
    },
    custom: { field_1: `SN-${String(place).padStart(8, "0")}`, field_2: place % 2 ? "21" : "22" },
  };
}
