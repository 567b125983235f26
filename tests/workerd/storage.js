// What workerd has on disk: a SQLite file for each Vault.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** Of workerd itself: when which Vault is to be woken. */
const ALARMS = "metadata.sqlite";

/**
 * Looks through every Vault, when nobody has it open.
 *
 * @param {string} storage
 * @param {readonly string[]} secrets that must not be in it
 */
export function inspect(storage, secrets) {
  const folder = join(storage, "portaria-vault");
  const files = readdirSync(folder);
  const found = { vaults: 0, connections: 0, damaged: /** @type {string[]} */ ([]) };
  for (const name of files) {
    const bytes = readFileSync(join(folder, name));
    if (secrets.some((secret) => bytes.includes(secret))) found.damaged.push(`${name}: a secret`);
  }
  for (const name of files.filter((name) => name.endsWith(".sqlite"))) {
    const database = new DatabaseSync(join(folder, name));
    const [health] = database.prepare("PRAGMA integrity_check").all();
    if (health?.integrity_check !== "ok") found.damaged.push(`${name}: ${JSON.stringify(health)}`);
    if (name !== ALARMS) {
      found.vaults++;
      const tables = database.prepare("SELECT name FROM sqlite_schema").all();
      // One that was killed before its first command has nothing yet.
      if (tables.some((table) => table.name === "connections")) {
        for (const row of database.prepare("SELECT account, sealed FROM connections").all()) {
          found.connections++;
          const isWhole = row.account && String(row.sealed).startsWith("v1.");
          if (!isWhole) found.damaged.push(`${name}: ${JSON.stringify(row)}`);
        }
      }
    }
    database.close();
  }
  return found;
}
