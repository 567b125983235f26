//! The log of the last logins: sealed like all else, few parts, each for a day.

use serde::{Deserialize, Serialize};

use super::entries::Entry;
use super::{REMEMBER_MS, Sql, Vault};
use crate::error::Result;

/// The most parts of one owner; of more, the oldest are deleted.
const MOST: usize = 60;

const KIND: &str = "note ";

/// Some steps of a login, sealed.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct SealedLoginLog {
    /// The beginning of the flow's id.
    pub flow: String,
    /// What happened, sealed.
    pub sealed: String,
}

impl<S: Sql> Vault<'_, S> {
    pub(super) fn add_login_log(&self, log: &SealedLoginLog) -> Result<()> {
        let names = self.names(KIND)?;
        for oldest in names.iter().take((names.len() + 1).saturating_sub(MOST)) {
            self.remove(oldest)?;
        }
        let last = names.last().and_then(|last| last.strip_prefix(KIND)?.parse().ok());
        let next = last.unwrap_or(0_u32).wrapping_add(1);
        // As many digits each: names are in the order of texts.
        let name = format!("{KIND}{next:010}");
        self.put(Entry::new(name, log, Some(self.now + REMEMBER_MS))?)
    }

    /// The oldest first.
    pub(super) fn login_logs(&self) -> Result<Vec<SealedLoginLog>> {
        self.all(KIND)
    }

    pub(super) fn remove_login_logs(&self) -> Result<()> {
        self.remove_all(KIND)
    }
}
