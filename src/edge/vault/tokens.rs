//! The tokens of an account: one caller at a time is given the task to ask for one.

use super::{Answer, Cell, Sql, Vault, another_shape, as_integer, read_connection, text, time};
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
        let rows = self.sql.run(
            "SELECT instance, account, sealed, connected_at, keep_until,
                generation, token, use_until, leased_until, refused FROM connections
             WHERE instance = ? AND account = ? AND (keep_until IS NULL OR keep_until > ?)",
            &[text(instance), text(account), time(self.now)],
        )?;
        let Some((connection, token)) = rows.first().and_then(|row| row.split_at_checked(5)) else {
            return Ok(Answer::Connection { stored: None });
        };
        let stored = read_connection(connection)?;
        let &[
            Cell::Integer(generation),
            ref token,
            Cell::Integer(use_until),
            Cell::Integer(leased_until),
            Cell::Integer(refused),
        ] = token
        else {
            return Err(another_shape());
        };
        let now = as_integer(self.now);
        let generation = u64::try_from(generation).unwrap_or_default();
        if refused != 0 {
            return Ok(Answer::Refused);
        }
        if let (Cell::Text(sealed), true) = (token, use_until > now && stale != Some(generation)) {
            let use_until = u64::try_from(use_until).unwrap_or_default();
            return Ok(Answer::Token { generation, sealed: sealed.clone(), use_until });
        }
        if leased_until > now {
            return Ok(Answer::Wait { until: u64::try_from(leased_until).unwrap_or_default() });
        }
        self.sql.run(
            "UPDATE connections SET leased_until = ?3 WHERE instance = ?1 AND account = ?2",
            &[text(instance), text(account), time(self.now + LEASE_MS)],
        )?;
        Ok(Answer::Lease { generation: generation + 1, stored })
    }

    pub(super) fn put_token(
        &self,
        instance: &str,
        account: &str,
        generation: u64,
        sealed: &str,
        use_until: u64,
    ) -> Result<Answer> {
        // One who was too slow does not put his over a newer one.
        let put = self.sql.run(
            "UPDATE connections SET generation = ?3, token = ?4, use_until = ?5, leased_until = 0
             WHERE instance = ?1 AND account = ?2 AND generation = ?3 - 1 RETURNING 1",
            &[text(instance), text(account), time(generation), text(sealed), time(use_until)],
        )?;
        if put.is_empty() || use_until <= self.now {
            return self.sweep();
        }
        Ok(Answer::Token { generation, sealed: sealed.into(), use_until })
    }

    pub(super) fn end_lease(
        &self,
        instance: &str,
        account: &str,
        generation: u64,
        refused: bool,
    ) -> Result<Answer> {
        self.sql.run(
            "UPDATE connections SET leased_until = 0, refused = ?4
             WHERE instance = ?1 AND account = ?2 AND generation = ?3 - 1",
            &[text(instance), text(account), time(generation), Cell::Integer(refused.into())],
        )?;
        self.sweep()
    }
}
