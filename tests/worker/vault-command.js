// A Vault takes a command as JSON, and answers in JSON.

/**
 * Has a Vault carry out a command.
 * @param {any} vault @param {object} command
 * @returns {Promise<any>}
 */
export const runVaultCommand = async (vault, command) =>
  JSON.parse(await vault.run(JSON.stringify(command)));
