//! The log of the last logins: sealed like all else, few parts, each for a day.
//!
//! Anybody can have logins fail, so those are kept apart from the ones that made a connection, and of all owners only so many.

use serde::{Deserialize, Serialize};

use super::entries::{ANY_TIME, Entry};
use super::{Envelope, REMEMBER_MS, Sql, Vault};
use crate::error::Result;

/// The most parts of one owner, of each kind; of more, the oldest are deleted.
const MOST: usize = 60;

/// About the most parts of logins that failed, of all owners in a Vault.
const MOST_FAILED: u64 = 400;

/// Parts of logins that made a connection.
const DONE: &str = "note";

/// Parts of logins that failed.
const FAILED: &str = "failure";

/// Some steps of a login, sealed.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct SealedLoginLog {
    /// The beginning of the flow's id.
    pub flow: String,
    /// What happened, sealed.
    pub sealed: String,
}

impl<S: Sql> Vault<'_, S> {
    /// Adds a part of a login that made a connection.
    pub(super) fn add_login_log(&self, log: &SealedLoginLog) -> Result<()> {
        self.add_part(DONE, log)
    }

    /// Adds a part of a login that failed.
    pub(super) fn add_failed_login_log(&self, log: &SealedLoginLog) -> Result<Envelope> {
        self.add_part(FAILED, log)?;
        self.thin(&format!("{FAILED} "), MOST_FAILED, ANY_TIME)?;
        self.done()
    }

    fn add_part(&self, kind: &str, log: &SealedLoginLog) -> Result<()> {
        let beginning = self.of_owner(kind);
        let names = self.names(&beginning)?;
        for oldest in names.iter().take((names.len() + 1).saturating_sub(MOST)) {
            self.remove(oldest)?;
        }
        let last = names.last().and_then(|last| last.strip_prefix(&beginning)?.parse().ok());
        let next = last.unwrap_or(0_u32).wrapping_add(1);
        // As many digits each: names are in the order of texts.
        let name = format!("{beginning}{next:010}");
        self.put(Entry::new(name, log, Some(self.now + REMEMBER_MS))?)
    }

    /// Of the logins that made a connection first, then of those that failed; of each kind, the oldest first.
    pub(super) fn login_logs(&self) -> Result<Vec<SealedLoginLog>> {
        let mut logs = self.all(&self.of_owner(DONE))?;
        logs.extend(self.all::<SealedLoginLog>(&self.of_owner(FAILED))?);
        Ok(logs)
    }

    pub(super) fn remove_login_logs(&self) -> Result<()> {
        self.remove_all(&self.of_owner(DONE))?;
        self.remove_all(&self.of_owner(FAILED))
    }
}
