//! The tokens of an account: one caller at a time gets the task to ask for one, and the others wait.

use super::connections::{ConnectionState, TokenState};
use super::entries::Entry;
use super::{Envelope, Sql, Vault, VaultReply};
use crate::error::{Error, Result};

/// How long somebody may take to ask for a token before another one does.
const LEASE_MS: u64 = 15_000;

const KIND: &str = "lease ";

impl<S: Sql> Vault<'_, S> {
    pub(super) fn lease_token(
        &self,
        instance: &str,
        account: &str,
        stale: Option<u64>,
        installation: Option<&str>,
    ) -> Result<Envelope> {
        let Some(state) = self.state(instance, account, installation)? else {
            return Ok(Envelope::reply(VaultReply::Connection { stored: None }));
        };
        let TokenState { generation, sealed, use_until, refused } = &state.token;
        if *refused {
            return Ok(Envelope::reply(VaultReply::Refused));
        }
        let is_good = *use_until > self.now && stale != Some(*generation);
        if let Some(sealed) = sealed.as_ref().filter(|_| is_good) {
            let (generation, sealed, use_until) = (*generation, sealed.clone(), *use_until);
            return Ok(Envelope::reply(VaultReply::Token { generation, sealed, use_until }));
        }
        let lease = self.lease_name(instance, account);
        if let Some(leased_until) = self.get::<u64>(&lease)? {
            return Ok(Envelope::wait_for(lease, leased_until));
        }
        let until = self.now + LEASE_MS;
        self.put(Entry::new(lease, &until, Some(until))?)?;
        let reply = VaultReply::Lease { generation: generation + 1, stored: state.stored };
        Ok(Envelope::reply(reply).alarm_at(self.tidy()?))
    }

    pub(super) fn put_token(
        &self,
        instance: &str,
        account: &str,
        generation: u64,
        sealed: String,
        use_until: u64,
    ) -> Result<Envelope> {
        let key = self.lease_name(instance, account);
        // One who was too slow does not put his over a newer one.
        let Some(mut state) = self.awaiting(instance, account, generation)? else {
            return Ok(self.done()?.wake(key, None));
        };
        state.token =
            TokenState { generation, sealed: Some(sealed.clone()), use_until, ..state.token };
        self.put_state(&state)?;
        self.end_lease(instance, account)?;
        if use_until <= self.now {
            return Ok(self.done()?.wake(key, None));
        }
        let token = VaultReply::Token { generation, sealed, use_until };
        Ok(Envelope::reply(VaultReply::Done).wake(key, Some(token)))
    }

    pub(super) fn fail_token(
        &self,
        instance: &str,
        account: &str,
        generation: u64,
        refused: bool,
        error: Error,
    ) -> Result<Envelope> {
        let key = self.lease_name(instance, account);
        // Others wait for another token, or with other credentials: this failure is not theirs.
        let Some(mut state) = self.awaiting(instance, account, generation)? else {
            return Ok(self.done()?.wake(key, None));
        };
        state.token.refused = refused;
        self.put_state(&state)?;
        self.end_lease(instance, account)?;
        Ok(self.done()?.wake(key, Some(VaultReply::TokenFailed { error })))
    }

    /// The connection whose next token is this one.
    fn awaiting(
        &self,
        instance: &str,
        account: &str,
        generation: u64,
    ) -> Result<Option<ConnectionState>> {
        let state = self.state(instance, account, None)?;
        Ok(state.filter(|state| state.token.generation + 1 == generation))
    }

    pub(super) fn end_lease(&self, instance: &str, account: &str) -> Result<()> {
        self.remove(&self.lease_name(instance, account))
    }

    /// Leases of an earlier life end: after a crash, nobody would come back with a token, and all would wait in vain. If somebody does
    /// come back, two have asked, which harms nothing.
    pub(super) fn end_all_leases(&self) -> Result<()> {
        self.remove_all(KIND)
    }

    /// The name of an account's lease, and of what those wait for who want a token of it.
    fn lease_name(&self, instance: &str, account: &str) -> String {
        format!("{}{instance} {account}", self.of_owner("lease"))
    }
}
