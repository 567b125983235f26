// The peers' Durable Object: which states one session has used, and what it has connected.
import { DurableObject } from "cloudflare:workers";

export class Account extends DurableObject {
  /** @param {any} ctx @param {any} env */
  constructor(ctx, env) {
    super(ctx, env);
    ctx.storage.sql.exec(
      `CREATE TABLE IF NOT EXISTS used (state TEXT PRIMARY KEY, at INTEGER NOT NULL);
       CREATE TABLE IF NOT EXISTS connection (token TEXT, expires_at INTEGER, profile TEXT)`,
    );
  }

  /** Whether the state was not used before. @param {string} state */
  claim(state) {
    const statement = "INSERT OR IGNORE INTO used (state, at) VALUES (?, ?)";
    return this.ctx.storage.sql.exec(statement, state, Date.now()).rowsWritten > 0;
  }

  /** @param {{ token: string, expiresAt: number, profile: string }} connection */
  keep({ token, expiresAt, profile }) {
    const { sql } = this.ctx.storage;
    sql.exec("DELETE FROM connection");
    sql.exec("INSERT INTO connection VALUES (?, ?, ?)", token, expiresAt, profile);
  }
}
