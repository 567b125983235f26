//! Notes of how logins went: sealed like all else, few, and for a day.

use serde::{Deserialize, Serialize};

use super::{Answer, Cell, REMEMBER_MS, Sql, Vault, as_integer, text, time};
use crate::error::Result;

/// The most notes of one owner; of more, the oldest are forgotten.
const MOST: i64 = 60;

/// What was noted of a login.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Note {
    /// The beginning of the flow's id.
    pub flow: String,
    /// What happened, sealed.
    pub sealed: String,
}

impl<S: Sql> Vault<'_, S> {
    pub(super) fn note(&self, note: &Note) -> Result<()> {
        let rows = self.sql.run(
            "INSERT INTO notes (flow, sealed, noted_at) VALUES (?, ?, ?) RETURNING id",
            &[text(&note.flow), text(&note.sealed), time(self.now)],
        )?;
        // They are numbered without a gap: only the oldest ever go.
        match rows.first().map(Vec::as_slice) {
            Some([Cell::Integer(id)]) if *id > MOST => self
                .sql
                .run("DELETE FROM notes WHERE id <= ?", &[Cell::Integer(id - MOST)])
                .map(drop),
            _ => Ok(()),
        }
    }

    /// The oldest first.
    pub(super) fn notes(&self) -> Result<Answer> {
        let after = Cell::Integer(as_integer(self.now.saturating_sub(REMEMBER_MS)));
        let rows = self
            .sql
            .run("SELECT flow, sealed FROM notes WHERE noted_at > ? ORDER BY id", &[after])?;
        let notes = rows.into_iter().filter_map(|row| match row.as_slice() {
            [Cell::Text(flow), Cell::Text(sealed)] => {
                Some(Note { flow: flow.clone(), sealed: sealed.clone() })
            }
            _ => None,
        });
        Ok(Answer::Notes { notes: notes.collect() })
    }
}
