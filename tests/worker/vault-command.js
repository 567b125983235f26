// A Vault takes a command and its owner as JSON, and answers in JSON.

/**
 * Has a Vault carry out a command about an owner's entries.
 * @param {any} vault @param {object} run @param {string} [owner]
 * @returns {Promise<any>}
 */
export const runVaultCommand = async (vault, run, owner = "ada") =>
  JSON.parse(await vault.run(JSON.stringify({ owner, run })));
