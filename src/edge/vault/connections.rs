//! Connections, each with what is known of its token.

use serde::{Deserialize, Serialize};

use super::entries::Entry;
use super::{Sql, StoredConnection, Vault};
use crate::error::Result;

const KIND: &str = "connection ";

/// A connection as it is kept.
#[derive(Deserialize, Serialize)]
pub(super) struct ConnectionEntry {
    pub(super) stored: StoredConnection,
    pub(super) token: TokenState,
}

/// What is known of a connection's token.
#[derive(Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TokenState {
    /// Which one it is, or the last was.
    pub(super) generation: u64,
    /// It, sealed.
    pub(super) sealed: Option<String>,
    pub(super) use_until: u64,
    /// Until when somebody has the task to ask for one.
    pub(super) leased_until: u64,
    /// Whether the keys are refused.
    pub(super) refused: bool,
}

impl<S: Sql> Vault<'_, S> {
    /// Keeps a connection, in place of one of the same account.
    pub(super) fn connect(&self, stored: StoredConnection) -> Result<()> {
        // Its keys may be new ones: what is known of the old ones is forgotten. Tokens are numbered from the time on at which it was
        // connected, so that one that was asked for with the old keys fits nowhere when it comes.
        let former = self.entry(&stored.instance, &stored.account)?;
        let next = former.map_or(0, |ConnectionEntry { token, .. }| token.generation + 1);
        let generation = next.max(stored.connected_at);
        self.put_entry(&ConnectionEntry {
            stored,
            token: TokenState { generation, ..TokenState::default() },
        })
    }

    pub(super) fn entry(&self, instance: &str, account: &str) -> Result<Option<ConnectionEntry>> {
        self.get(&name(instance, account))
    }

    pub(super) fn put_entry(&self, kept: &ConnectionEntry) -> Result<()> {
        let StoredConnection { instance, account, keep_until, .. } = &kept.stored;
        self.put(Entry::new(name(instance, account), kept, *keep_until)?)
    }

    /// That of an account, or the newest of an instance.
    pub(super) fn connection(
        &self,
        instance: &str,
        account: Option<&str>,
    ) -> Result<Option<StoredConnection>> {
        match account {
            Some(account) => Ok(self.entry(instance, account)?.map(|kept| kept.stored)),
            None => Ok(self.newest_first(&of(instance))?.into_iter().next()),
        }
    }

    pub(super) fn connections(&self) -> Result<Vec<StoredConnection>> {
        self.newest_first(KIND)
    }

    fn newest_first(&self, beginning: &str) -> Result<Vec<StoredConnection>> {
        let all: Vec<ConnectionEntry> = self.all(beginning)?;
        let mut all: Vec<_> = all.into_iter().map(|kept| kept.stored).collect();
        all.sort_by_key(|stored| std::cmp::Reverse(stored.connected_at));
        Ok(all)
    }

    pub(super) fn disconnect(&self, instance: &str, account: Option<&str>) -> Result<()> {
        match account {
            Some(account) => self.remove(&name(instance, account)),
            None => self.remove_all(&of(instance)),
        }
    }

    /// Forgets all connections, and with them how they came about.
    pub(super) fn disconnect_all(&self) -> Result<()> {
        self.remove_all(KIND)?;
        self.forget_notes()
    }

    /// One that was connected anew meanwhile stays as it is.
    pub(super) fn reseal(&self, old: &StoredConnection, sealed: String) -> Result<()> {
        match self.entry(&old.instance, &old.account)? {
            Some(mut kept) if kept.stored.sealed == old.sealed => {
                kept.stored.sealed = sealed;
                self.put_entry(&kept)
            }
            _ => Ok(()),
        }
    }

    /// Leases of an earlier life end: after a crash, nobody would come back with a token, and all would wait in vain. If somebody does
    /// come back, two have asked, which harms nothing.
    pub(super) fn end_leases(&self) -> Result<()> {
        for mut kept in self.all::<ConnectionEntry>(KIND)? {
            if kept.token.leased_until > 0 {
                kept.token.leased_until = 0;
                self.put_entry(&kept)?;
            }
        }
        Ok(())
    }
}

/// An instance's name has no space.
fn of(instance: &str) -> String {
    format!("{KIND}{instance} ")
}

fn name(instance: &str, account: &str) -> String {
    format!("{KIND}{instance} {account}")
}
