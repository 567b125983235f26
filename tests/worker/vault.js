// What the Worker says to a Vault, and a Vault to the Worker: JSON.

/**
 * Has a Vault carry out a command.
 * @param {any} vault @param {object} command
 * @returns {Promise<any>}
 */
export const ask = async (vault, command) => JSON.parse(await vault.run(JSON.stringify(command)));
