//! Connections, each with what is known of its token.

use serde::{Deserialize, Serialize};

use super::entries::Entry;
use super::{Envelope, Sql, Vault, VaultReply};
use crate::error::Result;

const KIND: &str = "connection";

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

/// An installation of our app in an account, from its installing to its uninstalling.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Installation {
    /// Its id: links to the account name it.
    pub id: String,
    /// A digest of its keys, by which an uninstall is recognised.
    pub keys: String,
}

/// A stored connection, and the state of its token.
#[derive(Deserialize, Serialize)]
pub(super) struct ConnectionState {
    pub(super) stored: StoredConnection,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) installation: Option<Installation>,
    pub(super) token: TokenState,
}

impl ConnectionState {
    /// Whether it is of the installation that is meant, where one is.
    fn is_of(&self, meant: Option<&str>) -> bool {
        meant.is_none_or(|id| self.installation.as_ref().is_some_and(|known| known.id == id))
    }
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
    /// Whether the keys are refused.
    pub(super) refused: bool,
}

impl<S: Sql> Vault<'_, S> {
    /// Stores a connection, in place of one of the same account. An installation that is there keeps its id.
    pub(super) fn connect(
        &self,
        stored: StoredConnection,
        installation: Option<Installation>,
    ) -> Result<Envelope> {
        // Its keys may be new ones: what is known of the old ones is forgotten. Tokens are numbered from the time on at which it was
        // connected, so that one that was asked for with the old keys fits nowhere when it comes.
        let former = self.state(&stored.instance, &stored.account, None)?;
        let next = former.as_ref().map_or(0, |ConnectionState { token, .. }| token.generation + 1);
        let generation = next.max(stored.connected_at);
        let former = former.and_then(|state| state.installation);
        let installation = installation.map(|new| match former {
            Some(Installation { id, .. }) => Installation { id, ..new },
            None => new,
        });
        self.end_lease(&stored.instance, &stored.account)?;
        let id = installation.as_ref().map(|installation| installation.id.clone());
        self.put_state(&ConnectionState {
            stored,
            installation,
            token: TokenState { generation, ..TokenState::default() },
        })?;
        let reply =
            id.map_or(VaultReply::Done, |installation| VaultReply::Installed { installation });
        Ok(Envelope::reply(reply).alarm_at(self.tidy()?))
    }

    /// That of an account, if its installation is the one that is meant, where one is.
    pub(super) fn state(
        &self,
        instance: &str,
        account: &str,
        installation: Option<&str>,
    ) -> Result<Option<ConnectionState>> {
        let state: Option<ConnectionState> = self.get(&self.connection_name(instance, account))?;
        Ok(state.filter(|state| state.is_of(installation)))
    }

    pub(super) fn put_state(&self, state: &ConnectionState) -> Result<()> {
        let StoredConnection { instance, account, keep_until, .. } = &state.stored;
        self.put(Entry::new(self.connection_name(instance, account), state, *keep_until)?)
    }

    /// That of an account, or the newest of an instance.
    pub(super) fn connection(
        &self,
        instance: &str,
        account: Option<&str>,
        installation: Option<&str>,
    ) -> Result<Option<StoredConnection>> {
        match account {
            Some(account) => {
                Ok(self.state(instance, account, installation)?.map(|state| state.stored))
            }
            None => Ok(self.newest_first(&self.of(instance), installation)?.into_iter().next()),
        }
    }

    pub(super) fn connections(&self) -> Result<Vec<StoredConnection>> {
        self.newest_first(&self.of_owner(KIND), None)
    }

    fn newest_first(
        &self,
        beginning: &str,
        installation: Option<&str>,
    ) -> Result<Vec<StoredConnection>> {
        let all: Vec<ConnectionState> = self.all(beginning)?;
        let meant = all.into_iter().filter(|state| state.is_of(installation));
        let mut all: Vec<_> = meant.map(|state| state.stored).collect();
        all.sort_by_key(|stored| std::cmp::Reverse(stored.connected_at));
        Ok(all)
    }

    pub(super) fn disconnect(&self, instance: &str, account: Option<&str>) -> Result<()> {
        match account {
            Some(account) => self.remove(&self.connection_name(instance, account)),
            None => self.remove_all(&self.of(instance)),
        }
    }

    /// Deletes all connections, and the log of the logins that made them.
    pub(super) fn disconnect_all(&self) -> Result<()> {
        self.remove_all(&self.of_owner(KIND))?;
        self.remove_login_logs()
    }

    /// Deletes the connection of the installation that has these keys. An account that is not known, and keys that are not the
    /// account's, are answered alike, and cost alike.
    pub(super) fn end_installation(&self, instance: &str, keys: &str) -> Result<Envelope> {
        let all: Vec<ConnectionState> = self.all(&self.of(instance))?;
        // Digests are compared: how long that takes tells nothing of a key.
        let has_keys = |state: &ConnectionState| {
            state.installation.as_ref().is_some_and(|known| known.keys == keys)
        };
        let Some(ConnectionState { stored, .. }) = all.into_iter().find(has_keys) else {
            return Ok(Envelope::reply(VaultReply::Connection { stored: None }));
        };
        self.disconnect(instance, Some(&stored.account))?;
        let reply = VaultReply::Connection { stored: Some(stored) };
        Ok(Envelope::reply(reply).alarm_at(self.tidy()?))
    }

    /// One that was connected anew meanwhile stays as it is.
    pub(super) fn reseal(&self, old: &StoredConnection, sealed: String) -> Result<()> {
        match self.state(&old.instance, &old.account, None)? {
            Some(mut state) if state.stored.sealed == old.sealed => {
                state.stored.sealed = sealed;
                self.put_state(&state)
            }
            _ => Ok(()),
        }
    }

    /// An instance's name has no space.
    fn of(&self, instance: &str) -> String {
        format!("{}{instance} ", self.of_owner(KIND))
    }

    pub(super) fn connection_name(&self, instance: &str, account: &str) -> String {
        format!("{}{account}", self.of(instance))
    }
}
