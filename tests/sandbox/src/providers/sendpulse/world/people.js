// Made-up people. Nobody real bears these names; their addresses lead nowhere.

/** @type {readonly (readonly [first: string, last: string, city: string])[]} */
export const PEOPLE = [
  ["Ada", "Example", "London"],
  ["Bob", "Example", "Lisbon"],
  ["xiaoyu", "Sample", "Suzhou"],
  ["Chloé", "Specimen", "Lyon"],
  ["Dmytro", "Probe", "Lviv"],
  ["Eva", "Muster", "Graz"],
  ["Farid", "Placeholder", "Tunis"],
];

/** @param {string} first */
export const addressOf = (first) =>
  `${first.normalize("NFD").replace(/\W/g, "").toLowerCase()}@example.com`;

/**
 * Nobody has such a number.
 *
 * @param {number} i
 */
export const phoneOf = (i) => `000000000${String(i).padStart(3, "0")}`;
