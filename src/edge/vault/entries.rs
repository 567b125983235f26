//! The Vault's one table of entries: a name, a value as JSON, and when it expires. One table, because making tables is what a
//! login would otherwise wait for most.
//!
//! A name begins with its kind and its owner, each with a space after it: `connection 5d41 desk 7`, `note 5d41 0000000001`,
//! `used 5d41 flow f1`.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Sql, SqlValue, Vault};
use crate::error::{Code, Error, Result};

const TABLE: &str = "CREATE TABLE IF NOT EXISTS entries (
    name TEXT PRIMARY KEY, value TEXT NOT NULL, forget_at INTEGER) WITHOUT ROWID";

/// Which entry expires next is asked after each command that writes.
const INDEX: &str =
    "CREATE INDEX IF NOT EXISTS expiring ON entries (forget_at) WHERE forget_at IS NOT NULL";

/// Later than whatever expires: the greatest number that JavaScript counts exactly.
pub(super) const ANY_TIME: u64 = (1 << 53) - 1;

/// A command thins out what there is too many of when its time is a multiple of this, in milliseconds.
const THINNED_MS: u64 = 32;

/// A value with its name, and when it expires; `NULL` for never.
pub(super) struct Entry {
    name: SqlValue,
    value: SqlValue,
    expires_at: SqlValue,
}

impl Entry {
    pub(super) fn new(
        name: String,
        value: &impl Serialize,
        expires_at: Option<u64>,
    ) -> Result<Self> {
        let value = serde_json::to_string(value).map_err(|_| another_shape())?;
        Ok(Self {
            name: SqlValue::Text(name),
            value: SqlValue::Text(value),
            expires_at: expires_at.map_or(SqlValue::Null, SqlValue::Integer),
        })
    }
}

