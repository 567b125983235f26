// The package's classes, by platform; each is loaded when something is called with it.
import clients from "virtual:clients";

/** @param {string} provider */
function clientOf(provider) {
  const found = clients[provider];
  if (!found) throw new Error(`The package has no class for ${provider}.`);
  return found;
}

/**
 * What the class is called in the package.
 * @param {string} provider
 */
export const classNameOf = (provider) => clientOf(provider).name;

/**
 * The method for an operation: `users.me` is `client.users.me`.
 * @param {string} provider
 * @param {object} options the client's
 * @param {string} operation
 * @returns {Promise<any>}
 */
export async function methodOf(provider, options, operation) {
  const Client = await clientOf(provider).load();
  return operation
    .split(".")
    .reduce(
      (at, name) => /** @type {any} */ (at)?.[name],
      /** @type {any} */ (new Client(options)),
    );
}
