// The accounts of one instance, of which there may be several. The Worker tells them newest first.

/** @typedef {import("portaria").Connection} Connection */

/**
 * How a connection is called: by the person's name, else by the account's number.
 * @param {Connection} connection
 */
export const nameOf = ({ account }) => account.name ?? account.id;

/**
 * Whether two lists have the same accounts, connected at the same times.
 * @param {Connection[]} some
 * @param {Connection[]} others
 */
export const areSame = (some, others) => essence(some) === essence(others);

/** @param {Connection[]} connections */
const essence = (connections) =>
  JSON.stringify(connections.map(({ account, connectedAt }) => [account.id, connectedAt]));

/**
 * The list with this connection first, in place of an older one of the same account.
 * @param {Connection[]} connections
 * @param {Connection} connection
 */
export const withNew = (connections, connection) => [
  connection,
  ...without(connections, connection),
];

/**
 * @param {Connection[]} connections
 * @param {Connection} connection
 */
export const without = (connections, { account }) =>
  connections.filter((one) => one.account.id !== account.id);

/** @param {Connection} connection */
export const isExpired = ({ expiresAt }) => expiresAt !== null && expiresAt <= Date.now();
