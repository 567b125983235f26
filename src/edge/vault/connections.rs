//! Connections, each with what is known of its token.

use serde::{Deserialize, Serialize};

use super::entries::Entry;
use super::{Sql, Vault};
use crate::error::Result;

const KIND: &str = "connection ";

/// A connection as the Vault keeps it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StoredConnection {
    /// The instance's name.
    pub instance: String,
    /// The provider's id of the account.
    pub account: String,
    /// Everything else, sealed.
    pub sealed: String,
    /// When it was made, in milliseconds since 1970.
    pub connected_at: u64,
    /// When it is forgotten, in milliseconds since 1970; never when absent.
    pub keep_until: Option<u64>,
}

/// A stored connection, and the state of its token.
#[derive(Deserialize, Serialize)]
pub(super) struct ConnectionState {
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
    /// Stores a connection, in place of one of the same account.
    pub(super) fn connect(&self, stored: StoredConnection) -> Result<()> {
        // Its keys may be new ones: what is known of the old ones is forgotten. Tokens are numbered from the time on at which it was
        // connected, so that one that was asked for with the old keys fits nowhere when it comes.
        let former = self.state(&stored.instance, &stored.account)?;
        let next = former.map_or(0, |ConnectionState { token, .. }| token.generation + 1);
        let generation = next.max(stored.connected_at);
        self.put_state(&ConnectionState {
            stored,
            token: TokenState { generation, ..TokenState::default() },
        })
    }

    pub(super) fn state(&self, instance: &str, account: &str) -> Result<Option<ConnectionState>> {
        self.get(&name(instance, account))
    }

    pub(super) fn put_state(&self, state: &ConnectionState) -> Result<()> {
        let StoredConnection { instance, account, keep_until, .. } = &state.stored;
        self.put(Entry::new(name(instance, account), state, *keep_until)?)
    }

    /// That of an account, or the newest of an instance.
    pub(super) fn connection(
        &self,
        instance: &str,
        account: Option<&str>,
    ) -> Result<Option<StoredConnection>> {
        match account {
            Some(account) => Ok(self.state(instance, account)?.map(|state| state.stored)),
            None => Ok(self.newest_first(&of(instance))?.into_iter().next()),
        }
    }

    pub(super) fn connections(&self) -> Result<Vec<StoredConnection>> {
        self.newest_first(KIND)
    }

    fn newest_first(&self, beginning: &str) -> Result<Vec<StoredConnection>> {
        let all: Vec<ConnectionState> = self.all(beginning)?;
        let mut all: Vec<_> = all.into_iter().map(|state| state.stored).collect();
        all.sort_by_key(|stored| std::cmp::Reverse(stored.connected_at));
        Ok(all)
    }

    pub(super) fn disconnect(&self, instance: &str, account: Option<&str>) -> Result<()> {
        match account {
            Some(account) => self.remove(&name(instance, account)),
            None => self.remove_all(&of(instance)),
        }
    }

    /// Deletes all connections, and the log of the logins that made them.
    pub(super) fn disconnect_all(&self) -> Result<()> {
        self.remove_all(KIND)?;
        self.remove_login_logs()
    }

    /// One that was connected anew meanwhile stays as it is.
    pub(super) fn reseal(&self, old: &StoredConnection, sealed: String) -> Result<()> {
        match self.state(&old.instance, &old.account)? {
            Some(mut state) if state.stored.sealed == old.sealed => {
                state.stored.sealed = sealed;
                self.put_state(&state)
            }
            _ => Ok(()),
        }
    }

    /// Leases of an earlier life end: after a crash, nobody would come back with a token, and all would wait in vain. If somebody does
    /// come back, two have asked, which harms nothing.
    pub(super) fn end_leases(&self) -> Result<()> {
        for mut state in self.all::<ConnectionState>(KIND)? {
            if state.token.leased_until > 0 {
                state.token.leased_until = 0;
                self.put_state(&state)?;
            }
        }
        Ok(())
    }
}

/// An instance's name has no space.
fn of(instance: &str) -> String {
    format!("{KIND}{instance} ")
}

pub(super) fn name(instance: &str, account: &str) -> String {
    format!("{KIND}{instance} {account}")
}
