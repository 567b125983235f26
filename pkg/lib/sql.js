// A Durable Object's SQLite for the core: values and rows cross as one text each.

/** @typedef {{ exec(statement: string, ...values: unknown[]): { raw(): { toArray(): unknown[] } } }} Sql */

/** @param {Sql} sql @param {string} statement @param {string} values @returns {string} */
export function rows(sql, statement, values) {
  const cursor = sql.exec(statement, ...JSON.parse(values));
  return JSON.stringify(cursor.raw().toArray());
}
