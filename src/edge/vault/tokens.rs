//! The tokens of an account: one caller at a time is given the task to ask for one.

use super::connections::{Kept, Token};
use super::{Answer, Sql, Vault};
use crate::error::Result;

/// How long somebody may take to ask for a token before another one does.
const LEASE_MS: u64 = 15_000;

impl<S: Sql> Vault<'_, S> {
    pub(super) fn lease_token(
        &self,
        instance: &str,
        account: &str,
        stale: Option<u64>,
    ) -> Result<Answer> {
        let Some(mut kept) = self.kept(instance, account)? else {
            return Ok(Answer::Connection { stored: None });
        };
        let Token { generation, sealed, use_until, leased_until, refused } = &kept.token;
        if *refused {
            return Ok(Answer::Refused);
        }
        let is_good = *use_until > self.now && stale != Some(*generation);
        if let Some(sealed) = sealed.as_ref().filter(|_| is_good) {
            let (sealed, use_until) = (sealed.clone(), *use_until);
            return Ok(Answer::Token { generation: *generation, sealed, use_until });
        }
        if *leased_until > self.now {
            return Ok(Answer::Wait { until: *leased_until });
        }
        let generation = generation + 1;
        kept.token.leased_until = self.now + LEASE_MS;
        self.keep(&kept)?;
        Ok(Answer::Lease { generation, stored: kept.stored })
    }

    pub(super) fn put_token(
        &self,
        instance: &str,
        account: &str,
        generation: u64,
        sealed: String,
        use_until: u64,
    ) -> Result<Answer> {
        // One who was too slow does not put his over a newer one.
        let Some(mut kept) = self.awaiting(instance, account, generation)? else {
            return self.sweep();
        };
        let answer = Answer::Token { generation, sealed: sealed.clone(), use_until };
        kept.token =
            Token { generation, sealed: Some(sealed), use_until, leased_until: 0, ..kept.token };
        self.keep(&kept)?;
        if use_until <= self.now { self.sweep() } else { Ok(answer) }
    }

    pub(super) fn end_lease(
        &self,
        instance: &str,
        account: &str,
        generation: u64,
        refused: bool,
    ) -> Result<Answer> {
        if let Some(mut kept) = self.awaiting(instance, account, generation)? {
            kept.token = Token { leased_until: 0, refused, ..kept.token };
            self.keep(&kept)?;
        }
        self.sweep()
    }

    /// The connection whose next token is this one.
    fn awaiting(&self, instance: &str, account: &str, generation: u64) -> Result<Option<Kept>> {
        let kept = self.kept(instance, account)?;
        Ok(kept.filter(|kept| kept.token.generation + 1 == generation))
    }
}
