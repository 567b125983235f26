// What workerd has on disk: a SQLite file for each Vault that was asked for something.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** workerd's own file, which says when each Vault is to be woken. */
const ALARMS = "metadata.sqlite";

const CONNECTIONS = "SELECT name, value FROM entries WHERE name LIKE 'connection %'";

/**
 * Reads every Vault's file while no process has it open, and lists what is damaged.
 *
 * @param {string} storage
 * @param {readonly string[]} secrets that must not be in it
 */
export function inspectVaultFiles(storage, secrets) {
  const folder = join(storage, "portaria-vault");
  const files = readdirSync(folder);
  const found = { vaults: 0, connections: 0, damaged: /** @type {string[]} */ ([]) };
  for (const name of files) {
    const bytes = readFileSync(join(folder, name));
    if (secrets.some((secret) => bytes.includes(secret))) found.damaged.push(`${name}: a secret`);
  }
  const alarms = new DatabaseSync(join(folder, ALARMS));
  const alarm = alarms.prepare(
    "SELECT scheduled_time / 1000000 AS at FROM _cf_ALARM WHERE actor_id = ?",
  );
  for (const name of files.filter((name) => name.endsWith(".sqlite") && name !== ALARMS)) {
    found.vaults++;
    const vault = new DatabaseSync(join(folder, name));
    const [health] = vault.prepare("PRAGMA integrity_check").all();
    if (health?.integrity_check !== "ok") found.damaged.push(`${name}: ${JSON.stringify(health)}`);
    const tables = vault.prepare("SELECT name FROM sqlite_schema").all();
    // One that was killed before its first command has nothing yet.
    if (tables.some((table) => table.name === "entries")) {
      for (const { name: entry, value } of vault.prepare(CONNECTIONS).all()) {
        found.connections++;
        const { account, sealed } = JSON.parse(String(value)).stored;
        const isNamed = account && String(entry).endsWith(` ${account}`);
        const isWhole = isNamed && String(sealed).startsWith("v1.");
        if (!isWhole) found.damaged.push(`${name}: ${entry} ${value}`);
      }
      // Without an alarm in time, at a whole minute, an entry would be kept for ever.
      const due = vault.prepare("SELECT min(forget_at) AS at FROM entries").get()?.at;
      const set = alarm.get(name.replace(".sqlite", ""))?.at;
      if (due && !(Number(set) < Number(due) + 60_000))
        found.damaged.push(`${name}: ${due}, alarm ${set}`);
    }
    vault.close();
  }
  alarms.close();
  return found;
}