impl<S: Sql> Vault<'_, S> {
    pub(super) fn make_table(&self) -> Result<()> {
        self.sql.run(TABLE, &[])?;
        self.sql.run(INDEX, &[]).map(drop)
    }

    /// The beginning of the names of the owner's entries of a kind.
    pub(super) fn of_owner(&self, kind: &str) -> String {
        format!("{kind} {} ", self.owner)
    }

    /// The value of a name, unless it has expired.
    pub(super) fn get<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>> {
        let rows = self.sql.run(
            "SELECT value FROM entries WHERE name = ? AND (forget_at IS NULL OR forget_at > ?)",
            &[text(name), SqlValue::Integer(self.now)],
        )?;
        rows.first().map(|row| read(row)).transpose()
    }

    /// The values whose names begin so, in their names' order. The beginning ends with a space.
    pub(super) fn all<T: DeserializeOwned>(&self, beginning: &str) -> Result<Vec<T>> {
        let [from, to] = range(beginning);
        let rows = self.sql.run(
            "SELECT value FROM entries WHERE name >= ? AND name < ? AND (forget_at IS NULL OR forget_at > ?)
             ORDER BY name",
            &[from, to, SqlValue::Integer(self.now)],
        )?;
        rows.iter().map(|row| read(row)).collect()
    }

    /// The stored names that begin so, in their order, expired or not.
    pub(super) fn names(&self, beginning: &str) -> Result<Vec<String>> {
        let rows = self.sql.run(
            "SELECT name FROM entries WHERE name >= ? AND name < ? ORDER BY name",
            &range(beginning),
        )?;
        rows.into_iter().map(|row| only_text(&row).map(Into::into)).collect()
    }

    /// Whether one of the names is stored, expired or not.
    pub(super) fn has_any(&self, names: &[String]) -> Result<bool> {
        let places = vec!["?"; names.len()].join(", ");
        let names: Vec<_> = names.iter().map(|name| text(name)).collect();
        let rows = self
            .sql
            .run(&format!("SELECT 1 FROM entries WHERE name IN ({places}) LIMIT 1"), &names)?;
        Ok(!rows.is_empty())
    }

    /// Stores an entry, in place of one that has its name.
    pub(super) fn put(&self, Entry { name, value, expires_at }: Entry) -> Result<()> {
        let statement = "INSERT OR REPLACE INTO entries (name, value, forget_at) VALUES (?, ?, ?)";
        self.sql.run(statement, &[name, value, expires_at]).map(drop)
    }

    /// Stores two entries; where one of the names is taken, the storage fails.
    pub(super) fn put_new(&self, entries: [Entry; 2]) -> Result<()> {
        let statement = "INSERT INTO entries (name, value, forget_at) VALUES (?, ?, ?), (?, ?, ?)";
        let values = entries.map(|Entry { name, value, expires_at }| [name, value, expires_at]);
        self.sql.run(statement, values.as_flattened()).map(drop)
    }

    pub(super) fn remove(&self, name: &str) -> Result<()> {
        self.sql.run("DELETE FROM entries WHERE name = ?", &[text(name)]).map(drop)
    }

    /// Deletes all whose names begin so.
    pub(super) fn remove_all(&self, beginning: &str) -> Result<()> {
        self.sql
            .run("DELETE FROM entries WHERE name >= ? AND name < ?", &range(beginning))
            .map(drop)
    }

    /// Where more than so many names begin so, deletes those that expire first, of those that expire before the given time,
    /// until three quarters are left. To count takes long, so of many commands only a few do, by the clock.
    pub(super) fn thin(&self, beginning: &str, most: u64, expiring_before: u64) -> Result<()> {
        if !self.now.is_multiple_of(THINNED_MS) {
            return Ok(());
        }
        let [from, to] = range(beginning);
        let beyond = self.sql.run(
            "SELECT 1 FROM entries WHERE name >= ? AND name < ? LIMIT 1 OFFSET ?",
            &[from, to, SqlValue::Integer(most)],
        )?;
        if beyond.is_empty() {
            return Ok(());
        }
        let [from, to] = range(beginning);
        let (before, kept) = (SqlValue::Integer(expiring_before), SqlValue::Integer(most / 4 * 3));
        self.sql
            .run(
                "DELETE FROM entries WHERE forget_at < ? AND name IN (SELECT name FROM entries
                 WHERE name >= ? AND name < ? ORDER BY forget_at DESC, name DESC LIMIT -1 OFFSET ?)",
                &[before, from, to, kept],
            )
            .map(drop)
    }

    /// Deletes what has expired.
    pub(super) fn remove_expired(&self) -> Result<()> {
        let now = SqlValue::Integer(self.now);
        self.sql.run("DELETE FROM entries WHERE forget_at <= ?", &[now]).map(drop)
    }

    /// When the next entry expires.
    pub(super) fn next_expiry(&self) -> Result<Option<u64>> {
        let rows =
            self.sql.run("SELECT min(forget_at) FROM entries WHERE forget_at IS NOT NULL", &[])?;
        Ok(match rows.first().and_then(|row| row.first()) {
            Some(SqlValue::Integer(at)) => Some(*at),
            _ => None,
        })
    }

    /// Whether there is no entry, not even one that never expires.
    pub(super) fn is_empty(&self) -> Result<bool> {
        Ok(self.sql.run("SELECT 1 FROM entries LIMIT 1", &[])?.is_empty())
    }
}

/// From the beginning itself to before the first name that begins otherwise: `!` comes after the space.
fn range(beginning: &str) -> [SqlValue; 2] {
    [
        text(beginning),
        SqlValue::Text(format!("{}!", beginning.strip_suffix(' ').unwrap_or(beginning))),
    ]
}

fn read<T: DeserializeOwned>(row: &[SqlValue]) -> Result<T> {
    serde_json::from_str(only_text(row)?).map_err(|_| another_shape())
}

fn only_text(row: &[SqlValue]) -> Result<&str> {
    match row {
        [SqlValue::Text(text)] => Ok(text),
        _ => Err(another_shape()),
    }
}

fn another_shape() -> Error {
    Error::new(
        Code::Configuration,
        "The Vault's storage has another shape than this version expects.",
    )
}

fn text(text: &str) -> SqlValue {
    SqlValue::Text(text.into())
}
