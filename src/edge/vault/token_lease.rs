//! The tokens of an account: one caller at a time gets the task to ask for one, and the others wait.

use super::connections::{self, ConnectionState, TokenState};
use super::{Envelope, Sql, Vault, VaultReply};
use crate::error::{Error, Result};

/// How long somebody may take to ask for a token before another one does.
const LEASE_MS: u64 = 15_000;

impl<S: Sql> Vault<'_, S> {
    pub(super) fn lease_token(
        &self,
        instance: &str,
        account: &str,
        stale: Option<u64>,
    ) -> Result<Envelope> {
        let Some(mut state) = self.state(instance, account)? else {
            return Ok(Envelope::reply(VaultReply::Connection { stored: None }));
        };
        let TokenState { generation, sealed, use_until, leased_until, refused } = &state.token;
        if *refused {
            return Ok(Envelope::reply(VaultReply::Refused));
        }
        let is_good = *use_until > self.now && stale != Some(*generation);
        if let Some(sealed) = sealed.as_ref().filter(|_| is_good) {
            let (generation, sealed, use_until) = (*generation, sealed.clone(), *use_until);
            return Ok(Envelope::reply(VaultReply::Token { generation, sealed, use_until }));
        }
        if *leased_until > self.now {
            return Ok(Envelope::wait_for(wait_key(instance, account), *leased_until));
        }
        let generation = generation + 1;
        state.token.leased_until = self.now + LEASE_MS;
        self.put_state(&state)?;
        Ok(Envelope::reply(VaultReply::Lease { generation, stored: state.stored }))
    }

    pub(super) fn put_token(
        &self,
        instance: &str,
        account: &str,
        generation: u64,
        sealed: String,
        use_until: u64,
    ) -> Result<Envelope> {
        let key = wait_key(instance, account);
        // One who was too slow does not put his over a newer one.
        let Some(mut state) = self.awaiting(instance, account, generation)? else {
            return Ok(self.done()?.wake(key, None));
        };
        state.token = TokenState {
            generation,
            sealed: Some(sealed.clone()),
            use_until,
            leased_until: 0,
            ..state.token
        };
        self.put_state(&state)?;
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
        let key = wait_key(instance, account);
        // Others wait for another token, or with other credentials: this failure is not theirs.
        let Some(mut state) = self.awaiting(instance, account, generation)? else {
            return Ok(self.done()?.wake(key, None));
        };
        state.token = TokenState { leased_until: 0, refused, ..state.token };
        self.put_state(&state)?;
        Ok(self.done()?.wake(key, Some(VaultReply::TokenFailed { error })))
    }

    /// The connection whose next token is this one.
    fn awaiting(
        &self,
        instance: &str,
        account: &str,
        generation: u64,
    ) -> Result<Option<ConnectionState>> {
        let state = self.state(instance, account)?;
        Ok(state.filter(|state| state.token.generation + 1 == generation))
    }
}

/// Under which those wait who want a token of this account.
fn wait_key(instance: &str, account: &str) -> String {
    connections::name(instance, account)
}
