//! The tokens of an account: one caller at a time is given the task to ask for one.

use super::connections::{ConnectionEntry, TokenState};
use super::{Sql, Vault, VaultReply};
use crate::error::Result;

/// How long somebody may take to ask for a token before another one does.
const LEASE_MS: u64 = 15_000;

impl<S: Sql> Vault<'_, S> {
    pub(super) fn lease_token(
        &self,
        instance: &str,
        account: &str,
        stale: Option<u64>,
    ) -> Result<VaultReply> {
        let Some(mut kept) = self.entry(instance, account)? else {
            return Ok(VaultReply::Connection { stored: None });
        };
        let TokenState { generation, sealed, use_until, leased_until, refused } = &kept.token;
        if *refused {
            return Ok(VaultReply::Refused);
        }
        let is_good = *use_until > self.now && stale != Some(*generation);
        if let Some(sealed) = sealed.as_ref().filter(|_| is_good) {
            let (sealed, use_until) = (sealed.clone(), *use_until);
            return Ok(VaultReply::Token { generation: *generation, sealed, use_until });
        }
        if *leased_until > self.now {
            return Ok(VaultReply::Wait { until: *leased_until });
        }
        let generation = generation + 1;
        kept.token.leased_until = self.now + LEASE_MS;
        self.put_entry(&kept)?;
        Ok(VaultReply::Lease { generation, stored: kept.stored })
    }

    pub(super) fn put_token(
        &self,
        instance: &str,
        account: &str,
        generation: u64,
        sealed: String,
        use_until: u64,
    ) -> Result<VaultReply> {
        // One who was too slow does not put his over a newer one.
        let Some(mut kept) = self.awaiting(instance, account, generation)? else {
            return self.sweep();
        };
        let answer = VaultReply::Token { generation, sealed: sealed.clone(), use_until };
        kept.token = TokenState {
            generation,
            sealed: Some(sealed),
            use_until,
            leased_until: 0,
            ..kept.token
        };
        self.put_entry(&kept)?;
        if use_until <= self.now { self.sweep() } else { Ok(answer) }
    }

    pub(super) fn end_lease(
        &self,
        instance: &str,
        account: &str,
        generation: u64,
        refused: bool,
    ) -> Result<VaultReply> {
        if let Some(mut kept) = self.awaiting(instance, account, generation)? {
            kept.token = TokenState { leased_until: 0, refused, ..kept.token };
            self.put_entry(&kept)?;
        }
        self.sweep()
    }

    /// The connection whose next token is this one.
    fn awaiting(
        &self,
        instance: &str,
        account: &str,
        generation: u64,
    ) -> Result<Option<ConnectionEntry>> {
        let kept = self.entry(instance, account)?;
        Ok(kept.filter(|kept| kept.token.generation + 1 == generation))
    }
}
