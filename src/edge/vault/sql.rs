//! The storage of a Durable Object.

use serde::{Deserialize, Serialize};

use crate::error::Result;

/// A value in a row, or bound to a statement.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(untagged)]
pub enum SqlValue {
    /// A number without a fraction, within what JavaScript counts exactly.
    Integer(u64),
    /// Nothing.
    Null,
    /// A text.
    Text(String),
}

/// The storage of a Durable Object: SQLite, in one transaction until control returns to the host.
pub trait Sql {
    /// Runs one statement.
    ///
    /// # Errors
    /// When the storage fails.
    fn run(&self, statement: &str, values: &[SqlValue]) -> Result<Vec<Vec<SqlValue>>>;
}
