// What is stored in all Vaults.
import { listDurableObjectIds, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";

/**
 * The entries whose names begin so, each with the Vault that it is in. A stub's own types nest too deeply for TypeScript.
 * @param {string} beginning
 * @returns {Promise<any[]>}
 */
export async function storedEntries(beginning) {
  const ids = await listDurableObjectIds(/** @type {any} */ (env.VAULT));
  const found = ids.map(async (id) => {
    const vault = env.VAULT.get(id);
    const act = (/** @type {any} */ _, /** @type {DurableObjectState} */ { storage }) => {
      const tables = storage.sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'entries'");
      return tables.toArray().length ? storage.sql.exec("SELECT * FROM entries").toArray() : [];
    };
    const entries = await /** @type {any} */ (runInDurableObject)(vault, act);
    return entries
      .filter((/** @type {any} */ { name }) => name.startsWith(beginning))
      .map((/** @type {any} */ entry) => ({ ...entry, vault }));
  });
  return (await Promise.all(found)).flat();
}
