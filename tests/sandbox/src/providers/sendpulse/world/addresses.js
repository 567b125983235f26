// The addresses of one mailing list. Those that it begins with are reckoned when somebody looks, so
// that a list of a hundred thousand costs nothing; only what was changed or added is kept.

import { addressOf, PEOPLE, phoneOf } from "./people.js";

/**
 * @typedef {ReturnType<typeof createAddresses>} Addresses
 *
 * @typedef {Object} Address
 * @property {string} email
 * @property {number} status see `STATUS`
 * @property {string} phone
 * @property {Record<string, unknown>} variables
 * @property {string} source how it came to the list
 */

/** The vendor publishes the numbers of an address's states nowhere: these are the sandbox's. */
export const STATUS = { NEW: 0, ACTIVE: 1, UNSUBSCRIBED: 2 };

/** Of the addresses that a list begins with, each of this many is unsubscribed. */
const ONE_OF = 25;

/**
 * @param {number} i
 * @returns {Address}
 */
function reckoned(i) {
  const [first, last, city] = /** @type {typeof PEOPLE[0]} */ (PEOPLE[i % PEOPLE.length]);
  return {
    email: i < PEOPLE.length ? addressOf(first) : `reader${i}@example.com`,
    status: i % ONE_OF === ONE_OF - 1 ? STATUS.UNSUBSCRIBED : STATUS.ACTIVE,
    phone: i < PEOPLE.length ? phoneOf(i) : "",
    variables: { Name: `${first} ${last}`, City: city },
    source: "import",
  };
}

const NAMED = new Map(PEOPLE.map(([first], i) => [addressOf(first), i]));

/**
 * Where an address would stand among the reckoned ones; otherwise NaN.
 *
 * @param {string} email
 */
function placeOf(email) {
  const digits = /^reader([1-9]\d{0,8})@example\.com$/.exec(email)?.[1];
  const place = NAMED.get(email) ?? Number(digits ?? Number.NaN);
  return digits !== undefined && place < PEOPLE.length ? Number.NaN : place;
}

/** @param {string} email addresses differ in more than the case of their letters */
const keyOf = (email) => email.toLowerCase();

/** @param {number} size how many it begins with */
export function createAddresses(size) {
  /** @type {Map<number, Address | null>} by place; null is one that was removed */
  const changed = new Map();
  /** @type {Map<string, Address>} */
  const added = new Map();
  let removed = 0;
  let inactive = Math.floor(size / ONE_OF);

  /** @param {number} place */
  const at = (place) => {
    const known = changed.get(place);
    return known === undefined ? reckoned(place) : known;
  };
  const total = () => size - removed + added.size;

  function* all() {
    for (let place = 0; place < size; place += 1) {
      const address = at(place);
      if (address) yield address;
    }
    yield* added.values();
  }
  function* backwards() {
    yield* [...added.values()].reverse();
    for (let place = size - 1; place >= 0; place -= 1) {
      const address = at(place);
      if (address) yield address;
    }
  }

  const addresses = {
    get total() {
      return total();
    },
    get active() {
      return total() - inactive;
    },
    /**
     * @param {string} email
     * @returns {Address | undefined} a copy: `put` keeps what is changed in it
     */
    get(email) {
      const own = added.get(keyOf(email));
      const place = placeOf(keyOf(email));
      const found = own ?? (place < size ? at(place) : undefined);
      return found ? { ...found, variables: { ...found.variables } } : undefined;
    },
    /** @param {Address} address */
    put(address) {
      const key = keyOf(address.email);
      const before = addresses.get(key);
      const place = placeOf(key);
      if (place < size && changed.get(place) !== null) changed.set(place, address);
      else added.set(key, address);
      inactive += Number(address.status !== STATUS.ACTIVE);
      inactive -= Number(before !== undefined && before.status !== STATUS.ACTIVE);
    },
    /**
     * @param {string} email
     * @returns {boolean} whether it was there
     */
    remove(email) {
      const before = addresses.get(email);
      if (!before) return false;
      inactive -= Number(before.status !== STATUS.ACTIVE);
      if (!added.delete(keyOf(email))) {
        changed.set(placeOf(keyOf(email)), null);
        removed += 1;
      }
      return true;
    },
    /**
     * @param {number} offset
     * @param {number} limit
     * @param {{ wanted?: (address: Address) => boolean, descending?: boolean }} [view]
     * @returns {Address[]}
     */
    slice(offset, limit, { wanted, descending = false } = {}) {
      // Nothing to leave out: the page stands where the numbers say.
      if (!wanted && !descending && removed === 0) {
        const places = Math.max(0, Math.min(size, offset + limit) - offset);
        const first = Array.from({ length: places }, (_, i) => at(offset + i));
        const start = Math.max(0, offset - size);
        const rest = [...added.values()].slice(start, start + limit - places);
        return [...first.filter((address) => address !== null), ...rest];
      }
      return (descending ? backwards() : all())
        .filter((address) => !wanted || wanted(address))
        .drop(offset)
        .take(limit)
        .toArray();
    },
    /** Names of the variables that some address has, with a value of each. */
    variables() {
      const first = size > 0 ? [reckoned(0)] : [];
      const known = [...changed.values(), ...added.values()].filter((address) => address !== null);
      return Object.assign({}, ...[...first, ...known].map(({ variables }) => variables));
    },
  };
  return addresses;
}
