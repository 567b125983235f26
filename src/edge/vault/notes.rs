//! Notes of how logins went: sealed like all else, few, and for a day.

use serde::{Deserialize, Serialize};

use super::entries::Entry;
use super::{REMEMBER_MS, Sql, Vault, VaultReply};
use crate::error::Result;

/// The most notes of one owner; of more, the oldest are forgotten.
const MOST: usize = 60;

const KIND: &str = "note ";

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
        let names = self.names(KIND)?;
        for oldest in names.iter().take((names.len() + 1).saturating_sub(MOST)) {
            self.remove(oldest)?;
        }
        let last = names.last().and_then(|last| last.strip_prefix(KIND)?.parse().ok());
        let next = last.unwrap_or(0_u32).wrapping_add(1);
        // As many digits each: names are in the order of texts.
        let name = format!("{KIND}{next:010}");
        self.put(Entry::new(name, note, Some(self.now + REMEMBER_MS))?)
    }

    /// The oldest first.
    pub(super) fn notes(&self) -> Result<VaultReply> {
        Ok(VaultReply::Notes { notes: self.all(KIND)? })
    }

    pub(super) fn forget_notes(&self) -> Result<()> {
        self.remove_all(KIND)
    }
}
