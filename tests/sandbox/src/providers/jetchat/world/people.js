// The bot's subscribers: those that are stored one by one, and any number more that are worked out
// from their number when somebody looks, so that a bot of 100,000 costs nothing until it is read.

import { ns, numberIn } from "../ids.js";
import { createPerson, FIRST_ID, person } from "./person.js";

/**
 * @typedef {import("./person.js").Person} Person
 * @typedef {ReturnType<typeof createPeople>} People
 */

/** The ids of those who are worked out begin here, far above those of the others. */
export const CROWD_ID = 10_000_000;

/** @param {number} now when the world began */
export function createPeople(now) {
  /** @type {Map<number, Person>} */
  const stored = new Map();
  /** Of the crowd, those whom somebody has looked up: they may have been changed since. @type {Map<number, Person>} */
  const met = new Map();
  /** Their places in the crowd, lowest first. @type {number[]} */
  let gone = [];
  let crowd = 0;
  let next = FIRST_ID;

  /** @param {number} place among those of the crowd who are still there */
  const inCrowd = (place) => {
    let index = place;
    for (const absent of gone) if (absent <= index) index += 1;
    const id = CROWD_ID + index;
    return met.get(id) ?? person(id, index, now);
  };

  /** @param {number} id @returns {Person | undefined} */
  const byId = (id) => {
    if (id < CROWD_ID) return stored.get(id);
    const index = id - CROWD_ID;
    if (!(index < crowd) || gone.includes(index)) return undefined;
    const known = met.get(id) ?? person(id, index, now);
    met.set(id, known);
    return known;
  };

  return {
    get length() {
      return stored.size + crowd - gone.length;
    },

    /**
     * @param {number} from
     * @param {number} to
     * @returns {Person[]}
     */
    slice(from, to) {
      const end = Math.min(to, this.length);
      const some = [...stored.values()].slice(from, to);
      for (let i = Math.max(from, stored.size); i < end; i += 1)
        some.push(inCrowd(i - stored.size));
      return some;
    },

    /** @param {string} user_ns */
    find: (user_ns) => byId(numberIn("subscriber", user_ns)),

    /** @param {string} user_id */
    findByUserId(user_id) {
      for (const each of stored.values()) if (each.user_id === user_id) return each;
      const index = Number(/^5500(\d{9,})$/.exec(user_id)?.[1]) - CROWD_ID;
      return Number.isNaN(index) || index < 0 ? undefined : byId(CROWD_ID + index);
    },

    /**
     * Who has this telephone number or this address. Of the crowd only numbers are looked up, since
     * those say who it is.
     *
     * @param {{ phone?: string, email?: string }} contact
     */
    findByContact({ phone, email }) {
      const wanted = phone && digits(phone);
      for (const each of [...stored.values(), ...met.values()]) {
        if ((wanted && digits(each.phone) === wanted) || (email && each.email === email))
          return each;
      }
      return wanted ? this.findByUserId(wanted) : undefined;
    },

    /** @param {(person: Person) => boolean} wanted */
    filter(wanted) {
      return this.slice(0, this.length).filter(wanted);
    },

    /** @param {Partial<Person>} known */
    add(known) {
      const added = createPerson(next, known);
      next += 1;
      stored.set(added.id, added);
      return added;
    },

    /** @param {Person} person */
    remove({ id }) {
      stored.delete(id);
      met.delete(id);
      if (id >= CROWD_ID) gone = [...gone, id - CROWD_ID].sort((a, b) => a - b);
    },

    /**
     * As large a crowd, in place of the one before, as makes this many people in all.
     *
     * @param {number} total
     */
    gather(total) {
      crowd = Math.max(total - stored.size, 0);
      gone = [];
      met.clear();
    },

    /** @param {Person} person */
    nameOf: ({ id }) => ns("subscriber", id),
  };
}

/** @param {string} text */
function digits(text) {
  return text.replace(/\D/g, "");
}
